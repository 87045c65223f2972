using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager.Internal;

/// <summary>Reads an answer as JSON 1.1 has it: what is not there stays null.</summary>
/// <param name="read">Makes the answer of its members.</param>
internal sealed class JsonAnswer(Func<JsonElement, AmazonWebServiceResponse> read) : JsonResponseUnmarshaller
{
    private const int BufferBytes = 4_096;

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = JsonDocument.Parse(input.Stream);
        return read(document.RootElement);
    }

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream, BufferBytes, input.JsonMaxDepth);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return ExceptionOf(error);
    }

    // As the service's model names them: some without the word.
    private static AmazonSecretsManagerException ExceptionOf(ErrorResponse error)
    {
        var (message, cause, kind, code, id, status) = (error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode);
        return code switch
        {
            "DecryptionFailure" => new DecryptionFailureException(message, cause, kind, code, id, status),
            "EncryptionFailure" => new EncryptionFailureException(message, cause, kind, code, id, status),
            "InternalServiceError" => new InternalServiceErrorException(message, cause, kind, code, id, status),
            "InvalidNextTokenException" => new InvalidNextTokenException(message, cause, kind, code, id, status),
            "InvalidParameterException" => new InvalidParameterException(message, cause, kind, code, id, status),
            "InvalidRequestException" => new InvalidRequestException(message, cause, kind, code, id, status),
            "LimitExceededException" => new LimitExceededException(message, cause, kind, code, id, status),
            "PreconditionNotMetException" => new PreconditionNotMetException(message, cause, kind, code, id, status),
            "ResourceExistsException" => new ResourceExistsException(message, cause, kind, code, id, status),
            "ResourceNotFoundException" => new ResourceNotFoundException(message, cause, kind, code, id, status),
            _ => new AmazonSecretsManagerException(message, cause, kind, code, id, status),
        };
    }
}

/// <summary>Members of an answer; null where there are none.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement element, string name) => element.Find(name) is { } value ? value.GetString() : null;

    public static bool? Flag(this JsonElement element, string name) => element.Find(name) is { } value ? value.GetBoolean() : null;

    public static MemoryStream Bytes(this JsonElement element, string name) => element.Find(name) is { } value ? new MemoryStream(value.GetBytesFromBase64()) : null;

    /// <summary>Times are seconds since 1970 with a fraction.</summary>
    public static DateTime? Time(this JsonElement element, string name) =>
        element.Find(name) is { } value ? DateTime.UnixEpoch.AddTicks((long)(value.GetDecimal() * TimeSpan.TicksPerSecond)) : null;

    public static List<string> Texts(this JsonElement element, string name) => element.List(name, value => value.GetString());

    public static List<T> List<T>(this JsonElement element, string name, Func<JsonElement, T> read) => element.Find(name) is { } value ? [.. value.EnumerateArray().Select(read)] : null;

    /// <summary>Stages by the ids of versions.</summary>
    public static Dictionary<string, List<string>> Stages(this JsonElement element, string name) => element.Find(name) is { } value
        ? value.EnumerateObject().ToDictionary(version => version.Name, version => version.Value.EnumerateArray().Select(stage => stage.GetString()).ToList(), StringComparer.Ordinal)
        : null;

    private static JsonElement? Find(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

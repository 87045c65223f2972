using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Standins;

/// <summary>Reads answers of one operation, and the errors in their place.</summary>
internal sealed class JsonAnswer(JsonService service, Func<JsonElement, AmazonWebServiceResponse> read) : JsonResponseUnmarshaller
{
    private const int BufferBytes = 4_096;

    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        // What answers nothing has no body at all.
        if (body.Length == 0)
            return read(default);
        using var json = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        return read(json.RootElement);
    }

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream, BufferBytes, input.JsonMaxDepth);
        return service.ExceptionOf(JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader), innerException, statusCode);
    }
}

/// <summary>Members of a JSON object; null where there are none.</summary>
internal static class JsonReading
{
    public static JsonElement? Find(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement json, string name) => json.Find(name)?.GetString();

    public static bool? Flag(this JsonElement json, string name) => json.Find(name)?.GetBoolean();

    public static int? Count(this JsonElement json, string name) => json.Find(name)?.GetInt32();

    public static long? Whole(this JsonElement json, string name) => json.Find(name)?.GetInt64();

    public static MemoryStream? Bytes(this JsonElement json, string name) =>
        json.Find(name)?.GetBytesFromBase64() is { } bytes ? new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true) : null;

    /// <summary>Times are seconds since 1970 with a fraction.</summary>
    public static DateTime? Time(this JsonElement json, string name) =>
        json.Find(name) is { } value ? DateTime.UnixEpoch.AddTicks((long)(value.GetDecimal() * TimeSpan.TicksPerSecond)) : null;

    public static T? Object<T>(this JsonElement json, string name, Func<JsonElement, T> read)
        where T : class => json.Find(name) is { } value ? read(value) : null;

    public static List<T>? List<T>(this JsonElement json, string name, Func<JsonElement, T> read) => json.Find(name) is { } value ? [.. value.EnumerateArray().Select(read)] : null;

    public static List<string>? Texts(this JsonElement json, string name) => json.List(name, static value => value.GetString()!);
}

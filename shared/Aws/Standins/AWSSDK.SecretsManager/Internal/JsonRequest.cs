using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.SecretsManager.Internal;

/// <summary>Writes a request as JSON 1.1 has it: what is null is left out.</summary>
/// <typeparam name="TRequest">Of the operation.</typeparam>
/// <param name="operation">Its name.</param>
/// <param name="write">Writes its members.</param>
internal sealed class JsonRequest<TRequest>(string operation, Action<JsonMembers, TRequest> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.SecretsManager") { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["X-Amz-Target"] = "secretsmanager." + operation;
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers["x-amz-api-version"] = "2017-10-17";
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            writer.WriteStartObject();
            write(new JsonMembers(writer), (TRequest)input);
            writer.WriteEndObject();
        }
        request.Content = content.ToArray();
        return request;
    }
}

/// <summary>Members of a JSON object that are there when they have a value.</summary>
internal readonly struct JsonMembers(Utf8JsonWriter writer)
{
    public void Add(string name, string value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    public void Add(string name, bool? value)
    {
        if (value is { } given)
            writer.WriteBoolean(name, given);
    }

    public void Add(string name, long? value)
    {
        if (value is { } given)
            writer.WriteNumber(name, given);
    }

    public void Add(string name, MemoryStream value)
    {
        if (value is not null)
            writer.WriteBase64String(name, value.ToArray());
    }

    public void Add(string name, List<string> values) => Add(name, values, static (one, value) => one.WriteStringValue(value));

    public void Add<T>(string name, List<T> values, Action<JsonMembers, T> write) => Add(name, values, (one, value) =>
    {
        one.WriteStartObject();
        write(new JsonMembers(one), value);
        one.WriteEndObject();
    });

    private void Add<T>(string name, List<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values is null)
            return;
        writer.WriteStartArray(name);
        foreach (var value in values)
            write(writer, value);
        writer.WriteEndArray();
    }
}

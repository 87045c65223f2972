using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.Standins;

/// <summary>Writes requests of one operation.</summary>
internal sealed class JsonRequest<TRequest>(JsonService service, string operation, Action<JsonMembers, TRequest> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(new JsonMembers(json), (TRequest)input);
            json.WriteEndObject();
        }
        var request = new DefaultRequest(input, service.ModuleName) { HttpMethod = "POST", ResourcePath = "/", Content = body.ToArray() };
        request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{operation}";
        request.Headers["Content-Type"] = $"application/x-amz-json-{service.JsonVersion}";
        request.Headers["x-amz-api-version"] = service.ApiVersion;
        return request;
    }
}

/// <summary>Members of a JSON object: what is null is left out.</summary>
internal readonly struct JsonMembers(Utf8JsonWriter json)
{
    public void Add(string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    public void Add(string name, bool? value)
    {
        if (value is { } given)
            json.WriteBoolean(name, given);
    }

    public void Add(string name, long? value)
    {
        if (value is { } given)
            json.WriteNumber(name, given);
    }

    public void Add(string name, MemoryStream? value)
    {
        if (value is not null)
            json.WriteBase64String(name, value.TryGetBuffer(out var bytes) ? bytes : value.ToArray());
    }

    public void Add(string name, List<string>? values) => AddList(name, values, static (one, value) => one.WriteStringValue(value));

    /// <summary>A list of objects.</summary>
    public void Add<T>(string name, List<T>? values, Action<JsonMembers, T> write) => AddList(name, values, (one, value) =>
    {
        one.WriteStartObject();
        write(new JsonMembers(one), value);
        one.WriteEndObject();
    });

    /// <summary>An object.</summary>
    public void AddObject<T>(string name, T? value, Action<JsonMembers, T> write)
        where T : class
    {
        if (value is null)
            return;
        json.WriteStartObject(name);
        write(this, value);
        json.WriteEndObject();
    }

    private void AddList<T>(string name, List<T>? values, Action<Utf8JsonWriter, T> write)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            write(json, value);
        json.WriteEndArray();
    }
}

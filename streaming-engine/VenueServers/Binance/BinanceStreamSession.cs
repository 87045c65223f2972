using System.Net.WebSockets;
using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>A socket that listens to market streams.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md, "Live Subscribing/Unsubscribing to streams".</remarks>
internal sealed class BinanceStreamSession(VenueSocket socket, BinanceStreams streams, VenueFloor floor, bool isCombined)
{
    private const int StreamsMax = 1_024;
    private const int MessagesPerSecondMax = 5;
    private const string Methods = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";

    private readonly Queue<long> _taken = new(); // When the last messages came.
    private readonly List<string> _names = [];

    /// <summary>Whether an event is told with its stream's name.</summary>
    public bool IsCombined { get; private set; } = isCombined;

    /// <summary>What it listens to, in the order in which it asked.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Sends an event. Call under the venue's lock, as all of the others.</summary>
    public void Post(byte[] json, SocketMessageKind kind) => socket.Outbox.Post(json, kind);

    /// <summary>Tells that the server stops, and ends.</summary>
    public void SayGoodbye(byte[] json)
    {
        socket.Outbox.Post(IsCombined ? BinanceStreams.Combine("!serverShutdown", json) : json);
        socket.End(WebSocketCloseStatus.EndpointUnavailable, "server shutdown");
    }

    /// <summary>Listens to streams from now on; more than it may end it.</summary>
    public void Subscribe(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => !_names.Contains(name)))
        {
            _names.Add(name);
            streams.Join(name, this);
        }
        if (_names.Count > StreamsMax)
            socket.End(WebSocketCloseStatus.PolicyViolation, $"more than {StreamsMax} streams");
    }

    /// <summary>Takes a message; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        if (IsTooFast())
        {
            socket.End(WebSocketCloseStatus.PolicyViolation, "Too many requests");
            return;
        }
        lock (floor.Venue.Gate)
        {
            var (answer, after) = Answer(message);
            socket.Outbox.Post(answer);
            after?.Invoke();
        }
    }

    private bool IsTooFast()
    {
        _taken.Enqueue(floor.Time.GetTimestamp());
        return _taken.Count > MessagesPerSecondMax && floor.Time.GetElapsedTime(_taken.Dequeue()) < TimeSpan.FromSeconds(1);
    }

    // What is answered, and what is done once that is on its way.
    private (byte[] Answer, Action? After) Answer(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return Answer(document.RootElement, message.Length);
        }
        catch (JsonException exception)
        {
            return (Error(3, $"Invalid JSON: expected value at line {exception.LineNumber + 1} column {exception.BytePositionInLine + 1}"), null);
        }
        catch (InvalidOperationException)
        {
            return (Error(3, "Invalid JSON: expected value at line 1 column 1"), null); // A text with half a surrogate pair.
        }
    }

    private (byte[] Answer, Action? After) Answer(JsonElement root, int length)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("method", out var method))
            return (Error(2, $"Invalid request: missing field `method` at line 1 column {length}"), null);
        if (!root.TryGetProperty("id", out var id) || !IsId(id))
            return (Error(2, "Invalid request: request ID must be an unsigned integer"), null);
        JsonElement[] parameters = root.TryGetProperty("params", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
        var name = method.ValueKind == JsonValueKind.String ? method.GetString() : method.GetRawText();
        switch (name)
        {
            case "SUBSCRIBE" or "UNSUBSCRIBE":
                if (parameters.Any(static one => one.ValueKind != JsonValueKind.String))
                    return (Error(2, "Invalid request: property name must be a string"), null);
                string[] names = [.. parameters.Select(static one => one.GetString()!)];
                return (Result(id, static json => json.WriteNullValue()), () => Change(names, name == "SUBSCRIBE"));
            case "LIST_SUBSCRIPTIONS":
                return (parameters.Length > 0 ? Error(2, "Invalid request: too many parameters") : Result(id, WriteNames), null);
            case "SET_PROPERTY" or "GET_PROPERTY":
                return (Property(id, parameters, isSet: name == "SET_PROPERTY"), null);
            default:
                return (Error(2, $"Invalid request: unknown variant `{name}`, expected one of {Methods} at line 1 column {length}"), null);
        }
    }

    private byte[] Property(JsonElement id, JsonElement[] parameters, bool isSet)
    {
        if (parameters.Length > (isSet ? 2 : 1))
            return Error(2, "Invalid request: too many parameters");
        if (parameters is not [{ ValueKind: JsonValueKind.String } property, ..])
            return Error(2, "Invalid request: property name must be a string");
        if (!property.ValueEquals("combined"))
            return Error(0, "Unknown property", id);
        if (!isSet)
            return Result(id, json => json.WriteBooleanValue(IsCombined));
        if (parameters is not [_, { ValueKind: JsonValueKind.True or JsonValueKind.False } value])
            return Error(1, "Invalid value type: expected Boolean");
        IsCombined = value.GetBoolean();
        return Result(id, static json => json.WriteNullValue());
    }

    private void Change(string[] names, bool isToSubscribe)
    {
        if (isToSubscribe)
        {
            Subscribe(names);
            return;
        }
        foreach (var name in names.Where(_names.Remove))
            streams.Leave(name, this);
    }

    private void WriteNames(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var name in _names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static bool IsId(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Number => id.TryGetInt64(out _),
        JsonValueKind.String => id.GetString() is { Length: <= 36 } text && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'),
        _ => false,
    };

    private static byte[] Result(JsonElement id, Action<Utf8JsonWriter> write) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("result");
        write(json);
        json.WritePropertyName("id");
        id.WriteTo(json);
        json.WriteEndObject();
    });

    private static byte[] Error(int code, string message, JsonElement? id = null) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("code", code);
        json.WriteString("msg", message);
        if (id is { } known)
        {
            json.WritePropertyName("id");
            known.WriteTo(json);
        }
        json.WriteEndObject();
    });
}

using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>One socket for orders.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline.</remarks>
internal sealed class BybitTradeSession(VenueSocket socket, VenueFloor floor, BybitDoor door, BybitIdle idle, string address, string connection)
{
    private const int IdLengthMax = 36;
    private const int IdsMax = 10_000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private LoopbackAccount? _account;
    private long _answers;

    public BybitIdle Idle => idle;

    public void SayGoodbye() => socket.End(WebSocketCloseStatus.EndpointUnavailable, "service restarts");

    /// <summary>Takes a message; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        var asked = BybitSocketMessage.Read(message, "reqId");
        switch (asked?.Op)
        {
            case null:
                Refuse(asked, new BybitError(10001, "Params Error: no JSON object"), quota: null);
                break;
            case "ping":
                PostPong(asked);
                break;
            case "auth":
                Prove(asked);
                break;
            default:
                Do(asked);
                break;
        }
    }

    private void Prove(BybitSocketMessage asked)
    {
        if (asked.Credentials() is not var (key, expires, signature))
        {
            Refuse(asked, new BybitError(10001, "Params Error: args must be a key, a time and a signature"), quota: null);
            return;
        }
        if (_account is not null)
        {
            Refuse(asked, new BybitError(20001, "Repeat auth"), quota: null);
            return;
        }
        string? refusal;
        lock (floor.Venue.Gate)
            (_account, refusal) = BybitProof.Prove(floor.Venue, key, expires, signature);
        if (refusal is not null)
        {
            Refuse(asked, new BybitError(10004, refusal), quota: null);
            return;
        }
        Post(asked, 0, "OK", static _ => { });
    }

    private void Do(BybitSocketMessage asked)
    {
        if (CheckMessage(asked) is { } error)
        {
            Refuse(asked, error, quota: null);
            return;
        }
        var answer = door.Do(BybitRoutes.ByOp[asked.Op], () => Read(asked));
        switch (answer)
        {
            case BybitAnswer.Done done:
                Post(asked, 0, "OK", json =>
                {
                    json.WritePropertyName("data");
                    json.WriteRawValue(done.Result);
                    json.WritePropertyName("retExtInfo");
                    json.WriteRawValue(done.Extra);
                    WriteHeader(json, answer.Quota);
                });
                break;
            case BybitAnswer.Refused refused:
                Refuse(asked, refused.Error, answer.Quota);
                break;
            case BybitAnswer.Silent:
                break;
            default:
                socket.Abort();
                break;
        }
    }

    private BybitError? CheckMessage(BybitSocketMessage asked)
    {
        if (!door.Limits.SocketOrders.TryTake(address, 1, out _))
            return new BybitError(10403, "exceed IP rate limit. 3000 requests per second per IP");
        if (!BybitRoutes.ByOp.ContainsKey(asked.Op))
            return new BybitError(10404, "op type is not found");
        if (_account is null)
            return new BybitError(10007, "User authentication failed.");
        if (asked.Id is not { } id)
            return null;
        if (id.Length > IdLengthMax)
            return new BybitError(10001, $"Params Error: reqId has more than {IdLengthMax} letters");
        if (_ids.Count >= IdsMax)
            _ids.Clear();
        return _ids.Add(id) ? null : new BybitError(20006, "reqId is duplicated");
    }

    private BybitRequest Read(BybitSocketMessage asked)
    {
        BybitProof.CheckTime(floor.Venue.Now, HeaderOf(asked, "X-BAPI-TIMESTAMP"), HeaderOf(asked, "X-BAPI-RECV-WINDOW"));
        if (asked.Args is not [var order])
            throw BybitError.Parameter("Params Error: args must have one item");
        var parameters = BybitParameters.Of(order);
        if (parameters.Peek("category") is not (BybitMarkets.Spot or BybitMarkets.Linear))
            throw new BybitError(10404, "category is not correct/supported");
        return new BybitRequest(parameters) { Account = _account! };
    }

    private static string? HeaderOf(BybitSocketMessage asked, string name)
    {
        if (asked.Header.ValueKind != JsonValueKind.Object || !asked.Header.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetRawText().Trim('"') : value.GetRawText();
    }

    private void Refuse(BybitSocketMessage? asked, BybitError error, BybitQuota? quota) => Post(asked, error.Code, error.Message, json =>
    {
        json.WriteStartObject("data");
        json.WriteEndObject();
        json.WriteStartObject("retExtInfo");
        json.WriteEndObject();
        WriteHeader(json, quota);
    });

    private void PostPong(BybitSocketMessage asked) => Post(asked with { Op = "pong" }, 0, "OK", json =>
    {
        json.WriteStartArray("data");
        json.WriteStringValue(BybitJson.Text(floor.Venue.Now));
        json.WriteEndArray();
    });

    private void WriteHeader(Utf8JsonWriter json, BybitQuota? quota)
    {
        json.WriteStartObject("header");
        if (quota is { } left)
        {
            json.WriteString("X-Bapi-Limit", left.Limit.ToString(CultureInfo.InvariantCulture));
            json.WriteString("X-Bapi-Limit-Status", left.Left.ToString(CultureInfo.InvariantCulture));
            json.Time("X-Bapi-Limit-Reset-Timestamp", left.Reset);
        }
        json.WriteString("Traceid", string.Create(CultureInfo.InvariantCulture, $"{connection}-{Interlocked.Increment(ref _answers)}"));
        json.Time("Timenow", floor.Venue.Now);
        json.WriteEndObject();
    }

    private void Post(BybitSocketMessage? asked, int code, string text, Action<Utf8JsonWriter> writeMore)
    {
        idle.Touch();
        socket.Outbox.Post(Write(asked, code, text, writeMore));
    }

    private byte[] Write(BybitSocketMessage? asked, int code, string text, Action<Utf8JsonWriter> writeMore) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        if (asked?.Id is { } id)
            json.WriteString("reqId", id);
        json.WriteNumber("retCode", code);
        json.WriteString("retMsg", text);
        json.WriteString("op", asked?.Op ?? "");
        writeMore(json);
        json.WriteString("connId", connection);
        json.WriteEndObject();
    });
}

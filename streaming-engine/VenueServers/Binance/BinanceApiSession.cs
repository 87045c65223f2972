using System.Net.WebSockets;
using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>A socket of the WebSocket API, and the accounts whose events it is told.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-api.md.</remarks>
internal sealed class BinanceApiSession(VenueSocket socket, VenueFloor floor, BinanceDoor door, BinanceReports reports, string address, bool showsLimits)
{
    private const int SubscriptionWeight = 2;

    private readonly SortedDictionary<int, LoopbackAccount> _subscriptions = []; // By id; under the venue's lock.
    private int _ids;

    /// <summary>Takes a request; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        if (BinanceApiRequest.Read(message) is not { } asked)
        {
            Post(id: null, new BinanceAnswer.Refused(new BinanceError(-1135, "Invalid JSON Request")), showsLimits, orderKey: null);
            return;
        }
        var shows = asked.ShowsLimits ?? showsLimits;
        switch (asked.Method)
        {
            case "userDataStream.subscribe.signature":
                Subscribe(asked, shows);
                break;
            case "userDataStream.unsubscribe":
                Unsubscribe(asked, shows);
                break;
            case "session.subscriptions":
                List(asked, shows);
                break;
            default:
                Do(asked, shows);
                break;
        }
    }

    /// <summary>Tells that the server stops, and ends. Call under the venue's lock.</summary>
    public void SayGoodbye()
    {
        socket.Outbox.Post(JsonWriting.Write(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("event");
            BinanceStreamJson.WriteShutdown(json, floor.Venue.Now);
            json.WriteEndObject();
        }));
        socket.End(WebSocketCloseStatus.EndpointUnavailable, "server shutdown");
    }

    /// <summary>Is told nothing more. Call under the venue's lock.</summary>
    public void Leave()
    {
        foreach (var account in _subscriptions.Values)
            reports.Leave(account, socket.Outbox);
        _subscriptions.Clear();
    }

    private void Do(BinanceApiRequest asked, bool shows)
    {
        if (!BinanceRoutes.BySocket.TryGetValue(asked.Method, out var route))
        {
            Post(asked.Id, new BinanceAnswer.Refused(new BinanceError(-1020, "This operation is not supported.")), shows, orderKey: null);
            return;
        }
        var answer = door.Do(route, address, asked.ToRequest, request => request.Prove(floor.Venue), out _);
        switch (answer)
        {
            case BinanceAnswer.Silent:
                break;
            case BinanceAnswer.Broken:
                socket.Abort();
                break;
            default:
                Post(asked.Id, answer, shows, route.Orders > 0 ? asked.Parameters.GetValueOrDefault("apiKey") : null);
                if (answer is BinanceAnswer.Refused { Error.Status: 418 })
                    socket.End(WebSocketCloseStatus.PolicyViolation, "banned");
                break;
        }
    }

    // Its answer is on its way before the first event.
    private void Subscribe(BinanceApiRequest asked, bool shows) => Decide(asked, shows, request =>
    {
        request.Prove(floor.Venue);
        request.EndReading();
        if (_subscriptions.ContainsValue(request.Account))
            throw new BinanceError(-2035, "User Data Stream subscription already active.");
        var id = _ids++;
        PostResult(asked, shows, json => WriteId(json, id));
        _subscriptions.Add(id, request.Account);
        reports.Join(request.Account, socket.Outbox, id);
    });

    private void Unsubscribe(BinanceApiRequest asked, bool shows) => Decide(asked, shows, request =>
    {
        var wanted = request.NumberOrNull("subscriptionId");
        request.EndReading();
        List<int> ended = [.. _subscriptions.Keys.Where(id => wanted is null || id == wanted)];
        if (ended.Count == 0)
            throw new BinanceError(-2036, "User Data Stream subscription not active.");
        PostResult(asked, shows, static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
        foreach (var id in ended)
        {
            reports.Leave(_subscriptions[id], socket.Outbox);
            _subscriptions.Remove(id);
            socket.Outbox.Post(BinanceReports.Wrap(id, json => BinanceReportJson.WriteTerminated(json, floor.Venue.Now)));
        }
    });

    private void List(BinanceApiRequest asked, bool shows) => Decide(asked, shows, request =>
    {
        request.EndReading();
        PostResult(asked, shows, json =>
        {
            json.WriteStartArray();
            foreach (var id in _subscriptions.Keys)
                WriteId(json, id);
            json.WriteEndArray();
        });
    });

    private void Decide(BinanceApiRequest asked, bool shows, Action<BinanceRequest> act)
    {
        if (door.Admit(address, SubscriptionWeight) is { } refused)
        {
            Post(asked.Id, refused, shows, orderKey: null);
            return;
        }
        try
        {
            lock (floor.Venue.Gate)
                act(asked.ToRequest());
        }
        catch (BinanceError error)
        {
            Post(asked.Id, new BinanceAnswer.Refused(error), shows, orderKey: null);
        }
    }

    private void PostResult(BinanceApiRequest asked, bool shows, Action<Utf8JsonWriter> write) =>
        Post(asked.Id, new BinanceAnswer.Done(JsonWriting.Write(write)), shows, orderKey: null);

    private static void WriteId(Utf8JsonWriter json, int id)
    {
        json.WriteStartObject();
        json.WriteNumber("subscriptionId", id);
        json.WriteEndObject();
    }

    private void Post(string? id, BinanceAnswer answer, bool shows, string? orderKey) => socket.Outbox.Post(JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName("id");
        json.WriteRawValue(id ?? "null");
        if (answer is BinanceAnswer.Refused refused)
        {
            json.WriteNumber("status", refused.Error.Status);
            json.WritePropertyName("error");
            WriteError(json, refused);
        }
        else
        {
            json.WriteNumber("status", 200);
            json.WritePropertyName("result");
            json.WriteRawValue(((BinanceAnswer.Done)answer).Json);
        }
        if (shows)
            WriteLimits(json, orderKey);
        json.WriteEndObject();
    }));

    private void WriteError(Utf8JsonWriter json, BinanceAnswer.Refused refused)
    {
        json.WriteStartObject();
        json.WriteNumber("code", refused.Error.Code);
        json.WriteString("msg", refused.Error.Message);
        if (refused.RetryAfter is { } wait)
        {
            json.WriteStartObject("data");
            json.Milliseconds("serverTime", floor.Venue.Now);
            json.Milliseconds("retryAfter", floor.Venue.Now + wait);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void WriteLimits(Utf8JsonWriter json, string? orderKey)
    {
        json.WriteStartArray("rateLimits");
        if (orderKey is not null)
            door.Limits.WriteOrders(json, orderKey);
        door.Limits.Write(json, address);
        json.WriteEndArray();
    }
}

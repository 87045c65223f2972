using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>A socket of OKX: what it listens to, who logged in, and what it asks.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-websocket.</remarks>
internal sealed class OkxSession(VenueSocket socket, OkxSocketHall hall, OkxSocketPath path, string address, string connection)
{
    private const int RequestsPerHour = 480; // To subscribe, to unsubscribe and to log in.

    private static readonly byte[] Pong = "pong"u8.ToArray();

    private readonly RequestBudget _requests = new(TimeSpan.FromHours(1), RequestsPerHour, hall.Floor.Time);
    private readonly List<OkxSubscription> _subscriptions = [];
    private LoopbackAccount? _account;
    private long _traffic = hall.Floor.Time.GetTimestamp();

    /// <summary>Of its connection.</summary>
    public string ConnectionId => connection;

    /// <summary>How long nothing has come and nothing was sent.</summary>
    public TimeSpan Quiet => hall.Floor.Time.GetElapsedTime(Volatile.Read(ref _traffic));

    /// <summary>Sends a message.</summary>
    public void Post(byte[] json, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        Note();
        socket.Outbox.Post(json, kind);
    }

    public void End(WebSocketCloseStatus status, string reason) => socket.End(status, reason);

    /// <summary>Tells that the server stops, and ends.</summary>
    public void SayGoodbye()
    {
        PostEvent("notice", id: null, new OkxError("64008", "The connection will soon be closed for a service upgrade. Please reconnect."));
        socket.End(WebSocketCloseStatus.EndpointUnavailable, "service upgrade");
    }

    /// <summary>Is told nothing more. Call under the venue's lock.</summary>
    public void Leave()
    {
        foreach (var subscription in _subscriptions)
            Leave(subscription);
        _subscriptions.Clear();
    }

    /// <summary>Takes a message; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        Note();
        if (message.Span.SequenceEqual("ping"u8))
        {
            Post(Pong);
            return;
        }
        string? id = null;
        try
        {
            using var document = JsonDocument.Parse(message);
            var asked = OkxArguments.Of(document.RootElement);
            id = asked.TextOrNull("id");
            Take(asked, document.RootElement, id);
        }
        catch (Exception exception) when (exception is JsonException or OkxError { Code: "50002" })
        {
            PostEvent("error", id, new OkxError("60012", $"Invalid request: {Encoding.UTF8.GetString(message.Span)}"));
        }
        catch (OkxError error)
        {
            PostEvent("error", id, error);
        }
    }

    private void Take(OkxArguments asked, JsonElement root, string? id)
    {
        var operation = asked.TextOrNull("op") ?? throw OkxError.BadJson;
        if (operation is not ("login" or "subscribe" or "unsubscribe"))
        {
            Operate(operation, asked, root, id);
            return;
        }
        if (!_requests.TryTake("", 1, out _))
            throw new OkxError("60014", "Requests too frequent");
        if (!root.TryGetProperty("args", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw new OkxError("60013", "Invalid args");
        lock (hall.Floor.Venue.Gate)
        {
            if (operation == "login")
                LogIn(OkxArguments.Of(list[0]));
            else
                Change(list, operation, id);
        }
    }

    private void LogIn(OkxArguments arguments)
    {
        if (_account is not null)
            throw new OkxError("60031", "The WebSocket endpoint does not allow multiple or repeated logins.");
        var signature = new OkxSignature(arguments.TextOrNull("apiKey"), arguments.TextOrNull("sign"),
            arguments.TextOrNull("timestamp"), arguments.TextOrNull("passphrase"));
        try
        {
            _account = signature.ProveLogin(hall.Floor.Venue);
        }
        catch (OkxError error)
        {
            PostEvent("error", id: null, error);
            socket.End((WebSocketCloseStatus)4001, "Login Failed");
            return;
        }
        PostEvent("login", id: null, new OkxError("0", ""));
    }

    private void Change(JsonElement list, string operation, string? id)
    {
        foreach (var one in list.EnumerateArray())
        {
            try
            {
                var subscription = OkxSubscription.Read(OkxArguments.Of(one), path, hall.Markets);
                if (operation == "unsubscribe")
                    Unsubscribe(subscription, id);
                else
                    Subscribe(subscription, id);
            }
            catch (OkxError error) when (error.Code != "50002")
            {
                PostEvent("error", id, error);
            }
        }
    }

    // What is subscribed to again begins anew.
    private void Subscribe(OkxSubscription subscription, string? id)
    {
        if (subscription.Channel is "books-l2-tbt" or "books50-l2-tbt" or "fills")
            throw new OkxError("64003", "Your trading fee tier doesn't meet the requirement to access this channel");
        if (subscription.IsPrivate && _account is null)
            throw new OkxError("60011", "Please log in");
        Forget(subscription);
        PostChange("subscribe", subscription, id);
        _subscriptions.Add(subscription);
        if (!subscription.IsPrivate)
            hall.Streams.Join(subscription, this);
        else if (!hall.Reports.Join(_account!, subscription, this))
            _subscriptions.Remove(subscription);
    }

    private void Unsubscribe(OkxSubscription subscription, string? id)
    {
        Forget(subscription);
        PostChange("unsubscribe", subscription, id);
    }

    private void Forget(OkxSubscription subscription)
    {
        if (_subscriptions.RemoveAll(one => one with { IsRegular = true } == subscription with { IsRegular = true }) > 0)
            Leave(subscription);
    }

    private void Leave(OkxSubscription subscription)
    {
        if (subscription.IsPrivate)
            hall.Reports.Leave(_account!, subscription, this);
        else
            hall.Streams.Leave(subscription, this);
    }

    private void Operate(string operation, OkxArguments asked, JsonElement root, string? id)
    {
        if (!OkxRoutes.ByOperation.TryGetValue(operation, out var route))
            throw new OkxError("60019", $"Invalid op: {operation}");
        if (path != OkxSocketPath.Private)
            throw new OkxError("60028", "The current operation is not supported by this URL. Please use the correct WebSocket URL for the operation.");
        if (_account is not { } account)
            throw new OkxError("60011", "Please log in");
        var came = hall.Floor.Time.GetUtcNow();
        switch (hall.Door.Do(route, address, () => Read(route, account, asked, root)))
        {
            case OkxAnswer.Done done:
                PostAnswer(operation, id, done.Call.Code, done.Call.Message, done.Data, came);
                break;
            case OkxAnswer.Refused { Error: var error }:
                PostAnswer(operation, id, error.Code, error.Message, "[]"u8.ToArray(), came);
                break;
            case OkxAnswer.Silent:
                break;
            default:
                socket.Abort();
                break;
        }
    }

    private static OkxCall Read(OkxRoute route, LoopbackAccount account, OkxArguments asked, JsonElement root)
    {
        if (!root.TryGetProperty("args", out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0
            || list.EnumerateArray().Any(static one => one.ValueKind != JsonValueKind.Object))
            throw new OkxError("60013", "Invalid args");
        var call = OkxCall.Of(route.IsList ? list : list[0], route.IsList);
        call.Account = account;
        if (route.MakesOrders)
            call.Deadline = asked.TimeOrNull("expTime");
        return call;
    }

    private void PostAnswer(string operation, string? id, string code, string message, byte[] data, DateTimeOffset came) => Post(JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", id ?? "");
        json.WriteString("op", operation);
        json.WriteString("code", code);
        json.WriteString("msg", message);
        json.WritePropertyName("data");
        json.WriteRawValue(data);
        json.WriteString("inTime", OkxRest.MicrosecondsOf(came));
        json.WriteString("outTime", OkxRest.MicrosecondsOf(hall.Floor.Time.GetUtcNow()));
        json.WriteEndObject();
    }));

    private void PostEvent(string name, string? id, OkxError told) => Post(JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        if (id is not null)
            json.WriteString("id", id);
        json.WriteString("event", name);
        json.WriteString("code", told.Code);
        json.WriteString("msg", told.Message);
        json.WriteString("connId", connection);
        json.WriteEndObject();
    }));

    private void PostChange(string name, OkxSubscription subscription, string? id) => Post(JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        if (id is not null)
            json.WriteString("id", id);
        json.WriteString("event", name);
        subscription.Write(json);
        json.WriteString("connId", connection);
        json.WriteEndObject();
    }));

    private void Note() => Volatile.Write(ref _traffic, hall.Floor.Time.GetTimestamp());
}

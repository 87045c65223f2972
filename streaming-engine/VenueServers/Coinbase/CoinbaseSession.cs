using System.Net.WebSockets;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A socket of Coinbase: what it listens to, and for whom. Its messages are numbered from 0 without a gap, whatever their channels.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview.</remarks>
internal sealed class CoinbaseSession(VenueSocket socket, CoinbaseSocketHall hall, string address, bool isOfUser)
{
    private static readonly TimeSpan SubscribePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuietMax = TimeSpan.FromSeconds(90);

    private readonly Dictionary<CoinbaseChannel, SortedSet<string>> _products = []; // Of channels that it listens to; empty for all, or where a channel has none.
    private readonly UnixNanos _opened = hall.Floor.Venue.Now;
    private bool _hasSubscribed;
    private UnixNanos _spoken = hall.Floor.Venue.Now;
    private long _number;

    /// <summary>Who subscribed to his orders; null before.</summary>
    public LoopbackAccount? Account { get; private set; }

    /// <summary>Whether it listens to a channel, and of it to a product.</summary>
    public bool Hears(CoinbaseChannel channel, string product) =>
        _products.TryGetValue(channel, out var products) && (products.Count == 0 || products.Contains(product));

    public bool Hears(CoinbaseChannel channel) => _products.ContainsKey(channel);

    /// <summary>Sends what happened on a channel. Call under the venue's lock.</summary>
    /// <param name="channel">As messages name it.</param>
    /// <param name="events">A list, as JSON.</param>
    /// <param name="kind">Which faults it meets.</param>
    public void Post(string channel, byte[] events, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        _spoken = hall.Floor.Venue.Now;
        socket.Outbox.Post(JsonWriting.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("channel", channel);
            json.WriteString("client_id", "");
            json.Utc("timestamp", _spoken);
            json.WriteNumber("sequence_num", _number++);
            json.WritePropertyName("events");
            json.WriteRawValue(events);
            json.WriteEndObject();
        }), kind);
    }

    /// <summary>Ends it where it has not subscribed in time, or nothing was told for long. Call under the venue's lock.</summary>
    public void Look()
    {
        var now = hall.Floor.Venue.Now;
        if (!_hasSubscribed && now - _opened >= SubscribePatience)
            socket.End(WebSocketCloseStatus.PolicyViolation, "no subscription within 5 seconds");
        else if (now - _spoken >= QuietMax)
            socket.End(WebSocketCloseStatus.NormalClosure, "nothing to tell");
    }

    public void SayGoodbye() => socket.End(WebSocketCloseStatus.EndpointUnavailable, "going away");

    /// <summary>Takes a message; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var body = CoinbaseBody.Of(document.RootElement) ?? throw CoinbaseError.Invalid("message must be a JSON object");
            var account = Prove(body);
            lock (hall.Floor.Venue.Gate)
                Take(body, account);
        }
        catch (JsonException)
        {
            Refuse("message must be a JSON object");
        }
        catch (CoinbaseError error)
        {
            Refuse(error.Status == CoinbaseError.Unauthorized.Status ? "authentication failure" : error.Message);
        }
    }

    private LoopbackAccount? Prove(CoinbaseBody body)
    {
        if (body.TextOrNull("jwt") is { Length: > 0 } token)
            return hall.Tokens.ProveMessage(token);
        return hall.Limits.Messages.TryTake(address, 1, out _) ? null : throw CoinbaseError.Invalid("rate limit exceeded");
    }

    private void Take(CoinbaseBody body, LoopbackAccount? account)
    {
        var type = body.TextOrNull("type");
        if (type is not ("subscribe" or "unsubscribe"))
            throw CoinbaseError.Invalid("type must be subscribe or unsubscribe");
        var channel = CoinbaseChannel.Find(body.TextOrNull("channel") ?? "");
        if (channel is null || (isOfUser && !channel.IsOfUserSocket))
            throw CoinbaseError.Invalid("channel is invalid");
        var products = body.Has("product_ids") ? body.Texts("product_ids") : [];
        if (products.Any(product => hall.Floor.Venue.FindMarket(product) is null))
            throw CoinbaseError.Invalid("product_ids are invalid");
        if (channel.NeedsToken && account is null)
            throw CoinbaseError.Unauthorized;
        if (type == "subscribe")
            Subscribe(channel, products, account);
        else
            Unsubscribe(channel, products);
        TellSubscriptions();
    }

    // How things stand is told before the subscription is.
    private void Subscribe(CoinbaseChannel channel, IReadOnlyList<string> products, LoopbackAccount? account)
    {
        if (channel.NeedsProducts && products.Count == 0)
            throw CoinbaseError.Invalid("product_ids are required");
        _hasSubscribed = true;
        if (channel.NeedsToken)
            Account = account;
        if (!_products.TryGetValue(channel, out var known))
            _products.Add(channel, new SortedSet<string>(channel == CoinbaseChannel.Heartbeats ? [] : products, StringComparer.Ordinal));
        else if (products.Count == 0)
            known.Clear();
        else if (known.Count > 0)
            known.UnionWith(products);
        if (channel == CoinbaseChannel.User)
            CoinbaseReports.Begin(this);
        else
            hall.Streams.Begin(channel, products, this);
    }

    // Without products from all of the channel.
    private void Unsubscribe(CoinbaseChannel channel, IReadOnlyList<string> products)
    {
        if (!_products.TryGetValue(channel, out var known))
            return;
        known.ExceptWith(products);
        if (products.Count == 0 || known.Count == 0)
            _products.Remove(channel);
    }

    private void TellSubscriptions() => Post("subscriptions", JsonWriting.Write(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartObject("subscriptions");
        foreach (var (channel, products) in _products.OrderBy(static one => one.Key.Name, StringComparer.Ordinal))
        {
            json.WriteStartArray(channel.Name);
            if (channel == CoinbaseChannel.User)
                json.WriteStringValue(CoinbaseIds.OfUser(Account!));
            else if (channel == CoinbaseChannel.Heartbeats)
                json.WriteStringValue(channel.Name);
            else
                products.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }));

    private void Refuse(string message) => socket.Outbox.Post(JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteString("message", message);
        json.WriteEndObject();
    }));
}

using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An account's own events at Binance, by a signed subscription of the WebSocket API.</summary>
/// <remarks>
/// Source: https://github.com/binance/binance-spot-api-docs/blob/master/user-data-stream.md, and "Subscribe to User Data Stream through signature subscription" of
/// web-socket-api.md there.
/// </remarks>
internal sealed class BinanceAccountStream : ISocketListener, IAsyncDisposable
{
    private static readonly TimeSpan SubscribeWindow = TimeSpan.FromSeconds(5);

    private readonly BinanceOptions _options;
    private readonly VenueClock _clock;
    private readonly VenueMarkets _markets;
    private readonly SocketOptions _socketOptions;
    private readonly TimeProvider _time;
    private readonly FillCursor _fills = new();
    private IVenueListener? _listener;
    private VenueSocket? _socket;
    private bool _isLive;

    public BinanceAccountStream(BinanceOptions options, VenueClock clock, VenueMarkets markets, TimeProvider time)
    {
        (_options, _clock, _markets, _time) = (options, clock, markets, time);
        // Its answers to pings of the API count as a sign of life: an account may be silent for days.
        _socketOptions = new SocketOptions { ReconnectMax = options.ReconnectMax, PingPeriod = TimeSpan.FromSeconds(10), SilenceMax = TimeSpan.FromSeconds(30) };
    }

    public void Start(IVenueListener listener)
    {
        if (_socket is not null)
            throw new InvariantException("the account's stream was started twice, must be once");
        _listener = listener;
        _socket = new VenueSocket(() => _options.SocketApi, this, _socketOptions, _time);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
    {
        var (time, window) = (_clock.Now.Milliseconds, (long)SubscribeWindow.TotalMilliseconds);
        // What is signed are the parameters in the order of the alphabet.
        var payload = string.Create(CultureInfo.InvariantCulture, $"apiKey={_options.Key}&recvWindow={window}&timestamp={time}");
        var signature = BinanceParameters.Signature(payload, _options.Secret);
        return
        [
            Request($"subscribe-{connection}", "userDataStream.subscribe.signature", json =>
            {
                json.WriteString("apiKey", _options.Key);
                json.WriteNumber("recvWindow", window);
                json.WriteNumber("timestamp", time);
                json.WriteString("signature", signature);
            }),
        ];
    }

    public ReadOnlyMemory<byte> Ping(long connection)
    {
        // A subscription whose answer got lost tells nothing, and the socket lives by its pings.
        if (!_isLive)
            _socket!.Renew();
        return Request("ping", "ping", static _ => { });
    }

    public bool Received(long connection, ReadOnlySpan<byte> message, long stamp)
    {
        try
        {
            return Take(connection, JsonDocument.Parse(message.ToArray()).RootElement);
        }
        catch (Exception exception) when (exception is JsonException or UnreadableException or InvalidOperationException or ArgumentException or FormatException or OverflowException or OffGridException)
        {
            _listener!.Unreadable($"a message of the account's stream: {exception.Message}");
            return _isLive;
        }
    }

    public void Lost(long connection, string cause)
    {
        _isLive = false;
        _listener!.Interrupted(cause);
    }

    public ValueTask DisposeAsync() => _socket?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Take(long connection, JsonElement json)
    {
        if (json.Find("event") is { } happened)
        {
            TakeEvent(happened);
            return true;
        }
        var answer = json.Find("id") is { ValueKind: JsonValueKind.String } id ? id.GetString()! : "";
        if (!answer.StartsWith("subscribe-", StringComparison.Ordinal))
            return false; // A ping's: it tells that the connection lives, and no more.
        if (json.Whole("status") != 200)
        {
            _listener!.Interrupted(json.Find("error") is { } error ? VenueReason.Of(error.Whole("code"), error.Text("msg")) : "subscription_refused");
            _socket!.Renew();
            return false;
        }
        _isLive = true;
        _listener!.Resumed();
        return true;
    }

    private void TakeEvent(JsonElement json)
    {
        switch (json.Text("e"))
        {
            case "executionReport":
                TakeReport(json);
                break;
            case "eventStreamTerminated":
                _socket!.Renew();
                break;
        }
    }

    private void TakeReport(JsonElement json)
    {
        // A cancel has an id of its own, and names the order's beside it.
        var text = json.Text("x") == "CANCELED" && json.Text("C") is { Length: > 0 } original ? original : json.Text("c");
        if (!ClientOrderId.TryParse(text, out var id) || _markets.Find(json.Text("s")) is not { } market)
            return;
        var time = json.Milliseconds("T");
        switch (json.Text("x"))
        {
            case "NEW" when json.Flag("w") && BinanceOrderJson.TypeOf(json.Text("o"), out _).IsConditional():
                _listener!.Told(new VenueReport.Changed(default, id, time, UpdateSource.Stream, OrderEvent.Triggered, ""));
                break;
            case "NEW":
                _listener!.Told(new VenueReport.Accepted(default, id, time, UpdateSource.Stream, json.Id("i")));
                break;
            case "TRADE":
                TakeFill(json, id, market.Instrument, time);
                break;
            case "CANCELED":
                End(json, id, time, OrderEvent.Canceled, "");
                break;
            case "EXPIRED":
                End(json, id, time, OrderEvent.Expired, json.Find("eR") is { ValueKind: JsonValueKind.String } why ? why.GetString()!.ToLowerInvariant() : "");
                break;
            case "REJECTED":
                End(json, id, time, OrderEvent.Rejected, json.Text("r").ToLowerInvariant());
                break;
            default:
                _listener!.Doubted(id, json.Text("x").ToLowerInvariant()); // Replaced, or prevented from trading with itself: the order itself tells what it is now.
                break;
        }
    }

    private void TakeFill(JsonElement json, ClientOrderId id, Instrument instrument, UnixNanos time)
    {
        var fee = json.Find("N") is null ? new Money(0, instrument.Id.Quote) : new Money(json.Decimal("n"), json.Currency("N"));
        var quantity = instrument.ToQuantity(json.Decimal("l"), GridRounding.Exact);
        var isWhole = _fills.Fill(id, quantity.Value, json.Decimal("z"));
        _listener!.Told(new VenueReport.Filled(
            default,
            id,
            time,
            UpdateSource.Stream,
            json.Id("t"),
            json.Id("i"),
            instrument.ToPrice(json.Decimal("L"), GridRounding.Exact),
            quantity,
            fee,
            json.Flag("m") ? Liquidity.Maker : Liquidity.Taker));
        if (!isWhole)
            _listener.Doubted(id, "fill_missed");
    }

    private void End(JsonElement json, ClientOrderId id, UnixNanos time, OrderEvent ended, string reason)
    {
        if (_fills.End(id, json.Decimal("z")))
            _listener!.Told(new VenueReport.Changed(default, id, time, UpdateSource.Stream, ended, reason));
        else
            _listener!.Doubted(id, "fill_missed");
    }

    private static byte[] Request(string id, string method, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("method", method);
            json.WriteStartObject("params");
            write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}

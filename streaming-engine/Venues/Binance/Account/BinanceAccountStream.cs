using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An account's own events at Binance, by a signed subscription of the WebSocket API.</summary>
/// <remarks>
/// Source: https://github.com/binance/binance-spot-api-docs/blob/master/user-data-stream.md, and "Subscribe to User Data Stream through signature subscription" of
/// web-socket-api.md there.
/// </remarks>
internal sealed class BinanceAccountStream(BinanceOptions options, VenueClock clock, VenueMarkets markets, TimeProvider time) : AccountStream(
    options.SocketApi,
    new SocketOptions { ReconnectMax = options.ReconnectMax, PingPeriod = TimeSpan.FromSeconds(10), SilenceMax = TimeSpan.FromSeconds(30) },
    time)
{
    private static readonly TimeSpan SubscribeWindow = TimeSpan.FromSeconds(5);

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
    {
        var (time, window) = (clock.Now.Milliseconds, (long)SubscribeWindow.TotalMilliseconds);
        // What is signed are the parameters in the order of the alphabet.
        var payload = string.Create(CultureInfo.InvariantCulture, $"apiKey={options.Key}&recvWindow={window}&timestamp={time}");
        var signature = BinanceParameters.Signature(payload, options.Secret);
        return
        [
            Request($"subscribe-{connection}", "userDataStream.subscribe.signature", json =>
            {
                json.WriteString("apiKey", options.Key);
                json.WriteNumber("recvWindow", window);
                json.WriteNumber("timestamp", time);
                json.WriteString("signature", signature);
            }),
        ];
    }

    protected override ReadOnlyMemory<byte> PingOf(long connection) => Request("ping", "ping", static _ => { });

    protected override bool Take(long connection, ReadOnlySpan<byte> message)
    {
        using var document = JsonDocument.Parse(message.ToArray());
        var json = document.RootElement;
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
            Refuse(json.Find("error") is { } error ? VenueReason.Of(error.Id("code"), error.Text("msg")) : "subscription_refused");
            return false;
        }
        Resume();
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
                Renew();
                break;
        }
    }

    private void TakeReport(JsonElement json)
    {
        // A cancel has an id of its own, and names the order's beside it.
        var text = json.Text("x") == "CANCELED" && json.Text("C") is { Length: > 0 } original ? original : json.Text("c");
        if (!ClientOrderId.TryParse(text, out var id) || markets.Find(json.Text("s")) is not { } market)
            return;
        var time = json.Milliseconds("T");
        switch (json.Text("x"))
        {
            case "NEW" when json.Flag("w") && BinanceOrderJson.TypeOf(json.Text("o"), out _).IsConditional():
                Listener.Told(new VenueReport.Changed(default, id, time, UpdateSource.Stream, OrderEvent.Triggered, ""));
                break;
            case "NEW":
                Listener.Told(new VenueReport.Accepted(default, id, time, UpdateSource.Stream, json.Id("i")));
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
                Listener.Doubted(id, json.Text("x").ToLowerInvariant()); // Replaced, or prevented from trading with itself: the order itself tells what it is now.
                break;
        }
    }

    private void TakeFill(JsonElement json, ClientOrderId id, Instrument instrument, UnixNanos time)
    {
        var fee = json.Find("N") is null ? new Money(0, instrument.Id.Quote) : new Money(json.Decimal("n"), json.Currency("N"));
        var quantity = instrument.ToQuantity(json.Decimal("l"), GridRounding.Exact);
        var fill = new VenueReport.Filled(
            default,
            id,
            time,
            UpdateSource.Stream,
            json.Id("t"),
            json.Id("i"),
            instrument.ToPrice(json.Decimal("L"), GridRounding.Exact),
            quantity,
            fee,
            json.Flag("m") ? Liquidity.Maker : Liquidity.Taker);
        Fill(fill, json.Decimal("z"));
    }

    private void End(JsonElement json, ClientOrderId id, UnixNanos time, OrderEvent ended, string reason) =>
        End(new VenueReport.Changed(default, id, time, UpdateSource.Stream, ended, reason), json.Decimal("z"));

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

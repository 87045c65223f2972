using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An account's own events at Bybit: orders as they stand, and their fills apart from them.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/ws/connect, https://bybit-exchange.github.io/docs/v5/websocket/private/order and
/// https://bybit-exchange.github.io/docs/v5/websocket/private/execution. Which of the two tells first is not said: an end waits for its fills.
/// Pings are asked for each 20 seconds; ours come more often, since with them go looks for fills that are late, and a dead connection shows sooner.
/// </remarks>
internal sealed class BybitAccountStream(BybitOptions options, VenueClock clock, VenueMarkets markets, TimeProvider time) : AccountStream(
    options.PrivateSocket,
    new SocketOptions { ReconnectMax = options.ReconnectMax, PingPeriod = TimeSpan.FromSeconds(5), SilenceMax = TimeSpan.FromSeconds(20) },
    time)
{
    private static readonly TimeSpan SignatureLife = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FillPatience = TimeSpan.FromSeconds(2);
    private static readonly byte[] PingMessage = """{"op":"ping"}"""u8.ToArray();
    private static readonly byte[] Subscription = """{"req_id":"subscribe","op":"subscribe","args":["order.spot","execution.spot"]}"""u8.ToArray();

    private readonly OrderShapes _shapes = new();
    private readonly Dictionary<ClientOrderId, Held> _held = [];

    /// <summary>An order as it was before what is asked for now; other threads call it.</summary>
    public void Know(ClientOrderId id, OrderTerms terms) => _shapes.Know(id, terms);

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
    {
        var expires = (clock.Now + SignatureLife).Milliseconds;
        var signature = BybitSignature.Of(string.Create(CultureInfo.InvariantCulture, $"GET/realtime{expires}"), options.Secret);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("req_id", "auth");
            json.WriteString("op", "auth");
            json.WriteStartArray("args");
            json.WriteStringValue(options.Key);
            json.WriteNumberValue(expires);
            json.WriteStringValue(signature);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [stream.ToArray(), Subscription];
    }

    protected override ReadOnlyMemory<byte> PingOf(long connection)
    {
        TellOverdue();
        return PingMessage;
    }

    protected override bool Take(long connection, ReadOnlySpan<byte> message)
    {
        TellOverdue();
        using var document = JsonDocument.Parse(message.ToArray());
        var json = document.RootElement;
        if (json.Find("topic") is null)
            return TakeAnswer(json);
        var isFills = json.Text("topic").StartsWith("execution", StringComparison.Ordinal);
        TakeRows(json.Get("data"), row =>
        {
            // A future may have the symbol of a spot market.
            if (row.Text("category") != "spot" || !ClientOrderId.TryParse(row.Text("orderLinkId"), out var id) || markets.Find(row.Text("symbol")) is not { } market)
                return;
            if (isFills)
                TakeFill(row, id, market.Instrument);
            else
                TakeOrder(row, id);
        });
        return true;
    }

    private bool TakeAnswer(JsonElement json)
    {
        if (json.Find("success") is null)
            return false; // A ping's: it tells that the connection lives, and no more.
        var op = json.Text("op");
        if (!json.Flag("success"))
        {
            Refuse(VenueReason.Of(op, json.Text("ret_msg")));
            return false;
        }
        if (op != "subscribe")
            return false;
        Resume();
        return true;
    }

    private void TakeOrder(JsonElement json, ClientOrderId id)
    {
        var (time, shape, filled) = (json.Milliseconds("updatedTime"), BybitOrderJson.ShapeOf(json), json.Decimal("cumExecQty"));
        var status = json.Text("orderStatus");
        switch (BybitOrderJson.StatusOf(json))
        {
            case VenueOrderStatus.Open:
                if (_shapes.Take(id, shape))
                    Listener.Doubted(id, "amended");
                TakeOpen(status, json.Id("orderId"), id, shape, time);
                break;
            case VenueOrderStatus.Filled:
                Finish(id, end: null, filled); // Told once more where a cancel came too late.
                break;
            case VenueOrderStatus.Rejected:
                Finish(id, End(OrderEvent.Rejected), filled);
                break;
            case VenueOrderStatus.Expired:
                Finish(id, End(OrderEvent.Expired), filled);
                break;
            default:
                Finish(id, End(OrderEvent.Canceled), filled);
                break;
        }

        VenueReport.Changed End(OrderEvent ended) => new(default, id, time, UpdateSource.Stream, ended, BybitOrderJson.ReasonOf(json));
    }

    private void TakeOpen(string status, string venueOrderId, ClientOrderId id, OrderShape shape, UnixNanos time)
    {
        if (status == "PartiallyFilled")
            return; // Its fills say so.
        if (status == "Untriggered" || (status == "New" && shape.Trigger is null))
            Listener.Told(new VenueReport.Accepted(default, id, time, UpdateSource.Stream, venueOrderId));
        else if (_shapes.TakeTrigger(id, shape))
            Listener.Told(new VenueReport.Changed(default, id, time, UpdateSource.Stream, OrderEvent.Triggered, ""));
    }

    private void TakeFill(JsonElement json, ClientOrderId id, Instrument instrument)
    {
        if (json.Text("execType") != "Trade")
        {
            Listener.Doubted(id, "fill_of_another_kind");
            return;
        }
        var fill = BybitOrderJson.Fill(json, instrument);
        var report = new VenueReport.Filled(
            default, id, fill.VenueTime, UpdateSource.Stream, fill.TradeId, fill.VenueOrderId, fill.Price, fill.Quantity, fill.Fee, fill.Liquidity);
        Fill(report, json.Decimal("orderQty") - json.Decimal("leavesQty"));
        if (_held.TryGetValue(id, out var held))
            Finish(id, held.End, held.Whole);
    }

    // Null for one that its fills end.
    private void Finish(ClientOrderId id, VenueReport.Changed? end, decimal whole)
    {
        if (!HasFills(id, whole))
        {
            _held[id] = new Held(end, whole, clock.LocalNow);
            return;
        }
        _held.Remove(id);
        if (end is not null)
            End(end, whole);
    }

    // Fills that are so late were missed.
    private void TellOverdue()
    {
        if (_held.Count == 0)
            return;
        var now = clock.LocalNow;
        foreach (var (id, held) in _held.Where(one => now - one.Value.Time >= FillPatience).ToArray())
        {
            _held.Remove(id);
            Listener.Doubted(id, "fill_missed");
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Held(VenueReport.Changed? End, decimal Whole, UnixNanos Time);
}

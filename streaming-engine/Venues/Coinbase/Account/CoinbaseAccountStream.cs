using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An account's own events at Coinbase: orders as they stand. By which trades they filled is asked for.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels ("User Channel"). Heartbeats come each second, and keep the others alive.
/// A message that is missing is seen by the numbers of the connection, which is then made anew.
/// </remarks>
internal sealed class CoinbaseAccountStream(
    CoinbaseOptions options, CoinbaseTokens tokens, VenueClock clock, VenueMarkets markets, CoinbaseIds ids, CoinbaseFillReader fills, TimeProvider time) : AccountStream(
    options.UserSocket,
    new SocketOptions { ReconnectMax = options.ReconnectMax, SilenceMax = TimeSpan.FromSeconds(15), LifeMax = null },
    time)
{
    private static readonly TimeSpan SubscriptionPatience = TimeSpan.FromSeconds(10);

    private readonly OrderShapes _shapes = new();
    private readonly CoinbaseSequence _sequence = new();
    private UnixNanos _openedTime;

    /// <summary>An order as it was before what is asked for now; other threads call it.</summary>
    public void Know(ClientOrderId id, OrderTerms terms) => _shapes.Know(id, terms);

    public override IReadOnlyList<ReadOnlyMemory<byte>> Opened(long connection)
    {
        _sequence.Reset();
        _openedTime = clock.LocalNow;
        return
        [
            CoinbaseSocketRequest.Of("subscribe", "heartbeats", [], tokens.Of(request: null)),
            CoinbaseSocketRequest.Of("subscribe", "user", [], tokens.Of(request: null)), // Last: where it is granted, all is.
        ];
    }

    // It has none: heartbeats come by themselves.
    protected override ReadOnlyMemory<byte> PingOf(long connection) => default;

    protected override bool Take(long connection, ReadOnlySpan<byte> message)
    {
        using var document = JsonDocument.Parse(message.ToArray());
        var json = document.RootElement;
        if (json.Find("channel") is null)
        {
            if (json.Text("type") == "error")
                Refuse(VenueReason.Of("error", json.Text("message")));
            return false;
        }
        switch (_sequence.Take(json.Whole("sequence_num")))
        {
            case SequenceStep.Again:
                return IsLive;
            case SequenceStep.Gap:
                Refuse("message_missing");
                return false;
        }
        switch (json.Text("channel"))
        {
            case "user":
                TakeOrders(json);
                break;
            case "subscriptions":
                TakeSubscriptions(json);
                break;
            case "heartbeats" when !IsLive && clock.LocalNow - _openedTime > SubscriptionPatience:
                Renew(); // A subscription that is not answered tells nothing, and heartbeats go on.
                break;
        }
        return IsLive;
    }

    private void TakeSubscriptions(JsonElement json)
    {
        if (!IsLive && json.Get("events").Rows().Any(static one => one.Get("subscriptions").Find("user") is not null))
            Resume();
    }

    private void TakeOrders(JsonElement json)
    {
        var when = json.Utc("timestamp");
        foreach (var happened in json.Get("events").Rows())
        {
            var isSnapshot = happened.Text("type") == "snapshot";
            if (happened.Find("orders") is { } orders)
                TakeRows(orders, row => TakeRow(row, isSnapshot, when));
        }
    }

    private void TakeRow(JsonElement row, bool isSnapshot, UnixNanos when)
    {
        ids.Learn(row.Text("client_order_id"), row.Id("order_id"));
        if (!ClientOrderId.TryParse(row.Text("client_order_id"), out var id) || markets.Find(row.Text("product_id")) is not { } market)
            return;
        if (isSnapshot)
            TakeOpen(row, id);
        else
            TakeOrder(row, id, market, when);
    }

    // The books tell what happened meanwhile; where they do not come, it is known at least that there is more.
    private void TakeOpen(JsonElement row, ClientOrderId id)
    {
        TakeShape(row, id);
        if (!fills.HasTold(id, CoinbaseOrderJson.FilledOf(row, "cumulative_quantity")))
            Listener.Doubted(id, "fill_missed");
    }

    private void TakeOrder(JsonElement row, ClientOrderId id, VenueMarket market, UnixNanos when)
    {
        var (status, venueOrderId, filled) = (row.Text("status"), row.Id("order_id"), CoinbaseOrderJson.FilledOf(row, "cumulative_quantity"));
        if (CoinbaseOrderJson.StatusOf(status) is var known && known == VenueOrderStatus.Open)
        {
            TakeShape(row, id);
            if (filled > 0)
                fills.Expect(id, market, venueOrderId, filled, end: null);
            else if (status == "OPEN")
                Listener.Told(new VenueReport.Accepted(default, id, when, UpdateSource.Stream, venueOrderId));
            return;
        }
        Action<IVenueListener> end = known switch
        {
            VenueOrderStatus.Filled => listener => listener.Doubted(id, "filled"), // Its fills end it, but where it filled for less.
            VenueOrderStatus.Expired => End(OrderEvent.Expired, "cancel_reason"),
            VenueOrderStatus.Rejected when filled == 0 => End(OrderEvent.Rejected, "reject_reason"),
            VenueOrderStatus.Rejected => End(OrderEvent.Canceled, "reject_reason"),
            _ => End(OrderEvent.Canceled, "cancel_reason"),
        };
        fills.Expect(id, market, venueOrderId, filled, end);

        Action<IVenueListener> End(OrderEvent ended, string reason)
        {
            var report = new VenueReport.Changed(default, id, when, UpdateSource.Stream, ended, ReasonOf(row, reason));
            return listener => listener.Told(report);
        }
    }

    private void TakeShape(JsonElement row, ClientOrderId id)
    {
        if (row.Text("status") != "OPEN" || row.Find("limit_price") is not { } limit || limit.Decimal() is not { } price || row.Text("leaves_quantity").Length == 0)
            return; // Of others nothing can be amended, or it is not told.
        var shape = new OrderShape(CoinbaseOrderJson.FilledOf(row, "cumulative_quantity") + row.Decimal("leaves_quantity"), price, Trigger: null);
        if (_shapes.Take(id, shape))
            Listener.Doubted(id, "amended");
    }

    // What was asked for has no reason.
    private static string ReasonOf(JsonElement row, string name)
    {
        var reason = row.Find(name) is { ValueKind: JsonValueKind.String } text ? VenueReason.Of("", text.GetString()!).TrimEnd('_') : "";
        return reason == "user_requested_cancel" ? "" : reason;
    }
}

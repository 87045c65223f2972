using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What happens to an account's orders, those among them that triggers made of ours.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel.</remarks>
internal sealed class OkxOrderStream(OkxOptions options, VenueClock clock, VenueMarkets markets, OkxChildren children, TimeProvider time)
    : OkxAccountSocket(options.PrivateSocket, "orders", options, clock, markets, time)
{
    protected override void TakeRow(JsonElement row, VenueMarket market)
    {
        if (!ClientOrderId.TryParse(OkxOrderJson.ClientIdOf(row), out var id))
            return;
        var (state, filled, when) = (row.Text("state"), OkxOrderJson.Filled(row, market).Value, row.Milliseconds("uTime"));
        var isAmended = row.Text("amendResult").Length > 0 || row.Text("amendSource").Length > 0;
        var hasFilled = row.Text("tradeId").Length > 0 && row.Decimal("fillSz") > 0;
        var isChild = row.Text("clOrdId").Length == 0;
        var isNew = isChild && TakeChild(id, row.Text("ordId"));
        if (isNew && filled == 0 && state != "canceled")
            Listener.Told(new VenueReport.Changed(default, id, when, UpdateSource.Stream, OrderEvent.Triggered, ""));
        if (hasFilled)
            TakeFill(row, id, market, filled);
        switch (state)
        {
            case "canceled" or "mmp_canceled":
                TakeEnd(row, id, filled, when);
                break;
            case "live" or "partially_filled" when isAmended:
                Listener.Doubted(id, "amended"); // By whom, and by which request, it does not say.
                break;
            case "live" when filled == 0:
                if (!isChild)
                    Listener.Told(new VenueReport.Accepted(default, id, when, UpdateSource.Stream, row.Text("ordId")));
                break;
            case "live" or "partially_filled" or "filled":
                if (!hasFilled)
                    Listener.Doubted(id, "fill_missed");
                break;
            default:
                throw new UnreadableException($"an order's state was '{state}'");
        }
    }

    private bool TakeChild(ClientOrderId id, string child)
    {
        if (children.Learn(id, child))
            return true;
        if (children.Find(id) != child)
            Listener.Doubted(id, "split"); // A trigger may make more than one order, of which each is told by itself.
        return false;
    }

    private void TakeFill(JsonElement row, ClientOrderId id, VenueMarket market, decimal filled) => Fill(
        new VenueReport.Filled(
            default,
            id,
            row.Milliseconds("fillTime"),
            UpdateSource.Stream,
            row.Text("tradeId"),
            row.Text("ordId"),
            market.Instrument.ToPrice(row.Decimal("fillPx"), GridRounding.Exact),
            market.QuantityOf(row.Decimal("fillSz")),
            OkxOrderJson.Fee(row, "fillFee", "fillFeeCcy", market.Instrument),
            OkxOrderJson.LiquidityOf(row.Text("execType")))
        {
            RealizedPnl = OkxOrderJson.RealizedPnl(row, market),
        },
        filled);

    private void TakeEnd(JsonElement row, ClientOrderId id, decimal filled, UnixNanos when)
    {
        if (children.Find(id) is { } child && child != row.Text("ordId"))
            return; // It was doubted.
        var reason = OkxOrderJson.ReasonOf(row.Text("cancelSource"), out var ended);
        if (row.Text("code") is { } code and not ("" or "0"))
            reason = VenueReason.Of(code, row.Text("msg"));
        End(new VenueReport.Changed(default, id, when, UpdateSource.Stream, ended, reason), filled);
    }
}

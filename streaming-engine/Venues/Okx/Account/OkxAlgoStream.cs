using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What happens to an account's orders while they wait for a trigger. From then on the order tells that the trigger made.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-ws-algo-orders-channel.</remarks>
internal sealed class OkxAlgoStream(OkxOptions options, VenueClock clock, VenueMarkets markets, TimeProvider time)
    : OkxAccountSocket(options.BusinessSocket, "orders-algo", options, clock, markets, time)
{
    protected override void TakeRow(JsonElement row, VenueMarket market)
    {
        if (!ClientOrderId.TryParse(row.Text("algoClOrdId"), out var id))
            return;
        var when = row.Milliseconds("uTime");
        switch (row.Text("state"))
        {
            case "live" when row.Text("amendResult").Length > 0:
                Listener.Doubted(id, "amended");
                break;
            case "live":
                Listener.Told(new VenueReport.Accepted(default, id, when, UpdateSource.Stream, row.Text("algoId")));
                break;
            case "canceled":
                Listener.Told(new VenueReport.Changed(default, id, when, UpdateSource.Stream, OrderEvent.Canceled, ""));
                break;
            case "order_failed":
                Listener.Told(new VenueReport.Changed(default, id, when, UpdateSource.Stream, OrderEvent.Rejected, VenueReason.Of(row.Text("failCode"), "triggered_order_failed")));
                break;
            case "effective":
                break; // Told by the order that it has become.
            default:
                Listener.Doubted(id, VenueReason.Of("", row.Text("state")));
                break;
        }
    }
}

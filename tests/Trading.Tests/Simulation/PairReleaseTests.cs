using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A pair of orders that reduce each other at a venue where conditional orders do not rest: the price 100, a bid at 95 and a buy stop at 105, of 1 each.</summary>
public sealed class PairReleaseTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin, features: new VenueFeatures { HasConditionalOrders = false });

    [Fact]
    public void A_stop_that_waited_for_its_peer_to_end_is_sent_for_what_that_left()
    {
        var bid = KernelHarness.Request(OrderSide.Buy, 1, 95);
        var stop = KernelHarness.Request(OrderSide.Buy, 1) with { Type = OrderType.StopMarket, TriggerPrice = 105 };
        var orders = _kernel.Submit(new OrderListRequest { Orders = [bid, stop], Peers = Contingency.Ouo });
        _kernel.Accept(orders[0]);

        _kernel.Close(105); // The bid is canceled first.
        Assert.Equal(orders[0], Assert.Single(_kernel.Decision.Effects.OfType<Effect.Cancel>()).Order);
        _kernel.Fill(orders[0], 0.4m, 95);
        _kernel.Happen(orders[0], OrderEvent.Canceled);

        Assert.Equal(0.6m, Assert.Single(_kernel.Decision.Effects.OfType<Effect.Submit>()).Terms.Quantity.Value);
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A pair of orders that a venue links, while nothing we send arrives: the price 100, a bid at 95 and a buy stop at 105, of 1 each; all values by hand.</summary>
public sealed class LinkedEndTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin);

    [Fact]
    public void An_order_that_filled_all_that_its_peer_left_it_is_known_to_have_ended()
    {
        var venue = new SimulatedVenue(_kernel.Market, new SimulationOptions { AccountKind = AccountKind.Margin }, cash: 10_000);
        var bid = KernelHarness.Request(OrderSide.Buy, 1, 95);
        var stop = KernelHarness.Request(OrderSide.Buy, 1) with { Type = OrderType.StopMarket, TriggerPrice = 105 };
        var orders = _kernel.Submit(new OrderListRequest { Orders = [bid, stop], Peers = Contingency.Ouo });
        foreach (var order in orders)
            venue.Submit(_kernel.Kernel.SubmitOf(order), _kernel.Now);

        Print(venue, 100, 1);
        Print(venue, 94, 0.4m); // Of the bid 0.4 fill, so the stop has 0.6.
        Print(venue, 106, 5);

        Assert.Equal([0.4m, 0.6m], orders.Select(order => order.FilledQuantity.Value));
        Assert.All(orders, order => Assert.True(order.IsClosed, $"{order.Terms.Type} is {order.Status}"));
    }

    // What the venue says of it is heard at once.
    private void Print(SimulatedVenue venue, decimal price, decimal quantity)
    {
        var (at, size) = (_kernel.Market.ToPrice(price, GridRounding.Exact), _kernel.Market.ToQuantity(quantity, GridRounding.Exact));
        venue.Begin(new TradeTick(_kernel.Now, _kernel.Now, at, size, Aggressor: null, TradeId: 1));
        while (venue.NextEventTime is not null)
            venue.Step();
        while (venue.NextReportTime is not null)
            _kernel.Report(venue.TakeReport());
    }
}

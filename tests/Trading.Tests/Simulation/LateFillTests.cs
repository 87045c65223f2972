using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A bracket at a venue that does not link its exits, beside 5 units held otherwise: the price 100, an entry of 2, a target at 110 and a stop at 90; all values by hand.</summary>
public sealed class LateFillTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin, features: new VenueFeatures { HasLinkedOrders = false });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.4, 0.6)]
    [InlineData(1, 0)] // Both exits filled before either could be ended: they have closed 2 of the 2 already.
    public void A_late_fill_of_an_entry_is_closed_as_far_as_its_exits_have_not_done_so(double stopFilled, double closed)
    {
        _kernel.Hold(5);
        var request = KernelHarness.Request(OrderSide.Sell, 2) with { IsReduceOnly = true };
        var orders = _kernel.Submit(OrderListRequest.Bracket(
            KernelHarness.Request(OrderSide.Buy, 2, 100),
            request with { Type = OrderType.Limit, Price = 110 },
            request with { Type = OrderType.StopMarket, TriggerPrice = 90, Role = OrderRole.Protective }));
        _kernel.Accept(orders[0]);
        _kernel.Fill(orders[0], 1, 100);
        _kernel.Accept(orders[1]);
        _kernel.Accept(orders[2]);
        _kernel.Fill(orders[1], 1, 110);
        if (stopFilled > 0)
            _kernel.Fill(orders[2], (decimal)stopFilled, 90);
        if (!orders[2].IsClosed)
            _kernel.Happen(orders[2], OrderEvent.Canceled);

        _kernel.Fill(orders[0], 1, 100);

        Assert.Equal((decimal)closed, _kernel.Decision.Effects.OfType<Effect.Submit>().Sum(submit => submit.Terms.Quantity.Value));
    }

    [Fact]
    public void Neither_a_limit_of_orders_nor_a_price_that_is_missing_keeps_a_late_fill_open()
    {
        _kernel.Do(new KernelCommand.SetLimits(_kernel.Now, RiskLimits.None with { OrdersPerSecond = 3 }, "ann"));
        var (entry, _, _) = OrderLists.Begin(_kernel);
        _kernel.Happen(entry, OrderEvent.Canceled);
        var before = new Restarted(_kernel); // No price has come since.
        _kernel.Fill(entry, 1, 100);
        Assert.Equal(1, _kernel.Decision.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
        before.Fill(before.Find(entry), 1, 100);
        Assert.Equal(1, before.Decision.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
    }

    [Fact]
    public void What_a_stop_was_not_made_large_enough_for_is_closed_when_its_target_has_ended()
    {
        var (entry, target, stop) = Grown();
        _kernel.Happen(stop, OrderEvent.Triggered);
        _kernel.Fill(stop, 0.5m, 97);
        Assert.Equal(OrderStatus.PendingUpdate, stop.Status); // Its venue may have made it 1 already.
        _kernel.Happen(stop, OrderEvent.UpdateRejected, "order_closed");
        Assert.Equal((OrderStatus.Filled, true), (stop.Status, target.IsCancelRequested));
        Assert.Empty(_kernel.Decision.Effects.OfType<Effect.Submit>());
        _kernel.Fill(target, 0.1m, 105); // It still filled a part.
        _kernel.Happen(target, OrderEvent.Canceled);
        var closing = Assert.Single(_kernel.Decision.Effects.OfType<Effect.Submit>());
        Assert.Equal((OrderSide.Sell, OrderType.Market, 0.4m, true), (closing.Terms.Side, closing.Terms.Type, closing.Terms.Quantity.Value, closing.Terms.IsReduceOnly));
        Assert.Contains("protection_short", OrderLists.Codes(_kernel));
        _kernel.Fill(closing.Order, 0.4m, 97);
        Assert.True(_kernel.Position.IsFlat);
        Assert.Equal(OrderStatus.Filled, entry.Status);
    }

    [Fact]
    public void A_late_fill_is_closed_at_once_and_no_second_time_with_what_a_stop_leaves()
    {
        var (entry, target, stop) = Grown(last: 0.3m);
        _kernel.Happen(stop, OrderEvent.Triggered);
        _kernel.Fill(stop, 0.5m, 97);
        _kernel.Happen(stop, OrderEvent.UpdateRejected, "order_closed");
        _kernel.Fill(entry, 0.2m, 100);
        Assert.Equal(0.2m, _kernel.Decision.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
        _kernel.Happen(target, OrderEvent.Canceled);
        Assert.Equal(0.3m, _kernel.Decision.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
    }

    // An entry of 1 filled 0.5 and then more, which its exits are asked to work for too.
    private (Order Entry, Order Target, Order Stop) Grown(decimal last = 0.5m)
    {
        var (entry, target, stop) = OrderLists.Begin(_kernel);
        _kernel.Fill(entry, 0.5m, 100);
        _kernel.Accept(target);
        _kernel.Accept(stop);
        _kernel.Fill(entry, last, 100);
        Assert.Equal([0.5m + last], OrderLists.Amended(_kernel, stop));
        _kernel.Happen(target, OrderEvent.Updated);
        return (entry, target, stop);
    }
}

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
}

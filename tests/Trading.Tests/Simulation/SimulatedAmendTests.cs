using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What a simulated venue makes of amendments; all values by hand.</summary>
public sealed class SimulatedAmendTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin, cash: 1_000);

    [Theory]
    [InlineData(8.5, null, OrderEvent.Updated)] // It asks for less than it has.
    [InlineData(8.5, 109, OrderEvent.UpdateRejected)] // As an order anew it is 8.5 x 100, and 800 are there.
    public void An_order_is_made_smaller_even_where_it_could_not_be_made_any_more(double quantity, int? price, OrderEvent expected)
    {
        var venue = new SimulatedVenue(_kernel.Market, new SimulationOptions { AccountKind = AccountKind.Margin, Participation = null }, cash: 1_000);
        var order = _kernel.Limit(OrderSide.Sell, 9, 110);
        venue.Submit(_kernel.Kernel.SubmitOf(order), _kernel.Now);
        Assert.IsType<VenueReport.Accepted>(Next(venue));
        _kernel.Accept(order);
        venue.Deposit(new Money(-200, _kernel.Market.Id.Quote));

        Assert.Null(_kernel.Do(new KernelCommand.Amend(_kernel.Now, order.Id, (decimal)quantity, price, TriggerPrice: null)));
        venue.Amend(_kernel.Decision.Effects.OfType<Effect.Amend>().Single(), _kernel.Now);
        Assert.Equal(expected, Assert.IsType<VenueReport.Changed>(Next(venue)).Happened);
    }

    // The next report, while the market prints 100.
    private VenueReport Next(SimulatedVenue venue)
    {
        var at = _kernel.Market.ToPrice(100, GridRounding.Exact);
        venue.Begin(new TradeTick(_kernel.Now, _kernel.Now, at, _kernel.Market.ToQuantity(1, GridRounding.Exact), OrderSide.Buy, TradeId: 1));
        while (venue.NextReportTime is null)
            venue.Step();
        return venue.TakeReport();
    }
}

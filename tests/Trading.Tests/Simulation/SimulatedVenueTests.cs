using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class SimulatedVenueTests
{
    private static readonly UnixNanos Start = new(1_577_836_800 * UnixNanos.PerSecond);

    private long _orders;
    private int _bars;

    [Theory]
    [InlineData("0.05", "0")]
    [InlineData("0", "0.05")]
    public void A_resting_order_gives_back_what_it_held_when_fees_were_changed_between(string before, string after)
    {
        var venue = Venue(before);
        var resting = Limit(50, 10);
        venue.Submit(resting, Now);
        Assert.Equal("accepted", Next(venue));

        venue = Restarted(venue, after);
        venue.Cancel(resting.Id, Now);
        Assert.Equal("canceled", Next(venue));

        AssertSpendable(venue, 1_000, after);
    }

    [Theory]
    [InlineData("0.05", "0")]
    [InlineData("0", "0.05")]
    public void A_resting_order_that_fills_after_fees_were_changed_leaves_nothing_held(string before, string after)
    {
        var venue = Venue(before);
        venue.Submit(Limit(50, 10), Now);
        Assert.Equal("accepted", Next(venue));

        venue = Restarted(venue, after);
        Assert.Equal("filled", Next(venue, low: 9));

        AssertSpendable(venue, 1_000 - (500 * (1 + Number(after))), after);
    }

    [Fact]
    public void What_was_saved_before_rates_were_kept_is_read_with_the_fees_of_now()
    {
        var venue = Venue("0.05");
        var resting = Limit(50, 10);
        venue.Submit(resting, Now);
        Next(venue);
        var writer = new MessageWriter();
        venue.Save(writer);
        var again = Venue("0.05");
        var reader = new MessageReader(writer.Written[..^9]); // One rate, 0.05.
        again.Restore(ref reader);
        again.Cancel(resting.Id, Now);
        Assert.Equal("canceled", Next(again));
        AssertSpendable(again, 1_000, "0.05");
    }

    private UnixNanos Now => new(Start.Value + (_bars * 60 * UnixNanos.PerSecond));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    // All that is there can be held, and not a lot more.
    private void AssertSpendable(SimulatedVenue venue, decimal cash, string fee)
    {
        var most = Math.Floor(cash / (1 + Number(fee)) * 10_000) / 10_000;
        venue.Submit(Limit(most + 0.0001m, 1), Now);
        Assert.Equal("rejected", Next(venue));
        venue.Submit(Limit(most, 1), Now);
        Assert.Equal("accepted", Next(venue));
    }

    private static SimulatedVenue Venue(string fee) => new(
        new Instrument(KernelHarness.Btc, 0.01m, 0.0001m, FeeSchedule.Flat(Number(fee), Number(fee))),
        new SimulationOptions { Participation = null },
        cash: 1_000);

    private static SimulatedVenue Restarted(SimulatedVenue venue, string fee)
    {
        var writer = new MessageWriter();
        venue.Save(writer);
        var again = Venue(fee);
        var reader = new MessageReader(writer.Written);
        again.Restore(ref reader);
        return again;
    }

    private Order Limit(decimal quantity, decimal price) => new(
        ClientOrderId.Create('p', 0, 1, _orders++, OrderRole.Entry),
        new OrderTerms { Instrument = KernelHarness.Btc, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = new Quantity(quantity), Price = new Price(price) },
        OrderStatus.Submitted,
        Now,
        reservedPerUnit: 0);

    // The one report of the next bar, whose price stands at 20 but for its low.
    private string Next(SimulatedVenue venue, decimal low = 20)
    {
        var close = new UnixNanos(Now.Value + (60 * UnixNanos.PerSecond));
        venue.Begin(new Bar(Now, close, new Price(20), new Price(20), new Price(low), new Price(20), 1_000));
        while (venue.NextEventTime is { } time && time <= close)
            venue.Step();
        _bars++;
        var report = venue.TakeReport();
        Assert.Null(venue.NextReportTime);
        return report switch
        {
            VenueReport.Accepted => "accepted",
            VenueReport.Filled => "filled",
            VenueReport.Changed changed => SnakeCase.From(changed.Event.ToString()),
            _ => "",
        };
    }
}

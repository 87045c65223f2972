using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class SimulatedVenueTests
{
    private static readonly UnixNanos Start = new(1_577_836_800 * UnixNanos.PerSecond);

    private readonly Kernel _kernel = new(new KernelOptions { Mode = RunMode.Backtest, ReportingCurrency = KernelHarness.Btc.Quote });
    private readonly Decision _decision = new();
    private int _bars;

    private UnixNanos Now => new(Start.Value + (_bars * 60 * UnixNanos.PerSecond));

    // The kernel makes the orders, and has more than enough for them.
    public SimulatedVenueTests()
    {
        _kernel.Decide(new KernelCommand.SetInstrument(Start, Market("0")), _decision);
        _kernel.Decide(new KernelCommand.ChangeBalance(Start, new Money(1_000_000, KernelHarness.Btc.Quote), BalanceReason.Initial, ""), _decision);
        _kernel.Decide(new BarClosed(0, FlatBar(low: 20)), _decision);
        _bars++;
    }

    [Theory]
    [InlineData("0.05", "0")]
    [InlineData("0", "0.05")]
    public void A_resting_order_gives_back_what_it_held_when_fees_were_changed_between(string before, string after)
    {
        var venue = Venue(before);
        var resting = Limit(50, 10);
        venue.Submit(_kernel.SubmitOf(resting), Now);
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
        venue.Submit(_kernel.SubmitOf(Limit(50, 10)), Now);
        Assert.Equal("accepted", Next(venue));

        venue = Restarted(venue, after);
        Assert.Equal("filled", Next(venue, low: 9));

        AssertSpendable(venue, 1_000 - (500 * (1 + Number(after))), after);
    }

    [Fact]
    public void A_print_that_had_begun_goes_on_after_a_restart()
    {
        var options = new SimulationOptions { LimitFill = LimitFill.Touch };
        var market = Market("0");
        var venue = new SimulatedVenue(market, options, 1_000);
        Begin(venue, 20, quantity: 1, OrderSide.Sell);
        venue.Submit(_kernel.SubmitOf(Limit(5, 10)), Now);
        Assert.Equal("accepted", NextReport(venue));
        // A buyer at our own price met somebody's ask: that is no touch of our bid.
        Begin(venue, 10, quantity: 1, OrderSide.Buy, restarts: true);
        Assert.Null(NextReport(venue));
        // A seller did, for 2 of our 5: no share of it is kept from us.
        Begin(venue, 10, quantity: 2, OrderSide.Sell, restarts: true);
        Assert.Equal("filled", NextReport(venue));
        Assert.Null(NextReport(venue));
        Assert.Equal(2, venue.Position);

        void Begin(SimulatedVenue old, decimal price, decimal quantity, OrderSide aggressor, bool restarts = false)
        {
            _bars++;
            old.Begin(new TradeTick(Now, Now, market.ToPrice(price, GridRounding.Exact), market.ToQuantity(quantity, GridRounding.Exact), aggressor, _bars));
            if (!restarts)
                return;
            var writer = new MessageWriter();
            old.Save(writer);
            var reader = new MessageReader(writer.Written);
            venue = new SimulatedVenue(market, options, 0);
            venue.Restore(ref reader);
        }
    }

    [Fact]
    public void A_request_between_two_prints_is_taken_at_its_time()
    {
        var market = Market("0");
        var venue = new SimulatedVenue(market, new SimulationOptions { Latency = TimeSpan.FromSeconds(1) }, 1_000);
        venue.Begin(new TradeTick(Now, Now, market.ToPrice(20, GridRounding.Exact), market.ToQuantity(1, GridRounding.Exact), OrderSide.Sell, TradeId: 1));
        Assert.Null(NextReport(venue));
        var (sent, resting) = (Now, Limit(5, 10));
        venue.Submit(_kernel.SubmitOf(resting), sent);
        venue.Cancel(resting.Id, sent + TimeSpan.FromSeconds(1));
        foreach (var seconds in new[] { 1, 2 })
        {
            Assert.Equal(sent + TimeSpan.FromSeconds(seconds), venue.NextEventTime);
            venue.Step();
            Assert.Equal(sent + TimeSpan.FromSeconds(seconds + 1), venue.NextReportTime); // And is heard of before the next print.
            _ = venue.TakeReport();
        }
        Assert.True(venue.IsIdle);
    }

    [Fact]
    public void What_was_saved_before_rates_were_kept_is_read_with_the_fees_of_now()
    {
        var venue = Venue("0.05");
        var resting = Limit(50, 10);
        venue.Submit(_kernel.SubmitOf(resting), Now);
        Next(venue);
        var writer = new MessageWriter();
        venue.Save(writer);
        var again = Venue("0.05");
        var reader = new MessageReader(writer.Written[..^31]); // One rate, 0.05, and of what was kept later: no list, nothing filled by it, no trigger, not triggered; no lists.
        again.Restore(ref reader);
        again.Cancel(resting.Id, Now);
        Assert.Equal("canceled", Next(again));
        AssertSpendable(again, 1_000, "0.05");
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    // All that is there can be held, and not a lot more.
    private void AssertSpendable(SimulatedVenue venue, decimal cash, string fee)
    {
        var most = Math.Floor(cash / (1 + Number(fee)) * 10_000) / 10_000;
        venue.Submit(_kernel.SubmitOf(Limit(most + 0.0001m, 1)), Now);
        Assert.Equal("rejected", Next(venue));
        venue.Submit(_kernel.SubmitOf(Limit(most, 1)), Now);
        Assert.Equal("accepted", Next(venue));
    }

    private static Instrument Market(string fee) => new(KernelHarness.Btc, 0.01m, 0.0001m, FeeSchedule.Flat(Number(fee), Number(fee)));

    private static SimulatedVenue Venue(string fee) => new(
        Market(fee),
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

    private Order Limit(decimal quantity, decimal price)
    {
        _decision.Clear();
        var request = new OrderRequest { Instrument = KernelHarness.Btc, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = price };
        Assert.Null(_kernel.Decide(new KernelCommand.Submit(Now, request), _decision));
        return Assert.IsType<Effect.Submit>(_decision.Effects.Single()).Order;
    }

    private Bar FlatBar(decimal low)
    {
        var market = Market("0");
        var (price, lowest) = (market.ToPrice(20, GridRounding.Exact), market.ToPrice(low, GridRounding.Exact));
        return new Bar(Now, new UnixNanos(Now.Value + (60 * UnixNanos.PerSecond)), price, price, lowest, price, 1_000);
    }

    // The one report of the next bar, whose price stands at 20 but for its low.
    private string Next(SimulatedVenue venue, decimal low = 20)
    {
        var bar = FlatBar(low);
        venue.Begin(in bar);
        while (venue.NextEventTime is { } time && time <= bar.CloseTime)
            venue.Step();
        _bars++;
        var report = venue.TakeReport();
        Assert.Null(venue.NextReportTime);
        return NameOf(report);
    }

    private static string NameOf(VenueReport report) => report switch
    {
        VenueReport.Accepted => "accepted",
        VenueReport.Filled => "filled",
        VenueReport.Changed changed => SnakeCase.From(changed.Happened.ToString()),
        _ => "",
    };

    private string? NextReport(SimulatedVenue venue)
    {
        while (venue.NextReportTime is null && venue.NextEventTime <= Now)
            venue.Step();
        return venue.NextReportTime is null ? null : NameOf(venue.TakeReport());
    }
}

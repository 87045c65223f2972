using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Which settlements a run has, and which it lacks; hours are those after midnight, all values by hand.</summary>
public sealed class FundingCoverageTests
{
    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT-PERP.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0, 0));

    [Theory]
    [InlineData("0 8 16 24", 0, 24, 4, 0)]
    [InlineData("0 8 16", 0, 120, 3, 12)] // Day 1 of 5: 24 to 112 are not there; 120 is the end itself.
    [InlineData("8 16 24", 0, 24, 3, 0)] // Nobody holds anything at the beginning.
    [InlineData("104 112", 0, 120, 2, 12)] // The end alone: 8 to 96.
    [InlineData("0 24", 9, 40, 1, 2)] // 16 between, 32 after; 8 was before the run.
    [InlineData("-16 -8", 0, 24, 0, 2)] // Only before: 8 and 16.
    [InlineData("200", 0, 24, 0, 2)] // Only after: as many, counted from there.
    [InlineData("0 24", 1, 23, 0, 2)] // On both sides, with a gap as long as the run.
    [InlineData("0", 1, 7, 0, 0)] // Between two settlements nothing is due.
    [InlineData("8", 1, 7, 0, 0)]
    [InlineData("0 8", 1, 7, 0, 0)]
    public void A_run_has_and_lacks_these_settlements(string hours, int from, int to, int settlements, long missing)
    {
        var rates = Rates(hours);
        Assert.Equal(new FundingCoverage(rates[0].Time, rates[rates.Count - 1].Time, settlements, missing), FundingCoverage.Of(rates, Hour(from), Hour(to)));
    }

    [Fact]
    public void Some_milliseconds_after_the_hour_are_no_gap()
    {
        // From 8 to 24 hours: those of 8 and 16 are 3 ms late and within, that of 24 is after the end. Without that of 8, it was the one at the beginning.
        Assert.Equal((2, 0L), Counts(FundingCoverage.Of(Rates("0 8 16", lateMillis: 3), Hour(8), Hour(24))));
        Assert.Equal((1, 0L), Counts(FundingCoverage.Of(Rates("16", lateMillis: 3), Hour(8), Hour(24))));
    }

    [Fact]
    public void Where_a_venue_changes_the_interval_no_gap_is_told_that_is_none()
    {
        var rates = new FundingSeries();
        foreach (var (hour, interval) in new[] { (0, 8), (8, 8), (12, 4), (16, 4) })
            rates.Add(new FundingRate(Hour(hour), interval, 0.0001m));
        Assert.Equal((4, 0L), Counts(FundingCoverage.Of(rates, Hour(0), Hour(20))));
        Assert.Equal((4, 1L), Counts(FundingCoverage.Of(rates, Hour(0), Hour(24)))); // 20, four hours after the last.
        rates.Add(new FundingRate(Hour(24), 8, 0.0001m)); // Eight hours again: 20 may never have been.
        Assert.Equal((5, 0L), Counts(FundingCoverage.Of(rates, Hour(0), Hour(24))));
    }

    [Fact]
    public void A_settlement_that_came_late_is_no_gap_before_it()
    {
        var rates = Rates("0 8 16");
        var late = new FundingSeries();
        for (var index = 0; index < rates.Count; index++)
            late.Add(rates[index] with { Time = rates[index].Time + TimeSpan.FromMinutes(index == 1 ? 10 : 0) });
        Assert.Equal((3, 0L), Counts(FundingCoverage.Of(late, Hour(0), Hour(24))));
    }

    [Fact]
    public void Gaps_are_told_and_not_refused()
    {
        // Two days of hours: 0, 8 and 16 are there, 24, 32 and 40 are not.
        var result = RunOverHours("0 8 16", hours: 48);
        Assert.Equal(new FundingCoverage(Hour(0), Hour(16), 3, 3), result.FundingCoverage);
    }

    [Fact]
    public void A_run_that_has_none_of_its_settlements_is_refused()
    {
        const string Told = "the funding rates of BTC-USDT-PERP.SIM were from 2019-12-31T08:00:00Z to 2019-12-31T16:00:00Z and the run is from 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z: "
            + "none of the settlements within it (2) is there, without which its result would flatter; import them: veloz import FILE --kind funding --symbol BTC-USDT-PERP.SIM";
        Assert.Equal(Told, Assert.Throws<BacktestSettingException>(() => RunOverHours("-16 -8", hours: 24)).Message);
    }

    [Fact]
    public async Task So_it_is_over_prints_and_over_a_captured_market()
    {
        // One minute on either side of 8 hours, and somewhat more: the rate of midnight is not enough.
        const string Told = "were from 2020-01-01T00:00:00Z to 2020-01-01T00:00:00Z and the run is from 2020-01-01T07:55:00Z to 2020-01-01T08:05:00Z: none of the settlements within it (1) is there";
        var definition = ScriptedStrategy.Define(() => new ScriptedStrategy([]));
        var (margin, parameters) = (new SimulationOptions { AccountKind = AccountKind.Margin }, definition.Read([]));
        var trades = new TradeSeries();
        trades.Add(Hour(8) - TimeSpan.FromMinutes(5), 100, 1, OrderSide.Buy, 1);
        trades.Add(Hour(8) + TimeSpan.FromMinutes(4), 100, 1, OrderSide.Buy, 2);
        var overPrints = new TradeBacktestSettings
        {
            Strategy = definition,
            Parameters = parameters,
            Simulation = margin,
            Funding = Rates("0"),
            Instrument = Market,
            Pieces = [trades.BindTo(Market)],
            From = Hour(0),
            To = Hour(9),
        };
        Assert.Contains(Told, Assert.Throws<BacktestSettingException>(() => Backtest.Run(overPrints, journal: null, progress: null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

        var overBook = new BookBacktestSettings { Strategy = definition, Parameters = parameters, Simulation = margin, Funding = Rates("0"), Feed = new TwoPrints() };
        var refusal = await Assert.ThrowsAsync<BacktestSettingException>(() => Backtest.RunAsync(overBook, journal: null, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains(Told, refusal.Message, StringComparison.Ordinal);
    }

    private static (int Settlements, long Missing) Counts(FundingCoverage coverage) => (coverage.Settlements, coverage.Missing);

    private static UnixNanos Hour(int hour) => Scenario.Time("00:00") + TimeSpan.FromHours(hour);

    private static FundingSeries Rates(string hours, int lateMillis = 0)
    {
        var rates = new FundingSeries();
        foreach (var hour in hours.Split(' '))
            rates.Add(new FundingRate(Hour(int.Parse(hour, System.Globalization.CultureInfo.InvariantCulture)) + TimeSpan.FromMilliseconds(lateMillis), 8, 0.0001m));
        return rates;
    }

    private static BacktestResult RunOverHours(string funding, int hours)
    {
        var definition = ScriptedStrategy.Define(() => new ScriptedStrategy([]));
        var series = new BarSeries(BarInterval.Parse("1h"));
        for (var hour = 0; hour < hours; hour++)
            series.Add(Hour(hour), 100, 100, 100, 100, 1);
        var settings = new BacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read([]),
            Bars = series.BindTo(Market),
            Range = ..,
            Simulation = new SimulationOptions { AccountKind = AccountKind.Margin },
            Funding = Rates(funding),
        };
        return Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken);
    }

    private sealed class TwoPrints : MarketFeed
    {
        private int _loaded;
        private int _read;

        public override Instrument Instrument => Market;

        public override UnixNanos EndTime => Hour(9);

        public override ValueTask<bool> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_loaded++ == 0);

        public override bool TryRead(out MarketEvent happened)
        {
            var time = Hour(8) + TimeSpan.FromMinutes(_read == 0 ? -5 : 4);
            happened = new MarketEvent { Kind = MarketEventKind.Trade, VenueTime = time, ReceivedTime = time, Ticks = 10_000, Lots = 1_000, TradeId = _read + 1 };
            return _read++ < 2;
        }
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Strategies whose position the venue takes for want of margin: payments of funding use it up.</summary>
public sealed class LiquidatedStrategyTests
{
    private const int Bars = 3_000;
    private const int PaidBars = 1_000; // Then they trade on with what is left.

    private static readonly InstrumentId Perp = InstrumentId.Parse("BTC-USDT-PERP.SIM");

    /// <summary>Every strategy of the catalogue and one of a document, in a size that is a good part of 100,000, and the share of a position's value that is paid every 20 minutes.</summary>
    public static TheoryData<string, string, double> Strategies => new()
    {
        { "ma-cross", "", 0.97 }, // Of 0.95 of equity, which leaves 0.08 of it: less than a tenth of the position.
        { "bollinger-reversion", "", 0.97 },
        { "ibs-reversion", "", 0.97 },
        { "macd", "", 0.97 },
        { "donchian", "unit_risk=0.1", 0.97 },
        { "rsi2", "trend=50", 0.97 },
        { "grid", "lower=95 upper=130 grids=16 quote_per_grid=5600", 0.05 }, // Every cell holds something when it is taken.
        { "market-making", "size_fraction=0.5 bid_spread_bps=5 ask_spread_bps=100", 0.1 },
        { "safety-dca", "base=35000 safety=5000", 0.1 },
        { "macd-json", "", 0.97 },
    };

    [Fact]
    public void The_table_has_every_strategy() =>
        Assert.Subset(Strategies.Select(row => row.Data.Item1).ToHashSet(StringComparer.Ordinal), StrategyCatalog.All.Select(strategy => strategy.Id).ToHashSet(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Strategies))]
    public void It_trades_on_after_its_position_was_taken_and_does_not_buy_that_back(string strategy, string parameters, double rate)
    {
        var definition = StrategyCatalog.Find(strategy) ?? Documents.Example(strategy).Definition;
        var result = Run(definition, parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')), (decimal)rate);

        var taken = result.Fills.ToList().FindIndex(fill => fill.IsLiquidation);
        Assert.True(taken >= 0, "nothing was taken");
        Assert.Equal(0, result.Fills[taken].PositionAfter);
        Assert.True(taken < result.Fills.Count - 1, "it never traded again");
        if (strategy is not ("grid" or "safety-dca")) // They ask for what they are told to, which may be more than what is left.
            Assert.Empty(result.Denials);
    }

    private static BacktestResult Run(StrategyDefinition definition, IEnumerable<string[]> parameters, decimal rate)
    {
        var (random, series, funding) = (new Random(11), new BarSeries(BarInterval.Parse("1m")), new FundingSeries());
        var price = 100m;
        for (var bar = 0; bar < Bars; bar++)
        {
            var time = new UnixNanos(Scenario.Time("00:00").Value + (bar * 60 * UnixNanos.PerSecond));
            var close = decimal.Round(100 + (10 * (decimal)Math.Sin(bar / 60.0)) + (decimal)random.NextDouble(), 2);
            series.Add(time, price, Math.Max(price, close) + 0.2m, Math.Min(price, close) - 0.2m, close, 100_000);
            price = close;
            if (bar % 20 == 0)
                funding.Add(new FundingRate(time, 1, bar < PaidBars ? rate : 0));
        }
        return Backtest.Run(
            new BacktestSettings
            {
                Strategy = definition,
                Parameters = definition.Read(parameters.Select(one => KeyValuePair.Create(one[0], one[1]))),
                Bars = series.BindTo(new Instrument(Perp, 0.01m, 0.001m, FeeSchedule.Flat(0, 0))),
                Range = ..,
                Cash = 100_000,
                Simulation = new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 5, MaintenanceRate = 0.1m },
                Funding = funding,
            },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken);
    }
}

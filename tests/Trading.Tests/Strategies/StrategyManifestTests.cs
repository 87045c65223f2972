using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What a strategy says of itself holds.</summary>
public sealed class StrategyManifestTests
{
    public static TheoryData<string, InstrumentKind> Markets => [.. StrategyCatalog.All.SelectMany(strategy => strategy.Instruments.Select(kind => (strategy.Id, kind)))];

    // Prices begin at 30,000, in the middle of the grid's default range.
    [Theory]
    [MemberData(nameof(Markets))]
    public void It_trades_in_the_markets_that_it_names(string strategy, InstrumentKind kind)
    {
        var id = InstrumentId.Parse(kind == InstrumentKind.Perpetual ? "BTC-USDT-PERP.SIM" : "BTC-USDT.SIM");
        var market = new Instrument(id, 0.01m, 0.00001m, FeeSchedule.Flat(0.0005m, 0.001m));
        var settings = PaperAccounts.Settings(strategy, [], bars: 1, seed: 2026);
        var result = Backtest.Run(
            settings with
            {
                Bars = GeneratedBars.Make(BarInterval.Parse("1h"), KernelHarness.Start, 1_500, seed: 2026).BindTo(market),
                Funding = kind == InstrumentKind.Perpetual ? EachDay(days: 63) : null,
                Simulation = settings.Simulation with { AccountKind = kind == InstrumentKind.Perpetual ? AccountKind.Margin : AccountKind.Cash },
            },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken);
        Assert.NotEmpty(result.Fills);
        Assert.Empty(result.Denials);
    }

    [Fact]
    public void Only_what_decides_on_prints_names_them() =>
        Assert.All(StrategyCatalog.All, strategy => Assert.Equal(strategy.Create(strategy.Read([])).SeesTrades, strategy.Data.Contains(StrategyData.Trades)));

    private static FundingSeries EachDay(int days)
    {
        var funding = new FundingSeries();
        for (var day = 0; day < days; day++)
            funding.Add(new FundingRate(KernelHarness.Start + TimeSpan.FromDays(day), 24, 0.0001m));
        return funding;
    }
}

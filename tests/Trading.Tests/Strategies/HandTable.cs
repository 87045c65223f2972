using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Rows of a table worked out by hand, and the strategy run over their bars without fees: an order of a row's close fills at the next row's open, which is that close.</summary>
internal static class HandTable
{
    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));

    public static string[][] Read(string table) => [.. table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public static decimal Number(string cell) => decimal.Parse(cell, CultureInfo.InvariantCulture);

    /// <summary>Bars of one minute, each of which opens at the close before.</summary>
    public static BarSeries OfCloses(IEnumerable<decimal> closes, decimal volume = 1_000_000)
    {
        var series = new BarSeries(BarInterval.Parse("1m"));
        decimal? before = null;
        foreach (var close in closes)
        {
            var open = before ?? close;
            Add(series, open, Math.Max(open, close), Math.Min(open, close), close, volume);
            before = close;
        }
        return series;
    }

    public static void Add(BarSeries series, decimal open, decimal high, decimal low, decimal close, decimal volume = 1_000_000) =>
        series.Add(new UnixNanos(series.Count * 60 * UnixNanos.PerSecond), open, high, low, close, volume);

    /// <summary>The fills as the row that decided them, the side, the quantity and the price: <c>13 Buy 1 @ 99</c>.</summary>
    public static string[] Fills(StrategyDefinition definition, BarSeries bars, params string[] parameters)
    {
        var result = Run(definition, bars, new SimulationOptions { Participation = null }, parameters);
        Assert.Empty(result.Denials);
        return [.. result.Fills.Select(fill => $"{(fill.Time.Value / 60 / UnixNanos.PerSecond) - 1} {fill.Side} {DecimalText.Trimmed(fill.Quantity.Value)} @ {DecimalText.Trimmed(fill.Price.Value)}")];
    }

    public static BacktestResult Run(StrategyDefinition definition, BarSeries bars, SimulationOptions simulation, params string[] parameters) =>
        Run(definition, bars.BindTo(Market), simulation, parameters);

    public static BacktestResult Run(StrategyDefinition definition, BoundBars bars, SimulationOptions simulation, params string[] parameters) => Backtest.Run(
        new BacktestSettings
        {
            Strategy = definition,
            Parameters = definition.Read(parameters.Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]))),
            Bars = bars,
            Range = ..,
            Simulation = simulation,
        },
        journal: null,
        progress: null,
        TestContext.Current.CancellationToken);

    /// <summary>Fingerprint of the trades over generated bars with the defaults, or what is given beside them, and how many fills there are.</summary>
    public static (string Hash, int Fills) Golden(string strategy, params string[] parameters)
    {
        var result = Backtest.Run(PaperAccounts.Settings(strategy, parameters, bars: 20_000, seed: 2026), journal: null, progress: null, TestContext.Current.CancellationToken);
        Assert.Empty(result.Denials);
        return (result.TradeHash, result.Fills.Count);
    }
}

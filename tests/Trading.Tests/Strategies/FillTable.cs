using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// A table of one-minute bars with the fills expected in each, worked out by hand: <c>open high low close | fill, fill</c>, a fill as <c>buy 1 @ 100</c>.
/// A bar's path is open, nearer extreme (the low when both are as near), farther extreme, close. Without fees unless given, slippage and limit on volume.
/// </summary>
internal static class FillTable
{
    public static BacktestResult Check(StrategyDefinition definition, string parameters, string table, SimulationOptions? simulation = null, FeeSchedule? fees = null)
    {
        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(row => row.Split('|', StringSplitOptions.TrimEntries)).ToArray();
        var series = new BarSeries(BarInterval.Parse("1m"));
        foreach (var row in rows)
        {
            var prices = row[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => decimal.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            series.Add(new UnixNanos(series.Count * 60 * UnixNanos.PerSecond), prices[0], prices[1], prices[2], prices[3], 1_000);
        }
        var result = Backtest.Run(
            new BacktestSettings
            {
                Strategy = definition,
                Parameters = definition.Read(parameters.Split(',').Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]))),
                Bars = series.BindTo(new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.001m, fees ?? FeeSchedule.Flat(0, 0))),
                Range = ..,
                Simulation = (simulation ?? new SimulationOptions()) with { Participation = null },
            },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken);
        var made = result.Fills.ToLookup(
            fill => (int)(fill.Time.Value / (60 * UnixNanos.PerSecond)),
            fill => $"{(fill.Side == OrderSide.Buy ? "buy" : "sell")} {DecimalText.Trimmed(fill.Quantity.Value)} @ {DecimalText.Trimmed(fill.Price.Value)}");
        // A fill at the moment a bar closes is one at the open of the next.
        Assert.Equal(
            rows.Select((row, bar) => $"{bar}: {row[0]} | {(row.Length > 1 ? row[1] : "")}".TrimEnd()),
            rows.Select((row, bar) => $"{bar}: {row[0]} | {string.Join(", ", made[bar])}".TrimEnd()));
        return result;
    }
}

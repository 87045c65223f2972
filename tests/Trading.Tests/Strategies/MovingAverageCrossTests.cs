using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What the straight-line reference does not meet: crosses while an order still works.</summary>
public sealed class MovingAverageCrossTests
{
    [Fact]
    public void A_second_cross_the_same_way_leaves_the_exit_working()
    {
        // Fast 1, slow 2: the relation goes +, -, 0, - from bar 5 on, two crosses below, while bars of volume 1 let an exit of 1 fill by 0.1.
        var fills = Run([101, 100, 101, 102, 100, 100, 99, 98, 97, 96], [1_000, 1_000, 1_000, 1_000, 1_000, 1, 1, 1_000, 1_000, 1_000], "quantity=1");
        Assert.Equal(["Buy 1", "Sell 0.1", "Sell 0.1", "Sell 0.8"], fills);
    }

    [Fact]
    public void A_second_cross_up_leaves_the_entry_waiting_for_volume()
    {
        // Up at bar 2, level at bar 3, up again at bar 4; nothing trades until bar 5.
        var fills = Run([101, 100, 102, 102, 103, 104, 105], [1_000, 1_000, 1_000, 0, 0, 100_000, 100_000], "size_fraction=0.95");
        Assert.Single(fills, fill => fill.StartsWith("Buy 931.3725", StringComparison.Ordinal)); // 95,000 / 102, rounded down.
    }

    [Theory]
    [InlineData(100, "0.1")]
    [InlineData(2, "0.002")] // As little as the fees of a purchase or two, which are taken in quote currency here.
    public void A_cross_up_while_the_exit_works_brings_the_position_back_to_its_size(int hundredths, string filled)
    {
        // Bought 1; of the exit a tenth of the volume fills; the next cross up cancels the rest and buys what is missing.
        var fills = Run([101, 100, 102, 103, 101, 103, 104, 105], [1_000, 1_000, 1_000, 1_000, 1_000, hundredths / 100m, 1_000, 1_000], "quantity=1");
        Assert.Equal(["Buy 1", $"Sell {filled}", $"Buy {filled}"], fills);
    }

    private static string[] Run(decimal[] closes, decimal[] volumes, string size)
    {
        var series = new BarSeries(BarInterval.Parse("1m"));
        for (var index = 0; index < closes.Length; index++)
        {
            var open = index == 0 ? closes[0] : closes[index - 1];
            series.Add(new UnixNanos(index * 60 * UnixNanos.PerSecond), open, Math.Max(open, closes[index]), Math.Min(open, closes[index]), closes[index], volumes[index]);
        }
        var instrument = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        var parameters = new[] { "fast=1", "slow=2", "ma_type=sma", size }.Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]));
        var result = Backtest.Run(
            new BacktestSettings
            {
                Strategy = MovingAverageCross.Definition,
                Parameters = MovingAverageCross.Definition.Read(parameters),
                Bars = series.BindTo(instrument),
                Range = ..,
            },
            journal: null,
            progress: null,
            CancellationToken.None);
        Assert.Empty(result.Denials);
        return [.. result.Fills.Select(fill => $"{fill.Side} {fill.Quantity}")];
    }
}

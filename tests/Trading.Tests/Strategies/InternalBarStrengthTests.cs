using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Rows worked out by hand. The average is over 1 bar where a row does not need it: a close is never above itself, so it is over 2.</summary>
public sealed class InternalBarStrengthTests
{
    // Open, high, low, close. Strength of the third bar: (100 - 99) / (110 - 99) = 0.09; its close is above (90 + 100) / 2.
    private static readonly decimal[][] Dip = [[90, 90, 90, 90], [90, 91, 89, 90], [105, 110, 99, 100]];

    [Fact]
    public void A_close_near_the_low_above_the_average_buys_at_the_next_open() =>
        Assert.Equal(["Buy 1 @ 101"], Run("hold_bars=0", [.. Dip, [101, 102, 100, 101]]));

    [Fact]
    public void A_close_below_the_average_does_not() =>
        Assert.Empty(Run("hold_bars=0", [[120, 120, 120, 120], [120, 121, 119, 120], [105, 110, 99, 100], [101, 102, 100, 101]]));

    [Fact]
    public void Strength_above_the_exit_sells_at_the_next_open() =>
        // (104.9 - 100) / (105 - 100) = 0.98.
        Assert.Equal(["Buy 1 @ 101", "Sell 1 @ 105"], Run("hold_bars=0", [.. Dip, [101, 105, 100, 104.9m], [105, 106, 104, 105]]));

    [Fact]
    public void Time_that_is_up_sells_at_the_open_of_that_moment() =>
        // Bought at the open of the fourth bar; two intervals later is the open of the sixth.
        Assert.Equal(["Buy 1 @ 101", "Sell 1 @ 103"], Run("hold_bars=2", [.. Dip, [101, 102, 100, 101], [102, 103, 101, 102], [103, 104, 102, 103]]));

    [Fact]
    public void A_close_a_tenth_below_the_highest_since_the_entry_sells() =>
        // Highest close 120, a tenth below is 108; strengths 0.5 in between do not sell, and 0.25 does not buy.
        Assert.Equal(
            ["Buy 1 @ 101", "Sell 1 @ 107"],
            Run("hold_bars=0,trail=0.1", [.. Dip, [101, 103, 100, 101.5m], [110, 130, 110, 120], [112, 118, 106, 112], [110, 114, 102, 108], [107, 108, 106, 107]]));

    [Fact]
    public void The_entry_must_be_weaker_than_the_exit()
    {
        var exception = Assert.Throws<StrategySettingException>(() => InternalBarStrength.Definition.Read([new("enter", "0.5"), new("exit", "0.5")]));
        Assert.Equal("parameter enter was 0.5 and exit was 0.5, enter must be less than exit", exception.Message);
    }

    private static string[] Run(string parameters, decimal[][] bars)
    {
        var series = new BarSeries(BarInterval.Parse("1m"));
        for (var index = 0; index < bars.Length; index++)
            series.Add(new UnixNanos(index * 60 * UnixNanos.PerSecond), bars[index][0], bars[index][1], bars[index][2], bars[index][3], 1_000);
        var definition = InternalBarStrength.Definition;
        var given = $"trend=2,quantity=1,{parameters}".Split(',').Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]));
        var result = Backtest.Run(
            new BacktestSettings
            {
                Strategy = definition,
                Parameters = definition.Read(given),
                Bars = series.BindTo(new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0))),
                Range = ..,
            },
            journal: null,
            progress: null,
            TestContext.Current.CancellationToken);
        return [.. result.Fills.Select(fill => $"{fill.Side} {DecimalText.Trimmed(fill.Quantity.Value)} @ {DecimalText.Trimmed(fill.Price.Value)}")];
    }
}

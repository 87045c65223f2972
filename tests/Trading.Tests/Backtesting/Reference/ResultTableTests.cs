using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Trading.Tests;

/// <summary>What a result says about a run; all values by hand.</summary>
public sealed class ResultTableTests
{
    private static readonly UnixNanos Start = Scenario.Time("00:00");

    [Fact]
    public void Round_trip_of_two_exits_has_its_figures()
    {
        var trade = Assert.Single(TwoDays().Run().Trades);
        Assert.Equal((Buy, 2m, 100m, 101m), (trade.Side, trade.Quantity, trade.EntryPrice, trade.ExitPrice)); // (108 + 94) / 2
        Assert.Equal((Hours(4), Hours(16), 3, 3), (trade.EntryTime, trade.ExitTime, trade.Fills, trade.Bars)); // Bars 1, 2 and 3 closed meanwhile.
        // 8 and -6; fees 0.2 + 0.108 + 0.094.
        Assert.Equal((2m, 0.402m, 1.598m), (trade.GrossPnl, trade.Fees, trade.NetPnl));
        Assert.Equal(1.598m / 200, trade.Return);
        // Worst at the low of bar 1: 2 x -3. Bar 3: 8 - 5; the exit at 94: 8 - 6; what bar 4 did afterwards is not the trade's.
        Assert.Equal(6m, trade.MaxAdverseExcursion);
        // Best at the high of bar 2: 2 x 10.
        Assert.Equal(20m, trade.MaxFavorableExcursion);
    }

    [Fact]
    public void Run_has_its_totals()
    {
        var result = TwoDays().Run();
        Assert.Equal((10, 2L, 1, 4), (result.Bars, result.MissingBars, result.OpenTrades, result.Orders));
        Assert.Equal((Hours(0), Hours(48)), (result.From, result.To));
        Assert.Equal((1_000m, 996.505m), (result.StartEquity, result.EndEquity)); // 1,001.598 - 93 - 0.093 + 88
        Assert.Equal((495m, 0.495m), (result.Turnover, result.Fees)); // 200 + 108 + 94 + 93
        Assert.Equal((100m, 88m), (result.FirstPrice, result.LastPrice));
    }

    [Fact]
    public void Exposure_is_the_share_of_the_time_and_a_position_is_held_where_bars_are_missing()
    {
        // 04:00 to 16:00 and 24:00 to 48:00: 12 and 24 of 48 hours.
        var result = TwoDays().Run();
        Assert.Equal(0.75, result.Exposure, 1e-12);
        Assert.Equal(0.75, result.LongExposure, 1e-12);
    }

    [Fact]
    public void Days_have_the_equity_of_the_last_close_before()
    {
        Assert.Equal(
            [new DailyEquity(Hours(0), 1_000, 100), new DailyEquity(Hours(24), 1_001.598m, 92), new DailyEquity(Hours(48), 996.505m, 88)],
            TwoDays().Run().Daily);
    }

    [Fact]
    public void Drawdown_is_from_the_greatest_close_before()
    {
        // Peak at the close of bar 2: 799.8 + 2 x 109 = 1,017.8. Least at the close of bar 7: 908.505 + 85 = 993.505. Never back: 12:00 to 48:00.
        var result = TwoDays().Run();
        Assert.Equal(24.295m / 1_017.8m, result.MaxDrawdown);
        Assert.Equal(TimeSpan.FromHours(36), result.MaxDrawdownDuration);
    }

    [Fact]
    public void Drawdown_of_a_held_position_follows_its_price()
    {
        // 10 bought at 100 without a fee: equity is 1,000 + 10 x price, so 2,000 2,100 1,990 2,050 2,100 2,210 1,605.
        var run = new Scenario { Cash = 2_000, Fees = FeeSchedule.Flat(0, 0) }
            .Bar(100, 100, 100, 100)
            .Bar(100, 110, 100, 110).Bar(110, 200, 99, 99).Bar(99, 105, 1, 105).Bar(105, 110, 105, 110).Bar(110, 121, 110, 121).Bar(121, 121, 60.5m, 60.5m)
            .Market(0, Buy, 10);
        var result = run.Run();
        // Only closes count. From 2,210 to 1,605 is deeper than from 2,100 to 1,990; that one took longer: 3 bars until 2,100 was there again.
        Assert.Equal(605m / 2_210m, result.MaxDrawdown);
        Assert.Equal(TimeSpan.FromMinutes(3), result.MaxDrawdownDuration);
    }

    [Fact]
    public void Drawdown_counts_from_the_equity_of_the_start()
    {
        // 10 bought at 100 close at 90 at once: 2,000 to 1,900.
        var result = new Scenario { Cash = 2_000, Fees = FeeSchedule.Flat(0, 0) }.Bar(100, 100, 100, 100).Bar(100, 100, 90, 90).Market(0, Buy, 10).Run();
        Assert.Equal(0.05m, result.MaxDrawdown);
        Assert.Equal(TimeSpan.FromMinutes(1), result.MaxDrawdownDuration);
    }

    [Fact]
    public void Short_exposure_is_no_long_exposure()
    {
        var result = new Scenario { Options = new() { AccountKind = AccountKind.Margin } }
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 100, 100)
            .Market(0, Sell, 1).Market(1, Buy, 2).Market(2, Sell, 1).Run();
        Assert.Equal(0.5, result.Exposure, 1e-12);
        Assert.Equal(0.25, result.LongExposure, 1e-12);
    }

    [Fact]
    public void Exposure_of_a_fill_within_a_bar_counts_from_the_fill()
    {
        // Bought at 01:20 of 02:00.
        var result = new Scenario().Bar(100, 100, 100, 100).Bar(100, 102, 98, 100).Limit(0, Buy, 1, 99).Run();
        Assert.Equal(40.0 / 120, result.Exposure, 1e-12);
    }

    [Fact]
    public void Run_without_orders_changes_nothing()
    {
        var result = new Scenario { Cash = 500 }.Bar(100, 105, 95, 101).Bar(101, 105, 95, 102).Run();
        Assert.Equal((0, 0, 0), (result.Orders, result.Fills.Count, result.Trades.Count));
        Assert.Equal((500m, 500m, 0m, TimeSpan.Zero), (result.StartEquity, result.EndEquity, result.MaxDrawdown, result.MaxDrawdownDuration));
        Assert.Equal(0.0, result.Exposure);
    }

    // Four hours a bar. 2 bought at 04:00 for 100, sold at 12:00 for 108 and at 16:00 for 94; 1 bought at 24:00 for 93 and kept. Bars 9 and 10 are missing.
    private static Scenario TwoDays() => new Scenario("4h") { Cash = 1_000 }
        .Bar(100, 100, 100, 100)
        .Bar(100, 104, 97, 102)
        .Bar(102, 110, 101, 109)
        .Bar(108, 109, 95, 96)
        .Bar(94, 95, 90, 92)
        .Bar(92, 92, 92, 92)
        .Bar(93, 99, 93, 98)
        .Bar(98, 98, 80, 85)
        .Bar(85, 90, 85, 88)
        .Missing(2)
        .Bar(88, 88, 88, 88)
        .Market(0, Buy, 2)
        .Market(2, Sell, 1)
        .Market(3, Sell, 1)
        .Market(5, Buy, 1);

    private static UnixNanos Hours(int hours) => Start + TimeSpan.FromHours(hours);
}

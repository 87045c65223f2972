using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Trading.Tests;

/// <summary>Orders and reports that take their time; all values by hand. A bar's path points are 20 seconds apart.</summary>
public sealed class LatencyTableTests
{
    [Theory]
    [InlineData(10, "01:10 Buy 1 @ 99.5 Taker fee 0.0995")] // Half way from 100 to 99.
    [InlineData(20, "01:20 Buy 1 @ 99 Taker fee 0.099")]
    [InlineData(30, "01:30 Buy 1 @ 101 Taker fee 0.101")] // Half way from 99 to 103.
    [InlineData(40, "01:40 Buy 1 @ 103 Taker fee 0.103")]
    [InlineData(55, "01:55 Buy 1 @ 101.5 Taker fee 0.1015")] // Three quarters from 103 to 101.
    [InlineData(60, "02:00 Buy 1 @ 110 Taker fee 0.11")] // A bar ends before its close time: it is there with the next bar, and meets its open.
    [InlineData(90, "02:30 Buy 1 @ 112 Taker fee 0.112")] // Half way from 109 to 115.
    [InlineData(150, "05:00 Buy 1 @ 120 Taker fee 0.12")] // There where no bar is: the next open.
    public void Order_meets_the_price_of_the_path_when_it_arrives(int seconds, string fill)
    {
        var run = Late(seconds)
            .Bar(100, 100, 100, 100)
            .Bar(100, 103, 99, 101) // 100, 99, 103, 101
            .Bar(110, 115, 109, 110) // 110, 109, 115, 110
            .Missing(2)
            .Bar(120, 120, 120, 120)
            .Market(0, Buy, 1);
        Assert.Equal([fill], run.RunForFills());
    }

    [Theory]
    [InlineData(Buy, 99.99, 100)] // 99.995 is between two ticks.
    [InlineData(Sell, 99.99, 99.99)]
    [InlineData(Buy, 99.97, 99.99)] // 99.985
    [InlineData(Sell, 99.97, 99.98)]
    public void Price_between_two_ticks_is_rounded_against_the_taker(OrderSide side, double low, double price)
    {
        var run = Late(10).Bar(100, 100, 100, 100).Bar(100, 101, (decimal)low, 100).Market(0, side, 1);
        Assert.Equal((decimal)price, Assert.Single(run.Run().Fills).Price.Value);
    }

    [Theory]
    [InlineData(Buy, 99, "01:10 Buy 1 @ 98.5 Taker fee 0.0985")] // At 98.5 when it arrives.
    [InlineData(Buy, 98.5, "01:20 Buy 1 @ 98.5 Maker fee 0.04925")] // Rests; the rest of the segment goes on to 97.
    [InlineData(Sell, 98, "01:10 Sell 1 @ 98.5 Taker fee 0.0985")]
    [InlineData(Sell, 99, "01:40 Sell 1 @ 99 Maker fee 0.0495")] // The 100 of the open was before it came; 104 comes at 01:40.
    public void Limit_meets_the_price_of_the_path_when_it_arrives(OrderSide side, double limit, string fill)
    {
        // 100, 97, 104, 101
        var run = Late(10).Bar(100, 100, 100, 100).Bar(100, 104, 97, 101).Limit(0, side, 1, (decimal)limit);
        Assert.Equal([fill], run.RunForFills());
    }

    [Theory]
    [InlineData(99.5, null)] // 99 was at 01:20, before it came; afterwards 100.5, 102, 101.
    [InlineData(100.5, null)] // Not through its price when it comes, nor after.
    [InlineData(100.6, "01:30 Buy 1 @ 100.5 Taker fee 0.1005")]
    public void Resting_limit_sees_only_the_path_after_it_arrived(double limit, string? fill)
    {
        // 100, 99, 102, 101
        var run = Late(30).Bar(100, 100, 100, 100).Bar(100, 102, 99, 101).Limit(0, Buy, 1, (decimal)limit);
        Assert.Equal(fill is null ? [] : [fill], run.RunForFills());
    }

    [Fact]
    public void Limit_that_came_late_fills_on_the_way_to_the_close()
    {
        // 100, 99, 102, 99.2: it comes at 100.5 and rests; the last segment goes through it.
        var run = Late(30).Bar(100, 100, 100, 100).Bar(100, 102, 99, 99.2m).Limit(0, Buy, 1, 99.5m);
        Assert.Equal(["02:00 Buy 1 @ 99.5 Maker fee 0.04975"], run.RunForFills());
    }

    [Theory]
    [InlineData(TimeInForce.Ioc, 1, "01:10 Buy 0.4 @ 99.5 Taker fee 0.0398")]
    [InlineData(TimeInForce.Fok, 0.4, "01:10 Buy 0.4 @ 99.5 Taker fee 0.0398")]
    [InlineData(TimeInForce.Fok, 0.5, null)]
    public void Immediate_order_takes_what_there_is_when_it_arrives(TimeInForce timeInForce, double quantity, string? fill)
    {
        var run = new Scenario { Options = new() { Latency = TimeSpan.FromSeconds(10) }, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 103, 99, 101, volume: 4).Bar(100, 103, 99, 101)
            .Market(0, Buy, (decimal)quantity, timeInForce);
        Assert.Equal(fill is null ? [] : [fill], run.RunForFills());
    }

    [Theory]
    [InlineData(99.5, "02:20 Buy 1 @ 99.5 Maker fee 0.04975")] // Bar 1 closed at 98: before it came. Bar 2: 100, 99, 102, 101.
    [InlineData(100.5, "02:00 Buy 1 @ 100 Taker fee 0.1")]
    public void Limit_that_comes_at_a_close_meets_the_next_open(double limit, string fill)
    {
        var run = Late(60).Bar(100, 100, 100, 100).Bar(100, 101, 98, 98).Bar(100, 102, 99, 101).Limit(0, Buy, 1, (decimal)limit);
        Assert.Equal([fill], run.RunForFills());
    }

    [Fact]
    public void Cancel_that_takes_a_bar_leaves_that_bar_its_fill()
    {
        // The limit comes at 02:00; bar 2 touches 100 and does not go through it; bar 3 goes 101, 102, 99.5, 99.5: through it at 03:40. The cancel of 03:00 is there at 04:00.
        var run = Late(60).Bar(100, 100, 100, 100).Bar(101, 101, 101, 101).Bar(101, 102, 100, 100.2m).Bar(101, 102, 99.5m, 99.5m)
            .Limit(0, Buy, 1, 100).Cancel(2, 0);
        Assert.Equal(["03:40 Buy 1 @ 100 Maker fee 0.05"], run.RunForFills());
    }

    [Fact]
    public void Rest_of_a_late_market_order_meets_the_next_open()
    {
        var run = new Scenario { Options = new() { Latency = TimeSpan.FromSeconds(10) }, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 103, 99, 101, volume: 4).Bar(102, 103, 99, 101)
            .Market(0, Buy, 1);
        Assert.Equal(["01:10 Buy 0.4 @ 99.5 Taker fee 0.0398", "02:00 Buy 0.6 @ 102 Taker fee 0.0612"], run.RunForFills());
    }

    [Fact]
    public void Reports_come_back_as_late()
    {
        // There at 01:40; we know at 02:20, after the close at 02:00 and before the one at 03:00.
        var run = Late(40).Bar(100, 100, 100, 100).Bar(100, 103, 99, 101).Bar(101, 103, 99, 101).Market(0, Buy, 1);
        Assert.Equal(["01:40 Buy 1 @ 103 Taker fee 0.103"], run.RunForFills());
        Assert.Equal([Scenario.Time("02:20")], run.Strategy.FillsTold);
        Assert.Equal([0, 0, 1], run.Strategy.Positions);
    }

    [Fact]
    public void Report_is_there_before_a_decision_at_the_same_moment()
    {
        // There at 01:30; we know at 02:00, when bar 1 closes.
        var run = Late(30).Bar(100, 100, 100, 100).Bar(100, 103, 99, 101).Market(0, Buy, 1);
        _ = run.Run();
        Assert.Equal([Scenario.Time("02:00")], run.Strategy.FillsTold);
        Assert.Equal([0, 1], run.Strategy.Positions);
    }

    [Fact]
    public void Fill_counts_even_when_its_report_comes_after_the_data()
    {
        var run = Late(40).Bar(100, 100, 100, 100).Bar(100, 103, 99, 101).Market(0, Buy, 1);
        var result = run.Run();
        // 100,000 - 103 - 0.103 + 101.
        Assert.Equal(99_997.897m, result.EndEquity);
    }

    [Theory]
    [InlineData(104, true)] // 101, 98, 104, 101: through it at 02:20, before the cancel is there at 02:30.
    [InlineData(102, false)] // 101, 102, 98, 101: the cancel is first.
    public void Cancel_is_as_late_as_an_order(double high, bool fills)
    {
        // Bar 1 does not reach it.
        var run = Late(30).Bar(100, 100, 100, 100).Bar(101, 102, 100, 101).Bar(101, (decimal)high, 98, 101).Bar(90, 90, 90, 90)
            .Limit(0, Buy, 1, 99).Cancel(1, 0);
        Assert.Equal(fills ? ["02:20 Buy 1 @ 99 Maker fee 0.0495"] : [], run.RunForFills());
        Assert.Equal(fills ? OrderStatus.Filled : OrderStatus.Canceled, run.StatusOf(0));
    }

    [Theory]
    [InlineData(BarPathRule.LowFirst, 10, "02:10")] // At 85.
    [InlineData(BarPathRule.LowFirst, 20, "02:20")]
    [InlineData(BarPathRule.LowFirst, 0, null)] // At the open a request comes first.
    [InlineData(BarPathRule.HighFirst, 20, null)] // At 100 still.
    [InlineData(BarPathRule.HighFirst, 30, "02:30")]
    [InlineData(BarPathRule.Adaptive, 10, null)]
    [InlineData(BarPathRule.Adaptive, 30, "02:30")]
    [InlineData(BarPathRule.Adaptive, 60, "02:40")] // At the close it comes after the last price.
    public void What_arrives_within_a_bar_comes_after_what_its_path_reached_by_then(BarPathRule path, int seconds, string? time)
    {
        // The bid is gone through within the first second of the fall.
        string[] bought = time is null ? [] : [$"{time} Buy 1 @ 99 Maker fee 0.0495"];
        var late = TimeSpan.FromSeconds(seconds);
        Assert.Equal(bought, Fall(new() { Path = path, CancelLatency = late }).Limit(0, Buy, 1, 99).Cancel(1, 0).RunForFills());
        Assert.Equal(bought, Fall(new() { Path = path, AmendLatency = late }).Limit(0, Buy, 1, 99).Amend(1, 0, price: 60).RunForFills());
        if (seconds > 0)
            Assert.Equal(bought, Fall(new() { Path = path }).Limit(0, Buy, 1, 99, TimeInForce.Gtd, Scenario.Time("02:00", seconds * UnixNanos.PerSecond)).RunForFills());
        // A trigger is hit at it, where the order takes.
        string[] sold = time is null ? [] : [$"{time} Sell 1 @ 99 Taker fee 0.099"];
        var margin = new SimulationOptions { AccountKind = AccountKind.Margin, Path = path, CancelLatency = late };
        Assert.Equal(sold, Fall(margin).Submit(0, Scenario.Request(OrderType.StopMarket, Sell, 1, trigger: 99)).Cancel(1, 0).RunForFills());
    }

    [Fact]
    public void An_amendment_within_a_bar_is_for_what_the_path_left()
    {
        // Of the bar's 0.4 all are had by 02:10, when the price is 85; the rest waits at 80 for bar 3, which falls from 90 to 70.
        var run = new Scenario { Options = new() { Path = BarPathRule.LowFirst, AmendLatency = TimeSpan.FromSeconds(10) }, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 70, 90, volume: 4).Bar(90, 90, 70, 90)
            .Limit(0, Buy, 1, 99).Amend(1, 0, price: 80);
        Assert.Equal(["02:10 Buy 0.4 @ 99 Maker fee 0.0198", "03:20 Buy 0.6 @ 80 Maker fee 0.024"], run.RunForFills());
    }

    [Theory]
    [InlineData(0, null)] // 98.995 at 02:10 is through 99 by half an increment.
    [InlineData(1, "02:10 Buy 1 @ 99 Maker fee 0.0495")] // 98.99.
    public void Through_a_limit_is_by_an_increment_between_points_too(int hundredths, string? fill)
    {
        // From 100 to 97.99 or 97.98 by 02:20; after the cancel nothing is left to fill.
        var low = 97.99m - (hundredths * 0.01m);
        var run = new Scenario { Options = new() { Path = BarPathRule.LowFirst, CancelLatency = TimeSpan.FromSeconds(10) } }
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, low, 98).Limit(0, Buy, 1, 99).Cancel(1, 0);
        Assert.Equal(fill is null ? [] : [fill], run.RunForFills());
    }

    [Theory]
    [InlineData(100.4, "post_only_would_take")] // At 99.5 when it arrives.
    [InlineData(99.5, null)]
    public void Post_only_is_judged_by_the_price_at_arrival(double limit, string? rejection)
    {
        var result = Late(10).Bar(100, 100, 100, 100).Bar(100, 103, 99, 101).Limit(0, Buy, 1, (decimal)limit, isPostOnly: true).Run();
        Assert.Equal(rejection is null ? [] : [new RefusalCount(rejection, 1)], result.Rejections);
    }

    // Bar 2 falls from 100 to 70 in 20 seconds: at once, or after as many at 100.
    private static Scenario Fall(SimulationOptions options) =>
        new Scenario { Options = options }.Bar(100, 100, 100, 100).Bar(100, 100, 100, 100).Bar(100, 100, 70, 90).Bar(90, 90, 90, 90);

    private static Scenario Late(int seconds) =>
        new() { Options = new() { Latency = TimeSpan.FromSeconds(seconds), AccountKind = AccountKind.Margin } };
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.TimeInForce;

namespace VeloZ.Trading.Tests;

/// <summary>Limit orders under every time in force; all values by hand.</summary>
/// <remarks>
/// A bar's path is open, nearer extreme, farther extreme, close, 20 seconds apart. Sells go short in a margin account, so that each side is one table.
/// </remarks>
public sealed class LimitOrderTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin };

    [Theory]
    [InlineData(Buy, 101, "01:00 Buy 1 @ 100 Taker fee 0.1")]
    [InlineData(Buy, 100.01, "01:00 Buy 1 @ 100 Taker fee 0.1")]
    [InlineData(Sell, 99, "01:00 Sell 1 @ 100 Taker fee 0.1")]
    [InlineData(Sell, 99.99, "01:00 Sell 1 @ 100 Taker fee 0.1")]
    public void Limit_beyond_the_first_open_is_taken_at_the_open(OrderSide side, double limit, string fill) =>
        Assert.Equal([fill], Bars().Limit(0, side, 1, (decimal)limit).RunForFills());

    [Theory]
    [InlineData(Buy, 100, "01:20 Buy 1 @ 100 Maker fee 0.05")] // Open = limit is not through it; 99 at 01:20 is.
    [InlineData(Buy, 99.01, "01:20 Buy 1 @ 99.01 Maker fee 0.049505")]
    [InlineData(Buy, 99, "02:40 Buy 1 @ 99 Maker fee 0.0495")] // 99 is not through 99; 98.99 in the next bar is.
    [InlineData(Buy, 98.99, null)]
    [InlineData(Sell, 100, "01:40 Sell 1 @ 100 Maker fee 0.05")] // 102 comes at 01:40.
    [InlineData(Sell, 101.99, "01:40 Sell 1 @ 101.99 Maker fee 0.050995")]
    [InlineData(Sell, 102, "02:20 Sell 1 @ 102 Maker fee 0.051")] // 102.01 comes at 02:20.
    [InlineData(Sell, 102.01, null)]
    public void Resting_limit_fills_at_its_price_when_the_path_goes_through_it(OrderSide side, double limit, string? fill) =>
        Assert.Equal(fill is null ? [] : [fill], Bars().Limit(0, side, 1, (decimal)limit).RunForFills());

    [Fact]
    public void Resting_buy_that_an_open_jumps_over_fills_at_its_limit()
    {
        var run = new Scenario().Bar(100, 100, 100, 100).Bar(100, 100, 99.5m, 100).Missing(1).Bar(97, 98, 96, 97).Limit(0, Buy, 1, 99);
        Assert.Equal(["03:00 Buy 1 @ 99 Maker fee 0.0495"], run.RunForFills());
    }

    [Fact]
    public void Resting_sell_that_an_open_jumps_over_fills_at_its_limit()
    {
        var run = new Scenario { Options = Margin }.Bar(100, 100, 100, 100).Bar(100, 100.5m, 100, 100).Missing(1).Bar(103, 104, 102, 103).Limit(0, Sell, 1, 101);
        Assert.Equal(["03:00 Sell 1 @ 101 Maker fee 0.0505"], run.RunForFills());
    }

    [Fact]
    public void Resting_buy_at_the_open_exactly_waits_for_a_price_below()
    {
        var run = new Scenario().Bar(100, 100, 100, 100).Bar(100, 100, 99.5m, 100).Bar(99, 100, 97, 98).Limit(0, Buy, 1, 99);
        // Bar 2 opens at the limit; 100 is nearer to it than 97 and comes first.
        Assert.Equal(["02:40 Buy 1 @ 99 Maker fee 0.0495"], run.RunForFills());
    }

    [Fact]
    public void Rest_of_a_taken_limit_rests_at_its_limit()
    {
        // 0.4 at the open of 98 as taker; bar 2 opens below the limit: 0.3 at the limit as maker; bar 3 goes through it at 03:20: the last 0.3.
        var run = new Scenario { Participation = 0.1m }
            .Bar(100, 100, 100, 100)
            .Bar(98, 99, 97.5m, 98, volume: 4)
            .Bar(98.5m, 99, 98, 98.5m, volume: 3)
            .Bar(99.5m, 101, 98.5m, 100, volume: 50)
            .Limit(0, Buy, 1, 99);
        Assert.Equal(
            ["01:00 Buy 0.4 @ 98 Taker fee 0.0392", "02:00 Buy 0.3 @ 99 Maker fee 0.01485", "03:20 Buy 0.3 @ 99 Maker fee 0.01485"],
            run.RunForFills());
    }

    [Fact]
    public void Resting_order_takes_its_share_of_each_bar_until_it_is_done()
    {
        var run = new Scenario { Participation = 0.1m }
            .Bar(100, 100, 100, 100)
            .Bar(100, 102, 98, 99, volume: 4) // The extremes are as far: low first, 01:20.
            .Bar(98, 98.5m, 97, 98, volume: 0.00009m) // A tenth is below the grid: nothing.
            .Bar(98, 98.5m, 97, 98, volume: 2) // At the open.
            .Bar(100, 101, 98, 99, volume: 7) // High first: 04:40.
            .Limit(0, Buy, 1, 99);
        Assert.Equal(
            ["01:20 Buy 0.4 @ 99 Maker fee 0.0198", "03:00 Buy 0.2 @ 99 Maker fee 0.0099", "04:40 Buy 0.4 @ 99 Maker fee 0.0198"],
            run.RunForFills());
        Assert.Equal(OrderStatus.Filled, run.StatusOf(0));
    }

    [Theory]
    [InlineData(Buy, 99.5, 99)]
    [InlineData(Sell, 100.5, 101)]
    public void Better_of_two_resting_orders_has_the_volume_first(OrderSide side, double better, double worse)
    {
        // The worse was there first. Bar 1 has 0.4 for both and goes through both by 01:20 (buys) or 01:40 (sells); bar 2 has the rest at its open.
        var run = new Scenario { Participation = 0.1m, Options = Margin }
            .Bar(100, 100, 100, 100)
            .Bar(100, 102, 98, 100, volume: 4)
            .Bar(side == Buy ? 98 : 102, 103, 97, 100)
            .Limit(0, side, 0.3m, (decimal)worse)
            .Limit(0, side, 0.3m, (decimal)better);
        var fills = run.Run().Fills;
        Assert.Equal([(0.3m, (decimal)better), (0.1m, (decimal)worse), (0.2m, (decimal)worse)], fills.Select(fill => (fill.Quantity.Value, fill.Price.Value)));
        var through = side == Buy ? "01:20" : "01:40";
        Assert.Equal([Scenario.Time(through), Scenario.Time(through), Scenario.Time("02:00")], fills.Select(fill => fill.Time));
    }

    [Fact]
    public void Older_of_two_resting_orders_at_one_price_has_the_volume_first()
    {
        var run = new Scenario { Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 102, 98, 100, volume: 4).Bar(100, 102, 98, 100)
            .Limit(0, Buy, 0.3m, 99).Limit(0, Buy, 0.2m, 99);
        Assert.Equal(
            ["01:20 Buy 0.3 @ 99 Maker fee 0.01485", "01:20 Buy 0.1 @ 99 Maker fee 0.00495", "02:20 Buy 0.1 @ 99 Maker fee 0.00495"],
            run.RunForFills());
    }

    [Fact]
    public void Resting_order_goes_before_a_market_order_at_the_open()
    {
        // Bar 2 opens through the resting limit: it has 0.3 of the 0.4 before the new market order.
        var run = new Scenario { Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 100, 99.5m, 100).Bar(98, 99, 97, 98, volume: 4).Bar(97, 97, 97, 97)
            .Limit(0, Buy, 0.3m, 99).Market(1, Buy, 0.3m);
        Assert.Equal(
            ["02:00 Buy 0.3 @ 99 Maker fee 0.01485", "02:00 Buy 0.1 @ 98 Taker fee 0.0098", "03:00 Buy 0.2 @ 97 Taker fee 0.0194"],
            run.RunForFills());
    }

    [Fact]
    public void Cancel_of_a_close_comes_before_the_next_bar()
    {
        var run = Bars().Limit(0, Buy, 1, 99).Cancel(1, 0);
        // 99 would fill at 02:40.
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Fact]
    public void Cancel_of_a_filled_order_changes_nothing()
    {
        var run = Bars().Limit(0, Buy, 1, 100).Cancel(1, 0);
        Assert.Equal(["01:20 Buy 1 @ 100 Maker fee 0.05"], run.RunForFills());
        Assert.Equal(OrderStatus.Filled, run.StatusOf(0));
    }

    [Theory]
    [InlineData(Ioc, 0.4, 0.4, OrderStatus.Filled)]
    [InlineData(Ioc, 1, 0.4, OrderStatus.Canceled)]
    [InlineData(Fok, 0.4, 0.4, OrderStatus.Filled)]
    [InlineData(Fok, 0.40001, 0, OrderStatus.Canceled)]
    public void Immediate_limit_takes_the_first_open_within_its_price(TimeInForce timeInForce, double quantity, double filled, OrderStatus status)
    {
        foreach (var (side, limit) in new[] { (Buy, 101m), (Sell, 99m) })
        {
            // The later bars are as good, and must not matter.
            var run = new Scenario { Participation = 0.1m, Options = Margin }
                .Bar(100, 100, 100, 100).Bar(100, 105, 95, 100, volume: 4).Bar(100, 105, 95, 100)
                .Limit(0, side, (decimal)quantity, limit, timeInForce);
            Assert.Equal(filled == 0 ? [] : [$"01:00 {side} 0.4 @ 100 Taker fee 0.04"], run.RunForFills());
            Assert.Equal(status, run.StatusOf(0));
        }
    }

    [Theory]
    [InlineData(Ioc, Buy, 100)]
    [InlineData(Ioc, Sell, 100)]
    [InlineData(Fok, Buy, 100)]
    [InlineData(Fok, Sell, 100)]
    [InlineData(Ioc, Buy, 99)]
    [InlineData(Fok, Sell, 101)]
    public void Immediate_limit_that_cannot_take_the_first_open_is_canceled(TimeInForce timeInForce, OrderSide side, double limit)
    {
        // The open is 100, which is not through 100; that the bar goes through all of them later does not matter.
        var run = Bars().Limit(0, side, 1, (decimal)limit, timeInForce);
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Theory]
    [InlineData("02:40", 0, false)] // 98.99 comes at 02:40: at its date nothing happens any more.
    [InlineData("02:40", 1, true)]
    [InlineData("02:20", 0, false)]
    [InlineData("02:00", 0, false)] // Between two bars that touch.
    [InlineData("03:00", 0, true)]
    public void Good_till_date_limit_fills_only_before_its_date(string expires, long nanos, bool fills)
    {
        var run = Bars().Limit(0, Buy, 1, 99, Gtd, Scenario.Time(expires, nanos));
        Assert.Equal(fills ? ["02:40 Buy 1 @ 99 Maker fee 0.0495"] : [], run.RunForFills());
        Assert.Equal(fills ? OrderStatus.Filled : OrderStatus.Expired, run.StatusOf(0));
    }

    [Theory]
    [InlineData("03:30", 0, false)]
    [InlineData("05:00", 0, false)]
    [InlineData("05:00", 1, true)]
    public void Good_till_date_limit_may_expire_where_no_bar_is(string expires, long nanos, bool fills)
    {
        var run = new Scenario().Bar(100, 100, 100, 100).Bar(100, 100, 99.5m, 100).Missing(3).Bar(97, 98, 96, 97)
            .Limit(0, Buy, 1, 99, Gtd, Scenario.Time(expires, nanos));
        Assert.Equal(fills ? ["05:00 Buy 1 @ 99 Maker fee 0.0495"] : [], run.RunForFills());
        Assert.Equal(fills ? OrderStatus.Filled : OrderStatus.Expired, run.StatusOf(0));
    }

    [Theory]
    [InlineData("01:05")]
    [InlineData("01:10")]
    public void Good_till_date_limit_that_arrives_at_or_after_its_date_does_not_fill(string expires)
    {
        var run = new Scenario { Options = new() { Latency = TimeSpan.FromSeconds(10) } }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 101, 99, 100)
            .Limit(0, Buy, 1, 105, Gtd, Scenario.Time(expires));
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Expired, run.StatusOf(0));
    }

    [Fact]
    public void Good_till_date_limit_keeps_what_filled_before_its_date()
    {
        // 0.4 at 01:20; the date is before bar 2.
        var run = new Scenario { Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 102, 98, 99, volume: 4).Bar(98, 98, 98, 98)
            .Limit(0, Buy, 1, 99, Gtd, Scenario.Time("01:30"));
        Assert.Equal(["01:20 Buy 0.4 @ 99 Maker fee 0.0198"], run.RunForFills());
        Assert.Equal(OrderStatus.Expired, run.StatusOf(0));
    }

    [Theory]
    [InlineData(Buy, 100.01)]
    [InlineData(Sell, 99.99)]
    public void Post_only_limit_that_would_take_is_rejected(OrderSide side, double limit)
    {
        var run = Bars().Limit(0, side, 1, (decimal)limit, isPostOnly: true);
        var result = run.Run();
        Assert.Empty(result.Fills);
        Assert.Equal([new RefusalCount("post_only_would_take", 1)], result.Rejections);
        Assert.Equal((1, OrderStatus.Rejected), (result.Orders, run.StatusOf(0)));
    }

    [Theory]
    [InlineData(Buy, 100, "01:20 Buy 1 @ 100 Maker fee 0.05")]
    [InlineData(Sell, 100, "01:40 Sell 1 @ 100 Maker fee 0.05")]
    public void Post_only_limit_that_would_rest_rests(OrderSide side, double limit, string fill) =>
        Assert.Equal([fill], Bars().Limit(0, side, 1, (decimal)limit, isPostOnly: true).RunForFills());

    // Bar 1 goes 100, 99, 102, 101 (low is nearer); bar 2 goes 101, 102.01, 98.99, 100 (high is nearer).
    private static Scenario Bars() => new Scenario { Options = Margin }
        .Bar(100, 100, 100, 100)
        .Bar(100, 102, 99, 101)
        .Bar(101, 102.01m, 98.99m, 100);
}

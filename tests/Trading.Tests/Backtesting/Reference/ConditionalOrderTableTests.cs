using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Stops, if-touched and trailing orders at a venue that carries them out, and at one that does not; all values by hand.</summary>
/// <remarks>
/// A bar's path is open, nearer extreme, farther extreme, close, 20 seconds apart. Orders are made at the close of bar 0, at 100. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class ConditionalOrderTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin };
    private static readonly SimulationOptions Emulated = Margin with { Features = new VenueFeatures { HasConditionalOrders = false } };

    // Bar 2 falls to 99.5 first (02:20), then rises to 103 (02:40). Bar 3 rises a little, then falls to 101 (03:40).
    private static Scenario Rising(SimulationOptions? options = null) => new Scenario { Options = options ?? Margin }
        .Bar(100, 100, 100, 100)
        .Bar(100, 101, 99, 100)
        .Bar(100, 103, 99.5m, 102.5m)
        .Bar(102, 102.2m, 101, 101.8m);

    // The mirror: bar 2 rises to 100.5 first, then falls to 97; bar 3 falls a little, then rises to 99 (03:40).
    private static Scenario Falling(SimulationOptions? options = null) => new Scenario { Options = options ?? Margin }
        .Bar(100, 100, 100, 100)
        .Bar(100, 101, 99, 100)
        .Bar(100, 100.5m, 97, 97.5m)
        .Bar(98, 99, 97.8m, 98.2m);

    [Theory]
    [InlineData(StopMarket, Buy, 102, "02:40 Buy 1 @ 102 Taker fee 0.102")]
    [InlineData(StopMarket, Buy, 101.01, "02:40 Buy 1 @ 101.01 Taker fee 0.10101")]
    [InlineData(StopMarket, Buy, 101, "01:40 Buy 1 @ 101 Taker fee 0.101")] // The high of bar 1 itself: a trigger is hit by a touch.
    [InlineData(StopMarket, Buy, 103, "02:40 Buy 1 @ 103 Taker fee 0.103")]
    [InlineData(StopMarket, Buy, 103.01, null)]
    [InlineData(MarketIfTouched, Sell, 102, "02:40 Sell 1 @ 102 Taker fee 0.102")]
    [InlineData(MarketIfTouched, Sell, 103, "02:40 Sell 1 @ 103 Taker fee 0.103")]
    [InlineData(MarketIfTouched, Sell, 103.01, null)]
    public void A_market_order_is_made_of_it_where_the_rising_path_reaches_the_trigger(OrderType type, OrderSide side, double trigger, string? fill) =>
        AssertFills(Rising().Submit(0, Scenario.Request(type, side, 1, trigger: (decimal)trigger)), fill);

    [Theory]
    [InlineData(StopMarket, Sell, 98, "02:40 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(StopMarket, Sell, 97, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(StopMarket, Sell, 96.99, null)]
    [InlineData(MarketIfTouched, Buy, 98, "02:40 Buy 1 @ 98 Taker fee 0.098")]
    [InlineData(MarketIfTouched, Buy, 96.99, null)]
    public void A_market_order_is_made_of_it_where_the_falling_path_reaches_the_trigger(OrderType type, OrderSide side, double trigger, string? fill) =>
        AssertFills(Falling().Submit(0, Scenario.Request(type, side, 1, trigger: (decimal)trigger)), fill);

    [Theory]
    [InlineData(StopMarket, Buy, 102, 104)]
    [InlineData(StopMarket, Sell, 98, 96)]
    [InlineData(MarketIfTouched, Buy, 98, 96)]
    [InlineData(MarketIfTouched, Sell, 102, 104)]
    public void An_open_beyond_the_trigger_is_where_it_trades(OrderType type, OrderSide side, double trigger, double open)
    {
        var at = (decimal)open;
        var run = new Scenario { Options = Margin }.Bar(100, 100, 100, 100).Bar(at, at + 1, at - 1, at).Submit(0, Scenario.Request(type, side, 1, trigger: (decimal)trigger));
        // It is there when the bar opens; its first price is the open.
        Assert.Equal([$"01:00 {side} 1 @ {at} Taker fee {at / 1000}"], run.RunForFills());
    }

    [Fact]
    public void A_stop_that_rests_is_hit_by_an_open_beyond_it()
    {
        var run = new Scenario { Options = Margin }.Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(96, 97, 95, 96).Submit(0, Scenario.Request(StopMarket, Sell, 1, trigger: 98));
        Assert.Equal(["02:00 Sell 1 @ 96 Taker fee 0.096"], run.RunForFills());
    }

    [Theory]
    [InlineData(StopLimit, Buy, 102, 102.5, "02:40 Buy 1 @ 102 Taker fee 0.102")] // The limit is beyond the trigger: it takes at the trigger.
    [InlineData(StopLimit, Buy, 102, 101.5, "03:40 Buy 1 @ 101.5 Maker fee 0.05075")] // It rests, and bar 3 comes down through it.
    [InlineData(StopLimit, Buy, 102, 101, null)] // Bar 3 touches 101 and does not go through it.
    [InlineData(LimitIfTouched, Sell, 102, 101.5, "02:40 Sell 1 @ 102 Taker fee 0.102")]
    [InlineData(LimitIfTouched, Sell, 102, 102.6, "02:40 Sell 1 @ 102.6 Maker fee 0.0513")] // The same rise goes on through it.
    [InlineData(LimitIfTouched, Sell, 102, 103, null)]
    public void A_limit_order_is_made_of_it_where_the_rising_path_reaches_the_trigger(OrderType type, OrderSide side, double trigger, double limit, string? fill) =>
        AssertFills(Rising().Submit(0, Scenario.Request(type, side, 1, (decimal)limit, (decimal)trigger)), fill);

    [Theory]
    [InlineData(StopLimit, Sell, 98, 97.5, "02:40 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(StopLimit, Sell, 98, 98.5, "03:40 Sell 1 @ 98.5 Maker fee 0.04925")]
    [InlineData(StopLimit, Sell, 98, 99, null)]
    [InlineData(LimitIfTouched, Buy, 98, 98.5, "02:40 Buy 1 @ 98 Taker fee 0.098")]
    [InlineData(LimitIfTouched, Buy, 98, 97.4, "02:40 Buy 1 @ 97.4 Maker fee 0.0487")]
    public void A_limit_order_is_made_of_it_where_the_falling_path_reaches_the_trigger(OrderType type, OrderSide side, double trigger, double limit, string? fill) =>
        AssertFills(Falling().Submit(0, Scenario.Request(type, side, 1, (decimal)limit, (decimal)trigger)), fill);

    [Fact]
    public void An_open_beyond_trigger_and_limit_leaves_a_stop_limit_at_its_limit()
    {
        // 104 is beyond the limit of 103; bar 1 rises to 105 first (as near as 102.5 is not) and comes down through 103 at 01:40.
        var run = new Scenario { Options = Margin }.Bar(100, 100, 100, 100).Bar(104, 105, 102.5m, 103).Submit(0, Scenario.Request(StopLimit, Buy, 1, 103, 102));
        Assert.Equal(["01:40 Buy 1 @ 103 Maker fee 0.0515"], run.RunForFills());
    }

    // Bar 1 falls to 99 (01:20), then rises to 103 (01:40). Bar 2 rises to 102.5, then falls to 100 (02:40). Bar 3 rises to 102 (03:40) at last.
    private static Scenario Trailed(SimulationOptions? options = null) => new Scenario { Options = options ?? Margin }
        .Bar(100, 100, 100, 100)
        .Bar(100, 103, 99, 102)
        .Bar(102, 102.5m, 100, 100.5m)
        .Bar(100.8m, 102, 100.5m, 101);

    [Theory]
    [InlineData(2, false, "02:40 Sell 1 @ 101 Taker fee 0.101")] // Behind 103; 102.5 later moves it nowhere.
    [InlineData(0.02, true, "02:40 Sell 1 @ 100.94 Taker fee 0.10094")] // 2 % below 103.
    [InlineData(0.015, true, "02:40 Sell 1 @ 101.45 Taker fee 0.10145")] // 103 x 0.985 = 101.455, rounded away from the market.
    [InlineData(3, false, "02:40 Sell 1 @ 100 Taker fee 0.1")] // The low of bar 2 itself.
    [InlineData(3.01, false, null)]
    [InlineData(1, false, "01:20 Sell 1 @ 99 Taker fee 0.099")] // Behind 100, where it began.
    public void A_trailing_stop_to_sell_follows_the_highest_price(double offset, bool isFraction, string? fill) =>
        AssertFills(Trailed().Submit(0, Trailing(Sell, (decimal)offset, isFraction)), fill);

    [Theory]
    [InlineData(2, false, "02:40 Buy 1 @ 99 Taker fee 0.099")] // Above 97.
    [InlineData(0.02, true, "02:40 Buy 1 @ 98.94 Taker fee 0.09894")] // 97 x 1.02.
    [InlineData(0.015, true, "02:40 Buy 1 @ 98.46 Taker fee 0.09846")] // 97 x 1.015 = 98.455, rounded away from the market.
    [InlineData(2.51, false, null)]
    public void A_trailing_stop_to_buy_follows_the_lowest_price(double offset, bool isFraction, string? fill)
    {
        // Bar 1 rises to 101, then falls to 97 (01:40). Bar 2 falls to 97.5, then rises to 99.5 (02:40).
        var run = new Scenario { Options = Margin }.Bar(100, 100, 100, 100).Bar(100, 101, 97, 98).Bar(98, 99.5m, 97.5m, 99);
        AssertFills(run.Submit(0, Trailing(Buy, (decimal)offset, isFraction)), fill);
    }

    [Theory]
    [InlineData(97.5, "02:40 Sell 1 @ 101 Taker fee 0.101")] // Half below the trigger: 100.5 when that is 101, where it takes.
    [InlineData(98.5, "03:40 Sell 1 @ 101.5 Maker fee 0.05075")] // Half above it: it rests at 101.5, and bar 3 goes through.
    [InlineData(99, null)] // 102 is touched and not gone through.
    public void The_limit_of_a_trailing_stop_limit_keeps_its_distance(double limit, string? fill) => AssertFills(
        Trailed().Submit(0, Scenario.Request(TrailingStopLimit, Sell, 1, (decimal)limit, 98) with { TrailingOffset = 2 }),
        fill);

    [Fact]
    public void A_trailing_stop_may_start_farther_away_than_its_offset()
    {
        // It starts at 97 and stays there until the market is 2 above: at 100 it moves to 98 already.
        var run = Trailed().Submit(0, Trailing(Sell, 2, isFraction: false) with { TriggerPrice = 97 });
        AssertFills(run, "02:40 Sell 1 @ 101 Taker fee 0.101");
    }

    [Fact]
    public void A_stop_good_till_a_moment_before_its_trigger_expires()
    {
        var run = Rising().Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102) with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time("02:34") }); // At 101.95.
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Expired, run.StatusOf(0));
    }

    [Theory]
    [InlineData("02:35", "02:35 Buy 1 @ 102 Taker fee 0.102")] // At 102.125.
    [InlineData("02:41", "02:40 Buy 1 @ 102 Taker fee 0.102")]
    public void A_stop_good_till_a_moment_after_its_trigger_trades(string expires, string fill)
    {
        var run = Rising().Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102) with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(expires) });
        AssertFills(run, fill);
    }

    [Theory]
    [InlineData(TimeInForce.Gtc, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102 Taker fee 0.0612")] // The rest at the next open.
    [InlineData(TimeInForce.Ioc, "02:40 Buy 0.4 @ 102 Taker fee 0.0408")]
    [InlineData(TimeInForce.Fok)]
    public void Its_time_in_force_holds_from_the_trigger_on(TimeInForce timeInForce, params string[] fills)
    {
        var run = new Scenario { Options = Margin, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 103, 99.5m, 102.5m, volume: 4).Bar(102, 102.2m, 101, 101.8m)
            .Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102) with { TimeInForce = timeInForce });
        Assert.Equal(fills, run.RunForFills());
        Assert.Equal(timeInForce == TimeInForce.Gtc ? OrderStatus.Filled : OrderStatus.Canceled, run.StatusOf(0));
    }

    [Fact]
    public void A_post_only_stop_limit_that_would_take_at_its_trigger_is_rejected()
    {
        var run = Rising().Submit(0, Scenario.Request(StopLimit, Buy, 1, 102.5m, 102) with { IsPostOnly = true });
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Rejected, run.StatusOf(0));
    }

    [Fact]
    public void A_post_only_stop_limit_that_can_rest_fills_as_a_maker()
    {
        var run = Rising().Submit(0, Scenario.Request(StopLimit, Buy, 1, 101.5m, 102) with { IsPostOnly = true });
        AssertFills(run, "03:40 Buy 1 @ 101.5 Maker fee 0.05075");
    }

    [Fact]
    public void A_reduce_only_stop_closes_what_there_is_and_no_more()
    {
        // 1 is bought at 01:00, half of it sold at 02:00: of the stop's 1 only 0.5 is left to close at 02:40, and its rest ends.
        var run = Falling(new SimulationOptions())
            .Market(0, Buy, 1)
            .Submit(1, Scenario.Request(StopMarket, Sell, 1, trigger: 98) with { IsReduceOnly = true })
            .Market(1, Sell, 0.5m);
        // In a cash account both sells cannot hold back the same base units.
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 1 @ 98 Taker fee 0.098"], run.RunForFills());
        Assert.Equal(RefusalCode.BalanceInsufficient, run.Strategy.Refusals.Single().Code);

        run = Falling()
            .Market(0, Buy, 1)
            .Submit(1, Scenario.Request(StopMarket, Sell, 1, trigger: 98) with { IsReduceOnly = true })
            .Market(1, Sell, 0.5m);
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:00 Sell 0.5 @ 100 Taker fee 0.05", "02:40 Sell 0.5 @ 98 Taker fee 0.049"], run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(1));
    }

    [Fact]
    public void An_iceberg_fills_over_bars_as_any_limit_order()
    {
        var run = Falling().Submit(0, Scenario.Request(Limit, Buy, 1, 98) with { DisplayQuantity = 0.1m });
        AssertFills(run, "02:40 Buy 1 @ 98 Maker fee 0.049");
    }

    [Fact]
    public void A_stop_that_is_canceled_before_its_trigger_does_nothing()
    {
        var run = Rising().Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102)).Cancel(1, 0);
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Fact]
    public void Latency_puts_off_when_a_stop_is_there()
    {
        // It arrives at 02:50, after bar 2's high of 103 (02:40), when the price is on its way from 103 to 102.5: above the trigger, so it is hit there.
        var run = Rising(Margin with { Latency = TimeSpan.FromSeconds(110) }).Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102));
        Assert.Equal(["02:50 Buy 1 @ 102.75 Taker fee 0.10275"], run.RunForFills());
    }

    [Fact]
    public void An_amended_trigger_counts_from_the_moment_the_amendment_is_there()
    {
        var run = Rising().Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 104)).Amend(1, 0, trigger: 101.5m);
        AssertFills(run, "02:40 Buy 1 @ 101.5 Taker fee 0.1015");
    }

    [Fact]
    public void An_amended_limit_and_quantity_hold_once_the_venue_has_them()
    {
        var run = Falling().Limit(0, Buy, 1, 95).Amend(1, 0, quantity: 2, price: 98);
        AssertFills(run, "02:40 Buy 2 @ 98 Maker fee 0.098");
        Assert.Equal(2, run.Strategy.Orders[0]!.Quantity.Value);
    }

    [Fact]
    public void An_amendment_has_its_own_latency()
    {
        // The amendment leaves at 02:00 and takes 50 s: bar 2's low of 97 at 02:40 is met by the order as it was; at 02:50 the new limit takes.
        var run = Falling(Margin with { AmendLatency = TimeSpan.FromSeconds(50) }).Limit(0, Buy, 1, 95).Amend(1, 0, price: 99);
        AssertFills(run, "02:50 Buy 1 @ 97.25 Taker fee 0.09725");
    }

    [Fact]
    public void A_cancel_has_its_own_latency()
    {
        var run = Falling(Margin with { CancelLatency = TimeSpan.FromSeconds(50) }).Limit(0, Buy, 1, 98).Cancel(1, 0);
        AssertFills(run, "02:40 Buy 1 @ 98 Maker fee 0.049");
    }

    [Fact]
    public void A_cancel_does_not_overtake_its_order()
    {
        var run = Falling(Margin with { SubmitLatency = TimeSpan.FromSeconds(90) }).Limit(0, Buy, 1, 98).Cancel(0, 0);
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Theory]
    [InlineData(StopMarket, Buy, 102, "03:00 Buy 1 @ 102 Taker fee 0.102")] // Bar 2 reached 103: known at its close, sent then, filled at the next open.
    [InlineData(StopMarket, Buy, 103, "03:00 Buy 1 @ 102 Taker fee 0.102")]
    [InlineData(StopMarket, Buy, 103.01, null)]
    [InlineData(MarketIfTouched, Sell, 102, "03:00 Sell 1 @ 102 Taker fee 0.102")]
    public void An_emulated_order_is_sent_at_the_close_of_the_bar_that_reached_its_trigger(OrderType type, OrderSide side, double trigger, string? fill) =>
        AssertFills(Rising(Emulated).Submit(0, Scenario.Request(type, side, 1, trigger: (decimal)trigger)), fill);

    [Theory]
    [InlineData(StopLimit, Buy, 102, 101.5, "03:40 Buy 1 @ 101.5 Maker fee 0.05075")] // Sent as a limit at 03:00, where 102 is beyond it.
    [InlineData(LimitIfTouched, Sell, 102, 101.5, "03:00 Sell 1 @ 102 Taker fee 0.102")]
    public void An_emulated_limit_is_sent_as_one(OrderType type, OrderSide side, double trigger, double limit, string? fill) =>
        AssertFills(Rising(Emulated).Submit(0, Scenario.Request(type, side, 1, (decimal)limit, (decimal)trigger)), fill);

    [Theory]
    [InlineData(2, false, "03:00 Sell 1 @ 100.8 Taker fee 0.1008")] // Bar 1 moves it to 101 and closes above; bar 2 reaches 100.
    [InlineData(1, false, "02:00 Sell 1 @ 102 Taker fee 0.102")] // Bar 1 reaches 99, where it began: what came first within the bar does not matter.
    [InlineData(1.01, false, "03:00 Sell 1 @ 100.8 Taker fee 0.1008")] // Bar 1: 98.99 is not reached, 101.99 is, but its close of 102 is above.
    [InlineData(3.01, false, null)]
    public void An_emulated_trailing_stop_goes_by_what_is_certain_of_a_bar(double offset, bool isFraction, string? fill) =>
        AssertFills(Trailed(Emulated).Submit(0, Trailing(Sell, (decimal)offset, isFraction)), fill);

    [Fact]
    public void An_emulated_trailing_stop_whose_bar_closes_below_the_new_trigger_is_hit()
    {
        // Bar 1 rises to 103 and closes at 101.4, below 101.5: whatever its path was, the close came after the high.
        var run = new Scenario { Options = Emulated }.Bar(100, 100, 100, 100).Bar(100, 103, 99.5m, 101.4m).Bar(101, 102, 100, 101).Submit(0, Trailing(Sell, 1.5m, isFraction: false));
        AssertFills(run, "02:00 Sell 1 @ 101 Taker fee 0.101");
    }

    [Fact]
    public void An_emulated_stop_expires_here()
    {
        var run = Rising(Emulated).Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102) with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time("02:59") });
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Expired, run.StatusOf(0));
    }

    [Fact]
    public void An_emulated_stop_can_be_amended_and_canceled_here()
    {
        var run = Rising(Emulated).Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 104)).Amend(1, 0, quantity: 0.5m, trigger: 102);
        AssertFills(run, "03:00 Buy 0.5 @ 102 Taker fee 0.051");
        run = Rising(Emulated).Submit(0, Scenario.Request(StopMarket, Buy, 1, trigger: 102)).Cancel(1, 0);
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    [Fact]
    public void A_limit_good_till_a_moment_is_canceled_from_here_where_the_venue_knows_no_such_time()
    {
        var run = Falling(Margin with { Features = new VenueFeatures { HasGoodTillDate = false } }).Limit(0, Buy, 1, 98, TimeInForce.Gtd, Scenario.Time("02:30"));
        Assert.Empty(run.RunForFills());
        Assert.Equal(OrderStatus.Canceled, run.StatusOf(0));
    }

    private static OrderRequest Trailing(OrderSide side, decimal offset, bool isFraction) =>
        Scenario.Request(TrailingStopMarket, side, 1) with { TrailingOffset = offset, TrailingIsFraction = isFraction };

    private static void AssertFills(Scenario run, string? fill) => Assert.Equal(fill is null ? [] : [fill], run.RunForFills());
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders of every type over prints, one a second; all values by hand.</summary>
public sealed class TradeFillTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };

    [Fact]
    public void A_market_order_takes_of_each_print_after_it_what_was_traded() =>
        Assert.Equal(
            ["1 buy 0.4 @ 101 taker", "2 buy 0.6 @ 102 taker"],
            Prints("print 100 x 1", "print 101 x 0.4", "print 102 x 5").Order(0, EventScript.Request(Market, Buy, 1)).RunOverPrints());

    [Fact]
    public void A_limit_order_rests_and_fills_when_prints_go_through_it() =>
        Assert.Equal(
            ["2 buy 0.3 @ 99 maker", "3 buy 0.7 @ 99 maker"],
            Prints("print 100 x 1", "print 99 x 2 sell", "print 98.99 x 0.3 sell", "print 98 x 5 buy").Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverPrints());

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // It does not take.
    public void A_limit_short_of_the_last_print_rests_before_the_next(bool isPostOnly) =>
        // The seller met the bid of 99.5, at its price, before whoever stood at 99; it had 0.6 to sell.
        Assert.Equal(
            ["1 buy 0.6 @ 99.5 maker", "3 buy 0.4 @ 99.5 maker"],
            Prints("print 100 x 1 buy", "print 99 x 0.6 sell", "print 99.5 x 1 sell", "print 99 x 1 sell")
                .Order(0, EventScript.Request(Limit, Buy, 1, 99.5m) with { IsPostOnly = isPostOnly }).RunOverPrints());

    [Theory]
    [InlineData(100.5, "1 buy 1 @ 99 taker")] // The last print was below it: it takes.
    [InlineData(100, "1 buy 1 @ 100 maker")] // At it: whoever may have stood there is not through.
    public void A_limit_that_the_last_print_is_beyond_takes_of_the_next(double limit, string fill) =>
        Assert.Equal([fill], Prints("print 100 x 1 buy", "print 99 x 1 sell").Order(0, EventScript.Request(Limit, Buy, 1, (decimal)limit)).RunOverPrints());

    [Theory]
    [InlineData(1_000, new[] { "1 sell 1 @ 100.5 maker" })] // There with print 1, and before it: the last print was 100.
    [InlineData(1_001, new[] { "2 sell 1 @ 102 taker" })] // Print 1 was beyond it.
    public void A_limit_is_judged_by_the_last_print_when_it_arrives(int milliseconds, string[] fills) =>
        Assert.Equal(
            fills,
            Prints(Margin with { Latency = TimeSpan.FromMilliseconds(milliseconds) }, "print 100 x 1", "print 100.6 x 1 buy", "print 102 x 1 buy")
                .Order(0, EventScript.Request(Limit, Sell, 1, 100.5m)).RunOverPrints());

    [Fact]
    public void A_limit_that_is_amended_short_of_the_last_print_rests_there_before_the_next() =>
        Assert.Equal(
            ["2 buy 1 @ 99.5 maker"],
            Prints("print 100 x 1", "print 100 x 1", "print 99 x 1 sell").Order(0, EventScript.Request(Limit, Buy, 1, 98)).Amend(1, 0, price: 99.5m).RunOverPrints());

    [Fact]
    public void An_immediate_limit_meets_the_next_print() =>
        Assert.Equal(
            ["1 buy 1 @ 99 taker"],
            Prints("print 100 x 1", "print 99 x 1 sell").Order(0, EventScript.Request(Limit, Buy, 1, 99.5m) with { TimeInForce = TimeInForce.Ioc }).RunOverPrints());

    [Theory]
    [InlineData("sell", new[] { "2 buy 1 @ 99 maker" })]
    [InlineData("", new[] { "2 buy 1 @ 99 maker" })] // The venue does not say who took.
    [InlineData("buy", new string[0])] // The buyer met somebody's ask: no seller came to our bid.
    public void Where_a_touch_counts_it_counts_for_the_side_that_was_taken_from(string aggressor, string[] fills) =>
        Assert.Equal(
            fills,
            Prints(Margin with { LimitFill = LimitFill.Touch }, "print 100 x 1", "print 100 x 1", $"print 99 x 2 {aggressor}").Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverPrints());

    [Fact]
    public void What_one_of_our_orders_has_of_a_print_the_next_has_not() =>
        Assert.Equal(
            ["2 buy 1 @ 99.5 maker", "2 buy 0.5 @ 99 maker", "3 buy 0.5 @ 99 maker"],
            Prints("print 100 x 1", "print 100 x 1", "print 98 x 1.5 sell", "print 98 x 9 sell")
                .Order(0, EventScript.Request(Limit, Buy, 1, 99)).Order(0, EventScript.Request(Limit, Buy, 1, 99.5m)).RunOverPrints());

    [Theory]
    [InlineData(StopMarket, Buy, 101, null, "2 buy 1 @ 101.5 taker")] // Prints have no path: the one beyond the trigger is where it trades.
    [InlineData(StopMarket, Sell, 99, null, "4 sell 1 @ 98.5 taker")]
    [InlineData(MarketIfTouched, Buy, 99, null, "4 buy 1 @ 98.5 taker")]
    [InlineData(StopLimit, Buy, 101, 101.2, "3 buy 1 @ 101.2 maker")] // 101.5 is beyond its limit; the next print comes back through it.
    [InlineData(LimitIfTouched, Sell, 101, 101.2, "2 sell 1 @ 101.5 taker")]
    public void A_trigger_is_hit_by_a_print_at_or_beyond_it(OrderType type, OrderSide side, double trigger, double? limit, string fill) =>
        Assert.Equal(
            [fill],
            Prints("print 100 x 1", "print 100.5 x 1", "print 101.5 x 9", "print 100 x 9", "print 98.5 x 9")
                .Order(0, EventScript.Request(type, side, 1, (decimal?)limit, (decimal)trigger)).RunOverPrints());

    [Fact]
    public void A_trailing_stop_follows_print_by_print() =>
        // Behind 103: 101.
        Assert.Equal(
            ["4 sell 1 @ 100.9 taker"],
            Prints("print 100 x 1", "print 103 x 1", "print 102 x 1", "print 101.1 x 1", "print 100.9 x 9")
                .Order(0, EventScript.Request(TrailingStopMarket, Sell, 1) with { TrailingOffset = 2 }).RunOverPrints());

    [Fact]
    public void An_emulated_stop_is_sent_at_the_print_and_meets_the_next() =>
        Assert.Equal(
            ["3 buy 1 @ 100 taker"],
            Prints(Margin with { Features = new VenueFeatures { HasConditionalOrders = false } }, "print 100 x 1", "print 100.5 x 1", "print 101.5 x 9", "print 100 x 9")
                .Order(0, EventScript.Request(StopMarket, Buy, 1, trigger: 101)).RunOverPrints());

    [Theory]
    [InlineData(TimeInForce.Ioc, new[] { "1 buy 0.4 @ 101 taker" })]
    [InlineData(TimeInForce.Fok, new string[0])]
    public void Its_time_in_force_ends_what_one_print_does_not_fill(TimeInForce timeInForce, string[] fills) =>
        Assert.Equal(
            fills,
            Prints("print 100 x 1", "print 101 x 0.4", "print 101 x 5").Order(0, EventScript.Request(Market, Buy, 1) with { TimeInForce = timeInForce }).RunOverPrints());

    [Fact]
    public void Latency_lets_prints_go_by() =>
        Assert.Equal(
            ["3 buy 1 @ 103 taker"],
            Prints(Margin with { Latency = TimeSpan.FromMilliseconds(2_500) }, "print 100 x 1", "print 101 x 9", "print 102 x 9", "print 103 x 9").Order(0, EventScript.Request(Market, Buy, 1)).RunOverPrints());

    [Fact]
    public void Bars_are_made_of_the_prints_and_equity_is_told_by_them()
    {
        var lines = Enumerable.Range(0, 150).Select(second => $"print {100 + (second / 60)} x 1").ToArray();
        Prints(lines).Order(0, EventScript.Request(Market, Buy, 1)).RunOverPrints(result =>
        {
            Assert.Equal(3, result.Bars);
            Assert.Equal(150, result.Prints);
            // Bought at 100 for a fee of 0.1; worth 102 at the end.
            Assert.Equal(100_001.9m, result.EndEquity);
        });
    }

    private static EventScript Prints(params string[] lines) => Prints(Margin, lines);

    private static EventScript Prints(SimulationOptions options, params string[] lines) => new EventScript { Options = options }.Events(string.Join('\n', lines));
}

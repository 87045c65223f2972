using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders in the queues of a captured book, one event a second; all values by hand.</summary>
public sealed class BookFillTableTests
{
    private const string Book = "book 99x5 98x10 / 101x3 102x4\n";
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };

    [Fact]
    public async Task A_market_order_takes_level_by_level_at_each_price() =>
        Assert.Equal(["0 buy 3 @ 101 taker", "0 buy 2 @ 102 taker"], await Captured().Order(0, EventScript.Request(Market, Buy, 5)).RunOverBookAsync());

    [Fact]
    public async Task A_book_that_crosses_fills_those_behind_one_that_ends_its_peer()
    {
        // The pair's second fills and ends its first, which rested before it; the one behind them fills too.
        var pair = new OrderListRequest { Orders = [EventScript.Request(Limit, Buy, 1, 90), EventScript.Request(Limit, Buy, 1, 98)], Peers = Contingency.Oco };
        var fills = await Captured("ask 97x10", "ask 97x10").List(0, pair).Order(0, EventScript.Request(Limit, Buy, 2, 97.5m)).Order(0, EventScript.Request(Limit, Buy, 3, 97.4m)).RunOverBookAsync();
        Assert.Equal(["1 buy 1 @ 98 maker", "1 buy 2 @ 97.5 maker", "1 buy 3 @ 97.4 maker"], fills);
    }

    [Fact]
    public async Task What_we_took_of_a_level_is_gone_for_us() =>
        Assert.Equal(
            ["0 buy 2 @ 101 taker", "1 buy 1 @ 101 taker", "1 buy 1 @ 102 taker"],
            await Captured("bid 98x9").Order(0, EventScript.Request(Market, Buy, 2)).Order(1, EventScript.Request(Market, Buy, 2)).RunOverBookAsync());

    [Fact]
    public async Task A_level_that_went_and_came_again_is_another() =>
        Assert.Equal(
            ["0 buy 3 @ 101 taker", "2 buy 1 @ 101 taker"],
            await Captured("ask 101x0", "ask 101x2").Order(0, EventScript.Request(Market, Buy, 3)).Order(2, EventScript.Request(Market, Buy, 1)).RunOverBookAsync());

    [Fact]
    public async Task A_market_order_goes_on_as_the_book_does() =>
        Assert.Equal(
            ["0 buy 3 @ 101 taker", "0 buy 4 @ 102 taker", "1 buy 1 @ 103 taker"],
            await Captured("ask 103x5").Order(0, EventScript.Request(Market, Buy, 8)).RunOverBookAsync());

    [Fact]
    public async Task A_limit_takes_up_to_its_price_and_rests_behind_those_there() =>
        Assert.Equal(
            ["0 buy 3 @ 101 taker", "1 buy 1 @ 101 maker"],
            // Nobody else bids 101: the print is for us.
            await Captured("print 101 x 1 sell").Order(0, EventScript.Request(Limit, Buy, 5, 101)).RunOverBookAsync());

    [Fact]
    public async Task Prints_are_for_those_ahead_first() =>
        // 5 ahead: 3 and 2 of the prints are theirs, then 0.5 and 0.5 ours.
        Assert.Equal(
            ["2 buy 0.5 @ 99 maker", "3 buy 0.5 @ 99 maker"],
            await Captured("print 99 x 3 sell", "print 99 x 2.5 sell", "print 99 x 1 sell").Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverBookAsync());

    [Fact]
    public async Task Those_who_come_later_stand_behind() =>
        // The level grows to 50 after us: still 5 ahead.
        Assert.Equal(["2 buy 1 @ 99 maker"], await Captured("bid 99x50", "print 99 x 6 sell").Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverBookAsync());

    [Theory]
    [InlineData("bid 99x2", "print 99 x 2.4 sell", new[] { "2 buy 0.4 @ 99 maker" })] // No more than 2 can be ahead.
    [InlineData("bid 99x0", "print 99 x 0.4 sell", new[] { "2 buy 0.4 @ 99 maker" })]
    [InlineData("bid 99x5", "print 99 x 5 sell", new string[0])]
    [InlineData("bid 99x5", "print 99 x 9 buy", new string[0])] // No seller came to our bid.
    [InlineData("bid 99x5", "print 98.99 x 0.4 sell", new[] { "2 buy 0.4 @ 99 maker" })] // Beyond our price: whoever was ahead is through.
    public async Task Who_is_ahead_is_told_by_the_book_and_the_prints(string change, string print, string[] fills) =>
        Assert.Equal(fills, await Captured(change, print).Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverBookAsync());

    [Fact]
    public async Task Two_of_ours_at_one_price_stand_in_line() =>
        // 5 ahead of both; 1.5 more: 1 for the older, 0.5 for the other.
        Assert.Equal(
            ["1 buy 1 @ 99 maker", "1 buy 0.5 @ 99 maker"],
            await Captured("print 99 x 6.5 sell").Order(0, EventScript.Request(Limit, Buy, 1, 99)).Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverBookAsync());

    [Fact]
    public async Task The_other_side_that_comes_beyond_our_price_trades_with_us() =>
        // Asks of 98.5 would have met our bid of 99 first: 2 there are 1 for us.
        Assert.Equal(["1 buy 1 @ 99 maker"], await Captured("ask 98.5x2").Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverBookAsync());

    [Theory]
    [InlineData(LimitFill.Strict, new string[0])]
    [InlineData(LimitFill.Touch, new[] { "1 buy 0.6 @ 99 maker" })]
    public async Task The_other_side_at_our_price_trades_with_us_where_a_touch_counts(LimitFill rule, string[] fills) =>
        Assert.Equal(fills, await Captured(Margin with { LimitFill = rule }, "ask 99x0.6").Order(0, EventScript.Request(Limit, Buy, 1, 99)).RunOverBookAsync());

    [Fact]
    public async Task An_iceberg_stands_in_the_queue_with_what_it_shows() =>
        // 5 ahead and 1 shown: 6.5 fill the 1; its next part stands behind the 5 that are there (as the book says), so 5.4 fill 0.4 of it.
        Assert.Equal(
            ["1 buy 1 @ 99 maker", "2 buy 0.4 @ 99 maker"],
            await Captured("print 99 x 6.5 sell", "print 99 x 5.4 sell").Order(0, EventScript.Request(Limit, Buy, 3, 99) with { DisplayQuantity = 1 }).RunOverBookAsync());

    [Fact]
    public async Task An_order_that_is_made_smaller_keeps_its_place() =>
        Assert.Equal(
            ["2 buy 0.5 @ 99 maker"],
            await Captured("print 99 x 4 sell", "print 99 x 2 sell").Order(0, EventScript.Request(Limit, Buy, 1, 99)).Amend(1, 0, quantity: 0.5m).RunOverBookAsync());

    [Fact]
    public async Task An_order_that_is_made_larger_or_priced_anew_stands_last() =>
        Assert.Equal(
            ["4 buy 1 @ 98 maker"],
            // 10 ahead at 98: 9 and 1 of the prints are theirs.
            await Captured("print 99 x 4 sell", "print 99 x 2 buy", "print 98 x 9 sell", "print 98 x 2 sell").Order(0, EventScript.Request(Limit, Buy, 1, 99)).Amend(1, 0, price: 98).RunOverBookAsync());

    [Fact]
    public async Task A_post_only_order_that_would_take_is_rejected()
    {
        var run = Captured("print 100 x 1").Order(0, EventScript.Request(Limit, Buy, 1, 101) with { IsPostOnly = true });
        Assert.Empty(await run.RunOverBookAsync());
        Assert.Equal(OrderStatus.Rejected, run.Orders[0]!.Status);
    }

    [Theory]
    [InlineData(TimeInForce.Ioc, 101, new[] { "0 buy 3 @ 101 taker" })]
    [InlineData(TimeInForce.Fok, 101, new string[0])]
    [InlineData(TimeInForce.Fok, 102, new[] { "0 buy 3 @ 101 taker", "0 buy 1 @ 102 taker" })]
    public async Task Its_time_in_force_ends_what_the_book_does_not_fill(TimeInForce timeInForce, double limit, string[] fills) =>
        Assert.Equal(fills, await Captured("print 100 x 1").Order(0, EventScript.Request(Limit, Buy, 4, (decimal)limit) with { TimeInForce = timeInForce }).RunOverBookAsync());

    [Fact]
    public async Task A_stop_goes_by_the_last_print_and_takes_from_the_book() =>
        Assert.Equal(
            // Of the 3 at 101 the print took 0.1.
            ["2 buy 2.9 @ 101 taker", "2 buy 1.1 @ 102 taker"],
            await Captured("print 100 x 1", "print 101 x 0.1 buy").Order(1, EventScript.Request(StopMarket, Buy, 4, trigger: 101)).RunOverBookAsync());

    [Theory]
    [InlineData("print 99 x 1 sell", "bid 97x1", "2 sell 1 @ 98 taker")] // That bid is gone, and the book has not told yet.
    [InlineData("print 99 x 1", "bid 97x1", "2 sell 1 @ 98 taker")] // The venue does not say who took: nobody but a seller met a bid.
    [InlineData("print 98.5 x 1 sell", "bid 97x1", "2 sell 1 @ 98 taker")] // Nobody sells below a bid that is still there.
    [InlineData("print 99 x 0.4 sell", "bid 97x1", "2 sell 0.6 @ 99 taker", "2 sell 0.4 @ 98 taker")]
    [InlineData("print 99 x 1 buy", "bid 97x1", "2 sell 1 @ 99 taker")] // A buyer took from an ask.
    public async Task A_stop_does_not_take_what_its_trigger_has_used_up(string print, string later, params string[] fills) =>
        Assert.Equal(
            fills,
            await new EventScript { Options = Margin }.Events($"book 99x1 98x1 / 101x1\nprint 100 x 1\n{print}\n{later}").Order(1, EventScript.Request(StopMarket, Sell, 1, trigger: 99)).RunOverBookAsync());

    [Theory]
    [InlineData("bid 97x1", "4 sell 1 @ 98 taker")] // Of 99 nothing was told: it is not there.
    [InlineData("bid 99x1", "4 sell 1 @ 99 taker")] // Others bid 99 now.
    [InlineData("bid 99x0.5", "4 sell 0.5 @ 99 taker", "4 sell 0.5 @ 98 taker")]
    [InlineData("book 99x1 98x1 / 101x1", "4 sell 1 @ 99 taker")]
    public async Task What_prints_have_used_up_is_there_again_when_the_book_says_so(string told, params string[] fills) =>
        // Twice 0.5 at 99.
        Assert.Equal(
            fills,
            await new EventScript { Options = Margin }.Events($"book 99x1 98x1 / 101x1\nprint 99 x 0.5 sell\nprint 99 x 0.5 sell\n{told}\nprint 100 x 1").Order(4, EventScript.Request(Market, Sell, 1)).RunOverBookAsync());

    [Fact]
    public async Task An_ask_that_a_print_has_used_up_crosses_no_bid_before_the_book_tells_of_it() =>
        // Our bid of 99.5 finds nothing at 99, and rests; at second 3 others offer 2 there.
        Assert.Equal(
            ["3 buy 1 @ 99.5 maker"],
            await new EventScript { Options = Margin }.Events("book 98x5 / 99x1 101x3\nprint 99 x 1 buy\nask 102x1\nask 99x2").Order(1, EventScript.Request(Limit, Buy, 1, 99.5m)).RunOverBookAsync());

    [Fact]
    public async Task An_order_that_arrives_while_the_book_is_not_whole_waits_for_a_whole_one() =>
        // Sent at second 1, there at 2.5.
        Assert.Equal(
            ["3 buy 1 @ 103 taker"],
            await Captured(Margin with { SubmitLatency = TimeSpan.FromMilliseconds(1_500) }, "print 100 x 1", "lost", "book 99x5 / 103x3").Order(1, EventScript.Request(Market, Buy, 1)).RunOverBookAsync());

    [Fact]
    public async Task Latency_meets_the_book_as_it_is_then() =>
        Assert.Equal(
            ["1.5 buy 1 @ 101.5 taker"],
            await Captured(Margin with { Latency = TimeSpan.FromMilliseconds(1_500) }, "ask 101x0 101.5x2", "print 100 x 1").Order(0, EventScript.Request(Market, Buy, 1)).RunOverBookAsync());

    private static EventScript Captured(params string[] lines) => Captured(Margin, lines);

    private static EventScript Captured(SimulationOptions options, params string[] lines) => new EventScript { Options = options }.Events(Book + string.Join('\n', lines));
}

using VeloZ.Domain;
using static VeloZ.Domain.Contingency;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders that cancel or reduce each other over prints and books, one event a second, with fills in part; all values by hand.</summary>
public sealed class PeerOrderTickTableTests
{
    private const string Book = "book 99x5 98x10 / 101x3 102x4\nprint 100 x 1\n";

    [Theory]
    [InlineData(Oco, true, true, "6 sell 0.7 @ 105 maker")] // The stop is gone with the target's first part.
    [InlineData(Oco, true, false, "6 sell 0.7 @ 105 maker")]
    [InlineData(Oco, false, true, "6 sell 0.7 @ 105 maker")]
    [InlineData(Ouo, true, true, "4 sell 0.7 @ 96.5 taker")] // The stop has what the target left.
    [InlineData(Ouo, true, false, "4 sell 0.7 @ 96.5 taker")]
    [InlineData(Ouo, false, true, "5 sell 0.7 @ 96.8 taker")] // Held here, it meets the next print.
    public void After_a_print_that_fills_a_part_of_the_target(Contingency peers, bool holds, bool links, string rest)
    {
        var run = Prints(holds, links, "print 105.5 x 0.3", "print 96.5 x 5", "print 96.8 x 5", "print 106 x 5").List(1, Exits(peers, target: 105, stop: 97));
        Assert.Equal(["1 buy 1 @ 100 taker", "3 sell 0.3 @ 105 maker", rest], run.RunOverPrints());
        AssertStatuses(run, peers == Oco ? [OrderStatus.Filled, OrderStatus.Canceled] : [OrderStatus.Canceled, OrderStatus.Filled]);
    }

    [Theory]
    [InlineData(Oco, true, true, "3 sell 0.3 @ 96.5 taker", "4 sell 0.4 @ 97.5 taker", "5 sell 0.3 @ 97.8 taker")]
    [InlineData(Oco, true, false, "3 sell 0.3 @ 96.5 taker", "4 sell 0.4 @ 97.5 taker", "5 sell 0.3 @ 97.8 taker")]
    [InlineData(Oco, false, true, "4 sell 0.4 @ 97.5 taker", "5 sell 0.6 @ 97.8 taker")]
    [InlineData(Ouo, true, true, "3 sell 0.3 @ 96.5 taker", "4 sell 0.4 @ 97.5 taker", "5 sell 0.3 @ 97.8 taker")]
    [InlineData(Ouo, true, false, "3 sell 0.3 @ 96.5 taker", "4 sell 0.4 @ 97.5 taker", "5 sell 0.3 @ 97.8 taker")]
    [InlineData(Ouo, false, true, "4 sell 0.4 @ 97.5 taker", "5 sell 0.6 @ 97.8 taker")]
    public void A_stop_takes_print_by_print_and_its_target_ends(Contingency peers, bool holds, bool links, params string[] exits)
    {
        var run = Prints(holds, links, "print 96.5 x 0.3", "print 97.5 x 0.4", "print 97.8 x 9", "print 106 x 9").List(1, Exits(peers, target: 105, stop: 97));
        Assert.Equal(["1 buy 1 @ 100 taker", .. exits], run.RunOverPrints());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_print_that_fills_a_part_of_one_limit_ends_the_other(bool links)
    {
        var run = new EventScript { Options = Options(holds: true, links) }
            .Events("print 100 x 1\nprint 100 x 1\nprint 97.9 x 0.4\nprint 103 x 5\nprint 97 x 5")
            .List(0, new OrderListRequest { Orders = [EventScript.Request(Limit, Buy, 1, 98), EventScript.Request(Limit, Sell, 1, 102)], Peers = Oco });
        Assert.Equal(["2 buy 0.4 @ 98 maker", "4 buy 0.6 @ 98 maker"], run.RunOverPrints());
    }

    [Theory]
    [InlineData(true, "2 buy 1 @ 98 maker")]
    [InlineData(false, "2 buy 1 @ 98 maker", "2 buy 1 @ 97 maker")] // Both met the same print; we hear of that afterwards.
    public void Of_two_limits_that_one_print_goes_through_the_better_fills(bool links, params string[] fills)
    {
        var run = new EventScript { Options = Options(holds: true, links) }
            .Events("print 100 x 1\nprint 100 x 1\nprint 96 x 5 sell\nprint 95 x 5 sell")
            .List(0, new OrderListRequest { Orders = [EventScript.Request(Limit, Buy, 1, 97), EventScript.Request(Limit, Buy, 1, 98)], Peers = Oco });
        Assert.Equal(fills, run.RunOverPrints());
    }

    [Theory]
    [InlineData(Oco, true, true, "5 sell 0.7 @ 102 maker")]
    [InlineData(Oco, true, false, "5 sell 0.7 @ 102 maker")]
    [InlineData(Oco, false, true, "5 sell 0.7 @ 102 maker")]
    [InlineData(Ouo, true, true, "4 sell 0.7 @ 98 taker")]
    [InlineData(Ouo, true, false, "4 sell 0.7 @ 98 taker")]
    [InlineData(Ouo, false, true, "4 sell 0.7 @ 98 taker")] // Sent within the same second, it meets the same book.
    public async Task After_a_part_of_the_target_in_the_queue(Contingency peers, bool holds, bool links, string rest)
    {
        // 4 are ahead at 102: of the print of 4.3 ours are 0.3. Then the best bid is 98, and it trades.
        var run = Captured(holds, links, "print 102 x 4.3 buy", "bid 99x0", "print 98 x 1 sell", "print 102 x 0.7 buy").List(1, Exits(peers, target: 102, stop: 98));
        Assert.Equal(["0 buy 1 @ 101 taker", "2 sell 0.3 @ 102 maker", rest], await run.RunOverBookAsync());
        AssertStatuses(run, peers == Oco ? [OrderStatus.Filled, OrderStatus.Canceled] : [OrderStatus.Canceled, OrderStatus.Filled]);
    }

    [Theory]
    [InlineData(Oco, true, true)]
    [InlineData(Oco, true, false)]
    [InlineData(Oco, false, true)]
    [InlineData(Ouo, true, true)]
    [InlineData(Ouo, true, false)]
    [InlineData(Ouo, false, true)]
    public async Task A_stop_takes_what_bids_there_are_and_goes_on_as_the_book_does(Contingency peers, bool holds, bool links)
    {
        // The only bid is 0.4 at 98 when 0.1 of it trades; bids of 97 come two seconds later, and a buyer of all that is offered at 102 finds nothing of ours.
        var run = Captured(holds, links, "bid 99x0", "bid 98x0.4", "print 98 x 0.1 sell", "print 100 x 1 buy", "bid 97x5", "print 102 x 9 buy").List(1, Exits(peers, target: 102, stop: 98));
        Assert.Equal(["0 buy 1 @ 101 taker", "4 sell 0.3 @ 98 taker", "6 sell 0.7 @ 97 taker"], await run.RunOverBookAsync());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Filled);
    }

    // Of the exits, which come after the order that bought.
    private static void AssertStatuses(EventScript run, OrderStatus target, OrderStatus stop) => Assert.Equal([OrderStatus.Filled, target, stop], run.Orders.Select(order => order!.Status));

    private static void AssertStatuses(EventScript run, OrderStatus[] exits) => AssertStatuses(run, exits[0], exits[1]);

    private static OrderListRequest Exits(Contingency peers, decimal target, decimal stop) => new()
    {
        Orders =
        [
            EventScript.Request(Limit, Sell, 1, target) with { IsReduceOnly = true, Role = OrderRole.Exit },
            EventScript.Request(StopMarket, Sell, 1, trigger: stop) with { IsReduceOnly = true, Role = OrderRole.Protective },
        ],
        Peers = peers,
    };

    // 1 is bought at print 1, where the exits are made that rest from print 2 on; what is given begins at second 3.
    private static EventScript Prints(bool holds, bool links, params string[] lines) => new EventScript { Options = Options(holds, links) }
        .Events("print 100 x 1\nprint 100 x 5\nprint 100 x 1\n" + string.Join('\n', lines))
        .Order(0, EventScript.Request(Market, Buy, 1));

    // 1 is bought at second 0; what is given begins at second 2.
    private static EventScript Captured(bool holds, bool links, params string[] lines) => new EventScript { Options = Options(holds, links) }
        .Events(Book + string.Join('\n', lines))
        .Order(0, EventScript.Request(Market, Buy, 1));

    private static SimulationOptions Options(bool holds, bool links) =>
        new() { AccountKind = AccountKind.Margin, Leverage = 10, Features = new VenueFeatures { HasConditionalOrders = holds, HasLinkedOrders = links } };
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders that trigger, cancel or reduce each other, with partial fills and bars that reach both; all values by hand.</summary>
/// <remarks>
/// A bar's path is open, nearer extreme, farther extreme, close, 20 seconds apart. Lists are made at the close of bar 0, at 100. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class OrderListTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };
    private static readonly SimulationOptions EmulatedStops = new() { Features = new VenueFeatures { HasConditionalOrders = false } };

    // Long at the open of bar 1: a target of 105 and a stop of 97.
    private static OrderListRequest Bracket(decimal quantity = 1) => OrderListRequest.Bracket(
        Scenario.Request(Market, Buy, quantity),
        Exit(Limit, quantity, price: 105),
        Exit(StopMarket, quantity, trigger: 97));

    private static OrderRequest Exit(OrderType type, decimal quantity, decimal? price = null, decimal? trigger = null) =>
        Scenario.Request(type, Sell, quantity, price, trigger) with { IsReduceOnly = true, Role = type == Limit ? OrderRole.Exit : OrderRole.Protective };

    private static Scenario Begun(SimulationOptions? options = null, decimal? participation = null, decimal volume = 1_000) =>
        new Scenario { Options = options ?? new SimulationOptions(), Participation = participation }.Bar(100, 100, 100, 100).Bar(100, 101, 99, 100, volume);

    [Fact]
    public void The_target_of_a_bracket_fills_and_the_stop_is_canceled()
    {
        var run = Begun().Bar(100, 106, 99.5m, 105).Bar(105, 105, 90, 95).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Fact]
    public void The_stop_of_a_bracket_fills_and_the_target_is_canceled()
    {
        var run = Begun().Bar(100, 100.5m, 96, 97).Bar(97, 110, 97, 108).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 1 @ 97 Taker fee 0.097"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(106, 96, "02:20 Sell 1 @ 97 Taker fee 0.097")] // The low is nearer to the open and comes first.
    [InlineData(106, 93, "02:40 Sell 1 @ 97 Taker fee 0.097")] // The high is nearer and comes first; the stop wins all the same.
    public void Where_a_bar_reaches_both_the_stop_wins(double high, double low, string exit)
    {
        var run = Begun().Bar(100, (decimal)high, (decimal)low, 98).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", exit], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(false, "03:00 Sell 1 @ 98 Taker fee 0.098")] // Held here, the stop is seen at the close of bar 2, and goes at the next open.
    [InlineData(true, "02:40 Sell 1 @ 97 Taker fee 0.097")] // Resting there, it is hit on the way.
    public void The_stop_wins_at_a_venue_that_does_not_link_it_too(bool holdsStops, string exit)
    {
        var options = new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 10, Features = new VenueFeatures { HasConditionalOrders = holdsStops, HasLinkedOrders = false } };
        var run = Begun(options).Bar(100, 106, 93, 98).Bar(98, 99, 97, 98).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", exit], run.RunForFills());
    }

    [Fact]
    public void Where_the_bar_of_the_entry_reaches_both_after_it_the_stop_wins()
    {
        // Bar 1 opens at 100, rises to 106 (01:20) and falls to 93 (01:40): the entry is filled at its open.
        var run = new Scenario().Bar(100, 100, 100, 100).Bar(100, 106, 93, 98).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "01:40 Sell 1 @ 97 Taker fee 0.097"], run.RunForFills());
    }

    [Fact]
    public void An_open_beyond_the_target_fills_it_whatever_the_bar_does_later()
    {
        var run = Begun().Bar(107, 108, 95, 96).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:00 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
    }

    [Fact]
    public void Exits_have_the_size_of_what_the_entry_has_filled()
    {
        // 0.4 at 01:00 and 0.6 at 02:00; bar 2 reaches the target at 02:40 with 0.6 of its volume used: 0.1 is left of 0.7.
        var run = Begun(participation: 0.1m, volume: 4).Bar(100, 106, 99.5m, 105, volume: 7).Bar(105, 106, 104, 105, volume: 50).List(0, Bracket());
        Assert.Equal(
            ["01:00 Buy 0.4 @ 100 Taker fee 0.04", "02:00 Buy 0.6 @ 100 Taker fee 0.06", "02:40 Sell 0.1 @ 105 Maker fee 0.00525", "03:40 Sell 0.9 @ 105 Maker fee 0.04725"],
            run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Fact]
    public void A_stop_that_is_triggered_ends_the_rest_of_the_entry()
    {
        // 0.4 are bought in bar 1, whose fall to 97 at 01:40 meets the stop; no volume is left until bar 2 opens at 98.
        var run = new Scenario { Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 101, 97, 98, volume: 4).Bar(98, 99, 97.5m, 98, volume: 1_000)
            .List(0, Bracket());
        Assert.Equal(["01:00 Buy 0.4 @ 100 Taker fee 0.04", "02:00 Sell 0.4 @ 98 Taker fee 0.0392"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Fact]
    public void A_target_that_begins_to_fill_ends_the_rest_of_the_entry()
    {
        // Bar 1 has 0.4 for the entry; bar 2 opens at 106, where the target of 0.4 is there first; bar 3 would have filled the entry's rest.
        var run = Begun(participation: 0.1m, volume: 4).Bar(106, 107, 105.5m, 106, volume: 1).Bar(106, 107, 104, 105)
            .List(0, OrderListRequest.Bracket(Scenario.Request(Limit, Buy, 1, 100.5m), Exit(Limit, 1, price: 105), Exit(StopMarket, 1, trigger: 97)));
        Assert.Equal(
            ["01:00 Buy 0.4 @ 100 Taker fee 0.04", "02:00 Sell 0.1 @ 105 Maker fee 0.00525", "03:00 Sell 0.3 @ 105 Maker fee 0.01575"],
            run.RunForFills());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Fact]
    public void What_a_target_has_filled_the_stop_has_less()
    {
        // The target gets 0.3 of bar 2's volume of 3, the stop the other 0.7 in bar 3.
        var run = Begun(participation: 0.1m).Bar(100, 106, 99.5m, 104, volume: 3).Bar(104, 104.5m, 96, 97, volume: 1_000).List(0, Bracket());
        Assert.Equal(
            ["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 0.3 @ 105 Maker fee 0.01575", "03:40 Sell 0.7 @ 97 Taker fee 0.0679"],
            run.RunForFills());
        Assert.Equal(0.7m, run.Strategy.Orders[2]!.Quantity.Value);
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Fact]
    public void A_limit_entry_sends_its_exits_at_the_moment_it_fills()
    {
        // 99.5 is gone through at 01:20 on the way to 99 (as near as 101: low first); the exits rest from 01:20 on. Bar 2 reaches the target.
        var run = new Scenario().Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 106, 99.5m, 105)
            .List(0, OrderListRequest.Bracket(Scenario.Request(Limit, Buy, 1, 99.5m), Exit(Limit, 1, price: 105), Exit(StopMarket, 1, trigger: 97)));
        Assert.Equal(["01:20 Buy 1 @ 99.5 Maker fee 0.04975", "02:40 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
    }

    [Fact]
    public void An_entry_that_is_canceled_takes_its_exits_with_it()
    {
        var run = Begun().Bar(100, 100, 90, 95)
            .List(0, OrderListRequest.Bracket(Scenario.Request(Limit, Buy, 1, 98), Exit(Limit, 1, price: 105), Exit(StopMarket, 1, trigger: 97)))
            .Cancel(1, 0);
        Assert.Empty(run.RunForFills());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Canceled, OrderStatus.Canceled);
    }

    [Fact]
    public void An_entry_that_is_canceled_after_a_part_leaves_exits_for_that_part()
    {
        var run = Begun(participation: 0.1m, volume: 4).Bar(100, 100.5m, 96, 97, volume: 1_000).List(0, Bracket()).Cancel(1, 0);
        // The cancel of 02:00 meets the entry before bar 2 opens.
        Assert.Equal(["01:00 Buy 0.4 @ 100 Taker fee 0.04", "02:40 Sell 0.4 @ 97 Taker fee 0.0388"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Fact]
    public void Exits_are_canceled_when_the_position_is_closed_by_another_way()
    {
        var run = Begun(Margin).Bar(100, 101, 99, 100).Bar(100, 106, 90, 95).List(0, Bracket()).Market(1, Sell, 1);
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:00 Sell 1 @ 100 Taker fee 0.1"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Fact]
    public void A_stop_that_a_person_cancels_leaves_the_target()
    {
        var run = Begun().Bar(100, 100.5m, 96, 97).Bar(97, 106, 97, 105).List(0, Bracket()).Cancel(1, 2);
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "03:40 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
    }

    [Fact]
    public void A_short_bracket_is_the_mirror()
    {
        var list = OrderListRequest.Bracket(
            Scenario.Request(Market, Sell, 1),
            Scenario.Request(Limit, Buy, 1, 95) with { IsReduceOnly = true },
            Scenario.Request(StopMarket, Buy, 1, trigger: 103) with { IsReduceOnly = true, Role = OrderRole.Protective });
        // Low first (4 against 7): 94 at 02:20 would fill the target; the stop at 02:40 wins.
        var run = Begun(Margin).Bar(100, 107, 94, 100).List(0, list);
        Assert.Equal(["01:00 Sell 1 @ 100 Taker fee 0.1", "02:40 Buy 1 @ 103 Taker fee 0.103"], run.RunForFills());
    }

    [Fact]
    public void A_trailing_stop_in_a_bracket_follows_from_the_entry_on()
    {
        // It begins 3 behind 100. Bar 2 rises to 104 (02:40): 101. Bar 3 falls to 100.5 (03:40).
        var list = OrderListRequest.Bracket(Scenario.Request(Market, Buy, 1), Exit(Limit, 1, price: 105), Exit(TrailingStopMarket, 1) with { TrailingOffset = 3 });
        var run = Begun().Bar(100, 104, 99.5m, 103).Bar(103, 103.5m, 100.5m, 102).List(0, list);
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "03:40 Sell 1 @ 101 Taker fee 0.101"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Fact]
    public void An_emulated_stop_of_a_bracket_is_held_here_and_the_target_rests_at_the_venue()
    {
        // Bar 2 reaches 96: known at its close; sold at the next open.
        var run = Begun(EmulatedStops).Bar(100, 100.5m, 96, 97.5m).Bar(97.2m, 110, 97, 108).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "03:00 Sell 1 @ 97.2 Taker fee 0.0972"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Fact]
    public void A_target_that_fills_cancels_the_emulated_stop_here()
    {
        var run = Begun(EmulatedStops).Bar(100, 106, 99.5m, 105).Bar(105, 105, 90, 95).List(0, Bracket());
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Fact]
    public void An_emulated_stop_has_less_after_a_part_of_the_target()
    {
        var run = Begun(EmulatedStops, participation: 0.1m).Bar(100, 106, 99.5m, 104, volume: 3).Bar(104, 104.5m, 96, 97, volume: 1_000).Bar(97, 98, 96, 97).List(0, Bracket());
        Assert.Equal(
            ["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 0.3 @ 105 Maker fee 0.01575", "04:00 Sell 0.7 @ 97 Taker fee 0.0679"],
            run.RunForFills());
    }

    [Fact]
    public void An_emulated_trailing_stop_in_a_bracket_follows_from_the_entry_on()
    {
        var list = OrderListRequest.Bracket(Scenario.Request(Market, Buy, 1), Exit(Limit, 1, price: 105), Exit(TrailingStopMarket, 1) with { TrailingOffset = 3 });
        // Begun at 97 with the entry at 01:00. Bar 2's high of 104 moves it to 101, its close is above. Bar 3 reaches 100.5.
        var run = Begun(EmulatedStops).Bar(100, 104, 99.5m, 103).Bar(103, 103.5m, 100.5m, 102).Bar(101.5m, 102, 101, 101).List(0, list);
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", "04:00 Sell 1 @ 101.5 Taker fee 0.1015"], run.RunForFills());
    }

    [Fact]
    public void One_cancels_the_others_when_it_fills_in_part()
    {
        // 0.3 of the target in bar 2: the stop is canceled, the target goes on and fills in bar 4.
        var run = Begun(participation: 0.1m)
            .Bar(100, 106, 99.5m, 104, volume: 3).Bar(104, 104.5m, 96, 97, volume: 1_000).Bar(97, 106, 96.5m, 105, volume: 1_000)
            .Market(0, Buy, 1)
            .List(1, new OrderListRequest { Orders = [Exit(Limit, 1, price: 105), Exit(StopMarket, 1, trigger: 97)], Peers = Contingency.Oco });
        Assert.Equal(
            ["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 0.3 @ 105 Maker fee 0.01575", "04:40 Sell 0.7 @ 105 Maker fee 0.03675"],
            run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Theory]
    [InlineData(103, 99.5, "02:40 Buy 1 @ 102 Taker fee 0.102")]
    [InlineData(100.5, 97, "02:40 Sell 1 @ 98 Taker fee 0.098")]
    public void One_of_two_stops_on_either_side_cancels_the_other(double high, double low, string fill)
    {
        var run = Begun(Margin).Bar(100, (decimal)high, (decimal)low, 100).Bar(100, 110, 90, 100)
            .List(0, new OrderListRequest { Orders = [Scenario.Request(StopMarket, Buy, 1, trigger: 102), Scenario.Request(StopMarket, Sell, 1, trigger: 98)], Peers = Contingency.Oco });
        Assert.Equal([fill], run.RunForFills());
    }

    [Fact]
    public void An_entry_triggers_orders_that_do_not_depend_on_each_other()
    {
        // Half at each target.
        var run = Begun().Bar(100, 103, 99.5m, 102).Bar(102, 106, 101.5m, 105)
            .List(0, new OrderListRequest { Entry = Scenario.Request(Market, Buy, 1), Orders = [Exit(Limit, 0.5m, price: 102), Exit(Limit, 0.5m, price: 105)] });
        Assert.Equal(
            ["01:00 Buy 1 @ 100 Taker fee 0.1", "02:40 Sell 0.5 @ 102 Maker fee 0.0255", "03:40 Sell 0.5 @ 105 Maker fee 0.02625"],
            run.RunForFills());
    }

    [Fact]
    public void A_cash_account_holds_back_for_exits_once()
    {
        // All of it is offered by both exits; a third sell finds nothing free.
        var run = Begun().Bar(100, 101, 99, 100).List(0, Bracket()).Limit(1, Sell, 0.1m, 120);
        run.Run();
        Assert.Equal(RefusalCode.BalanceInsufficient, run.Strategy.Refusals.Single().Code);
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Accepted, OrderStatus.Accepted);
    }

    [Fact]
    public void With_latency_the_stop_may_trade_before_its_cancel_is_there_and_closes_nothing_more()
    {
        // The target fills at 02:40 (on the way to 106); the cancel of the stop arrives 40 s later at 03:20. Bar 3 falls to 96 at 03:20, which meets the stop first:
        // reduce-only, with nothing left to reduce.
        var run = Begun(new SimulationOptions { Latency = TimeSpan.FromSeconds(20) }).Bar(100, 106, 99.5m, 104).Bar(97.5m, 104, 96, 97).List(0, Bracket());
        var fills = run.RunForFills();
        Assert.Equal(2, fills.Length);
        Assert.StartsWith("02:40 Sell 1 @ 105", fills[1], StringComparison.Ordinal);
        Assert.Equal(0, run.Strategy.Positions[^1]);
    }

    private static void AssertStatuses(Scenario run, params OrderStatus[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(run.StatusOf));
}

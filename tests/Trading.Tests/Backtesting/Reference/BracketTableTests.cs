using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Brackets whose bars reach the target and the stop, at venues that hold and link stops and at those that do not; all values by hand.</summary>
/// <remarks>
/// A bar's path is open, nearer extreme, farther extreme, close, 20 seconds apart. 1 is bought by an entry made at the close of bar 0, with a target of 105 and a stop of
/// 97. A stop that is held here is seen at a bar's close and sold at the next open. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class BracketTableTests
{
    private const string Bought = "01:00 Buy 1 @ 100 Taker fee 0.1";
    private const string AtVenueAtLow = "02:20 Sell 1 @ 97 Taker fee 0.097";
    private const string AtVenueAtFarLow = "02:40 Sell 1 @ 97 Taker fee 0.097";
    private const string Here = "03:00 Sell 1 @ 98 Taker fee 0.098";

    [Theory]
    [InlineData(AccountKind.Margin, true, true, 96, AtVenueAtLow)] // The low is nearer to the open and comes first.
    [InlineData(AccountKind.Margin, true, true, 93, AtVenueAtFarLow)] // The high is nearer; the stop wins all the same.
    [InlineData(AccountKind.Margin, true, false, 96, AtVenueAtLow)]
    [InlineData(AccountKind.Margin, true, false, 93, AtVenueAtFarLow)]
    [InlineData(AccountKind.Margin, false, true, 96, Here)]
    [InlineData(AccountKind.Margin, false, true, 93, Here)]
    [InlineData(AccountKind.Margin, false, false, 96, Here)]
    [InlineData(AccountKind.Margin, false, false, 93, Here)]
    [InlineData(AccountKind.Cash, true, true, 96, AtVenueAtLow)]
    [InlineData(AccountKind.Cash, true, true, 93, AtVenueAtFarLow)]
    [InlineData(AccountKind.Cash, true, false, 96, Here)] // The venue has no room for it beside the target.
    [InlineData(AccountKind.Cash, true, false, 93, Here)]
    [InlineData(AccountKind.Cash, false, true, 96, Here)]
    [InlineData(AccountKind.Cash, false, true, 93, Here)]
    [InlineData(AccountKind.Cash, false, false, 96, Here)]
    [InlineData(AccountKind.Cash, false, false, 93, Here)]
    public void Where_a_bar_reaches_both_the_stop_wins_whoever_holds_and_links_them(AccountKind kind, bool holds, bool links, double low, string exit)
    {
        foreach (var target in new[] { Exit(Limit, price: 105), Exit(MarketIfTouched, trigger: 105), Exit(LimitIfTouched, price: 104.5m, trigger: 105) })
        {
            var run = Begun(holds, links, kind: kind).Bar(100, 106, (decimal)low, 98).Bar(98, 99, 97, 98).List(0, Bracket(target));
            Assert.Equal([Bought, exit], run.RunForFills());
            AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
        }
    }

    [Theory]
    [InlineData(98, "01:20 Sell 1 @ 105 Maker fee 0.0525")] // The stop is not reached by the close: the target has traded at the high.
    [InlineData(96, "02:01 Sell 1 @ 95.95 Taker fee 0.09595")] // It is, on the way from 96 to 95: of the two the stop comes first.
    public void A_held_stop_that_came_within_the_bar_wins_only_where_the_close_reaches_it(double close, string exit)
    {
        // With a second each way the entry fills at 01:01, a twentieth of the way from 100 to 106.
        var run = new Scenario { Options = new() { AccountKind = AccountKind.Margin, Leverage = 10, Features = OrderLists.WithoutStops, Latency = TimeSpan.FromSeconds(1) } }
            .Bar(100, 100, 100, 100).Bar(100, 106, 93, (decimal)close).Bar((decimal)close, 99, 95, 97).List(0, Bracket(Exit(Limit, price: 105)));
        Assert.Equal(["01:01 Buy 1 @ 100.3 Taker fee 0.1003", exit], run.RunForFills());
    }

    [Theory]
    [InlineData(true, true, 106, "02:40 Sell 1 @ 105 Taker fee 0.105")]
    [InlineData(true, false, 106, "02:40 Sell 1 @ 105 Taker fee 0.105")]
    [InlineData(false, true, 106, "03:00 Sell 1 @ 104.2 Taker fee 0.1042")]
    [InlineData(false, false, 106, "03:00 Sell 1 @ 104.2 Taker fee 0.1042")]
    public void A_target_that_is_touched_alone_sells(bool holds, bool links, double high, string exit)
    {
        foreach (var target in new[] { Exit(MarketIfTouched, trigger: 105), Exit(LimitIfTouched, price: 104, trigger: 105) })
        {
            var run = Begun(holds, links).Bar(100, (decimal)high, 99.5m, 104).Bar(104.2m, 104.5m, 90, 95).List(0, Bracket(target));
            Assert.Equal([Bought, exit], run.RunForFills());
            AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
        }
    }

    [Theory]
    [InlineData(true, true, 96)]
    [InlineData(true, true, 93)]
    [InlineData(true, false, 96)]
    [InlineData(true, false, 93)]
    [InlineData(false, true, 96)]
    [InlineData(false, true, 93)]
    public void Where_the_bar_that_fills_the_entry_in_part_reaches_both_the_stop_ends_the_rest(bool holds, bool links, double low)
    {
        // 0.4 of bar 1's open and 0.5 of bar 2's, which has no more for us: the stop that bar 2 hits sells at bar 3's open, and the entry's 0.1 is not bought.
        var run = Begun(holds, links, participation: 0.1m, volume: 4).Bar(100, 106, (decimal)low, 98, volume: 5).Bar(98, 99, 97, 98).List(0, Bracket(Exit(Limit, price: 105)));
        Assert.Equal(["01:00 Buy 0.4 @ 100 Taker fee 0.04", "02:00 Buy 0.5 @ 100 Taker fee 0.05", "03:00 Sell 0.9 @ 98 Taker fee 0.0882"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Canceled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(true, true, "02:40 Sell 0.2 @ 97 Taker fee 0.0194", "03:00 Sell 0.8 @ 98 Taker fee 0.0784")]
    [InlineData(true, false, "02:40 Sell 0.2 @ 97 Taker fee 0.0194", "03:00 Sell 0.8 @ 98 Taker fee 0.0784")]
    [InlineData(false, true, "03:00 Sell 1 @ 98 Taker fee 0.098")] // The target has none of the 0.2 either.
    [InlineData(false, false, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    public void What_volume_a_bar_that_reaches_both_has_left_is_the_stops(bool holds, bool links, params string[] exits)
    {
        // Bar 2's open gives the entry its other 0.6 of the 0.8.
        var run = Begun(holds, links, participation: 0.1m, volume: 4).Bar(100, 106, 93, 98, volume: 8).Bar(98, 99, 97, 98).List(0, Bracket(Exit(Limit, price: 105)));
        Assert.Equal(["01:00 Buy 0.4 @ 100 Taker fee 0.04", "02:00 Buy 0.6 @ 100 Taker fee 0.06", .. exits], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(true, true, "02:40 Sell 0.3 @ 105 Maker fee 0.01575", "03:20 Sell 0.7 @ 105 Maker fee 0.03675")] // Any fill of the one cancels the other.
    [InlineData(true, false, "02:40 Sell 0.3 @ 105 Maker fee 0.01575", "03:20 Sell 0.7 @ 105 Maker fee 0.03675")]
    [InlineData(false, true, "02:40 Sell 0.3 @ 105 Maker fee 0.01575", "03:20 Sell 0.7 @ 105 Maker fee 0.03675")]
    public void Exits_that_cancel_each_other_leave_the_target_alone_after_its_first_part(bool holds, bool links, params string[] exits)
    {
        // 0.3 at bar 2's high. Bar 3 goes 104, 106.5, 96, 97: there is no stop any more.
        var run = Begun(holds, links, participation: 0.1m).Bar(100, 106, 99.5m, 104, volume: 3).Bar(104, 106.5m, 96, 97)
            .List(0, Bracket(Exit(Limit, price: 105)) with { Peers = Contingency.Oco });
        Assert.Equal([Bought, .. exits], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Exits_that_cancel_each_other_leave_the_stop_alone_after_its_first_part(bool holds, bool links)
    {
        // Bar 2 reaches both and has 0.3, which are the stop's; bar 3 opens beyond the target, and its open takes the rest.
        var run = Begun(holds, links, participation: 0.1m).Bar(100, 106, 93, 98, volume: 3).Bar(107, 108, 104, 105)
            .List(0, Bracket(Exit(Limit, price: 105)) with { Peers = Contingency.Oco });
        Assert.Equal([Bought, "02:40 Sell 0.3 @ 97 Taker fee 0.0291", "03:00 Sell 0.7 @ 107 Taker fee 0.0749"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void In_a_cash_account_the_target_works_beside_its_stop(bool holds, bool links)
    {
        var run = Begun(holds, links, kind: AccountKind.Cash).Bar(100, 106, 99.5m, 104).Bar(104.2m, 104.5m, 103, 104).List(0, Bracket(Exit(Limit, price: 105)));
        Assert.Equal([Bought, "02:40 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Fact]
    public void In_a_cash_account_a_stop_beside_peers_that_its_venue_links_in_part_is_held_here()
    {
        var run = Begun(holds: true, links: true, kind: AccountKind.Cash, trails: false).Bar(100, 106, 99.5m, 104).Bar(104.2m, 104.5m, 103, 104);
        var trailing = Exit(TrailingStopMarket) with { TrailingOffset = 20, Role = OrderRole.Protective };
        run.List(0, new() { Entry = Scenario.Request(Market, Buy, 1), Orders = [Exit(Limit, price: 105), Exit(StopMarket, trigger: 97), trailing], Peers = Contingency.Ouo });
        Assert.Equal([Bought, "02:40 Sell 1 @ 105 Maker fee 0.0525"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Canceled);
    }

    [Theory]
    [InlineData(95, 90)]
    [InlineData(90, 95)]
    public void Of_two_stops_that_are_held_here_the_nearer_wins_however_they_were_listed(double one, double other)
    {
        // Bar 2 reaches the target and the stop of 95.
        var run = Begun(holds: false, links: true).Bar(100, 106, 94, 98).Bar(98, 99, 97, 98).List(0, new OrderListRequest
        {
            Entry = Scenario.Request(Market, Buy, 1),
            Orders = [Exit(Limit, price: 105), Exit(StopMarket, trigger: (decimal)one), Exit(StopMarket, trigger: (decimal)other)],
            Peers = Contingency.Ouo,
        });
        Assert.Equal([Bought, "03:00 Sell 1 @ 98 Taker fee 0.098"], run.RunForFills());
    }

    [Fact]
    public void What_a_stop_could_not_be_made_larger_for_is_sold_when_its_target_has_ended()
    {
        // 0.5 at 01:00 and 0.5 at 02:00. The stop for 0.5 sells on the way from 101 to 96; the amendment to 1 is there at 02:50 and comes too late. From 03:00 on it falls.
        var run = new Scenario { Options = new() { AccountKind = AccountKind.Margin, Leverage = 10, AmendLatency = TimeSpan.FromSeconds(50) }, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 100, 100, 100, volume: 5).Bar(100, 101, 96, 98).Bar(98, 98, 60, 60).Bar(60, 60, 60, 60)
            .List(0, Bracket(Exit(Limit, price: 110)));
        var result = run.Run();
        Assert.Equal(0, result.Fills.Sum(fill => fill.Side == Buy ? fill.Quantity.Value : -fill.Quantity.Value));
        Assert.Equal([new RefusalCount("protection_short", 1)], result.Warnings);
    }

    private static OrderListRequest Bracket(OrderRequest target) => OrderListRequest.Bracket(Scenario.Request(Market, Buy, 1), target, Exit(StopMarket, trigger: 97));

    private static OrderRequest Exit(OrderType type, decimal? price = null, decimal? trigger = null) =>
        Scenario.Request(type, Sell, 1, price, trigger) with { IsReduceOnly = true, Role = type == StopMarket ? OrderRole.Protective : OrderRole.Exit };

    // Bar 1 goes 100, 99, 101, 100.
    private static Scenario Begun(bool holds, bool links, decimal? participation = null, decimal volume = 1_000, AccountKind kind = AccountKind.Margin, bool trails = true)
    {
        var features = new VenueFeatures { HasConditionalOrders = holds, HasLinkedOrders = links, HasTrailingStops = trails };
        return new Scenario { Options = new() { AccountKind = kind, Leverage = kind == AccountKind.Margin ? 10 : 1, Features = features }, Participation = participation }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100, volume);
    }

    private static void AssertStatuses(Scenario run, params OrderStatus[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(run.StatusOf));
}

using VeloZ.Domain;
using static VeloZ.Domain.Contingency;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders without an entry that cancel or reduce each other, with bars that reach both and fills in part; all values by hand.</summary>
/// <remarks>
/// A bar's path is open, nearer extreme, farther extreme, close, 20 seconds apart. A taker pays 10 basis points, a maker 5. Where there is a position, it is 1 bought at
/// 01:00 for 100, and the list is made at the close of bar 1; other lists are made at the close of bar 0.
/// </remarks>
public sealed class PeerOrderTableTests
{
    private const string Bought = "01:00 Buy 1 @ 100 Taker fee 0.1";

    /// <summary>Who knows that orders go together, and who holds those with a trigger.</summary>
    public enum Venue
    {
        /// <summary>It holds both, and links them.</summary>
        Linking,

        /// <summary>It holds both, and we link them.</summary>
        Holding,

        /// <summary>We hold those with a trigger.</summary>
        Plain,
    }

    [Theory]
    [InlineData(Oco, Venue.Linking, 96, "02:20 Sell 1 @ 97 Taker fee 0.097")] // The low is nearer to the open and comes first.
    [InlineData(Oco, Venue.Linking, 93, "02:40 Sell 1 @ 97 Taker fee 0.097")] // The high is nearer, and the stop wins all the same.
    [InlineData(Oco, Venue.Holding, 96, "02:20 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Oco, Venue.Holding, 93, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Oco, Venue.Plain, 96, "03:00 Sell 1 @ 98 Taker fee 0.098")] // Known at the close, sold at the next open.
    [InlineData(Oco, Venue.Plain, 93, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(Ouo, Venue.Linking, 96, "02:20 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Linking, 93, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Holding, 96, "02:20 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Holding, 93, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Plain, 96, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(Ouo, Venue.Plain, 93, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    public void Where_a_bar_reaches_both_the_stop_wins(Contingency peers, Venue venue, double low, string exit)
    {
        var run = Held(venue).Bar(100, 106, (decimal)low, 98).Bar(98, 99, 97, 98).List(1, Exits(peers));
        Assert.Equal([Bought, exit], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(Oco, Venue.Linking, MarketIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")] // 105 is touched at 02:20.
    [InlineData(Oco, Venue.Holding, MarketIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Oco, Venue.Plain, MarketIfTouched, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(Ouo, Venue.Linking, MarketIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Holding, MarketIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Plain, MarketIfTouched, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(Oco, Venue.Linking, LimitIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Oco, Venue.Holding, LimitIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Oco, Venue.Plain, LimitIfTouched, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(Ouo, Venue.Linking, LimitIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Holding, LimitIfTouched, "02:40 Sell 1 @ 97 Taker fee 0.097")]
    [InlineData(Ouo, Venue.Plain, LimitIfTouched, "03:00 Sell 1 @ 98 Taker fee 0.098")]
    public void Where_a_bar_reaches_both_the_stop_wins_over_a_target_that_is_touched(Contingency peers, Venue venue, OrderType type, string exit)
    {
        var target = Exit(type, price: type == LimitIfTouched ? 104.5m : null, trigger: 105);
        var run = Held(venue).Bar(100, 106, 93, 98).Bar(98, 99, 97, 98).List(1, new OrderListRequest { Orders = [target, Exit(StopMarket, trigger: 97)], Peers = peers });
        Assert.Equal([Bought, exit], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(Oco, 96)]
    [InlineData(Oco, 93)]
    [InlineData(Ouo, 96)]
    [InlineData(Ouo, 93)]
    public void A_trailing_stop_held_here_wins_over_a_target_that_its_venue_triggers(Contingency peers, double low)
    {
        // Behind 100: 97. The venue holds the target; only its trailing stops are ours.
        var features = new VenueFeatures { HasTrailingStops = false };
        var run = new Scenario { Options = new() { AccountKind = AccountKind.Margin, Features = features } }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 106, (decimal)low, 98).Bar(98, 99, 97, 98)
            .Market(0, Buy, 1)
            .List(1, new OrderListRequest { Orders = [Exit(MarketIfTouched, trigger: 105), Exit(TrailingStopMarket) with { TrailingOffset = 3 }], Peers = peers });
        Assert.Equal([Bought, "03:00 Sell 1 @ 98 Taker fee 0.098"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(Oco, Venue.Linking, OrderStatus.Canceled, 1)] // Any fill ends the other.
    [InlineData(Oco, Venue.Holding, OrderStatus.Canceled, 1)]
    [InlineData(Ouo, Venue.Linking, OrderStatus.Accepted, 0.7)] // Each fill takes from the other.
    [InlineData(Ouo, Venue.Holding, OrderStatus.Accepted, 0.7)]
    public void A_stop_that_wins_in_part_ends_or_reduces_the_target(Contingency peers, Venue venue, OrderStatus status, double quantity)
    {
        var run = Held(venue, 0.1m).Bar(100, 106, 93, 98, volume: 3).List(1, Exits(peers));
        Assert.Equal([Bought, "02:40 Sell 0.3 @ 97 Taker fee 0.0291"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, status, OrderStatus.PartiallyFilled);
        Assert.Equal((decimal)quantity, run.Strategy.Orders[1]!.Quantity.Value);
    }

    [Theory]
    [InlineData(Oco, Venue.Linking)]
    [InlineData(Oco, Venue.Holding)]
    [InlineData(Ouo, Venue.Linking)]
    [InlineData(Ouo, Venue.Holding)]
    public void What_a_stop_that_wins_leaves_is_sold_at_the_next_open(Contingency peers, Venue venue)
    {
        var run = Held(venue, 0.1m).Bar(100, 106, 93, 98, volume: 3).Bar(98, 106, 97, 100).List(1, Exits(peers));
        Assert.Equal([Bought, "02:40 Sell 0.3 @ 97 Taker fee 0.0291", "03:00 Sell 0.7 @ 98 Taker fee 0.0686"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(Oco)]
    [InlineData(Ouo)]
    public void A_stop_held_here_that_wins_is_sold_over_the_opens_that_come(Contingency peers)
    {
        // Bar 3 has 0.3 for us, which its open gives to the stop; that it reaches the target later does not matter. Bar 4's open has the rest.
        var run = Held(Venue.Plain, 0.1m).Bar(100, 106, 93, 98).Bar(98, 106, 97, 100, volume: 3).Bar(99, 100, 98, 99).List(1, Exits(peers));
        Assert.Equal([Bought, "03:00 Sell 0.3 @ 98 Taker fee 0.0294", "04:00 Sell 0.7 @ 99 Taker fee 0.0693"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled);
    }

    [Theory]
    [InlineData(Oco, Venue.Linking, "03:20 Sell 0.7 @ 105 Maker fee 0.03675")] // There is no stop any more: the target goes on.
    [InlineData(Oco, Venue.Holding, "03:20 Sell 0.7 @ 105 Maker fee 0.03675")]
    [InlineData(Oco, Venue.Plain, "03:20 Sell 0.7 @ 105 Maker fee 0.03675")]
    [InlineData(Ouo, Venue.Linking, "03:40 Sell 0.7 @ 97 Taker fee 0.0679")] // Of what the target left, the stop wins.
    [InlineData(Ouo, Venue.Holding, "03:40 Sell 0.7 @ 97 Taker fee 0.0679")]
    [InlineData(Ouo, Venue.Plain, "04:00 Sell 0.7 @ 97.2 Taker fee 0.06804")]
    public void After_a_part_of_the_target_a_bar_reaches_both(Contingency peers, Venue venue, string rest)
    {
        // 0.3 of the target at bar 2's high. Bar 3 goes 104, 106.5, 96, 97.
        var run = Held(venue, 0.1m).Bar(100, 106, 99.5m, 104, volume: 3).Bar(104, 106.5m, 96, 97).Bar(97.2m, 98, 96.9m, 97).List(1, Exits(peers));
        Assert.Equal([Bought, "02:40 Sell 0.3 @ 105 Maker fee 0.01575", rest], run.RunForFills());
        AssertStatuses(run, peers == Oco ? [OrderStatus.Filled, OrderStatus.Filled, OrderStatus.Canceled] : [OrderStatus.Filled, OrderStatus.Canceled, OrderStatus.Filled]);
    }

    [Theory]
    [InlineData(Venue.Linking, 103, 97.5, "02:20 Buy 1 @ 98 Maker fee 0.049")] // The low is nearer.
    [InlineData(Venue.Linking, 102.5, 97, "02:20 Sell 1 @ 102 Maker fee 0.051")]
    [InlineData(Venue.Holding, 103, 97.5, "02:20 Buy 1 @ 98 Maker fee 0.049")]
    [InlineData(Venue.Holding, 102.5, 97, "02:20 Sell 1 @ 102 Maker fee 0.051")]
    public void Of_two_limits_the_extreme_that_comes_first_fills_one(Venue venue, double high, double low, string fill)
    {
        var run = Flat(venue).Bar(100, (decimal)high, (decimal)low, 100).Bar(100, 110, 90, 100).List(0, EitherSide(Limit, buy: 98, sell: 102));
        Assert.Equal([fill], run.RunForFills());
        var buys = fill.Contains("Buy", StringComparison.Ordinal);
        AssertStatuses(run, buys ? [OrderStatus.Filled, OrderStatus.Canceled] : [OrderStatus.Canceled, OrderStatus.Filled]);
    }

    [Theory]
    [InlineData(Venue.Linking)]
    [InlineData(Venue.Holding)]
    public void Of_two_limits_one_that_fills_in_part_is_alone_from_then_on(Venue venue)
    {
        // 0.4 at 98 at 02:20; 103 at 02:40 sells nothing. Bar 3 goes 98.5, 97, 103, 100: the other 0.6 at its low.
        var run = Flat(venue, 0.1m).Bar(100, 103, 97.5m, 100, volume: 4).Bar(98.5m, 103, 97, 100).List(0, EitherSide(Limit, buy: 98, sell: 102));
        Assert.Equal(["02:20 Buy 0.4 @ 98 Maker fee 0.0196", "03:20 Buy 0.6 @ 98 Maker fee 0.0294"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Theory]
    [InlineData(Venue.Linking, "02:20 Buy 1 @ 98 Maker fee 0.049")]
    [InlineData(Venue.Holding, "02:20 Buy 1 @ 98 Maker fee 0.049", "02:40 Sell 1 @ 102 Maker fee 0.051")] // We hear of the first at 02:50.
    public void With_latency_only_the_venue_can_link_what_one_bar_reaches(Venue venue, params string[] fills)
    {
        var run = Flat(venue, latency: 30).Bar(100, 103, 97.5m, 100).Bar(100, 101, 99, 100).List(0, EitherSide(Limit, buy: 98, sell: 102));
        Assert.Equal(fills, run.RunForFills());
    }

    [Theory]
    [InlineData(Venue.Linking, "02:20 Sell 0.4 @ 102 Maker fee 0.0204")]
    [InlineData(Venue.Holding, "02:20 Sell 0.4 @ 102 Maker fee 0.0204", "03:00 Buy 1 @ 98 Maker fee 0.049")]
    public void With_latency_only_the_venue_ends_the_other_at_the_first_part(Venue venue, params string[] fills)
    {
        // We hear of the 0.4 at 02:50, and our cancel is there at 03:20: bar 3 opens below the other.
        var run = Flat(venue, 0.1m, latency: 30).Bar(100, 102.5m, 97, 100, volume: 4).Bar(97.5m, 98, 96, 97).List(0, EitherSide(Limit, buy: 98, sell: 102));
        Assert.Equal(fills, run.RunForFills());
    }

    [Theory]
    [InlineData(Venue.Linking, "02:40 Buy 0.4 @ 98 Maker fee 0.0196", "03:00 Buy 0.6 @ 98 Maker fee 0.0294")]
    [InlineData(Venue.Holding, "02:40 Buy 0.4 @ 98 Maker fee 0.0196", "03:00 Buy 0.6 @ 98 Maker fee 0.0294", "03:00 Buy 1 @ 97 Maker fee 0.0485")]
    public void With_latency_only_the_venue_reduces_the_other_at_the_first_part(Venue venue, params string[] fills)
    {
        // Bar 2 goes 100, 101, 97.5, 98 and is through the better alone. Bar 3 opens below both, before our amendment is there.
        var run = Flat(venue, 0.1m, latency: 30).Bar(100, 101, 97.5m, 98, volume: 4).Bar(96.5m, 97, 96, 96.5m)
            .List(0, new OrderListRequest { Orders = [Scenario.Request(Limit, Buy, 1, 97), Scenario.Request(Limit, Buy, 1, 98)], Peers = Ouo });
        Assert.Equal(fills, run.RunForFills());
    }

    [Theory]
    [InlineData(Venue.Linking, 103, 96, "02:20 Buy 1 @ 102 Taker fee 0.102")] // The high is nearer.
    [InlineData(Venue.Linking, 104, 97, "02:20 Sell 1 @ 98 Taker fee 0.098")]
    [InlineData(Venue.Holding, 103, 96, "02:20 Buy 1 @ 102 Taker fee 0.102")]
    [InlineData(Venue.Holding, 104, 97, "02:20 Sell 1 @ 98 Taker fee 0.098")]
    public void Of_two_stops_the_extreme_that_comes_first_hits_one(Venue venue, double high, double low, string fill)
    {
        var run = Flat(venue).Bar(100, (decimal)high, (decimal)low, 100).Bar(100, 110, 90, 100).List(0, EitherSide(StopMarket, buy: 102, sell: 98));
        Assert.Equal([fill], run.RunForFills());
    }

    [Theory]
    [InlineData(Venue.Linking)]
    [InlineData(Venue.Holding)]
    public void Of_two_stops_one_that_fills_in_part_is_alone_from_then_on(Venue venue)
    {
        var run = Flat(venue, 0.1m).Bar(100, 103, 96, 100, volume: 4).Bar(99, 110, 90, 100).List(0, EitherSide(StopMarket, buy: 102, sell: 98));
        Assert.Equal(["02:20 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 99 Taker fee 0.0594"], run.RunForFills());
        AssertStatuses(run, OrderStatus.Filled, OrderStatus.Canceled);
    }

    [Fact]
    public void Of_two_stops_held_here_that_one_bar_reaches_one_trades()
    {
        var run = Flat(Venue.Plain).Bar(100, 103, 96, 100).Bar(100, 110, 90, 100).List(0, EitherSide(StopMarket, buy: 102, sell: 98));
        Assert.Single(run.RunForFills());
    }

    [Fact]
    public void Of_two_buys_that_reduce_each_other_the_better_has_the_volume()
    {
        Assert.Equal(
            ["02:40 Buy 0.4 @ 98 Maker fee 0.0196", "03:00 Buy 0.3 @ 98 Maker fee 0.0147", "04:00 Buy 0.3 @ 98 Maker fee 0.0147"],
            Ladder(Venue.Linking, fourth: 1_000).RunForFills());

        // Bar 4 has 0.5: its open of 96 is beyond both limits at once, and an order that we link ourselves has the 0.2 that the better leaves before we hear of it.
        Assert.Equal(
            ["02:40 Buy 0.4 @ 98 Maker fee 0.0196", "03:00 Buy 0.3 @ 98 Maker fee 0.0147", "04:00 Buy 0.3 @ 98 Maker fee 0.0147", "04:00 Buy 0.2 @ 97 Maker fee 0.0097"],
            Ladder(Venue.Holding, fourth: 5).RunForFills());

        // Bar 2 goes 100, 101, 96.5, 97 and is through both: 0.4. Bar 3 opens below both: 0.3 more.
        static Scenario Ladder(Venue venue, decimal fourth) => Flat(venue, 0.1m)
            .Bar(100, 101, 96.5m, 97, volume: 4).Bar(96.8m, 97.5m, 96, 96.5m, volume: 3).Bar(96, 97, 95, 96, fourth)
            .List(0, new OrderListRequest { Orders = [Scenario.Request(Limit, Buy, 1, 97), Scenario.Request(Limit, Buy, 1, 98)], Peers = Ouo });
    }

    private static OrderListRequest Exits(Contingency peers) => new() { Orders = [Exit(Limit, price: 105), Exit(StopMarket, trigger: 97)], Peers = peers };

    private static OrderRequest Exit(OrderType type, decimal? price = null, decimal? trigger = null) =>
        Scenario.Request(type, Sell, 1, price, trigger) with { IsReduceOnly = true, Role = type == StopMarket ? OrderRole.Protective : OrderRole.Exit };

    private static OrderListRequest EitherSide(OrderType type, decimal buy, decimal sell) => new()
    {
        Orders = type == Limit
            ? [Scenario.Request(type, Buy, 1, buy), Scenario.Request(type, Sell, 1, sell)]
            : [Scenario.Request(type, Buy, 1, trigger: buy), Scenario.Request(type, Sell, 1, trigger: sell)],
        Peers = Oco,
    };

    private static Scenario Held(Venue venue, decimal? participation = null) => Flat(venue, participation).Market(0, Buy, 1);

    // Bar 1 goes 100, 99, 101, 100.
    private static Scenario Flat(Venue venue, decimal? participation = null, int latency = 0)
    {
        var features = new VenueFeatures { HasConditionalOrders = venue != Venue.Plain, HasLinkedOrders = venue != Venue.Holding };
        return new Scenario { Options = new() { AccountKind = AccountKind.Margin, Leverage = 10, Features = features, Latency = TimeSpan.FromSeconds(latency) }, Participation = participation }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100);
    }

    private static void AssertStatuses(Scenario run, params OrderStatus[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(run.StatusOf));
}

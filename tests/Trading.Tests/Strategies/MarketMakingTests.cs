using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Quotes 1 % around the middle, which over bars is the close, and looks once a minute; all values by hand.</summary>
public sealed class MarketMakingTests
{
    private static readonly StrategyInstanceId Id = StrategyInstanceId.Parse("stg_one");

    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 5 };

    // At 100: bid 99, ask 101. Its looks are a minute apart from the close of bar 0 on, before the bar that closes then: they see the close before.
    [Fact]
    public void It_quotes_both_sides_and_follows_the_middle() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.002,quantity=1,inventory_max=2,allow_short=true",
        // A look sees the close before the bar that closes then, so the quotes of a bar are those of the close two bars before, where that is more than 0.2 % away.
        // Bar 1: 99 and 101. Bar 3: 98.5 (98.505) and 100.5 (100.495). Bar 6: 99.49 and 101.51. Bar 8: two short, so no ask. Bar 12: 101.47. Bar 14: 102.96. Bar 15: 105.04 too.
        // Bar 16: 101.97 and 104.03. Bar 18: two long, so no bid. Bar 20: 102.01. Bar 22: 101. Bar 24: 98.98. Bar 25: 97.02; an ask of 98.98 would take at 99 and is refused.
        // Bar 26: 98.01 and 99.99. Bar 28: an ask of 99.99 would take at 100. Bar 29: 99 and 101.
        """
        100 100 100 100
        100 100.5 98.9 99.5     | buy 1 @ 99
        99.5 99.9 99.2 99.5
        99.5 99.9 99.2 99.5
        99.5 100.6 99.4 100.5   | sell 1 @ 100.5
        100.5 100.6 100.3 100.5 | sell 1 @ 100.5
        100.5 100.6 100.3 100.5
        100.5 101.6 100.4 101.5 | sell 1 @ 101.51
        101.5 101.6 101.4 101.5
        101.5 101.6 101.4 101.5
        101.5 102.6 101.4 102.5
        102.5 102.6 102.4 102.5
        102.5 110 102.4 104
        104 104.1 103.9 104
        104 104.1 102.9 103     | buy 1 @ 102.96
        103 103.1 102.9 103     | buy 1 @ 102.96
        103 103.1 101.9 102     | buy 1 @ 101.97
        102 102.1 101.9 102     | buy 1 @ 101.97
        102 102.1 100.9 101
        101 101.1 100.9 101
        101 101.1 99.9 100
        100 100.1 99.9 100
        100 100.1 90 98
        98 98.1 97.9 98
        98 99.1 97.9 99         | sell 1 @ 98.98
        99 99.1 98.9 99
        99 99.1 98.9 99
        99 100.1 98.9 100       | sell 1 @ 99.99
        100 100.1 99.9 100
        100 100.1 99.9 100
        100 100 100 100
        """,
        Margin);

    [Fact]
    public void Without_shorts_it_offers_only_what_it_holds() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.5,quantity=1",
        """
        100 100 100 100
        100 105 99.5 100
        100 100 98.9 100  | buy 1 @ 99
        100 100 99.5 100
        100 102 99.5 100  | sell 1 @ 101
        100 105 99.5 100
        """);

    [Fact]
    public void Small_moves_leave_the_quotes_where_they_are() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,refresh_seconds=60,tolerance=0.01,quantity=1",
        // 100.9 is within 1 % of 100: the bid stays at 99, and 99.5 does not reach it.
        """
        100 100 100 100
        100 101 100 100.9
        100.9 101 99.5 100.9
        100.9 101 99.5 100.9
        100.9 101 98.9 100   | buy 1 @ 99
        """);

    // Bids 1 % and 2 % below the middle, asks as much above. As above the quotes of a bar are those of the close two bars before, where that is more than 0.2 % away.
    [Fact]
    public void Levels_lie_beyond_each_other_and_share_the_inventory() => FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=100,levels=2,level_spread_bps=100,refresh_seconds=60,tolerance=0.002,quantity=1,inventory_max=4,allow_short=true",
        // Bars 1 and 2: 99 and 98; 101 and 102. Bar 2 leaves the ask of 102, which moves to be the first. Bars 3 and 4: 98.5 and 97.51; 100.5 and 101.49 (99.6 is too near to 99.5).
        // Bar 5: 99.19 and 98.19; 101.21 and 102.21. Bar 6: 98.6 and 97.6; 100.6 and 101.6. Bar 7: four long, so no bids; 99.79 and 100.78. Bar 8: 98.98 and 99.96.
        // Bar 9: three long, so one bid, 97.21, and none at 96.23; 99.19 and 100.17. Bar 10: no bids; 99.49 and 100.47. Bar 11: 97.02 and 96.04; 98.98 and 99.96.
        """
        100 100 100 100
        100 100.5 97.9 99.5     | buy 1 @ 99, buy 1 @ 98
        99.5 101.5 99.2 99.6    | sell 1 @ 101
        99.6 101.6 99.3 100.2   | sell 1 @ 100.5, sell 1 @ 101.49
        100.2 100.4 98.4 99.6   | buy 1 @ 98.5
        99.6 99.7 98.1 98.8     | buy 1 @ 99.19, buy 1 @ 98.19
        98.8 98.9 97.5 98       | buy 1 @ 98.6, buy 1 @ 97.6
        98 98.2 90 98.2
        98.2 99.5 98.1 98.5     | sell 1 @ 98.98
        98.5 98.6 96 98         | buy 1 @ 97.21
        98 100.6 97.9 98.4      | sell 1 @ 99.49, sell 1 @ 100.47
        98.4 98.5 98.3 98.4
        """,
        Margin);

    // 100,000 buy 600 at 99 with a fee of 0.1 %, which leaves 40,540.60: 408.683 at 99 with the worst fee of 0.2 %, and then 40.523383 is left: 0.408, and no more.
    [Fact]
    public void It_bids_for_no_more_than_it_can_pay() => Assert.Empty(FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=5000,refresh_seconds=60,tolerance=0.5,quantity=600",
        """
        100 100 100 100
        100 100 98.9 100 | buy 600 @ 99
        100 100 98.9 100 | buy 408.683 @ 99
        100 100 98.9 100 | buy 0.408 @ 99
        100 100 98.9 100
        100 100 98.9 100
        """,
        fees: FeeSchedule.Flat(0.001m, 0.002m)).Denials);

    // 1,000 at 99 are all but 802 of the money. At 198, 100,000 / (198 x 1.002) = 504.0424... can be paid.
    [Fact]
    public void A_bid_that_moves_up_gives_up_what_it_cannot_pay() => Assert.Empty(FillTable.Check(
        MarketMaking.Definition,
        "bid_spread_bps=100,ask_spread_bps=5000,refresh_seconds=60,tolerance=0.1,quantity=1000",
        """
        100 100 100 100
        100 200 100 200
        200 200 200 200
        200 200 197 200 | buy 504.042 @ 198
        200 200 200 200
        """,
        fees: FeeSchedule.Flat(0.001m, 0.002m)).Denials);

    [Fact]
    public void By_default_an_entry_is_a_fiftieth_of_the_account()
    {
        var harness = new KernelHarness();
        Start(harness);
        harness.Close(100);
        Assert.Equal(2.002m, Assert.Single(harness.Kernel.State.OpenOrders).Quantity.Value); // 200 of 10,000 at 99.9.
    }

    [Fact]
    public void It_looks_again_only_when_there_is_something_to_see()
    {
        var harness = new KernelHarness();
        Start(harness, "quantity=1");
        Assert.Empty(Timers(harness));
        harness.Close(100);
        var bid = Assert.Single(harness.Kernel.State.OpenOrders); // It has nothing to offer.
        Assert.Equal((99.9m, 1), (bid.Price!.Value.Value, bid.Quantity.Value));
        Assert.Empty(Timers(harness));
        harness.Accept(bid);
        Assert.Empty(Timers(harness));
        harness.Close(100);
        Look(harness, seconds: 15); // Bars close at whole minutes.
        Assert.Equal([bid], harness.Kernel.State.OpenOrders);
        Assert.Empty(Timers(harness));
        harness.Advance(TimeSpan.FromSeconds(7));
        harness.Fill(bid, 1, 99.9m);
        Look(harness, seconds: 8);
        Assert.Equal([(OrderSide.Buy, 99.9m), (OrderSide.Sell, 100.1m)], harness.Kernel.State.OpenOrders.Select(order => (order.Terms.Side, order.Price!.Value.Value)));
    }

    [Fact]
    public void A_quote_that_would_take_is_made_again_after_the_next_price_and_one_that_was_canceled_at_the_next_look()
    {
        var harness = new KernelHarness();
        Start(harness, "quantity=1");
        harness.Close(100);
        harness.Happen(Assert.Single(harness.Kernel.State.OpenOrders), OrderEvent.Rejected, "post_only_would_take");
        Assert.Empty(Timers(harness));
        harness.Close(100);
        Look(harness, seconds: 15);
        var bid = Assert.Single(harness.Kernel.State.OpenOrders);
        harness.Accept(bid);
        Assert.Null(harness.Do(new KernelCommand.Cancel(harness.Now, bid.Id, "somebody", "")));
        harness.Happen(bid, OrderEvent.Canceled);
        Look(harness, seconds: 15);
        Assert.NotEqual(bid, Assert.Single(harness.Kernel.State.OpenOrders));
    }

    // At 100 it bids 99.9, at 99.5 99.4005; 99.95 is within 1 % of 100, and above its bid.
    [Fact]
    public void A_middle_at_a_quote_is_followed_though_it_is_within_the_tolerance()
    {
        var harness = new KernelHarness();
        Start(harness, "quantity=1", "tolerance=0.01");
        harness.Close(100);
        var bid = Assert.Single(harness.Kernel.State.OpenOrders);
        harness.Happen(bid, OrderEvent.Rejected, "post_only_would_take");
        harness.Close(99.95m);
        Look(harness, seconds: 15);
        bid = Assert.Single(harness.Kernel.State.OpenOrders);
        Assert.Equal(99.9m, bid.Price!.Value.Value);
        harness.Happen(bid, OrderEvent.Rejected, "post_only_would_take");
        harness.Close(99.5m);
        Look(harness, seconds: 15);
        bid = Assert.Single(harness.Kernel.State.OpenOrders);
        Assert.Equal(99.4m, bid.Price!.Value.Value);
        // The middle above its ask, of 99.5995, which it would make had it something to offer.
        harness.Accept(bid);
        harness.Close(99.6m);
        Look(harness, seconds: 15);
        Assert.Equal(99.5m, bid.RequestedAmend!.Price!.Value.Value);
    }

    // At 100 it bids 99.9, at 110 109.89.
    [Fact]
    public void Where_no_order_can_be_moved_it_is_canceled_and_quoted_anew_once_it_has_ended()
    {
        var harness = new KernelHarness(features: new VenueFeatures { HasAmendments = false });
        Start(harness, "quantity=1");
        harness.Close(100);
        var bid = Assert.Single(harness.Kernel.State.OpenOrders);
        harness.Accept(bid);
        harness.Close(110);
        Look(harness, seconds: 15);
        Assert.Equal((OrderStatus.PendingCancel, null), (Assert.Single(harness.Kernel.State.OpenOrders).Status, bid.RequestedAmend));
        harness.Happen(bid, OrderEvent.Canceled);
        Look(harness, seconds: 15);
        Assert.Equal(109.89m, Assert.Single(harness.Kernel.State.OpenOrders).Price!.Value.Value);
    }

    [Fact]
    public void Orders_of_levels_that_are_no_more_are_canceled()
    {
        var harness = new KernelHarness();
        Start(harness, "quantity=1", "levels=3");
        harness.Close(100);
        Assert.Equal([99.9m, 99.8m, 99.7m], harness.Kernel.State.OpenOrders.Select(order => order.Price!.Value.Value));
        foreach (var order in harness.Kernel.State.OpenOrders.ToArray())
            harness.Accept(order);
        Assert.Null(harness.Do(new KernelCommand.SetParameters(harness.Now, Id, MarketMaking.Definition, MarketMaking.Definition.Read([new("quantity", "1"), new("bid_spread_bps", "20")]), "test")));
        harness.Close(100);
        Look(harness, seconds: 15);
        Assert.Equal([OrderStatus.PendingCancel, OrderStatus.Accepted, OrderStatus.PendingCancel], harness.Kernel.State.OpenOrders.Select(order => order.Status));
    }

    [Fact]
    public void Levels_below_nothing_are_refused()
    {
        var exception = Assert.Throws<StrategySettingException>(() => MarketMaking.Definition.Read([new("bid_spread_bps", "1000"), new("levels", "10"), new("level_spread_bps", "1000")]));
        Assert.Equal("the last bid would be 10000 basis points below the middle, must be less than 10000: less bid_spread_bps, level_spread_bps or levels", exception.Message);
    }

    // Two looks a bar at most make two orders a side; what a look on a closed price is refused, as when the next bar opens beyond it, is not repeated.
    [Theory]
    [InlineData]
    [InlineData("levels=5")]
    [InlineData("size_fraction=0.95")]
    public void It_asks_for_nothing_that_it_cannot_pay_and_repeats_nothing_in_vain(params string[] parameters)
    {
        var settings = PaperAccounts.Settings("market-making", parameters, bars: 1, seed: 2026);
        var bars = GeneratedBars.Make(BarInterval.Parse("1h"), KernelHarness.Start, 2_000, seed: 2026).BindTo(PaperAccounts.Market);
        var result = Backtest.Run(settings with { Bars = bars }, journal: null, progress: null, TestContext.Current.CancellationToken);
        Assert.Empty(result.Denials);
        Assert.True(result.Fills.Count > 500);
        Assert.InRange(result.Rejections.Sum(one => one.Count), 0, result.Fills.Count);
    }

    [Fact]
    public void Its_trades_over_generated_bars_stay_the_same() =>
        Assert.Equal(("22d5cb9e1ec30213f52a70994f7a1a3dc19c8bd87c9fcb9d8146615a67feb636", 9204), HandTable.Golden("market-making", "size_fraction=0.05"));

    private static IEnumerable<PendingTimer> Timers(KernelHarness harness) => harness.Kernel.State.Timers;

    private static void Start(KernelHarness harness, params string[] parameters) => Assert.Null(harness.Do(
        new KernelCommand.StartStrategy(harness.Now, Id, MarketMaking.Definition, [KernelHarness.Btc], PaperAccounts.Read(MarketMaking.Definition, parameters), "test")));

    private static void Look(KernelHarness harness, int seconds)
    {
        var timer = Assert.Single(Timers(harness));
        Assert.Equal(harness.Now + TimeSpan.FromSeconds(seconds), timer.DueTime);
        harness.Advance(TimeSpan.FromSeconds(seconds));
        harness.Decision.Clear();
        harness.Kernel.Decide(new TimerFired(harness.Now, Id, timer.Name), harness.Decision);
    }
}

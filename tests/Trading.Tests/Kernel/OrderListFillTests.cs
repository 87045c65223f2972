using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Lists whose fills do not come as planned: late, too small for a lot, less a fee in coins, or beside positions that others open and close.</summary>
public sealed class OrderListFillTests
{
    [Fact]
    public void Exits_wait_while_rounding_leaves_them_nothing()
    {
        // Exits of 0.1 for an entry of 100: of 0.5 filled their share is 0.0005, below a lot.
        var kernel = new KernelHarness(cash: 20_000);
        var (entry, target, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 100, 100), Target(0.1m), Stop(0.1m)));
        kernel.Fill(entry, 0.5m, 100);
        Assert.Equal([OrderStatus.Emulated, OrderStatus.Emulated], [target.Status, stop.Status]);
        kernel.Fill(entry, 99.5m, 100);
        Assert.Equal([OrderStatus.Submitted, OrderStatus.Submitted], [target.Status, stop.Status]);
        Assert.Equal([0.1m, 0.1m], [target.Quantity.Value, stop.Quantity.Value]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exits_that_fees_leave_less_than_a_lot_are_told(bool areHeld)
    {
        // 0.01 bought less a fee of 0.0095: half a lot is there.
        var kernel = new KernelHarness(features: areHeld ? WithoutStops : null);
        var (entry, target, stop) = Begin(kernel, Bracket(0.1m));
        kernel.Fill(entry, 0.1m, 100, fee: new Money(0.0995m, KernelHarness.Btc.Base));
        Assert.Equal(["exit_too_small", "exit_too_small"], Codes(kernel));
        Assert.Equal(["exit_too_small", "exit_too_small"], [target.Reason, stop.Reason]);
    }

    [Fact]
    public void A_held_stop_is_hit_by_the_bar_in_which_its_entry_fills_on()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var (entry, _, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Close(100);
        // Half is held since the bar before: that the other half comes within this one changes its size, not its trigger.
        kernel.Advance(TimeSpan.FromSeconds(30));
        kernel.Fill(entry, 0.5m, 100);
        kernel.CloseWithin(low: 96, high: 100, close: 99);
        Assert.Equal((OrderStatus.Released, 1m), (stop.Status, stop.Quantity.Value));
    }

    [Fact]
    public void A_held_stop_is_not_hit_by_what_was_before_its_entry()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var (entry, _, stop) = Begin(kernel);
        kernel.Advance(TimeSpan.FromSeconds(30));
        kernel.Fill(entry, 1, 100);
        kernel.CloseWithin(low: 96, high: 100, close: 99);
        Assert.Equal(OrderStatus.Emulated, stop.Status);
        kernel.CloseWithin(low: 96, high: 100, close: 99);
        Assert.NotEqual(OrderStatus.Emulated, stop.Status);
    }

    [Fact]
    public void An_entry_that_ended_long_ago_still_gives_its_exits_their_size()
    {
        var kernel = new KernelHarness(closedOrdersMax: 2);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.4m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Happen(entry, OrderEvent.Canceled);
        for (var others = 0; others < 5; others++)
            kernel.Happen(kernel.Limit(Buy, 0.1m, 90), OrderEvent.Rejected);
        Assert.Same(entry, kernel.Kernel.State.FindOrder(entry.Id));
        // 0.1 of the target's 0.4: the stop works for 0.3.
        kernel.Fill(target, 0.1m, 105);
        Assert.Equal([0.3m], Amended(kernel, stop));
        AssertReadsBack(kernel);

        // Once nothing of the list is open any more, it goes as others do.
        kernel.Happen(stop, OrderEvent.Updated);
        kernel.Fill(target, 0.3m, 105);
        kernel.Happen(stop, OrderEvent.Canceled);
        AssertReadsBack(kernel);
        for (var others = 0; others < 3; others++)
            kernel.Happen(kernel.Limit(Buy, 0.1m, 90), OrderEvent.Rejected);
        Assert.Null(kernel.Kernel.State.FindOrder(entry.Id));
        Assert.False(kernel.Kernel.State.HasClusters);
        AssertReadsBack(kernel);
    }

    [Fact]
    public void A_state_that_is_read_knows_no_more_of_lists_than_the_one_that_was_written()
    {
        var kernel = new KernelHarness(closedOrdersMax: 2);
        var (entry, _, _) = Begin(kernel);
        kernel.Happen(entry, OrderEvent.Canceled); // Its exits with it, and the first of the three is forgotten.
        var read = AssertReadsBack(kernel);
        Assert.Null(kernel.Kernel.State.ClusterOf(entry.Id));
        Assert.Null(read.ClusterOf(entry.Id));
    }

    [Fact]
    public void A_fill_of_the_entry_after_its_exits_have_closed_the_position_is_sold_at_once()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 0.5m, 105); // The entry is canceled with it, and fills once more before its venue hears of that.
        Assert.True(entry.IsCancelRequested);
        kernel.Happen(stop, OrderEvent.Canceled);
        kernel.Fill(entry, 0.2m, 100);
        var sold = Assert.IsType<Order>(Sent(kernel));
        Assert.Equal((Sell, Market, 0.2m, true, OrderRole.Protective), (sold.Terms.Side, sold.Terms.Type, sold.Quantity.Value, sold.Terms.IsReduceOnly, sold.Terms.Role));
        Assert.Equal(["entry_filled_late"], Codes(kernel));
        kernel.Fill(sold, 0.2m, 101);
        Assert.Equal(0, kernel.Position.SignedQuantity);
        AssertReadsBack(kernel);
    }

    [Fact]
    public void A_late_fill_does_not_wait_for_the_end_of_exits_that_are_canceled()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 0.5m, 105);
        Assert.Equal((OrderStatus.PendingCancel, OrderStatus.PendingCancel), (entry.Status, stop.Status));
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal(0.3m, Sent(kernel)!.Quantity.Value);
    }

    [Fact]
    public void A_fill_that_comes_after_the_entry_was_canceled_unfilled_is_sold_at_once()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Happen(entry, OrderEvent.Canceled);
        Assert.Equal([OrderStatus.Canceled, OrderStatus.Canceled], [target.Status, stop.Status]);
        kernel.Fill(entry, 0.3m, 100, fee: new Money(0.0003m, Currency.Parse("BTC")));
        Assert.Equal(0.299m, Sent(kernel)!.Quantity.Value); // 0.2997 are there, and a lot is 0.001.
    }

    [Fact]
    public void A_late_fill_that_is_too_small_to_sell_is_told()
    {
        var kernel = new KernelHarness();
        var (entry, _, _) = Begin(kernel);
        kernel.Happen(entry, OrderEvent.Canceled);
        kernel.Fill(entry, 0.02m, 100); // Of 2 USDT, where 5 are the least.
        Assert.Null(Sent(kernel));
        Assert.Equal(["exit_too_small"], Codes(kernel));
    }

    [Fact]
    public void Where_a_person_canceled_the_exits_the_entry_fills_without_them()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Do(new KernelCommand.Cancel(kernel.Now, target.Id, "anna", ""));
        kernel.Do(new KernelCommand.Cancel(kernel.Now, stop.Id, "anna", ""));
        kernel.Fill(entry, 1, 100);
        Assert.Null(Sent(kernel));
        Assert.Empty(Codes(kernel));
    }

    [Fact]
    public void Exits_ask_for_what_their_own_entry_left_after_its_fee()
    {
        var kernel = new KernelHarness();
        var first = Begin(kernel);
        kernel.Fill(first.Entry, 1, 100, fee: new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal([0.999m, 0.999m], [first.Target.Quantity.Value, first.Stop.Quantity.Value]);
        var second = Begin(kernel);
        kernel.Fill(second.Entry, 1, 100, fee: new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal([0.999m, 0.999m], [second.Target.Quantity.Value, second.Stop.Quantity.Value]);
        AssertReadsBack(kernel);
    }

    [Fact]
    public void Exits_of_a_strategy_stay_while_its_own_position_does()
    {
        // By hand 1 is sold short, by a strategy 1 is bought: the account is flat, and the strategy is not.
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5);
        var strategy = StrategyInstanceId.Parse("stg_one");
        var (entry, target, stop) = Begin(kernel, new OrderListRequest
        {
            Entry = KernelHarness.Request(Buy, 1, 100) with { Strategy = strategy },
            Orders = [Target() with { Strategy = strategy }, Stop() with { Strategy = strategy }],
            Peers = Contingency.Ouo,
        });
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1)), 1, 100);
        Assert.Equal(0, kernel.Position.SignedQuantity);
        Assert.Equal([OrderStatus.Accepted, OrderStatus.Accepted], [target.Status, stop.Status]);
    }

    [Fact]
    public void Exits_by_hand_stay_while_the_position_by_hand_does()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5);
        var (entry, target, stop) = Begin(kernel);
        kernel.Do(new KernelCommand.StartStrategy(kernel.Now, StrategyInstanceId.Parse("stg_one"), StrategyCatalog.Get("ma-cross"), [KernelHarness.Btc], StrategyCatalog.Get("ma-cross").Read([]), "test"));
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = StrategyInstanceId.Parse("stg_one") }), 1, 100);
        Assert.Equal(0, kernel.Position.SignedQuantity);
        Assert.Equal([OrderStatus.Accepted, OrderStatus.Accepted], [target.Status, stop.Status]);
    }

    [Fact]
    public void A_trailing_stop_is_sent_though_no_price_has_come_since_the_start()
    {
        var before = new KernelHarness(AccountKind.Margin);
        var trailing = Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 3 };
        var (entry, _, stop) = Begin(before, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target(), trailing));
        var after = new Restarted(before);
        after.Fill(after.Find(entry), 1, 100);
        Assert.Equal(OrderStatus.Submitted, after.Find(stop).Status);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)] // What has filled has lost its stop, and that is told.
    public void An_entry_whose_stop_has_expired_fills_no_more(bool hasFilled, bool isUntold)
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: new VenueFeatures { HasConditionalOrders = false });
        var expires = kernel.Now + TimeSpan.FromMinutes(10);
        var (entry, _, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target(), Stop() with { TimeInForce = TimeInForce.Gtd, ExpireTime = expires }));
        if (hasFilled)
            kernel.Fill(entry, 0.5m, 100);
        kernel.Advance(TimeSpan.FromMinutes(10));
        kernel.Decision.Clear();
        kernel.Kernel.Decide(new OrderExpired(kernel.Now), kernel.Decision);
        Assert.Equal((OrderStatus.Expired, true), (stop.Status, entry.IsCancelRequested));
        Assert.Equal(isUntold ? [] : ["protection_ended"], Codes(kernel));
    }

    [Fact]
    public void An_entry_whose_stop_was_refused_fills_no_more()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Happen(stop, OrderEvent.Rejected, "refused");
        Assert.True(entry.IsCancelRequested);
    }

    [Fact]
    public void An_entry_whose_stop_we_let_expire_fills_no_more()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10, features: VenueFeatures.All with { HasGoodTillDate = false });
        var expires = kernel.Now + TimeSpan.FromMinutes(10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target(), Stop() with { TimeInForce = TimeInForce.Gtd, ExpireTime = expires }));
        kernel.Advance(TimeSpan.FromMinutes(20));
        kernel.Decision.Clear();
        kernel.Kernel.Decide(new OrderExpired(kernel.Now), kernel.Decision);
        Assert.Equal(OrderStatus.PendingCancel, stop.Status);
        kernel.Happen(stop, OrderEvent.Canceled);
        Assert.Equal(["protection_ended"], Codes(kernel));
        Assert.True(entry.IsCancelRequested);
    }
}

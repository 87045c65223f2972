using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Exits that do not know of each other: what is left of their list is shared among them, stops before others.</summary>
public sealed class ExitSharingTests
{
    private readonly ListDesk _desk = new();

    private KernelHarness Kernel => _desk.Kernel;

    // Stops of 0.5 each; the strategy sells 0.5: they may sell 0.5 together.
    [Fact]
    public void Stops_without_peers_sell_no_more_together_than_is_left()
    {
        var (_, first, second) = _desk.Begin(Stop(0.5m), Stop(0.5m, 95));
        _desk.Sell(0.5m);
        _desk.Settle();
        Assert.Equal(0.5m, _desk.HeldByOne);
        var open = new[] { first, second }.Where(stop => !stop.IsClosed).Sum(stop => stop.LeavesQuantity.Value);
        Assert.Equal(0.5m, open);
    }

    // The same, and the market falls through both: the second fills later, and is for nothing.
    [Fact]
    public void The_second_stop_does_not_sell_what_the_first_and_a_sell_closed()
    {
        var (_, first, second) = _desk.Begin(Stop(0.5m), Stop(0.5m, 95));
        _desk.Sell(0.5m);
        _desk.Settle();
        _desk.Fill(first, first.LeavesQuantity.Value, 97);
        _desk.Settle();
        if (!second.IsClosed)
            _desk.Fill(second, second.LeavesQuantity.Value, 95);
        Assert.Equal((0m, 1m), (_desk.HeldByOne, Kernel.Position.SignedQuantity));
    }

    // A target for half and a stop for all: the position of 1 has a stop of 1, and once the target has filled its 0.5, of 0.5.
    [Fact]
    public void A_stop_for_all_beside_a_target_for_half_protects_all()
    {
        var (_, target, stop) = _desk.Begin(Target(0.5m), Stop());
        Assert.Equal((0.5m, 1m), (target.LeavesQuantity.Value, stop.LeavesQuantity.Value));
        _desk.Fill(target, 0.5m, 105);
        _desk.Settle();
        Assert.Equal((0.5m, 0.5m), (_desk.HeldByOne, stop.LeavesQuantity.Value));
    }

    // A target for a half and a stop for the other; 0.5 are sold: what is left keeps its stop, and the target, which is listed first, has nothing to do.
    [Fact]
    public void A_stop_goes_before_a_target_that_is_listed_before_it()
    {
        var (_, target, stop) = _desk.Begin(Target(0.5m), Stop(0.5m));
        _desk.Sell(0.5m);
        _desk.Settle();
        Assert.Equal((0.5m, 0.5m, OrderStatus.Canceled), (_desk.HeldByOne, stop.LeavesQuantity.Value, target.Status));
        _desk.AssertProtectedOrTold(0.5m);
    }

    // A target for 0.6 and a stop for 0.4; 0.3 are sold: the stop keeps its 0.4, the target has the other 0.3, and when that has filled the stop stays as it is.
    [Fact]
    public void A_target_has_what_the_stop_leaves()
    {
        var (_, target, stop) = _desk.Begin(Target(0.6m), Stop(0.4m));
        _desk.Sell(0.3m);
        _desk.Settle();
        Assert.Equal((0.4m, 0.3m), (stop.LeavesQuantity.Value, target.LeavesQuantity.Value));
        _desk.Fill(target, 0.3m, 105);
        _desk.Settle();
        Assert.Equal((0.4m, 0.4m), (_desk.HeldByOne, stop.LeavesQuantity.Value));
    }

    // Ann cancels the first of two stops; before its venue says so, 0.5 are sold: the second is for the 0.5 that are left.
    [Fact]
    public void A_stop_that_a_person_cancels_takes_nothing_from_the_other()
    {
        var (_, first, second) = _desk.Begin(Stop(0.5m), Stop(0.5m, 95));
        Assert.Null(Kernel.Do(new KernelCommand.Cancel(Kernel.Now, first.Id, "ann", "")));
        _desk.Sell(0.5m);
        _desk.Settle();
        Assert.Equal((0.5m, 0.5m), (_desk.HeldByOne, second.LeavesQuantity.Value));
        _desk.AssertProtectedOrTold(0.5m);
    }

    // Stops of 0.5 at 95 and 0.5 at 97; 0.3 are sold: 0.5 and 0.2. At 97 the second fills all it is for; the 0.5 at 95 have their stop.
    [Fact]
    public void A_stop_that_was_made_smaller_for_another_leaves_no_rest_to_close()
    {
        var (_, low, high) = _desk.Begin(Stop(0.5m, 95), Stop(0.5m));
        _desk.Sell(0.3m);
        _desk.Settle();
        Assert.Equal((0.5m, 0.2m), (low.LeavesQuantity.Value, high.LeavesQuantity.Value));
        Kernel.Fill(high, 0.2m, 97);
        Assert.Equal((0.5m, 0m), (_desk.HeldByOne, SentQuantity(Kernel)));
    }

    // The same, and the market falls on to 95 before an amendment could arrive: 0.7 are there.
    [Fact]
    public void Stops_and_what_closes_a_rest_sell_no_more_together_than_there_is()
    {
        var (_, low, high) = _desk.Begin(Stop(0.5m, 95), Stop(0.5m));
        _desk.Sell(0.3m);
        _desk.Settle();
        Kernel.Fill(high, 0.2m, 97);
        var closing = Sent(Kernel);
        Kernel.Fill(low, 0.5m, 95);
        if (closing is not null)
            Kernel.Fill(closing, closing.LeavesQuantity.Value, 95);
        Assert.Equal((0m, 1m), (_desk.HeldByOne, Kernel.Position.SignedQuantity));
    }

    // Exits for one and a half: a target for half and a stop for all of 0.3. 0.2 are sold, 0.2 more are bought, and the stop fills the 0.1 it was for when its amendment had
    // not arrived: 0.2 are left, which the target could close only in our favor. They are closed.
    [Fact]
    public void What_a_stop_left_is_closed_though_a_target_works()
    {
        var (entry, _, stop) = _desk.Begin(Target(0.5m, 112), Stop(1, 88), filled: 0.3m);
        _desk.Sell(0.1m);
        _desk.Settle();
        _desk.Sell(0.1m);
        Assert.Equal(0.1m, stop.RequestedAmend?.Quantity?.Value);
        _desk.Fill(entry, 0.2m, 100);
        _desk.Fill(stop, 0.1m, 88);
        _desk.Settle(); // The stop becomes 0.1, of which all has filled.
        Assert.Equal((OrderStatus.Filled, 0.2m), (stop.Status, _desk.HeldByOne));
        _desk.AssertProtectedOrTold(0.2m);
    }

    // A target and a stop of a half each; the entry fills 0.4 and then 0.6, 0.3 are sold, and the stop fills the 0.2 it was for when it was to become 0.5. Of the 0.5 that are
    // left 0.3 were the stop's, and are closed; the target keeps 0.2.
    [Fact]
    public void What_a_stop_left_is_closed_and_the_target_keeps_its_own()
    {
        var (entry, target, stop) = _desk.Begin(Target(0.5m), Stop(0.5m), filled: 0.4m);
        _desk.Fill(entry, 0.6m, 100);
        _desk.Sell(0.3m);
        Kernel.Fill(stop, 0.2m, 97);
        Kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal((OrderStatus.Filled, 0.3m), (stop.Status, SentQuantity(Kernel)));
        var closing = Sent(Kernel)!;
        _desk.Settle();
        Assert.Equal(0.2m, target.LeavesQuantity.Value);
        Kernel.Fill(closing, 0.3m, 97);
        Assert.Equal(0.2m, _desk.HeldByOne);
    }

    // Two targets of a half each: the first fills the 0.2 it was for when it was to become 0.5, and nobody closes in our favor at the market. What comes late when the entry was
    // to end is for the first's half alone, less what was sold: the second works for its own.
    [Fact]
    public void What_comes_late_beside_a_target_that_works_is_closed_in_the_share_of_the_other()
    {
        var (entry, first, second) = _desk.Begin(Target(0.5m), Target(0.5m, 110), filled: 0.4m);
        _desk.Fill(first, 0.2m, 105);
        Assert.True(entry.IsCancelRequested);
        Kernel.Fill(entry, 0.4m, 105);
        Assert.Equal(0.2m, SentQuantity(Kernel));
        _desk.Settle();
        Assert.Equal(0.4m, second.LeavesQuantity.Value);
    }

    // A bracket of 1; the strategy's sell of 1 at 101 has filled 0.995 and rests: 0.005 are left, and the least an order can be is 0.01. The stop does not sell what is held by hand.
    [Fact]
    public void A_stop_is_not_left_for_all_while_a_sell_that_closed_nearly_all_rests()
    {
        var (_, _, stop) = BeginFilled(Kernel, request: Bracket(strategy: One));
        var sell = Kernel.Submit(KernelHarness.Request(Sell, 1, 101) with { Strategy = One });
        Kernel.Accept(sell);
        Kernel.Fill(sell, 0.995m, 101);
        Assert.Equal(["exit_too_small", "exit_too_small"], Codes(Kernel));
        _desk.Settle();
        Assert.Equal((0.005m, true), (_desk.HeldByOne, stop.IsClosed));
    }

    // A market order's next fill comes at once: until then nothing is ended, nor told.
    [Fact]
    public void A_market_order_that_closes_by_several_fills_ends_nothing_in_between()
    {
        var (_, target, stop) = BeginFilled(Kernel, request: Bracket(strategy: One));
        var sell = Kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = One });
        Kernel.Fill(sell, 0.995m, 100);
        Assert.Empty(Codes(Kernel));
        Assert.False(stop.IsCancelRequested || target.IsCancelRequested);
        Kernel.Fill(sell, 0.005m, 100);
        Assert.Empty(Codes(Kernel));
        Assert.True(stop.IsCancelRequested && target.IsCancelRequested);
    }

    // It ends before all is closed: 0.005 are left, and told.
    [Fact]
    public void A_market_order_that_ends_before_all_is_closed_ends_what_has_become_too_small()
    {
        var (_, target, stop) = BeginFilled(Kernel, request: Bracket(strategy: One));
        var sell = Kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = One });
        Kernel.Fill(sell, 0.995m, 100);
        Kernel.Happen(sell, OrderEvent.Canceled);
        Assert.Equal(["exit_too_small", "exit_too_small"], Codes(Kernel));
        Assert.True(stop.IsCancelRequested && target.IsCancelRequested);
    }

    // 0.995 of 1 were sold while nothing may be sent. When trading goes on no exit is asked to become smaller than its venue takes (0.01): it ends.
    [Fact]
    public void No_exit_is_made_smaller_than_its_venue_takes_when_trading_goes_on()
    {
        var (_, target, stop) = BeginFilled(Kernel, request: Bracket(strategy: One));
        var sell = Kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = One });
        Kernel.Fill(sell, 0.995m, 100);
        Kernel.SetState(TradingState.Halted);
        var asked = Amended(Kernel, target).Concat(Amended(Kernel, stop)).ToList();
        Kernel.SetState(TradingState.Active);
        asked.AddRange(Amended(Kernel, target).Concat(Amended(Kernel, stop)));
        Assert.Empty(asked);
        Assert.True(stop.IsCancelRequested && target.IsCancelRequested);
    }

    // A sell's first fill leaves 0.005 of the list's, too small; 1 is bought; the last fill is of that: the list still has 0.005.
    [Fact]
    public void Exits_are_made_smaller_also_where_the_last_fill_took_from_none()
    {
        var (_, _, stop) = BeginFilled(Kernel, request: Bracket(strategy: One));
        var sell = Kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = One });
        Kernel.Fill(sell, 0.995m, 101);
        Kernel.Fill(Kernel.Submit(KernelHarness.Request(Buy, 1) with { Strategy = One }), 1, 101);
        Kernel.Fill(sell, 0.005m, 101);
        Assert.Equal(OrderStatus.Filled, sell.Status);
        _desk.Settle();
        if (!stop.IsClosed)
            Kernel.Fill(stop, stop.LeavesQuantity.Value, 97);
        Assert.InRange(_desk.HeldByOne, 0.99m, 1m);
    }

    // A held stop is listed before a target; what has filled is sold, so that all ends. Nothing is left that could be too small.
    [Fact]
    public void A_held_stop_of_a_position_that_is_gone_is_not_told_as_too_small()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10, features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop(), Target()], Peers = Contingency.Ouo });
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 0.5m, 100);
        kernel.Accept(orders[2]);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 100);
        Assert.Empty(Codes(kernel));
        kernel.Happen(orders[2], OrderEvent.Canceled);
        Assert.Empty(Codes(kernel));
        kernel.Happen(orders[0], OrderEvent.Canceled);
        Assert.Empty(Codes(kernel));
        Assert.Equal((0m, true), (kernel.Position.SignedQuantity, orders[1].IsClosed));
    }

    // The target filled 0.96 while halted: when trading goes on the stop works for 0.04, as without the halt.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_halt_ends_no_stop_that_would_stay_without_it(bool isHalted)
    {
        var (_, target, stop) = BeginFilled(Kernel);
        if (isHalted)
            Kernel.SetState(TradingState.Halted);
        Kernel.Fill(target, 0.96m, 105);
        if (isHalted)
            Kernel.SetState(TradingState.Active);
        Assert.False(stop.IsCancelRequested || stop.IsClosed);
        if (stop.RequestedAmend is not null)
            Kernel.Happen(stop, OrderEvent.Updated);
        Assert.Equal(0.04m, stop.LeavesQuantity.Value);
    }
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Exits follow their position: they close no more than there is of it, and all that their entry left.</summary>
public sealed class PositionExitTests
{
    [Fact]
    public void Exits_protect_all_that_a_bracket_by_hand_bought()
    {
        var kernel = new KernelHarness();
        Assert.Null(kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(1, KernelHarness.Btc.Base), BalanceReason.Deposit, "")));
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.7m)), 0.7m, 100); // Of what was paid in.
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        Assert.Equal([1m, 1m], [target.Quantity.Value, stop.Quantity.Value]);
    }

    [Fact]
    public void An_exit_whose_growth_was_kept_back_grows_once_trading_goes_on()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        kernel.SetState(TradingState.Halted);
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal([0.8m], Amended(kernel, stop));
        kernel.Happen(stop, OrderEvent.UpdateRejected, "not_wanted"); // As a paper market ends what it kept back.
        kernel.Happen(target, OrderEvent.UpdateRejected, "not_wanted");
        kernel.SetState(TradingState.Active);
        var grown = Amended(kernel, stop).ToList();
        for (var bar = 0; bar < 3; bar++)
        {
            kernel.Close(100);
            grown.AddRange(Amended(kernel, stop));
        }
        Assert.Equal([0.8m], grown);
    }

    [Fact]
    public void What_was_closed_of_one_bracket_stays_off_its_exits_when_another_is_bought()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 101);
        kernel.Happen(target, OrderEvent.Updated);
        kernel.Happen(stop, OrderEvent.Updated);
        Assert.Equal([0.5m, 0.5m], [target.LeavesQuantity.Value, stop.LeavesQuantity.Value]);
        var (other, _, _) = Begin(kernel);
        kernel.Fill(other, 1, 100);
        Assert.Empty(Amended(kernel, target).Concat(Amended(kernel, stop)));
    }

    [Fact]
    public void What_was_closed_of_one_bracket_stays_off_its_exits_when_trading_goes_on()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 101);
        kernel.Happen(target, OrderEvent.Updated);
        kernel.Happen(stop, OrderEvent.Updated);
        var (other, otherTarget, otherStop) = BeginFilled(kernel);
        kernel.SetState(TradingState.Halted);
        kernel.SetState(TradingState.Active);
        Assert.Empty(Amended(kernel, target).Concat(Amended(kernel, stop)));
        AssertReadsBack(kernel); // With what was closed of it.
        kernel.Fill(target, 0.1m, 105);
        Assert.Equal([0.4m], Amended(kernel, stop)); // Of 1.4 that are held the other's exits have 1.
        Assert.Equal([1m, 1m], [otherTarget.LeavesQuantity.Value, otherStop.LeavesQuantity.Value]);
    }

    [Fact]
    public void Exits_grow_with_their_entry_beside_those_that_were_made_smaller()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        var (other, otherTarget, otherStop) = BeginFilled(kernel, 0.4m);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.9m)), 0.9m, 101); // Of the first, as it is older.
        Assert.Equal([0.1m], Amended(kernel, stop));
        Assert.Empty(Amended(kernel, otherStop));
        kernel.Fill(other, 0.6m, 100);
        Assert.Equal([1m], Amended(kernel, otherStop));
        Assert.Equal(1.1m, kernel.Position.SignedQuantity);
    }

    [Fact]
    public void A_buy_may_follow_a_sell_of_what_is_there()
    {
        var kernel = new KernelHarness();
        kernel.Hold(1);
        Assert.Null(kernel.Do(new KernelCommand.SubmitList(kernel.Now, new OrderListRequest { Entry = KernelHarness.Request(Sell, 1, 105), Orders = [KernelHarness.Request(Buy, 1, 95)] })));
    }

    [Fact]
    public void What_is_closed_by_several_fills_asks_for_no_exit_smaller_than_its_venue_takes()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        var all = kernel.Submit(KernelHarness.Request(Sell, 1));
        kernel.Fill(all, 0.995m, 101); // Of 0.005 none can be: the least is 0.01, and worth 5.
        Assert.Empty(Amended(kernel, target).Concat(Amended(kernel, stop)));
    }

    [Fact]
    public void A_resting_partial_close_makes_the_stop_smaller()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        var all = kernel.Submit(KernelHarness.Request(Sell, 1, 101));
        kernel.Accept(all);
        kernel.Fill(all, 0.5m, 101);
        for (var bar = 0; bar < 3; bar++)
            kernel.Close(100);
        Assert.NotNull(stop.RequestedAmend);
    }

    [Fact]
    public void A_bracket_by_hand_is_protected_whole_beside_a_strategy_that_paid_fees_in_base()
    {
        var kernel = new KernelHarness(AccountKind.Cash, cash: 100_000);
        StartIdle(kernel, One);
        var own = kernel.Submit(KernelHarness.Request(Buy, 100) with { Strategy = One });
        kernel.Fill(own, 100, 100, new Money(0.1m, Currency.Parse("BTC")));
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        Assert.Equal(100.9m, kernel.Balance("BTC").Total);
        Assert.Equal([1m, 1m], [target.Quantity.Value, stop.Quantity.Value]);
    }

    [Fact]
    public void A_bracket_by_hand_is_protected_at_all_beside_a_strategy_that_paid_fees_in_base()
    {
        var kernel = new KernelHarness(AccountKind.Cash, cash: 1_000_000);
        StartIdle(kernel, One);
        for (var turn = 0; turn < 10; turn++)
        {
            var own = kernel.Submit(KernelHarness.Request(Buy, 100) with { Strategy = One });
            kernel.Fill(own, 100, 100, new Money(0.1m, Currency.Parse("BTC")));
            kernel.Advance(TimeSpan.FromSeconds(5));
        }
        var (entry, _, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        Assert.False(stop.IsClosed, $"{stop.Status} {stop.Reason} {string.Join(",", Codes(kernel))}");
    }

    [Fact]
    public void A_stop_of_a_strategy_follows_what_the_strategy_holds()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var (entry, target, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
        var sell = kernel.Submit(KernelHarness.Request(Sell, 1, 101) with { Strategy = One });
        kernel.Accept(sell);
        kernel.Fill(sell, 0.5m, 101);
        for (var bar = 0; bar < 3; bar++)
            kernel.Close(100);
        var asked = stop.RequestedAmend?.Quantity ?? stop.Quantity;
        Assert.Equal(0.5m, asked.Value);
    }

    [Fact]
    public void A_stop_beside_a_resting_sell_of_its_strategy_sells_the_rest()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var (entry, target, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
        var sell = kernel.Submit(KernelHarness.Request(Sell, 1, 101) with { Strategy = One });
        kernel.Accept(sell);
        kernel.Fill(sell, 0.5m, 101);
        if (stop.RequestedAmend is not null)
            kernel.Happen(stop, OrderEvent.Updated);
        kernel.Fill(stop, stop.LeavesQuantity.Value, 97); // The venue sees an account that is long 1.5 and fills all of it.
        Assert.Equal(0m, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
    }

    [Fact]
    public void Exits_without_peers_offer_no_more_than_a_fee_in_base_left()
    {
        var kernel = new KernelHarness(AccountKind.Cash);
        var orders = kernel.Submit(Halves());
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 1, 100, new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal(0.999m, kernel.Balance("BTC").Total);
        Assert.InRange(SentQuantity(kernel), 0.99m, 0.999m);
    }

    [Theory]
    [InlineData(AccountKind.Margin)]
    [InlineData(AccountKind.Cash)]
    public void A_stop_whose_position_became_too_small_to_close_does_not_stay_as_large_as_it_was(AccountKind kind)
    {
        var kernel = new KernelHarness(kind, leverage: kind == AccountKind.Margin ? 10 : 1);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var (entry, target, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.96m) with { Strategy = One }), 0.96m, 100);
        for (var bar = 0; bar < 3; bar++)
            kernel.Close(100);
        Assert.Equal(0.04m, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
        Assert.True(stop.IsClosed || stop.IsCancelRequested || (stop.RequestedAmend?.Quantity ?? stop.Quantity).Value <= 0.04m, $"the stop sells {stop.LeavesQuantity} of a position of 0.04");
    }

    [Theory]
    [InlineData(AccountKind.Margin)]
    [InlineData(AccountKind.Cash)]
    public void Exits_of_a_position_that_is_gone_do_not_stay_since_the_entry_works_on(AccountKind kind)
    {
        var kernel = new KernelHarness(kind, leverage: kind == AccountKind.Margin ? 10 : 1);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m, Bracket(strategy: One));
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m) with { Strategy = One }), 0.5m, 100);
        for (var bar = 0; bar < 3; bar++)
            kernel.Close(100);
        Assert.Equal(0m, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
        if (stop is { IsClosed: false, IsCancelRequested: false })
            kernel.Fill(stop, stop.LeavesQuantity.Value, 97); // The account is long 1 by hand: reduce-only does not stop it.
        Assert.Equal((0m, 1m), (kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity, kernel.Position.SignedQuantity));
    }

    [Theory]
    [InlineData(AccountKind.Margin)]
    [InlineData(AccountKind.Cash)]
    public void Stops_of_two_brackets_sell_no_more_together_than_their_strategy_has(AccountKind kind)
    {
        var kernel = new KernelHarness(kind, leverage: kind == AccountKind.Margin ? 10 : 1);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var stops = new List<Order>();
        for (var bracket = 0; bracket < 2; bracket++)
        {
            var (_, _, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
            stops.Add(stop);
        }
        var sell = kernel.Do(new KernelCommand.Submit(kernel.Now, KernelHarness.Request(Sell, 1) with { Strategy = One }));
        Assert.Null(sell);
        kernel.Fill(Sent(kernel)!, 1, 100);
        for (var bar = 0; bar < 3; bar++)
        {
            foreach (var order in kernel.Kernel.State.OpenOrders.Where(order => order.RequestedAmend is not null).ToArray())
                kernel.Happen(order, OrderEvent.Updated);
            kernel.Close(100);
        }
        Assert.Equal(1m, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
        Assert.True(stops.Where(stop => !stop.IsCancelRequested).Sum(stop => stop.LeavesQuantity.Value) == 1m, $"stops sell {stops.Sum(stop => stop.LeavesQuantity.Value)} of a position of 1");
    }

    [Fact]
    public void Exits_are_for_what_their_entry_opened_beyond_what_it_closed()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1);
        var orders = kernel.Submit(ShortBracket(3));
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 3, 100); // It closes 1 and opens 2.
        Assert.Equal([2m, 2m], [orders[1].Quantity.Value, orders[2].Quantity.Value]);
        kernel.Accept(orders[1]);
        kernel.Accept(orders[2]);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1)), 1, 100); // By hand, and nothing of the list.
        kernel.SetState(TradingState.Halted);
        kernel.SetState(TradingState.Active);
        Assert.Empty(Amended(kernel, orders[1]).Concat(Amended(kernel, orders[2])));
    }

    // Short 0.5; an entry of 1 closes that and opens 0.5, of which its stop, made for a half of it, is for 0.25.
    [Fact]
    public void Of_what_an_entry_opened_exits_are_for_the_part_they_were_made_for()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 100);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop(0.5m)] });
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 1, 100);
        Assert.Equal((0.5m, 0.25m), (kernel.Position.SignedQuantity, orders[1].LeavesQuantity.Value));
    }

    [Fact]
    public void What_is_sold_by_hand_is_taken_first_from_what_no_list_bought()
    {
        var kernel = new KernelHarness();
        Assert.Null(kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(5, KernelHarness.Btc.Base), BalanceReason.Deposit, "")));
        Assert.Null(kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(1, KernelHarness.Btc.Base), BalanceReason.Deposit, "")));
        var by = kernel.Submit(KernelHarness.Request(Sell, 6)); // Before the exits hold it back.
        Assert.Null(kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(-1, KernelHarness.Btc.Base), BalanceReason.Correction, "")));
        var (_, target, stop) = BeginFilled(kernel);
        kernel.Fill(by, 5, 100);
        Assert.Empty(Amended(kernel, target).Concat(Amended(kernel, stop)));
        kernel.Fill(by, 0.6m, 100);
        Assert.Equal([0.4m, 0.4m], [.. Amended(kernel, target), .. Amended(kernel, stop)]);
    }

    [Fact]
    public void What_an_exit_sells_beyond_its_own_is_of_the_others()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (_, target, _) = BeginFilled(kernel);
        var (_, otherTarget, otherStop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.4m)), 0.4m, 101);
        Assert.Equal([0.6m], Amended(kernel, target));
        kernel.Fill(target, 1, 105); // Before that arrived.
        Assert.Equal([0.6m, 0.6m], [.. Amended(kernel, otherTarget), .. Amended(kernel, otherStop)]);
        Assert.Equal(0.6m, kernel.Position.SignedQuantity);
    }

    [Fact]
    public void Exits_without_peers_may_each_close_all_that_a_fee_left()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Target(), Stop()] });
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 1, 100, new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal([0.999m, 0.999m], [orders[1].Quantity.Value, orders[2].Quantity.Value]);
    }

    [Fact]
    public void An_entry_that_has_only_closed_so_far_works_on()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1);
        var orders = kernel.Submit(ShortBracket(3));
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 0.5m, 100); // Of what was held.
        var other = kernel.Submit(KernelHarness.Request(Sell, 0.2m, 99));
        kernel.Accept(other);
        kernel.Fill(other, 0.1m, 99);
        kernel.Happen(other, OrderEvent.Canceled);
        Assert.False(orders[0].IsCancelRequested);
        Assert.Equal([OrderStatus.Emulated, OrderStatus.Emulated], [orders[1].Status, orders[2].Status]);
        kernel.Fill(orders[0], 2.5m, 100); // It closes 0.4 and opens 2.1.
        Assert.Equal([2.1m, 2.1m], [orders[1].Quantity.Value, orders[2].Quantity.Value]);
    }
}

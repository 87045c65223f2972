using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Exits that follow their position, and what is closed at the market where no exit closes it any more: once, and no more than there is.</summary>
public sealed class PositionExitTests
{
    [Theory]
    [InlineData(AccountKind.Cash)]
    [InlineData(AccountKind.Margin)]
    public void What_a_stop_left_is_closed_once_where_its_target_is_held_here(AccountKind kind)
    {
        var kernel = new KernelHarness(kind, features: WithoutStops);
        kernel.Hold(1); // By hand, not to be sold.
        var touched = Target() with { Type = MarketIfTouched, Price = null, TriggerPrice = 105 };
        var (entry, _, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), touched, Stop()));
        kernel.Fill(entry, 0.5m, 100);
        kernel.Close(96); // The stop is hit and sent for 0.5.
        kernel.Fill(entry, 0.3m, 100); // Before its cancel arrives.
        kernel.Fill(stop, 0.5m, 96);
        Assert.Equal(0.3m, kernel.Decision.Effects.OfType<Effect.Submit>().Sum(sent => sent.Terms.Quantity.Value));
    }

    [Fact]
    public void What_a_stop_left_is_closed_once_where_its_venue_is_asked_for_it()
    {
        var harness = ExecutionHarness.Recovered();
        var kernel = harness.Kernel;
        kernel.Hold(1); // By hand, not to be sold.
        var orders = kernel.Submit(Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        harness.Accept(entry);
        kernel.Fill(entry, 0.5m, 100);
        harness.Accept(target);
        harness.Accept(stop);
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal([0.8m], Amended(kernel, stop));
        // The venue links them: the stop fills all its 0.5 and ends the target; the amendment gets lost.
        kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Unknown("timeout")));
        kernel.Fill(stop, 0.5m, 97, tradeId: "S1");
        kernel.Happen(target, OrderEvent.Canceled);
        var query = harness.AwaitQuery(stop);
        var found = harness.OrderAt(stop, VenueOrderStatus.Filled, 0.5m);
        harness.Answer(query, new OrderAnswer.Found(found with { Terms = found.Terms with { Quantity = kernel.Market.ToQuantity(0.5m, GridRounding.Exact) } }, []));
        Assert.Equal(OrderStatus.Filled, stop.Status);
        Assert.Equal(0.3m, kernel.Decision.Effects.OfType<Effect.Submit>().Sum(sent => sent.Terms.Quantity.Value));
    }

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_stop_left_is_closed_where_it_has_no_peers_or_such_as_cancel_each_other(bool isOco)
    {
        var kernel = new KernelHarness(AccountKind.Margin);
        OrderRequest[] exits = isOco ? [Stop(), Target()] : [Stop()];
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = exits, Peers = isOco ? Contingency.Oco : null });
        var (entry, stop) = (orders[0], orders[1]);
        kernel.Accept(entry);
        kernel.Fill(entry, 0.5m, 100);
        foreach (var exit in orders.Skip(1))
            kernel.Accept(exit);
        kernel.Fill(entry, 0.3m, 100); // The stop is asked to become 0.8.
        Assert.Equal([0.8m], Amended(kernel, stop));
        kernel.Fill(stop, 0.5m, 97); // It filled before that arrived.
        var sent = kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal(OrderStatus.Filled, stop.Status);
        sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        if (isOco)
        {
            kernel.Happen(orders[2], OrderEvent.Canceled);
            sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        }
        kernel.Happen(entry, OrderEvent.Canceled);
        sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        Assert.Equal((0.3m, 0.3m), (kernel.Position.SignedQuantity, sent));
    }

    [Fact]
    public void What_waits_to_close_a_rest_follows_its_position_too()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        var one = StrategyInstanceId.Parse("stg_one");
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, one, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        var request = OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100) with { Strategy = one }, Target() with { Strategy = one }, Stop() with { Strategy = one });
        var (entry, target, stop) = Begin(kernel, request);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal(OrderStatus.Filled, stop.Status);
        Assert.True(target.IsCancelRequested);
        Assert.Null(kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "usr", "")));
        kernel.Happen(target, OrderEvent.Canceled); // What closes the rest of 0.3 waits.
        var rest = kernel.Kernel.State.OpenOrders.Single(order => order.IsHeld);
        Assert.Equal(0.3m, rest.Quantity.Value);
        kernel.Fill(target, 0.3m, 105); // Real venues report fills after the end: nothing is left.
        Assert.Equal(0, kernel.Kernel.State.Portfolio.PositionOf(one, KernelHarness.Btc).SignedQuantity);
        Assert.Null(kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Active, "usr", "")));
        kernel.Close(100);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Submit>());
    }

    [Fact]
    public void An_exit_whose_growth_was_kept_back_grows_once_trading_goes_on()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        Assert.Null(kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "usr", "")));
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal([0.8m], Amended(kernel, stop));
        kernel.Happen(stop, OrderEvent.UpdateRejected, "not_wanted"); // As a paper market ends what it kept back.
        kernel.Happen(target, OrderEvent.UpdateRejected, "not_wanted");
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Active, "usr", ""));
        var grown = Amended(kernel, stop).ToList();
        for (var bar = 0; bar < 3; bar++)
        {
            kernel.Close(100);
            grown.AddRange(Amended(kernel, stop));
        }
        Assert.Equal([0.8m], grown);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_second_held_stop_is_sent_once_the_first_has_failed(bool isFilled)
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: WithoutStops, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        var one = StrategyInstanceId.Parse("stg_one");
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, one, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        var orders = kernel.Submit(new OrderListRequest
        {
            Entry = KernelHarness.Request(Buy, 1) with { Strategy = one },
            Orders = [Stop(trigger: 97) with { Strategy = one }, Stop(trigger: 95) with { Strategy = one }],
            Peers = Contingency.Ouo,
        });
        kernel.Fill(orders[0], 1, 100);
        kernel.Close(96);
        Assert.Equal(1, kernel.Decision.Effects.OfType<Effect.Submit>().Sum(sent => sent.Terms.Quantity.Value));
        kernel.Close(94); // Before the first has an answer.
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Submit>());
        kernel.Close(98);
        if (isFilled)
        {
            kernel.Fill(orders[1], 1, 96);
            Assert.Equal(OrderStatus.Canceled, orders[2].Status);
            return;
        }
        kernel.Happen(orders[1], OrderEvent.Rejected, "too_many_orders"); // The second was hit, wherever the price is by now.
        Assert.Same(orders[2], Sent(kernel));
        Assert.Equal(1, orders[2].Quantity.Value);
    }

    [Fact]
    public void A_second_held_stop_trails_while_the_first_is_on_its_way()
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: WithoutStops, leverage: 10);
        var trailing = Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 5 };
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1), Orders = [Stop(trigger: 97), trailing], Peers = Contingency.Ouo });
        kernel.Fill(orders[0], 1, 100);
        kernel.Close(97);
        Assert.Same(orders[1], Sent(kernel));
        kernel.Close(110); // Before it has an answer.
        Assert.Equal(105, orders[2].TriggerPrice?.Value);
    }

    [Fact]
    public void What_was_closed_of_one_bracket_stays_off_its_exits_when_another_is_bought()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
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
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 101);
        kernel.Happen(target, OrderEvent.Updated);
        kernel.Happen(stop, OrderEvent.Updated);
        var (other, otherTarget, otherStop) = Begin(kernel);
        kernel.Fill(other, 1, 100);
        kernel.Accept(otherTarget);
        kernel.Accept(otherStop);
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "usr", ""));
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Active, "usr", ""));
        Assert.Empty(Amended(kernel, target).Concat(Amended(kernel, stop)));
        kernel.Fill(target, 0.1m, 105);
        Assert.Equal([0.4m], Amended(kernel, stop)); // Of 1.4 that are held the other's exits have 1.
        Assert.Equal([1m, 1m], [otherTarget.LeavesQuantity.Value, otherStop.LeavesQuantity.Value]);
    }

    [Fact]
    public void Exits_grow_with_their_entry_beside_those_that_were_made_smaller()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        var (other, otherTarget, otherStop) = Begin(kernel);
        kernel.Fill(other, 0.4m, 100);
        kernel.Accept(otherTarget);
        kernel.Accept(otherStop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.9m)), 0.9m, 101); // 0.5 are left: both follow it.
        Assert.Equal([0.5m], Amended(kernel, stop));
        kernel.Fill(other, 0.6m, 100); // 1.1: the first is to have 0.5 of them.
        Assert.Equal([0.6m], Amended(kernel, otherStop));
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
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        var all = kernel.Submit(KernelHarness.Request(Sell, 1));
        kernel.Fill(all, 0.995m, 101); // Of 0.005 none can be: the least is 0.01, and worth 5.
        Assert.Empty(Amended(kernel, target).Concat(Amended(kernel, stop)));
    }

    private sealed class Idle : StatelessStrategy;
}

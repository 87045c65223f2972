using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>What an entry filled and no exit closes any more is closed at the market: once, and no more than there is.</summary>
public sealed class ClosingTests
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
        Assert.Equal(0.3m, SentQuantity(kernel));
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
        Assert.Equal(0.3m, SentQuantity(kernel));
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
        var sent = SentQuantity(kernel);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal(OrderStatus.Filled, stop.Status);
        sent += SentQuantity(kernel);
        if (isOco)
        {
            kernel.Happen(orders[2], OrderEvent.Canceled);
            sent += SentQuantity(kernel);
        }
        kernel.Happen(entry, OrderEvent.Canceled);
        sent += SentQuantity(kernel);
        Assert.Equal((0.3m, 0.3m), (kernel.Position.SignedQuantity, sent));
    }

    [Fact]
    public void What_waits_to_close_a_rest_follows_its_position_too()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var request = Bracket(strategy: One);
        var (entry, target, stop) = BeginShort(kernel, request);
        Assert.Equal(OrderStatus.Filled, stop.Status);
        Assert.True(target.IsCancelRequested);
        kernel.SetState(TradingState.Halted);
        kernel.Happen(target, OrderEvent.Canceled); // What closes the rest of 0.3 waits.
        var rest = kernel.Kernel.State.OpenOrders.Single(order => order.IsHeld);
        Assert.Equal(0.3m, rest.Quantity.Value);
        kernel.Fill(target, 0.3m, 105); // Real venues report fills after the end: nothing is left.
        Assert.Equal(0, kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity);
        kernel.SetState(TradingState.Active);
        kernel.Close(100);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Submit>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_fee_of_an_entry_is_not_sold_from_what_was_there_before(bool isBracket)
    {
        var kernel = new KernelHarness(AccountKind.Cash, cash: 100_000);
        kernel.Hold(1); // By hand, not to be sold.
        var orders = kernel.Submit(isBracket
            ? Bracket(100)
            : new OrderListRequest { Entry = KernelHarness.Request(Buy, 100, 100), Orders = [Stop(100)] });
        var (entry, stop) = (orders[0], orders[^1]);
        kernel.Accept(entry);
        kernel.Fill(entry, 100, 100, new Money(0.1m, Currency.Parse("BTC")));
        foreach (var exit in orders.Skip(1))
            kernel.Accept(exit);
        Assert.Equal(99.9m, stop.Quantity.Value);
        kernel.Fill(stop, 99.9m, 97);
        var sent = SentQuantity(kernel);
        if (isBracket)
        {
            kernel.Happen(orders[1], OrderEvent.Canceled);
            sent += SentQuantity(kernel);
        }
        Assert.Equal(1m, kernel.Balance("BTC").Total);
        Assert.Equal(0m, sent);
    }

    [Fact]
    public void What_was_closed_of_one_bracket_is_not_closed_from_another()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 101);
        kernel.Happen(target, OrderEvent.Updated);
        kernel.Happen(stop, OrderEvent.Updated);
        var (other, target2, stop2) = BeginFilled(kernel, request: OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target(), Stop(trigger: 90)));
        Assert.Equal((0.5m, 0.5m), (target.LeavesQuantity.Value, stop.LeavesQuantity.Value));
        kernel.Fill(stop, 0.5m, 97);
        var sent = SentQuantity(kernel);
        kernel.Happen(target, OrderEvent.Canceled);
        sent += SentQuantity(kernel);
        Assert.Equal((1m, 0m), (kernel.Position.SignedQuantity, sent));
    }

    [Fact]
    public void A_closing_that_waits_outlives_a_restart()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginShort(kernel);
        kernel.SetState(TradingState.Halted);
        kernel.Happen(target, OrderEvent.Canceled);
        AssertReadsBack(kernel);
        var again = new KernelHarness(kernel);
        AssertReadsBack(again);
        again.SetState(TradingState.Active);
        again.Close(100);
        Assert.Equal(0.3m, SentQuantity(again));
        AssertReadsBack(again);
    }

    [Fact]
    public void A_late_fill_while_a_closing_waits_is_closed_with_it()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1);
        var (entry, target, stop) = BeginShort(kernel);
        kernel.SetState(TradingState.Halted);
        kernel.Happen(target, OrderEvent.Canceled);
        kernel.Fill(entry, 0.2m, 100); // late
        kernel.SetState(TradingState.Active);
        kernel.Close(100);
        Assert.Equal(0.5m, SentQuantity(kernel));
    }

    [Fact]
    public void What_two_stops_left_is_closed_for_both()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(Halves());
        var entry = orders[0];
        kernel.Accept(entry);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(orders[1]);
        kernel.Accept(orders[2]);
        kernel.Fill(entry, 0.4m, 100);
        Assert.Equal([0.45m], Amended(kernel, orders[1]));
        var sent = 0m;
        foreach (var stop in orders.Skip(1))
        {
            kernel.Fill(stop, 0.25m, 95);
            sent += SentQuantity(kernel);
            kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
            sent += SentQuantity(kernel);
        }
        Assert.Equal((0.4m, 0.4m), (kernel.Position.SignedQuantity, sent));
    }

    [Fact]
    public void A_rest_is_not_closed_again_after_a_liquidation()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginShort(kernel);
        kernel.Do(new KernelCommand.Liquidate(kernel.Now, KernelHarness.Btc));
        var sent = SentQuantity(kernel);
        kernel.Happen(target, OrderEvent.Canceled);
        sent += SentQuantity(kernel);
        Assert.Equal(0.3m, sent);
    }

    [Fact]
    public void A_closing_that_got_lost_is_sent_once_more_and_once()
    {
        var engine = ExecutionHarness.Recovered();
        var kernel = engine.Kernel;
        var orders = kernel.Submit(Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        engine.Accept(entry);
        kernel.Fill(entry, 0.5m, 100);
        engine.Accept(target);
        engine.Accept(stop);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Tell(new ExecutionInput.AmendAnswered(engine.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Rejected("order_filled")));
        kernel.Happen(target, OrderEvent.Canceled);
        var rest = Sent(kernel)!;
        Assert.Equal(0.3m, rest.Quantity.Value);
        var again = engine.Restart();
        AssertReadsBack(again.Kernel);
        again.Recover();
        var known = again.State.FindOrder(rest.Id)!;
        Assert.Equal(OrderStatus.Unknown, known.Status);
        again.Kernel.Fill(known, 0.3m, 96);
        Assert.Equal((OrderStatus.Filled, 0m), (known.Status, again.Kernel.Position.SignedQuantity));
        Assert.Empty(again.Effects.OfType<Effect.Submit>());
        AssertReadsBack(again.Kernel);
    }

    [Fact]
    public void A_late_fill_is_closed_for_all_exits_of_a_list_without_peers()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(Halves());
        var entry = orders[0];
        kernel.Accept(entry);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(orders[1]);
        kernel.Accept(orders[2]);
        kernel.Fill(orders[1], 0.25m, 97);
        kernel.Fill(orders[2], 0.25m, 95);
        Assert.Equal(0m, kernel.Position.SignedQuantity);
        Assert.True(entry.IsCancelRequested);
        kernel.Fill(entry, 0.4m, 95);
        Assert.Equal(0.4m, SentQuantity(kernel));
    }

    [Fact]
    public void A_liquidation_sends_no_exit_that_waited()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(Halves());
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 1, 100);
        kernel.SetState(TradingState.Halted);
        foreach (var stop in orders.Skip(1))
        {
            kernel.Tell(new ExecutionInput.SubmitAnswered(kernel.Now, stop.Id, stop.Attempt, new SubmitOutcome.NotSent("not_wanted")));
            Assert.Equal(OrderStatus.Released, stop.Status);
        }
        Assert.Null(kernel.Do(new KernelCommand.Liquidate(kernel.Now, KernelHarness.Btc)));
        Assert.Equal(1m, SentQuantity(kernel));
    }

    [Fact]
    public void A_liquidation_sends_no_closing_that_waited()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(target, OrderEvent.Canceled);
        kernel.SetState(TradingState.Halted);
        kernel.Fill(entry, 0.2m, 100);
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal(0m, SentQuantity(kernel));
        Assert.Null(kernel.Do(new KernelCommand.Liquidate(kernel.Now, KernelHarness.Btc)));
        Assert.Equal(0.5m, SentQuantity(kernel));
    }

    [Fact]
    public void Late_fills_that_are_too_small_by_themselves_are_closed_together()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(target, OrderEvent.Canceled);
        var sent = 0m;
        for (var fill = 0; fill < 10; fill++)
        {
            kernel.Fill(entry, 0.04m, 97);
            sent += SentQuantity(kernel);
        }
        Assert.Equal(0.4m, kernel.Position.SignedQuantity);
        Assert.InRange((0.4m - sent) * 97, 0m, 5m);
    }

    [Fact]
    public void A_rest_is_not_closed_from_what_was_bought_by_hand_since()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 101);
        kernel.Happen(target, OrderEvent.Updated);
        kernel.Happen(stop, OrderEvent.Updated);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Buy, 0.5m)), 0.5m, 101);
        Assert.Equal((0.5m, 0.5m), (target.LeavesQuantity.Value, stop.LeavesQuantity.Value));
        kernel.Fill(stop, 0.5m, 97);
        var sent = SentQuantity(kernel);
        kernel.Happen(target, OrderEvent.Canceled);
        sent += SentQuantity(kernel);
        Assert.Equal((0.5m, 0m), (kernel.Position.SignedQuantity, sent));
    }

    [Fact]
    public void A_rest_is_less_by_what_exits_without_peers_have_sold()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Target(0.5m), Stop(1)] });
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        kernel.Accept(entry);
        kernel.Fill(entry, 0.6m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 0.3m, 105);
        Assert.Equal((OrderStatus.Filled, true), (target.Status, entry.IsCancelRequested));
        kernel.Fill(entry, 0.2m, 100);
        kernel.Fill(stop, 0.6m, 97);
        var sent = SentQuantity(kernel);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        sent += SentQuantity(kernel);
        Assert.Equal(0m, sent);
    }

    [Fact]
    public void A_late_fill_does_not_close_what_somebody_wanted_to_keep()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Target(0.5m), Stop(0.5m)] });
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 0.8m, 100);
        kernel.Accept(orders[1]);
        kernel.Accept(orders[2]);
        kernel.Do(new KernelCommand.Cancel(kernel.Now, orders[2].Id, "usr", "")); // These 0.4 are kept without a stop.
        kernel.Happen(orders[2], OrderEvent.Canceled);
        kernel.Fill(orders[1], 0.4m, 105);
        kernel.Fill(orders[0], 0.2m, 100); // Late.
        Assert.Equal(0.2m, SentQuantity(kernel));
    }
}

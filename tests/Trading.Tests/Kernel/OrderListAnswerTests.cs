using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Lists of which the venue refuses, loses or ends something, and exits that cannot be sent when they are due.</summary>
public sealed class OrderListAnswerTests
{
    [Fact]
    public void An_amendment_that_got_lost_is_asked_for_again()
    {
        var (harness, entry, stop) = Growing();
        harness.Kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Unknown("timeout")));
        var conclusive = harness.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        while (Amended(harness.Kernel, stop).Length == 0)
            harness.Found(harness.AwaitQuery(stop), VenueOrderStatus.Open); // In its old size, that of its terms.
        Assert.True(harness.Now > conclusive); // Before, it may still arrive.
        Assert.Equal([0.8m], Amended(harness.Kernel, stop));
        Assert.Equal((OrderStatus.PendingUpdate, 0.8m), (stop.Status, stop.RequestedAmend!.Quantity!.Value.Value));
        Assert.Equal(0.8m, entry.FilledQuantity.Value);
    }

    [Fact]
    public void A_refused_amendment_of_an_exit_is_told_and_asked_for_again_a_few_times()
    {
        var (harness, entry, stop) = Growing();
        var (asked, told) = (0, 0);
        while (harness.State.FindOrder(stop.Id) is { RequestedAmend: not null })
        {
            asked++;
            harness.Kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Rejected("too_many_requests")));
            told += Codes(harness.Kernel).Count(code => code == "protection_short");
            while (harness.Kernel.Kernel.WatchedOrders > 0 && stop.RequestedAmend is null)
            {
                harness.Tick();
                if (harness.Effects.OfType<Effect.Query>().SingleOrDefault() is { } query)
                    harness.Found(query, VenueOrderStatus.Open);
            }
        }
        Assert.Equal((5, 1), (asked, told));
        // What its entry fills next asks anew.
        harness.Kernel.Fill(entry, 0.1m, 100);
        Assert.Equal([0.9m], Amended(harness.Kernel, stop));
    }

    [Fact]
    public void A_stop_that_was_refused_its_growth_is_asked_for_it_after_a_restart()
    {
        var (harness, _, stop) = Growing();
        harness.Kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Rejected("too_many_requests")));
        var after = harness.Restart();
        after.Recover();
        var again = after.State.FindOrder(stop.Id)!;
        after.Found(after.Effects.OfType<Effect.Query>().FirstOrDefault(query => query.Order == again) ?? after.AwaitQuery(again), VenueOrderStatus.Open);
        Assert.Equal(0.8m, again.RequestedAmend!.Quantity!.Value.Value);
    }

    [Fact]
    public void A_peer_that_its_venue_refuses_to_make_smaller_is_told_and_asked_for_again()
    {
        var harness = ExecutionHarness.Recovered();
        var kernel = harness.Kernel;
        var orders = kernel.Submit(Bracket());
        foreach (var order in orders)
        {
            if (order == orders[0])
                harness.Accept(order);
        }
        kernel.Fill(orders[0], 1, 100);
        harness.Accept(orders[1]);
        harness.Accept(orders[2]);
        kernel.Fill(orders[1], 0.4m, 105);
        Assert.Equal([0.6m], Amended(kernel, orders[2]));
        kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, orders[2].Id, orders[2].RequestedAmend!.Time, new AmendOutcome.Rejected("too_many_requests")));
        Assert.Equal(["exit_too_large"], Codes(kernel));
        harness.Found(harness.AwaitQuery(orders[2]), VenueOrderStatus.Open);
        Assert.Equal([0.6m], Amended(kernel, orders[2]));
    }

    [Fact]
    public void A_refused_move_does_not_lose_what_its_peer_took_meanwhile()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (_, target, stop) = BeginFilled(kernel);
        Assert.Null(kernel.Do(new KernelCommand.Amend(kernel.Now, stop.Id, null, null, 96)));
        kernel.Fill(target, 0.4m, 105);
        Assert.Empty(Amended(kernel, stop)); // One at a time.
        kernel.Happen(stop, OrderEvent.UpdateRejected, "too_near");
        Assert.Equal([0.6m], Amended(kernel, stop));
        Assert.Empty(Codes(kernel)); // Of its size nothing was refused.
        kernel.Happen(stop, OrderEvent.Updated);
        Assert.Equal((0.6m, 97m), (stop.Quantity.Value, stop.TriggerPrice!.Value.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refused_move_does_not_leave_a_fill_unprotected(bool isAcrossNetwork)
    {
        var harness = isAcrossNetwork ? ExecutionHarness.Recovered() : null;
        var kernel = harness?.Kernel ?? new KernelHarness();
        var (entry, _, stop) = BeginFilled(kernel, 0.5m);
        Assert.Null(kernel.Do(new KernelCommand.Amend(kernel.Now, stop.Id, null, null, 96)));
        kernel.Fill(entry, 0.5m, 100);
        if (harness is null)
            kernel.Happen(stop, OrderEvent.UpdateRejected, "too_near");
        else
            kernel.Tell(new ExecutionInput.AmendAnswered(kernel.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Rejected("too_near")));
        Assert.Equal([1m], Amended(kernel, stop));
        Assert.Empty(Codes(kernel));
    }

    [Fact]
    public void A_size_that_was_refused_is_not_asked_for_at_once_and_one_that_was_not_is()
    {
        var kernel = new KernelHarness();
        var (entry, _, stop) = BeginFilled(kernel, 0.5m);
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal([0.8m], Amended(kernel, stop));
        kernel.Fill(entry, 0.2m, 100);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "too_often");
        Assert.Equal([1m], Amended(kernel, stop));
        Assert.Empty(Codes(kernel));
        kernel.Happen(stop, OrderEvent.UpdateRejected, "too_often");
        Assert.Empty(Amended(kernel, stop));
        Assert.Equal(["protection_short"], Codes(kernel));
        kernel.Happen(stop, OrderEvent.UpdateRejected, "too_often"); // Told twice.
        Assert.True(kernel.Decision.Effects.Count == 0);
    }

    // The first amendment, to 0.8, is answered, the second, to 1, is on its way when the stream tells of the first.
    [Fact]
    public void An_exit_is_asked_for_again_where_news_of_one_amendment_come_during_the_next()
    {
        var (harness, entry, stop) = Growing();
        var kernel = harness.Kernel;
        kernel.Advance(TimeSpan.FromMilliseconds(10));
        kernel.Fill(entry, 0.2m, 100);
        kernel.Tell(new ExecutionInput.AmendAnswered(kernel.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Amended(kernel.Now)));
        Assert.Equal([1m], Amended(kernel, stop));
        kernel.Advance(TimeSpan.FromMilliseconds(10));
        kernel.Happen(stop, OrderEvent.Updated);
        Assert.Equal((0.8m, OrderStatus.PendingUpdate), (stop.Quantity.Value, stop.Status));
        kernel.Tell(new ExecutionInput.AmendAnswered(kernel.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Rejected("too_often")));
        Assert.Equal(["protection_short"], Codes(kernel));
        harness.Found(harness.AwaitQuery(stop), VenueOrderStatus.Open);
        Assert.Equal([1m], Amended(kernel, stop));
    }

    // An entry that filled 0.5 and then 0.3, with a stop of 0.5 whose amendment to 0.8 is on its way.
    private static (ExecutionHarness Harness, Order Entry, Order Stop) Growing()
    {
        var harness = ExecutionHarness.Recovered();
        var kernel = harness.Kernel;
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        harness.Accept(orders[0]);
        kernel.Fill(orders[0], 0.5m, 100);
        harness.Accept(orders[1]);
        kernel.Fill(orders[0], 0.3m, 100);
        Assert.Equal([0.8m], Amended(kernel, orders[1]));
        return (harness, orders[0], orders[1]);
    }

    [Fact]
    public void A_stop_that_may_not_be_sent_yet_takes_nothing_from_its_target()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "anna", "test"));
        kernel.Close(96);
        Assert.Equal((OrderStatus.Accepted, OrderStatus.Released), (target.Status, stop.Status));
        Assert.Equal(["protection_denied"], Codes(kernel));
        kernel.Close(95);
        Assert.Empty(Codes(kernel)); // Told once.

        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Active, "anna", "test"));
        kernel.Close(95);
        Assert.Equal(OrderStatus.PendingCancel, target.Status);
        kernel.Happen(target, OrderEvent.Canceled);
        Assert.Same(stop, Sent(kernel));
    }

    [Fact]
    public void A_stop_is_sent_for_what_is_still_there()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 2, 100), Orders = [Stop(2)] });
        kernel.Fill(orders[0], 2, 100);
        kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(-1.2m, Currency.Parse("BTC")), BalanceReason.Correction, "W1"));
        kernel.Close(96);
        Assert.Equal(0.8m, kernel.Decision.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
    }

    [Fact]
    public void A_stop_here_that_is_too_small_to_send_is_told_when_its_entry_ends()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        kernel.Fill(orders[0], 0.02m, 100);
        Assert.Equal(OrderStatus.Emulated, orders[1].Status);
        kernel.Happen(orders[0], OrderEvent.Canceled);
        Assert.Equal(["exit_too_small"], Codes(kernel));
        Assert.Equal(OrderStatus.Canceled, orders[1].Status);
    }

    [Fact]
    public void A_cancel_of_an_exit_that_is_rejected_is_not_asked_for_at_once_again()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 1, 105);
        Assert.Equal(OrderStatus.PendingCancel, stop.Status);
        kernel.Happen(stop, OrderEvent.CancelRejected);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Cancel>());
    }

    [Fact]
    public void Orders_that_could_open_a_position_make_room_before_one_is_sent()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5, features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Orders = [KernelHarness.Request(Sell, 1, 105), Stop() with { IsReduceOnly = false, Role = OrderRole.Working }], Peers = Contingency.Oco });
        kernel.Accept(orders[0]);
        kernel.Close(96);
        Assert.Equal((OrderStatus.PendingCancel, OrderStatus.Released), (orders[0].Status, orders[1].Status));
        kernel.Happen(orders[0], OrderEvent.Canceled);
        Assert.Same(orders[1], Sent(kernel));
    }

    [Fact]
    public void A_cancel_that_makes_room_is_asked_for_once()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Close(96);
        Assert.Single(kernel.Decision.Effects.OfType<Effect.Cancel>());
        kernel.Happen(target, OrderEvent.CancelRejected);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Cancel>());
        kernel.Close(95);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Cancel>());
        Assert.Equal(OrderStatus.Released, stop.Status);
    }

    [Fact]
    public void A_stop_that_never_left_is_sent_once_more()
    {
        var harness = ExecutionHarness.Recovered();
        var orders = harness.Kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        harness.Accept(orders[0]);
        harness.Kernel.Fill(orders[0], 1, 100);
        harness.Answer(orders[1], new SubmitOutcome.NotSent("deadline"));
        Assert.Equal((orders[1], 2), (Sent(harness.Kernel), orders[1].Attempt));
        harness.Answer(orders[1], new SubmitOutcome.NotSent("deadline"));
        Assert.Equal(OrderStatus.NotPlaced, orders[1].Status);
        Assert.Equal(["protection_ended"], Codes(harness.Kernel));
    }

    [Fact]
    public void A_stop_that_its_venue_ends_is_told()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Happen(stop, OrderEvent.Canceled, "maintenance");
        Assert.Equal(["protection_ended"], Codes(kernel));
    }

    [Fact]
    public void A_stop_that_somebody_canceled_is_not_told_as_lost()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Do(new KernelCommand.Cancel(kernel.Now, stop.Id, "anna", ""));
        kernel.Happen(stop, OrderEvent.Canceled);
        Assert.Empty(Codes(kernel));
    }
}

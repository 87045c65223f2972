using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class SubmitOutcomeTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();

    [Fact]
    public void A_request_carries_its_attempt_and_a_deadline_of_two_seconds()
    {
        _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        var submit = _engine.Effects.OfType<Effect.Submit>().Single();
        Assert.Equal(1, submit.Attempt);
        Assert.Equal(_engine.Now + TimeSpan.FromSeconds(2), submit.Deadline);
    }

    [Fact]
    public void Where_the_venue_is_in_this_process_a_request_has_no_deadline()
    {
        var kernel = new KernelHarness();
        kernel.Limit(OrderSide.Buy, 1, 100);
        Assert.Equal(UnixNanos.MaxValue, kernel.Decision.Effects.OfType<Effect.Submit>().Single().Deadline);
        Assert.Equal(UnixNanos.MaxValue, kernel.Kernel.NextResolverTime);
    }

    [Fact]
    public void An_accepted_order_rests()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Accept(order);
        Assert.Equal(OrderStatus.Accepted, order.Status);
        Assert.Equal("V1", order.VenueOrderId);
    }

    [Fact]
    public void The_rejection_of_the_only_attempt_is_final()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Answer(order, new SubmitOutcome.Rejected("insufficient_balance"));
        Assert.Equal(OrderStatus.Rejected, order.Status);
        Assert.Equal("insufficient_balance", order.Reason);
    }

    [Fact]
    public void A_timeout_is_unknown_and_goes_on_holding_back_what_the_order_would_cost()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 10, 100);
        _engine.Lose(order);
        Assert.Equal(OrderStatus.Unknown, order.Status);
        Assert.Equal(1_002m, _engine.Kernel.Balance("USDT").Locked); // 10 x 100 and a fee of 0.2 %.
        Assert.DoesNotContain(_engine.Effects, effect => effect is Effect.Submit);
    }

    [Fact]
    public void An_id_that_the_venue_knows_already_is_asked_for_and_not_rejected()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Answer(order, new SubmitOutcome.Duplicate());
        Assert.Equal(OrderStatus.Unknown, order.Status);
        _engine.Found(_engine.AwaitQuery(order), VenueOrderStatus.Open);
        Assert.Equal(OrderStatus.Accepted, order.Status);
    }

    [Fact]
    public void What_never_left_this_process_was_not_placed()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Answer(order, new SubmitOutcome.NotSent("deadline_passed"));
        Assert.Equal(OrderStatus.NotPlaced, order.Status);
        Assert.Equal(0m, _engine.Kernel.Balance("USDT").Locked);
    }

    [Fact]
    public void A_rejection_of_what_the_stream_says_is_live_is_told_and_asked_for()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Kernel.Accept(order);
        _engine.Answer(order, new SubmitOutcome.Rejected("price"));
        Assert.Equal("rejected_while_live", _engine.Kernel.Incidents.Single().Code);
        Assert.Equal(OrderStatus.Accepted, order.Status);
        _engine.AwaitQuery(order);
    }

    [Fact]
    public void An_order_that_lives_after_we_called_it_dead_is_told_and_canceled()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Answer(order, new SubmitOutcome.NotSent("deadline_passed"));
        _engine.Accept(order);
        Assert.Equal("order_alive_after_end", _engine.Kernel.Incidents.Single().Code);
        Assert.Equal(order, _engine.Effects.OfType<Effect.Cancel>().Single().Order);
    }

    [Fact]
    public void Where_answers_come_before_matching_the_rejection_may_overtake_the_acknowledgment()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Kernel.Happen(order, OrderEvent.Rejected, "market_halted");
        _engine.Accept(order);
        Assert.Empty(_engine.Kernel.Incidents);
        Assert.Equal(OrderStatus.Rejected, order.Status);
    }

    [Fact]
    public void An_order_without_any_answer_is_asked_for_in_the_end()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.AwaitQuery(order);
        Assert.Equal(OrderStatus.Unknown, order.Status);
    }

    [Fact]
    public void An_outcome_of_an_order_nobody_knows_is_told()
    {
        var other = new KernelHarness().Limit(OrderSide.Buy, 1, 100);
        _engine.Lose(other);
        Assert.Equal("order_unknown", _engine.Kernel.Incidents.Single().Code);
    }

    [Fact]
    public void A_kernel_without_execution_options_takes_no_outcome() =>
        Assert.Throws<InvariantException>(() => new KernelHarness().Tell(new ExecutionInput.ResolverTick(KernelHarness.Start)));
}

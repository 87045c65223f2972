using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A stop that waits to be sent again: it may be canceled, expire, outlive a restart, or be at its venue against all proof.</summary>
public sealed class WaitingProtectionTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();

    [Fact]
    public void One_that_waits_can_be_canceled()
    {
        var stop = Waiting();
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, stop.Id, "ann", ""));
        Assert.Equal(OrderStatus.Canceled, stop.Status);
        Assert.Empty(_engine.Effects.OfType<Effect.Cancel>());
    }

    [Fact]
    public void One_that_waits_and_is_at_its_venue_after_all_stays_there_and_is_told()
    {
        var stop = Waiting();
        _engine.Kernel.Accept(stop);
        Assert.Equal(["order_alive_after_end"], OrderLists.Codes(_engine.Kernel));
        Assert.Equal(OrderStatus.Accepted, stop.Status);
        _engine.Disengage();
        _engine.Kernel.Close(98);
        Assert.Empty(_engine.Effects.OfType<Effect.Submit>());
    }

    [Fact]
    public void A_fill_of_one_that_waits_is_booked_and_told()
    {
        var stop = Waiting();
        _engine.Kernel.Fill(stop, 1, 97);
        Assert.Equal(["fill_after_end"], OrderLists.Codes(_engine.Kernel));
        Assert.Equal((OrderStatus.Filled, 0m), (stop.Status, _engine.Kernel.Position.SignedQuantity));
        Assert.Empty(_engine.State.HeldOrders);
        _engine.Kernel.Accept(stop);
        Assert.True(_engine.Kernel.Decision.IsEmpty); // Late news.
    }

    [Fact]
    public void One_that_waits_outlives_a_restart()
    {
        var stop = _engine.BeginProtected();
        _engine.Kernel.Submit(OrderLists.Bracket()); // Its exits are held, and are younger.
        _engine.Engage();
        _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
        var read = OrderLists.AssertReadsBack(_engine.Kernel);
        Assert.Equal(_engine.State.HeldOrders.Select(order => order.Id), read.HeldOrders.Select(order => order.Id));
        var replayed = new KernelState(_engine.Kernel.Options);
        foreach (var entry in _engine.Kernel.Journal)
            replayed.Fold(entry);
        Assert.Equal(_engine.State.Hash(), replayed.Hash());
        var engine = _engine.Restart();
        Assert.Equal(_engine.State.HeldOrders.Select(order => order.Id), engine.State.HeldOrders.Select(order => order.Id));
        engine.Recover();
        var after = engine.State.FindOrder(stop.Id)!;
        Assert.Equal(OrderStatus.Released, after.Status);
        Assert.DoesNotContain(engine.Effects.OfType<Effect.Query>(), query => query.Order == after);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_waits_was_resized_and_is_at_its_venue_after_all_keeps_its_size(bool isFill)
    {
        var stop = WaitingResized();
        if (isFill)
        {
            _engine.Kernel.Fill(stop, 0.6m, 97);
            Assert.Equal(OrderStatus.Filled, stop.Status);
        }
        else
        {
            _engine.Kernel.Accept(stop);
            Assert.Equal(OrderStatus.Accepted, stop.Status);
            _engine.Disengage();
            _engine.Kernel.Close(98);
            Assert.Empty(_engine.Effects.OfType<Effect.Submit>());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_waits_was_resized_and_is_at_its_venue_after_all_is_made_as_large_as_what_is_left(bool isFill)
    {
        var stop = WaitingResized();
        if (isFill)
            _engine.Kernel.Fill(stop, 0.2m, 97);
        else
            _engine.Kernel.Accept(stop);
        Assert.Equal(0.6m, stop.Quantity.Value);
        var told = _engine.Now;
        var found = _engine.OrderAt(stop, VenueOrderStatus.Open, isFill ? 0.2m : 0);
        var query = _engine.AwaitQuery(stop);
        Assert.True(_engine.Now <= told + TimeSpan.FromMilliseconds(250));
        _engine.Answer(query, new OrderAnswer.Found(found with { Terms = stop.Terms }, []));
        Assert.Equal((1m, OrderStatus.PendingUpdate), (stop.Quantity.Value, stop.Status)); // As the venue has it.
        Assert.Equal("order_differs", OrderLists.Codes(_engine.Kernel).Single());
        Assert.Equal(0.6m, _engine.Effects.OfType<Effect.Amend>().Single().Change.Quantity!.Value.Value);
        AssertReplays(_engine);
        _engine.Kernel.Tell(new ExecutionInput.AmendAnswered(_engine.Now, stop.Id, stop.RequestedAmend!.Time, new AmendOutcome.Amended(_engine.Now)));
        Assert.Equal(0.6m, stop.Quantity.Value);
    }

    [Theory]
    [InlineData(OrderEvent.Accepted)]
    [InlineData(OrderEvent.Triggered)]
    public void One_that_waited_and_was_canceled_here_and_lives_is_told_and_canceled(OrderEvent happened)
    {
        var before = WaitingLost();
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, before.Id, "ann", ""));
        Assert.Equal(OrderStatus.Canceled, before.Status);
        AssertReplays(_engine);
        foreach (var engine in new[] { _engine.Restart(), _engine })
        {
            var stop = engine.State.FindOrder(before.Id)!;
            engine.Kernel.Happen(stop, happened);
            Assert.Equal(["order_alive_after_end"], OrderLists.Codes(engine.Kernel));
            Assert.Equal(stop, engine.Effects.OfType<Effect.Cancel>().Single().Order);
            engine.Kernel.Happen(stop, OrderEvent.Canceled);
            Assert.True(engine.Kernel.Decision.IsEmpty);
        }
    }

    [Fact]
    public void News_that_one_was_taken_after_its_venue_canceled_it_are_no_incident()
    {
        var stop = _engine.BeginProtected();
        _engine.Kernel.Happen(stop, OrderEvent.Canceled);
        _engine.Kernel.Accept(stop);
        Assert.True(_engine.Kernel.Decision.IsEmpty);
    }

    // What waited to be sent again was denied, lives, and is canceled: that its venue says so is no incident.
    [Fact]
    public void The_cancel_of_one_that_was_denied_and_lives_is_no_incident()
    {
        var engine = ExecutionHarness.Recovered(kind: AccountKind.Margin);
        engine.Kernel.Hold(1);
        var stop = engine.Kernel.Submit(OrderLists.Stop());
        var sell = engine.Kernel.Submit(KernelHarness.Request(OrderSide.Sell, 1, 101));
        engine.Accept(sell);
        engine.Engage();
        engine.Lose(stop);
        while (stop.Status == OrderStatus.Unknown)
            engine.NotFound(engine.AwaitQuery(stop));
        engine.Kernel.Fill(sell, 1, 101);
        engine.Disengage();
        engine.Kernel.Close(98);
        Assert.Equal(OrderStatus.Denied, stop.Status);
        engine.Kernel.Accept(stop);
        Assert.Equal(["order_alive_after_end"], OrderLists.Codes(engine.Kernel));
        engine.Kernel.Happen(stop, OrderEvent.Canceled);
        Assert.Empty(OrderLists.Codes(engine.Kernel));
    }

    [Fact]
    public void A_fill_of_one_that_waited_and_was_canceled_here_is_booked_and_told()
    {
        var stop = WaitingLost();
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, stop.Id, "ann", ""));
        _engine.Kernel.Fill(stop, 1, 97);
        Assert.Equal(["fill_after_end"], OrderLists.Codes(_engine.Kernel));
        Assert.Equal((OrderStatus.Filled, 0m), (stop.Status, _engine.Kernel.Position.SignedQuantity));
        _engine.Kernel.Accept(stop);
        Assert.True(_engine.Kernel.Decision.IsEmpty);
        AssertReplays(_engine);
    }

    [Theory]
    [InlineData(0.4, OrderStatus.Denied)]
    [InlineData(1, OrderStatus.Filled)]
    public void A_fill_of_one_that_waited_and_was_denied_is_booked_and_told(double quantity, OrderStatus status)
    {
        var engine = ExecutionHarness.Recovered(kind: AccountKind.Margin);
        engine.Kernel.Hold(1);
        var stop = engine.Kernel.Submit(OrderLists.Stop());
        var sell = engine.Kernel.Submit(KernelHarness.Request(OrderSide.Sell, 1, 101));
        engine.Accept(sell);
        engine.Engage();
        engine.LoseForGood(stop);
        engine.Kernel.Fill(sell, 1, 101);
        engine.Disengage();
        engine.Kernel.Close(98);
        Assert.Equal((2, OrderStatus.Denied), (stop.Attempt, stop.Status));
        engine.Kernel.Fill(stop, (decimal)quantity, 97);
        Assert.Equal(["fill_after_end"], OrderLists.Codes(engine.Kernel));
        Assert.Equal((status, -(decimal)quantity), (stop.Status, engine.Kernel.Position.SignedQuantity));
        AssertReplays(engine);
    }

    [Theory]
    [InlineData(VenueOrderStatus.Canceled, OrderStatus.Canceled)]
    [InlineData(VenueOrderStatus.Expired, OrderStatus.Expired)]
    public void One_that_waited_and_ended_at_its_venue_is_told_and_not_sent(VenueOrderStatus found, OrderStatus status)
    {
        var stop = WaitingLost();
        AnswerBooks(stop, found);
        Assert.Equal(["order_alive_after_end", "protection_ended"], OrderLists.Codes(_engine.Kernel));
        Assert.Equal(status, stop.Status);
        AssertReplays(_engine);
        _engine.Disengage();
        _engine.Kernel.Close(98);
        Assert.Empty(_engine.Effects.OfType<Effect.Submit>());
    }

    [Fact]
    public void One_that_waited_and_was_refused_at_its_venue_waits_on()
    {
        var stop = WaitingLost();
        AnswerBooks(stop, VenueOrderStatus.Rejected);
        Assert.Empty(OrderLists.Codes(_engine.Kernel));
        Assert.Equal(OrderStatus.Released, stop.Status);
        _engine.Disengage();
        _engine.Kernel.Close(98);
        Assert.Equal(stop, OrderLists.Sent(_engine.Kernel));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void One_that_waits_past_its_time_expires(bool wasSent, bool isTimeTold)
    {
        var expires = _engine.Now + TimeSpan.FromMinutes(10);
        var stop = _engine.BeginProtected(expires: expires);
        _engine.Engage();
        if (wasSent)
            _engine.LoseForGood(stop);
        else
            _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
        Assert.Equal((OrderStatus.Released, expires), (stop.Status, _engine.Kernel.Kernel.NextExpiryTime));
        _engine.Kernel.Advance(TimeSpan.FromMinutes(20));
        if (isTimeTold)
            Expire(_engine.Kernel);
        else
            _engine.Disengage();
        if (!isTimeTold)
            _engine.Kernel.Close(98);
        Assert.Equal(OrderStatus.Expired, stop.Status);
        Assert.Equal(["protection_ended"], OrderLists.Codes(_engine.Kernel));
        Assert.Empty(_engine.Effects.OfType<Effect.Submit>());
        AssertReplays(_engine);
        _engine.Kernel.Fill(stop, 1, 97);
        Assert.Equal(["fill_after_end"], OrderLists.Codes(_engine.Kernel)); // It was sent once, however that ended.
        Assert.Equal(0m, _engine.Kernel.Position.SignedQuantity);
    }

    [Fact]
    public void One_that_is_on_its_way_is_not_expired_here()
    {
        var stop = _engine.BeginProtected(expires: _engine.Now + TimeSpan.FromMinutes(10));
        _engine.Lose(stop);
        _engine.Kernel.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(UnixNanos.MaxValue, _engine.Kernel.Kernel.NextExpiryTime);
        Expire(_engine.Kernel);
        Assert.Equal(OrderStatus.Unknown, stop.Status);
    }

    [Fact]
    public void A_journal_that_tells_it_accepted_while_it_waited_is_read()
    {
        var stop = WaitingResized();
        var state = new KernelState(_engine.Kernel.Options);
        foreach (var one in _engine.Kernel.Journal)
            state.Fold(one);
        state.Fold(new OrderUpdate(_engine.Now, stop.Id, OrderEvent.Accepted, "V9", "", UpdateSource.Stream, _engine.Now));
        Assert.Equal(OrderStatus.Accepted, state.FindOrder(stop.Id)!.Status);
    }

    private Order Waiting()
    {
        var stop = _engine.BeginProtected();
        _engine.Engage();
        _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
        Assert.Equal(OrderStatus.Released, stop.Status);
        return stop;
    }

    private Order WaitingLost()
    {
        var stop = _engine.BeginProtected();
        _engine.Engage();
        _engine.LoseForGood(stop);
        Assert.Equal((2, OrderStatus.Released), (stop.Attempt, stop.Status));
        return stop;
    }

    // Its target filled 0.4 while it waited.
    private Order WaitingResized()
    {
        var stop = WaitingLost();
        _engine.Kernel.Fill(_engine.State.OpenOrders.Single(order => order.Terms.Role == OrderRole.Exit), 0.4m, 105);
        Assert.Equal(0.6m, stop.Quantity.Value);
        return stop;
    }

    private void AnswerBooks(Order stop, VenueOrderStatus status)
    {
        var target = _engine.State.OpenOrders.Single(order => order.Terms.Role == OrderRole.Exit);
        _engine.AwaitReconcile();
        _engine.AnswerBooks([_engine.OrderAt(target, VenueOrderStatus.Open), _engine.OrderAt(stop, status)], [], [new(9_900, Currency.Parse("USDT")), new(1, Currency.Parse("BTC"))]);
    }

    private static void Expire(KernelHarness kernel)
    {
        kernel.Decision.Clear();
        kernel.Kernel.Decide(new OrderExpired(kernel.Now), kernel.Decision);
        kernel.Journal.AddRange(kernel.Decision.Entries);
    }

    private static void AssertReplays(ExecutionHarness engine)
    {
        OrderLists.AssertReadsBack(engine.Kernel);
        var state = new KernelState(engine.Kernel.Options);
        foreach (var entry in engine.Kernel.Journal)
            state.Fold(entry);
        Assert.Equal(engine.State.Hash(), state.Hash());
    }
}

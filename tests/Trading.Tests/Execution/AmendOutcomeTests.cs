using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What becomes of an amendment. An order of 10 at 90, of which each unit holds back 90 and a fee of 0.2 %.</summary>
public sealed class AmendOutcomeTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();
    private readonly Order _order;

    public AmendOutcomeTests()
    {
        _order = _engine.Kernel.Limit(OrderSide.Buy, 10, 90);
        _engine.Accept(_order);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_request_carries_a_deadline_of_two_seconds()
    {
        Amend(15);
        Assert.Equal(_engine.Now + TimeSpan.FromSeconds(2), _engine.Effects.OfType<Effect.Amend>().Single().Deadline);
    }

    [Fact]
    public void Where_the_venue_is_in_this_process_it_has_no_deadline()
    {
        var kernel = new KernelHarness();
        var order = kernel.Limit(OrderSide.Buy, 10, 90);
        kernel.Accept(order);
        Assert.Null(kernel.Do(new KernelCommand.Amend(kernel.Now, order.Id, 15, null, null)));
        Assert.Equal(UnixNanos.MaxValue, kernel.Decision.Effects.OfType<Effect.Amend>().Single().Deadline);
    }

    [Fact]
    public void Until_it_cannot_arrive_any_more_what_the_venue_has_says_nothing()
    {
        Amend(15);
        Lose();
        _engine.Found(_engine.AwaitQuery(_order), VenueOrderStatus.Open); // As it was: 10.
        Assert.Equal(Locked(15), _engine.Kernel.Balance("USDT").Locked);
        Assert.Equal(RefusalCode.OrderBusy, Amend(12));

        // It arrives, and all 15 fill.
        _engine.Kernel.Fill(_order, 15, 90);
        Assert.Empty(_engine.Kernel.Incidents);
        Assert.Equal((OrderStatus.Filled, 0m), (_order.Status, _engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void More_than_was_asked_for_in_the_end_is_an_overfill()
    {
        Amend(15);
        _engine.Kernel.Fill(_order, 15.001m, 90);
        Assert.Equal("overfill", _engine.Kernel.Incidents.Single().Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Once_it_can_neither_arrive_nor_be_unseen_what_the_venue_has_settles_it(bool isTold)
    {
        Amend(15);
        var conclusive = _engine.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        if (isTold)
            Lose();
        while (_order.RequestedAmend is not null)
        {
            var query = _engine.AwaitQuery(_order);
            Assert.Equal(Locked(15), _engine.Kernel.Balance("USDT").Locked);
            _engine.Found(query, VenueOrderStatus.Open);
        }
        Assert.True(_engine.Now > conclusive);
        Assert.True(_engine.Now <= conclusive + TimeSpan.FromSeconds(2));
        Assert.Equal((OrderStatus.Accepted, 10m, Locked(10)), (_order.Status, _order.Quantity.Value, _engine.Kernel.Balance("USDT").Locked));
        Assert.Equal(0, _engine.Kernel.Kernel.WatchedOrders);
    }

    [Fact]
    public void An_answer_late_enough_to_a_question_asked_too_early_does_not_settle_it()
    {
        Amend(15);
        Lose();
        var conclusive = _engine.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        var query = _engine.AwaitQuery(_order);
        while (_engine.Now + TimeSpan.FromSeconds(4.9) <= conclusive)
        {
            _engine.Answer(query, new OrderAnswer.Failed("503"));
            query = _engine.AwaitQuery(_order);
        }
        Assert.True(_engine.Now < conclusive);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(4.9)); // Within the time for an answer.
        _engine.Found(query, VenueOrderStatus.Open);
        Assert.NotNull(_order.RequestedAmend);
    }

    [Fact]
    public void What_the_venue_has_made_of_it_settles_it_at_once()
    {
        Amend(15);
        Lose();
        _engine.Answer(_engine.AwaitQuery(_order), new OrderAnswer.Found(At(15, VenueOrderStatus.Open), []));
        Assert.Equal((OrderStatus.Accepted, 15m, Locked(15)), (_order.Status, _order.Quantity.Value, _engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void Of_one_before_a_restart_it_is_asked_until_it_cannot_arrive_any_more()
    {
        Amend(15);
        var engine = _engine.Restart();
        engine.Recover();
        var order = engine.State.FindOrder(_order.Id)!;
        var conclusive = engine.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        engine.Found(engine.Effects.OfType<Effect.Query>().Single(), VenueOrderStatus.Open);
        Assert.Equal(Locked(15), engine.Kernel.Balance("USDT").Locked);
        while (order.RequestedAmend is not null)
            engine.Found(engine.AwaitQuery(order), VenueOrderStatus.Open);
        Assert.True(engine.Now > conclusive);
        Assert.Equal((OrderStatus.Accepted, Locked(10)), (order.Status, engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void Books_that_were_asked_for_before_do_not_settle_it()
    {
        _engine.AwaitReconcile();
        var asked = _engine.Effects.OfType<Effect.Reconcile>().Single();
        Amend(15);
        AnswerBooks(asked, 10); // As it was when they were asked for.
        _engine.Kernel.Tell(new ExecutionInput.AmendAnswered(_engine.Now, _order.Id, _order.RequestedAmend!.Time, new AmendOutcome.Amended(_engine.Now)));
        Assert.Equal((15m, Locked(15)), (_order.Quantity.Value, _engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void Books_that_were_asked_for_before_do_not_settle_it_either_where_it_asks_for_what_was_then()
    {
        _engine.AwaitReconcile();
        var asked = _engine.Effects.OfType<Effect.Reconcile>().Single();
        Amend(15);
        _engine.Kernel.Tell(new ExecutionInput.AmendAnswered(_engine.Now, _order.Id, _order.RequestedAmend!.Time, new AmendOutcome.Amended(_engine.Now)));
        Amend(10);
        _engine.Kernel.Advance(TimeSpan.FromMilliseconds(100));
        AnswerBooks(asked, 10); // From before both; the venue has 15 as long as the second has not arrived.
        Assert.Equal(Locked(15), _engine.Kernel.Balance("USDT").Locked);
    }

    [Theory]
    [InlineData(4, 4)] // The venue made it smaller, and that filled.
    [InlineData(15, 10)] // It filled before the amendment was there.
    public void An_order_that_filled_at_its_venue_ends_while_its_amendment_is_lost(double asked, double filled)
    {
        Amend((decimal)asked);
        Lose();
        FindFilled((decimal)filled);
        Assert.Equal((OrderStatus.Filled, (decimal)filled, 0m), (_order.Status, _order.FilledQuantity.Value, _engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void An_order_that_its_venue_says_has_filled_in_another_size_ends_with_what_has_filled()
    {
        Amend(8);
        Lose();
        FindFilled(7);
        Assert.Equal((OrderStatus.Canceled, "filled_for_less", 7m, 0m), (_order.Status, _order.Reason, _order.FilledQuantity.Value, _engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void An_order_that_has_filled_ends_once_its_fills_are_there()
    {
        Amend(4);
        Lose();
        _engine.Answer(_engine.AwaitQuery(_order), new OrderAnswer.Found(At(4, VenueOrderStatus.Filled, 4), [_engine.FillOf(_order, 1, "T1")]));
        Assert.False(_order.IsClosed);
        _engine.Answer(_engine.AwaitQuery(_order), new OrderAnswer.Found(At(4, VenueOrderStatus.Filled, 4), [_engine.FillOf(_order, 1, "T1"), _engine.FillOf(_order, 3, "T2")]));
        Assert.Equal((OrderStatus.Filled, 4m), (_order.Status, _order.FilledQuantity.Value));
    }

    [Fact]
    public void A_late_answer_to_one_amendment_is_not_taken_for_that_of_the_next()
    {
        Amend(15);
        var first = _order.RequestedAmend!.Time;
        Lose();
        _engine.Kernel.Advance(TimeSpan.FromMinutes(1));
        _engine.Found(_engine.AwaitQuery(_order), VenueOrderStatus.Open); // It never came.
        Assert.Equal((OrderStatus.Accepted, null), (_order.Status, Amend(12)));
        Answer(first, new AmendOutcome.Rejected("too_late"));
        Answer(first, new AmendOutcome.Amended(_engine.Now));
        Assert.Equal((OrderStatus.PendingUpdate, 10m), (_order.Status, _order.Quantity.Value));
        Answer(_order.RequestedAmend!.Time, new AmendOutcome.Amended(_engine.Now));
        Assert.Equal((OrderStatus.Accepted, 12m), (_order.Status, _order.Quantity.Value));
    }

    [Theory]
    [InlineData(OrderEvent.Updated)]
    [InlineData(OrderEvent.UpdateRejected)]
    public void What_a_stream_tells_settles_no_amendment_and_the_venue_is_asked(OrderEvent happened)
    {
        Amend(15);
        Answer(_order.RequestedAmend!.Time, new AmendOutcome.Amended(_engine.Now));
        _engine.Kernel.Advance(TimeSpan.FromMilliseconds(10));
        Amend(12);
        _engine.Kernel.Advance(TimeSpan.FromMilliseconds(10));
        _engine.Kernel.Happen(_order, happened);
        Assert.Equal((OrderStatus.PendingUpdate, 15m), (_order.Status, _order.Quantity.Value));
        Assert.Empty(_engine.Kernel.Decision.Entries);
        var told = _engine.Now;
        var query = _engine.AwaitQuery(_order);
        Assert.True(_engine.Now <= told + TimeSpan.FromMilliseconds(250));
        _engine.Answer(query, new OrderAnswer.Found(At(15, VenueOrderStatus.Open), [])); // It is not there yet.
        Assert.Equal((OrderStatus.PendingUpdate, 15m), (_order.Status, _order.Quantity.Value));
        _engine.Answer(_engine.AwaitQuery(_order), new OrderAnswer.Found(At(12, VenueOrderStatus.Open), []));
        Assert.Equal((OrderStatus.Accepted, 12m, Locked(12)), (_order.Status, _order.Quantity.Value, _engine.Kernel.Balance("USDT").Locked));
    }

    [Fact]
    public void Terms_that_differ_from_the_venue_s_for_longer_than_news_are_on_their_way_are_its()
    {
        Amend(15);
        Answer(_order.RequestedAmend!.Time, new AmendOutcome.Amended(_engine.Now));
        var conclusive = _engine.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        _engine.Kernel.Happen(_order, OrderEvent.Updated); // Somebody changed it there.
        var found = At(8, VenueOrderStatus.Open);
        found = found with { Terms = found.Terms with { Price = _engine.Kernel.Market.ToPrice(80, GridRounding.Exact) } };
        var asked = _engine.Now;
        while (_order.Quantity.Value == 15)
        {
            var query = _engine.AwaitQuery(_order);
            asked = _engine.Now;
            _engine.Answer(query, new OrderAnswer.Found(found, []));
            Assert.Equal(asked > conclusive ? 8 : 15, _order.Quantity.Value);
        }
        Assert.True(asked <= conclusive + TimeSpan.FromSeconds(2));
        Assert.Equal((OrderStatus.Accepted, 8m, 80m), (_order.Status, _order.Quantity.Value, _order.Price!.Value.Value));
        Assert.Equal(8 * 80 * 1.002m, _engine.Kernel.Balance("USDT").Locked);
        Assert.Equal("order_differs", _engine.Kernel.Incidents.Single().Code);
        Assert.Equal(0, _engine.Kernel.Kernel.WatchedOrders);
        Assert.Empty(_engine.Effects.OfType<Effect.Amend>());
        OrderLists.AssertReadsBack(_engine.Kernel);
        Assert.Equal(_engine.State.Hash(), Replayed().Hash());
    }

    [Fact]
    public void Books_that_differ_once_are_asked_about_and_change_nothing()
    {
        _engine.AwaitReconcile();
        var asked = _engine.Effects.OfType<Effect.Reconcile>().Single();
        AnswerBooks(asked, 8);
        Assert.Equal(10m, _order.Quantity.Value);
        _engine.Answer(_engine.AwaitQuery(_order), new OrderAnswer.Found(At(10, VenueOrderStatus.Open), []));
        Assert.Equal((10m, 0), (_order.Quantity.Value, _engine.Kernel.Kernel.WatchedOrders));
    }

    [Fact]
    public void The_trigger_of_an_order_that_trails_is_the_venue_s_own_matter()
    {
        var terms = KernelHarness.Request(OrderSide.Buy, 1) with { Type = OrderType.TrailingStopMarket, TrailingOffset = 5 };
        var trailing = _engine.Kernel.Submit(terms);
        _engine.Accept(trailing);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        _engine.Kernel.Happen(trailing, OrderEvent.Updated);
        var found = _engine.OrderAt(trailing, VenueOrderStatus.Open);
        _engine.Answer(_engine.AwaitQuery(trailing), new OrderAnswer.Found(found with { Terms = found.Terms with { TriggerPrice = _engine.Kernel.Market.ToPrice(103, GridRounding.Exact) } }, []));
        Assert.Equal(0, _engine.Kernel.Kernel.WatchedOrders);
    }

    private KernelState Replayed()
    {
        var state = new KernelState(_engine.Kernel.Options);
        foreach (var entry in _engine.Kernel.Journal)
            state.Fold(entry);
        return state;
    }

    private void Answer(UnixNanos asked, AmendOutcome outcome) => _engine.Kernel.Tell(new ExecutionInput.AmendAnswered(_engine.Now, _order.Id, asked, outcome));

    private RefusalCode? Amend(decimal quantity) => _engine.Kernel.Do(new KernelCommand.Amend(_engine.Now, _order.Id, quantity, null, null))?.Code;

    private void Lose() => _engine.Kernel.Tell(new ExecutionInput.AmendAnswered(_engine.Now, _order.Id, _order.RequestedAmend!.Time, new AmendOutcome.Unknown("timeout")));

    private void FindFilled(decimal quantity) =>
        _engine.Answer(_engine.AwaitQuery(_order), new OrderAnswer.Found(At(quantity, VenueOrderStatus.Filled, quantity), [_engine.FillOf(_order, quantity, "T1")]));

    private void AnswerBooks(Effect.Reconcile asked, decimal quantity) => _engine.Kernel.Tell(new ExecutionInput.BooksAnswered(
        _engine.Now,
        asked.Venue,
        asked.Number,
        new VenueBooks([At(quantity, VenueOrderStatus.Open)], [], [new Money(10_000, Currency.Parse("USDT"))])));

    private VenueOrder At(decimal quantity, VenueOrderStatus status, decimal filled = 0) => _engine.OrderAt(_order, status, filled) with
    {
        Terms = _order.Terms with { Quantity = _engine.Kernel.Market.ToQuantity(quantity, GridRounding.Exact) },
    };

    private static decimal Locked(decimal quantity) => quantity * 90 * 1.002m;
}

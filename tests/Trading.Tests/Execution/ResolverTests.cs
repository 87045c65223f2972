using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class ResolverTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();

    [Fact]
    public void It_asks_after_125_to_250_milliseconds_and_then_ever_more_slowly()
    {
        var order = Lost();
        var asked = _engine.Now;
        foreach (var wait in new[] { 250, 500, 1_000, 2_000, 2_000 })
        {
            var query = _engine.AwaitQuery(order);
            Assert.InRange((_engine.Now - asked).TotalMilliseconds, wait / 2.0, wait);
            asked = _engine.Now;
            _engine.Answer(query, new OrderAnswer.Failed("503"));
        }
    }

    [Fact]
    public void A_found_order_rests_with_its_fills_booked_once()
    {
        var order = Lost(quantity: 10);
        _engine.Kernel.Fill(order, 2, 100, tradeId: "T1");
        Assert.Equal(OrderStatus.Unknown, order.Status); // It was live then; whether the rest still is, we do not know.
        _engine.Found(_engine.AwaitQuery(order), VenueOrderStatus.Open, (2, "T1"), (3, "T2"));
        Assert.Equal(OrderStatus.PartiallyFilled, order.Status);
        Assert.Equal(5m, order.FilledQuantity.Value);
        Assert.Equal(5m, _engine.Kernel.Position.SignedQuantity);
    }

    [Fact]
    public void A_found_end_counts_once_all_its_fills_are_there()
    {
        var order = Lost(quantity: 10);
        var query = _engine.AwaitQuery(order);
        _engine.Answer(query, new OrderAnswer.Found(_engine.OrderAt(order, VenueOrderStatus.Canceled, filled: 4), [_engine.FillOf(order, 1, "T1")]));
        Assert.False(order.IsClosed);
        _engine.Found(_engine.AwaitQuery(order), VenueOrderStatus.Canceled, (1, "T1"), (3, "T2"));
        Assert.Equal(OrderStatus.Canceled, order.Status);
        Assert.Equal(4m, order.FilledQuantity.Value);
    }

    [Fact]
    public void Not_found_says_nothing_until_the_request_can_neither_arrive_nor_be_unseen()
    {
        var order = Lost();
        var conclusive = _engine.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        var answers = 0;
        while (true)
        {
            var query = _engine.AwaitQuery(order);
            if (_engine.Now > conclusive)
                break;
            _engine.NotFound(query);
            Assert.Equal(OrderStatus.Unknown, order.Status);
            answers++;
        }
        Assert.True(answers >= 3);
    }

    [Fact]
    public void An_answer_late_enough_to_a_question_asked_too_early_does_not_count()
    {
        var order = Lost();
        var query = _engine.AwaitQuery(order);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(4.9)); // Within the time for an answer, though the first question was at 0.2 s.
        _engine.NotFound(query);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(5));
        _engine.NotFound(_engine.AwaitQuery(order));
        Assert.Equal(OrderStatus.Unknown, order.Status);
    }

    [Fact]
    public void Two_conclusive_answers_in_a_row_end_an_order_of_a_strategy()
    {
        var order = Lost(strategy: "stg_a");
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        _engine.NotFound(_engine.AwaitQuery(order));
        Assert.Equal(OrderStatus.Unknown, order.Status);
        _engine.NotFound(_engine.AwaitQuery(order));
        Assert.Equal(OrderStatus.NotPlaced, order.Status);
        Assert.Equal(0m, _engine.Kernel.Balance("USDT").Locked);
    }

    [Fact]
    public void An_order_by_hand_is_sent_once_more_under_its_id_and_only_once()
    {
        var order = Lost();
        NotFoundTwice(order);
        var submit = _engine.Effects.OfType<Effect.Submit>().Single();
        Assert.Equal((2, 2, OrderStatus.Submitted), (submit.Attempt, order.Attempt, order.Status));
        Assert.Equal(_engine.Now + TimeSpan.FromSeconds(2), submit.Deadline);
        Assert.Equal(2, Assert.Single(_engine.Kernel.Decision.Entries.OfType<OrderResubmit>()).Attempt);

        _engine.Lose(order);
        NotFoundTwice(order);
        Assert.Equal(OrderStatus.NotPlaced, order.Status);
    }

    [Fact]
    public void A_target_by_hand_is_sent_once_more_for_what_its_peers_left()
    {
        var orders = _engine.Kernel.Submit(OrderLists.Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        _engine.Accept(entry);
        _engine.Kernel.Fill(entry, 1, 100);
        _engine.Accept(stop);
        _engine.Lose(target);
        _engine.Kernel.Fill(stop, 0.4m, 97);
        NotFoundTwice(target);
        var again = _engine.Effects.OfType<Effect.Submit>().Single();
        Assert.Equal((target, 2, 0.6m), (again.Order, again.Attempt, again.Terms.Quantity.Value));
        Assert.Equal(2, _engine.Kernel.Decision.Entries.OfType<OrderResubmit>().Single().Attempt);
        Assert.Equal((OrderStatus.Submitted, 0.6m), (target.Status, target.Quantity.Value));
        OrderLists.AssertReadsBack(_engine.Kernel);
        NotFoundTwice(target);
        Assert.Equal((2, OrderStatus.NotPlaced), (target.Attempt, target.Status));
    }

    [Fact]
    public void Without_leave_an_order_by_hand_is_not_sent_again()
    {
        var engine = ExecutionHarness.Recovered(ExecutionHarness.Execution with { ResubmitsByHand = false });
        var order = engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        engine.Lose(order);
        engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        engine.NotFound(engine.AwaitQuery(order));
        engine.NotFound(engine.AwaitQuery(order));
        Assert.Equal(OrderStatus.NotPlaced, order.Status);
    }

    [Fact]
    public void Nothing_is_sent_again_under_a_kill_switch()
    {
        var order = Lost();
        _engine.Kernel.Do(new KernelCommand.EngageKillSwitch(_engine.Now, KillSwitchScope.All, "", "ann", ""));
        NotFoundTwice(order);
        Assert.Equal(OrderStatus.NotPlaced, order.Status);
        Assert.DoesNotContain(_engine.Effects, effect => effect is Effect.Submit);
    }

    [Fact]
    public void The_rejection_of_a_second_attempt_says_nothing_about_the_first()
    {
        var order = Lost();
        NotFoundTwice(order);
        _engine.Answer(order, new SubmitOutcome.Rejected("duplicate"));
        Assert.Equal(OrderStatus.Unknown, order.Status);
        _engine.Found(_engine.AwaitQuery(order), VenueOrderStatus.Filled, (1, "T1"));
        Assert.Equal(OrderStatus.Filled, order.Status);
    }

    [Fact]
    public void Answers_about_an_attempt_before_are_not_taken()
    {
        var order = Lost();
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        _engine.NotFound(_engine.AwaitQuery(order));
        var first = _engine.AwaitQuery(order);
        _engine.NotFound(first); // Sent again.
        Assert.Equal(2, order.Attempt);
        _engine.Lose(order);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        _engine.NotFound(first);
        _engine.NotFound(first);
        Assert.Equal(OrderStatus.Unknown, order.Status);
        _engine.Answer(order, new SubmitOutcome.Rejected("price"), attempt: 1);
        Assert.Equal(OrderStatus.Unknown, order.Status);
    }

    [Fact]
    public void A_question_is_not_repeated_while_it_may_be_answered_and_a_late_answer_is_not_taken()
    {
        var order = Lost();
        var first = _engine.AwaitQuery(order);
        var asked = _engine.Now;
        var second = _engine.AwaitQuery(order);
        Assert.Equal(TimeSpan.FromSeconds(5), _engine.Now - asked);
        _engine.Found(first, VenueOrderStatus.Open);
        Assert.Equal(OrderStatus.Unknown, order.Status);
        _engine.Found(second, VenueOrderStatus.Open);
        Assert.Equal(OrderStatus.Accepted, order.Status);
    }

    [Fact]
    public void What_the_stream_told_is_not_asked_for_any_more()
    {
        var order = Lost();
        _engine.Kernel.Accept(order);
        _engine.Kernel.Fill(order, 1, 100);
        _engine.Kernel.Advance(TimeSpan.FromSeconds(1));
        _engine.Kernel.Tell(new ExecutionInput.ResolverTick(_engine.Now));
        Assert.Empty(_engine.Effects);
        Assert.Equal(0, _engine.Kernel.Kernel.WatchedOrders);
    }

    [Fact]
    public void A_fill_after_not_placed_is_booked_and_told()
    {
        var order = Lost(strategy: "stg_a");
        NotFoundTwice(order);
        _engine.Kernel.Fill(order, 1, 100);
        Assert.Equal("fill_after_end", _engine.Kernel.Incidents.Single().Code);
        Assert.Equal(1m, _engine.Kernel.Position.SignedQuantity);
    }

    [Fact]
    public void An_acknowledged_order_that_its_venue_knows_no_more_counts_as_canceled()
    {
        var order = _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _engine.Accept(order);
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, order.Id, "ann", ""));
        _engine.AnswerCancel(order, new CancelOutcome.Unknown("timeout"));
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        NotFoundTwice(order);
        Assert.Equal(OrderStatus.Canceled, order.Status);
        Assert.Equal("order_gone", _engine.Kernel.Incidents.Single().Code);
    }

    private Order Lost(decimal quantity = 1, string strategy = "")
    {
        var order = _engine.Kernel.Submit(KernelHarness.Request(OrderSide.Buy, quantity, 100) with { Strategy = StrategyInstanceId.Parse(strategy) });
        _engine.Lose(order);
        return order;
    }

    private void NotFoundTwice(Order order)
    {
        _engine.Kernel.Advance(TimeSpan.FromSeconds(10));
        _engine.NotFound(_engine.AwaitQuery(order));
        _engine.NotFound(_engine.AwaitQuery(order));
    }

    // By hand, without an answer, and asked for; before the answer that it is conclusively not known, the stream tells its end.
    [Theory]
    [InlineData(OrderEvent.Rejected)]
    [InlineData(OrderEvent.Canceled)]
    [InlineData(OrderEvent.Completed)]
    public void That_an_order_is_not_known_changes_nothing_once_it_has_ended(OrderEvent ended)
    {
        var (answers, _, _, _) = Lose(answersMax: int.MaxValue);
        var (_, engine, order, query) = Lose(answersMax: answers - 1);
        if (ended == OrderEvent.Completed)
            engine.Kernel.Fill(order, order.LeavesQuantity.Value, 99);
        else
            engine.Kernel.Happen(order, ended, "x");
        var status = order.Status;
        engine.NotFound(query!);
        Assert.Equal((true, status), (order.IsClosed, order.Status));
        Assert.Empty(OrderLists.Codes(engine.Kernel));
        Assert.Empty(engine.Kernel.Decision.Entries);
    }

    // An order without an answer, so many answers that it is not known, and the question after them; until it is sent again at most.
    private static (int Answers, ExecutionHarness Engine, Order Order, Effect.Query? Next) Lose(int answersMax)
    {
        var engine = ExecutionHarness.Recovered();
        var order = engine.Kernel.Limit(OrderSide.Buy, 1, 99);
        engine.Lose(order);
        var answers = 0;
        while (order.Attempt == 1)
        {
            var query = engine.AwaitQuery(order);
            if (answers == answersMax)
                return (answers, engine, order, query);
            engine.NotFound(query);
            answers++;
        }
        return (answers, engine, order, null);
    }
}

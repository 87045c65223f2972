using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A stop of a position that never reached its venue: it is sent once more, as soon as it may be.</summary>
public sealed class LostProtectionTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("stg_a", true)]
    [InlineData("stg_a", false)]
    public void One_that_its_venue_does_not_know_is_sent_once_more_whoever_trades(string strategy, bool resubmitsByHand)
    {
        var engine = ExecutionHarness.Recovered(ExecutionHarness.Execution with { ResubmitsByHand = resubmitsByHand });
        var stop = engine.BeginProtected(strategy);
        engine.LoseForGood(stop);
        Assert.Equal((2, OrderStatus.Submitted), (stop.Attempt, stop.Status));
        Assert.Equal(2, engine.Effects.OfType<Effect.Submit>().Single().Attempt);
        Assert.Equal(2, engine.Kernel.Decision.Entries.OfType<OrderResubmit>().Single().Attempt);

        engine.LoseForGood(stop);
        Assert.Equal((2, OrderStatus.NotPlaced), (stop.Attempt, stop.Status));
        Assert.Equal(["protection_ended"], OrderLists.Codes(engine.Kernel));
    }

    [Theory]
    [InlineData(TradingState.Active)]
    [InlineData(TradingState.Reducing)]
    public void While_only_what_reduces_is_taken_it_is_sent_once_more_too(TradingState state)
    {
        var stop = _engine.BeginProtected(before: () => _engine.Kernel.Do(new KernelCommand.SetTradingState(_engine.Now, state, "ann", "")));
        _engine.Answer(stop, new SubmitOutcome.NotSent("too_late"));
        Assert.Equal((2, OrderStatus.Submitted), (stop.Attempt, stop.Status));
    }

    [Fact]
    public void Under_a_kill_switch_one_that_got_lost_waits_and_is_sent_when_that_is_released()
    {
        var stop = _engine.BeginProtected();
        _engine.Engage();
        _engine.LoseForGood(stop);
        Assert.Equal(OrderStatus.Released, stop.Status);
        Assert.Equal(["protection_denied"], OrderLists.Codes(_engine.Kernel));
        _engine.Kernel.Close(96);
        Assert.Empty(_engine.Effects.OfType<Effect.Submit>());

        _engine.Disengage();
        _engine.Kernel.Close(98);
        var submit = _engine.Effects.OfType<Effect.Submit>().Single();
        Assert.Equal((stop, 2, OrderType.StopMarket), (submit.Order, submit.Attempt, submit.Terms.Type));
        Assert.True(_engine.Kernel.Kernel.MaySend(submit, _engine.Now));
        _engine.Accept(stop);
        Assert.Equal(OrderStatus.Accepted, stop.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_was_about_to_leave_when_trading_stopped_waits_and_is_sent_when_it_goes_on(bool isKilled)
    {
        var stop = _engine.BeginProtected();
        for (var stops = 1; stops <= 3; stops++)
        {
            if (isKilled)
                _engine.Engage();
            else
                _engine.Kernel.Do(new KernelCommand.SetTradingState(_engine.Now, TradingState.Halted, "ann", ""));
            _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
            Assert.Equal(OrderStatus.Released, stop.Status);

            if (isKilled)
                _engine.Disengage();
            else
                _engine.Kernel.Do(new KernelCommand.SetTradingState(_engine.Now, TradingState.Active, "ann", ""));
            _engine.Kernel.Close(98);
            Assert.Equal((stop, 1), (OrderLists.Sent(_engine.Kernel), stop.Attempt));
        }
    }

    // Where it never left since it must not, that is no attempt that counts.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_once_waited_for_a_kill_switch_is_still_sent_once_more(bool isLost)
    {
        var stop = _engine.BeginProtected();
        _engine.Engage();
        _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted")); // It never left.
        _engine.Disengage();
        _engine.Kernel.Close(98);
        Assert.Equal(stop, OrderLists.Sent(_engine.Kernel)); // For the first time.
        if (isLost)
        {
            _engine.LoseForGood(stop);
        }
        else
        {
            // Again, and the switch is released before its host tells that it kept it back.
            _engine.Engage();
            _engine.Disengage();
            _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
        }
        Assert.Equal(OrderStatus.Submitted, stop.Status);
    }

    [Fact]
    public void One_that_cannot_be_sent_since_the_journal_does_not_keep_up_waits_for_it()
    {
        var stop = _engine.BeginProtected();
        for (var stalls = 1; stalls <= 3; stalls++)
        {
            _engine.Kernel.Kernel.IsJournalReady = false;
            _engine.Answer(stop, new SubmitOutcome.NotSent("too_late"));
            Assert.Equal(OrderStatus.Released, stop.Status);
            _engine.Kernel.Kernel.IsJournalReady = true;
            _engine.Kernel.Close(98);
            Assert.Equal((stop, 1), (OrderLists.Sent(_engine.Kernel), stop.Attempt));
        }
    }

    [Fact]
    public void Where_the_venue_is_in_this_process_it_waits_too()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = OrderLists.Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Do(new KernelCommand.EngageKillSwitch(kernel.Now, KillSwitchScope.All, "", "ann", ""));
        kernel.Tell(new ExecutionInput.SubmitAnswered(kernel.Now, stop.Id, stop.Attempt, new SubmitOutcome.NotSent("not_wanted")));
        Assert.Equal(OrderStatus.Released, stop.Status);
        Assert.Equal(["protection_denied"], OrderLists.Codes(kernel));
        kernel.Happen(target, OrderEvent.Canceled);
        kernel.Close(96);
        Assert.Null(OrderLists.Sent(kernel));
        kernel.Do(new KernelCommand.ReleaseKillSwitch(kernel.Now, KillSwitchScope.All, "", "ann", "", "looked into"));
        kernel.Close(98);
        Assert.Same(stop, OrderLists.Sent(kernel));
        Assert.Equal(1, kernel.Decision.Effects.OfType<Effect.Submit>().Single().Attempt);
    }

    [Fact]
    public void It_is_sent_for_what_is_still_there()
    {
        var stop = _engine.BeginProtected();
        var target = _engine.State.OpenOrders.Single(order => order.Terms.Role == OrderRole.Exit);
        _engine.Kernel.Fill(target, 0.4m, 105);
        _engine.Answer(stop, new SubmitOutcome.NotSent("too_late"));
        Assert.Equal(0.6m, _engine.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
    }

    [Fact]
    public void It_ends_where_its_position_is_gone()
    {
        var stop = _engine.BeginProtected();
        _engine.Engage();
        _engine.Kernel.Do(new KernelCommand.ChangeBalance(_engine.Now, new Money(-1, Currency.Parse("BTC")), BalanceReason.Correction, "W1"));
        _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
        Assert.Equal(OrderStatus.NotPlaced, stop.Status);
        Assert.Empty(_engine.Effects.OfType<Effect.Submit>());
    }

    [Fact]
    public void One_that_somebody_canceled_is_not_sent_again()
    {
        var stop = _engine.BeginProtected();
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, stop.Id, "ann", ""));
        _engine.Answer(stop, new SubmitOutcome.NotSent("not_wanted"));
        Assert.Equal((1, OrderStatus.NotPlaced), (stop.Attempt, stop.Status));
    }

    [Fact]
    public void One_that_its_strategy_cancels_when_it_is_told_is_not_sent_again()
    {
        var own = StrategyInstanceId.Parse("stg_a");
        var definition = Definitions.Of(new CancelsWhatIsUnknown());
        Assert.Null(_engine.Kernel.Do(new KernelCommand.StartStrategy(_engine.Now, own, definition, [KernelHarness.Btc], definition.Read([]), "ann")));
        var stop = _engine.BeginProtected(own.Text);
        _engine.Answer(stop, new SubmitOutcome.NotSent("too_late"));
        Assert.Equal((1, OrderStatus.NotPlaced), (stop.Attempt, stop.Status));
        Assert.Empty(_engine.Effects.OfType<Effect.Submit>());
    }

    [Fact]
    public void One_of_before_a_restart_that_never_arrived_is_sent_when_the_venue_has_answered()
    {
        var before = _engine.BeginProtected();
        var engine = _engine.Restart();
        engine.Recover();
        var stop = engine.State.FindOrder(before.Id)!;
        engine.NotFound(engine.Effects.OfType<Effect.Query>().Single(query => query.Order == stop));
        while (stop.Status == OrderStatus.Unknown)
            engine.NotFound(engine.AwaitQuery(stop));
        Assert.False(engine.Kernel.Kernel.IsRecovered);
        Assert.Equal(OrderStatus.Released, stop.Status);
        Assert.Empty(engine.Effects.OfType<Effect.Submit>());

        var target = engine.State.OpenOrders.Single(order => order.Terms.Role == OrderRole.Exit);
        engine.Found(engine.AwaitQuery(target), VenueOrderStatus.Open);
        engine.AwaitReconcile();
        engine.AnswerBooks([engine.OrderAt(target, VenueOrderStatus.Open)], [], [new(9_900, Currency.Parse("USDT")), new(1, Currency.Parse("BTC"))]);
        Assert.Equal((stop, 2), (OrderLists.Sent(engine.Kernel), stop.Attempt));
    }

    private sealed class CancelsWhatIsUnknown : StatelessStrategy
    {
        public override void OnOrder(StrategyContext context, Order order)
        {
            if (order.Status == OrderStatus.Unknown)
                context.Cancel(order);
        }
    }
}

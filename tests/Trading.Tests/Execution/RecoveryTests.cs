using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class RecoveryTests
{
    private static readonly Money[] Cash = [new(10_000, Currency.Parse("USDT"))];

    private readonly ExecutionHarness _before = ExecutionHarness.Recovered();

    [Fact]
    public void Before_and_during_recovery_no_order_is_taken_not_even_one_that_reduces()
    {
        _before.Kernel.Hold(2);
        var engine = _before.Restart();
        Assert.Equal(RefusalCode.ReconciliationOpen, engine.Kernel.Refused(KernelHarness.Request(OrderSide.Sell, 1, 100)));
        engine.Recover();
        Assert.Equal(TradingState.Quarantined, engine.State.TradingState);
        Assert.Equal(RefusalCode.ReconciliationOpen, engine.Kernel.Refused(KernelHarness.Request(OrderSide.Sell, 1, 100)));
        Assert.Equal(RefusalCode.ReconciliationOpen, engine.Kernel.Do(new KernelCommand.SetTradingState(engine.Now, TradingState.Active, "ann", ""))!.Code);
    }

    [Fact]
    public void Agreement_makes_it_active()
    {
        var engine = _before.Restart();
        engine.Recover();
        engine.AnswerBooks([], [], Cash);
        Assert.Equal(TradingState.Active, engine.State.TradingState);
        Assert.True(engine.Kernel.Kernel.IsRecovered);
        engine.Kernel.Limit(OrderSide.Buy, 1, 100);
    }

    [Fact]
    public void A_halt_stays_a_halt()
    {
        _before.Kernel.Do(new KernelCommand.SetTradingState(_before.Now, TradingState.Halted, "ann", ""));
        var engine = _before.Restart();
        engine.Recover();
        engine.AnswerBooks([], [], Cash);
        Assert.Equal(TradingState.Halted, engine.State.TradingState);
    }

    [Fact]
    public void Every_order_that_may_be_at_the_venue_is_asked_for_before_it_is_active()
    {
        var sent = _before.Kernel.Limit(OrderSide.Buy, 1, 90);
        var resting = _before.Kernel.Limit(OrderSide.Buy, 1, 91);
        _before.Accept(resting);
        var engine = _before.Restart();
        engine.Recover();
        var queries = engine.Effects.OfType<Effect.Query>().ToArray();
        Assert.Equal([sent.Id, resting.Id], queries.Select(query => query.Order.Id));
        Assert.Equal(OrderStatus.Unknown, queries[0].Order.Status); // It counts as possibly sent.

        engine.AnswerBooks([engine.OrderAt(queries[1].Order, VenueOrderStatus.Open)], [], Cash);
        engine.NotFound(queries[0]);
        Assert.False(engine.Kernel.Kernel.IsRecovered);
        engine.Answer(queries[1], new OrderAnswer.Failed("503"));
        Assert.False(engine.Kernel.Kernel.IsRecovered);
        engine.Found(engine.AwaitQuery(queries[1].Order), VenueOrderStatus.Open);

        Assert.True(engine.Kernel.Kernel.IsRecovered); // What is unknown goes on being resolved.
        Assert.Equal(TradingState.Active, engine.State.TradingState);
        Assert.Equal(OrderStatus.Unknown, queries[0].Order.Status);
    }

    [Fact]
    public void A_request_of_the_process_before_may_arrive_until_two_seconds_after_the_start()
    {
        var sent = _before.Kernel.Submit(KernelHarness.Request(OrderSide.Buy, 1, 90) with { Strategy = StrategyInstanceId.Parse("stg_a") });
        var engine = _before.Restart();
        engine.Recover();
        var order = engine.State.FindOrder(sent.Id)!;
        var query = engine.Effects.OfType<Effect.Query>().Single();
        var conclusive = engine.Now + TimeSpan.FromSeconds(2 + 3 + 0.5);
        engine.AnswerBooks([], [], Cash);
        engine.NotFound(query);
        while (!order.IsClosed)
            engine.NotFound(engine.AwaitQuery(order));
        Assert.Equal(OrderStatus.NotPlaced, order.Status);
        Assert.True(engine.Now > conclusive);
    }

    [Fact]
    public void Missed_fills_are_booked_once()
    {
        var resting = _before.Kernel.Limit(OrderSide.Buy, 10, 100);
        _before.Accept(resting);
        _before.Kernel.Fill(resting, 2, 100, tradeId: "T1");
        var engine = _before.Restart();
        engine.Recover();
        var order = engine.State.FindOrder(resting.Id)!;
        engine.AnswerBooks(
            [engine.OrderAt(order, VenueOrderStatus.Open, filled: 5)],
            [engine.FillOf(order, 2, "T1"), engine.FillOf(order, 3, "T2")],
            [new Money(9_500, Currency.Parse("USDT")), new Money(5, Currency.Parse("BTC"))]);
        Assert.Equal(5m, order.FilledQuantity.Value);
        Assert.Empty(engine.State.Differences);
    }

    [Fact]
    public void A_cancel_that_was_wanted_before_is_made_again()
    {
        var resting = _before.Kernel.Limit(OrderSide.Buy, 1, 90);
        _before.Accept(resting);
        _before.Kernel.Do(new KernelCommand.Cancel(_before.Now, resting.Id, "ann", ""));
        _before.AnswerCancel(resting, new CancelOutcome.Unknown("timeout"));
        var engine = _before.Restart();
        engine.Recover();
        engine.Found(engine.Effects.OfType<Effect.Query>().Single(), VenueOrderStatus.Open);
        Assert.Single(engine.Effects.OfType<Effect.Cancel>());
    }

    [Fact]
    public void An_engaged_kill_switch_goes_on_canceling()
    {
        var resting = _before.Kernel.Limit(OrderSide.Buy, 1, 90);
        _before.Accept(resting);
        _before.Kernel.Do(new KernelCommand.EngageKillSwitch(_before.Now, KillSwitchScope.All, "", "ann", "looks wrong"));
        var engine = _before.Restart();
        engine.Recover();
        engine.Found(engine.Effects.OfType<Effect.Query>().Single(), VenueOrderStatus.Open);
        Assert.Single(engine.Effects.OfType<Effect.Cancel>());
    }

    [Fact]
    public void An_engaged_kill_switch_leaves_what_protects_a_position()
    {
        var stop = _before.HoldWithStop();
        _before.Engage();
        var engine = _before.Restart();
        engine.Recover();
        var after = engine.State.FindOrder(stop.Id)!;
        engine.Found(engine.Effects.OfType<Effect.Query>().Single(query => query.Order == after), VenueOrderStatus.Open);
        Assert.Empty(engine.Effects.OfType<Effect.Cancel>());
        Assert.Equal((OrderStatus.Accepted, false), (after.Status, after.IsCancelRequested));
    }

    [Fact]
    public void An_engaged_kill_switch_leaves_a_held_stop_whose_position_is_there_and_ends_what_waits_for_an_entry()
    {
        var before = ExecutionHarness.Recovered(features: OrderLists.WithoutStops);
        var (entry, _, protects) = OrderLists.Begin(before.Kernel);
        before.Kernel.Fill(entry, 1, 100);
        var waits = before.Kernel.Submit(OrderLists.Bracket());
        before.Accept(waits[0]);
        before.Engage();
        var engine = before.Restart();
        engine.Recover();
        Assert.Equal(OrderStatus.Emulated, engine.State.FindOrder(protects.Id)!.Status);
        engine.Found(engine.Effects.OfType<Effect.Query>().Single(query => query.Order.Id == waits[0].Id), VenueOrderStatus.Canceled);
        Assert.Equal(OrderStatus.Canceled, engine.State.FindOrder(waits[2].Id)!.Status);
    }

    [Fact]
    public void Fills_are_asked_for_from_a_minute_before_the_last_agreement()
    {
        var agreed = _before.Now;
        _before.Kernel.Advance(TimeSpan.FromHours(1));
        var engine = _before.Restart();
        engine.Recover();
        Assert.Equal(agreed - TimeSpan.FromMinutes(1), engine.Effects.OfType<Effect.Reconcile>().Single().Since);
    }

    [Fact]
    public void Recovery_is_begun_once()
    {
        var engine = _before.Restart();
        engine.Recover();
        Assert.Throws<InvariantException>(engine.Recover);
    }
}

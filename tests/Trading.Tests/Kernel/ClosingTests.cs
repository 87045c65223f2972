using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>What is closed at the market, and what waits to be sent again: once, and no more than is theirs.</summary>
public sealed class ClosingTests
{
    // fee in base: nothing is left to close after the stop sold what the fee left.
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
        var sent = kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        if (isBracket)
        {
            kernel.Happen(orders[1], OrderEvent.Canceled);
            sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        }
        Assert.Equal(1m, kernel.Balance("BTC").Total);
        Assert.Equal(0m, sent);
    }

    // what was closed by hand of one bracket is not closed again of another's position.
    [Fact]
    public void What_was_closed_of_one_bracket_is_not_closed_from_another()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 101);
        kernel.Happen(target, OrderEvent.Updated);
        kernel.Happen(stop, OrderEvent.Updated);
        var (other, target2, stop2) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target(), Stop(trigger: 90)));
        kernel.Fill(other, 1, 100);
        kernel.Accept(target2);
        kernel.Accept(stop2);
        Assert.Equal((0.5m, 0.5m), (target.LeavesQuantity.Value, stop.LeavesQuantity.Value));
        kernel.Fill(stop, 0.5m, 97);
        var sent = kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        kernel.Happen(target, OrderEvent.Canceled);
        sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        Assert.Equal((1m, 0m), (kernel.Position.SignedQuantity, sent));
    }

    // one that waits to be sent again, resized, and is at its venue after all.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_of_one_that_waits_and_was_resized_is_booked(bool isFill)
    {
        var engine = ExecutionHarness.Recovered();
        var orders = engine.Kernel.Submit(Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        engine.Accept(entry);
        engine.Kernel.Fill(entry, 1, 100);
        engine.Accept(target);
        engine.Engage();
        engine.Lose(stop);
        while (stop.Status == OrderStatus.Unknown)
            engine.NotFound(engine.AwaitQuery(stop));
        Assert.Equal((2, OrderStatus.Released), (stop.Attempt, stop.Status));
        engine.Kernel.Fill(target, 0.4m, 105);
        Assert.Equal(0.6m, stop.Quantity.Value);
        if (isFill)
        {
            engine.Kernel.Fill(stop, 0.6m, 97);
            Assert.Equal(OrderStatus.Filled, stop.Status);
        }
        else
        {
            engine.Kernel.Accept(stop);
            Assert.Equal(OrderStatus.Accepted, stop.Status);
            engine.Disengage();
            engine.Kernel.Close(98);
            Assert.Empty(engine.Effects.OfType<Effect.Submit>());
        }
    }

    // an order by hand that fills in parts and rests: the stop is no larger than the position.
    [Fact]
    public void A_resting_partial_close_makes_the_stop_smaller()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        var all = kernel.Submit(KernelHarness.Request(Sell, 1, 101));
        kernel.Accept(all);
        kernel.Fill(all, 0.5m, 101);
        for (var bar = 0; bar < 3; bar++)
            kernel.Close(100);
        Assert.NotNull(stop.RequestedAmend);
    }

    // closing under a kill switch survives a restart.
    [Fact]
    public void Restart_with_closing()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "usr", ""));
        kernel.Happen(target, OrderEvent.Canceled);
        AssertReadsBack(kernel);
        var again = new KernelHarness(kernel);
        AssertReadsBack(again);
        again.Do(new KernelCommand.SetTradingState(again.Now, TradingState.Active, "usr", ""));
        again.Close(100);
        Assert.Equal(0.3m, again.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value));
        AssertReadsBack(again);
    }

    // the closing gets lost / is not sent / is rejected: is what is left closed?
    [Fact]
    public void Late_fill_while_closing_waits()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "usr", ""));
        kernel.Happen(target, OrderEvent.Canceled);
        kernel.Fill(entry, 0.2m, 100); // late
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Active, "usr", ""));
        kernel.Close(100);
        Assert.Equal(0.5m, kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value));
    }

    // the venue says it has it; it must not be sent once more.
    [Fact]
    public void One_the_venue_has_is_not_sent_again()
    {
        var engine = ExecutionHarness.Recovered();
        var orders = engine.Kernel.Submit(Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        engine.Accept(entry);
        engine.Kernel.Fill(entry, 1, 100);
        engine.Accept(target);
        engine.Engage();
        engine.Lose(stop);
        while (stop.Status == OrderStatus.Unknown)
            engine.NotFound(engine.AwaitQuery(stop));
        engine.Kernel.Fill(target, 0.4m, 105);
        engine.Kernel.Accept(stop);
        engine.Disengage();
        engine.Kernel.Close(98);
        Assert.Empty(engine.Effects.OfType<Effect.Submit>());
    }

    // base fees of a strategy leave less protection for what was bought by hand.
    [Fact]
    public void A_bracket_by_hand_is_protected_whole_beside_a_strategy_that_paid_fees_in_base()
    {
        var kernel = new KernelHarness(AccountKind.Cash, cash: 100_000);
        var one = StrategyInstanceId.Parse("stg_one");
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, one, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        var own = kernel.Submit(KernelHarness.Request(Buy, 100) with { Strategy = one });
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
        var one = StrategyInstanceId.Parse("stg_one");
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, one, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        for (var turn = 0; turn < 10; turn++)
        {
            var own = kernel.Submit(KernelHarness.Request(Buy, 100) with { Strategy = one });
            kernel.Fill(own, 100, 100, new Money(0.1m, Currency.Parse("BTC")));
            kernel.Advance(TimeSpan.FromSeconds(5));
        }
        var (entry, _, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        Assert.False(stop.IsClosed, $"{stop.Status} {stop.Reason} {string.Join(",", Codes(kernel))}");
    }

    // two stops for a half each, without peers: what both left is closed.
    [Fact]
    public void What_two_stops_left_is_closed_for_both()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop(0.5m), Stop(0.5m, 95)] });
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
            sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
            kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
            sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        }
        Assert.Equal((0.4m, 0.4m), (kernel.Position.SignedQuantity, sent));
    }

    // of a strategy: its resting sell closed a half, its stop sells the whole.
    [Fact]
    public void Stop_of_a_strategy_sells_no_more_than_it_has()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        var one = StrategyInstanceId.Parse("stg_one");
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, one, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        var (entry, target, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100) with { Strategy = one }, Target() with { Strategy = one }, Stop() with { Strategy = one }));
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        var sell = kernel.Submit(KernelHarness.Request(Sell, 1, 101) with { Strategy = one });
        kernel.Accept(sell);
        kernel.Fill(sell, 0.5m, 101);
        for (var bar = 0; bar < 3; bar++)
            kernel.Close(100);
        var asked = stop.RequestedAmend?.Quantity ?? stop.Quantity;
        Assert.Equal(0.5m, asked.Value);
    }

    // liquidated while the cancel of a target is awaited.
    [Fact]
    public void A_rest_is_not_closed_again_after_a_liquidation()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        kernel.Do(new KernelCommand.Liquidate(kernel.Now, KernelHarness.Btc));
        var sent = kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        kernel.Happen(target, OrderEvent.Canceled);
        sent += kernel.Decision.Effects.OfType<Effect.Submit>().Sum(one => one.Terms.Quantity.Value);
        Assert.Equal(0.3m, sent);
    }

    // exit by hand of a cluster: closing at market lost at venue -> ends; is it told?
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
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
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

    // a journal that the build before wrote (order accepted while it waited, resized) is read.
    [Fact]
    public void The_journal_of_the_build_before_replays()
    {
        var engine = ExecutionHarness.Recovered();
        var orders = engine.Kernel.Submit(Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        engine.Accept(entry);
        engine.Kernel.Fill(entry, 1, 100);
        engine.Accept(target);
        engine.Engage();
        engine.Lose(stop);
        while (stop.Status == OrderStatus.Unknown)
            engine.NotFound(engine.AwaitQuery(stop));
        engine.Kernel.Fill(target, 0.4m, 105);
        var state = new KernelState(engine.Kernel.Options);
        foreach (var one in engine.Kernel.Journal)
            state.Fold(one);
        state.Fold(new OrderUpdate(engine.Now, stop.Id, OrderEvent.Accepted, "V9", "", UpdateSource.Stream, engine.Now));
        Assert.Equal(OrderStatus.Accepted, state.FindOrder(stop.Id)!.Status);
    }

    // what T5b costs: the strategy is short, of what was held by hand.
    [Fact]
    public void A_held_stop_and_a_resting_sell_close_once()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        var one = StrategyInstanceId.Parse("stg_one");
        var definition = Definitions.Of(new Idle());
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, one, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        var (entry, target, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100) with { Strategy = one }, Target() with { Strategy = one }, Stop() with { Strategy = one }));
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        var sell = kernel.Submit(KernelHarness.Request(Sell, 1, 101) with { Strategy = one });
        kernel.Accept(sell);
        kernel.Fill(sell, 0.5m, 101);
        if (stop.RequestedAmend is not null)
            kernel.Happen(stop, OrderEvent.Updated);
        kernel.Fill(stop, stop.LeavesQuantity.Value, 97); // The venue sees an account that is long 1.5 and fills all of it.
        Assert.Equal(0m, kernel.Kernel.State.Portfolio.PositionOf(one, KernelHarness.Btc).SignedQuantity);
    }

    private sealed class Idle : StatelessStrategy;
}

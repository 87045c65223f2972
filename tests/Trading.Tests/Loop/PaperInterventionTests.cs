using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>People step in at an awkward moment of a paper account.</summary>
public sealed class PaperInterventionTests
{
    private static readonly string[] Timed = ["trend=5", "hold_bars=3", "enter=0.4", "exit=1", "quantity=0.01"];

    private readonly MemoryJournal _journal = new();

    [Fact]
    public void A_time_exit_that_falls_due_in_a_pause_is_made_when_the_strategy_is_resumed()
    {
        var run = Run("ibs-reversion", Timed);
        run.StepUntil(() => run.Kernel.State.Timers.Count > 0);
        var due = run.Kernel.State.Timers[0].DueTime;
        run.Command(new KernelCommand.PauseStrategy(run.Kernel.Now, PaperRun.Instance, "usr", ""));
        run.StepUntil(() => run.Session.FeedPosition > due + TimeSpan.FromMinutes(5));
        Assert.Equal(due, run.Kernel.State.Timers.Single().DueTime);
        Assert.Equal(0.01m, Held(run));

        run.Command(new KernelCommand.ResumeStrategy(run.Kernel.Now, PaperRun.Instance, StrategyCatalog.Get("ibs-reversion"), "usr"));
        var resumed = run.Kernel.Now;
        run.StepUntil(() => run.Kernel.State.Timers.Count == 0);
        Assert.Equal(resumed, run.Kernel.Now); // At once, and not in the past.
        Assert.Equal(OrderRole.Exit, run.Kernel.State.OpenOrders.Single().Terms.Role);
        run.StepUntil(() => run.Kernel.State.OpenOrders.Count == 0);
        Assert.Equal(0m, Held(run));
    }

    [Fact]
    public void An_amendment_that_waits_for_its_frame_does_not_leave_after_a_halt()
    {
        var run = new PaperRun(PaperAccounts.Settings("ma-cross", ["fast=300", "slow=399"], bars: 500, seed: 5), _journal, sealsEvery: 0);
        run.StepUntil(() => run.Session.FeedPosition > default(UnixNanos) && !run.Session.Loop.HoldsEffects);
        var bid = new OrderRequest { Instrument = PaperAccounts.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.01m, Price = Around(run, 0.5m) };
        run.Command(new KernelCommand.Submit(run.Kernel.Now, bid));
        run.StepUntil(() => run.Kernel.State.OpenOrders is [{ Status: OrderStatus.Accepted }]);
        var order = run.Kernel.State.OpenOrders.Single();

        run.Command(new KernelCommand.Amend(run.Kernel.Now, order.Id, null, Around(run, 1.01m), null));
        Assert.Single(run.Session.Loop.HeldEffects.OfType<Effect.Amend>());
        run.Command(new KernelCommand.SetTradingState(run.Kernel.Now, TradingState.Halted, "ann", ""));
        run.RunToEnd();
        Assert.Equal(0, PaperAccounts.TradesOf(_journal).Fills);
        Assert.Equal((OrderStatus.Accepted, bid.Price, null), (order.Status, order.Price?.Value, order.RequestedAmend));
    }

    private static decimal Around(PaperRun run, decimal share) => Math.Round(run.Kernel.Market.PriceOf(0)!.Value * share, 2);

    [Fact]
    public void An_entry_that_fills_in_a_pause_has_its_time_exit()
    {
        var run = Run("ibs-reversion", Timed, new SimulationOptions { Latency = TimeSpan.FromMilliseconds(700) });
        // The venue has filled it, and the report is on its way.
        run.StepUntil(() => run.Kernel.State.OpenOrders is [{ Status: OrderStatus.Accepted }]);
        run.Command(new KernelCommand.PauseStrategy(run.Kernel.Now, PaperRun.Instance, "usr", ""));
        run.StepUntil(() => Held(run) > 0);
        Assert.Single(run.Kernel.State.Timers);
    }

    [Fact]
    public void A_time_exit_that_a_kill_switch_refused_is_made_at_the_first_close_after_its_release()
    {
        var run = Run("ibs-reversion", Timed);
        run.StepUntil(() => run.Kernel.State.Timers.Count > 0);
        run.Command(new KernelCommand.EngageKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "look"));
        run.StepUntil(() => run.Kernel.State.Timers.Count == 0);
        run.StepUntil(() => run.Session.TryPeek(out _));
        Assert.Equal(0.01m, Held(run));
        run.Command(new KernelCommand.ReleaseKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "", "seen"));
        var released = run.Session.FeedPosition;
        run.StepUntil(() => Held(run) == 0);
        Assert.Equal(TimeSpan.FromMinutes(1), run.Session.FeedPosition - released);
    }

    [Fact]
    public void Parameters_that_are_set_between_a_timer_and_the_close_of_its_bar_lose_no_bar()
    {
        Assert.Equal(StateAfterParameters(crashes: false), StateAfterParameters(crashes: true));

        static string StateAfterParameters(bool crashes)
        {
            var journal = new MemoryJournal();
            var settings = PaperAccounts.Settings("ibs-reversion", ["trend=50", .. Timed[1..]], bars: 400, seed: 5);
            var run = new PaperRun(settings, journal, sealsEvery: 0);
            // The timer fired at the close of a bar that is still to be given.
            run.StepUntil(() => run.Session.Loop.HoldsEffects && run.Kernel.Now > run.Session.FeedPosition && run.Kernel.State.OpenOrders.Any(order => order.Terms.Role == OrderRole.Exit));
            run.Command(new KernelCommand.SetParameters(run.Kernel.Now, PaperRun.Instance, settings.Strategy, settings.Parameters, "usr") { History = run.Session.History(50) });
            run.Seal();
            var position = run.Session.FeedPosition;
            while (run.Session.FeedPosition == position)
                run.Session.Advance();
            // The close is durable, by a frame that has nothing of the strategy.
            run.Command(new KernelCommand.SetLimits(run.Kernel.Now, run.Kernel.State.Limits, "usr"));
            run.Seal();
            if (crashes)
                run = new PaperRun(settings, journal, sealsEvery: 0);
            run.StepUntil(() => run.Session.FeedPosition > position + TimeSpan.FromMinutes(4));
            run.Session.SaveStrategies();
            return Convert.ToHexString(run.StrategyState);
        }
    }

    [Fact]
    public void Strategies_decide_in_the_order_they_were_deployed_in_after_a_stop_and_a_restart_too()
    {
        Assert.Equal(Trades(crashes: false), Trades(crashes: true));

        // Both want most of the cash at the same close: who decides first has it.
        static (string Hash, long Fills) Trades(bool crashes)
        {
            var journal = new MemoryJournal();
            string[] parameters = ["fast=3", "slow=8", "size_fraction=0.8"];
            var settings = PaperAccounts.Settings("ma-cross", parameters, bars: 600, seed: 5);
            var other = PaperAccounts.Deployment("stg_other", "ma-cross", parameters);
            var run = new PaperRun(settings, journal, sealsEvery: 0, other);
            run.StepUntil(() => run.Session.FeedPosition > settings.Bars[100].CloseTime && !run.Session.Loop.HoldsEffects);
            run.Command(new KernelCommand.StopStrategy(run.Kernel.Now, PaperRun.Instance, "usr", ""));
            run.Command(new KernelCommand.ResumeStrategy(run.Kernel.Now, PaperRun.Instance, settings.Strategy, "usr") { History = run.Session.History(8) });
            run.Seal();
            if (crashes)
                run = new PaperRun(settings, journal, sealsEvery: 0, other);
            run.RunToEnd();
            return PaperAccounts.TradesOf(journal);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void An_order_that_waits_for_its_frame_does_not_leave_after_a_kill_switch(bool isSameFrame, bool crashes)
    {
        var simulation = new SimulationOptions { Fill = FillTiming.Close };
        var run = Run("ma-cross", ["fast=3", "slow=8", "quantity=0.01"], simulation);
        while (!run.Session.Loop.HeldEffects.OfType<Effect.Submit>().Any())
            run.Session.Advance();
        if (!isSameFrame)
            _journal.Append(run.Session.Seal(wallMicros: 0));
        run.Command(new KernelCommand.EngageKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "stop"));
        if (isSameFrame)
            _journal.Append(run.Session.Seal(wallMicros: 0));
        if (crashes)
        {
            run = Run("ma-cross", ["fast=3", "slow=8", "quantity=0.01"], simulation);
        }
        else
        {
            run.Session.Confirm();
            run.Session.Release(run.Others.Add);
        }
        run.StepUntil(() => run.Kernel.State.OpenOrders.Count == 0);
        Assert.Equal(OrderStatus.NotPlaced, run.Kernel.State.ClosedOrders.Single().Status);
        run.RunToEnd();
        Assert.Equal(0, PaperAccounts.TradesOf(_journal).Fills);
        Assert.Empty(run.Others.OfType<Effect.Incident>());
        Assert.Equal(0m, run.Kernel.State.Portfolio.Balances.Sum(balance => balance.Locked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void As_many_orders_as_there_can_be_are_kept_back_in_bounded_frames(bool crashes)
    {
        var settings = PaperAccounts.Settings("ma-cross", [], bars: 40, seed: 5);
        var definition = Definitions.Of(new ManyOrders());
        settings = settings with { Strategy = definition, Parameters = definition.Read([]) };
        PaperRun Begin() => PaperRun.WithCatalog(settings, _journal, _ => Definitions.Of(new ManyOrders()));
        var run = Begin();
        while (!run.Session.Loop.HeldEffects.OfType<Effect.Submit>().Any())
            run.Session.Advance();
        var held = run.Session.Loop.HeldEffects.OfType<Effect.Submit>().Count();
        Assert.Equal(Kernel.OrdersAtOnceMax, held);
        run.Command(new KernelCommand.EngageKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "stop"));
        _journal.Append(run.Session.Seal(wallMicros: 0));
        if (crashes)
        {
            run = Begin();
            // And once more while they are ended, one after another.
            run.Session.Advance();
            run.Seal();
            run = Begin();
        }
        else
        {
            run.Session.Confirm();
            run.Session.Release(run.Others.Add);
        }
        run.Command(new KernelCommand.ReleaseKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "", "seen")); // What was kept back stays so.
        run.StepUntil(() => run.Kernel.State.OpenOrders.Count == 0);
        Assert.Equal(held, run.Kernel.State.ClosedOrders.Count(order => order.Status == OrderStatus.NotPlaced));
        Assert.Equal(0, PaperAccounts.TradesOf(_journal).Fills);
    }

    [Fact]
    public void Money_that_came_in_can_be_spent_and_what_went_out_cannot()
    {
        var run = Run("ma-cross", ["fast=300", "slow=399"]);
        run.StepUntil(() => run.Session.FeedPosition > default(UnixNanos) && !run.Session.Loop.HoldsEffects);
        run.Command(new KernelCommand.ChangeBalance(run.Kernel.Now, new Money(900_000, Currency.Parse("USDT")), BalanceReason.Deposit, ""));
        var price = run.Kernel.Market.PriceOf(0)!.Value;
        var quantity = Math.Floor(900_000 / price);
        run.Command(new KernelCommand.Submit(run.Kernel.Now, new OrderRequest { Instrument = PaperAccounts.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = Math.Round(price * 0.9m, 2) }));
        run.StepUntil(() => run.Kernel.State.OpenOrders is not [{ Status: OrderStatus.Submitted }]);
        Assert.Equal(OrderStatus.Accepted, run.Kernel.State.OpenOrders.Single().Status);

        var free = run.Kernel.State.Portfolio.BalanceOf(Currency.Parse("USDT")).Free;
        var refusal = run.Session.Take(new KernelCommand.ChangeBalance(run.Kernel.Now, new Money(-free - 1, Currency.Parse("USDT")), BalanceReason.Withdrawal, ""), ticket: null);
        Assert.Equal(RefusalCode.BalanceInsufficient, refusal!.Code);
        run.Command(new KernelCommand.ChangeBalance(run.Kernel.Now, new Money(-free, Currency.Parse("USDT")), BalanceReason.Withdrawal, ""));
        Assert.Equal(0m, run.Kernel.State.Portfolio.BalanceOf(Currency.Parse("USDT")).Free);
    }

    [Fact]
    public void A_strategy_that_throws_while_it_is_caught_up_is_stopped_and_the_account_goes_on()
    {
        var settings = PaperAccounts.Settings("ma-cross", ["fast=3", "slow=8", "quantity=0.01"], bars: 200, seed: 5);
        var run = new PaperRun(settings, _journal, sealsEvery: 1);
        run.StepUntil(() => run.Kernel.State.FindStrategy(PaperRun.Instance)!.FeedPosition is { Value: > 0 } decided && run.Session.FeedPosition > decided + TimeSpan.FromMinutes(2) && !run.Session.Loop.HoldsEffects);
        run.Command(new KernelCommand.SetLimits(run.Kernel.Now, run.Kernel.State.Limits, "usr")); // A frame, and with it the market's place.
        run.Seal();
        // The version that is started now does not bear what the one before did.
        run = PaperRun.WithCatalog(settings, _journal, _ => settings.Strategy with { Create = _ => new ThrowingStrategy() });
        run.RunToEnd();
        var record = run.Kernel.State.FindStrategy(PaperRun.Instance)!;
        Assert.Equal((StrategyStatus.Stopped, "it could not be brought back: a bar too many"), (record.Status, record.Reason));
        Assert.Contains(run.Others.OfType<Effect.Incident>(), incident => incident.Code == "strategy_lost");
    }

    private PaperRun Run(string strategy, string[] parameters, SimulationOptions? simulation = null) =>
        new(PaperAccounts.Settings(strategy, parameters, bars: 400, seed: 5, simulation), _journal, sealsEvery: 1);

    private static decimal Held(PaperRun run) => run.Kernel.State.Portfolio.PositionOf(PaperRun.Instance, PaperAccounts.Market.Id).SignedQuantity;

    // Its state is large, and every news of an order changes it.
    private sealed class ManyOrders : Strategy
    {
        private long _news;

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            if (context.CanTrade && context.HasNoOpenOrders)
            {
                for (var order = 0; order < Kernel.OrdersAtOnceMax; order++)
                    context.Limit(OrderSide.Buy, 0.001m, Math.Round(bar.Close.Value * 0.5m, 2), OrderRole.Working);
            }
        }

        public override void OnOrder(StrategyContext context, Order order) => _news++;

        public override void Save(MessageWriter writer)
        {
            writer.Number(_news);
            writer.Bytes(new byte[100_000]);
        }

        public override void Restore(ref MessageReader reader)
        {
            _news = reader.Number();
            _ = reader.Bytes();
        }
    }

    private sealed class ThrowingStrategy : Strategy
    {
        public override void OnBar(StrategyContext context, in Bar bar) => throw new InvalidOperationException("a bar too many");

        public override void Save(MessageWriter writer)
        {
        }

        public override void Restore(ref MessageReader reader)
        {
        }
    }
}

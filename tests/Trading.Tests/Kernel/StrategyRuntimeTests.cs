using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class StrategyRuntimeTests
{
    private static readonly StrategyInstanceId Instance = StrategyInstanceId.Parse("stg_test");

    private readonly KernelHarness _kernel = new();

    [Fact]
    public void The_entries_of_an_order_carry_the_state_that_made_it_and_the_feed_position()
    {
        Start(new Probe { BuysOnBar = true });

        _kernel.Close(101);

        Assert.IsType<OrderNew>(_kernel.Decision.Entries[0]);
        var state = Assert.IsType<StrategyState>(_kernel.Decision.Entries[1]);
        Assert.Equal(_kernel.Now, state.FeedPosition);
        Assert.Equal(Saved(1), state.State);
    }

    [Fact]
    public void A_bar_without_a_decision_leaves_no_entry()
    {
        Start(new Probe());
        _kernel.Close(101);
        Assert.True(_kernel.Decision.IsEmpty);
    }

    [Fact]
    public void A_fill_reaches_the_strategy_with_the_position_up_to_date()
    {
        var probe = new Probe { BuysOnBar = true };
        Start(probe);
        _kernel.Close(101);
        var order = _kernel.Decision.Effects.OfType<Effect.Submit>().Single().Order;

        _kernel.Fill(order, 1, 101);

        Assert.Equal(1m, probe.PositionAtFill);
    }

    [Fact]
    public void Timers_fire_once_are_journaled_and_can_be_moved_and_canceled()
    {
        var probe = new Probe { Timer = _kernel.Now + TimeSpan.FromHours(1) };
        Start(probe);
        Assert.Equal(new PendingTimer(probe.Timer.Value, Instance, "exit"), _kernel.Kernel.State.Timers.Single());

        _kernel.Decision.Clear();
        _kernel.Kernel.Decide(new TimerFired(probe.Timer.Value, Instance, "exit"), _kernel.Decision);

        Assert.Equal(["exit"], probe.Fired);
        Assert.Empty(_kernel.Kernel.State.Timers);
        Assert.Null(Assert.IsType<TimerSet>(_kernel.Decision.Entries[0]).DueTime);
    }

    [Fact]
    public void A_timer_in_the_past_is_a_bug_of_the_strategy()
    {
        var exception = Assert.Throws<InvariantException>(() => Start(new Probe { Timer = _kernel.Now }));
        Assert.Contains("must be after", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void While_warmed_up_a_strategy_sees_and_may_not_order()
    {
        var probe = new Probe { BuysOnBar = true };
        Start(probe);
        var at = _kernel.Market.ToPrice(100, GridRounding.Exact);
        _kernel.Kernel.WarmUp(new BarClosed(0, new Bar(_kernel.Now, _kernel.Now + TimeSpan.FromMinutes(1), at, at, at, at, 1)));
        Assert.Equal(1, probe.Bars);
        Assert.Equal(RefusalCode.StrategyNotRunning, probe.LastRefusal!.Code);
        Assert.Empty(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void Warming_up_sets_no_timer_moves_no_time_and_leaves_no_entry()
    {
        var probe = new Probe { TimerOnBar = true };
        Start(probe);
        var (now, hash) = (_kernel.Kernel.Now, _kernel.Kernel.State.Hash());
        var at = _kernel.Market.ToPrice(100, GridRounding.Exact);
        _kernel.Kernel.WarmUp(new BarClosed(0, new Bar(default, default, at, at, at, at, 1)));
        Assert.Equal(1, probe.Bars);
        Assert.Equal(now, _kernel.Kernel.Now);
        Assert.Equal(hash, _kernel.Kernel.State.Hash());
    }

    [Fact]
    public void Stopping_cancels_its_orders_and_timers_and_ends_its_callbacks()
    {
        var probe = new Probe { BuysOnBar = true, Timer = _kernel.Now + TimeSpan.FromHours(1) };
        Start(probe);
        _kernel.Close(101);

        Assert.Null(_kernel.Do(new KernelCommand.StopStrategy(_kernel.Now, Instance, "ann", "enough")));

        Assert.Equal(OrderStatus.PendingCancel, _kernel.Kernel.State.OpenOrders.Single().Status);
        Assert.Empty(_kernel.Kernel.State.Timers);
        _kernel.Close(102);
        Assert.Equal(1, probe.Bars);
        Assert.Equal(RefusalCode.StrategyNotRunning, _kernel.Do(new KernelCommand.StopStrategy(_kernel.Now, Instance, "ann", ""))!.Code);
    }

    [Fact]
    public void A_strategy_cannot_be_deployed_twice_or_without_a_known_market()
    {
        Start(new Probe());
        Assert.Equal(RefusalCode.SettingInvalid, _kernel.Do(StartCommand(new Probe()))!.Code);
        var elsewhere = StartCommand(new Probe()) with { Strategy = StrategyInstanceId.Parse("stg_b"), Instruments = [InstrumentId.Parse("ETH-USDT.SIM")] };
        Assert.Equal(RefusalCode.InstrumentUnknown, _kernel.Do(elsewhere)!.Code);
    }

    [Fact]
    public void After_a_replay_a_strategy_comes_back_with_the_state_it_last_journaled()
    {
        Start(new Probe { BuysOnBar = true });
        _kernel.Close(101);
        _kernel.Close(102);
        var state = new KernelState(_kernel.Options);
        foreach (var entry in _kernel.Journal)
            state.Fold(entry);
        Assert.Equal(_kernel.Kernel.State.Hash(), state.Hash());

        var resumed = new Kernel(_kernel.Options, state);
        var probe = new Probe();
        resumed.Resume(id => id == "probe" ? DefinitionOf(probe) : null);

        Assert.Equal(2, probe.Bars);
    }

    [Fact]
    public void A_strategy_whose_definition_is_gone_is_told_and_can_be_stopped_with_its_orders()
    {
        var probe = new Probe { BuysOnBar = true };
        Start(probe);
        _kernel.Close(101);
        var state = new KernelState(_kernel.Options);
        foreach (var entry in _kernel.Journal)
            state.Fold(entry);
        var resumed = new Kernel(_kernel.Options, state);

        resumed.Resume(_ => null);
        Assert.Equal([(Instance, "strategy probe is not in the catalogue any more")], resumed.Lost);

        var decision = new Decision();
        Assert.Null(resumed.Decide(new KernelCommand.StopStrategy(_kernel.Now, Instance, "engine", "gone"), decision));
        Assert.Equal(StrategyStatus.Stopped, state.FindStrategy(Instance)!.Status);
        Assert.Equal(OrderStatus.PendingCancel, state.OpenOrders.Single().Status);
        Assert.Equal("strategy_lost", decision.Effects.OfType<Effect.Incident>().Single().Code);
    }

    [Fact]
    public void Order_ids_go_on_where_the_journal_ended()
    {
        var first = _kernel.Limit(OrderSide.Buy, 1, 100).Id;
        var state = new KernelState(_kernel.Options);
        foreach (var entry in _kernel.Journal)
            state.Fold(entry);
        Assert.Equal(1, state.NextOrderCounter);
        state.Fold(new LeaderEpoch(_kernel.Now, 7, "task", 1, 0, 0));
        Assert.Equal(0, state.NextOrderCounter);
        Assert.NotEqual(first, ClientOrderId.Create('b', 0, state.Epoch, state.NextOrderCounter, OrderRole.Working));
    }

    private void Start(Probe probe) => Assert.Null(_kernel.Do(StartCommand(probe)));

    private KernelCommand.StartStrategy StartCommand(Probe probe)
    {
        var definition = DefinitionOf(probe);
        return new KernelCommand.StartStrategy(_kernel.Now, Instance, definition, [KernelHarness.Btc], definition.Read([]), "test");
    }

    private static StrategyDefinition DefinitionOf(Probe probe) => new()
    {
        Id = "probe",
        Title = "Probe",
        Category = "test",
        Description = "For tests.",
        Parameters = [],
        WarmUpBars = _ => 1,
        SellsShort = _ => false,
        Create = _ => probe,
    };

    private static byte[] Saved(int bars)
    {
        var writer = new MessageWriter();
        writer.Number(bars);
        return writer.Written.ToArray();
    }

    private sealed class Probe : Strategy
    {
        public bool BuysOnBar { get; init; }

        public bool TimerOnBar { get; init; }

        public UnixNanos? Timer { get; init; }

        public long Bars { get; private set; }

        public decimal? PositionAtFill { get; private set; }

        public Refusal? LastRefusal { get; private set; }

        public List<string> Fired { get; } = [];

        public override void OnStart(StrategyContext context)
        {
            if (Timer is { } due)
                context.SetTimer("exit", due);
        }

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            Bars++;
            if (TimerOnBar)
                context.SetTimer("bar", context.Now + TimeSpan.FromHours(1));
            if (BuysOnBar)
                LastRefusal = context.Market(OrderSide.Buy, 1, OrderRole.Working).Refusal;
        }

        public override void OnFill(StrategyContext context, OrderFill fill) => PositionAtFill = context.Position.SignedQuantity;

        public override void OnTimer(StrategyContext context, string name) => Fired.Add(name);

        public override void Save(MessageWriter writer) => writer.Number(Bars);

        public override void Restore(ref MessageReader reader) => Bars = reader.Number();
    }
}

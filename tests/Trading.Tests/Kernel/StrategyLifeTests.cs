using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Paused, resumed, given parameters, removed, and stopped when it throws.</summary>
public sealed class StrategyLifeTests
{
    private static readonly StrategyInstanceId Instance = StrategyInstanceId.Parse("stg_test");

    private readonly KernelHarness _kernel = new(mode: RunMode.Paper);

    [Fact]
    public void A_paused_strategy_sees_the_market_and_its_orders_are_not_taken()
    {
        var probe = Start(new Probe { BuysOnBar = true });
        Assert.Null(_kernel.Do(new KernelCommand.PauseStrategy(_kernel.Now, Instance, "usr", "lunch")));

        _kernel.Close(101);

        Assert.Equal(1, probe.Bars);
        Assert.Equal(RefusalCode.StrategyNotRunning, probe.LastRefusal!.Code);
        Assert.Equal(StrategyStatus.Paused, Record.Status);
        Assert.Empty(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void Pausing_cancels_what_it_works_at_and_keeps_what_protects()
    {
        _kernel.Hold(1);
        var probe = Start(new Probe());
        var working = probe.Place(OrderSide.Buy, 1, 90, OrderRole.Working);
        var protective = probe.Place(OrderSide.Sell, 1, 150, OrderRole.Protective);

        Assert.Null(_kernel.Do(new KernelCommand.PauseStrategy(_kernel.Now, Instance, "usr", "")));

        Assert.Equal(OrderStatus.PendingCancel, working.Status);
        Assert.Equal(OrderStatus.Submitted, protective.Status);
    }

    [Fact]
    public void A_resumed_strategy_trades_again()
    {
        Start(new Probe { BuysOnBar = true });
        _kernel.Do(new KernelCommand.PauseStrategy(_kernel.Now, Instance, "usr", ""));
        Assert.Null(_kernel.Do(new KernelCommand.ResumeStrategy(_kernel.Now, Instance, Define(new Probe()), "usr")));
        _kernel.Close(101);
        Assert.Single(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void A_stopped_strategy_begins_anew_when_it_is_resumed_warmed_up()
    {
        Start(new Probe());
        _kernel.Do(new KernelCommand.StopStrategy(_kernel.Now, Instance, "usr", ""));
        var again = new Probe { BuysOnBar = true };
        var at = _kernel.Market.ToPrice(100, GridRounding.Exact);
        Assert.Null(_kernel.Do(new KernelCommand.ResumeStrategy(_kernel.Now, Instance, Define(again), "usr")
        {
            History = [new Bar(_kernel.Now - TimeSpan.FromMinutes(1), _kernel.Now, at, at, at, at, 1)],
        }));
        Assert.Equal(1, again.Bars);
        Assert.Empty(_kernel.Kernel.State.OpenOrders);
        _kernel.Close(101);
        Assert.Single(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void New_parameters_make_a_fresh_strategy_that_takes_over_and_is_warmed_up()
    {
        var before = Start(new Probe { Aim = 7 });
        var after = new Probe();
        var definition = Define(after);
        var at = _kernel.Market.ToPrice(100, GridRounding.Exact);
        Assert.Null(_kernel.Do(new KernelCommand.SetParameters(_kernel.Now, Instance, definition, definition.Read([]), "usr")
        {
            History = [new Bar(_kernel.Now - TimeSpan.FromMinutes(1), _kernel.Now, at, at, at, at, 1)],
        }));
        Assert.Equal((7, 1, 0), (after.Aim, after.Bars, before.Bars));
        Assert.Equal(StrategyAction.SetParameters, _kernel.Decision.Entries.OfType<StrategyCommand>().Single().Action);
        _kernel.Close(101);
        Assert.Equal((2, 0), (after.Bars, before.Bars));
    }

    [Theory]
    [InlineData("bar")]
    [InlineData("fill")]
    [InlineData("order")]
    [InlineData("timer")]
    public void A_strategy_that_throws_is_stopped_and_the_kernel_goes_on(string where)
    {
        var probe = Start(new Probe { Throws = where });
        var resting = probe.Place(OrderSide.Buy, 1, 90, OrderRole.Working);
        Provoke(where, resting);

        Assert.Equal(StrategyStatus.Stopped, Record.Status);
        Assert.Equal("InvalidOperationException: broken", Record.Reason);
        Assert.Equal("strategy_faulty", _kernel.Incidents.Single().Code);
        Assert.True(resting.Status is OrderStatus.PendingCancel or OrderStatus.Filled or OrderStatus.Rejected, $"{resting.Status}");
        var bars = probe.Bars;
        _kernel.Close(102);
        Assert.Equal(bars, probe.Bars);
    }

    [Fact]
    public void In_a_backtest_the_fault_is_shown_as_it_came()
    {
        var backtest = new KernelHarness();
        var definition = Define(new Probe { Throws = "bar" });
        backtest.Do(new KernelCommand.StartStrategy(backtest.Now, Instance, definition, [KernelHarness.Btc], definition.Read([]), "usr"));
        Assert.Throws<InvalidOperationException>(() => backtest.Close(101));
    }

    [Fact]
    public void Only_a_stopped_strategy_without_orders_is_removed()
    {
        var probe = Start(new Probe());
        Assert.Equal(RefusalCode.SettingInvalid, _kernel.Do(new KernelCommand.RemoveStrategy(_kernel.Now, Instance, "usr"))!.Code);
        var order = probe.Place(OrderSide.Buy, 1, 90, OrderRole.Working);
        _kernel.Do(new KernelCommand.StopStrategy(_kernel.Now, Instance, "usr", ""));
        Assert.Equal(RefusalCode.SettingInvalid, _kernel.Do(new KernelCommand.RemoveStrategy(_kernel.Now, Instance, "usr"))!.Code);
        _kernel.Happen(order, OrderEvent.Canceled);
        Assert.Null(_kernel.Do(new KernelCommand.RemoveStrategy(_kernel.Now, Instance, "usr")));
        Assert.Null(_kernel.Kernel.State.FindStrategy(Instance));
        Assert.Equal(RefusalCode.StrategyUnknown, _kernel.Do(new KernelCommand.RemoveStrategy(_kernel.Now, Instance, "usr"))!.Code);
    }

    [Fact]
    public void A_refused_order_leaves_the_state_that_made_it()
    {
        var probe = Start(new Probe { BuysOnBar = true, Quantity = 1_000 });
        _kernel.Close(101);
        Assert.NotNull(probe.LastRefusal);
        Assert.IsType<StrategyState>(_kernel.Decision.Entries.Single());
    }

    [Fact]
    public void News_of_an_order_leave_the_state_of_a_strategy_that_saw_bars_since()
    {
        var probe = Start(new Probe());
        var order = probe.Place(OrderSide.Buy, 1, 90, OrderRole.Working);
        _kernel.Accept(order);
        _kernel.Close(101);
        _kernel.Fill(order, 1, 90);
        var state = Assert.Single(_kernel.Decision.Entries.OfType<StrategyState>());
        Assert.Equal(_kernel.Now, state.FeedPosition);
    }

    [Fact]
    public void While_the_journal_is_not_ready_new_orders_are_refused_and_cancels_are_taken()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 90);
        _kernel.Kernel.IsJournalReady = false;
        Assert.Equal(RefusalCode.JournalUnavailable, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 90)));
        Assert.Null(_kernel.Do(new KernelCommand.Cancel(_kernel.Now, order.Id, "usr", "")));
        Assert.Equal(OrderStatus.PendingCancel, order.Status);
    }

    private StrategyRecord Record => _kernel.Kernel.State.FindStrategy(Instance)!;

    private void Provoke(string where, Order resting)
    {
        switch (where)
        {
            case "bar":
                _kernel.Close(101);
                break;
            case "fill":
                _kernel.Fill(resting, 1, 90);
                break;
            case "order":
                _kernel.Happen(resting, OrderEvent.Rejected);
                break;
            default:
                _kernel.Decision.Clear();
                _kernel.Kernel.Decide(new TimerFired(_kernel.Now, Instance, "any"), _kernel.Decision);
                break;
        }
    }

    private Probe Start(Probe probe)
    {
        var definition = Define(probe);
        Assert.Null(_kernel.Do(new KernelCommand.StartStrategy(_kernel.Now, Instance, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        return probe;
    }

    private static StrategyDefinition Define(Probe probe) => new()
    {
        Id = "probe",
        Title = "Probe",
        Category = "test",
        Description = "",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => probe,
    };

    private sealed class Probe : Strategy
    {
        private StrategyContext? _context;

        public bool BuysOnBar { get; init; }

        public decimal Quantity { get; init; } = 1;

        public string Throws { get; init; } = "";

        public int Aim { get; set; }

        public int Bars { get; private set; }

        public Refusal? LastRefusal { get; private set; }

        public Order Place(OrderSide side, decimal quantity, decimal price, OrderRole role) => _context!.Limit(side, quantity, price, role).Order!;

        public override void OnStart(StrategyContext context) => _context = context;

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            Bars++;
            ThrowAt("bar");
            if (BuysOnBar)
                LastRefusal = context.Market(OrderSide.Buy, Quantity, OrderRole.Working).Refusal;
        }

        public override void OnFill(StrategyContext context, OrderFill fill)
        {
            ThrowAt("fill");
            context.Ignore();
        }

        public override void OnOrder(StrategyContext context, Order order)
        {
            ThrowAt("order");
            context.Ignore();
        }

        public override void OnTimer(StrategyContext context, string name) => ThrowAt("timer");

        public override void TakeOver(Strategy before) => Aim = ((Probe)before).Aim;

        public override void Save(MessageWriter writer) => writer.Number(Bars);

        public override void Restore(ref MessageReader reader) => Bars = (int)reader.Number();

        private void ThrowAt(string where)
        {
            if (Throws == where)
                throw new InvalidOperationException("broken");
        }
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Whatever a strategy's own code does not bear stops that strategy, and neither the engine nor another.</summary>
public sealed class FaultyStrategyTests
{
    private static readonly StrategyInstanceId A = StrategyInstanceId.Parse("stg_a");
    private static readonly StrategyInstanceId B = StrategyInstanceId.Parse("stg_b");

    private readonly KernelHarness _kernel = new(mode: RunMode.Paper);

    [Fact]
    public void One_that_cannot_save_is_stopped()
    {
        Start(A, new Fragile { BuysAtBar = 1, FailsToSaveFromBar = 1 });
        _kernel.Close(101);
        AssertStopped(A, "it could not save its state: InvalidOperationException: no room in my head");
        Assert.Equal(OrderStatus.PendingCancel, _kernel.Kernel.State.OpenOrders.Single().Status);
    }

    [Fact]
    public void One_that_cannot_save_when_another_acts_is_stopped_and_not_the_other()
    {
        Start(A, new Fragile { BuysAtBar = 2 });
        Start(B, new Fragile { LooksAtEquity = true, FailsToSaveFromBar = 1 });
        _kernel.Close(101);
        _kernel.Close(102);
        AssertStopped(B, "it could not save its state: InvalidOperationException: no room in my head");
        Assert.Equal(StrategyStatus.Running, _kernel.Kernel.State.FindStrategy(A)!.Status);
        Assert.Single(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void Parameters_that_it_does_not_take_over_are_refused_and_it_goes_on()
    {
        Start(A, new Fragile());
        var definition = Definitions.Of(new Fragile { FailsToTakeOver = true });
        var refusal = _kernel.Do(new KernelCommand.SetParameters(_kernel.Now, A, definition, definition.Read([]), "usr"));
        Assert.Equal((RefusalCode.SettingInvalid, "the strategy could not be made: not mine"), (refusal!.Code, refusal.Message));
        Assert.Equal(StrategyStatus.Running, _kernel.Kernel.State.FindStrategy(A)!.Status);
    }

    [Fact]
    public void One_that_cannot_be_made_is_refused_and_nothing_is_deployed()
    {
        var isBroken = false;
        var definition = Definitions.Of(new Fragile()) with { Create = _ => isBroken ? throw new InvalidOperationException("out of order") : new Fragile() };
        var parameters = definition.Read([]);
        isBroken = true;
        Assert.Equal("the strategy could not be made: out of order", _kernel.Do(new KernelCommand.StartStrategy(_kernel.Now, A, definition, [KernelHarness.Btc], parameters, "usr"))!.Message);
        Assert.Empty(_kernel.Kernel.State.Strategies);

        isBroken = false;
        Assert.Null(_kernel.Do(new KernelCommand.StartStrategy(_kernel.Now, A, definition, [KernelHarness.Btc], parameters, "usr")));
        Assert.Null(_kernel.Do(new KernelCommand.StopStrategy(_kernel.Now, A, "usr", "")));
        isBroken = true;
        Assert.Equal(RefusalCode.SettingInvalid, _kernel.Do(new KernelCommand.ResumeStrategy(_kernel.Now, A, definition, "usr"))!.Code);
        Assert.Equal(StrategyStatus.Stopped, _kernel.Kernel.State.FindStrategy(A)!.Status);
    }

    private void AssertStopped(StrategyInstanceId id, string reason)
    {
        var record = _kernel.Kernel.State.FindStrategy(id)!;
        Assert.Equal((StrategyStatus.Stopped, reason), (record.Status, record.Reason));
    }

    private void Start(StrategyInstanceId id, Strategy strategy)
    {
        var definition = Definitions.Of(strategy);
        Assert.Null(_kernel.Do(new KernelCommand.StartStrategy(_kernel.Now, id, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
    }

    private sealed class Fragile : Strategy
    {
        private int _bars;

        public int BuysAtBar { get; init; }

        public int FailsToSaveFromBar { get; init; } = int.MaxValue;

        public bool LooksAtEquity { get; init; }

        public bool FailsToTakeOver { get; init; }

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            if (LooksAtEquity)
                _ = context.Equity;
            if (++_bars == BuysAtBar)
                context.Limit(OrderSide.Buy, 0.1m, 90, OrderRole.Working);
        }

        public override void TakeOver(Strategy before)
        {
            if (FailsToTakeOver)
                throw new InvalidOperationException("not mine");
        }

        public override void Save(MessageWriter writer)
        {
            if (_bars >= FailsToSaveFromBar)
                throw new InvalidOperationException("no room in my head");
            writer.Number(_bars);
        }

        public override void Restore(ref MessageReader reader) => _bars = (int)reader.Number();
    }
}

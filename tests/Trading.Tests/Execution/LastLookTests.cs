using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What is decided between an order and its request's leaving keeps the request back.</summary>
public sealed class LastLookTests
{
    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered();
    private readonly Effect.Submit _submit;

    public LastLookTests()
    {
        _engine.Kernel.Limit(OrderSide.Buy, 1, 100);
        _submit = _engine.Effects.OfType<Effect.Submit>().Single();
    }

    [Fact]
    public void A_request_in_time_leaves() => Assert.True(MaySend(_engine.Now));

    [Fact]
    public void A_request_at_its_deadline_stays() => Assert.False(MaySend(_submit.Deadline));

    [Fact]
    public void A_kill_switch_keeps_it_back()
    {
        _engine.Kernel.Do(new KernelCommand.EngageKillSwitch(_engine.Now, KillSwitchScope.All, "", "ann", ""));
        Assert.False(MaySend(_engine.Now));
    }

    [Fact]
    public void A_halt_keeps_it_back()
    {
        _engine.Kernel.Do(new KernelCommand.SetTradingState(_engine.Now, TradingState.Halted, "ann", ""));
        Assert.False(MaySend(_engine.Now));
    }

    [Fact]
    public void A_cancel_keeps_it_back()
    {
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, _submit.Order.Id, "ann", ""));
        Assert.False(MaySend(_engine.Now));
    }

    [Fact]
    public void A_later_attempt_keeps_it_back() => Assert.False(_engine.Kernel.Kernel.MaySend(_submit with { Attempt = 2 }, _engine.Now));

    [Fact]
    public void A_canceled_order_that_never_left_was_not_placed()
    {
        _engine.Kernel.Do(new KernelCommand.Cancel(_engine.Now, _submit.Order.Id, "ann", ""));
        _engine.Answer(_submit.Order, new SubmitOutcome.NotSent("not_wanted"));
        Assert.Equal(OrderStatus.NotPlaced, _submit.Order.Status);
    }

    private bool MaySend(UnixNanos now) => _engine.Kernel.Kernel.MaySend(_submit, now);
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class KillSwitchTests
{
    private readonly KernelHarness _kernel = new();

    [Fact]
    public void Engaging_cancels_open_orders_and_refuses_new_ones()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 99);

        Assert.Null(Engage(KillSwitchScope.All, ""));

        Assert.Equal(order, Assert.IsType<Effect.Cancel>(_kernel.Decision.Effects.Single()).Order);
        Assert.Equal(OrderStatus.PendingCancel, order.Status);
        Assert.Equal(RefusalCode.KillSwitchEngaged, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        Assert.Equal(RefusalCode.KillSwitchEngaged, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 1, 101)));
    }

    [Fact]
    public void Engaging_leaves_what_protects_a_position()
    {
        _kernel.Hold(2);
        var stop = _kernel.Submit(KernelHarness.Request(OrderSide.Sell, 1) with { Type = OrderType.StopMarket, TriggerPrice = 95, Role = OrderRole.Protective });
        var exit = _kernel.Limit(OrderSide.Sell, 1, 105);
        Engage(KillSwitchScope.All, "");
        Assert.Equal([OrderStatus.Submitted, OrderStatus.PendingCancel], [stop.Status, exit.Status]);
    }

    [Fact]
    public void It_latches_through_a_replay()
    {
        Engage(KillSwitchScope.All, "");

        var replayed = new KernelState(_kernel.Options);
        foreach (var entry in _kernel.Journal)
            replayed.Fold(entry);

        Assert.Equal(KillSwitchScope.All, replayed.KillSwitches.Single().Scope);
        Assert.Equal(_kernel.Kernel.State.Hash(), replayed.Hash());
    }

    [Fact]
    public void Making_trading_active_does_not_release_it()
    {
        Engage(KillSwitchScope.All, "");
        _kernel.Do(new KernelCommand.SetTradingState(_kernel.Now, TradingState.Active, "test", ""));
        Assert.Equal(RefusalCode.KillSwitchEngaged, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
    }

    [Fact]
    public void Release_needs_a_reason_and_the_same_scope_and_target()
    {
        Engage(KillSwitchScope.Venue, "SIM");
        Assert.Equal(RefusalCode.ReasonMissing, Release(KillSwitchScope.Venue, "SIM", " ")!.Code);
        Assert.Equal(RefusalCode.KillSwitchNotEngaged, Release(KillSwitchScope.Venue, "OKX", "done")!.Code);
        Assert.Equal(RefusalCode.KillSwitchNotEngaged, Release(KillSwitchScope.All, "", "done")!.Code);
        Assert.Equal(RefusalCode.KillSwitchEngaged, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        Assert.Null(Release(KillSwitchScope.Venue, "SIM", "checked the books"));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
    }

    [Theory]
    [InlineData(KillSwitchScope.Venue, "SIM", true)]
    [InlineData(KillSwitchScope.Venue, "OKX", false)]
    [InlineData(KillSwitchScope.Account, "main", true)]
    [InlineData(KillSwitchScope.Account, "other", false)]
    [InlineData(KillSwitchScope.Strategy, "stg_a", true)]
    [InlineData(KillSwitchScope.Strategy, "stg_b", false)]
    [InlineData(KillSwitchScope.All, "", true)]
    public void It_reaches_what_its_scope_says(KillSwitchScope scope, string target, bool reaches)
    {
        var request = KernelHarness.Request(OrderSide.Buy, 1, 99) with { Strategy = StrategyInstanceId.Parse("stg_a") };
        var order = _kernel.Submit(request);

        Engage(scope, target);

        Assert.Equal(reaches, order.Status == OrderStatus.PendingCancel);
        Assert.Equal(reaches ? RefusalCode.KillSwitchEngaged : null, _kernel.Refused(request));
    }

    [Fact]
    public void Engaging_twice_is_one_switch() => Assert.Single(EngagedTwice());

    private IReadOnlyList<KillSwitch> EngagedTwice()
    {
        Engage(KillSwitchScope.All, "");
        Assert.Null(Engage(KillSwitchScope.All, ""));
        return _kernel.Kernel.State.KillSwitches;
    }

    private Refusal? Engage(KillSwitchScope scope, string target) =>
        _kernel.Do(new KernelCommand.EngageKillSwitch(_kernel.Now, scope, target, "ann", "looks wrong"));

    private Refusal? Release(KillSwitchScope scope, string target, string reason) =>
        _kernel.Do(new KernelCommand.ReleaseKillSwitch(_kernel.Now, scope, target, "ann", "", reason));
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Texts of commands that the journal could not keep: refused, or cut where the command only takes risk away.</summary>
public sealed class CommandTextTests
{
    private static readonly string Long = new('x', 70_000);
    private static readonly string Broken = "half a pair \ud83d";

    private readonly KernelHarness _kernel = new();

    public static TheoryData<string> Texts => [Long, Broken];

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_adds_risk_or_changes_money_is_refused(string text)
    {
        var now = _kernel.Now;
        KernelCommand[] commands =
        [
            new KernelCommand.SetTradingState(now, TradingState.Reducing, text, ""),
            new KernelCommand.SetTradingState(now, TradingState.Reducing, "usr", text),
            new KernelCommand.SetLimits(now, RiskLimits.None, text),
            new KernelCommand.ChangeBalance(now, new Money(1, Currency.Parse("USDT")), BalanceReason.Deposit, text),
            new KernelCommand.ReleaseKillSwitch(now, KillSwitchScope.All, "", "usr", "", text),
            new KernelCommand.ReleaseKillSwitch(now, KillSwitchScope.All, "", "usr", text, "seen"),
            new KernelCommand.EngageKillSwitch(now, KillSwitchScope.Account, text, "usr", ""),
            new KernelCommand.AcknowledgeDifferences(now, "SIM", "usr", text),
            new KernelCommand.Submit(now, KernelHarness.Request(OrderSide.Buy, 1, 90) with { ClientReference = text }),
            new KernelCommand.Submit(now, KernelHarness.Request(OrderSide.Buy, 1, 90) with { IdempotencyKey = text }),
            new KernelCommand.Submit(now, KernelHarness.Request(OrderSide.Buy, 1, 90) with { UserId = text }),
        ];
        var before = _kernel.Journal.Count;
        Assert.All(commands, command => Assert.Equal(text == Long ? RefusalCode.TextTooLong : RefusalCode.TextInvalid, _kernel.Do(command)!.Code));
        Assert.Equal(before, _kernel.Journal.Count);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_takes_risk_away_is_carried_out_and_its_texts_are_cut(string text)
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 90);
        Assert.Null(_kernel.Do(new KernelCommand.Cancel(_kernel.Now, order.Id, text, text)));
        _kernel.Limit(OrderSide.Buy, 1, 90);
        Assert.Null(_kernel.Do(new KernelCommand.CancelAll(_kernel.Now, text, text)));
        _kernel.Limit(OrderSide.Buy, 1, 90);
        Assert.Null(_kernel.Do(new KernelCommand.EngageKillSwitch(_kernel.Now, KillSwitchScope.All, "", text, text)));
        Assert.Equal(3, _kernel.Journal.OfType<OrderCancel>().Count());
        AssertWritable();
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_a_venue_says_is_cut(string text)
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 90);
        _kernel.Happen(order, OrderEvent.Rejected, text);
        Assert.Equal(OrderStatus.Rejected, order.Status);
        AssertWritable();
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_a_faulty_strategy_says_is_cut(string text)
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        var definition = Definitions.Of(new Speaker(text));
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, StrategyInstanceId.Parse("stg_a"), definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        kernel.Close(101);
        Assert.Equal(StrategyStatus.Stopped, kernel.Kernel.State.Strategies[0].Status);
        Assert.All(kernel.Journal, entry => Assert.Null(Record.Exception(() => JournalCodec.Write(new MessageWriter(), entry))));
    }

    [Fact]
    public void Kill_switches_are_bounded_and_the_one_for_all_is_always_taken()
    {
        for (var number = 0; number < 100; number++)
            Assert.Null(_kernel.Do(new KernelCommand.EngageKillSwitch(_kernel.Now, KillSwitchScope.Strategy, $"stg_{number}", "usr", "")));
        Assert.Contains("must be below 100", _kernel.Do(new KernelCommand.EngageKillSwitch(_kernel.Now, KillSwitchScope.Strategy, "stg_100", "usr", ""))!.Message, StringComparison.Ordinal);
        Assert.Null(_kernel.Do(new KernelCommand.EngageKillSwitch(_kernel.Now, KillSwitchScope.All, "", "usr", "")));
    }

    private void AssertWritable() => Assert.All(_kernel.Journal, entry => Assert.Null(Record.Exception(() => JournalCodec.Write(new MessageWriter(), entry))));

    private sealed class Speaker(string text) : StatelessStrategy
    {
        public override void OnBar(StrategyContext context, in Bar bar) => throw new InvalidOperationException(text);
    }
}

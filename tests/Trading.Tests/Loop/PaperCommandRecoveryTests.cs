using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A paper account that people act on makes the same trades, whatever moment it crashes at.</summary>
public sealed class PaperCommandRecoveryTests
{
    private static readonly StrategyInstanceId A = PaperRun.Instance;
    private static readonly StrategyInstanceId B = StrategyInstanceId.Parse("stg_b");
    private static readonly StrategyInstanceId C = StrategyInstanceId.Parse("stg_c");
    private static readonly StrategyInstanceId Watcher = StrategyInstanceId.Parse("stg_watcher");
    private static readonly StrategyDefinition Watching = Definitions.Of(new EquityWatcher()) with { Create = _ => new EquityWatcher() };

    // What is done, and after which bar.
    private static readonly (int Bar, Func<PaperRun, KernelCommand> Command)[] Script =
    [
        (25, run => new KernelCommand.PauseStrategy(run.Kernel.Now, B, "usr", "")),
        (35, run => new KernelCommand.PauseStrategy(run.Kernel.Now, Watcher, "usr", "")),
        (45, run => new KernelCommand.ResumeStrategy(run.Kernel.Now, B, StrategyCatalog.Get("ibs-reversion"), "usr")),
        (50, run => new KernelCommand.ResumeStrategy(run.Kernel.Now, Watcher, Watching, "usr")),
        (60, run => new KernelCommand.StopStrategy(run.Kernel.Now, A, "usr", "")),
        (70, run => new KernelCommand.ResumeStrategy(run.Kernel.Now, A, StrategyCatalog.Get("ma-cross"), "usr") { History = run.Session.History(8) }),
        (90, run => Parameters(run, B, "ibs-reversion", 5, "trend=5", "hold_bars=4", "enter=0.45", "size_fraction=0.3")),
        (101, run => new KernelCommand.ChangeBalance(run.Kernel.Now, new Money(25_000, Currency.Parse("USDT")), BalanceReason.Deposit, "")),
        (120, run => new KernelCommand.EngageKillSwitch(run.Kernel.Now, KillSwitchScope.Strategy, A.Text, "usr", "look")),
        (135, run => new KernelCommand.ReleaseKillSwitch(run.Kernel.Now, KillSwitchScope.Strategy, A.Text, "usr", "", "seen")),
        (150, run => Hand(run, OrderSide.Buy, 0.05m)),
        (155, run => Hand(run, OrderSide.Sell, 0.05m)),
        (170, run => new KernelCommand.CancelAll(run.Kernel.Now, "usr", "")),
        (185, run => new KernelCommand.EngageKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "stop")),
        (200, run => new KernelCommand.ReleaseKillSwitch(run.Kernel.Now, KillSwitchScope.All, "", "usr", "", "go on")),
        (210, run => new KernelCommand.PauseStrategy(run.Kernel.Now, C, "usr", "")),
        (230, run => Parameters(run, C, "bollinger-reversion", 9, "period=9", "deviations=1.1", "size_fraction=0.4")),
        (240, run => new KernelCommand.ResumeStrategy(run.Kernel.Now, C, StrategyCatalog.Get("bollinger-reversion"), "usr")),
        (260, run => new KernelCommand.ChangeBalance(run.Kernel.Now, new Money(-5_000, Currency.Parse("USDT")), BalanceReason.Withdrawal, "")),
        (265, run => new KernelCommand.PauseStrategy(run.Kernel.Now, A, "usr", "")),
        (300, run => new KernelCommand.ResumeStrategy(run.Kernel.Now, A, StrategyCatalog.Get("ma-cross"), "usr")),
    ];

    [Theory]
    [InlineData("default", 41)]
    [InlineData("latency", 42)]
    [InlineData("close", 43)]
    public void A_crash_after_any_frame_changes_nothing_of_what_people_did(string market, ulong seed)
    {
        var settings = Settings(market, seed);
        var whole = new MemoryJournal();
        var uninterrupted = RunToEnd(settings, whole);
        var trades = PaperAccounts.TradesOf(whole);
        Assert.All(uninterrupted.Kernel.State.Strategies.Where(strategy => strategy.Id != Watcher), strategy => Assert.True(strategy.FillCount > 4, $"{strategy.Id}: {strategy.FillCount} fills"));
        for (var frames = 0; frames <= whole.Count; frames += PaperAccounts.CrashStep(whole.Count))
        {
            var left = whole.Prefix(frames);
            var run = RunToEnd(settings, left);
            Assert.Equal((frames, trades), (frames, PaperAccounts.TradesOf(left)));
            Assert.Equal(uninterrupted.Strategies, run.Strategies);
            Assert.Equal(Books(uninterrupted), Books(run));
        }
    }

    private static BacktestSettings Settings(string market, ulong seed) => PaperAccounts.Settings(
        "ma-cross",
        ["fast=3", "slow=8", "size_fraction=0.3"],
        bars: 360,
        seed,
        market switch
        {
            "latency" => new SimulationOptions { Latency = TimeSpan.FromMilliseconds(700), ImpactBps = 20 },
            "close" => new SimulationOptions { Fill = FillTiming.Close },
            _ => new SimulationOptions(),
        });

    private static PaperRun RunToEnd(BacktestSettings settings, MemoryJournal journal)
    {
        var done = journal.Entries().OfType<RiskState>().Count(entry => entry.Actor.StartsWith("script-", StringComparison.Ordinal));
        var run = PaperRun.WithCatalog(
            settings,
            journal,
            id => id == Watching.Id ? Watching : StrategyCatalog.Find(id),
            new StrategyDeployment(Watcher, Watching, Watching.Read([])),
            PaperAccounts.Deployment(B.Text, "ibs-reversion", "trend=5", "hold_bars=3", "enter=0.4", "size_fraction=0.3"),
            PaperAccounts.Deployment(C.Text, "bollinger-reversion", "period=8", "deviations=1.1", "size_fraction=0.5"));
        while (!run.Session.IsAtEnd)
        {
            run.Step();
            // Between two bars, where nothing waits: the same moment in every run.
            if (done < Script.Length && run.Session.FeedPosition >= TimeOf(settings, Script[done].Bar) && !run.Session.Loop.HoldsEffects && run.Session.TryPeek(out _))
                Give(run, done++);
        }
        run.RunToEnd();
        Assert.Equal(Script.Length, done);
        return run;
    }

    // The note that it was done stands in its frame, and changes nothing else.
    private static void Give(PaperRun run, int index)
    {
        run.Command(Script[index].Command(run));
        run.Command(new KernelCommand.SetLimits(run.Kernel.Now, run.Kernel.State.Limits, $"script-{index}"));
    }

    private static UnixNanos TimeOf(BacktestSettings settings, int bar) => settings.Bars[bar].CloseTime;

    private static KernelCommand.SetParameters Parameters(PaperRun run, StrategyInstanceId id, string strategy, int history, params string[] parameters)
    {
        var definition = StrategyCatalog.Get(strategy);
        return new KernelCommand.SetParameters(run.Kernel.Now, id, definition, PaperAccounts.Read(definition, parameters), "usr") { History = run.Session.History(history) };
    }

    private static KernelCommand.Submit Hand(PaperRun run, OrderSide side, decimal quantity) =>
        new(run.Kernel.Now, new OrderRequest { Instrument = PaperAccounts.Market.Id, Side = side, Type = OrderType.Market, Quantity = quantity, UserId = "usr" });

    // Its state is all that it ever saw of the account, and whether it traded then.
    private sealed class EquityWatcher : Strategy
    {
        private long _seen;

        public override void OnBar(StrategyContext context, in Bar bar) =>
            _seen = unchecked((_seen * 31) + decimal.ToInt64(decimal.Truncate(context.Equity * 100)) + (context.CanTrade ? 1 : 0));

        public override void Save(MessageWriter writer) => writer.Number(_seen);

        public override void Restore(ref MessageReader reader) => _seen = reader.Number();
    }

    private static IEnumerable<string> Books(PaperRun run) => run.Kernel.State.Portfolio.Balances.Select(balance => $"{balance.Currency} {balance.Total} {balance.Locked}");
}

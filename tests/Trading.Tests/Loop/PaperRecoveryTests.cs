using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>A paper account makes the trades of a backtest over the same bars, whatever moment it crashes at.</summary>
public sealed class PaperRecoveryTests
{
    public static TheoryData<string, string[], string> Cases => new()
    {
        { "ma-cross", ["fast=3", "slow=8", "ma_type=sma"], "default" },
        { "ma-cross", ["fast=3", "slow=8"], "latency" },
        { "ma-cross", ["fast=3", "slow=8", "allow_short=true"], "margin" },
        { "bollinger-reversion", ["period=8", "deviations=1.1"], "thin" },
        { "bollinger-reversion", ["period=8", "deviations=1.1"], "latency" },
        { "ibs-reversion", ["trend=5", "hold_bars=2", "trail=0.001", "enter=0.3"], "default" },
        { "ibs-reversion", ["trend=5", "hold_bars=3", "enter=0.4"], "thin" },
        { "ma-cross", ["fast=2", "slow=5"], "close" },
        { "grid", ["lower=29700", "upper=30300", "grids=24", "quote_per_grid=2000"], "default" },
        { "grid", ["lower=29800", "upper=30200", "grids=16", "quote_per_grid=3000"], "thin" },
        { "safety-dca", ["deviation=0.0004", "take_profit=0.0006", "safety_orders=3"], "default" },
        { "safety-dca", ["deviation=0.0004", "take_profit=0.0006", "safety_orders=3", "stop_loss=0.0025"], "latency" },
        { "market-making", ["bid_spread_bps=3", "ask_spread_bps=3", "tolerance=0.0001", "size_fraction=0.1"], "default" },
        { "market-making", ["bid_spread_bps=3", "ask_spread_bps=3", "tolerance=0.0001", "size_fraction=0.1", "allow_short=true"], "margin" },
        { "macd", ["fast=3", "slow=6", "signal=3"], "thin" },
        { "macd", ["fast=3", "slow=6", "signal=3", "zero_line_filter=true"], "latency" },
        { "donchian", ["entry=6", "exit=4", "atr=5", "add_step=0.2", "stop=1"], "latency" },
        { "donchian", ["entry=5", "exit=3", "atr=5", "add_step=0.1"], "thin" },
        { "rsi2", ["trend=20", "exit=3", "enter=20"], "latency" },
        { "rsi2", ["trend=15", "exit=3", "enter=25"], "thin" },
        { "macd-json", ["fast=3", "slow=6", "signal=3"], "thin" },
        { "ma-cross-json", ["fast=3", "slow=8", "allow_short=true"], "margin" },
        { "trailing-bracket", ["entry=4", "target=0.0015", "trail=0.001", "quantity=0.5"], "default" },
        { "trailing-bracket", ["entry=3", "target=0.0015", "trail=0.001"], "thin" },
        { "trailing-bracket", ["entry=4", "target=0.001", "trail=0.0008"], "latency" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_uninterrupted_run_makes_the_trades_of_a_backtest(string strategy, string[] parameters, string market)
    {
        var settings = Settings(strategy, parameters, market, bars: 3_000, seed: 11);
        var journal = new MemoryJournal();
        new PaperRun(settings, journal, sealsEvery: 0).RunToEnd();
        var (hash, fills) = TradesOf(journal);
        Assert.True(fills > 50, $"only {fills} fills");
        Assert.Equal(Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken).TradeHash, hash);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_crash_after_any_frame_changes_neither_trades_nor_the_strategy_s_state(string strategy, string[] parameters, string market)
    {
        var settings = Settings(strategy, parameters, market, bars: 400, seed: 5);
        var whole = new MemoryJournal();
        var uninterrupted = new PaperRun(settings, whole, sealsEvery: 1);
        uninterrupted.RunToEnd();
        var (hash, fills) = TradesOf(whole);
        Assert.True(fills > 4, $"only {fills} fills");
        for (var frames = 0; frames <= whole.Count; frames += PaperAccounts.CrashStep(whole.Count))
        {
            var left = whole.Prefix(frames);
            var run = new PaperRun(settings, left, sealsEvery: 3);
            run.RunToEnd();
            Assert.Equal((frames, hash), (frames, TradesOf(left).Hash));
            Assert.Equal(Convert.ToHexString(uninterrupted.StrategyState), Convert.ToHexString(run.StrategyState));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Crashes_again_and_again_change_nothing(string strategy, string[] parameters, string market)
    {
        var settings = Settings(strategy, parameters, market, bars: 600, seed: 23);
        var whole = new MemoryJournal();
        var uninterrupted = new PaperRun(settings, whole, sealsEvery: 0);
        uninterrupted.RunToEnd();
        for (ulong seed = 0; seed < (ulong)Tier.Pick(quick: 3, full: 12, nightly: 300); seed++)
        {
            var random = SplitMix64.Stream(seed, "crashes", 0);
            var journal = new MemoryJournal();
            for (var crash = 0; crash < 20; crash++)
            {
                var run = new PaperRun(settings, journal, sealsEvery: (int)random.NextBelow(4));
                for (var steps = random.NextBelow(150); steps > 0; steps--)
                    run.Step();
            }
            var last = new PaperRun(settings, journal, sealsEvery: 2);
            last.RunToEnd();
            Assert.Equal((seed, TradesOf(whole).Hash), (seed, TradesOf(journal).Hash));
            Assert.Equal(Convert.ToHexString(uninterrupted.StrategyState), Convert.ToHexString(last.StrategyState));
        }
    }

    [Fact]
    public void Strategies_that_share_an_account_go_on_as_if_nothing_had_been()
    {
        var settings = Settings("ma-cross", ["fast=3", "slow=8", "size_fraction=0.3"], "thin", bars: 400, seed: 41);
        StrategyDeployment[] others =
        [
            PaperAccounts.Deployment("stg_2", "ibs-reversion", "trend=5", "hold_bars=3", "enter=0.4", "size_fraction=0.3"),
            PaperAccounts.Deployment("stg_3", "bollinger-reversion", "period=8", "deviations=1.1", "size_fraction=0.5"),
        ];
        var whole = new MemoryJournal();
        var uninterrupted = new PaperRun(settings, whole, sealsEvery: 1, others);
        uninterrupted.RunToEnd();
        Assert.All(uninterrupted.Kernel.State.Strategies, strategy => Assert.True(strategy.FillCount > 4, $"{strategy.Id}: {strategy.FillCount} fills"));
        for (var frames = 0; frames <= whole.Count; frames += PaperAccounts.CrashStep(whole.Count))
        {
            var left = whole.Prefix(frames);
            var run = new PaperRun(settings, left, sealsEvery: 3, others);
            run.RunToEnd();
            Assert.Equal((frames, TradesOf(whole).Hash), (frames, TradesOf(left).Hash));
            Assert.Equal(uninterrupted.Strategies, run.Strategies);
        }
    }

    private static BacktestSettings Settings(string strategy, string[] parameters, string market, int bars, ulong seed) =>
        PaperAccounts.Settings(strategy, parameters, bars, seed, Markets.Of(market));

    private static (string Hash, long Fills) TradesOf(MemoryJournal journal) => PaperAccounts.TradesOf(journal);
}

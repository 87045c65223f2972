using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Brackets with a trailing stop, at a venue that holds stops and at one that does not, make the same trades whatever moment the account crashes at.</summary>
public sealed class BracketRecoveryTests
{
    private static readonly VenueFeatures Emulated = new() { HasConditionalOrders = false };

    public static TheoryData<string> Markets => new("venue", "venue-latency", "venue-thin", "emulated", "emulated-latency", "emulated-thin", "emulated-margin");

    [Theory]
    [MemberData(nameof(Markets))]
    public void An_uninterrupted_run_makes_the_trades_of_a_backtest(string market)
    {
        var settings = Settings(market, bars: 1_500, seed: 11);
        var journal = new MemoryJournal();
        PaperRun.WithCatalog(settings, journal, BracketStrategy.Find, sealsEvery: 0).RunToEnd();
        var (hash, fills) = PaperAccounts.TradesOf(journal);
        Assert.True(fills > 50, $"only {fills} fills");
        Assert.Equal(Backtest.Run(settings, journal: null, progress: null, TestContext.Current.CancellationToken).TradeHash, hash);
        // It came to all that is held here, and to nothing of it where the venue holds it.
        var entries = journal.Entries().ToArray();
        Assert.Equal(market.StartsWith("emulated", StringComparison.Ordinal), entries.OfType<TrailMoved>().Any());
        Assert.Contains(entries, entry => entry is OrderTriggered);
        Assert.Contains(entries, entry => entry is OrderAmend);
    }

    [Theory]
    [MemberData(nameof(Markets))]
    public void A_crash_after_any_frame_changes_nothing(string market)
    {
        var settings = Settings(market, bars: 200, seed: 5);
        var whole = new MemoryJournal();
        var uninterrupted = PaperRun.WithCatalog(settings, whole, BracketStrategy.Find, sealsEvery: 1);
        uninterrupted.RunToEnd();
        var hash = PaperAccounts.TradesOf(whole).Hash;
        for (var frames = 0; frames <= whole.Count; frames += PaperAccounts.CrashStep(whole.Count))
        {
            var left = whole.Prefix(frames);
            var run = PaperRun.WithCatalog(settings, left, BracketStrategy.Find, sealsEvery: 3);
            run.RunToEnd();
            Assert.Equal((frames, hash), (frames, PaperAccounts.TradesOf(left).Hash));
            Assert.Equal(uninterrupted.Strategies, run.Strategies);
        }
    }

    [Theory]
    [MemberData(nameof(Markets))]
    public void Twenty_crashes_change_nothing(string market)
    {
        var settings = Settings(market, bars: 400, seed: 23);
        var whole = new MemoryJournal();
        PaperRun.WithCatalog(settings, whole, BracketStrategy.Find, sealsEvery: 0).RunToEnd();
        for (ulong seed = 0; seed < (ulong)Tier.Pick(quick: 3, full: 12, nightly: 200); seed++)
        {
            var random = SplitMix64.Stream(seed, "crashes", 0);
            var journal = new MemoryJournal();
            for (var crash = 0; crash < 20; crash++)
            {
                var run = PaperRun.WithCatalog(settings, journal, BracketStrategy.Find, sealsEvery: (int)random.NextBelow(4));
                for (var steps = random.NextBelow(150); steps > 0; steps--)
                    run.Step();
            }
            PaperRun.WithCatalog(settings, journal, BracketStrategy.Find, sealsEvery: 2).RunToEnd();
            Assert.Equal((seed, PaperAccounts.TradesOf(whole).Hash), (seed, PaperAccounts.TradesOf(journal).Hash));
        }
    }

    private static BacktestSettings Settings(string market, int bars, ulong seed)
    {
        var simulation = market[(market.IndexOf('-', StringComparison.Ordinal) + 1)..] switch
        {
            "latency" => new SimulationOptions { Latency = TimeSpan.FromMilliseconds(700), CancelLatency = TimeSpan.FromSeconds(15) },
            "thin" => new SimulationOptions { Participation = 0.0005m },
            "margin" => new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 2 },
            _ => new SimulationOptions(),
        };
        return new BacktestSettings
        {
            Strategy = BracketStrategy.Definition,
            Parameters = BracketStrategy.Definition.Read([]),
            Bars = GeneratedBars.Make(BarInterval.Parse("1m"), KernelHarness.Start, bars, seed).BindTo(PaperAccounts.Market),
            Range = ..,
            Simulation = market.StartsWith("emulated", StringComparison.Ordinal) ? simulation with { Features = Emulated } : simulation,
        };
    }
}

using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

public sealed class ReplayTests
{
    private static int Seeds => Tier.Pick(quick: 24, full: 240, nightly: 2_400);

    [Fact]
    public void Journal_of_a_run_gives_the_state_of_the_run()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var table = RandomBars.Make(seed, 500);
            foreach (var settings in Settings(table, seed))
            {
                var (bytes, result) = Record(settings);
                var replayed = Empty(settings);
                foreach (var entry in Decode(bytes))
                    replayed.Fold(entry);
                Assert.True(result.StateHash == replayed.Hash(), $"{table.Name}, {settings.Strategy.Id}: replay gave another state than the run");
            }
        }
    }

    [Fact]
    public void Every_prefix_of_a_journal_gives_one_state_decoded_or_not()
    {
        for (var seed = 0; seed < Seeds; seed += 8)
        {
            var table = RandomBars.Make(seed, 80);
            foreach (var settings in Settings(table, seed))
            {
                var entries = new List<JournalEntry>();
                _ = Backtest.Run(settings, entries.Add, progress: null, TestContext.Current.CancellationToken);
                Assert.NotEmpty(entries);
                var (first, second) = (Empty(settings), Empty(settings));
                for (var index = 0; index < entries.Count; index++)
                {
                    first.Fold(entries[index]);
                    second.Fold(Assert.Single(Decode(Encode([entries[index]]))));
                    Assert.True(first.Hash() == second.Hash(), $"{table.Name}, {settings.Strategy.Id}: entry {index}, {entries[index].Kind}, was folded to two states");
                }
            }
        }
    }

    [Fact]
    public void Same_run_writes_the_same_bytes_and_they_read_back_as_themselves()
    {
        for (var seed = 0; seed < Seeds; seed += 8)
        {
            foreach (var settings in Settings(RandomBars.Make(seed, 500), seed))
            {
                var (bytes, result) = Record(settings);
                var (again, other) = Record(settings);
                Assert.Equal(bytes, again);
                Assert.Equal((result.TradeHash, result.StateHash), (other.TradeHash, other.StateHash));
                Assert.Equal(bytes, Encode(Decode(bytes)));
            }
        }
    }

    // Both strategies, plainly and with all that makes orders rest, split, wait and turn; and orders of every kind.
    private static IEnumerable<BacktestSettings> Settings(BarTable table, int seed)
    {
        var bars = table.Bind(ReferenceCases.Market);
        var margin = new SimulationOptions
        {
            AccountKind = AccountKind.Margin,
            Leverage = 3,
            Latency = TimeSpan.FromMilliseconds(seed % 3 * 700),
            SlippageBps = 5,
        };
        var cross = ReferenceCases.Settings(bars, seed % 40, "ma-cross", 0.1m, ("fast", "3"), ("slow", "8"), ("quantity", "0.3"));
        var reversion = ReferenceCases.Settings(bars, seed % 40, "bollinger-reversion", 0.1m, ("quantity", "0.5"));
        return
        [
            cross,
            reversion,
            cross with { Simulation = margin, Parameters = cross.Strategy.Read([new("fast", "2"), new("slow", "5"), new("allow_short", "true")]) },
            reversion with { Simulation = margin, Parameters = reversion.Strategy.Read([new("period", "10"), new("deviations", "1.5"), new("allow_short", "true")]) },
            OrderMix.Make(table, seed).Settings,
        ];
    }

    private static KernelState Empty(BacktestSettings settings) => new(new KernelOptions
    {
        Mode = RunMode.Backtest,
        AccountKind = settings.Simulation.AccountKind,
        Leverage = settings.Simulation.Leverage,
        ReportingCurrency = settings.Bars.Instrument.Id.Quote,
        FeedSource = "bars",
    });

    private static (byte[] Bytes, BacktestResult Result) Record(BacktestSettings settings)
    {
        var writer = new MessageWriter();
        var result = Backtest.Run(settings, entry => JournalCodec.Write(writer, entry), progress: null, TestContext.Current.CancellationToken);
        return (writer.Written.ToArray(), result);
    }

    private static byte[] Encode(IEnumerable<JournalEntry> entries)
    {
        var writer = new MessageWriter();
        foreach (var entry in entries)
            JournalCodec.Write(writer, entry);
        return writer.Written.ToArray();
    }

    private static List<JournalEntry> Decode(byte[] bytes)
    {
        var entries = new List<JournalEntry>();
        for (var offset = 0; offset < bytes.Length;)
        {
            entries.Add(JournalCodec.Read(bytes.AsSpan(offset), out var size));
            offset += size;
        }
        return entries;
    }
}

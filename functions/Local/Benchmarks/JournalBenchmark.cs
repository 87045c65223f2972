using System.Diagnostics;
using VeloZ.Domain;

namespace VeloZ.Local;

/// <summary>Durable entries a second: fills of some 100 bytes, so many a frame, each frame written and synced before the next.</summary>
internal static class JournalBenchmark
{
    private static readonly OrderFill Entry = new(
        new UnixNanos(1_795_229_300_123_456_789),
        ClientOrderId.Create('p', partition: 0, epoch: 1, counter: 1, OrderRole.Working),
        "T1000001",
        "S1000001",
        new Instrument(BenchMarket.Id, 0.01m, 0.00001m, FeeSchedule.Flat(0, 0)).ToPrice(61_234.5m, GridRounding.Exact),
        new Instrument(BenchMarket.Id, 0.01m, 0.00001m, FeeSchedule.Flat(0, 0)).ToQuantity(0.00012m, GridRounding.Exact),
        new Money(0.00734814m, Currency.Parse("USDT")),
        0.00734814m,
        Liquidity.Taker,
        new UnixNanos(1_795_229_300_100_000_000));

    public static Measured Run(int entriesPerFrame, TimeSpan duration, string? folder)
    {
        using var bench = new BenchJournal(folder);
        var frames = new FrameBuilder(partition: 0, writer: 1);
        frames.Begin(epoch: 1, nextSequence: 0, default);
        frames.Add(new LeaderEpoch(default, 1, "bench", 0, -1, -1));
        var samples = new LatencySamples();
        var (written, sequence) = (0L, 0L);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            for (var entry = 0; entry < entriesPerFrame; entry++)
                frames.Add(Entry);
            var started = Stopwatch.GetTimestamp();
            bench.Journal.AppendNow(frames.Seal(wallMicros: 0, sequence - 1));
            samples.Add(Stopwatch.GetElapsedTime(started));
            sequence++;
            written += entriesPerFrame;
        }
        return new Measured(written, clock.Elapsed.TotalSeconds, samples, AllocatedBytes: 0);
    }
}

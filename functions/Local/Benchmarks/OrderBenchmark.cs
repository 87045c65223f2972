using System.Diagnostics;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>Orders through all of it: risk checks, the durable journal, the simulated venue, and their fills back into the books.</summary>
internal static class OrderBenchmark
{
    private const int OrdersPerBar = 128;

    /// <param name="duration">How long.</param>
    /// <param name="pace">Orders a second; null for as many as it takes.</param>
    /// <param name="folder">Where the journal is.</param>
    /// <param name="tick">Given the seconds and the orders so far, now and then; null for nobody.</param>
    public static Measured Run(TimeSpan duration, int? pace, string? folder, Action<double, long>? tick)
    {
        using var bench = new BenchJournal(folder);
        var kernel = new KernelOptions { Mode = RunMode.Paper, ReportingCurrency = BenchMarket.Id.Quote };
        var feed = new GeneratedBarFeed(BenchMarket.Instrument, BarInterval.Parse("1s"), BenchMarket.Start, seed: 1, startPrice: 30_000);
        var options = new PaperOptions { Kernel = kernel, Simulation = new SimulationOptions { Participation = null }, Cash = 1_000_000_000, Limits = BenchMarket.Limits };
        var session = new PaperSession(options, feed, new KernelState(kernel), FramePrefix.Empty, new FrameBuilder(partition: 0, writer: 1));
        var samples = new LatencySamples();
        AdvanceBar(session, bench.Journal);
        var (orders, clock, bytes, told) = (0L, Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread(), 0.0);
        while (clock.Elapsed < duration)
        {
            if (pace is { } most && orders > most * clock.Elapsed.TotalSeconds)
            {
                Thread.Sleep(1);
                continue;
            }
            var started = Stopwatch.GetTimestamp();
            Submit(session, orders);
            Flush(session, bench.Journal);
            samples.Add(Stopwatch.GetElapsedTime(started));
            orders += OrdersPerBar;
            AdvanceBar(session, bench.Journal);
            if (tick is null || clock.Elapsed.TotalSeconds < told + 10)
                continue;
            told = clock.Elapsed.TotalSeconds;
            tick(told, orders);
        }
        Flush(session, bench.Journal);
        var seconds = clock.Elapsed.TotalSeconds;
        Check(session, orders);
        return new Measured(orders, seconds, samples, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    // Half buy and half sell, so that the books stay level.
    private static void Submit(PaperSession session, long number)
    {
        for (var order = 0; order < OrdersPerBar; order++)
        {
            var request = new OrderRequest { Instrument = BenchMarket.Id, Side = order < OrdersPerBar / 2 ? OrderSide.Buy : OrderSide.Sell, Type = OrderType.Market, Quantity = 0.001m };
            if (session.Loop.Take(new KernelCommand.Submit(session.Loop.Kernel.Now, request), ticket: null) is { } refusal && number + order > OrdersPerBar)
                throw new InvariantException($"order {number + order} was refused: {refusal.Message}");
        }
    }

    private static void AdvanceBar(PaperSession session, SegmentJournal journal)
    {
        do
        {
            if (session.WantsFrame)
                Flush(session, journal);
            session.Advance();
        }
        while (!session.TryPeek(out _));
    }

    private static void Flush(PaperSession session, SegmentJournal journal)
    {
        if (session.Loop.OpenEntries == 0)
            return;
        journal.AppendNow(session.Seal(wallMicros: 0));
        session.Confirm();
        session.Release(static _ => { });
    }

    private static void Check(PaperSession session, long orders)
    {
        var state = session.Loop.Kernel.State;
        if (state.OpenOrders.Count > OrdersPerBar || state.NextOrderCounter < orders - OrdersPerBar)
            throw new InvariantException($"{state.OpenOrders.Count} of {orders} orders were open at the end, must be at most the last {OrdersPerBar}");
    }
}

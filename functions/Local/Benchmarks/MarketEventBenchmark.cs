using System.Diagnostics;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>Market events through book, strategy and risk: book changes, quotes and trades, and an order that is checked now and then.</summary>
internal static class MarketEventBenchmark
{
    private const int BookDepth = 50;
    private const long MidTicks = 3_000_000;

    public static Measured Run(int events, int eventsPerOrder)
    {
        var kernel = BenchMarket.Kernel(RunMode.Paper);
        var decision = new Decision();
        var watcher = new BookWatcher(eventsPerOrder);
        var definition = BenchMarket.Define(watcher);
        BenchMarket.Command(kernel, decision, new KernelCommand.StartStrategy(BenchMarket.Start, StrategyInstanceId.Parse("stg_bench"), definition, [BenchMarket.Id], definition.Read([]), "bench"));
        var book = new OrderBook(BenchMarket.Instrument);
        Fill(book);
        var random = new SplitMix64(1);
        RunEvents(kernel, decision, book, ref random, events / 10, BenchMarket.Start.Value);
        GC.Collect();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        RunEvents(kernel, decision, book, ref random, events, BenchMarket.Start.Value + (long)UnixNanos.PerDay);
        var seconds = clock.Elapsed.TotalSeconds;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (watcher.Seen != events + (events / 10))
            throw new InvariantException($"the strategy saw {watcher.Seen} events, must be {events + (events / 10)}");
        return new Measured(events, seconds, new LatencySamples(), bytes);
    }

    private static void Fill(OrderBook book)
    {
        for (var level = 1; level <= BookDepth; level++)
        {
            book.Apply(OrderSide.Buy, MidTicks - level, lots: 1_000, level, BenchMarket.Start);
            book.Apply(OrderSide.Sell, MidTicks + level, lots: 1_000, level, BenchMarket.Start);
        }
    }

    // Of four events two change the book, one is a quote, one a trade; orders are ended at once, so that the books stay small.
    private static void RunEvents(Kernel kernel, Decision decision, OrderBook book, ref SplitMix64 random, int events, long start)
    {
        var price = BenchMarket.Instrument.ToPrice(30_000, GridRounding.Exact);
        var quantity = BenchMarket.Instrument.ToQuantity(0.01m, GridRounding.Exact);
        for (var index = 0; index < events; index++)
        {
            var now = new UnixNanos(start + (index * 1_000L));
            decision.Clear();
            switch (index & 3)
            {
                case 0 or 1:
                    var level = 1 + (long)random.NextBelow(BookDepth);
                    var isBid = (index & 1) == 0;
                    book.Apply(isBid ? OrderSide.Buy : OrderSide.Sell, isBid ? MidTicks - level : MidTicks + level, 1 + (long)random.NextBelow(5_000), index, now);
                    kernel.Decide(new BookChanged(0, book), decision);
                    break;
                case 2:
                    kernel.Decide(new QuoteSeen(0, new QuoteTick(now, now, price, quantity, price, quantity)), decision);
                    break;
                default:
                    kernel.Decide(new TradeSeen(0, new TradeTick(now, now, price, quantity, OrderSide.Buy, index)), decision);
                    break;
            }
            if (decision.Effects.Count > 0)
                Reject(kernel, decision, now);
        }
    }

    private static void Reject(Kernel kernel, Decision decision, UnixNanos now)
    {
        var order = decision.Effects.OfType<Effect.Submit>().First().Order;
        decision.Clear();
        kernel.Decide(new VenueReport.Changed(now, order.Id, now, UpdateSource.Answer, OrderEvent.Rejected, "bench"), decision);
    }
}

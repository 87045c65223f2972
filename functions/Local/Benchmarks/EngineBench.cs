namespace VeloZ.Local;

/// <summary>The part of <c>veloz bench</c> that measures the engine: journal, orders, market events, latency.</summary>
internal static class EngineBench
{
    private const int EntriesPerFrame = 256;
    private const double EntriesMust = 100_000;
    private const double OrdersMust = 5_000;
    private const double EventsMust = 100_000;
    private const double LatencyMicrosMust = 20;
    private const double DurableLatencyMicrosMust = 500;

    public static void Run(BenchOutput output, bool isQuick, string? folder)
    {
        output.Title("engine: durable journal, risk, simulated venue");
        var span = TimeSpan.FromSeconds(isQuick ? 0.5 : 3);
        foreach (var entries in new[] { 1, 16, EntriesPerFrame })
        {
            var journal = JournalBenchmark.Run(entries, span, folder);
            output.Tell($"journal, {entries} entries a frame", $"{BenchOutput.Number(journal.PerSecond)} durable entries/s; frame {Spread(journal.Latency)}");
            if (entries == EntriesPerFrame)
                output.AtLeast("the journal", journal.PerSecond, EntriesMust, "durable entries a second");
        }
        Orders(output, isQuick, folder);
        Events(output, isQuick);
        Latency(output, isQuick, folder);
    }

    private static void Orders(BenchOutput output, bool isQuick, string? folder)
    {
        var orders = OrderBenchmark.Run(TimeSpan.FromSeconds(isQuick ? 1 : 10), pace: null, folder, tick: null);
        output.Tell("orders through all of it", $"{BenchOutput.Number(orders.PerSecond)} orders/s with their fills; 128 orders durable in {Spread(orders.Latency)}");
        output.AtLeast("orders", orders.PerSecond, OrdersMust, "a second");
    }

    private static void Events(BenchOutput output, bool isQuick)
    {
        var events = MarketEventBenchmark.Run(isQuick ? 500_000 : 5_000_000, eventsPerOrder: 10_000);
        output.Tell("market events", $"{BenchOutput.Number(events.PerSecond)} events/s through book, strategy and risk, an order each 10,000");
        output.AtLeast("market events", events.PerSecond, EventsMust, "a second");
        var quiet = MarketEventBenchmark.Run(500_000, eventsPerOrder: 0);
        output.Tell("allocated", $"{quiet.AllocatedBytes} bytes over {BenchOutput.Number(quiet.Count)} events without an order");
        output.Below("allocation", quiet.AllocatedBytes / (double)quiet.Count, 0.01, "bytes an event");
    }

    private static void Latency(BenchOutput output, bool isQuick, string? folder)
    {
        var count = isQuick ? 2_000 : 20_000;
        var plain = OrderLatencyBenchmark.Run(count, isDurable: false, folder);
        output.Tell("message in to order out", $"{Spread(plain.Latency)}, journal not waited for");
        output.Below("message in to order out, p50", plain.Latency.Micros(0.5), LatencyMicrosMust, "microseconds");
        var durable = OrderLatencyBenchmark.Run(count / 4, isDurable: true, folder);
        output.Tell("the same, durable", Spread(durable.Latency));
        output.Below("message in to durable order out, p50", durable.Latency.Micros(0.5), DurableLatencyMicrosMust, "microseconds");
    }

    internal static string Spread(LatencySamples samples) =>
        $"p50 {BenchOutput.Number(samples.Micros(0.5))} us, p99 {BenchOutput.Number(samples.Micros(0.99))} us, most {BenchOutput.Number(samples.Micros(1))} us";
}

namespace VeloZ.Local;

/// <summary>The long modes of <c>veloz bench</c>: a steady load, and all that the machine takes.</summary>
internal static class LoadBench
{
    private const double ShareOfRateMust = 0.99;

    public static void Sustained(BenchOutput output, TimeSpan duration, int rate, string? folder)
    {
        output.Title($"sustained: {BenchOutput.Number(rate)} orders a second for {duration}, each durable, filled and booked");
        var load = OrderBenchmark.Run(duration, rate, folder, (seconds, orders) => Tick(output, seconds, orders));
        Tell(output, load);
        output.AtLeast("sustained load", load.PerSecond, rate * ShareOfRateMust, "orders a second");
    }

    public static void Stress(BenchOutput output, TimeSpan duration, string? folder)
    {
        output.Title($"stress: as many orders as it takes for {duration}, each durable, filled and booked");
        Tell(output, OrderBenchmark.Run(duration, pace: null, folder, (seconds, orders) => Tick(output, seconds, orders)));
    }

    private static void Tick(BenchOutput output, double seconds, long orders) =>
        output.Tell($"{BenchOutput.Number(seconds)} s", $"{BenchOutput.Number(orders)} orders, heap {BenchOutput.Number(GC.GetTotalMemory(forceFullCollection: false) / 1e6)} MB");

    private static void Tell(BenchOutput output, Measured load)
    {
        output.Tell("orders", $"{BenchOutput.Number(load.Count)}, {BenchOutput.Number(load.PerSecond)} a second; 128 orders durable in {EngineBench.Spread(load.Latency)}");
        output.Tell("allocated", $"{BenchOutput.Number(load.AllocatedBytes / (double)load.Count)} bytes an order");
        output.Tell("heap after collection", $"{BenchOutput.Number(GC.GetTotalMemory(forceFullCollection: true) / 1e6)} MB");
    }
}

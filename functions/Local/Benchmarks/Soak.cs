using System.Globalization;
using VeloZ.Engine;

namespace VeloZ.Local;

/// <summary>Watches the memory of an engine that runs for long: what is kept must be bounded.</summary>
internal sealed class Soak(TimeSpan duration, EngineHost engine)
{
    private const int Looks = 3;
    private const int Collections = 10;
    private const double GrowthMax = 0.02;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly List<long> _heaps = [];

    /// <summary>Whether the heap after full collections stayed within 2 % of what it was at the first look.</summary>
    public bool Holds => _heaps.Count == Looks && _heaps.Max() <= _heaps[0] * (1 + GrowthMax);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var look = 1; look <= Looks; look++)
        {
            await Task.Delay(duration / Looks, cancellationToken);
            Tell(duration / Looks * look, await MeasureAsync(cancellationToken));
        }
    }

    // What an answer to a request holds just now is no growth: the least of some collections counts.
    private static async Task<long> MeasureAsync(CancellationToken cancellationToken)
    {
        var least = long.MaxValue;
        for (var collection = 0; collection < Collections; collection++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
            await Task.Delay(Pause, cancellationToken);
        }
        return least;
    }

    private void Tell(TimeSpan after, long heap)
    {
        _heaps.Add(heap);
        var growth = (double)heap / _heaps[0] - 1;
        Console.Out.WriteLine($"after {after}: managed heap {Count(heap)} bytes ({growth.ToString("+0.00%;-0.00%;0.00%", CultureInfo.InvariantCulture)}), {Count(engine.View.OrderCount)} orders, {Count(engine.View.FillCount)} fills, {Count(engine.Tape.Count)} bars");
        foreach (var queue in engine.Queues)
            Console.Out.WriteLine($"  queue {queue.Name}: at most {Count(queue.HighWater)} of {Count(queue.Capacity)}");
        Console.Out.Flush();
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

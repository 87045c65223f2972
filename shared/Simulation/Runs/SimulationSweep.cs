using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>What many seeds came to. Does not depend on how many workers ran them.</summary>
/// <param name="Seeds">Runs.</param>
/// <param name="Failures">Runs in which an invariant did not hold, by seed.</param>
/// <param name="Faults">By <see cref="FaultKind"/>: how often it happened.</param>
/// <param name="Happenings">By <see cref="Happening"/>.</param>
/// <param name="Checked">By <see cref="Invariant"/>.</param>
/// <param name="Events">Virtual events.</param>
public sealed record SimulationSummary(
    int Seeds,
    IReadOnlyList<SimulationResult> Failures,
    IReadOnlyList<long> Faults,
    IReadOnlyList<long> Happenings,
    IReadOnlyList<long> Checked,
    long Events)
{
    /// <summary>A fault or happening that came less often than this in a full run proves too little.</summary>
    public const int OftenEnough = 100;

    /// <summary>Seeds of a full run.</summary>
    public const int FullSeeds = 2_000;

    /// <summary>What came too seldom; empty for runs that are not full.</summary>
    public IReadOnlyList<string> TooSeldom => Seeds < FullSeeds
        ? []
        : [.. Seldom<FaultKind>(Faults), .. Seldom<Happening>(Happenings).Where(name => name != SnakeCase.From(nameof(Happening.BooksDiffered))), .. Seldom<Invariant>(Checked, least: 1)];

    private static IEnumerable<string> Seldom<T>(IReadOnlyList<long> counts, int least = OftenEnough)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        for (var index = 0; index < names.Length; index++)
        {
            if (counts[index] < least)
                yield return SnakeCase.From(names[index]);
        }
    }
}

/// <summary>Runs many seeds, on several threads.</summary>
/// <param name="workers">Threads; 1 or more.</param>
/// <param name="progress">Told how many seeds are done.</param>
public sealed class SimulationSweep(int workers, IProgress<long> progress)
{
    private const int AgainIn = 100; // One of so many seeds is run again, and with a steady wall clock.

    /// <summary>Runs seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="without">The guard that is taken out; null for none.</param>
    /// <param name="cancellationToken">Ends it between two seeds.</param>
    public SimulationSummary Run(ulong first, int count, Guard? without, CancellationToken cancellationToken)
    {
        var results = RunAll(first, count, without, cancellationToken);
        return new SimulationSummary(
            count,
            [.. results.Where(result => !result.Holds)],
            Sum(Enum.GetValues<FaultKind>().Length, results, result => CountsOf(result.Faults)),
            Sum(Enum.GetValues<Happening>().Length, results, result => [.. result.Happenings.Select(one => (long)one)]),
            Sum(Enum.GetValues<Invariant>().Length, results, result => result.Checked),
            results.Sum(result => result.Events));
    }

    /// <summary>The first seed from 0 on in which an invariant does not hold; null when there is none below the count.</summary>
    public SimulationResult? FindFailure(int count, Guard without, CancellationToken cancellationToken)
    {
        const int Block = 64;
        for (var first = 0; first < count; first += Block)
        {
            var results = RunAll((ulong)first, Math.Min(Block, count - first), without, cancellationToken);
            if (results.FirstOrDefault(result => !result.Holds) is { } failure)
                return failure;
        }
        return null;
    }

    private SimulationResult[] RunAll(ulong first, int count, Guard? without, CancellationToken cancellationToken)
    {
        var results = new SimulationResult[count];
        var next = -1;
        var done = 0L;
        Exception? fault = null;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(Work)).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        cancellationToken.ThrowIfCancellationRequested();
        return fault is null ? results : throw new InvariantException($"a simulated world ended by a fault of its own: {fault}");

        void Work()
        {
            while (!cancellationToken.IsCancellationRequested && Volatile.Read(ref fault) is null && Interlocked.Increment(ref next) is var index && index < count)
            {
                try
                {
                    results[index] = RunOne(new SimulationCase(first + (ulong)index) { Without = without });
                }
                catch (Exception exception)
                {
                    Volatile.Write(ref fault, exception);
                }
                progress.Report(Interlocked.Increment(ref done));
            }
        }
    }

    private static SimulationResult RunOne(SimulationCase simulation)
    {
        var result = SimulationResult.Of(simulation);
        if (!result.Holds || simulation.Without is not null || simulation.Seed % AgainIn != 0)
            return result;
        var again = SimulationResult.Of(simulation);
        var steady = SimulationResult.Of(simulation with { IsWallSteady = true });
        var counts = result.Checked.ToArray();
        counts[(int)Invariant.SameSeedSameRun]++;
        counts[(int)Invariant.WallClockIsIrrelevant]++;
        result = result with { Checked = counts };
        if (again.TraceHash != result.TraceHash)
            return result with { Invariant = Invariant.SameSeedSameRun, Message = $"the trace had hash {result.TraceHash:x16}, and {again.TraceHash:x16} when it was run again" };
        return steady.DecisionHash == result.DecisionHash
            ? result
            : result with { Invariant = Invariant.WallClockIsIrrelevant, Message = $"decisions had hash {result.DecisionHash:x16}, and {steady.DecisionHash:x16} with a steady wall clock" };
    }

    private static long[] CountsOf(IReadOnlyList<FaultId> faults)
    {
        var counts = new long[Enum.GetValues<FaultKind>().Length];
        foreach (var fault in faults)
            counts[(int)fault.Kind]++;
        return counts;
    }

    private static long[] Sum(int length, SimulationResult[] results, Func<SimulationResult, IReadOnlyList<long>> counts)
    {
        var sums = new long[length];
        foreach (var result in results)
        {
            var one = counts(result);
            for (var index = 0; index < length; index++)
                sums[index] += one[index];
        }
        return sums;
    }
}

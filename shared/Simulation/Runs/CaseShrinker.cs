namespace VeloZ.Simulation;

/// <summary>Makes a failing case smaller, as long as the same invariant fails: fewer faults, fewer commands, less time.</summary>
/// <remarks>Source: A. Zeller, R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002 (ddmin).</remarks>
public static class CaseShrinker
{
    private const int SecondsMin = 2;

    /// <summary>Shrinks a case.</summary>
    /// <param name="failure">A run in which an invariant did not hold.</param>
    /// <param name="cancellationToken">Ends it; the smallest case so far is given.</param>
    /// <returns>A case with its faults and commands told one by one. The given one where chance alone makes it fail.</returns>
    public static SimulationCase Shrink(SimulationResult failure, CancellationToken cancellationToken)
    {
        var smallest = failure.Case with
        {
            Faults = [.. failure.Faults],
            Commands = failure.Case.Commands ?? [.. Enumerable.Range(0, Swarm.Of(failure.Case.Seed).Commands)],
            Seconds = failure.Case.Seconds ?? Swarm.Of(failure.Case.Seed).Seconds,
        };
        if (!Fails(smallest, failure, cancellationToken))
            return failure.Case;
        smallest = ShrinkTime(smallest, failure, cancellationToken);
        smallest = smallest with { Faults = Least(smallest.Faults!, faults => Fails(smallest with { Faults = faults }, failure, cancellationToken)) };
        smallest = smallest with { Commands = Least(smallest.Commands!, commands => Fails(smallest with { Commands = commands }, failure, cancellationToken)) };
        smallest = ShrinkTime(smallest, failure, cancellationToken);
        return smallest with { Faults = Least(smallest.Faults!, faults => Fails(smallest with { Faults = faults }, failure, cancellationToken)) };
    }

    private static bool Fails(SimulationCase simulation, SimulationResult failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && SimulationResult.Of(simulation).Invariant == failure.Invariant;

    private static SimulationCase ShrinkTime(SimulationCase simulation, SimulationResult failure, CancellationToken cancellationToken)
    {
        for (var step = simulation.Seconds!.Value / 2; step > 0; step /= 2)
        {
            while (simulation.Seconds - step >= SecondsMin && Fails(simulation with { Seconds = simulation.Seconds - step }, failure, cancellationToken))
                simulation = simulation with { Seconds = simulation.Seconds - step };
        }
        return simulation;
    }

    // Parts, and what is left without them, in ever smaller parts.
    private static IReadOnlyList<T> Least<T>(IReadOnlyList<T> all, Func<IReadOnlyList<T>, bool> fails)
    {
        if (fails([]))
            return [];
        for (var parts = 2; all.Count >= 2 && parts <= all.Count;)
        {
            var chunks = all.Chunk((all.Count + parts - 1) / parts).ToArray();
            var smaller = Array.Find(chunks, chunk => fails(chunk));
            if (smaller is not null)
            {
                (all, parts) = (smaller, 2);
                continue;
            }
            var rest = chunks.Select((_, left) => chunks.Where((_, index) => index != left).SelectMany(chunk => chunk).ToArray()).FirstOrDefault(one => fails(one));
            if (rest is not null)
                (all, parts) = (rest, Math.Max(parts - 1, 2));
            else if (parts < all.Count)
                parts = Math.Min(parts * 2, all.Count);
            else
                break;
        }
        return all;
    }
}

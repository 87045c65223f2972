namespace VeloZ.Simulation;

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Invariant">The one that did not hold; null when all did.</param>
/// <param name="Message">What was, and what was needed; empty when all held.</param>
/// <param name="Faults">Those that happened, in order.</param>
/// <param name="Happenings">By <see cref="Happening"/>: how often it came.</param>
/// <param name="Checked">By <see cref="Simulation.Invariant"/>: how often it was looked at.</param>
/// <param name="Events">Virtual events.</param>
/// <param name="TraceHash">Of everything that happened: equal runs have equal hashes.</param>
/// <param name="DecisionHash">Of what the engine decided.</param>
/// <param name="Trace">The last lines, where they were asked for.</param>
public sealed record SimulationResult(
    SimulationCase Case,
    Invariant? Invariant,
    string Message,
    IReadOnlyList<FaultId> Faults,
    IReadOnlyList<int> Happenings,
    IReadOnlyList<long> Checked,
    long Events,
    ulong TraceHash,
    ulong DecisionHash,
    IReadOnlyCollection<string> Trace)
{
    /// <summary>Whether all invariants held.</summary>
    public bool Holds => Invariant is null;

    /// <summary>Runs a case.</summary>
    /// <param name="simulation">The case.</param>
    /// <param name="traceLines">Lines of the trace that are kept.</param>
    public static SimulationResult Of(SimulationCase simulation, int traceLines = 0)
    {
        var world = new SimulatedWorld(simulation, traceLines);
        try
        {
            world.Run();
            return Of(world, invariant: null, "");
        }
        catch (InvariantViolationException violation)
        {
            return Of(world, violation.Invariant, violation.Message);
        }
    }

    private static SimulationResult Of(SimulatedWorld world, Invariant? invariant, string message) => new(
        world.Case,
        invariant,
        message,
        world.Faults.Fired,
        world.Happenings,
        world.Checks.Counts,
        world.Queue.Count,
        world.Trace.Hash,
        world.Trace.DecisionHash,
        world.Trace.Lines);
}

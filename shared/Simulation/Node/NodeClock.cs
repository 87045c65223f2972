using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>The node's clocks: one that does not jump and estimates the venue's time, and the wall clock, which does.</summary>
/// <param name="world">Its world.</param>
/// <param name="boot">Which start; each measures the venue's time anew.</param>
internal sealed class NodeClock(SimulatedWorld world, int boot)
{
    private const int ErrorMilliseconds = 80;
    private const int DriftPartsPerMillion = 200;

    private readonly UnixNanos _start = world.Now;
    private readonly TimeSpan _error = TimeSpan.FromMilliseconds(Draw(world, boot, 0, ErrorMilliseconds));
    private readonly long _drift = Draw(world, boot, 1, DriftPartsPerMillion);

    /// <summary>The venue's time as the node has it, within 400 ms: what inputs carry.</summary>
    public UnixNanos Now => world.Guards.Has(Guard.MonotonicDeadline)
        ? world.Now + _error + TimeSpan.FromTicks((world.Now - _start).Ticks * _drift / 1_000_000)
        : Wall;

    /// <summary>What the system says.</summary>
    public UnixNanos Wall => world.Now + world.WallOffset;

    private static long Draw(SimulatedWorld world, int boot, int which, long reach) =>
        (long)SplitMix64.Stream(world.Case.Seed, "node.clock", unchecked((ulong)((boot * 2L) + which))).NextBelow((ulong)(2 * reach) + 1) - reach;
}

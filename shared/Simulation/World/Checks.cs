namespace VeloZ.Simulation;

/// <summary>Checks invariants and counts how often each was looked at.</summary>
internal sealed class Checks
{
    private readonly long[] _counts = new long[Enum.GetValues<Invariant>().Length];

    /// <summary>By invariant.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Looks at one.</summary>
    /// <exception cref="InvariantViolationException">It does not hold.</exception>
    public void That(Invariant invariant, bool holds, Func<string> what)
    {
        _counts[(int)invariant]++;
        if (!holds)
            throw new InvariantViolationException(invariant, what());
    }
}

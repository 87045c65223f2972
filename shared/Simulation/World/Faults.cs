using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>Decides which faults happen: each by a stream of its own, so that taking one away does not shift the others.</summary>
/// <param name="seed">Of the run.</param>
/// <param name="rates">By kind, of 10,000.</param>
/// <param name="only">The faults that happen, whatever the rates; null for chance.</param>
internal sealed class Faults(ulong seed, IReadOnlyList<int> rates, IReadOnlySet<FaultId>? only)
{
    private static readonly string[] Streams = [.. Enum.GetNames<FaultKind>().Select(name => $"fault.{name}")];

    private readonly int[] _chances = new int[Streams.Length];
    private readonly List<FaultId> _fired = [];

    /// <summary>False once the world heals, before it is looked at for the last time.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Those that happened, in order.</summary>
    public IReadOnlyList<FaultId> Fired => _fired;

    /// <summary>Whether it happens this time.</summary>
    public bool Fires(FaultKind kind) => Fires(kind, out _);

    /// <summary>Whether it happens this time, and chance for how.</summary>
    public bool Fires(FaultKind kind, out SplitMix64 random)
    {
        random = default;
        if (!IsActive)
            return false;
        var index = _chances[(int)kind]++;
        if (only is null && rates[(int)kind] == 0)
            return false;
        random = SplitMix64.Stream(seed, Streams[(int)kind], (ulong)index);
        var isDue = random.NextBelow(10_000) < (ulong)rates[(int)kind];
        var id = new FaultId(kind, index);
        if (only is null ? !isDue : !only.Contains(id))
            return false;
        _fired.Add(id);
        return true;
    }
}

using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>What a crash does to all that was on its way to the platter.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CrashFate
{
    private readonly int _kind;
    private readonly ulong _share;

    private CrashFate(int kind, ulong share) => (_kind, _share) = (kind, share);

    /// <summary>All is lost.</summary>
    public static CrashFate Lost => new(1, 0);

    /// <summary>One of: all kept, all lost, the first few kept, the last few kept, each by itself.</summary>
    public static CrashFate Draw(ref SplitMix64 random) => new((int)random.NextBelow(5), random.NextBelow(101));

    /// <summary>Whether this one of so many reaches the platter.</summary>
    public bool Takes(int index, int count, ref SplitMix64 random) => _kind switch
    {
        0 => true,
        1 => false,
        2 => (ulong)index * 100 < _share * (ulong)count,
        3 => (ulong)index * 100 >= _share * (ulong)count,
        _ => random.NextBelow(2) == 0,
    };
}

using System.Runtime.InteropServices;

namespace VeloZ.Domain;

/// <summary>Which frame of a partition: ordered by epoch, then by sequence.</summary>
/// <param name="Epoch">The leader's; 0 or more.</param>
/// <param name="Sequence">From 0 in each epoch, without holes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrameId(long Epoch, long Sequence) : IComparable<FrameId>
{
    /// <inheritdoc/>
    public int CompareTo(FrameId other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Sequence.CompareTo(other.Sequence);

    /// <summary>Whether the left comes first.</summary>
    public static bool operator <(FrameId left, FrameId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left comes later.</summary>
    public static bool operator >(FrameId left, FrameId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left does not come later.</summary>
    public static bool operator <=(FrameId left, FrameId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left does not come first.</summary>
    public static bool operator >=(FrameId left, FrameId right) => left.CompareTo(right) >= 0;

    /// <summary>Epoch and sequence, such as <c>36/17</c>.</summary>
    public override string ToString() => $"{Epoch}/{Sequence}";
}

using System.Globalization;
using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Which segment of a capture: when its first event was received, and its number among those of its writer.</summary>
/// <param name="First">When we had its first event.</param>
/// <param name="Number">0 or more.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CaptureSegmentId(long First, int Number) : IComparable<CaptureSegmentId>
{
    public int CompareTo(CaptureSegmentId other) => First == other.First ? Number.CompareTo(other.Number) : First.CompareTo(other.First);
}

/// <summary>Names of the segments: <c>capture/binance/btc-usdt.binance/2024-01-31/1706659200000000000-0</c>.</summary>
internal static class CaptureKeys
{
    public static string PrefixOf(InstrumentId instrument) =>
        $"capture/{instrument.Venue.ToLowerInvariant()}/{instrument.Text.ToLowerInvariant()}/";

    public static BlobKey KeyOf(InstrumentId instrument, CaptureSegmentId segment) =>
        BlobKey.Parse(string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(instrument)}{UtcDay.NameOf(new UnixNanos(segment.First))}/{segment.First:D19}-{segment.Number}"));

    /// <summary>Reads a name; false when it is none of a segment.</summary>
    public static bool TryParse(BlobKey key, out CaptureSegmentId segment)
    {
        var name = key.Text[(key.Text.LastIndexOf('/') + 1)..];
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        segment = default;
        if (dash != 19
            || !long.TryParse(name.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }
        segment = new CaptureSegmentId(first, number);
        return true;
    }
}

using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Unpacks blocks as <c>BAR-FORMAT.md</c> says. Trusts no length or number in them, right checksum or not.</summary>
internal sealed class BarBlockDecoder
{
    private readonly long[] _times = new long[BarBlockEncoder.BarsMax];

    /// <summary>Adds the bars of a block that open from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive) to a series.</summary>
    /// <returns>What is wrong with the block, or null. A series that got a wrong block is to be thrown away.</returns>
    public string? Decode(ReadOnlySpan<byte> block, BarIndexEntry entry, BarSeries bars, long from, long to)
    {
        if (block.Length < 16 || Crc32C.Of(block[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]))
            return "did not match its checksum";
        var count = BinaryPrimitives.ReadUInt32LittleEndian(block);
        var first = BinaryPrimitives.ReadInt64LittleEndian(block[4..]);
        if (count != entry.Bars || first != entry.First)
            return "was not the one in the index";
        var rest = block[12..^4];
        if (!TryDecodeTimes(ref rest, entry, bars.Interval) || _times[entry.Bars - 1] != entry.Last)
            return "had times out of order";
        var times = _times.AsSpan(0, entry.Bars);
        var start = LowerBound(times, from);
        var end = LowerBound(times, to);
        for (var index = start; index < end; index++)
            bars.AddOpenTime(new UnixNanos(times[index]));
        foreach (var column in (ReadOnlySpan<DecimalColumn>)[bars.Open, bars.High, bars.Low, bars.Close, bars.Volume])
        {
            if (!TryDecodeColumn(ref rest, entry.Bars, start, end, column))
                return "had a column of another form";
        }
        return rest.IsEmpty ? null : "was longer than its columns";
    }

    private bool TryDecodeTimes(ref ReadOnlySpan<byte> rest, BarIndexEntry entry, BarInterval interval)
    {
        if (rest.IsEmpty || !IsWidth(rest[0]) || rest.Length - 1 < rest[0] * entry.Bars)
            return false;
        var width = rest[0];
        var bytes = rest[1..];
        rest = bytes[(width * entry.Bars)..];
        var missingMax = (ulong)(entry.Last - entry.First) / (ulong)interval.Nanos;
        var before = 0UL;
        for (var index = 0; index < entry.Bars; index++)
        {
            var missing = OffsetAt(bytes, width, index);
            if (missing < before || missing > missingMax || (index == 0 && missing != 0))
                return false;
            before = missing;
            // Beyond the last time only in a block that is refused below.
            _times[index] = unchecked(entry.First + ((index + (long)missing) * interval.Nanos));
        }
        return interval.IsAligned(new UnixNanos(entry.First));
    }

    private static bool TryDecodeColumn(ref ReadOnlySpan<byte> rest, int count, int start, int end, DecimalColumn column)
    {
        if (rest.Length < 2)
            return false;
        var (width, scale) = (rest[0], rest[1]);
        if (width == BarBlockEncoder.WideWidth)
        {
            rest = rest[2..];
            return TryDecodeWide(ref rest, count, start, end, column);
        }
        if (!IsWidth(width) || scale > BarNumbers.FractionDigitsMax || rest.Length - 10 < width * count)
            return false;
        var least = BinaryPrimitives.ReadInt64LittleEndian(rest[2..]);
        var bytes = rest[10..];
        rest = bytes[(width * count)..];
        if (least < 0)
            return false;
        for (var index = start; index < end; index++)
        {
            var offset = OffsetAt(bytes, width, index);
            if (offset > (ulong)(long.MaxValue - least))
                return false;
            column.Add(least + (long)offset, scale);
        }
        return true;
    }

    private static bool TryDecodeWide(ref ReadOnlySpan<byte> rest, int count, int start, int end, DecimalColumn column)
    {
        if (rest.Length < BarBlockEncoder.WideWidth * count)
            return false;
        for (var index = start; index < end; index++)
        {
            if (!WideValue.TryRead(rest.Slice(index * WideValue.Size, WideValue.Size), out var value))
                return false;
            column.Add(value);
        }
        rest = rest[(BarBlockEncoder.WideWidth * count)..];
        return true;
    }

    private static ulong OffsetAt(ReadOnlySpan<byte> bytes, int width, int index) => width switch
    {
        0 => 0,
        1 => bytes[index],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * 2)..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * 4)..]),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * 8)..]),
    };

    private static bool IsWidth(byte width) => width is 0 or 1 or 2 or 4 or 8;

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        var index = times.BinarySearch(time);
        return index < 0 ? ~index : index;
    }
}

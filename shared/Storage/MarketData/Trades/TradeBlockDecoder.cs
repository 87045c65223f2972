using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Unpacks blocks as <c>TRADE-FORMAT.md</c> says. Trusts no length or number in them, right checksum or not.</summary>
internal sealed class TradeBlockDecoder
{
    // A body of the widest forms, so that a forged length asks for no more.
    private const int BodySizeMax = 64 + (TradeBlockEncoder.TradesMax * ((2 * Varint.SizeMax) + 1 + (2 * WideValue.Size)));

    private readonly long[] _times = new long[TradeBlockEncoder.TradesMax];
    private readonly long[] _ids = new long[TradeBlockEncoder.TradesMax];
    private readonly long[] _values = new long[TradeBlockEncoder.TradesMax];
    private readonly TradeAggressor[] _aggressors = new TradeAggressor[TradeBlockEncoder.TradesMax];
    private byte[] _body = [];

    /// <summary>Adds the trades of a block from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive) to a series.</summary>
    /// <returns>What is wrong with the block, or null. A series that got a wrong block is to be thrown away.</returns>
    public string? Decode(ReadOnlySpan<byte> block, TradeIndexEntry entry, TradeSeries trades, long from, long to)
    {
        if (block.Length < TradeBlockEncoder.HeadSize + 4 || Crc32C.Of(block[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]))
            return "did not match its checksum";
        if (BinaryPrimitives.ReadUInt32LittleEndian(block) != entry.Trades
            || BinaryPrimitives.ReadInt64LittleEndian(block[4..]) != entry.FirstTime
            || BinaryPrimitives.ReadInt64LittleEndian(block[12..]) != entry.FirstId)
        {
            return "was not the one in the index";
        }
        if (!TryUnpack(block[TradeBlockEncoder.HeadSize..^4], BinaryPrimitives.ReadUInt32LittleEndian(block[20..]), block[24], out var rest))
            return "could not be unpacked";
        if (!TryDecodeTimes(ref rest, entry))
            return "had times out of order";
        if (!TryDecodeIds(ref rest, entry))
            return "had ids out of order";
        if (!TryDecodeAggressors(ref rest, entry.Trades))
            return "had sides of another form";
        var start = LowerBound(_times.AsSpan(0, entry.Trades), from);
        var end = Math.Max(start, LowerBound(_times.AsSpan(0, entry.Trades), to));
        trades.AddPrints(_times.AsSpan(start, end - start), _ids.AsSpan(start, end - start), _aggressors.AsSpan(start, end - start));
        if (!TryDecodeValues(ref rest, entry.Trades, start, end, trades.Price, areDeltas: true) || !TryDecodeValues(ref rest, entry.Trades, start, end, trades.Quantity, areDeltas: false))
            return "had a column of another form";
        return rest.IsEmpty ? null : "was longer than its columns";
    }

    private bool TryUnpack(ReadOnlySpan<byte> packed, uint length, byte packing, out ReadOnlySpan<byte> body)
    {
        body = packed;
        if (packing == TradeBlockEncoder.Plain)
            return packed.Length == length;
        if (packing != TradeBlockEncoder.Brotli || length > BodySizeMax)
            return false;
        if (_body.Length < length)
            _body = new byte[length];
        body = _body.AsSpan(0, (int)length);
        return BrotliDecoder.TryDecompress(packed, _body.AsSpan(0, (int)length), out var written) && written == length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryDecodeTimes(ref ReadOnlySpan<byte> rest, TradeIndexEntry entry)
    {
        if (rest.IsEmpty || rest[0] > 9)
            return false;
        var unit = 1UL;
        for (var digits = rest[0]; digits > 0; digits--)
            unit *= 10;
        var at = 1;
        var time = entry.FirstTime;
        var times = _times.AsSpan(0, entry.Trades);
        times[0] = time;
        for (var index = 1; index < times.Length; index++)
        {
            if (!Varint.TryRead(rest, ref at, out var units) || units > (ulong)(entry.LastTime - time) / unit)
                return false;
            time += (long)(units * unit);
            times[index] = time;
        }
        rest = rest[at..];
        return time == entry.LastTime;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryDecodeIds(ref ReadOnlySpan<byte> rest, TradeIndexEntry entry)
    {
        if (rest.IsEmpty || rest[0] > 1)
            return false;
        var hasMissing = rest[0] == 1;
        var at = 1;
        var id = entry.FirstId;
        var ids = _ids.AsSpan(0, entry.Trades);
        ids[0] = id;
        for (var index = 1; index < ids.Length; index++)
        {
            var missing = 0UL;
            if ((hasMissing && !Varint.TryRead(rest, ref at, out missing)) || id >= entry.LastId || missing > (ulong)(entry.LastId - id - 1))
                return false;
            id += (long)missing + 1;
            ids[index] = id;
        }
        rest = rest[at..];
        return id == entry.LastId;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryDecodeAggressors(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.IsEmpty || rest[0] > (byte)TradeBlockEncoder.AggressorForm.Bytes)
            return false;
        var form = (TradeBlockEncoder.AggressorForm)rest[0];
        var size = form switch { TradeBlockEncoder.AggressorForm.Bits => (count + 7) / 8, TradeBlockEncoder.AggressorForm.Bytes => count, _ => 0 };
        var aggressors = _aggressors.AsSpan(0, count);
        if (rest.Length - 1 < size)
            return false;
        var bytes = rest.Slice(1, size);
        rest = rest[(size + 1)..];
        for (var index = 0; index < count; index++)
        {
            var side = form switch
            {
                TradeBlockEncoder.AggressorForm.Bits => (byte)(1 + ((bytes[index >> 3] >> (index & 7)) & 1)),
                TradeBlockEncoder.AggressorForm.Bytes => bytes[index],
                _ => (byte)form,
            };
            if (side > (byte)TradeAggressor.Sell)
                return false;
            aggressors[index] = (TradeAggressor)side;
        }
        return true;
    }

    private bool TryDecodeValues(ref ReadOnlySpan<byte> rest, int count, int start, int end, DecimalColumn column, bool areDeltas)
    {
        if (rest.Length < 2)
            return false;
        if (rest[0] == (byte)TradeBlockEncoder.ValueForm.Wide)
        {
            rest = rest[1..];
            return TryDecodeWide(ref rest, count, start, end, column);
        }
        var scale = rest[1];
        if (rest[0] != (byte)TradeBlockEncoder.ValueForm.Narrow || scale > BarNumbers.FractionDigitsMax)
            return false;
        rest = rest[2..];
        if (!(areDeltas ? TryDecodeDeltas(ref rest, _values.AsSpan(0, count)) : TryDecodeNumbers(ref rest, _values.AsSpan(0, count))))
            return false;
        column.AddRange(_values.AsSpan(start, end - start), scale);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryDecodeDeltas(ref ReadOnlySpan<byte> rest, Span<long> values)
    {
        var at = 0;
        var value = 0L;
        for (var index = 0; index < values.Length; index++)
        {
            if (!Varint.TryRead(rest, ref at, out var delta))
                return false;
            // A sum that wraps is not above 0, or is refused as the next one is: both are above 0 before.
            value = unchecked(value + Varint.Signed(delta));
            if (value <= 0)
                return false;
            values[index] = value;
        }
        rest = rest[at..];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryDecodeNumbers(ref ReadOnlySpan<byte> rest, Span<long> values)
    {
        var at = 0;
        for (var index = 0; index < values.Length; index++)
        {
            if (!Varint.TryRead(rest, ref at, out var value) || value is 0 or > long.MaxValue)
                return false;
            values[index] = (long)value;
        }
        rest = rest[at..];
        return true;
    }

    private static bool TryDecodeWide(ref ReadOnlySpan<byte> rest, int count, int start, int end, DecimalColumn column)
    {
        if (rest.Length < WideValue.Size * count)
            return false;
        for (var index = 0; index < count; index++)
        {
            if (!WideValue.TryRead(rest.Slice(index * WideValue.Size, WideValue.Size), out var value) || value == 0)
                return false;
            if (index >= start && index < end)
                column.Add(value);
        }
        rest = rest[(WideValue.Size * count)..];
        return true;
    }

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

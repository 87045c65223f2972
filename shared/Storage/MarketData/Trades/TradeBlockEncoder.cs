using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Packs up to 16,384 trades into a block as <c>TRADE-FORMAT.md</c> says.</summary>
internal sealed class TradeBlockEncoder
{
    /// <summary>Trades in every block but the last of a file.</summary>
    public const int TradesMax = 16_384;

    /// <summary>Bytes of a block before its body.</summary>
    public const int HeadSize = 25;

    /// <summary>The body as it is.</summary>
    public const byte Plain = 0;

    /// <summary>The body as a Brotli stream.</summary>
    public const byte Brotli = 1;

    // TRADE-FORMAT.md says what others would do.
    private const int Quality = 1;
    private const int Window = 20;

    private readonly NarrowValues _values = new(TradesMax);
    private readonly ArrayBufferWriter<byte> _body = new();

    /// <summary>How sides are kept.</summary>
    internal enum AggressorForm : byte
    {
        AllUnknown,
        AllBuy,
        AllSell,
        Bits,
        Bytes,
    }

    /// <summary>How values are kept.</summary>
    internal enum ValueForm : byte
    {
        Narrow,
        Wide,
    }

    /// <summary>Packs trades of a sound series.</summary>
    public void Encode(TradeSeries trades, int start, int count, ArrayBufferWriter<byte> block)
    {
        _body.ResetWrittenCount();
        EncodeTimes(trades.Times.Slice(start, count));
        EncodeIds(trades.Ids.Slice(start, count));
        EncodeAggressors(trades.Aggressors.Slice(start, count));
        EncodeValues(trades.Price, start, count, areDeltas: true);
        EncodeValues(trades.Quantity, start, count, areDeltas: false);
        block.ResetWrittenCount();
        var bytes = block.GetSpan(HeadSize + _body.WrittenCount + 4);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], trades.Times[start]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], trades.Ids[start]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], (uint)_body.WrittenCount);
        bytes[24] = Pack(_body.WrittenSpan, bytes[HeadSize..^4], out var packed);
        var size = HeadSize + packed;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[size..], Crc32C.Of(bytes[..size]));
        block.Advance(size + 4);
    }

    // A body that packing makes less than an eighth smaller stays plain: unpacking would cost more than reading it.
    private static byte Pack(ReadOnlySpan<byte> body, Span<byte> room, out int packed)
    {
        if (BrotliEncoder.TryCompress(body, room[..(body.Length - (body.Length / 8))], out packed, Quality, Window))
            return Brotli;
        body.CopyTo(room);
        packed = body.Length;
        return Plain;
    }

    // Each after the first as how many units it lies after the one before; the unit is the greatest power of ten that fits all.
    private void EncodeTimes(ReadOnlySpan<long> times)
    {
        var (digits, unit) = (9, 1_000_000_000L);
        for (var index = 1; index < times.Length && digits > 0; index++)
        {
            while ((times[index] - times[index - 1]) % unit != 0)
                (digits, unit) = (digits - 1, unit / 10);
        }
        Put((byte)digits);
        var bytes = _body.GetSpan((times.Length * Varint.SizeMax) + 1);
        var at = 0;
        for (var index = 1; index < times.Length; index++)
            Varint.Write(bytes, ref at, (ulong)((times[index] - times[index - 1]) / unit));
        _body.Advance(at);
    }

    // Each after the first as how many ids between it and the one before are missing; nothing when none is.
    private void EncodeIds(ReadOnlySpan<long> ids)
    {
        var areAllThere = ids[^1] - ids[0] == ids.Length - 1;
        Put((byte)(areAllThere ? 0 : 1));
        if (areAllThere)
            return;
        var bytes = _body.GetSpan(ids.Length * Varint.SizeMax);
        var at = 0;
        for (var index = 1; index < ids.Length; index++)
            Varint.Write(bytes, ref at, (ulong)(ids[index] - ids[index - 1] - 1));
        _body.Advance(at);
    }

    private void EncodeAggressors(ReadOnlySpan<TradeAggressor> aggressors)
    {
        var form = FormOf(aggressors);
        Put((byte)form);
        if (form == AggressorForm.Bits)
        {
            var bytes = _body.GetSpan((aggressors.Length + 7) / 8)[..((aggressors.Length + 7) / 8)];
            bytes.Clear();
            for (var index = 0; index < aggressors.Length; index++)
                bytes[index / 8] |= (byte)(aggressors[index] == TradeAggressor.Sell ? 1 << (index % 8) : 0);
            _body.Advance(bytes.Length);
        }
        else if (form == AggressorForm.Bytes)
        {
            var bytes = _body.GetSpan(aggressors.Length);
            for (var index = 0; index < aggressors.Length; index++)
                bytes[index] = (byte)aggressors[index];
            _body.Advance(aggressors.Length);
        }
    }

    private static AggressorForm FormOf(ReadOnlySpan<TradeAggressor> aggressors)
    {
        if (!aggressors.ContainsAnyExcept(aggressors[0]))
            return (AggressorForm)aggressors[0];
        return aggressors.Contains(TradeAggressor.Unknown) ? AggressorForm.Bytes : AggressorForm.Bits;
    }

    private void EncodeValues(DecimalColumn column, int start, int count, bool areDeltas)
    {
        var scale = _values.Take(column, start, count);
        Put((byte)(scale < 0 ? ValueForm.Wide : ValueForm.Narrow));
        if (scale < 0)
        {
            for (var index = start; index < start + count; index++)
            {
                WideValue.Write(column[index], _body.GetSpan(WideValue.Size));
                _body.Advance(WideValue.Size);
            }
            return;
        }
        Put((byte)scale);
        var bytes = _body.GetSpan(count * Varint.SizeMax);
        var at = 0;
        var before = 0L;
        foreach (var value in _values.Scratch.AsSpan(0, count))
        {
            // Both are above 0, so their difference is no overflow.
            Varint.Write(bytes, ref at, areDeltas ? Varint.ZigZag(value - before) : (ulong)value);
            before = value;
        }
        _body.Advance(at);
    }

    private void Put(byte value)
    {
        _body.GetSpan(1)[0] = value;
        _body.Advance(1);
    }
}

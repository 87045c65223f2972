using System.Buffers;
using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Packs up to 4,096 bars into a block as <c>BAR-FORMAT.md</c> says.</summary>
internal sealed class BarBlockEncoder
{
    /// <summary>Bars in every block but the last.</summary>
    public const int BarsMax = 4_096;

    /// <summary>The width that says: 16 bytes a value, each with its own scale.</summary>
    public const int WideWidth = WideValue.Size;

    private readonly NarrowValues _values = new(BarsMax);

    /// <summary>Packs bars of a sound series.</summary>
    public void Encode(BarSeries bars, int start, int count, ArrayBufferWriter<byte> block)
    {
        block.ResetWrittenCount();
        var times = bars.OpenTimes.Slice(start, count);
        BinaryPrimitives.WriteUInt32LittleEndian(block.GetSpan(4), (uint)count);
        block.Advance(4);
        BinaryPrimitives.WriteInt64LittleEndian(block.GetSpan(8), times[0]);
        block.Advance(8);
        EncodeTimes(times, bars.Interval.Nanos, block);
        EncodeColumn(bars.Open, start, count, block);
        EncodeColumn(bars.High, start, count, block);
        EncodeColumn(bars.Low, start, count, block);
        EncodeColumn(bars.Close, start, count, block);
        EncodeColumn(bars.Volume, start, count, block);
        var checksum = Crc32C.Of(block.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(block.GetSpan(4), checksum);
        block.Advance(4);
    }

    private void EncodeTimes(ReadOnlySpan<long> times, long interval, ArrayBufferWriter<byte> block)
    {
        var values = _values.Scratch;
        for (var index = 0; index < times.Length; index++)
            values[index] = ((times[index] - times[0]) / interval) - index;
        var width = WidthOf(values[times.Length - 1]);
        Put(block, (byte)width);
        EncodeOffsets(least: 0, times.Length, width, block);
    }

    private void EncodeColumn(DecimalColumn column, int start, int count, ArrayBufferWriter<byte> block)
    {
        var scale = _values.Take(column, start, count);
        if (scale < 0)
        {
            EncodeWide(column, start, count, block);
            return;
        }
        var (least, greatest) = (long.MaxValue, 0L);
        foreach (var value in _values.Scratch.AsSpan(0, count))
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        var width = WidthOf(greatest - least);
        Put(block, (byte)width);
        Put(block, (byte)scale);
        BinaryPrimitives.WriteInt64LittleEndian(block.GetSpan(8), least);
        block.Advance(8);
        EncodeOffsets(least, count, width, block);
    }

    private void EncodeOffsets(long least, int count, int width, ArrayBufferWriter<byte> block)
    {
        var bytes = block.GetSpan((count * width) + 1);
        var values = _values.Scratch.AsSpan(0, count);
        for (var index = 0; index < values.Length; index++)
        {
            var offset = (ulong)(values[index] - least);
            switch (width)
            {
                case 1:
                    bytes[index] = (byte)offset;
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(index * 2)..], (ushort)offset);
                    break;
                case 4:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes[(index * 4)..], (uint)offset);
                    break;
                case 8:
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes[(index * 8)..], offset);
                    break;
            }
        }
        block.Advance(count * width);
    }

    private static void EncodeWide(DecimalColumn column, int start, int count, ArrayBufferWriter<byte> block)
    {
        Put(block, WideWidth);
        Put(block, 0);
        for (var index = start; index < start + count; index++)
        {
            WideValue.Write(column[index], block.GetSpan(WideValue.Size));
            block.Advance(WideValue.Size);
        }
    }

    private static int WidthOf(long greatest) => greatest switch
    {
        0 => 0,
        <= byte.MaxValue => 1,
        <= ushort.MaxValue => 2,
        <= uint.MaxValue => 4,
        _ => 8,
    };

    private static void Put(ArrayBufferWriter<byte> block, byte value)
    {
        block.GetSpan(1)[0] = value;
        block.Advance(1);
    }
}

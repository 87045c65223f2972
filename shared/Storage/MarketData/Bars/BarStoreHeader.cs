using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Where a block is and which bars it has.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BarIndexEntry(long Offset, int Length, int Bars, long First, long Last)
{
    public const int Size = 32;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Bars);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], First);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Last);
    }

    public static BarIndexEntry Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
}

/// <summary>The beginning of a bar file; its layout is in <c>BAR-FORMAT.md</c>.</summary>
internal sealed record BarStoreHeader(InstrumentId Instrument, BarInterval Interval, long Bars, long First, long Last, long Missing, string Notes)
{
    public const ushort Version = 1;

    /// <summary>Bytes up to and with the header's own length.</summary>
    public const int PrefixSize = 12;

    private const int FixedSize = PrefixSize + (4 * 8);

    public static ReadOnlySpan<byte> Magic => "VELOZBAR"u8;

    public byte[] ToBytes()
    {
        var instrument = Encoding.ASCII.GetBytes(Instrument.Text);
        var interval = Encoding.ASCII.GetBytes(Interval.Text);
        var notes = Encoding.UTF8.GetBytes(Notes);
        var bytes = new byte[FixedSize + 1 + instrument.Length + 1 + interval.Length + 2 + notes.Length + 4];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), Bars);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), First);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), Last);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), Missing);
        var rest = bytes.AsSpan(FixedSize);
        HeaderText.Put(ref rest, lengthSize: 1, instrument);
        HeaderText.Put(ref rest, lengthSize: 1, interval);
        HeaderText.Put(ref rest, lengthSize: 2, notes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    /// <summary>Reads a header of the length that its prefix tells; null when it is damaged.</summary>
    public static BarStoreHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedSize + 8 || Crc32C.Of(bytes[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]))
            return null;
        var rest = bytes[FixedSize..^4];
        if (!HeaderText.TryTake(ref rest, lengthSize: 1, out var instrumentText)
            || !HeaderText.TryTake(ref rest, lengthSize: 1, out var intervalText)
            || !HeaderText.TryTake(ref rest, lengthSize: 2, out var notes)
            || !InstrumentId.TryParse(instrumentText, out var instrument)
            || !BarInterval.TryParse(intervalText, out var interval))
        {
            return null;
        }
        return new BarStoreHeader(
            instrument,
            interval,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]),
            notes);
    }
}

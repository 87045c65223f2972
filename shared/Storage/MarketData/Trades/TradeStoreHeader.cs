using System.Buffers.Binary;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The beginning of a trade file; its layout is in <c>TRADE-FORMAT.md</c>.</summary>
internal sealed record TradeStoreHeader(InstrumentId Instrument, TradeKind Kind, long Trades, long FirstTime, long LastTime, long FirstId, long LastId, string Notes)
{
    public const ushort Version = 1;

    /// <summary>Bytes up to and with the header's own length.</summary>
    public const int PrefixSize = 12;

    private const int FixedSize = PrefixSize + (5 * 8);

    public static ReadOnlySpan<byte> Magic => "VELOZTRD"u8;

    public byte[] ToBytes()
    {
        var instrument = Encoding.ASCII.GetBytes(Instrument.Text);
        var kind = Encoding.ASCII.GetBytes(Kind.Text());
        var notes = Encoding.UTF8.GetBytes(Notes);
        var bytes = new byte[FixedSize + 1 + instrument.Length + 1 + kind.Length + 2 + notes.Length + 4];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), Trades);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), FirstTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), LastTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), FirstId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(44), LastId);
        var rest = bytes.AsSpan(FixedSize);
        HeaderText.Put(ref rest, lengthSize: 1, instrument);
        HeaderText.Put(ref rest, lengthSize: 1, kind);
        HeaderText.Put(ref rest, lengthSize: 2, notes);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    /// <summary>Reads a header of the length that its prefix tells; null when it is damaged.</summary>
    public static TradeStoreHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedSize + 8 || Crc32C.Of(bytes[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]))
            return null;
        var rest = bytes[FixedSize..^4];
        if (!HeaderText.TryTake(ref rest, lengthSize: 1, out var instrumentText)
            || !HeaderText.TryTake(ref rest, lengthSize: 1, out var kindText)
            || !HeaderText.TryTake(ref rest, lengthSize: 2, out var notes)
            || !InstrumentId.TryParse(instrumentText, out var instrument)
            || !TradeKinds.All.Any(kind => kind.Text() == kindText))
        {
            return null;
        }
        return new TradeStoreHeader(
            instrument,
            TradeKinds.All.First(kind => kind.Text() == kindText),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[44..]),
            notes);
    }
}

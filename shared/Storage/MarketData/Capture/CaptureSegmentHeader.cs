using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The beginning of a segment; its layout is in <c>CAPTURE-FORMAT.md</c>.</summary>
/// <param name="Segment">Which one.</param>
/// <param name="Previous">The one that it goes on from without a gap; <c>default</c> when there is none.</param>
/// <param name="Lost">Events that were lost between the one before and this.</param>
/// <param name="Instrument">Whose market.</param>
/// <param name="PriceIncrement">What a tick is.</param>
/// <param name="QuantityIncrement">What a lot is.</param>
internal sealed record CaptureSegmentHeader(
    CaptureSegmentId Segment, CaptureSegmentId Previous, long Lost, string Instrument, decimal PriceIncrement, decimal QuantityIncrement)
{
    public const ushort Version = 1;

    /// <summary>Bytes up to and with the header's own length.</summary>
    public const int PrefixSize = 12;

    private const int FixedSize = PrefixSize + 32;

    public static ReadOnlySpan<byte> Magic => "VELOZCAP"u8;

    public byte[] ToBytes()
    {
        var texts = Array.ConvertAll([Instrument, DecimalText.Trimmed(PriceIncrement), DecimalText.Trimmed(QuantityIncrement)], Encoding.ASCII.GetBytes);
        var bytes = new byte[FixedSize + texts.Sum(text => 1 + text.Length) + 4];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), Segment.First);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), Segment.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Previous.First);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), Previous.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), Lost);
        var rest = bytes.AsSpan(FixedSize);
        foreach (var text in texts)
            HeaderText.Put(ref rest, lengthSize: 1, text);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }

    /// <summary>Reads a header of the length that its prefix tells; null when it is damaged.</summary>
    public static CaptureSegmentHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedSize + 7 || Crc32C.Of(bytes[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]))
            return null;
        var rest = bytes[FixedSize..^4];
        if (!HeaderText.TryTake(ref rest, lengthSize: 1, out var instrument)
            || !HeaderText.TryTake(ref rest, lengthSize: 1, out var priceText)
            || !HeaderText.TryTake(ref rest, lengthSize: 1, out var quantityText)
            || !decimal.TryParse(priceText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
            || !decimal.TryParse(quantityText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quantity))
        {
            return null;
        }
        return new CaptureSegmentHeader(
            new CaptureSegmentId(BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[20..])),
            new CaptureSegmentId(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[32..])),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]),
            instrument,
            price,
            quantity);
    }
}

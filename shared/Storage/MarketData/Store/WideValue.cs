using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>A value that no 64-bit mantissa of its block's scale holds: 12 bytes of mantissa, its own scale, three bytes of 0. Never negative.</summary>
internal static class WideValue
{
    public const int Size = 16;

    public static void Write(decimal value, Span<byte> bytes)
    {
        var (mantissa, scale) = NarrowValues.Shortest(value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(mantissa & ulong.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], (uint)(mantissa >> 64));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], (uint)scale);
    }

    /// <summary>Reads a value; false when there can be none such.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out decimal value)
    {
        var mantissa = new UInt128(BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        var scale = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        value = scale > 28 ? 0 : DecimalText.Join((Int128)mantissa, (int)scale);
        return scale <= 28;
    }
}

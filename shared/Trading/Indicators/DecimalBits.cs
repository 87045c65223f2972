using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A decimal with its scale, trailing zeros and all: as a double, 1.10 with 28 digits need not be what 1.1 is.</summary>
internal static class DecimalBits
{
    public static void Write(MessageWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
            writer.Word(unchecked((uint)part));
    }

    public static decimal Read(ref MessageReader reader)
    {
        Span<int> parts = stackalloc int[4];
        foreach (ref var part in parts)
            part = unchecked((int)reader.Word());
        // Flags: scale in bits 16 to 23, sign in bit 31, nothing else.
        var scale = (parts[3] >> 16) & 0xFF;
        if (scale > 28 || (parts[3] & 0x7F00_FFFF) != 0)
            throw reader.Fault($"decimal flags were {parts[3]:X8}, must be a scale of at most 28 and a sign");
        return new decimal(parts);
    }
}

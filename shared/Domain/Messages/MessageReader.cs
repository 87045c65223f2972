using System.Buffers.Binary;
using System.Text;

namespace VeloZ.Domain;

/// <summary>A binary message does not read: cut short, a value out of range, or a kind or version we do not know.</summary>
public sealed class MessageFormatException(string message) : Exception(message);

/// <summary>Reads what <see cref="MessageWriter"/> wrote. Every fault is a <see cref="MessageFormatException"/> that names the offset.</summary>
public ref struct MessageReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Int128 MantissaMax = (Int128.One << 96) - 1;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Reads from the start of these bytes.</summary>
    public MessageReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Offset { get; private set; }

    /// <summary>Whether bytes are left.</summary>
    public readonly bool HasMore => Offset < _bytes.Length;

    /// <summary>u8.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>u8 that must be 0 or 1.</summary>
    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw Fault($"flag was {other}, must be 0 or 1"),
    };

    /// <summary>u16.</summary>
    public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>u32.</summary>
    public uint Word() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>i64.</summary>
    public long Number() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>i64 that must be an int from 0.</summary>
    public int Count()
    {
        var value = Number();
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Fault($"count was {value}, must be 0 to {int.MaxValue}");
    }

    /// <summary>u16: how many elements follow. There must be bytes for them, so that nothing is made for elements that cannot come.</summary>
    /// <param name="bytesMin">What one element takes at least.</param>
    public int Length(int bytesMin)
    {
        var count = Short();
        var left = _bytes.Length - Offset;
        return count * bytesMin <= left ? count : throw Fault($"{count} elements of at least {bytesMin} bytes were to follow, {left} bytes were left");
    }

    /// <summary>i64: nanoseconds since the epoch.</summary>
    public UnixNanos Time() => new(Number());

    /// <summary>IEEE 754 binary64.</summary>
    public double Real() => BitConverter.Int64BitsToDouble(Number());

    /// <summary>A decimal.</summary>
    public decimal Decimal()
    {
        var tag = Byte();
        var scale = tag & 0x7F;
        if (scale > 28)
            throw Fault($"decimal scale was {scale}, must be at most 28");
        var mantissa = (tag & 0x80) == 0 ? Number() : BinaryPrimitives.ReadInt128LittleEndian(Take(16));
        if (mantissa > MantissaMax || mantissa < -MantissaMax)
            throw Fault("decimal mantissa took more than 96 bits");
        return DecimalText.Join(mantissa, scale);
    }

    /// <summary>A decimal or null.</summary>
    public decimal? OptionalDecimal() => Flag() ? Decimal() : null;

    /// <summary>A time or null.</summary>
    public UnixNanos? OptionalTime() => Flag() ? Time() : null;

    /// <summary>A text.</summary>
    public string Text()
    {
        var bytes = Take(Short());
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Fault("text was not UTF-8");
        }
    }

    /// <summary>Bytes with their count before.</summary>
    public byte[] Bytes()
    {
        var size = Word();
        return size <= int.MaxValue ? Take((int)size).ToArray() : throw Fault($"byte count was {size}, must be at most {int.MaxValue}");
    }

    /// <summary>u8 that must be a value of the enum, counted from 0 without holes.</summary>
    public T Choice<T>()
        where T : struct, Enum
    {
        var value = Byte();
        var values = Values<T>.All;
        return value < values.Length ? values[value] : throw Fault($"{typeof(T).Name} was {value}, must be below {values.Length}");
    }

    /// <summary>A whole journal entry, header included.</summary>
    public JournalEntry Entry()
    {
        var entry = JournalCodec.Read(_bytes[Offset..], out var size);
        Offset += size;
        return entry;
    }

    /// <summary>The fault, with where it is.</summary>
    public readonly MessageFormatException Fault(string reason) => new($"at byte {Offset}: {reason}");

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > _bytes.Length - Offset)
            throw Fault($"message ended, {size} more bytes were needed and {_bytes.Length - Offset} were left");
        var taken = _bytes.Slice(Offset, size);
        Offset += size;
        return taken;
    }

    // Enum.GetValues makes a new array each time.
    private static class Values<T>
        where T : struct, Enum
    {
        public static readonly T[] All = Enum.GetValues<T>();
    }
}

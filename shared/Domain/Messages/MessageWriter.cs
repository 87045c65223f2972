using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VeloZ.Domain;

/// <summary>Writes the binary form of messages: little endian, length-prefixed, no varints. Layout: <c>JOURNAL-FORMAT.md</c>.</summary>
/// <remarks>Decimals lose trailing zeros: equal values have equal bytes.</remarks>
public sealed class MessageWriter
{
    /// <summary>Most bytes of one text.</summary>
    public const int TextBytesMax = ushort.MaxValue;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    /// <summary>All that was written so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>Starts over.</summary>
    public void Clear() => _buffer.ResetWrittenCount();

    /// <summary>u8.</summary>
    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    /// <summary>u8: 1 for true.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>u16.</summary>
    public void Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(2), value);
        _buffer.Advance(2);
    }

    /// <summary>u32.</summary>
    public void Word(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    /// <summary>i64.</summary>
    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <summary>i64: nanoseconds since the epoch.</summary>
    public void Time(UnixNanos value) => Number(value.Value);

    /// <summary>IEEE 754 binary64: for statistics and indicators, never for money.</summary>
    public void Real(double value) => Number(BitConverter.DoubleToInt64Bits(value));

    /// <summary>u8 scale, plus 128 when the mantissa takes i128 and not i64; then the mantissa.</summary>
    public void Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        if (parts[2] != 0)
        {
            WideDecimal(value);
            return;
        }
        // The common case, in 64 bits.
        var magnitude = unchecked(((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var scale = (parts[3] >> 16) & 0xFF;
        while (scale > 0 && magnitude % 10 == 0)
        {
            magnitude /= 10;
            scale--;
        }
        if (magnitude > long.MaxValue)
        {
            WideDecimal(value);
            return;
        }
        var span = _buffer.GetSpan(9);
        span[0] = unchecked((byte)scale);
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], parts[3] < 0 ? -(long)magnitude : (long)magnitude);
        _buffer.Advance(9);
    }

    /// <summary>As <see cref="Decimal"/>, trailing zeros and all: cheaper, for values whose bytes nobody compares.</summary>
    public void DecimalAsIs(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        if (parts[2] != 0 || parts[1] < 0)
        {
            WideDecimal(value);
            return;
        }
        var magnitude = unchecked(((long)parts[1] << 32) | (uint)parts[0]);
        var span = _buffer.GetSpan(9);
        span[0] = unchecked((byte)(parts[3] >> 16));
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], parts[3] < 0 ? -magnitude : magnitude);
        _buffer.Advance(9);
    }

    /// <summary>u8 presence, then the decimal where there is one.</summary>
    public void Optional(decimal? value)
    {
        Flag(value is not null);
        if (value is { } present)
            Decimal(present);
    }

    /// <summary>u8 presence, then the time where there is one.</summary>
    public void Optional(UnixNanos? value)
    {
        Flag(value is not null);
        if (value is { } present)
            Time(present);
    }

    /// <summary>u16 byte count, then UTF-8.</summary>
    /// <exception cref="ArgumentException">The text takes more than <see cref="TextBytesMax"/> bytes, or has half a surrogate pair, which would not come back.</exception>
    public void Text(string value)
    {
        var size = SizeOf(value);
        if (size > TextBytesMax)
            throw new ArgumentException($"text had {size} bytes, must be at most {TextBytesMax}");
        Short((ushort)size);
        StrictUtf8.GetBytes(value, _buffer.GetSpan(Math.Max(1, size)));
        _buffer.Advance(size);
    }

    /// <summary>u32 byte count, then the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Word((uint)value.Length);
        _buffer.Write(value);
    }

    /// <summary>Puts a u32 over four bytes written before.</summary>
    internal void PatchWord(int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(System.Runtime.InteropServices.MemoryMarshal.AsMemory(_buffer.WrittenMemory).Span.Slice(offset, 4), value);

    private static int SizeOf(string value)
    {
        try
        {
            return StrictUtf8.GetByteCount(value);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("text had half a surrogate pair, must be valid UTF-16");
        }
    }

    private void WideDecimal(decimal value)
    {
        var (mantissa, scale) = DecimalText.Split(value);
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }
        if (mantissa >= -long.MaxValue && mantissa <= long.MaxValue)
        {
            Byte((byte)scale);
            Number((long)mantissa);
            return;
        }
        Byte((byte)(scale | 0x80));
        BinaryPrimitives.WriteInt128LittleEndian(_buffer.GetSpan(16), mantissa);
        _buffer.Advance(16);
    }
}

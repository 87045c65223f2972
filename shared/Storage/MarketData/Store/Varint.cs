using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace VeloZ.Storage;

/// <summary>Numbers in as many bytes as they need: seven bits a byte, the lowest first, the top bit set in all but the last.</summary>
internal static class Varint
{
    /// <summary>Most bytes of a number of 64 bits.</summary>
    public const int SizeMax = 10;

    /// <summary>Small magnitudes of either sign as small numbers: 0, -1, 1, -2, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ZigZag(long value) => unchecked((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Back from <see cref="ZigZag"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Signed(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));

    /// <summary>Writes a number into room for at least <see cref="SizeMax"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> bytes, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            bytes[at++] = unchecked((byte)(value | 0x80));
            value >>= 7;
        }
        bytes[at++] = (byte)value;
    }

    /// <summary>Reads a number; false when the bytes end in it or it has more than 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        if ((uint)at < (uint)bytes.Length && bytes[at] < 0x80)
        {
            value = bytes[at++];
            return true;
        }
        return TryReadLong(bytes, ref at, out value);
    }

    // Optimized at the first call: a program that reads one file would be done before the runtime finds out what is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadLong(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        unchecked
        {
            if (bytes.Length - at >= sizeof(ulong))
            {
                var eight = BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
                var size = BitOperations.TrailingZeroCount(~eight & 0x8080808080808080) >> 3;
                if (size < 8)
                {
                    at += size + 1;
                    value = Join(eight & (ulong.MaxValue >> (56 - (size * 8))));
                    return true;
                }
            }
            return TryReadSlowly(bytes, ref at, out value);
        }
    }

    // Seven bits of each byte side by side: pairs, then fours, then all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(ulong eight)
    {
        unchecked
        {
            var bits = eight & 0x7F7F7F7F7F7F7F7F;
            bits = (bits & 0x007F007F007F007F) | ((bits & 0x7F007F007F007F00) >> 1);
            bits = (bits & 0x00003FFF00003FFF) | ((bits & 0x3FFF00003FFF0000) >> 2);
            return (bits & 0x000000000FFFFFFF) | ((bits & 0x0FFFFFFF00000000) >> 4);
        }
    }

    private static bool TryReadSlowly(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)at >= (uint)bytes.Length)
                return false;
            var letter = bytes[at++];
            if (shift == 63 && letter > 1)
                return false;
            value |= (ulong)(letter & 0x7F) << shift;
            if (letter < 0x80)
                return true;
        }
        return false;
    }
}

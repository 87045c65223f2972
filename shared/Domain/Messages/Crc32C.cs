using System.Buffers.Binary;
using System.Numerics;

namespace VeloZ.Domain;

/// <summary>The checksum of our own files: CRC-32C (Castagnoli), by the processor's instruction.</summary>
public static class Crc32C
{
    /// <summary>Of these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Extend(uint.MaxValue, bytes);

    /// <summary>Of these eight bytes, little endian, and then the others.</summary>
    public static uint Of(ulong salt, ReadOnlySpan<byte> bytes) => ~Extend(BitOperations.Crc32C(uint.MaxValue, salt), bytes);

    private static uint Extend(uint checksum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (var letter in bytes)
            checksum = BitOperations.Crc32C(checksum, letter);
        return checksum;
    }
}

using System.Buffers.Binary;

namespace VeloZ.Storage;

/// <summary>The checksum of zip and gzip (ISO 3309, reflected 0xEDB88320), eight bytes a step.</summary>
/// <remarks>The platform reads both formats without comparing it at the end of a cut file.</remarks>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of what came before and these bytes; 0 before the first.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan();
        var value = ~checksum;
        while (bytes.Length >= 8)
        {
            var low = value ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            value = table[(int)(1_792 + (low & 0xFF))] ^ table[(int)(1_536 + ((low >> 8) & 0xFF))]
                ^ table[(int)(1_280 + ((low >> 16) & 0xFF))] ^ table[(int)(1_024 + (low >> 24))]
                ^ table[(int)(768 + (high & 0xFF))] ^ table[(int)(512 + ((high >> 8) & 0xFF))]
                ^ table[(int)(256 + ((high >> 16) & 0xFF))] ^ table[(int)(high >> 24)];
            bytes = bytes[8..];
        }
        foreach (var letter in bytes)
            value = table[(int)((value ^ letter) & 0xFF)] ^ (value >> 8);
        return ~value;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (var index = 0u; index < 256; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            table[index] = value;
        }
        for (var index = 256; index < table.Length; index++)
            table[index] = table[(int)(table[index - 256] & 0xFF)] ^ (table[index - 256] >> 8);
        return table;
    }
}

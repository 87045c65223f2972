using System.Buffers.Binary;

namespace VeloZ.Aws;

/// <summary>CRC-64/NVME, which S3 keeps of whole objects however many parts they came in.</summary>
/// <remarks>Source: NVM Express, NVM Command Set Specification 1.0, 5.2.1.3.4; polynomial AD93D23594C93659 reflected.</remarks>
internal sealed class Crc64
{
    private const ulong Polynomial = 0x9A6C9329AC4BC9B5;
    private const int Slices = 8;

    private static readonly ulong[] Tables = MakeTables();

    private ulong _state = ulong.MaxValue;

    /// <summary>The checksum of what was added, as S3 writes it.</summary>
    public string Text
    {
        get
        {
            var bytes = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, ~_state);
            return Convert.ToBase64String(bytes);
        }
    }

    /// <summary>The checksum of bytes.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc64();
        crc.Add(bytes);
        return crc.Text;
    }

    /// <summary>Takes more bytes in.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            // Eight bytes at a step, each through the table of its place.
            var word = state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            state = Tables[(7 << 8) | (int)(word & 0xFF)] ^ Tables[(6 << 8) | (int)((word >> 8) & 0xFF)]
                ^ Tables[(5 << 8) | (int)((word >> 16) & 0xFF)] ^ Tables[(4 << 8) | (int)((word >> 24) & 0xFF)]
                ^ Tables[(3 << 8) | (int)((word >> 32) & 0xFF)] ^ Tables[(2 << 8) | (int)((word >> 40) & 0xFF)]
                ^ Tables[(1 << 8) | (int)((word >> 48) & 0xFF)] ^ Tables[(int)(word >> 56)];
        }
        foreach (var value in bytes)
            state = Tables[(int)((state ^ value) & 0xFF)] ^ (state >> 8);
        _state = state;
    }

    private static ulong[] MakeTables()
    {
        var tables = new ulong[Slices << 8];
        for (var index = 0; index < 256; index++)
        {
            var rest = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
                rest = (rest & 1) == 0 ? rest >> 1 : Polynomial ^ (rest >> 1);
            tables[index] = rest;
        }
        for (var index = 256; index < tables.Length; index++)
            tables[index] = tables[(int)(tables[index - 256] & 0xFF)] ^ (tables[index - 256] >> 8);
        return tables;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VeloZ.Emulators;

/// <summary>The checksums that S3 keeps of objects.</summary>
/// <param name="Algorithm">Its name in headers: <c>crc64nvme</c>.</param>
/// <param name="Value">In base 64; with <c>-N</c> behind it where it is one of N checksums.</param>
internal sealed record S3Checksum(string Algorithm, string Value)
{
    /// <summary>All that are known here.</summary>
    public static readonly string[] Algorithms = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

    // Reflected polynomials.
    private static readonly ulong[] Crc32 = Table(0xEDB88320);
    private static readonly ulong[] Crc32C = Table(0x82F63B78);
    private static readonly ulong[] Crc64Nvme = Table(0x9A6C9329AC4BC9B5);

    /// <summary>Whether it is of the whole content.</summary>
    public bool IsOfWhole => !Value.Contains('-', StringComparison.Ordinal);

    /// <summary>Of a content.</summary>
    /// <exception cref="S3Exception">The algorithm is unknown.</exception>
    public static S3Checksum Of(string algorithm, ReadOnlySpan<byte> content) => new(algorithm, Convert.ToBase64String(BytesOf(algorithm, content)));

    /// <summary>Of the checksums of parts.</summary>
    public static S3Checksum OfParts(string algorithm, IReadOnlyCollection<byte[]> parts) =>
        new(algorithm, $"{Convert.ToBase64String(BytesOf(algorithm, parts.SelectMany(part => BytesOf(algorithm, part)).ToArray()))}-{parts.Count}");

    private static byte[] BytesOf(string algorithm, ReadOnlySpan<byte> content)
    {
        var bytes = new byte[8];
        switch (algorithm)
        {
            case "crc32":
                BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)Remainder(Crc32, content, uint.MaxValue)));
                return bytes[..4];
            case "crc32c":
                BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)Remainder(Crc32C, content, uint.MaxValue)));
                return bytes[..4];
            case "crc64nvme":
                BinaryPrimitives.WriteUInt64BigEndian(bytes, Remainder(Crc64Nvme, content, ulong.MaxValue));
                return bytes;
#pragma warning disable CA5350 // S3 offers it.
            case "sha1":
                return SHA1.HashData(content);
#pragma warning restore CA5350
            case "sha256":
                return SHA256.HashData(content);
            default:
                throw new S3Exception(400, "InvalidRequest", $"The checksum algorithm '{algorithm}' is not supported");
        }
    }

    private static ulong Remainder(ulong[] table, ReadOnlySpan<byte> content, ulong start)
    {
        var rest = start;
        foreach (var value in content)
            rest = table[(rest ^ value) & 0xFF] ^ (rest >> 8);
        return rest ^ start;
    }

    private static ulong[] Table(ulong polynomial)
    {
        var table = new ulong[256];
        for (var index = 0; index < table.Length; index++)
        {
            var rest = (ulong)index;
            for (var bit = 0; bit < 8; bit++)
                rest = (rest & 1) == 0 ? rest >> 1 : polynomial ^ (rest >> 1);
            table[index] = rest;
        }
        return table;
    }
}

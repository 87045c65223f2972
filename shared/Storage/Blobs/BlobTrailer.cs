using System.Buffers.Binary;
using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The end of a blob file, as in <c>BLOB-FORMAT.md</c>.</summary>
/// <param name="ContentBytes">Length of what is before.</param>
/// <param name="WrittenTime">When it was put.</param>
/// <param name="Hash">SHA-256 of what is before.</param>
internal sealed record BlobTrailer(long ContentBytes, UnixNanos WrittenTime, byte[] Hash)
{
    public const int SizeBytes = 64;

    private const uint LayoutVersion = 1;
    private const int HashAt = 16;
    private const int VersionAt = 48;
    private const int ChecksumAt = 52;
    private const int MarkAt = 56;

    private static ReadOnlySpan<byte> Mark => "VZBLOB01"u8;

    /// <summary>The tag of the content.</summary>
    public string ETag => Convert.ToHexStringLower(Hash);

    public byte[] Write()
    {
        var bytes = new byte[SizeBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, ContentBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), WrittenTime.Value);
        Hash.CopyTo(bytes, HashAt);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VersionAt), LayoutVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Crc32C.Of(bytes.AsSpan(0, ChecksumAt)));
        Mark.CopyTo(bytes.AsSpan(MarkAt));
        return bytes;
    }

    /// <summary>Reads the trailer of a file.</summary>
    /// <exception cref="StoreException">There is none, or it does not fit the file.</exception>
    public static BlobTrailer Read(string path, FileStream file)
    {
        if (file.Length < SizeBytes)
            throw Damaged(path, $"file had {file.Length} bytes, must have {SizeBytes} or more");
        Span<byte> bytes = stackalloc byte[SizeBytes];
        file.Position = file.Length - SizeBytes;
        file.ReadExactly(bytes);
        file.Position = 0;
        if (!bytes[MarkAt..].SequenceEqual(Mark))
            throw Damaged(path, "file did not end as blobs do");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[..ChecksumAt]))
            throw Damaged(path, "end of the file did not match its checksum");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionAt..]);
        if (version != LayoutVersion)
            throw new StoreException(StoreFault.OtherVersion, $"{path}: blob had layout version {version}, must be {LayoutVersion}; use the program that wrote it");
        var contentBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (contentBytes != file.Length - SizeBytes)
            throw Damaged(path, $"content had {file.Length - SizeBytes} bytes, must have {contentBytes}");
        return new BlobTrailer(contentBytes, new UnixNanos(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])), bytes.Slice(HashAt, SHA256.HashSizeInBytes).ToArray());
    }

    public static StoreException Damaged(string path, string reason) => new(StoreFault.Damaged, $"{path}: {reason}; restore a backup");
}

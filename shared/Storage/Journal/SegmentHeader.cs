using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The first 4 KiB of a journal file. Layout: <c>SEGMENT-FORMAT.md</c>.</summary>
/// <param name="FileId">From 1, without holes.</param>
/// <param name="Partition">Whose frames.</param>
/// <param name="First">The frame that comes next by number; a new epoch may come in its place.</param>
/// <param name="PreviousHash">Hash of the last frame of the file before; none in the first file.</param>
/// <param name="Salt">Goes into every checksum of the file's frames.</param>
/// <param name="SizeBytes">Bytes of the whole file.</param>
internal sealed record SegmentHeader(long FileId, int Partition, FrameId First, FrameHash PreviousHash, ulong Salt, long SizeBytes)
{
    public const int HeaderBytes = 4_096;

    private const uint Version = 1;
    private const int CrcOffset = HeaderBytes - 4;
    private const string Restore = "restore the file from a copy; nothing was changed";

    private static ReadOnlySpan<byte> Magic => "VZWAL001"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), FileId);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), Partition);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), First.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), First.Sequence);
        PreviousHash.Write(bytes.AsSpan(40));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(56), Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(64), SizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CrcOffset), Crc32C.Of(bytes.AsSpan(0, CrcOffset)));
        return bytes;
    }

    /// <summary>Whether there is a header at all, whole or not.</summary>
    public static bool IsPresent(IDiskFile file)
    {
        var bytes = new byte[HeaderBytes];
        file.ReadUpTo(bytes, 0);
        return bytes.AsSpan().ContainsAnyExcept((byte)0);
    }

    /// <summary>Reads the header of a file and checks it against the file.</summary>
    /// <exception cref="JournalDamagedException">It is not whole, of another version or partition, or the file has another length.</exception>
    public static SegmentHeader Read(IDiskFile file, int partition)
    {
        var bytes = new byte[HeaderBytes];
        var read = file.ReadUpTo(bytes, 0);
        if (read < HeaderBytes)
            throw Damaged(file, read, $"the file had {read} bytes, its header takes {HeaderBytes}: it was cut");
        RefuseOtherVersion(file, bytes);
        if (!bytes.AsSpan().StartsWith(Magic))
            throw Damaged(file, 0, $"the file began with {Convert.ToHexStringLower(bytes.AsSpan(0, 8))}, must begin with {Convert.ToHexStringLower(Magic)} (VZWAL001)");
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(CrcOffset));
        var actual = Crc32C.Of(bytes.AsSpan(0, CrcOffset));
        if (stored != actual)
            throw Damaged(file, CrcOffset, $"the checksum of the header was {stored:x8}, its bytes have {actual:x8}");
        var header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(12)),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20)),
            new FrameId(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32))),
            FrameHash.Read(bytes.AsSpan(40)),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(56)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(64)));
        if (header.Partition != partition)
            throw new JournalDamagedException(file.Path, 20, $"the journal is of partition {header.Partition}, must be of {partition}", "name the folder of that partition");
        return file.Length == header.SizeBytes
            ? header
            : throw Damaged(file, Math.Min(file.Length, header.SizeBytes), $"the file had {file.Length} bytes, must have {header.SizeBytes}: it was cut or lengthened");
    }

    // Before the checksum, which another version may have elsewhere. A single flipped bit reads as another version, too; both are refused.
    private static void RefuseOtherVersion(IDiskFile file, ReadOnlySpan<byte> bytes)
    {
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (!bytes.StartsWith("VZWAL"u8) || (bytes.StartsWith(Magic) && version == Version))
            return;
        throw new JournalDamagedException(
            file.Path,
            0,
            $"the journal was of version {System.Text.Encoding.ASCII.GetString(bytes[5..8])}.{version}, this program reads 001.{Version}",
            "run the version of VeloZ that wrote it, or restore the file from a copy if no other wrote it; nothing was changed");
    }

    private static JournalDamagedException Damaged(IDiskFile file, long offset, string what) => new(file.Path, offset, what, Restore);
}

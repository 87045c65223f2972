using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>How frames lie in a file: aligned to 8 bytes, each followed by 1 to 8 bytes 0xFF.</summary>
/// <remarks>The file is zeros where nothing was written, so the mark after a frame tells that its last byte arrived.</remarks>
internal static class SegmentLayout
{
    public const int Alignment = 8;
    public const int SectorBytes = 512;
    public const byte EndMark = 0xFF;

    /// <summary>Flag of the frame that seals a file.</summary>
    public const int SealFlag = 1;

    /// <summary>Room that frames leave for the seal: 74 bytes, an entry with a name of 27, padding.</summary>
    public const int SealBytesMax = 128;

    /// <summary>Bytes that a frame takes with its mark.</summary>
    public static int StoredBytes(int lengthBytes) => (lengthBytes + Alignment) & ~(Alignment - 1);

    /// <summary>Puts a frame with checksum and mark at the start of these bytes.</summary>
    /// <returns>Bytes that it takes.</returns>
    public static int Write(ReadOnlySpan<byte> frame, ulong salt, Span<byte> stored)
    {
        var size = StoredBytes(frame.Length);
        frame.CopyTo(stored);
        stored[frame.Length..size].Fill(EndMark);
        BinaryPrimitives.WriteUInt32LittleEndian(stored[FrameCodec.CrcOffset..], CrcOf(frame, salt));
        return size;
    }

    /// <summary>Checksum over the salt and everything after the checksum.</summary>
    public static uint CrcOf(ReadOnlySpan<byte> frame, ulong salt) => Crc32C.Of(salt, frame[FrameCodec.CoveredOffset..]);
}

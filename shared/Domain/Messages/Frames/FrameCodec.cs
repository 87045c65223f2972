using System.Buffers.Binary;

namespace VeloZ.Domain;

/// <summary>Frames in binary form: a header of 74 bytes, then entries. Layout: <c>JOURNAL-FORMAT.md</c>.</summary>
/// <remarks>The checksum is the medium's to set and to check, since a file salts it.</remarks>
public static class FrameCodec
{
    /// <summary>The layout version that is written.</summary>
    public const int Version = 1;

    /// <summary>Bytes before the first entry.</summary>
    public const int HeaderBytes = 74;

    /// <summary>Most bytes of a frame, header included.</summary>
    public const int FrameBytesMax = 1_000_000;

    /// <summary>Where the flags are.</summary>
    public const int FlagsOffset = 6;

    /// <summary>Where the length is.</summary>
    public const int LengthOffset = 8;

    /// <summary>Where the checksum is.</summary>
    public const int CrcOffset = 12;

    /// <summary>From here on the hash and every medium's checksum cover the frame.</summary>
    public const int CoveredOffset = 16;

    /// <summary>The first four bytes.</summary>
    public static ReadOnlySpan<byte> Magic => "VZF1"u8;

    /// <summary>The hash of a frame: over everything after the checksum.</summary>
    /// <param name="frame">Header and body, unpadded.</param>
    public static FrameHash HashOf(ReadOnlySpan<byte> frame) => FrameHash.Of(frame[CoveredOffset..]);

    /// <summary>Reads one frame.</summary>
    /// <param name="bytes">Header and body, nothing after it. They must not change as long as the frame is used.</param>
    /// <exception cref="MessageFormatException">The bytes are not a frame that this version reads.</exception>
    public static Frame Read(ReadOnlyMemory<byte> bytes)
    {
        var header = ReadHeader(bytes.Span);
        return header.LengthBytes == bytes.Length
            ? new Frame(header, HashOf(bytes.Span), bytes)
            : throw new MessageFormatException($"frame {header.Id} said {header.LengthBytes} bytes, {bytes.Length} were there");
    }

    /// <summary>Reads the header at the start of these bytes.</summary>
    /// <exception cref="MessageFormatException">It is not a header that this version reads.</exception>
    public static FrameHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            throw new MessageFormatException($"frame had {bytes.Length} bytes, must have at least {HeaderBytes}");
        if (!bytes.StartsWith(Magic))
            throw new MessageFormatException($"frame began with {Convert.ToHexStringLower(bytes[..4])}, must begin with {Convert.ToHexStringLower(Magic)} (VZF1)");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (version != Version)
            throw new MessageFormatException($"frame had layout version {version}, must be {Version}: run the version of VeloZ that wrote it, or a newer one");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthOffset..]);
        if (length is < HeaderBytes or > FrameBytesMax)
            throw new MessageFormatException($"frame length was {length}, must be {HeaderBytes} to {FrameBytesMax}");
        var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[22..]);
        var syncedThrough = BinaryPrimitives.ReadInt64LittleEndian(bytes[30..]);
        if (sequence < 0)
            throw new MessageFormatException($"frame sequence was {sequence}, must be 0 or more");
        if (syncedThrough < -1 || syncedThrough >= sequence)
            throw new MessageFormatException($"frame {sequence} was synced through {syncedThrough}, must be from -1 and below its own sequence");
        var entries = BinaryPrimitives.ReadUInt32LittleEndian(bytes[70..]);
        if (entries == 0 || entries > (length - HeaderBytes) / JournalCodec.EntryBytesMin)
            throw new MessageFormatException($"frame of {length} bytes said {entries} entries, must have at least 1 and {JournalCodec.EntryBytesMin} bytes for each");
        return new FrameHeader(
            version,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[FlagsOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[18..]),
            sequence,
            syncedThrough,
            FrameHash.Read(bytes[38..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[54..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[62..]),
            (int)entries,
            (int)length,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]));
    }
}

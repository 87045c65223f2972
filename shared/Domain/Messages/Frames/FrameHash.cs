using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace VeloZ.Domain;

/// <summary>The hash of a frame or of a prefix of the journal: the first 16 bytes of a SHA-256. <c>default</c> is none.</summary>
/// <param name="High">Bytes 0 to 7, big endian, so that the text is in the order of the bytes.</param>
/// <param name="Low">Bytes 8 to 15.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FrameHash(ulong High, ulong Low)
{
    /// <summary>How many bytes it takes.</summary>
    public const int SizeBytes = 16;

    /// <summary>Whether there is none: all bytes are 0.</summary>
    public bool IsNone => (High | Low) == 0;

    /// <summary>The hash of these bytes. Allocates nothing.</summary>
    public static FrameHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, whole);
        return Read(whole);
    }

    /// <summary>Takes the first 16 bytes.</summary>
    public static FrameHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Puts it into the first 16 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>Its 16 bytes, as <see cref="Noop.PrefixHash"/> holds them.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SizeBytes];
        Write(bytes);
        return bytes;
    }

    /// <summary>The hash of a prefix that is longer by one frame: of this hash and then the frame's.</summary>
    public FrameHash Extend(FrameHash frame)
    {
        Span<byte> both = stackalloc byte[2 * SizeBytes];
        Write(both);
        frame.Write(both[SizeBytes..]);
        return Of(both);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Blocks and the footer of a segment as bytes; their layout is in <c>CAPTURE-FORMAT.md</c>.</summary>
internal static class CaptureFrame
{
    /// <summary>Bytes of a block before its body.</summary>
    public const int HeadSize = 33;

    /// <summary>Bytes of a footer.</summary>
    public const int FooterSize = 36;

    /// <summary>What a footer has where a block has the length of its body.</summary>
    public const uint FooterMark = uint.MaxValue;

    /// <summary>Most bytes of a body, unpacked.</summary>
    public const int BodySizeMax = 64 << 20;

    /// <summary>The body as it is.</summary>
    public const byte Plain = 0;

    /// <summary>The body as a Brotli stream.</summary>
    public const byte Brotli = 1;

    private const int Quality = 1;
    private const int Window = 18;

    private static ReadOnlySpan<byte> EndMagic => "VELOZEND"u8;

    /// <summary>Writes a block.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="segment">Whose: a block of another segment does not match its checksum.</param>
    /// <param name="number">Of the block, from 0.</param>
    /// <param name="events">In it.</param>
    /// <param name="first">When we had the first of them.</param>
    /// <param name="last">When we had the last of them.</param>
    /// <param name="body">The events.</param>
    public static void WriteBlock(ArrayBufferWriter<byte> target, CaptureSegmentId segment, int number, int events, long first, long last, ReadOnlySpan<byte> body)
    {
        var bytes = target.GetSpan(HeadSize + body.Length + 4);
        var isPacked = BrotliEncoder.TryCompress(body, bytes.Slice(HeadSize, body.Length - (body.Length / 8)), out var packed, Quality, Window);
        if (!isPacked)
        {
            body.CopyTo(bytes[HeadSize..]);
            packed = body.Length;
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)packed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], (uint)events);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], first);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], last);
        bytes[32] = isPacked ? Brotli : Plain;
        var size = HeadSize + packed;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[size..], Crc32C.Of(SaltOf(segment), bytes[..size]));
        target.Advance(size + 4);
    }

    /// <summary>Writes a footer.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="segment">Whose.</param>
    /// <param name="blocks">In the segment.</param>
    /// <param name="events">In the segment.</param>
    /// <param name="length">Of the segment, the footer included.</param>
    public static void WriteFooter(ArrayBufferWriter<byte> target, CaptureSegmentId segment, int blocks, long events, long length)
    {
        var bytes = target.GetSpan(FooterSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, FooterMark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], blocks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], events);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Crc32C.Of(SaltOf(segment), bytes[..24]));
        EndMagic.CopyTo(bytes[28..]);
        target.Advance(FooterSize);
    }

    /// <summary>Whether a block or footer of that many bytes, the checksum after them, is one of the segment.</summary>
    public static bool Matches(CaptureSegmentId segment, ReadOnlySpan<byte> bytes, int size) =>
        Crc32C.Of(SaltOf(segment), bytes[..size]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[size..]);

    /// <summary>Whether a footer ends as it must.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> footer) => footer[28..].SequenceEqual(EndMagic);

    private static ulong SaltOf(CaptureSegmentId segment) => unchecked((ulong)segment.First * 31) ^ (uint)segment.Number;
}

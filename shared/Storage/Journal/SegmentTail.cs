using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>What the bytes after the last whole frame of the current file are.</summary>
internal enum TailVerdict
{
    /// <summary>Zeros to the end of the file.</summary>
    Clean,

    /// <summary>A frame that was never wholly written, so never confirmed.</summary>
    Torn,

    /// <summary>A frame that was durable and is damaged.</summary>
    Damaged,
}

/// <summary>Tells a frame that was cut off by a crash from one that was durable and is damaged.</summary>
/// <remarks>
/// A frame is written only after the one before was durable. So a whole frame further on, which also says so by
/// <see cref="FrameHeader.SyncedThrough"/>, proves that this one was; and without one, at most one frame is here. A crash leaves sectors of
/// it zero, or its end. If none is, it had been written whole, and its damage came later.
/// </remarks>
internal sealed class SegmentTail
{
    private const int ChunkBytes = 262_144;

    private readonly SegmentReader _reader;
    private readonly long _start;

    private SegmentTail(SegmentReader reader, long start)
    {
        _reader = reader;
        _start = start;
        End = FindEnd();
        Reason = End == start ? null : WhyDamaged();
    }

    /// <summary>After the last byte that is not zero; where the tail begins when all are.</summary>
    public long End { get; }

    /// <summary>What was found.</summary>
    public TailVerdict Verdict => End == _start ? TailVerdict.Clean : Reason is null ? TailVerdict.Torn : TailVerdict.Damaged;

    /// <summary>Why it counts as damaged; null when it does not.</summary>
    public string? Reason { get; }

    /// <summary>Judges what follows an offset where no whole frame is.</summary>
    public static SegmentTail Judge(SegmentReader reader, long start) => new(reader, start);

    private string? WhyDamaged()
    {
        if (FindLaterFrame() is { } later)
            return $"there is no whole frame, and frame {later.Id}, which was written when this one was durable (it says through {later.Header.SyncedThrough}), stands after it";
        if (HasWholeFrameWithDamagedStart())
            return "the start of the last frame is damaged: the rest of it is whole";
        return IsWrittenToItsEnd() ? "the last frame was written to its end and its checksum does not fit" : null;
    }

    private long FindEnd()
    {
        var end = _start;
        for (var at = _start; at < _reader.Header.SizeBytes; at += ChunkBytes)
        {
            var last = _reader.Peek(at, ChunkBytes).LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
                end = at + last + 1;
        }
        return end;
    }

    private Frame? FindLaterFrame()
    {
        for (var at = _start + SegmentLayout.Alignment; at < End; at += SegmentLayout.Alignment)
        {
            // A magic number is aligned, so it never lies across two chunks.
            var found = _reader.Peek(at, ChunkBytes).IndexOf(FrameCodec.Magic);
            if (found < 0)
            {
                at += ChunkBytes - SegmentLayout.Alignment;
                continue;
            }
            at += found / SegmentLayout.Alignment * SegmentLayout.Alignment;
            if (found % SegmentLayout.Alignment == 0 && _reader.TryRead(at) is { } frame)
                return frame;
        }
        return null;
    }

    // Magic and length are under no checksum of their own; the end of what was written gives the length, up to the mark of 1 to 8 bytes.
    private bool HasWholeFrameWithDamagedStart()
    {
        var stored = End - _start;
        if (stored < SegmentLayout.StoredBytes(FrameCodec.HeaderBytes) || stored > SegmentLayout.StoredBytes(FrameCodec.FrameBytesMax))
            return false;
        var bytes = _reader.Peek(_start, (int)stored);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[FrameCodec.CrcOffset..]);
        for (var mark = 1; mark <= SegmentLayout.Alignment; mark++)
        {
            if (SegmentLayout.CrcOf(bytes[..^mark], _reader.Header.Salt) == crc)
                return !HasBlankSector(bytes); // Its first bytes may be in a sector of their own that never arrived.
        }
        return false;
    }

    private bool IsWrittenToItsEnd()
    {
        var head = _reader.Peek(_start, FrameCodec.HeaderBytes);
        if (head.Length < FrameCodec.HeaderBytes || !head.StartsWith(FrameCodec.Magic))
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head[FrameCodec.LengthOffset..]);
        if (length is < FrameCodec.HeaderBytes or > FrameCodec.FrameBytesMax || _start + SegmentLayout.StoredBytes((int)length) != End)
            return false;
        var bytes = _reader.Peek(_start, (int)(End - _start));
        return bytes[^1] == SegmentLayout.EndMark && !HasBlankSector(bytes);
    }

    private bool HasBlankSector(ReadOnlySpan<byte> bytes)
    {
        var first = SegmentLayout.SectorBytes - (int)(_start % SegmentLayout.SectorBytes);
        for (int from = 0, to = Math.Min(first, bytes.Length); from < bytes.Length; from = to, to = Math.Min(to + SegmentLayout.SectorBytes, bytes.Length))
        {
            if (!bytes[from..to].ContainsAnyExcept((byte)0))
                return true;
        }
        return false;
    }
}

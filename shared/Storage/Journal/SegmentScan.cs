using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Goes through the frames of one file in order and tells the seal from the frames of the sequence.</summary>
internal sealed class SegmentScan(SegmentReader reader, long offset)
{
    /// <summary>Where the next frame is, or would be.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>Where the last frame of the sequence is; 0 before the first.</summary>
    public long LastOffset { get; private set; }

    /// <summary>The last frame of the sequence that was passed.</summary>
    public Frame? Last { get; private set; }

    /// <summary>Whether the seal was met: nothing follows in this file.</summary>
    public bool IsSealed { get; private set; }

    /// <summary>The next frame of the sequence; null at the seal, and where there is no whole frame.</summary>
    /// <exception cref="JournalDamagedException">A frame is whole and cannot stand here.</exception>
    public Frame? Next()
    {
        if (IsSealed || reader.TryRead(Offset) is not { } frame)
            return null;
        if (frame.Header.Flags == SegmentLayout.SealFlag)
        {
            RefuseBadSeal(frame);
            IsSealed = true;
            Offset += SegmentLayout.StoredBytes(frame.Bytes.Length);
            return null;
        }
        // The flags are under no checksum: a seal without its flag must not pass as a frame.
        if (Last is { } last && last.Id == frame.Id && IsRotation(frame))
            throw reader.Damaged(Offset, $"the seal of the file had flags 0, must be {SegmentLayout.SealFlag}");
        LastOffset = Offset;
        Last = frame;
        Offset += SegmentLayout.StoredBytes(frame.Bytes.Length);
        return frame;
    }

    private void RefuseBadSeal(Frame frame)
    {
        if (!IsRotation(frame) || (Last is { } last && last.Id != frame.Id))
            throw reader.Damaged(Offset, $"frame {frame.Id} had flags {SegmentLayout.SealFlag} and is no seal, must be 0");
    }

    private static bool IsRotation(Frame frame)
    {
        try
        {
            return frame.Header.EntryCount == 1 && frame.ReadEntries()[0] is Rotation;
        }
        catch (MessageFormatException)
        {
            return false; // Whoever reads its entries tells what is wrong with them.
        }
    }
}

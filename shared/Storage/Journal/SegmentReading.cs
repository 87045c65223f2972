using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Reads frames across files up to the end that was known when it began, and checks that each file goes on where the one before ended.</summary>
internal sealed class SegmentReading(string folder, long firstId, Func<long, SegmentReader> open, JournalPosition end)
{
    public IEnumerable<StoredFrame> From(JournalPosition from)
    {
        if (end == JournalPosition.Start)
            yield break; // There is no journal yet.
        var start = Check(from);
        FrameHash? last = null;
        for (var fileId = start.Segment; fileId <= end.Segment; fileId++)
        {
            using var reader = open(fileId);
            if (last is { } hash && reader.Header.PreviousHash != hash)
                throw reader.Damaged(40, $"it goes on after a frame of hash {reader.Header.PreviousHash}, the last frame of {SegmentNames.Sealed(fileId - 1)} has {hash}");
            var offset = fileId == start.Segment ? start.Offset : SegmentHeader.HeaderBytes;
            var scan = new SegmentScan(reader, offset);
            foreach (var stored in File(reader, scan, fileId))
                yield return stored;
            last = scan.Last?.Hash ?? (offset == SegmentHeader.HeaderBytes ? last : null);
        }
    }

    private IEnumerable<StoredFrame> File(SegmentReader reader, SegmentScan scan, long fileId)
    {
        while (fileId < end.Segment || scan.Offset < end.Offset)
        {
            var at = scan.Offset;
            if (scan.Next() is { } frame)
                yield return new StoredFrame(new JournalPosition(fileId, at), new JournalPosition(fileId, scan.Offset), frame);
            else if (scan.IsSealed)
                break;
            else
                throw reader.Damaged(at, fileId < end.Segment ? "there is no whole frame, and the file was sealed further on" : $"there is no whole frame, and the journal goes to byte {end.Offset}");
        }
    }

    private JournalPosition Check(JournalPosition from)
    {
        if (from == JournalPosition.Start)
        {
            if (firstId != 1)
                throw Missing(1, $"the file is missing, and the journal is read from it at every start: the oldest that is there is file {firstId}", "restore all before that from a backup of the data folder; without them what the account did is not known, and it is not started; nothing was changed");
            return new JournalPosition(1, SegmentHeader.HeaderBytes);
        }
        if (from.Segment < firstId)
            throw Missing(from.Segment, $"the file is missing, position {from} is in it", "restore it from a backup of the data folder");
        if (from.Segment > end.Segment || (from.Segment == end.Segment && from.Offset > end.Offset) || from.Offset < SegmentHeader.HeaderBytes || from.Offset % SegmentLayout.Alignment != 0)
            throw Missing(from.Segment, $"position {from} is not in the journal, which ends at {end}", "restore the journal's newer files from a backup of the data folder");
        return from;
    }

    private JournalDamagedException Missing(long fileId, string what, string remedy) => new(Path.Combine(folder, SegmentNames.Sealed(fileId)), 0, what, remedy);
}

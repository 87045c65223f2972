using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>What a journal's folder holds, found without changing it.</summary>
/// <param name="FirstId">Of the oldest file.</param>
/// <param name="CurrentName">The file that is written: the spare where a crash kept it from its name.</param>
/// <param name="Header">Of that file.</param>
/// <param name="Scan">At the end of that file.</param>
/// <param name="Tail">What follows there.</param>
internal sealed record SegmentInspection(long FirstId, string CurrentName, SegmentHeader Header, SegmentScan Scan, SegmentTail Tail)
{
    // A file that was just begun names the frame that is to come: the one before it ended the file before.
    public FrameId? LastFrame => Scan.Last?.Id ?? (Header.First.Sequence > 0 ? Header.First with { Sequence = Header.First.Sequence - 1 } : null);

    private const string Restore = "restore it from a copy; nothing was changed";

    /// <summary>Looks at a folder. The current file is read whole, of the others the headers.</summary>
    /// <returns>Null when there is no journal yet.</returns>
    /// <exception cref="JournalDamagedException">A file is missing, cut, damaged or of another version.</exception>
    public static SegmentInspection? Look(IDisk disk, SegmentJournalOptions options)
    {
        var names = disk.List(options.Folder);
        var lastSealed = RefuseHoles(options.Folder, [.. names.Where(name => SegmentNames.TrySealed(name, out _))], out var firstId);
        for (var id = firstId; id <= lastSealed; id++)
            RefuseOtherId(disk, options, SegmentNames.Sealed(id), id);
        var current = Current(disk, options, names, lastSealed);
        if (current is null)
            return null;
        using var reader = SegmentReader.Open(disk, Path.Combine(options.Folder, current), options.Partition);
        if (lastSealed > 0 && reader.Header.FileId != lastSealed + 1)
            throw reader.Damaged(12, $"it is file {reader.Header.FileId}, the one after {SegmentNames.Sealed(lastSealed)} must be file {lastSealed + 1}: files are missing");
        var scan = new SegmentScan(reader, SegmentHeader.HeaderBytes);
        while (scan.Next() is not null)
        {
        }
        var tail = SegmentTail.Judge(reader, scan.Offset);
        if (tail.Verdict == TailVerdict.Damaged)
            throw reader.Damaged(scan.Offset, tail.Reason!);
        return new SegmentInspection(lastSealed > 0 ? firstId : reader.Header.FileId, current, reader.Header, scan, tail);
    }

    private static long RefuseHoles(string folder, string[] names, out long firstId)
    {
        long last = 0;
        firstId = 1;
        foreach (var name in names)
        {
            SegmentNames.TrySealed(name, out var id);
            if (last > 0 && id != last + 1)
                throw Missing(folder, SegmentNames.Sealed(last + 1), $"{SegmentNames.Sealed(last)} and {name} are there");
            firstId = last == 0 ? id : firstId;
            last = id;
        }
        return last;
    }

    private static void RefuseOtherId(IDisk disk, SegmentJournalOptions options, string name, long fileId)
    {
        using var reader = SegmentReader.Open(disk, Path.Combine(options.Folder, name), options.Partition);
        if (reader.Header.FileId != fileId)
            throw reader.Damaged(12, $"it is file {reader.Header.FileId} by its header, must be file {fileId} by its name");
    }

    // The spare gets its header before the sealed file gets its name, so a crash between the two names is told from a file that was lost.
    private static string? Current(IDisk disk, SegmentJournalOptions options, IReadOnlyList<string> names, long lastSealed)
    {
        if (names.Contains(SegmentNames.Current, StringComparer.Ordinal))
            return SegmentNames.Current;
        if (names.Contains(SegmentNames.Spare, StringComparer.Ordinal))
        {
            if (lastSealed > 0 && HasHeader(disk, options))
                return SegmentNames.Spare;
        }
        else if (lastSealed == 0)
        {
            return null;
        }
        throw Missing(options.Folder, SegmentNames.Current, lastSealed > 0 ? $"{SegmentNames.Sealed(lastSealed)} is there" : $"{SegmentNames.Spare} is there");
    }

    private static bool HasHeader(IDisk disk, SegmentJournalOptions options)
    {
        using var file = disk.Open(Path.Combine(options.Folder, SegmentNames.Spare), DiskAccess.Read);
        return SegmentHeader.IsPresent(file);
    }

    private static JournalDamagedException Missing(string folder, string name, string evidence) =>
        new(Path.Combine(folder, name), 0, $"the file is missing: {evidence}", Restore);
}

using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Makes a folder fit to be written: begins a journal, or ends what a crash had interrupted. Each step may be interrupted, too, and is then done again.</summary>
internal sealed class SegmentStart(IDisk disk, SegmentJournalOptions options)
{
    /// <summary>Opens the current file for writing.</summary>
    /// <param name="found">What is there; null begins a journal.</param>
    /// <returns>The file and its header.</returns>
    public (IDiskFile File, SegmentHeader Header) Open(SegmentInspection? found)
    {
        // A file system that cannot do this is refused before anything is changed.
        SyncFolder();
        return found is null ? Create() : GoOn(found);
    }

    private (IDiskFile File, SegmentHeader Header) Create()
    {
        Remove(SegmentNames.New);
        var header = new SegmentHeader(1, options.Partition, default, default, options.DrawSalt(), options.SegmentBytes);
        var file = disk.Open(PathOf(SegmentNames.New), DiskAccess.Create);
        try
        {
            file.Allocate(header.SizeBytes);
            Zero(file, 0, header.SizeBytes);
            file.WriteAll(header.ToBytes(), 0);
            Sync(file);
            disk.Rename(PathOf(SegmentNames.New), PathOf(SegmentNames.Current));
            file.Path = PathOf(SegmentNames.Current);
            SyncFolder();
            return (file, header);
        }
        catch (DiskException fault)
        {
            file.Dispose();
            if (fault.Fault == DiskFault.NoSpace)
                Remove(SegmentNames.New);
            throw;
        }
    }

    private (IDiskFile File, SegmentHeader Header) GoOn(SegmentInspection found)
    {
        if (found.CurrentName == SegmentNames.Spare)
        {
            disk.Rename(PathOf(SegmentNames.Spare), PathOf(SegmentNames.Current));
            SyncFolder();
        }
        var file = disk.Open(PathOf(SegmentNames.Current), DiskAccess.Write);
        try
        {
            if (options.Guards.Has(Guard.TornTail))
                Zero(file, found.Scan.Offset, found.Tail.End);
            WriteAgain(file, found);
            Sync(file);
            Remove(SegmentNames.New);
            Remove(SegmentNames.Spare);
            SyncFolder();
            return (file, found.Header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // After a failed sync the system may show what never reached the disk and call it clean. Only what is written anew is sure to be synced.
    private static void WriteAgain(IDiskFile file, SegmentInspection found)
    {
        file.WriteAll(found.Header.ToBytes(), 0);
        var from = found.Scan.LastOffset;
        if (from == 0)
            return;
        var bytes = new byte[found.Scan.Offset - from];
        file.ReadUpTo(bytes, from);
        file.WriteAll(bytes, from);
    }

    private static void Zero(IDiskFile file, long from, long to)
    {
        var zeros = new byte[Math.Min(1_048_576, to - from)];
        for (var at = from; at < to; at += zeros.Length)
            file.WriteAll(zeros.AsSpan(0, (int)Math.Min(zeros.Length, to - at)), at);
    }

    private void Remove(string name)
    {
        try
        {
            disk.Unlink(PathOf(name));
        }
        catch (DiskException fault) when (fault.Fault == DiskFault.NotFound)
        {
            // It is what was wanted.
        }
    }

    private void Sync(IDiskFile file)
    {
        if (options.IsSync)
            file.Sync();
    }

    private void SyncFolder()
    {
        if (options.IsSync)
            disk.SyncFolder(options.Folder);
    }

    private string PathOf(string name) => Path.Combine(options.Folder, name);
}

namespace VeloZ.Domain;

/// <summary>What a journal did since it was opened. One thread counts, any may read.</summary>
public sealed class JournalCounters
{
    private static readonly TimeSpan[] SyncBounds = [.. new[] { 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000 }.Select(micros => TimeSpan.FromMicroseconds(micros))];

    private long _frames;
    private long _entries;
    private long _bytes;
    private long _rotations;
    private long _tornTails;
    private long _corruptedEntries;

    /// <summary>Frames appended.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Entries appended.</summary>
    public long Entries => Volatile.Read(ref _entries);

    /// <summary>Bytes appended, with headers and padding.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How often the journal went on elsewhere.</summary>
    public long Rotations => Volatile.Read(ref _rotations);

    /// <summary>Unfinished frames at the end that opening cut off; none of them was ever confirmed.</summary>
    public long TornTails => Volatile.Read(ref _tornTails);

    /// <summary>Frames whose damage made a reader refuse.</summary>
    public long CorruptedEntries => Volatile.Read(ref _corruptedEntries);

    /// <summary>How long syncs of appended frames took, from 50 microseconds to 1 second.</summary>
    public DurationHistogram Syncs { get; } = new(SyncBounds);

    /// <summary>A frame is durable.</summary>
    public void AddFrame(int entries, long sizeBytes)
    {
        Volatile.Write(ref _frames, _frames + 1);
        Volatile.Write(ref _entries, _entries + entries);
        Volatile.Write(ref _bytes, _bytes + sizeBytes);
    }

    /// <summary>The journal goes on elsewhere.</summary>
    public void AddRotation() => Volatile.Write(ref _rotations, _rotations + 1);

    /// <summary>An unfinished frame was cut off.</summary>
    public void AddTornTail() => Volatile.Write(ref _tornTails, _tornTails + 1);

    /// <summary>A reader refused.</summary>
    public void AddCorruptedEntry() => Interlocked.Increment(ref _corruptedEntries);
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a journal says: start-up is this and nothing else.</summary>
/// <param name="State">The state after the last accepted frame.</param>
/// <param name="Prefix">The accepted frames.</param>
/// <param name="Position">Where the last frame is; the start of the journal when there is none.</param>
/// <param name="Frames">Frames that were read and counted.</param>
/// <param name="Entries">Entries that were folded.</param>
/// <param name="ZombieFrames">Frames of older epochs that were dropped.</param>
/// <param name="DuplicateFrames">Copies that were dropped.</param>
/// <param name="SnapshotKey">The snapshot it went on from; null for none.</param>
/// <param name="BadSnapshots">Snapshots that did not hold and were passed over.</param>
public sealed record Recovery(
    KernelState State,
    FramePrefix Prefix,
    JournalPosition Position,
    long Frames,
    long Entries,
    long ZombieFrames,
    long DuplicateFrames,
    BlobKey? SnapshotKey,
    int BadSnapshots)
{
    /// <summary>Reads the newest snapshot that holds and the frames after it; without one, all frames.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="snapshots">Where snapshots are; null to read all frames.</param>
    /// <param name="options">Of the kernel.</param>
    /// <param name="observer">Given the state before each entry is folded, and the entry; null for nobody.</param>
    /// <param name="cancellationToken">Ends it between two frames.</param>
    /// <exception cref="JournalDamagedException">What was durable is damaged or missing.</exception>
    /// <exception cref="JournalHaltException">The frames do not fit together.</exception>
    public static async Task<Recovery> ReadAsync(
        IJournal journal,
        IBlobStore? snapshots,
        KernelOptions options,
        Action<KernelState, JournalEntry>? observer,
        CancellationToken cancellationToken)
    {
        var (snapshot, bad) = snapshots is null ? (null, 0) : await FindAsync(snapshots, journal.Partition, options, cancellationToken);
        var state = snapshot?.State ?? new KernelState(options);
        var filter = new FrameFilter(journal.Partition, snapshot?.Prefix ?? FramePrefix.Empty, options.Guards);
        var position = snapshot?.Position ?? JournalPosition.Start;
        var (frames, entries) = (0L, 0L);
        await foreach (var stored in journal.ReadAsync(position, cancellationToken))
        {
            if (filter.Take(stored.Frame) != FrameVerdict.Accepted)
                continue;
            position = stored.Position;
            frames++;
            foreach (var entry in stored.Frame.ReadEntries())
            {
                observer?.Invoke(state, entry);
                state.Fold(entry);
                entries++;
            }
        }
        // The snapshot's last frame is read again, as the place to begin at.
        var repeated = snapshot is null ? 0 : 1;
        return new Recovery(state, filter.Prefix, position, frames, entries, filter.ZombieFrames, filter.DuplicateFrames - repeated, snapshot?.KeyFor(journal.Partition), bad);
    }

    private static async Task<(Snapshot? Snapshot, int Bad)> FindAsync(IBlobStore blobs, int partition, KernelOptions options, CancellationToken cancellationToken)
    {
        var bad = 0;
        foreach (var head in (await ListAsync(blobs, partition, cancellationToken)).Reverse())
        {
            if (await blobs.OpenAsync(head.Key, cancellationToken) is not { } blob)
                continue;
            await using (blob)
            {
                using var bytes = new MemoryStream();
                try
                {
                    await blob.Content.CopyToAsync(bytes, cancellationToken);
                    return (Snapshot.Read(options, bytes.GetBuffer().AsSpan(0, (int)bytes.Length)), bad);
                }
                catch (Exception fault) when (fault is MessageFormatException or StoreException { Fault: StoreFault.Damaged })
                {
                    bad++; // The one before it, and more frames, give the same state.
                }
            }
        }
        return (null, bad);
    }

    private static async Task<IEnumerable<BlobHead>> ListAsync(IBlobStore blobs, int partition, CancellationToken cancellationToken)
    {
        var all = new List<BlobHead>();
        string? cursor = null;
        do
        {
            var page = await blobs.ListAsync(Snapshot.KeyPrefix(partition), IBlobStore.LimitMax, cursor, cancellationToken);
            all.AddRange(page.Blobs);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }
}

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
        var (snapshot, bad) = snapshots is null ? (null, 0) : await SnapshotBlobs.FindAsync(snapshots, journal.Partition, options, through: null, cancellationToken);
        var state = snapshot?.State ?? new KernelState(options);
        var replay = new Replay(journal, snapshot, options);
        var (frames, entries) = (0L, 0L);
        await foreach (var frame in replay.AcceptedAsync(cancellationToken))
        {
            frames++;
            foreach (var entry in frame.ReadEntries())
            {
                observer?.Invoke(state, entry);
                state.Fold(entry);
                entries++;
            }
        }
        return new Recovery(state, replay.Prefix, replay.Position, frames, entries, replay.ZombieFrames, replay.DuplicateFrames, snapshot?.KeyFor(journal.Partition), bad);
    }
}

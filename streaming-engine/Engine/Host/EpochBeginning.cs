using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Begins an epoch on a journal whose last frames may not be readable yet: its marker is appended alone, and recovery goes on to it. What the
/// leader before was confirmed last stands before the marker and is folded; what arrives behind it no reader counts. Only then anything is decided.
/// </summary>
internal static class EpochBeginning
{
    // One more for each candidate that was there a moment before: a process that was killed just after it had begun, and started again.
    private const int AttemptsMax = 5;

    /// <summary>Appends the marker and recovers to it.</summary>
    /// <param name="stores">With the journal, whose append comes back once the frame can be read.</param>
    /// <param name="kernel">Options of the kernel.</param>
    /// <param name="recovery">What could be read before.</param>
    /// <param name="leader">Id of the leader and of what it writes.</param>
    /// <param name="firstEpoch">Of a new account.</param>
    /// <param name="now">Time of the marker, in the account's time.</param>
    /// <param name="time">The wall clock.</param>
    /// <param name="cancellationToken">Ends it between two frames.</param>
    /// <returns>The state with the marker as its last frame.</returns>
    /// <exception cref="JournalFailedException">The marker could not be made durable, or another engine is at work on the journal.</exception>
    public static async Task<Recovery> BeginAsync(EngineStores stores, KernelOptions kernel, Recovery recovery, (string Id, ulong Writer) leader, long firstEpoch, UnixNanos now, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var (before, epoch) = (recovery.Prefix, AccountSession.NextEpoch(Math.Max(recovery.State.Epoch, recovery.Prefix.Epoch), firstEpoch));
            var frames = new FrameBuilder(stores.Journal.Partition, leader.Writer);
            frames.Begin(epoch, nextSequence: 0, before.LastHash);
            frames.Add(new LeaderEpoch(now, epoch, leader.Id, LeaseVersion: 0, before.Epoch, before.NextSequence - 1));
            var marker = frames.Seal(time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000, syncedThrough: -1);
            await stores.Journal.AppendAsync(marker, cancellationToken);
            recovery = await stores.ReadJournalAsync(() => Recovery.ReadAsync(stores.Journal, stores.Blobs, kernel, observer: null, cancellationToken), cancellationToken);
            if (recovery.Prefix.Epoch > epoch)
                break;
            if (recovery.Prefix.NextSequence == 1 && recovery.Prefix.LastHash == marker.Hash)
                return recovery;
        }
        throw new JournalFailedException($"another engine began epoch {recovery.Prefix.Epoch} meanwhile: one engine may be at work on a stream; stop the others, then start this one again");
    }
}

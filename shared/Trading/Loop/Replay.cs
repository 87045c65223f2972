using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The frames of a journal that count, from a snapshot or from the start on.</summary>
/// <param name="journal">The journal.</param>
/// <param name="begin">Where to begin; null for the start.</param>
/// <param name="options">Of the kernel.</param>
public sealed class Replay(IJournal journal, Snapshot? begin, KernelOptions options)
{
    private readonly FrameFilter _filter = new(journal.Partition, begin?.Prefix ?? FramePrefix.Empty, options.Guards);

    /// <summary>What was accepted so far.</summary>
    public FramePrefix Prefix => _filter.Prefix;

    /// <summary>Where the last frame is that was accepted; the start when there is none.</summary>
    public JournalPosition Position { get; private set; } = begin?.Position ?? JournalPosition.Start;

    /// <summary>Frames of older epochs that were dropped.</summary>
    public long ZombieFrames => _filter.ZombieFrames;

    /// <summary>Copies that were dropped.</summary>
    public long DuplicateFrames => _filter.DuplicateFrames;

    /// <summary>Gives them one by one; once.</summary>
    /// <exception cref="JournalDamagedException">What was durable is damaged or missing, or the snapshot is not of this journal.</exception>
    /// <exception cref="JournalHaltException">The frames do not fit together.</exception>
    public async IAsyncEnumerable<Frame> AcceptedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isAtSnapshot = begin is not null;
        await foreach (var stored in journal.ReadAsync(Position, cancellationToken))
        {
            if (isAtSnapshot)
            {
                // The snapshot's last frame is the place to begin at, and is in its state.
                RefuseOther(stored.Frame);
                isAtSnapshot = false;
                continue;
            }
            if (_filter.Take(stored.Frame) != FrameVerdict.Accepted)
                continue;
            Position = stored.Position;
            yield return stored.Frame;
        }
        if (isAtSnapshot)
            throw Damaged($"the journal ends at {Position}");
    }

    private void RefuseOther(Frame frame)
    {
        if (frame.Hash != begin!.Prefix.LastHash)
            throw Damaged($"the journal has frame {frame.Id} of hash {frame.Hash} at {Position}");
    }

    private JournalDamagedException Damaged(string what) => new(
        begin!.KeyFor(journal.Partition).Text,
        0,
        $"the snapshot goes to frame {begin.Prefix.Epoch}/{begin.Prefix.NextSequence - 1} of hash {begin.Prefix.LastHash}, and {what}: it is not of this journal",
        "restore the journal that it is of, name its folder by VELOZ_WAL_DIR, or take another data folder; nothing was changed");
}

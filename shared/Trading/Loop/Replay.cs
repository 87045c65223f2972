using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The frames of a journal that count, from a snapshot or from the start on.</summary>
/// <param name="journal">The journal.</param>
/// <param name="begin">Where to begin; null for the start.</param>
/// <param name="options">Of the kernel.</param>
public sealed class Replay(IJournal journal, Snapshot? begin, KernelOptions options)
{
    private const string Remedy = "restore the journal that it is of, name its folder by VELOZ_WAL_DIR, or take another data folder; nothing was changed";

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
        await using var reading = journal.ReadAsync(Position, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (begin is not null)
            await PassSnapshotAsync(begin, reading);
        while (await reading.MoveNextAsync())
        {
            if (_filter.Take(reading.Current.Frame) != FrameVerdict.Accepted)
                continue;
            Position = reading.Current.Position;
            yield return reading.Current.Frame;
        }
    }

    // The snapshot's last frame is the place to begin at, and is in its state.
    private async Task PassSnapshotAsync(Snapshot snapshot, IAsyncEnumerator<StoredFrame> reading)
    {
        bool isThere;
        try
        {
            isThere = await reading.MoveNextAsync();
        }
        catch (JournalPositionException fault)
        {
            throw new JournalShortException(NameOf(snapshot), Told(snapshot, $"its place is not in the journal ({fault.Message})"), Remedy);
        }
        catch (JournalDamagedException fault)
        {
            // In another journal the place may be within a frame, or in a file that is not there.
            throw Other(snapshot, $"no frame could be read at {Position} ({fault.Message}): it is not of this journal, or the journal is damaged there", fault);
        }
        if (!isThere)
            throw new JournalShortException(NameOf(snapshot), Told(snapshot, $"the journal ends at {Position}: it is not of this journal"), Remedy);
        var frame = reading.Current.Frame;
        if (frame.Hash != snapshot.Prefix.LastHash)
            throw Other(snapshot, $"the journal has frame {frame.Id} of hash {frame.Hash} at {Position}: it is not of this journal", cause: null);
    }

    private JournalDamagedException Other(Snapshot snapshot, string what, Exception? cause) => new(NameOf(snapshot), 0, Told(snapshot, what), Remedy, cause);

    private string NameOf(Snapshot snapshot) => snapshot.KeyFor(journal.Partition).Text;

    private static string Told(Snapshot snapshot, string what) =>
        $"the snapshot goes to frame {snapshot.Prefix.Epoch}/{snapshot.Prefix.NextSequence - 1} of hash {snapshot.Prefix.LastHash}, and {what}";
}

/// <summary>The journal ends before a frame that is known to have been durable: it is another one, or what it has last cannot be read yet.</summary>
/// <param name="name">What knows of the frame.</param>
/// <param name="what">What was there and what was needed.</param>
/// <param name="remedy">What a person can do.</param>
public sealed class JournalShortException(string name, string what, string remedy) : JournalDamagedException(name, 0, what, remedy);

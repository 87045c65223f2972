namespace VeloZ.Domain;

/// <summary>The durable order of frames of one partition.</summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Whose frames.</summary>
    int Partition { get; }

    /// <summary>False: there is no space to go on for long. New orders must not be taken; cancels may still be journaled.</summary>
    bool HasRoom { get; }

    /// <summary>What was done so far; counted on, so a copy must be made of what is to stay.</summary>
    JournalCounters Counters { get; }

    /// <summary>Frames as they are stored from that position on, oldest first, to the present end; before the filter.</summary>
    /// <exception cref="JournalDamagedException">What was durable is damaged or missing, or the position is not in the journal.</exception>
    IAsyncEnumerable<StoredFrame> ReadAsync(JournalPosition from, CancellationToken cancellationToken);

    /// <summary>Appends one frame; it is durable when this returns. One call at a time.</summary>
    /// <param name="frame">Its bytes must stay as they are until this returns; the medium may set their checksum.</param>
    /// <param name="cancellationToken">Looked at before anything is written. Where the medium is far away it ends the wait too: what was sent may be durable, and the journal takes no other frame.</param>
    /// <returns>Where the frame begins.</returns>
    /// <exception cref="JournalFailedException">Whether the frame is durable is not known. All later calls throw the same: the process must end, and recover.</exception>
    ValueTask<JournalPosition> AppendAsync(SealedFrame frame, CancellationToken cancellationToken);
}

/// <summary>A frame and where it is.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Next">Where reading goes on after it.</param>
/// <param name="Frame">The frame.</param>
public readonly record struct StoredFrame(JournalPosition Position, JournalPosition Next, Frame Frame);

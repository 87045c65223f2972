using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>A journal whose reader is given some frames again, as media do that promise "at least once".</summary>
/// <param name="journal">The journal.</param>
/// <param name="faults">Decide which.</param>
internal sealed class RepeatingJournal(IJournal journal, Faults faults) : IJournal
{
    private const int KeptFrames = 4;

    public int Partition => journal.Partition;

    public bool HasRoom => journal.HasRoom;

    public JournalCounters Counters => journal.Counters;

    public async IAsyncEnumerable<StoredFrame> ReadAsync(JournalPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new Queue<StoredFrame>();
        await foreach (var stored in journal.ReadAsync(from, cancellationToken))
        {
            yield return stored;
            last.Enqueue(stored);
            if (last.Count > KeptFrames)
                last.Dequeue();
            if (!faults.Fires(FaultKind.DuplicateFrame))
                continue;
            foreach (var again in last.ToArray())
                yield return again;
        }
    }

    public ValueTask<JournalPosition> AppendAsync(SealedFrame frame, CancellationToken cancellationToken) => journal.AppendAsync(frame, cancellationToken);

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}

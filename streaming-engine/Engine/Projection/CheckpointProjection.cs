using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Takes snapshots of what is durable, off the loop, and has each noted in the journal.</summary>
internal sealed class CheckpointProjection(
    EngineOptions options,
    int partition,
    IBlobStore blobs,
    Func<KernelCommand, CancellationToken, Task<CommandAnswer>> send,
    Func<FrameId> storedThrough,
    FramePrefix prefix,
    Action<string, string> raise,
    TimeProvider time) : IProjection
{
    // The newest may turn out bad, and the one before it; what is older than these serves nobody, but for the one that items are caught up from.
    private const int Kept = 3;

    private static readonly TimeSpan TellPeriod = TimeSpan.FromMinutes(10);

    private readonly Queue<BlobKey> _taken = new();
    private FramePrefix _prefix = prefix;
    private JournalPosition _position;
    private long _entries;
    private long _lastStamp = time.GetTimestamp();
    private Task _noting = Task.CompletedTask;
    private bool _isFailing;
    private long _toldStamp;

    /// <summary>Snapshots taken since the start.</summary>
    public long Count { get; private set; }

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var key in await SnapshotBlobs.ListAsync(blobs, partition, cancellationToken))
                _taken.Enqueue(key);
        }
        catch (StoreException)
        {
            // Those of before stay then, until the next start.
        }
    }

    public void Take(Durable.Frame frame, IReadOnlyList<FoldedEntry> entries)
    {
        _prefix = new FramePrefix(frame.Id.Epoch, frame.Id.Sequence + 1, frame.Hash, _prefix.PrefixHash.Extend(frame.Hash));
        _position = frame.Position;
        _entries += frame.Entries.Length;
    }

    public async ValueTask FlushAsync(KernelState state, FrameId frame, CancellationToken cancellationToken)
    {
        if (_entries < options.CheckpointEntries || time.GetElapsedTime(_lastStamp) < options.CheckpointPeriod || !_noting.IsCompleted)
            return;
        await _noting; // The one before; a journal that failed ends here too.
        (_entries, _lastStamp) = (0, time.GetTimestamp());
        var snapshot = new Snapshot(state, _prefix, _position);
        var key = snapshot.KeyFor(partition);
        var entry = new Checkpoint(default, key.Text, _prefix.Epoch, _prefix.NextSequence - 1, _position.ToString(), Convert.FromHexString(state.Hash()));
        if (!await TryPutAsync(key, snapshot.Write(), cancellationToken))
            return;
        Count++;
        _taken.Enqueue(key);
        // Not waited for: the loop answers once it is durable, and tells the projector of that first.
        _noting = NoteAsync(new KernelCommand.Journal(entry), cancellationToken);
        await DeleteOldAsync(cancellationToken);
    }

    // The journal has all that a snapshot has: without one the next start reads more, and that is no reason to stop trading. A stream has it for so long
    // as it keeps records, and so it is told again and again.
    private async Task<bool> TryPutAsync(BlobKey key, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.PutAsync(key, content, BlobCondition.Any, cancellationToken);
        }
        catch (StoreException fault)
        {
            if (!_isFailing || time.GetElapsedTime(_toldStamp) >= TellPeriod)
            {
                raise("snapshot_not_kept", $"{fault.Message}. The journal has all, a stream for as long as it keeps records; a snapshot is tried again at the next checkpoint");
                _toldStamp = time.GetTimestamp();
            }
            _isFailing = true;
            return false;
        }
        if (_isFailing)
            raise("snapshots_kept_again", $"snapshot {key} was kept");
        _isFailing = false;
        return true;
    }

    private async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Items that stayed behind are caught up from the newest snapshot that goes no further than they do: a stream may have forgotten its start.
            for (; _taken.Count > Kept && Snapshot.FrameOf(_taken.ElementAt(1)) <= storedThrough(); _taken.Dequeue())
                await blobs.DeleteAsync(_taken.Peek(), cancellationToken);
        }
        catch (StoreException)
        {
            // One too many harms nobody, and trading does not end for it: it is tried again after the next snapshot.
        }
    }

    private async Task NoteAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await send(command, cancellationToken);
        }
        catch (EngineStoppedException)
        {
            // The snapshot is there without its note: recovery finds it by its name.
        }
    }
}

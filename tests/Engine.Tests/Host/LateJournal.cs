using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Engine.Tests;

/// <summary>A journal in memory that is read as a stream is: late, now and then not at all, and without what it has forgotten.</summary>
internal sealed class LateJournal : IJournal
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _frames = [];
    private int _readable;
    private int _forgotten;
    private bool _isForgottenRefused = true;

    public int Partition => 0;

    public bool HasRoom => true;

    public JournalCounters Counters { get; } = new();

    public int Count => _frames.Count;

    /// <summary>So many reads find nothing.</summary>
    public int EmptyReads { get; set; }

    /// <summary>The id of the last frame.</summary>
    public FrameId Last => FrameCodec.Read(_frames[^1]).Id;

    /// <summary>Told of each frame before it is appended.</summary>
    public Func<SealedFrame, Task> Appending { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Takes away all but so many frames, and of these only so many can be read until an epoch begins.</summary>
    public void Keep(int frames, int readable)
    {
        _frames.RemoveRange(frames, _frames.Count - frames);
        _readable = readable;
    }

    /// <summary>Forgets the first frames.</summary>
    /// <param name="frames">So many.</param>
    /// <param name="isRefused">Whether a place among them is refused; else reading begins with the first that is there.</param>
    public void Forget(int frames, bool isRefused) => (_forgotten, _isForgottenRefused) = (frames, isRefused);

    public async IAsyncEnumerable<StoredFrame> ReadAsync(JournalPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (from != JournalPosition.Start && (from.Segment != 1 || (_isForgottenRefused && from.Offset < _forgotten) || from.Offset >= _frames.Count))
            throw new JournalPositionException("the stream", $"position {from} is not in it", "must be one of this journal");
        if (EmptyReads > 0)
        {
            EmptyReads--;
            yield break;
        }
        for (var index = Math.Max(_forgotten, (int)from.Offset); index < _readable; index++)
            yield return new StoredFrame(new JournalPosition(1, index), new JournalPosition(1, index + 1), FrameCodec.Read(At(index)));
    }

    public async ValueTask<JournalPosition> AppendAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        await Appending(frame);
        lock (_gate)
        {
            _frames.Add(frame.Bytes.ToArray());
            _readable = _frames.Count; // Where an epoch begins, the append comes back once all can be read.
            return new JournalPosition(1, _frames.Count - 1);
        }
    }

    private byte[] At(int index)
    {
        lock (_gate)
            return _frames[index];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>Makes frames of one partition, chained as an engine chains them.</summary>
public sealed class JournalFrames(int partition = 0)
{
    private readonly FrameBuilder _builder = new(partition, writer: 7);
    private FrameHash _last;
    private long _sequence;

    /// <summary>Begins an epoch: its first frame.</summary>
    public SealedFrame Begin(long epoch)
    {
        _builder.Begin(epoch, 0, _last);
        _sequence = 0;
        return Seal(new LeaderEpoch(default, epoch, "contract", 0, epoch - 1, 0));
    }

    /// <summary>The next frame, of one entry with so many bytes of content.</summary>
    public SealedFrame Next(int size = 10) => Seal(new Noop(default, new byte[size]));

    private SealedFrame Seal(JournalEntry entry)
    {
        _builder.Add(entry);
        var frame = _builder.Seal(wallMicros: 1_000 * _sequence, syncedThrough: _sequence - 1);
        (_last, _sequence) = (frame.Hash, _sequence + 1);
        // The builder uses its buffers again.
        return frame with { Bytes = frame.Bytes.ToArray() };
    }
}

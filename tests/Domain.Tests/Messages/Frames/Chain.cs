namespace VeloZ.Domain.Tests;

/// <summary>Frames of a partition, sealed one after the other.</summary>
internal sealed class Chain(int partition = 0)
{
    private readonly FrameBuilder _builder = new(partition, writer: 9);

    public Frame Marker(long epoch) => Marker(epoch, epoch);

    public Frame Marker(long epoch, long markerEpoch)
    {
        _builder.Begin(epoch, 0, default);
        return Next(new LeaderEpoch(default, markerEpoch, "a", 1, 0, 0));
    }

    /// <summary>A frame under any number, after any other.</summary>
    public Frame At(long epoch, long sequence, FrameHash previous, JournalEntry entry)
    {
        _builder.Begin(epoch, sequence, previous);
        return Next(entry);
    }

    public Frame Next(params JournalEntry[] entries)
    {
        foreach (var entry in entries)
            _builder.Add(entry);
        return FrameCodec.Read(_builder.Seal(0, -1).Bytes.ToArray());
    }

    public static Noop Noop(int note) => new(new UnixNanos(note), []);
}

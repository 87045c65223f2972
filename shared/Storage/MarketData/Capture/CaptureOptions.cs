namespace VeloZ.Storage;

/// <summary>When a capture closes its blocks and segments, and how much it may hold.</summary>
public sealed record CaptureOptions
{
    /// <summary>A block is closed once its events take that many bytes: what a crash may lose.</summary>
    public int BlockBytes { get; init; } = 64 * 1_024;

    /// <summary>A block is closed once its first event is that old: what a crash may lose of a quiet market.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A segment is closed once its events take that many bytes before packing.</summary>
    public int SegmentBytes { get; init; } = 16 * 1_024 * 1_024;

    /// <summary>A segment is closed once its first event is that old; at the end of a UTC day in any case.</summary>
    public TimeSpan SegmentTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of closed blocks that wait to be taken; beyond, events are lost and counted.</summary>
    public int PendingBytesMax { get; init; } = 32 * 1_024 * 1_024;
}

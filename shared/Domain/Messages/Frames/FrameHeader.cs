namespace VeloZ.Domain;

/// <summary>What stands before a frame's entries. Layout: <c>JOURNAL-FORMAT.md</c>.</summary>
/// <param name="Version">Layout version of the frame: 1.</param>
/// <param name="Flags">0; bit 0 marks a frame of the medium itself, which is no part of the sequence.</param>
/// <param name="Partition">0 to 65,535.</param>
/// <param name="Epoch">The leader's; 0 to 2^32 - 1.</param>
/// <param name="Sequence">From 0 in each epoch.</param>
/// <param name="SyncedThrough">Highest sequence of this epoch that was known durable when the frame was sealed; -1 for none.</param>
/// <param name="PreviousHash">Hash of the frame before it; not checked for the first frame of an epoch.</param>
/// <param name="Writer">Boot id of the process that wrote it.</param>
/// <param name="WallMicros">Microseconds since the epoch by the writer's clock; information only.</param>
/// <param name="EntryCount">Entries in the body; at least 1.</param>
/// <param name="LengthBytes">Header and body, without padding; at most 1,000,000.</param>
/// <param name="Crc">The medium's checksum; 0 where the medium has not set it.</param>
public sealed record FrameHeader(
    int Version,
    int Flags,
    int Partition,
    long Epoch,
    long Sequence,
    long SyncedThrough,
    FrameHash PreviousHash,
    ulong Writer,
    long WallMicros,
    int EntryCount,
    int LengthBytes,
    uint Crc)
{
    /// <summary>Epoch and sequence.</summary>
    public FrameId Id => new(Epoch, Sequence);
}

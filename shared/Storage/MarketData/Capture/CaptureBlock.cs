using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Bytes of a capture that are to be stored now: they follow those of the same segment that were taken before.</summary>
/// <param name="Segment">The blob that they belong to.</param>
/// <param name="Bytes">To be put at the end of it.</param>
/// <param name="IsFirst">Whether the segment begins with them.</param>
/// <param name="IsLast">Whether the segment ends with them.</param>
public sealed record CaptureBlock(BlobKey Segment, ReadOnlyMemory<byte> Bytes, bool IsFirst, bool IsLast);

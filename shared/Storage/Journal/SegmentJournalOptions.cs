using System.Buffers.Binary;
using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Where the journal is and how it is kept.</summary>
public sealed record SegmentJournalOptions
{
    /// <summary>Least bytes of a file.</summary>
    public const long SegmentBytesMin = 8_192;

    /// <summary>Its folder; made where there is none. One for each partition.</summary>
    public required string Folder { get; init; }

    /// <summary>Times the syncs and dates the lock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Whose frames; 0 to 65,535.</summary>
    public int Partition { get; init; }

    /// <summary>Bytes of a file; a multiple of 4,096. A frame that does not fit gets a longer file.</summary>
    public long SegmentBytes { get; init; } = 67_108_864;

    /// <summary>False for tests and backtests only: frames are then written and not made durable.</summary>
    public bool IsSync { get; init; } = true;

    /// <summary>Which guards are in force; all of them but in simulations.</summary>
    public Guards Guards { get; init; } = Guards.All;

    /// <summary>Draws the number that keeps a file's checksums apart from those of others; by default from the system.</summary>
    public Func<ulong> DrawSalt { get; init; } = SystemSalt;

    private static ulong SystemSalt() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
}

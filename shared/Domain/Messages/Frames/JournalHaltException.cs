namespace VeloZ.Domain;

/// <summary>A rule of the reader's filter that stops reading.</summary>
public enum FrameRule
{
    /// <summary>Checksum, length, version, partition or entries are wrong.</summary>
    R1 = 1,

    /// <summary>An epoch's marker, or the hash of the prefix that its leader recovered, does not fit.</summary>
    R2 = 2,

    /// <summary>A new epoch without its marker.</summary>
    R3 = 3,

    /// <summary>Two writers in one epoch.</summary>
    R6 = 6,

    /// <summary>A hole, or a broken chain.</summary>
    R7 = 7,
}

/// <summary>The journal must not be read on: what follows is damaged or contradicts what was accepted. Never skipped; a person decides.</summary>
/// <param name="rule">Which rule.</param>
/// <param name="partition">Of the journal.</param>
/// <param name="frame">The frame that broke it.</param>
/// <param name="reason">What was and what was needed.</param>
public sealed class JournalHaltException(FrameRule rule, int partition, FrameId frame, string reason)
    : Exception($"journal of partition {partition} halts at frame {frame} by rule {rule}: {reason}")
{
    /// <summary>Which rule.</summary>
    public FrameRule Rule { get; } = rule;

    /// <summary>The frame that broke it.</summary>
    public FrameId Frame { get; } = frame;
}

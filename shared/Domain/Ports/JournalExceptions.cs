namespace VeloZ.Domain;

/// <summary>What the journal had made durable is damaged, missing or of another version. Nothing was changed and nothing is skipped.</summary>
/// <param name="file">File, or stream and shard.</param>
/// <param name="offset">Byte in it where the fault is.</param>
/// <param name="what">What was there and what was needed.</param>
/// <param name="remedy">What a person can do.</param>
/// <param name="cause">What was thrown beneath, if anything was.</param>
public class JournalDamagedException(string file, long offset, string what, string remedy, Exception? cause = null)
    : Exception($"{file} at byte {offset}: {what}; {remedy}", cause)
{
    /// <summary>File, or stream and shard.</summary>
    public string File { get; } = file;

    /// <summary>Byte in it where the fault is.</summary>
    public long Offset { get; } = offset;
}

/// <summary>A position that is not in the journal: of another one, or older than it keeps.</summary>
/// <param name="file">File, or stream and shard.</param>
/// <param name="what">What was there and what was needed.</param>
/// <param name="remedy">What a person can do.</param>
/// <param name="cause">What was thrown beneath, if anything was.</param>
public sealed class JournalPositionException(string file, string what, string remedy, Exception? cause = null) : JournalDamagedException(file, 0, what, remedy, cause);

/// <summary>The journal could not make a frame durable and takes no more. What was not confirmed may or may not be there: end the process; the restart recovers.</summary>
/// <param name="message">What failed.</param>
/// <param name="cause">The first failure.</param>
public sealed class JournalFailedException(string message, Exception? cause = null) : Exception(message, cause);

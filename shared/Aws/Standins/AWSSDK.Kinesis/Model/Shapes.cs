namespace Amazon.Kinesis.Model;

/// <summary>How a stream's capacity is set.</summary>
public class StreamModeDetails
{
    /// <summary>The mode.</summary>
    public StreamMode? StreamMode { get; set; }
}

/// <summary>A stream without its shards.</summary>
public class StreamDescriptionSummary
{
    /// <summary>Its name.</summary>
    public string? StreamName { get; set; }

    /// <summary>Its resource name.</summary>
    public string? StreamARN { get; set; }

    /// <summary>What it is at.</summary>
    public StreamStatus? StreamStatus { get; set; }

    /// <summary>How its capacity is set.</summary>
    public StreamModeDetails? StreamModeDetails { get; set; }

    /// <summary>Shards that take records.</summary>
    public int? OpenShardCount { get; set; }

    /// <summary>Hours that records are kept.</summary>
    public int? RetentionPeriodHours { get; set; }
}

/// <summary>A record.</summary>
public class Record
{
    /// <summary>Its bytes.</summary>
    public MemoryStream? Data { get; set; }

    /// <summary>The key that it was written with.</summary>
    public string? PartitionKey { get; set; }

    /// <summary>Its place in the shard.</summary>
    public string? SequenceNumber { get; set; }
}

/// <summary>Hash keys that a shard takes.</summary>
public class HashKeyRange
{
    /// <summary>The first.</summary>
    public string? StartingHashKey { get; set; }

    /// <summary>The last.</summary>
    public string? EndingHashKey { get; set; }
}

/// <summary>Sequence numbers of a shard.</summary>
public class SequenceNumberRange
{
    /// <summary>The first.</summary>
    public string? StartingSequenceNumber { get; set; }

    /// <summary>The last; null of an open shard.</summary>
    public string? EndingSequenceNumber { get; set; }
}

/// <summary>A shard.</summary>
public class Shard
{
    /// <summary>Its id.</summary>
    public string? ShardId { get; set; }

    /// <summary>Hash keys that it takes.</summary>
    public HashKeyRange? HashKeyRange { get; set; }

    /// <summary>Its sequence numbers.</summary>
    public SequenceNumberRange? SequenceNumberRange { get; set; }
}

using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Where an iterator begins.</summary>
public class ShardIteratorType : ConstantClass
{
    /// <summary>Just after a sequence number.</summary>
    public static readonly ShardIteratorType AFTER_SEQUENCE_NUMBER = new("AFTER_SEQUENCE_NUMBER");

    /// <summary>At a sequence number.</summary>
    public static readonly ShardIteratorType AT_SEQUENCE_NUMBER = new("AT_SEQUENCE_NUMBER");

    /// <summary>After the newest record.</summary>
    public static readonly ShardIteratorType LATEST = new("LATEST");

    /// <summary>At the oldest record kept.</summary>
    public static readonly ShardIteratorType TRIM_HORIZON = new("TRIM_HORIZON");

    /// <summary>Another one.</summary>
    public ShardIteratorType(string value)
        : base(value)
    {
    }
}

/// <summary>How a stream's capacity is set.</summary>
public class StreamMode : ConstantClass
{
    /// <summary>It splits shards by itself.</summary>
    public static readonly StreamMode ON_DEMAND = new("ON_DEMAND");

    /// <summary>By its count of shards.</summary>
    public static readonly StreamMode PROVISIONED = new("PROVISIONED");

    /// <summary>Another one.</summary>
    public StreamMode(string value)
        : base(value)
    {
    }
}

/// <summary>What a stream is at.</summary>
public class StreamStatus : ConstantClass
{
    /// <summary>It takes and gives records.</summary>
    public static readonly StreamStatus ACTIVE = new("ACTIVE");

    /// <summary>It is being made.</summary>
    public static readonly StreamStatus CREATING = new("CREATING");

    /// <summary>It is being taken away.</summary>
    public static readonly StreamStatus DELETING = new("DELETING");

    /// <summary>It is being changed; it takes and gives records.</summary>
    public static readonly StreamStatus UPDATING = new("UPDATING");

    /// <summary>Another one.</summary>
    public StreamStatus(string value)
        : base(value)
    {
    }
}

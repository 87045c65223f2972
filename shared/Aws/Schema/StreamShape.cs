namespace VeloZ.Aws;

/// <summary>The journal's stream: provisioned, its shards fixed, since a shard is a partition and its order is the journal's.</summary>
public sealed record StreamShape
{
    /// <summary>Name in the account and region.</summary>
    public required string Name { get; init; }

    /// <summary>Shards, each of them one partition of the journal.</summary>
    public required int ShardCount { get; init; }

    /// <summary>Hours that records stay.</summary>
    public required int RetentionHours { get; init; }

    /// <summary>Most size of a record in KiB.</summary>
    public int RecordKibMax { get; init; } = 1_024;

    /// <summary>Metrics of each shard, which cost extra.</summary>
    public IReadOnlyList<string> ShardMetrics { get; init; } = [];

    /// <summary>Consumers with a read share of their own.</summary>
    public IReadOnlyList<string> Consumers { get; init; } = [];

    /// <summary>Whether deleting the stream takes its consumers with it.</summary>
    public bool DeletesConsumers { get; init; }
}

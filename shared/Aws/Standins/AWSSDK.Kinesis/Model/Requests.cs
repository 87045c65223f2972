using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>What all requests have in common.</summary>
public class AmazonKinesisRequest : AmazonWebServiceRequest;

/// <summary>Makes a stream.</summary>
public class CreateStreamRequest : AmazonKinesisRequest
{
    /// <summary>Its name.</summary>
    public string? StreamName { get; set; }

    /// <summary>How many shards; of a provisioned stream.</summary>
    public int? ShardCount { get; set; }

    /// <summary>How its capacity is set.</summary>
    public StreamModeDetails? StreamModeDetails { get; set; }
}

/// <summary>Describes a stream without its shards.</summary>
public class DescribeStreamSummaryRequest : AmazonKinesisRequest
{
    /// <summary>Its name.</summary>
    public string? StreamName { get; set; }
}

/// <summary>Reads records from an iterator on.</summary>
public class GetRecordsRequest : AmazonKinesisRequest
{
    /// <summary>Where to begin.</summary>
    public string? ShardIterator { get; set; }

    /// <summary>Most records, up to 10,000.</summary>
    public int? Limit { get; set; }
}

/// <summary>Makes an iterator, which holds for five minutes.</summary>
public class GetShardIteratorRequest : AmazonKinesisRequest
{
    /// <summary>The stream's name.</summary>
    public string? StreamName { get; set; }

    /// <summary>Of the shard.</summary>
    public string? ShardId { get; set; }

    /// <summary>Where it begins.</summary>
    public ShardIteratorType? ShardIteratorType { get; set; }

    /// <summary>Of the types that need one.</summary>
    public string? StartingSequenceNumber { get; set; }
}

/// <summary>Lists the shards of a stream. A next page is asked for by its token alone.</summary>
public class ListShardsRequest : AmazonKinesisRequest
{
    /// <summary>The stream's name.</summary>
    public string? StreamName { get; set; }

    /// <summary>Of the page before.</summary>
    public string? NextToken { get; set; }
}

/// <summary>Writes one record.</summary>
public class PutRecordRequest : AmazonKinesisRequest
{
    /// <summary>The stream's name.</summary>
    public string? StreamName { get; set; }

    /// <summary>The record.</summary>
    public MemoryStream? Data { get; set; }

    /// <summary>Its hash picks the shard, unless one is given.</summary>
    public string? PartitionKey { get; set; }

    /// <summary>Picks the shard.</summary>
    public string? ExplicitHashKey { get; set; }

    /// <summary>The record comes after that one.</summary>
    public string? SequenceNumberForOrdering { get; set; }
}

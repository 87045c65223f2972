using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The stream is being made.</summary>
public class CreateStreamResponse : AmazonWebServiceResponse;

/// <summary>A stream without its shards.</summary>
public class DescribeStreamSummaryResponse : AmazonWebServiceResponse
{
    /// <summary>The description.</summary>
    public StreamDescriptionSummary? StreamDescriptionSummary { get; set; }
}

/// <summary>Records.</summary>
public class GetRecordsResponse : AmazonWebServiceResponse
{
    /// <summary>In the order of their sequence numbers; may be none though more follow.</summary>
    public List<Record>? Records { get; set; }

    /// <summary>Where to go on; null at the end of a closed shard.</summary>
    public string? NextShardIterator { get; set; }

    /// <summary>How far this answer is behind the shard's end; 0 where it reaches it.</summary>
    public long? MillisBehindLatest { get; set; }
}

/// <summary>An iterator.</summary>
public class GetShardIteratorResponse : AmazonWebServiceResponse
{
    /// <summary>Opaque.</summary>
    public string? ShardIterator { get; set; }
}

/// <summary>Shards of a stream.</summary>
public class ListShardsResponse : AmazonWebServiceResponse
{
    /// <summary>Open ones, and closed ones whose records are kept still.</summary>
    public List<Shard>? Shards { get; set; }

    /// <summary>Gives the next page; null when there is no more.</summary>
    public string? NextToken { get; set; }
}

/// <summary>Where the record was written.</summary>
public class PutRecordResponse : AmazonWebServiceResponse
{
    /// <summary>Of the shard.</summary>
    public string? ShardId { get; set; }

    /// <summary>Of the record.</summary>
    public string? SequenceNumber { get; set; }
}

using System.Text.Json;
using Amazon.Kinesis.Model;
using Amazon.Runtime.Internal;
using Amazon.Standins;

namespace Amazon.Kinesis.Internal;

/// <summary>How requests of the operations are written and their answers read.</summary>
internal static class KinesisOperations
{
    public static InvokeOptions CreateStream { get; } = KinesisService.Json.Operation<CreateStreamRequest>(
        "CreateStream",
        static (members, request) =>
        {
            members.Add("StreamName", request.StreamName);
            members.Add("ShardCount", request.ShardCount);
            members.AddObject("StreamModeDetails", request.StreamModeDetails, static (one, details) => one.Add("StreamMode", details.StreamMode?.Value));
        },
        static _ => new CreateStreamResponse());

    public static InvokeOptions DescribeStreamSummary { get; } = KinesisService.Json.Operation<DescribeStreamSummaryRequest>(
        "DescribeStreamSummary",
        static (members, request) => members.Add("StreamName", request.StreamName),
        static json => new DescribeStreamSummaryResponse { StreamDescriptionSummary = json.Object("StreamDescriptionSummary", SummaryOf) });

    public static InvokeOptions GetRecords { get; } = KinesisService.Json.Operation<GetRecordsRequest>(
        "GetRecords",
        static (members, request) =>
        {
            members.Add("ShardIterator", request.ShardIterator);
            members.Add("Limit", request.Limit);
        },
        static json => new GetRecordsResponse
        {
            Records = json.List("Records", RecordOf),
            NextShardIterator = json.Text("NextShardIterator"),
            MillisBehindLatest = json.Whole("MillisBehindLatest"),
        });

    public static InvokeOptions GetShardIterator { get; } = KinesisService.Json.Operation<GetShardIteratorRequest>(
        "GetShardIterator",
        static (members, request) =>
        {
            members.Add("StreamName", request.StreamName);
            members.Add("ShardId", request.ShardId);
            members.Add("ShardIteratorType", request.ShardIteratorType?.Value);
            members.Add("StartingSequenceNumber", request.StartingSequenceNumber);
        },
        static json => new GetShardIteratorResponse { ShardIterator = json.Text("ShardIterator") });

    public static InvokeOptions ListShards { get; } = KinesisService.Json.Operation<ListShardsRequest>(
        "ListShards",
        static (members, request) =>
        {
            members.Add("StreamName", request.StreamName);
            members.Add("NextToken", request.NextToken);
        },
        static json => new ListShardsResponse { Shards = json.List("Shards", ShardOf), NextToken = json.Text("NextToken") });

    public static InvokeOptions PutRecord { get; } = KinesisService.Json.Operation<PutRecordRequest>(
        "PutRecord",
        static (members, request) =>
        {
            members.Add("StreamName", request.StreamName);
            members.Add("Data", request.Data);
            members.Add("PartitionKey", request.PartitionKey);
            members.Add("ExplicitHashKey", request.ExplicitHashKey);
            members.Add("SequenceNumberForOrdering", request.SequenceNumberForOrdering);
        },
        static json => new PutRecordResponse { ShardId = json.Text("ShardId"), SequenceNumber = json.Text("SequenceNumber") });

    private static StreamDescriptionSummary SummaryOf(JsonElement json) => new()
    {
        StreamName = json.Text("StreamName"),
        StreamARN = json.Text("StreamARN"),
        StreamStatus = json.Text("StreamStatus") is { } status ? new StreamStatus(status) : null,
        StreamModeDetails = json.Object("StreamModeDetails", static details => new StreamModeDetails { StreamMode = details.Text("StreamMode") is { } mode ? new StreamMode(mode) : null }),
        OpenShardCount = json.Count("OpenShardCount"),
        RetentionPeriodHours = json.Count("RetentionPeriodHours"),
    };

    private static Record RecordOf(JsonElement json) => new()
    {
        Data = json.Bytes("Data") ?? new MemoryStream([], writable: false),
        PartitionKey = json.Text("PartitionKey"),
        SequenceNumber = json.Text("SequenceNumber"),
    };

    private static Shard ShardOf(JsonElement json) => new()
    {
        ShardId = json.Text("ShardId"),
        HashKeyRange = json.Object("HashKeyRange", static range => new HashKeyRange { StartingHashKey = range.Text("StartingHashKey"), EndingHashKey = range.Text("EndingHashKey") }),
        SequenceNumberRange = json.Object(
            "SequenceNumberRange",
            static range => new SequenceNumberRange { StartingSequenceNumber = range.Text("StartingSequenceNumber"), EndingSequenceNumber = range.Text("EndingSequenceNumber") }),
    };
}

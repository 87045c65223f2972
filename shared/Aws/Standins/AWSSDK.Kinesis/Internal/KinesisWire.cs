using System.Text.Json;
using Amazon.Kinesis.Model;

namespace Amazon.Kinesis.Internal;

// Requests and answers as the service has them: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
internal static class KinesisWire
{
    public static JsonOperation<CreateStreamRequest, CreateStreamResponse> CreateStream { get; } = new(
        "CreateStream",
        static (json, request) =>
        {
            Text(json, "StreamName", request.StreamName);
            Whole(json, "ShardCount", request.ShardCount);
            if (request.StreamModeDetails is null)
                return;
            json.WriteStartObject("StreamModeDetails");
            Text(json, "StreamMode", request.StreamModeDetails.StreamMode?.Value);
            json.WriteEndObject();
        },
        static _ => new CreateStreamResponse());

    public static JsonOperation<DescribeStreamSummaryRequest, DescribeStreamSummaryResponse> DescribeStreamSummary { get; } = new(
        "DescribeStreamSummary",
        static (json, request) => Text(json, "StreamName", request.StreamName),
        static answer => new DescribeStreamSummaryResponse { StreamDescriptionSummary = Find(answer, "StreamDescriptionSummary", SummaryOf) });

    public static JsonOperation<GetRecordsRequest, GetRecordsResponse> GetRecords { get; } = new(
        "GetRecords",
        static (json, request) =>
        {
            Text(json, "ShardIterator", request.ShardIterator);
            Whole(json, "Limit", request.Limit);
        },
        static answer => new GetRecordsResponse
        {
            Records = Find(answer, "Records", static records => records.EnumerateArray().Select(RecordOf).ToList()),
            NextShardIterator = Text(answer, "NextShardIterator"),
            MillisBehindLatest = Whole(answer, "MillisBehindLatest"),
        });

    public static JsonOperation<GetShardIteratorRequest, GetShardIteratorResponse> GetShardIterator { get; } = new(
        "GetShardIterator",
        static (json, request) =>
        {
            Text(json, "StreamName", request.StreamName);
            Text(json, "ShardId", request.ShardId);
            Text(json, "ShardIteratorType", request.ShardIteratorType?.Value);
            Text(json, "StartingSequenceNumber", request.StartingSequenceNumber);
        },
        static answer => new GetShardIteratorResponse { ShardIterator = Text(answer, "ShardIterator") });

    public static JsonOperation<ListShardsRequest, ListShardsResponse> ListShards { get; } = new(
        "ListShards",
        static (json, request) =>
        {
            Text(json, "StreamName", request.StreamName);
            Text(json, "NextToken", request.NextToken);
        },
        static answer => new ListShardsResponse
        {
            Shards = Find(answer, "Shards", static shards => shards.EnumerateArray().Select(ShardOf).ToList()),
            NextToken = Text(answer, "NextToken"),
        });

    public static JsonOperation<PutRecordRequest, PutRecordResponse> PutRecord { get; } = new(
        "PutRecord",
        static (json, request) =>
        {
            Text(json, "StreamName", request.StreamName);
            if (request.Data is not null)
                json.WriteBase64String("Data", request.Data.TryGetBuffer(out var bytes) ? bytes : request.Data.ToArray());
            Text(json, "PartitionKey", request.PartitionKey);
            Text(json, "ExplicitHashKey", request.ExplicitHashKey);
            Text(json, "SequenceNumberForOrdering", request.SequenceNumberForOrdering);
        },
        static answer => new PutRecordResponse { ShardId = Text(answer, "ShardId"), SequenceNumber = Text(answer, "SequenceNumber") });

    private static StreamDescriptionSummary SummaryOf(JsonElement json) => new()
    {
        StreamName = Text(json, "StreamName"),
        StreamARN = Text(json, "StreamARN"),
        StreamStatus = Text(json, "StreamStatus") is { } status ? new StreamStatus(status) : null,
        StreamModeDetails = Find(json, "StreamModeDetails", static details => new StreamModeDetails { StreamMode = Text(details, "StreamMode") is { } mode ? new StreamMode(mode) : null }),
        OpenShardCount = (int?)Whole(json, "OpenShardCount"),
        RetentionPeriodHours = (int?)Whole(json, "RetentionPeriodHours"),
    };

    private static Record RecordOf(JsonElement json)
    {
        var data = Find(json, "Data", static text => text.GetBytesFromBase64()) ?? [];
        return new Record
        {
            Data = new MemoryStream(data, 0, data.Length, writable: false, publiclyVisible: true),
            PartitionKey = Text(json, "PartitionKey"),
            SequenceNumber = Text(json, "SequenceNumber"),
        };
    }

    private static Shard ShardOf(JsonElement json) => new()
    {
        ShardId = Text(json, "ShardId"),
        HashKeyRange = Find(json, "HashKeyRange", static range => new HashKeyRange { StartingHashKey = Text(range, "StartingHashKey"), EndingHashKey = Text(range, "EndingHashKey") }),
        SequenceNumberRange = Find(
            json,
            "SequenceNumberRange",
            static range => new SequenceNumberRange { StartingSequenceNumber = Text(range, "StartingSequenceNumber"), EndingSequenceNumber = Text(range, "EndingSequenceNumber") }),
    };

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Whole(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static string? Text(JsonElement json, string name) => Find(json, name, static value => value.GetString());

    private static long? Whole(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static T? Find<T>(JsonElement json, string name, Func<JsonElement, T> read)
        where T : class? =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? read(value) : null;
}

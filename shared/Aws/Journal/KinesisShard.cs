using System.Globalization;
using System.Numerics;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>The shard that a partition is, found in a stream that is as a journal needs it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FirstHashKey">The first hash key that it takes: records with it go there.</param>
internal sealed record KinesisShard(string Id, string FirstHashKey)
{
    /// <summary>Describes the stream, and refuses one of another shape.</summary>
    /// <exception cref="StoreException">There is no such stream, it may not be asked, it is of another mode or count of shards, or it does not keep records for long enough.</exception>
    public static async Task<KinesisShard> FindAsync(IAmazonKinesis client, KinesisJournalOptions options, AwsOptions aws, CancellationToken cancellationToken)
    {
        var attempts = new AwsAttempts(aws);
        var summary = await DescribeAsync(client, options, attempts, cancellationToken);
        var name = $"stream {options.Stream} in {aws.Region}";
        if (summary.StreamStatus != StreamStatus.ACTIVE && summary.StreamStatus != StreamStatus.UPDATING)
            throw new StoreException(StoreFault.Unavailable, $"{name} was {summary.StreamStatus}, must be ACTIVE: wait until it is, then start again");
        // A stream on demand splits shards by itself, and an order of frames goes with them.
        if (summary.StreamModeDetails?.StreamMode is { } mode && mode != StreamMode.PROVISIONED)
            throw new StoreException(StoreFault.OtherShape, $"{name} had mode {mode}, must be PROVISIONED: only that keeps its shards as they are");
        if (summary.RetentionPeriodHours is { } hours && hours < options.RetentionHours)
            throw new StoreException(StoreFault.OtherShape, $"{name} kept records for {hours} hours, must keep them for {options.RetentionHours} or more: an engine that stands still for longer would not find what it wrote; raise it, or deploy the stack");
        var shards = await ListAsync(client, options, attempts, cancellationToken);
        if (shards.FirstOrDefault(shard => shard.SequenceNumberRange?.EndingSequenceNumber is not null) is { } closed)
            throw new StoreException(StoreFault.OtherShape, $"{name} had the closed shard {closed.ShardId}, must have none: it was split or merged, and the frames of a partition lie in two shards now; make a new stream and start on that");
        if (shards.Count != options.ShardCount)
            throw new StoreException(StoreFault.OtherShape, $"{name} had {shards.Count} shards, must have {options.ShardCount}: one for each partition");
        var own = shards.OrderBy(FirstHash).ElementAt(options.Partition);
        return new KinesisShard(own.ShardId!, own.HashKeyRange!.StartingHashKey!);
    }

    private static async Task<StreamDescriptionSummary> DescribeAsync(IAmazonKinesis client, KinesisJournalOptions options, AwsAttempts attempts, CancellationToken cancellationToken)
    {
        var request = new DescribeStreamSummaryRequest { StreamName = options.Stream };
        var answer = await attempts.RunAsync($"kinesis:DescribeStreamSummary of stream {options.Stream}", (_, stop) => client.DescribeStreamSummaryAsync(request, stop), cancellationToken);
        return answer.StreamDescriptionSummary!;
    }

    private static async Task<List<Shard>> ListAsync(IAmazonKinesis client, KinesisJournalOptions options, AwsAttempts attempts, CancellationToken cancellationToken)
    {
        var shards = new List<Shard>();
        var request = new ListShardsRequest { StreamName = options.Stream };
        while (true)
        {
            var page = await attempts.RunAsync($"kinesis:ListShards of stream {options.Stream}", (_, stop) => client.ListShardsAsync(request, stop), cancellationToken);
            shards.AddRange(page.Shards ?? []);
            if (page.NextToken is null)
                return shards;
            request = new ListShardsRequest { NextToken = page.NextToken };
        }
    }

    private static BigInteger FirstHash(Shard shard) => BigInteger.Parse(shard.HashKeyRange!.StartingHashKey!, NumberStyles.None, CultureInfo.InvariantCulture);
}

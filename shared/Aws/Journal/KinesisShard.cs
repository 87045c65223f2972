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
    /// <exception cref="StoreException">There is no such stream, it may not be asked, or it is of another mode or count of shards.</exception>
    public static async Task<KinesisShard> FindAsync(IAmazonKinesis client, KinesisJournalOptions options, AwsOptions aws, CancellationToken cancellationToken)
    {
        var summary = await DescribeAsync(client, options, aws, cancellationToken);
        var name = $"stream {options.Stream} in {aws.Region}";
        if (summary.StreamStatus != StreamStatus.ACTIVE && summary.StreamStatus != StreamStatus.UPDATING)
            throw new StoreException(StoreFault.Unavailable, $"{name} was {summary.StreamStatus}, must be ACTIVE: wait until it is, then start again");
        // A stream on demand splits shards by itself, and an order of frames goes with them.
        if (summary.StreamModeDetails?.StreamMode is { } mode && mode != StreamMode.PROVISIONED)
            throw new StoreException(StoreFault.OtherShape, $"{name} had mode {mode}, must be PROVISIONED: only that keeps its shards as they are");
        var shards = await ListAsync(client, options, aws, cancellationToken);
        if (shards.FirstOrDefault(shard => shard.SequenceNumberRange?.EndingSequenceNumber is not null) is { } closed)
            throw new StoreException(StoreFault.OtherShape, $"{name} had the closed shard {closed.ShardId}, must have none: it was split or merged, and the frames of a partition lie in two shards now; make a new stream and start on that");
        if (shards.Count != options.ShardCount)
            throw new StoreException(StoreFault.OtherShape, $"{name} had {shards.Count} shards, must have {options.ShardCount}: one for each partition");
        var own = shards.OrderBy(FirstHash).ElementAt(options.Partition);
        return new KinesisShard(own.ShardId!, own.HashKeyRange!.StartingHashKey!);
    }

    private static async Task<StreamDescriptionSummary> DescribeAsync(IAmazonKinesis client, KinesisJournalOptions options, AwsOptions aws, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = options.Stream }, cancellationToken);
            return answer.StreamDescriptionSummary!;
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"kinesis:DescribeStreamSummary of stream {options.Stream}", aws);
        }
    }

    private static async Task<List<Shard>> ListAsync(IAmazonKinesis client, KinesisJournalOptions options, AwsOptions aws, CancellationToken cancellationToken)
    {
        var shards = new List<Shard>();
        var request = new ListShardsRequest { StreamName = options.Stream };
        try
        {
            while (true)
            {
                var page = await client.ListShardsAsync(request, cancellationToken);
                shards.AddRange(page.Shards ?? []);
                if (page.NextToken is null)
                    return shards;
                request = new ListShardsRequest { NextToken = page.NextToken };
            }
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"kinesis:ListShards of stream {options.Stream}", aws);
        }
    }

    private static BigInteger FirstHash(Shard shard) => BigInteger.Parse(shard.HashKeyRange!.StartingHashKey!, NumberStyles.None, CultureInfo.InvariantCulture);
}

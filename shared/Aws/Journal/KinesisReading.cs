using System.Runtime.CompilerServices;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Reads the records of a shard in their order, to the end that it has while it is read.</summary>
internal sealed class KinesisReading(IAmazonKinesis client, KinesisJournalOptions options, AwsOptions aws, KinesisShard shard)
{
    // Positions within a record and just behind it.
    private const int At = 0;
    private const int After = 1;

    private string Name => $"stream {options.Stream} shard {shard.Id}";

    private int Segment => options.Partition + 1;

    /// <summary>Where a record begins.</summary>
    public JournalPosition Begin(string sequenceNumber) => new(Segment, At, sequenceNumber);

    /// <summary>Where reading goes on after a record.</summary>
    public JournalPosition Behind(string sequenceNumber) => new(Segment, After, sequenceNumber);

    /// <summary>Frames from that position on.</summary>
    /// <exception cref="JournalDamagedException">A record is no frame, or the position is not in the shard.</exception>
    /// <exception cref="StoreException">The stream cannot be read.</exception>
    public async IAsyncEnumerable<StoredFrame> FromAsync(JournalPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reached = from;
        var iterator = await IteratorAsync(from, cancellationToken);
        while (iterator is not null)
        {
            var read = options.Clock.GetTimestamp();
            var page = await ReadAsync(iterator, cancellationToken);
            if (page is null)
            {
                iterator = await IteratorAsync(reached, cancellationToken);
                continue;
            }
            foreach (var record in page.Records ?? [])
            {
                reached = Behind(record.SequenceNumber!);
                yield return new StoredFrame(Begin(record.SequenceNumber!), reached, KinesisFrame.Read(record, Name));
            }
            // A page may be empty though more follow; only the distance to the end tells that it is reached.
            if (page.MillisBehindLatest is 0 or null)
                yield break;
            iterator = page.NextShardIterator;
            await RestAsync(read, cancellationToken);
        }
    }

    private async Task<string?> IteratorAsync(JournalPosition from, CancellationToken cancellationToken)
    {
        if (from != JournalPosition.Start && (from.Segment != Segment || from.Token is null))
            throw NotInJournal(from, cause: null);
        var request = new GetShardIteratorRequest { StreamName = options.Stream, ShardId = shard.Id, ShardIteratorType = ShardIteratorType.TRIM_HORIZON };
        if (from.Token is { } token)
            (request.ShardIteratorType, request.StartingSequenceNumber) = (from.Offset == At ? ShardIteratorType.AT_SEQUENCE_NUMBER : ShardIteratorType.AFTER_SEQUENCE_NUMBER, token);
        try
        {
            return (await client.GetShardIteratorAsync(request, cancellationToken)).ShardIterator;
        }
        // The stream was found when the journal was opened: what is missing now is the record.
        catch (AmazonKinesisException exception) when (from.Token is not null && exception is InvalidArgumentException or ResourceNotFoundException)
        {
            throw NotInJournal(from, exception);
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"kinesis:GetShardIterator of {Name}", aws);
        }
    }

    // Null where the iterator has expired.
    private async Task<GetRecordsResponse?> ReadAsync(string iterator, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator, Limit = options.RecordsPerRead }, cancellationToken);
        }
        catch (ExpiredIteratorException)
        {
            return null;
        }
        catch (ProvisionedThroughputExceededException)
        {
            // Other readers had the share of this second.
            await Task.Delay(options.ReadPeriod, options.Clock, cancellationToken);
            return new GetRecordsResponse { NextShardIterator = iterator, MillisBehindLatest = 1 };
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"kinesis:GetRecords of {Name}", aws);
        }
    }

    private async Task RestAsync(long since, CancellationToken cancellationToken)
    {
        if (options.ReadPeriod - options.Clock.GetElapsedTime(since) is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, options.Clock, cancellationToken);
    }

    private JournalPositionException NotInJournal(JournalPosition from, Exception? cause) => new(
        Name,
        $"position {from} is not in it",
        "must be one of this journal that is not older than its stream keeps records: start from a newer snapshot, or from the journal's archive",
        cause);
}

using System.Runtime.CompilerServices;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Reads the records of a shard in their order, to the end that it has while it is read.</summary>
/// <param name="client">Repeats nothing by itself.</param>
/// <param name="options">Of the journal.</param>
/// <param name="aws">Limits and count of attempts.</param>
/// <param name="shard">Which one.</param>
internal sealed class KinesisReading(IAmazonKinesis client, KinesisJournalOptions options, AwsOptions aws, KinesisShard shard)
{
    // Positions within a record and just behind it.
    private const int At = 0;
    private const int After = 1;

    private readonly AwsAttempts _attempts = new(aws);

    private string Name => $"stream {options.Stream} shard {shard.Id}";

    private int Segment => options.Partition + 1;

    /// <summary>Where a record begins.</summary>
    public JournalPosition Begin(string sequenceNumber) => new(Segment, At, sequenceNumber);

    /// <summary>Where reading goes on after a record.</summary>
    public JournalPosition Behind(string sequenceNumber) => new(Segment, After, sequenceNumber);

    /// <summary>Frames from that position on.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="mustBeKept">Whether the record of the position must be kept still: for one that was not seen a moment ago.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalDamagedException">A record is no frame, or the position is not in the shard.</exception>
    /// <exception cref="StoreException">The stream cannot be read, or its shard was closed.</exception>
    public async IAsyncEnumerable<StoredFrame> FromAsync(JournalPosition from, bool mustBeKept, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reached = from;
        var isToBeProved = mustBeKept && from.Token is not null;
        var iterator = await IteratorAsync(from, cancellationToken);
        while (true)
        {
            var read = options.Clock.GetTimestamp();
            if (await ReadAsync(iterator, options.RecordsPerRead, cancellationToken) is not { } page)
            {
                iterator = await IteratorAsync(reached, cancellationToken);
                continue;
            }
            foreach (var record in page.Records ?? [])
            {
                // For a record that it has dropped Kinesis gives an iterator at the oldest one, without a word.
                if (isToBeProved && (from.Offset == After || record.SequenceNumber != from.Token))
                    await RequireKeptAsync(from, cancellationToken);
                isToBeProved = false;
                reached = Behind(record.SequenceNumber!);
                yield return new StoredFrame(Begin(record.SequenceNumber!), reached, KinesisFrame.Read(record, Name));
            }
            iterator = page.NextShardIterator
                ?? throw new StoreException(StoreFault.OtherShape, $"{Name} was closed, must be open: the stream was split or merged, and later frames lie in another shard; make a new stream and start on that");
            // A page may be empty though more follow; only the distance to the end tells that it is reached.
            if (page.MillisBehindLatest is 0 or null)
            {
                if (isToBeProved && from.Offset == At)
                    await RequireKeptAsync(from, cancellationToken);
                yield break;
            }
            await RestAsync(read, cancellationToken);
        }
    }

    // That record was not where it was asked for, or is not to be seen: was it dropped?
    private async Task RequireKeptAsync(JournalPosition from, CancellationToken cancellationToken)
    {
        const string Needed = "is not kept any more: ";
        if (await OldestAsync(cancellationToken) is not { } oldest)
            throw NotInJournal($"record {from.Token} {Needed}no record is", cause: null);
        if (KinesisPlace.Compare(oldest.SequenceNumber!, from.Token!) > 0)
            throw NotInJournal($"record {from.Token} {Needed}the oldest that is kept is {oldest.SequenceNumber}, frame {KinesisFrame.Read(oldest, Name).Id}", cause: null);
    }

    private async Task<Record?> OldestAsync(CancellationToken cancellationToken)
    {
        var iterator = await IteratorAsync(JournalPosition.Start, cancellationToken);
        while (true)
        {
            var read = options.Clock.GetTimestamp();
            var page = await ReadAsync(iterator, limit: 1, cancellationToken);
            if (page?.Records is [var oldest, ..])
                return oldest;
            if (page is { NextShardIterator: null } or { MillisBehindLatest: 0 or null })
                return null;
            iterator = page?.NextShardIterator ?? await IteratorAsync(JournalPosition.Start, cancellationToken);
            await RestAsync(read, cancellationToken);
        }
    }

    private async Task<string> IteratorAsync(JournalPosition from, CancellationToken cancellationToken)
    {
        if (from != JournalPosition.Start && (from.Segment != Segment || from.Token is null))
            throw NotInJournal($"position {from} is not in it", cause: null);
        var request = new GetShardIteratorRequest { StreamName = options.Stream, ShardId = shard.Id, ShardIteratorType = ShardIteratorType.TRIM_HORIZON };
        if (from.Token is { } token)
            (request.ShardIteratorType, request.StartingSequenceNumber) = (from.Offset == At ? ShardIteratorType.AT_SEQUENCE_NUMBER : ShardIteratorType.AFTER_SEQUENCE_NUMBER, token);
        return await _attempts.RunAsync(
            $"kinesis:GetShardIterator of {Name}",
            async (_, stop) =>
            {
                try
                {
                    return (await client.GetShardIteratorAsync(request, stop)).ShardIterator ?? throw new IOException("the answer had no iterator");
                }
                // The stream was found when the journal was opened: what is missing now is the record.
                catch (AmazonKinesisException exception) when (from.Token is not null && exception is InvalidArgumentException or ResourceNotFoundException)
                {
                    throw NotInJournal($"position {from} is not in it", exception);
                }
            },
            cancellationToken);
    }

    // Null where the iterator has expired.
    private async Task<GetRecordsResponse?> ReadAsync(string iterator, int limit, CancellationToken cancellationToken)
    {
        var request = new GetRecordsRequest { ShardIterator = iterator, Limit = limit };
        return await _attempts.RunAsync<GetRecordsResponse?>(
            $"kinesis:GetRecords of {Name}",
            async (_, stop) =>
            {
                try
                {
                    return await client.GetRecordsAsync(request, stop);
                }
                catch (ExpiredIteratorException)
                {
                    return null;
                }
                catch (ProvisionedThroughputExceededException)
                {
                    // Other readers had the share of this second: no attempt of ours was in vain.
                    return new GetRecordsResponse { NextShardIterator = iterator, MillisBehindLatest = 1 };
                }
            },
            cancellationToken);
    }

    private async Task RestAsync(long since, CancellationToken cancellationToken)
    {
        if (options.ReadPeriod - options.Clock.GetElapsedTime(since) is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, options.Clock, cancellationToken);
    }

    private JournalPositionException NotInJournal(string what, Exception? cause) => new(
        Name,
        what,
        "must be one of this journal that is not older than its stream keeps records: start from a newer snapshot, or from the journal's archive",
        cause);
}

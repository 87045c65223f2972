using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>The journal as one shard of a Kinesis stream: a frame is one record, one on its way at a time, put again with the same bytes until it is confirmed.</summary>
/// <remarks>
/// Kinesis has no conditional append, so what counts is told by the reader's filter (<see cref="FrameFilter"/>), and a copy that a retry made
/// is dropped there. Records become readable shortly after they are confirmed: the append of an epoch's first frame comes back once that
/// can be read, and with it all that stands before it. Who cancels an append does not wait for it any more, and the journal takes no other.
/// </remarks>
public sealed class KinesisJournal : IJournal
{
    private readonly KinesisJournalOptions _options;
    private readonly AwsOptions _aws;
    private readonly IAmazonKinesis _writes;
    private readonly IAmazonKinesis _reads;
    private readonly KinesisShard _shard;
    private readonly KinesisReading _reading;
    private readonly CancellationTokenSource _closing = new();
    private JournalFailedException? _failure;
    private string? _lastConfirmed;
    private JournalPosition _readThrough;

    private KinesisJournal(KinesisJournalOptions options, AwsOptions aws, IAmazonKinesis writes, IAmazonKinesis reads, KinesisShard shard)
    {
        (_options, _aws, _shard) = (options, aws, shard);
        _writes = writes;
        _reads = reads;
        _reading = new KinesisReading(reads, options, aws, shard);
    }

    /// <inheritdoc/>
    public int Partition => _options.Partition;

    /// <inheritdoc/>
    public bool HasRoom => _failure is null;

    /// <inheritdoc/>
    public JournalCounters Counters { get; } = new();

    /// <summary>Opens the shard of a partition, once the stream is seen to be as it must be.</summary>
    /// <exception cref="StoreException">There is no such stream, it may not be asked, it is of another mode or count of shards, or it does not keep records for long enough.</exception>
    public static async Task<KinesisJournal> OpenAsync(KinesisJournalOptions options, AwsOptions aws, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Partition, options.ShardCount);
        // A retry of the SDK would hide that a frame may be there twice. An attempt ends by the journal's own clock.
        var writes = KinesisClients.Make(aws with { AttemptTimeout = options.AttemptTimeout * 10 });
        var reading = aws with { Clock = options.Clock, AttemptTimeout = options.ReadTimeout };
        var reads = KinesisClients.Make(reading);
        try
        {
            return new KinesisJournal(options, reading, writes, reads, await KinesisShard.FindAsync(reads, options, reading, cancellationToken));
        }
        catch
        {
            writes.Dispose();
            reads.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFrame> ReadAsync(JournalPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stored in CountedAsync(_reading.FromAsync(from, mustBeKept: from != _readThrough, cancellationToken)))
        {
            _readThrough = stored.Next;
            yield return stored;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<JournalPosition> AppendAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        if (_failure is not null)
            throw new JournalFailedException(_failure.Message, _failure);
        Check(frame);
        KinesisFrame.Seal(frame.Bytes.Span);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
        try
        {
            var sequenceNumber = await PutAsync(frame, stop.Token);
            if (frame.Id.Sequence == 0)
                await ReadBackAsync(frame, sequenceNumber, stop.Token);
            _lastConfirmed = sequenceNumber;
            Counters.AddFrame(frame.EntryCount, frame.Bytes.Length);
            return _reading.Begin(sequenceNumber);
        }
        catch (JournalFailedException exception)
        {
            _failure = exception;
            throw;
        }
        catch (Exception exception) when (_closing.IsCancellationRequested)
        {
            _failure = new JournalFailedException($"the journal was closed while frame {frame.Id} was on its way; whether it is durable, the next start finds out", exception);
            throw _failure;
        }
        catch (OperationCanceledException exception)
        {
            _failure = new JournalFailedException($"frame {frame.Id} was given up by who appended it; whether it is durable, the next start finds out", exception);
            throw;
        }
    }

    /// <summary>Ends what is on its way: whether it is durable, the next start finds out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _writes.Dispose();
        _reads.Dispose();
    }

    private void Check(SealedFrame frame)
    {
        var partition = BinaryPrimitives.ReadUInt16LittleEndian(frame.Bytes.Span[16..]);
        if (partition != Partition)
            throw new InvariantException($"frame {frame.Id} was of partition {partition}, must be of {Partition}");
        if (frame.Bytes.Length > FrameCodec.FrameBytesMax)
            throw new InvariantException($"frame {frame.Id} had {frame.Bytes.Length} bytes, must have at most {FrameCodec.FrameBytesMax}");
    }

    // Goes on with the same bytes: another frame under the same number would be two writers in one epoch.
    private async Task<string> PutAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        var patience = new KinesisPatience(_options);
        var wait = _options.RetryWaitFirst;
        var mayBeDone = false;
        while (true)
        {
            var fault = (StoreException?)null;
            try
            {
                return await AttemptAsync(frame, cancellationToken);
            }
            catch (Exception exception) when (AwsFault.IsOutside(exception) && !cancellationToken.IsCancellationRequested)
            {
                mayBeDone |= AwsFault.AttemptOf(exception) == AttemptFault.Unanswered;
                fault = AwsFault.Of(exception, $"kinesis:PutRecord of stream {_options.Stream}", _aws, isSecret: false, mayBeDone);
            }
            if (patience.EndsWith(fault))
                throw new JournalFailedException($"frame {frame.Id} could not be made durable: {fault.Message}. Start again once that is mended: it recovers from what is in the stream", fault);
            await Task.Delay(wait * _options.Jitter.NextDouble(), _options.Clock, cancellationToken);
            wait = wait * 2 < _options.RetryWaitMax ? wait * 2 : _options.RetryWaitMax;
        }
    }

    private async Task<string> AttemptAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.AttemptTimeout, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var sent = _options.Clock.GetTimestamp();
        try
        {
            var answer = await _writes.PutRecordAsync(RequestOf(frame), either.Token).WaitAsync(either.Token);
            Counters.Syncs.Add(_options.Clock.GetElapsedTime(sent));
            // An answer that tells no place is none.
            if (answer is not { SequenceNumber.Length: > 0, ShardId.Length: > 0 })
                throw new IOException("the answer had no shard and sequence number");
            return answer.ShardId == _shard.Id
                ? answer.SequenceNumber
                : throw new JournalFailedException($"frame {frame.Id} went to shard {answer.ShardId}, must be {_shard.Id}: the stream was split or merged while it was written, and the frames of a partition lie in two shards now; make a new stream and start on that");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer came in {_options.AttemptTimeout}", exception);
        }
    }

    private PutRecordRequest RequestOf(SealedFrame frame) => new()
    {
        StreamName = _options.Stream,
        Data = MemoryMarshal.TryGetArray<byte>(frame.Bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(frame.Bytes.ToArray()),
        PartitionKey = string.Create(CultureInfo.InvariantCulture, $"{Partition}"),
        ExplicitHashKey = _shard.FirstHashKey,
        SequenceNumberForOrdering = _lastConfirmed,
    };

    // What was confirmed to the leader before may not be readable yet. Once the own frame is, so is all that stands before it.
    private async Task ReadBackAsync(SealedFrame own, string place, CancellationToken cancellationToken)
    {
        var patience = new KinesisPatience(_options);
        using var limit = new CancellationTokenSource(_options.Patience, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (await IsReadBackAsync(own, place, either.Token))
                        return;
                }
                catch (StoreException exception) when (!patience.EndsWith(exception))
                {
                    // Reading may be away for a moment as writing may.
                }
                catch (Exception exception) when (exception is StoreException or JournalDamagedException)
                {
                    throw new JournalFailedException($"frame {own.Id} was confirmed and could not be read back: {exception.Message}", exception);
                }
                await Task.Delay(_options.ReadPeriod, _options.Clock, either.Token);
            }
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JournalFailedException($"frame {own.Id} was confirmed and not readable within {_options.Patience}", exception);
        }
    }

    private async Task<bool> IsReadBackAsync(SealedFrame own, string place, CancellationToken cancellationToken)
    {
        await foreach (var stored in _reading.FromAsync(_readThrough, mustBeKept: false, cancellationToken))
        {
            // A copy that an attempt before left counts as well. Another candidate's beginning of that epoch is for the filter to judge.
            if (stored.Frame.Id == own.Id && stored.Frame.Hash == own.Hash)
                return true;
            switch (KinesisPlace.Compare(stored.Position.Token!, place))
            {
                case 0:
                    throw new JournalFailedException($"frame {own.Id} was confirmed and stands there as another: record {place} was frame {stored.Frame.Id} with hash {stored.Frame.Hash}, must be {own.Hash}; something between here and the stream changes what is written");
                case > 0:
                    throw new JournalFailedException($"frame {own.Id} was confirmed and does not stand there: record {place} was missing before record {stored.Position.Token}; let a person look at the stream");
            }
        }
        return false;
    }

    private async IAsyncEnumerable<StoredFrame> CountedAsync(IAsyncEnumerable<StoredFrame> frames)
    {
        await using var each = frames.GetAsyncEnumerator(_closing.Token);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                    yield break;
            }
            catch (JournalDamagedException)
            {
                Counters.AddCorruptedEntry();
                throw;
            }
            yield return each.Current;
        }
    }
}

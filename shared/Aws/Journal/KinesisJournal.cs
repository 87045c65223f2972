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
/// can be read, and with it all that stands before it.
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
    /// <exception cref="StoreException">There is no such stream, it may not be asked, or it is of another mode or count of shards.</exception>
    public static async Task<KinesisJournal> OpenAsync(KinesisJournalOptions options, AwsOptions aws, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Partition, options.ShardCount);
        // A retry of the SDK would hide that a frame may be there twice. An attempt ends by the journal's own clock.
        var writes = KinesisClients.Make(aws with { RetriesMax = 0, AttemptTimeout = options.AttemptTimeout * 10 });
        var reads = KinesisClients.Make(aws with { AttemptTimeout = options.ReadTimeout });
        try
        {
            return new KinesisJournal(options, aws, writes, reads, await KinesisShard.FindAsync(reads, options, aws, cancellationToken));
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
        await foreach (var stored in CountedAsync(_reading.FromAsync(from, cancellationToken)))
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
        try
        {
            var sequenceNumber = await PutAsync(frame);
            if (frame.Id.Sequence == 0)
                await ReadBackAsync(frame);
            _lastConfirmed = sequenceNumber;
            Counters.AddFrame(frame.EntryCount, frame.Bytes.Length);
            return _reading.Begin(sequenceNumber);
        }
        catch (JournalFailedException exception)
        {
            _failure = exception;
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
    private async Task<string> PutAsync(SealedFrame frame)
    {
        var began = _options.Clock.GetTimestamp();
        var wait = _options.RetryWaitFirst;
        while (true)
        {
            var fault = (StoreException?)null;
            try
            {
                return await AttemptAsync(RequestOf(frame));
            }
            catch (Exception exception) when (_closing.IsCancellationRequested)
            {
                throw new JournalFailedException($"the journal was closed while frame {frame.Id} was on its way; whether it is durable, the next start finds out", exception);
            }
            catch (Exception exception) when (AwsFault.IsOutside(exception) || exception is OperationCanceledException)
            {
                fault = AwsFault.Of(exception, $"kinesis:PutRecord of stream {_options.Stream}", _aws);
            }
            if (fault.Fault != StoreFault.Unavailable || _options.Clock.GetElapsedTime(began) >= _options.Patience)
                throw new JournalFailedException($"frame {frame.Id} could not be made durable: {fault.Message}. Start again once that is mended: it recovers from what is in the stream", fault);
            await RestAsync(wait * _options.Jitter.NextDouble(), frame);
            wait = wait * 2 < _options.RetryWaitMax ? wait * 2 : _options.RetryWaitMax;
        }
    }

    private async Task<string> AttemptAsync(PutRecordRequest request)
    {
        using var limit = new CancellationTokenSource(_options.AttemptTimeout, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        var sent = _options.Clock.GetTimestamp();
        var answer = await _writes.PutRecordAsync(request, either.Token);
        Counters.AddSync(_options.Clock.GetElapsedTime(sent));
        // An answer that tells no place is none.
        return answer.SequenceNumber is { Length: > 0 } place ? place : throw new IOException("the answer had no sequence number");
    }

    private async Task RestAsync(TimeSpan wait, SealedFrame frame)
    {
        try
        {
            await Task.Delay(wait, _options.Clock, _closing.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new JournalFailedException($"the journal was closed while frame {frame.Id} was on its way; whether it is durable, the next start finds out", exception);
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
    private async Task ReadBackAsync(SealedFrame own)
    {
        var began = _options.Clock.GetTimestamp();
        while (_options.Clock.GetElapsedTime(began) < _options.Patience)
        {
            try
            {
                if (await IsReadBackAsync(own))
                    return;
            }
            catch (Exception exception) when (exception is StoreException or JournalDamagedException)
            {
                throw new JournalFailedException($"frame {own.Id} was confirmed and could not be read back: {exception.Message}", exception);
            }
            await RestAsync(_options.ReadPeriod, own);
        }
        throw new JournalFailedException($"frame {own.Id} was confirmed and not readable within {_options.Patience}");
    }

    private async Task<bool> IsReadBackAsync(SealedFrame own)
    {
        await foreach (var stored in _reading.FromAsync(_readThrough, _closing.Token))
        {
            if (stored.Frame.Id == own.Id && stored.Frame.Hash == own.Hash)
                return true;
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

using System.Buffers;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Takes the events of one market and makes the blocks of a capture of them.</summary>
/// <remarks>
/// One thread adds; it packs nothing and writes nothing. Another, the owner's, takes closed blocks and stores them, as
/// <see cref="MarketCaptureUpload"/> does. What waits to be taken is bounded: when the owner falls behind, events are lost, counted, and told
/// by the next segment, which begins with the book as it is then. It keeps that book itself, from the events.
/// </remarks>
public sealed class MarketCaptureWriter
{
    private readonly Instrument _instrument;
    private readonly CaptureOptions _options;
    private readonly OrderBook _book;
    private readonly CaptureEventWriter _events = new();
    private readonly Lock _gate = new();
    private readonly Queue<ClosedBlock> _closed = [];
    private readonly ArrayBufferWriter<byte> _packed = new();

    private CaptureSegmentHeader? _segment;
    private CaptureSegmentId _previous;
    private BookLevelChange[] _levels = new BookLevelChange[64];
    private int _segmentNumber;
    private int _blockNumber;
    private long _segmentEvents;
    private long _segmentBytes;
    private long _last;
    private long _lostSince;
    private int _pendingBytes;
    private long _takenBytes;

    /// <summary>Begins a capture.</summary>
    /// <param name="instrument">Whose market, and what a tick and a lot are.</param>
    /// <param name="options">When blocks and segments are closed.</param>
    public MarketCaptureWriter(Instrument instrument, CaptureOptions options)
    {
        _instrument = instrument;
        _options = options;
        _book = new OrderBook(instrument);
    }

    /// <summary>Events that were lost because the owner fell behind.</summary>
    public long Lost { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <exception cref="InvariantException">It was received before the one before, or its numbers can be none of a market. Nothing was changed.</exception>
    public void Add(in MarketEvent happened)
    {
        if (happened.ReceivedTime.Value < _last || happened.ReceivedTime.Value < 0)
            throw new InvariantException($"event was received at {happened.ReceivedTime}, must not be before {new UnixNanos(_last)}");
        if (CaptureEventWriter.FaultOf(happened) is { } fault)
            throw new InvariantException(fault);
        _last = happened.ReceivedTime.Value;
        CloseWhatIsOld(_last);
        if (!TryBegin(happened))
        {
            Lost++;
            _lostSince++;
        }
        else
        {
            _events.Add(happened, isCarried: false);
        }
        Apply(happened);
        if (_events.Bytes.Length >= _options.BlockBytes)
            CloseBlock(isLast: _segmentBytes + _events.Bytes.Length >= _options.SegmentBytes);
    }

    /// <summary>Adds a trade.</summary>
    /// <exception cref="OffGridException">Price or quantity is not on the instrument's grid.</exception>
    public void Add(in TradeTick trade, long sequence) => Add(new MarketEvent
    {
        Kind = MarketEventKind.Trade,
        VenueTime = trade.VenueTime,
        ReceivedTime = trade.ReceivedTime,
        Sequence = sequence,
        Aggressor = trade.Aggressor switch { OrderSide.Buy => TradeAggressor.Buy, OrderSide.Sell => TradeAggressor.Sell, _ => TradeAggressor.Unknown },
        TradeId = trade.TradeId,
        Ticks = _instrument.ToTicks(trade.Price),
        Lots = _instrument.ToLots(trade.Quantity),
    });

    /// <summary>Adds a quote.</summary>
    /// <exception cref="OffGridException">A price or quantity is not on the instrument's grid.</exception>
    public void Add(in QuoteTick quote, long sequence) => Add(new MarketEvent
    {
        Kind = MarketEventKind.Quote,
        VenueTime = quote.VenueTime,
        ReceivedTime = quote.ReceivedTime,
        Sequence = sequence,
        Ticks = _instrument.ToTicks(quote.Bid),
        Lots = _instrument.ToLots(quote.BidQuantity),
        AskTicks = _instrument.ToTicks(quote.Ask),
        AskLots = _instrument.ToLots(quote.AskQuantity),
    });

    /// <summary>Adds a whole book.</summary>
    /// <exception cref="OffGridException">A level is not on the instrument's grid.</exception>
    public void Add(BookSnapshot snapshot)
    {
        var count = 0;
        foreach (var level in snapshot.Bids)
            Put(ref count, OrderSide.Buy, level);
        foreach (var level in snapshot.Asks)
            Put(ref count, OrderSide.Sell, level);
        Add(new MarketEvent
        {
            Kind = MarketEventKind.BookSnapshot,
            VenueTime = snapshot.VenueTime,
            ReceivedTime = snapshot.ReceivedTime,
            Sequence = snapshot.Sequence,
            Levels = _levels.AsSpan(0, count),
        });
    }

    /// <summary>Adds the changes that one message of the venue told.</summary>
    /// <exception cref="OffGridException">A level is not on the instrument's grid.</exception>
    public void Add(UnixNanos venueTime, UnixNanos receivedTime, long sequence, ReadOnlySpan<BookDelta> deltas)
    {
        var count = 0;
        foreach (var delta in deltas)
            Put(ref count, delta.Side, new BookLevel(delta.Price, delta.Quantity));
        Add(new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = venueTime, ReceivedTime = receivedTime, Sequence = sequence, Levels = _levels.AsSpan(0, count) });
    }

    /// <summary>Closes what is old by now though no event comes: to be called by the thread that adds, now and then.</summary>
    public void CloseWhatIsOld(UnixNanos now) => CloseWhatIsOld(Math.Max(now.Value, _last));

    /// <summary>Ends the capture: the open segment is closed. More may be added, to a segment that goes on from it.</summary>
    public void Close()
    {
        if (_segment is not null)
            CloseBlock(isLast: true);
    }

    /// <summary>Takes the next bytes to be stored; for one thread, which may be another than the one that adds.</summary>
    /// <returns>Null when there are none.</returns>
    public CaptureBlock? Take()
    {
        ClosedBlock closed;
        lock (_gate)
        {
            if (!_closed.TryDequeue(out var next))
                return null;
            closed = next;
        }
        var taken = Pack(closed);
        ArrayPool<byte>.Shared.Return(closed.Body);
        Interlocked.Add(ref _pendingBytes, -closed.Length);
        return taken;
    }

    private void CloseWhatIsOld(long now)
    {
        if (_segment is null)
            return;
        var first = _segment.Segment.First;
        if (now - first >= _options.SegmentTime.Ticks * 100 || now / UnixNanos.PerDay != first / UnixNanos.PerDay)
            CloseBlock(isLast: true);
        else if (_events.Count > 0 && now - _events.First >= _options.BlockTime.Ticks * 100)
            CloseBlock(isLast: false);
    }

    // False when there is no room: then the segment before is ended, so that what is there has no gap.
    private bool TryBegin(in MarketEvent happened)
    {
        var hasRoom = Volatile.Read(ref _pendingBytes) <= _options.PendingBytesMax - _options.BlockBytes;
        if (!hasRoom)
        {
            Close();
            _previous = default;
        }
        if (!hasRoom || _segment is not null)
            return hasRoom;
        _segment = new CaptureSegmentHeader(
            new CaptureSegmentId(happened.ReceivedTime.Value, _segmentNumber++),
            _previous,
            _lostSince,
            _instrument.Id.Text,
            _instrument.PriceIncrement,
            _instrument.QuantityIncrement);
        (_blockNumber, _segmentEvents, _segmentBytes, _lostSince) = (0, 0, 0, 0);
        AddCarriedBook(happened.ReceivedTime);
        return true;
    }

    // So that a reader may begin with any segment.
    private void AddCarriedBook(UnixNanos receivedTime)
    {
        var count = 0;
        if (_book.IsValid)
        {
            for (var rank = 0; rank < _book.BidCount; rank++)
                Put(ref count, OrderSide.Buy, _book.Level(OrderSide.Buy, rank));
            for (var rank = 0; rank < _book.AskCount; rank++)
                Put(ref count, OrderSide.Sell, _book.Level(OrderSide.Sell, rank));
        }
        _events.Add(
            new MarketEvent
            {
                Kind = _book.IsValid ? MarketEventKind.BookSnapshot : MarketEventKind.BookInvalidated,
                VenueTime = receivedTime,
                ReceivedTime = receivedTime,
                Sequence = _book.Sequence,
                Levels = _levels.AsSpan(0, count),
            },
            isCarried: true);
    }

    private void Apply(in MarketEvent happened)
    {
        switch (happened.Kind)
        {
            case MarketEventKind.BookSnapshot:
                _book.Apply(SnapshotOf(happened));
                break;
            case MarketEventKind.BookDelta:
                foreach (var level in happened.Levels)
                    _book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
                break;
            case MarketEventKind.BookInvalidated:
                _book.Invalidate();
                break;
        }
    }

    private BookSnapshot SnapshotOf(in MarketEvent happened)
    {
        List<BookLevel> bids = [], asks = [];
        foreach (var level in happened.Levels)
            (level.Side == OrderSide.Buy ? bids : asks).Add(new BookLevel(_instrument.PriceFromTicks(level.Ticks), _instrument.QuantityFromLots(level.Lots)));
        return new BookSnapshot(happened.VenueTime, happened.ReceivedTime, happened.Sequence, bids, asks);
    }

    private void CloseBlock(bool isLast)
    {
        var body = ArrayPool<byte>.Shared.Rent(_events.Bytes.Length);
        _events.Bytes.CopyTo(body);
        _segmentEvents += _events.Count;
        _segmentBytes += _events.Bytes.Length;
        var closed = new ClosedBlock(
            _segment!, _blockNumber, _events.Count, _events.First, _events.Last, body, _events.Bytes.Length, isLast, _blockNumber + (_events.Count > 0 ? 1 : 0), _segmentEvents);
        _blockNumber = closed.Blocks;
        _events.Clear();
        if (isLast)
        {
            _previous = _segment!.Segment;
            _segment = null;
        }
        Interlocked.Add(ref _pendingBytes, closed.Length);
        lock (_gate)
        {
            _closed.Enqueue(closed);
        }
    }

    private CaptureBlock Pack(ClosedBlock closed)
    {
        var header = closed.Number == 0 ? closed.Segment.ToBytes() : [];
        _packed.ResetWrittenCount();
        header.CopyTo(_packed.GetSpan(header.Length + 1));
        _packed.Advance(header.Length);
        if (closed.Events > 0)
            CaptureFrame.WriteBlock(_packed, closed.Segment.Segment, closed.Number, closed.Events, closed.First, closed.Last, closed.Body.AsSpan(0, closed.Length));
        _takenBytes = closed.Number == 0 ? _packed.WrittenCount : _takenBytes + _packed.WrittenCount;
        if (closed.IsLast)
            CaptureFrame.WriteFooter(_packed, closed.Segment.Segment, closed.Blocks, closed.SegmentEvents, _takenBytes + CaptureFrame.FooterSize);
        return new CaptureBlock(CaptureKeys.KeyOf(_instrument.Id, closed.Segment.Segment), _packed.WrittenMemory.ToArray(), closed.Number == 0, closed.IsLast);
    }

    private void Put(ref int count, OrderSide side, BookLevel level)
    {
        if (count == _levels.Length)
            Array.Resize(ref _levels, count * 2);
        _levels[count++] = new BookLevelChange(side, _instrument.ToTicks(level.Price), _instrument.ToLots(level.Quantity));
    }

    // The events of a block, not packed yet, or none when it only ends its segment.
    private sealed record ClosedBlock(
        CaptureSegmentHeader Segment, int Number, int Events, long First, long Last, byte[] Body, int Length, bool IsLast, int Blocks, long SegmentEvents);
}

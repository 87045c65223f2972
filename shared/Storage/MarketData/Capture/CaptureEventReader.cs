using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Reads the events of one block. Trusts no number in them, right checksum or not.</summary>
internal sealed class CaptureEventReader
{
    // As the writer's, so that no difference overflows.
    private const long TicksMax = 1L << 60;

    private byte[] _bytes = [];
    private int _length;
    private int _at;
    private int _left;
    private long _received;
    private long _last;
    private long _venue;
    private long _sequence;
    private long _ticks;
    private long _tradeId;
    private BookLevelChange[] _levels = new BookLevelChange[1_024];

    /// <summary>Room for a body, to be filled before <see cref="Begin"/>.</summary>
    public Span<byte> RoomFor(int length)
    {
        if (_bytes.Length < length)
            _bytes = new byte[Math.Max(length, _bytes.Length * 2)];
        _length = length;
        return _bytes.AsSpan(0, length);
    }

    /// <summary>Begins the block whose body was filled in.</summary>
    public void Begin(int events, long first, long last)
    {
        (_at, _left, _received, _last) = (0, events, first, last);
        (_venue, _sequence, _ticks, _tradeId) = (0, 0, 0, 0);
    }

    /// <summary>Leaves the rest of the block.</summary>
    public void Skip() => _left = 0;

    /// <summary>Whether there are more events.</summary>
    public bool HasMore => _left > 0;

    /// <summary>Reads the next event, of which there must be more.</summary>
    /// <param name="happened">Holds until the next call.</param>
    /// <param name="isCarried">Whether it is the book of before, told again.</param>
    /// <returns>False when the bytes are no event.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out MarketEvent happened, out bool isCarried)
    {
        happened = default;
        isCarried = false;
        var bytes = _bytes.AsSpan(0, _length);
        if (_at >= bytes.Length)
            return false;
        var head = bytes[_at++];
        var kind = (MarketEventKind)(head & 7);
        var side = (TradeAggressor)((head >> CaptureEventWriter.SideShift) & 3);
        isCarried = (head & CaptureEventWriter.CarriedBit) != 0;
        if (kind is < MarketEventKind.Trade or > MarketEventKind.BookInvalidated || side > TradeAggressor.Sell || head >= CaptureEventWriter.CarriedBit << 1)
            return false;
        if (!Varint.TryRead(bytes, ref _at, out var waited) || waited > (ulong)(_last - _received) || !TrySigned(bytes, out var venue) || !TrySigned(bytes, out var sequence))
            return false;
        unchecked
        {
            _received += (long)waited;
            _venue += venue;
            _sequence += sequence;
        }
        long lots = 0, askTicks = 0, askLots = 0, count = 0;
        switch (kind)
        {
            case MarketEventKind.Trade:
                if (!TryTicks(bytes, ref _ticks) || !TryLots(bytes, out lots) || lots == 0 || !TrySigned(bytes, out var ids))
                    return false;
                _tradeId = unchecked(_tradeId + ids);
                break;
            case MarketEventKind.Quote:
                if (!TryTicks(bytes, ref _ticks) || !TryLots(bytes, out lots))
                    return false;
                askTicks = _ticks;
                if (!TryTicks(bytes, ref askTicks) || !TryLots(bytes, out askLots))
                    return false;
                break;
            case MarketEventKind.BookSnapshot or MarketEventKind.BookDelta:
                if (!TryLevels(bytes, kind == MarketEventKind.BookSnapshot, out count))
                    return false;
                break;
        }
        _left--;
        // The last event ends the body, and was had when its block says.
        if (_left == 0 && (_at != bytes.Length || _received != _last))
            return false;
        happened = new MarketEvent
        {
            Kind = kind,
            VenueTime = new UnixNanos(_venue),
            ReceivedTime = new UnixNanos(_received),
            Sequence = _sequence,
            Aggressor = side,
            TradeId = kind == MarketEventKind.Trade ? _tradeId : 0,
            Ticks = kind <= MarketEventKind.Quote ? _ticks : 0,
            Lots = lots,
            AskTicks = askTicks,
            AskLots = askLots,
            Levels = _levels.AsSpan(0, (int)count),
        };
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryLevels(ReadOnlySpan<byte> bytes, bool isSnapshot, out long count)
    {
        count = 0;
        // A level takes two bytes at least.
        if (!Varint.TryRead(bytes, ref _at, out var told) || told > (ulong)((bytes.Length - _at) / 2))
            return false;
        count = (long)told;
        if (_levels.Length < count)
            _levels = new BookLevelChange[Math.Max(count, _levels.Length * 2)];
        var levels = _levels.AsSpan(0, (int)count);
        var (at, ticks) = (_at, _ticks);
        for (var index = 0; index < levels.Length; index++)
        {
            if (!Varint.TryRead(bytes, ref at, out var step) || !Varint.TryRead(bytes, ref at, out var lots))
                return false;
            ticks = unchecked(ticks + Varint.Signed(step >> 1));
            if (lots > long.MaxValue || (lots == 0 && isSnapshot) || ticks is < -TicksMax or > TicksMax)
                return false;
            levels[index] = new BookLevelChange((step & 1) == 1 ? OrderSide.Sell : OrderSide.Buy, ticks, (long)lots);
        }
        (_at, _ticks) = (at, ticks);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTicks(ReadOnlySpan<byte> bytes, ref long ticks)
    {
        if (!TrySigned(bytes, out var step))
            return false;
        ticks = unchecked(ticks + step);
        return ticks is >= -TicksMax and <= TicksMax;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryLots(ReadOnlySpan<byte> bytes, out long lots)
    {
        var isThere = Varint.TryRead(bytes, ref _at, out var value) && value <= long.MaxValue;
        lots = isThere ? (long)value : 0;
        return isThere;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySigned(ReadOnlySpan<byte> bytes, out long value)
    {
        var isThere = Varint.TryRead(bytes, ref _at, out var coded);
        value = Varint.Signed(coded);
        return isThere;
    }
}

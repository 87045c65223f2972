using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace VeloZ.Domain;

/// <summary>One price of a book.</summary>
/// <param name="Price">On the instrument's grid.</param>
/// <param name="Quantity">Base units resting there; in a delta 0 takes the level away.</param>
public readonly record struct BookLevel(Price Price, Quantity Quantity);

/// <summary>A whole book.</summary>
/// <param name="VenueTime">When the venue says it held.</param>
/// <param name="ReceivedTime">When we had it.</param>
/// <param name="Sequence">The venue's number of it.</param>
/// <param name="Bids">Any order, each price once, quantities above 0.</param>
/// <param name="Asks">Any order, each price once, quantities above 0.</param>
public sealed record BookSnapshot(UnixNanos VenueTime, UnixNanos ReceivedTime, long Sequence, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks);

/// <summary>A change of one level.</summary>
/// <param name="Side">Buy for a bid, sell for an ask.</param>
/// <param name="Price">On the instrument's grid.</param>
/// <param name="Quantity">Base units there from now on; 0 takes the level away.</param>
public readonly record struct BookDelta(OrderSide Side, Price Price, Quantity Quantity);

/// <summary>
/// A price-aggregated book (L2). Prices and sizes are whole ticks and lots inside, converted once at its edge;
/// changes near the best price, which are nearly all, move little.
/// </summary>
/// <remarks>Not thread-safe. Whether a gap makes it wrong is the feed's to know: it calls <see cref="Invalidate"/>.</remarks>
public sealed class OrderBook
{
    private readonly Side _bids = new(sign: 1);
    private readonly Side _asks = new(sign: -1);

    /// <summary>An empty book, not valid until its first snapshot.</summary>
    public OrderBook(Instrument instrument) => Instrument = instrument;

    /// <summary>Whose book.</summary>
    public Instrument Instrument { get; }

    /// <summary>Whether it may be priced from: a snapshot came and nothing was missed since.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The venue's number of the last change.</summary>
    public long Sequence { get; private set; }

    /// <summary>When we had the last change.</summary>
    public UnixNanos ReceivedTime { get; private set; }

    /// <summary>How many bid levels there are.</summary>
    public int BidCount => _bids.Count;

    /// <summary>How many ask levels there are.</summary>
    public int AskCount => _asks.Count;

    /// <summary>Whether the best bid is at or above the best ask.</summary>
    public bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.TicksAt(0) >= _asks.TicksAt(0);

    /// <summary>A level by its rank.</summary>
    /// <param name="side">Buy for bids, sell for asks.</param>
    /// <param name="rank">0 is the best price.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public BookLevel Level(OrderSide side, int rank)
    {
        var levels = side == OrderSide.Buy ? _bids : _asks;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unchecked((uint)rank), (uint)levels.Count);
        return new BookLevel(
            Instrument.PriceFromTicks(levels.TicksAt(rank)),
            Instrument.QuantityFromLots(levels.LotsAt(rank)));
    }

    /// <summary>The best bid and ask; null when a side is empty.</summary>
    public QuoteTick? Best(UnixNanos venueTime) => _bids.Count == 0 || _asks.Count == 0
        ? null
        : Quote(venueTime, Level(OrderSide.Buy, 0), Level(OrderSide.Sell, 0));

    /// <summary>Replaces all levels; the book is valid from here on.</summary>
    /// <exception cref="OffGridException">A level is of another grid; the book is not valid then.</exception>
    public void Apply(BookSnapshot snapshot)
    {
        IsValid = false; // Until every level is in.
        _bids.Clear();
        _asks.Clear();
        foreach (var level in snapshot.Bids)
            _bids.Set(Instrument.ToTicks(level.Price), Instrument.ToLots(level.Quantity));
        foreach (var level in snapshot.Asks)
            _asks.Set(Instrument.ToTicks(level.Price), Instrument.ToLots(level.Quantity));
        Sequence = snapshot.Sequence;
        ReceivedTime = snapshot.ReceivedTime;
        IsValid = true;
    }

    /// <summary>Quantity at a price, in whole increments; 0 where there is no level.</summary>
    /// <param name="side">Buy for a bid, sell for an ask.</param>
    /// <param name="ticks">Price in price increments.</param>
    public long LotsAt(OrderSide side, long ticks) => (side == OrderSide.Buy ? _bids : _asks).LotsOf(ticks);

    /// <summary>Price of a level by its rank, in price increments; allocates nothing.</summary>
    /// <param name="side">Buy for bids, sell for asks.</param>
    /// <param name="rank">0 is the best price; below <see cref="BidCount"/> or <see cref="AskCount"/>.</param>
    public long TicksAt(OrderSide side, int rank) => (side == OrderSide.Buy ? _bids : _asks).TicksAt(rank);

    /// <summary>Takes all levels away; the book is not valid before <see cref="Complete"/>.</summary>
    public void Clear()
    {
        IsValid = false;
        _bids.Clear();
        _asks.Clear();
    }

    /// <summary>All levels of a snapshot are in: the book is valid from here on.</summary>
    public void Complete(long sequence, UnixNanos receivedTime)
    {
        (Sequence, ReceivedTime) = (sequence, receivedTime);
        IsValid = true;
    }

    /// <summary>Changes one level. A level that is not there may be taken away: venues do that.</summary>
    /// <param name="delta">The change.</param>
    /// <param name="sequence">The venue's number of it.</param>
    /// <param name="receivedTime">When we had it.</param>
    /// <exception cref="OffGridException">The level is of another grid.</exception>
    public void Apply(in BookDelta delta, long sequence, UnixNanos receivedTime) =>
        Apply(delta.Side, Instrument.ToTicks(delta.Price), Instrument.ToLots(delta.Quantity), sequence, receivedTime);

    /// <summary>Changes one level, given in whole increments: the way of the decoders.</summary>
    /// <param name="side">Buy for a bid, sell for an ask.</param>
    /// <param name="ticks">Price in price increments.</param>
    /// <param name="lots">Quantity in quantity increments, 0 or more; 0 takes the level away.</param>
    /// <param name="sequence">The venue's number of it.</param>
    /// <param name="receivedTime">When we had it.</param>
    /// <exception cref="InvariantException">The lots are negative.</exception>
    public void Apply(OrderSide side, long ticks, long lots, long sequence, UnixNanos receivedTime)
    {
        if (lots < 0)
            ThrowNegative(lots);
        (side == OrderSide.Buy ? _bids : _asks).Set(ticks, lots);
        Sequence = sequence;
        ReceivedTime = receivedTime;
    }

    /// <summary>Something was missed: not to be priced from until the next snapshot.</summary>
    public void Invalidate() => IsValid = false;

    [MethodImpl(MethodImplOptions.NoInlining)]
    [DoesNotReturn]
    private static void ThrowNegative(long lots) => throw new InvariantException($"lots were {lots}, must be 0 or more");

    private QuoteTick Quote(UnixNanos venueTime, BookLevel bid, BookLevel ask) =>
        new(venueTime, ReceivedTime, bid.Price, bid.Quantity, ask.Price, ask.Quantity);

    // One side, kept so that the best price is last: a change near it moves few levels.
    private sealed class Side(int sign)
    {
        private long[] _keys = new long[64]; // Ticks times the sign: rising toward the best price.
        private long[] _lots = new long[64];

        public int Count { get; private set; }

        public long TicksAt(int rank) => sign * _keys[Count - 1 - rank];

        public long LotsAt(int rank) => _lots[Count - 1 - rank];

        public void Clear() => Count = 0;

        public long LotsOf(long ticks)
        {
            var key = sign * ticks;
            var index = IndexOf(key);
            return index < Count && _keys[index] == key ? _lots[index] : 0;
        }

        public void Set(long ticks, long lots)
        {
            var key = sign * ticks;
            var index = IndexOf(key);
            if (index < Count && _keys[index] == key)
            {
                if (lots != 0)
                    _lots[index] = lots;
                else
                    RemoveAt(index);
            }
            else if (lots != 0)
            {
                InsertAt(index, key, lots);
            }
        }

        // The first index whose key is at least the one sought: a few steps from the best price, then by halves.
        private int IndexOf(long key)
        {
            var index = Count;
            for (var step = 0; step < 8 && index > 0; step++)
            {
                if (_keys[index - 1] < key)
                    return index;
                index--;
            }
            var found = _keys.AsSpan(0, index).BinarySearch(key);
            return found < 0 ? ~found : found;
        }

        private void InsertAt(int index, long key, long lots)
        {
            if (Count == _keys.Length)
            {
                Array.Resize(ref _keys, Count * 2);
                Array.Resize(ref _lots, Count * 2);
            }
            Array.Copy(_keys, index, _keys, index + 1, Count - index);
            Array.Copy(_lots, index, _lots, index + 1, Count - index);
            _keys[index] = key;
            _lots[index] = lots;
            Count++;
        }

        private void RemoveAt(int index)
        {
            Count--;
            Array.Copy(_keys, index + 1, _keys, index, Count - index);
            Array.Copy(_lots, index + 1, _lots, index, Count - index);
        }
    }
}

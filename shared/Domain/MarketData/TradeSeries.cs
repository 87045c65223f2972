namespace VeloZ.Domain;

/// <summary>The side that took, in a byte.</summary>
public enum TradeAggressor : byte
{
    /// <summary>The venue does not say.</summary>
    Unknown,

    /// <summary>The buyer took: the seller's order rested.</summary>
    Buy,

    /// <summary>The seller took: the buyer's order rested.</summary>
    Sell,
}

/// <summary>Public prints of one market as columns, oldest first: no time falls, every id is greater than the one before.</summary>
/// <remarks>
/// 33 bytes a trade while prices and quantities fit 64-bit mantissas. Values are as they were given; <see cref="BindTo"/> puts them on an
/// instrument's grid. An id may be missing: whether that is a trade that is missing, only the venue knows.
/// </remarks>
public sealed class TradeSeries
{
    private long[] _times;
    private long[] _ids;
    private TradeAggressor[] _aggressors;

    /// <summary>Makes an empty series.</summary>
    /// <param name="capacity">Trades there is room for before it grows.</param>
    public TradeSeries(int capacity = 0)
    {
        _times = new long[capacity];
        _ids = new long[capacity];
        _aggressors = new TradeAggressor[capacity];
        Price = new DecimalColumn(capacity);
        Quantity = new DecimalColumn(capacity);
    }

    /// <summary>How many trades it holds.</summary>
    public int Count { get; private set; }

    /// <summary>When each happened by the venue, in nanoseconds since the epoch; never falling.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>The venue's ids, 0 or more, rising.</summary>
    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, Count);

    /// <summary>The sides that took.</summary>
    public ReadOnlySpan<TradeAggressor> Aggressors => _aggressors.AsSpan(0, Count);

    /// <summary>Quote currency per base unit, above 0.</summary>
    public DecimalColumn Price { get; }

    /// <summary>Base units, above 0.</summary>
    public DecimalColumn Quantity { get; }

    /// <summary>Ids between the first and the last for which there is no trade.</summary>
    public long MissingIds => Count == 0 ? 0 : _ids[Count - 1] - _ids[0] - (Count - 1);

    /// <summary>Adds the next trade but for its price and quantity; the caller adds one value to each of these columns beside.</summary>
    /// <remarks>Callers check order, price and quantity first: they know the line to name.</remarks>
    /// <param name="time">Nanoseconds since the epoch.</param>
    /// <param name="id">The venue's.</param>
    /// <param name="aggressor">The side that took.</param>
    public void AddPrint(long time, long id, TradeAggressor aggressor)
    {
        if (Count == _times.Length)
            Grow(Count + 1);
        _times[Count] = time;
        _ids[Count] = id;
        _aggressors[Count] = aggressor;
        Count++;
    }

    /// <summary>Adds the next trades but for their prices and quantities; the caller adds as many values to each of these columns beside.</summary>
    /// <exception cref="ArgumentException">The three are not of one length.</exception>
    public void AddPrints(ReadOnlySpan<long> times, ReadOnlySpan<long> ids, ReadOnlySpan<TradeAggressor> aggressors)
    {
        if (times.Length != ids.Length || times.Length != aggressors.Length)
            throw new ArgumentException($"times, ids and aggressors were {times.Length}, {ids.Length} and {aggressors.Length}, must be as many of each");
        if (_times.Length - Count < times.Length)
            Grow(Count + times.Length);
        times.CopyTo(_times.AsSpan(Count));
        ids.CopyTo(_ids.AsSpan(Count));
        aggressors.CopyTo(_aggressors.AsSpan(Count));
        Count += times.Length;
    }

    /// <summary>Adds a whole trade at the end.</summary>
    /// <param name="time">When it happened by the venue; not before the last.</param>
    /// <param name="price">Above 0.</param>
    /// <param name="quantity">Above 0.</param>
    /// <param name="aggressor">The side that took; null when the venue does not say.</param>
    /// <param name="id">The venue's; 0 or more, greater than the last.</param>
    /// <exception cref="InvariantException">One of these does not hold.</exception>
    public void Add(UnixNanos time, decimal price, decimal quantity, OrderSide? aggressor, long id)
    {
        if (Count > 0 && time.Value < _times[Count - 1])
            throw new InvariantException($"trade {id} was at {time}, must not be before {new UnixNanos(_times[Count - 1])}");
        if (id < 0 || (Count > 0 && id <= _ids[Count - 1]))
            throw new InvariantException($"trade id was {id}, must be {(Count == 0 ? "0 or more" : $"above {_ids[Count - 1]}")}");
        if (price <= 0 || quantity <= 0)
            throw new InvariantException($"trade {id} had price {DecimalText.Trimmed(price)} and quantity {DecimalText.Trimmed(quantity)}, must be above 0");
        AddPrint(time.Value, id, aggressor switch { OrderSide.Buy => TradeAggressor.Buy, OrderSide.Sell => TradeAggressor.Sell, _ => TradeAggressor.Unknown });
        Price.Add(price);
        Quantity.Add(quantity);
    }

    /// <summary>The trades from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), as indexes into this series.</summary>
    public Range Between(UnixNanos from, UnixNanos to)
    {
        var start = LowerBound(from.Value);
        return start..Math.Max(start, LowerBound(to.Value));
    }

    /// <summary>Takes all trades away and keeps the room that they had, for the next ones of a long reading. What was bound to it is of no use then.</summary>
    public void Clear()
    {
        Count = 0;
        Price.Clear();
        Quantity.Clear();
    }

    /// <summary>Gives back what it took beyond its trades.</summary>
    public void Trim()
    {
        Array.Resize(ref _times, Count);
        Array.Resize(ref _ids, Count);
        Array.Resize(ref _aggressors, Count);
        Price.Trim();
        Quantity.Trim();
    }

    /// <summary>Checks that every price is on the instrument's grid and answers the trades as the kernel takes them.</summary>
    /// <param name="instrument">Whose grid.</param>
    /// <exception cref="OffGridException">A price is off the grid.</exception>
    public BoundTrades BindTo(Instrument instrument) => new(this, instrument);

    private void Grow(int needed)
    {
        var capacity = Math.Max(needed, Math.Max(1_024, Count * 2));
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _ids, capacity);
        Array.Resize(ref _aggressors, capacity);
    }

    // The first index whose time is at least that one: several trades may share a time.
    private int LowerBound(long time)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

namespace VeloZ.Domain;

/// <summary>Bars of one market as columns, oldest first, each bar's open time later than the one before.</summary>
/// <remarks>
/// About 48 bytes a bar. Values are as they were given; <see cref="BindTo"/> puts the prices on an instrument's grid.
/// Missing bars are missing: there is no row for an interval without a trade.
/// </remarks>
public sealed class BarSeries
{
    private long[] _openTimes;

    /// <summary>Makes an empty series.</summary>
    /// <param name="interval">Length of every bar.</param>
    /// <param name="capacity">Bars there is room for before it grows.</param>
    public BarSeries(BarInterval interval, int capacity = 0)
    {
        Interval = interval;
        _openTimes = new long[capacity];
        Open = new DecimalColumn(capacity);
        High = new DecimalColumn(capacity);
        Low = new DecimalColumn(capacity);
        Close = new DecimalColumn(capacity);
        Volume = new DecimalColumn(capacity);
    }

    /// <summary>Length of every bar.</summary>
    public BarInterval Interval { get; }

    /// <summary>How many bars it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Open times in nanoseconds since the epoch, rising.</summary>
    public ReadOnlySpan<long> OpenTimes => _openTimes.AsSpan(0, Count);

    /// <summary>First trades.</summary>
    public DecimalColumn Open { get; }

    /// <summary>Highest trades.</summary>
    public DecimalColumn High { get; }

    /// <summary>Lowest trades.</summary>
    public DecimalColumn Low { get; }

    /// <summary>Last trades.</summary>
    public DecimalColumn Close { get; }

    /// <summary>Base units traded.</summary>
    public DecimalColumn Volume { get; }

    /// <summary>Intervals between the first and the last bar for which there is no bar.</summary>
    public long Missing => Count == 0 ? 0 : ((_openTimes[Count - 1] - _openTimes[0]) / Interval.Nanos) + 1 - Count;

    /// <summary>Adds the open time of the next bar; the caller adds one value to each column beside.</summary>
    /// <remarks>Callers check prices, order and alignment first: they know the line to name.</remarks>
    public void AddOpenTime(UnixNanos openTime)
    {
        if (Count == _openTimes.Length)
            Array.Resize(ref _openTimes, Math.Max(1_024, Count * 2));
        _openTimes[Count++] = openTime.Value;
    }

    /// <summary>Adds a whole bar at the end.</summary>
    /// <exception cref="InvariantException">The bar is not later than the last, not on the interval's grid, or its prices do not fit together.</exception>
    public void Add(UnixNanos openTime, decimal open, decimal high, decimal low, decimal close, decimal volume)
    {
        if (Count > 0 && openTime.Value <= _openTimes[Count - 1])
            throw new InvariantException($"bar opened at {openTime}, must be after {new UnixNanos(_openTimes[Count - 1])}");
        if (!Interval.IsAligned(openTime))
            throw new InvariantException($"bar opened at {openTime}, must be on the {Interval} grid");
        if (low <= 0 || high < low || open < low || open > high || close < low || close > high || volume < 0)
            throw new InvariantException($"bar at {openTime} had open {open}, high {high}, low {low}, close {close}, volume {volume}; low must be above 0, high the greatest, low the least, volume 0 or more");
        AddOpenTime(openTime);
        Open.Add(open);
        High.Add(high);
        Low.Add(low);
        Close.Add(close);
        Volume.Add(volume);
    }

    /// <summary>The bars that open from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), as indexes into this series.</summary>
    public Range Between(UnixNanos from, UnixNanos to)
    {
        var start = LowerBound(from.Value);
        return start..Math.Max(start, LowerBound(to.Value));
    }

    /// <summary>Gives back what it took beyond its bars.</summary>
    public void Trim()
    {
        Array.Resize(ref _openTimes, Count);
        Open.Trim();
        High.Trim();
        Low.Trim();
        Close.Trim();
        Volume.Trim();
    }

    /// <summary>Checks that every price is on the instrument's grid and answers the bars as the kernel takes them.</summary>
    /// <param name="instrument">Whose grid.</param>
    /// <exception cref="OffGridException">A price is off the grid.</exception>
    public BoundBars BindTo(Instrument instrument) => new(this, instrument);

    private int LowerBound(long openTime)
    {
        var index = OpenTimes.BinarySearch(openTime);
        return index < 0 ? ~index : index;
    }
}

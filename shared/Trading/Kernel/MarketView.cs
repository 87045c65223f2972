using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The last prices, as far as market data has come. Derived from the feed, so not part of <see cref="KernelState"/>.</summary>
public sealed class MarketView
{
    private Last[] _last = new Last[4];

    /// <summary>Last price by instrument index, in quote currency; null before the first.</summary>
    public decimal? PriceOf(int instrumentIndex) =>
        instrumentIndex < _last.Length && _last[instrumentIndex].IsKnown ? _last[instrumentIndex].Price : null;

    /// <summary>When the last price was known; the earliest moment before the first.</summary>
    public UnixNanos TimeOf(int instrumentIndex) => instrumentIndex < _last.Length ? _last[instrumentIndex].Time : default;

    /// <summary>Moves a last price.</summary>
    public void Set(int instrumentIndex, Price price, UnixNanos time)
    {
        if (instrumentIndex >= _last.Length)
            Array.Resize(ref _last, instrumentIndex * 2);
        ref var last = ref _last[instrumentIndex];
        last.Price = price.Value;
        last.Time = time;
        last.IsKnown = true;
    }

    /// <summary>Whether what is known of a market is not to be traded on: something of it was missed.</summary>
    public bool IsStale(int instrumentIndex) => instrumentIndex < _last.Length && _last[instrumentIndex].IsStale;

    /// <summary>Something of a market was missed, or is known again.</summary>
    public void SetStale(int instrumentIndex, bool isStale)
    {
        if (instrumentIndex >= _last.Length)
            Array.Resize(ref _last, instrumentIndex * 2);
        _last[instrumentIndex].IsStale = isStale;
    }

    private struct Last
    {
        public decimal Price;
        public UnixNanos Time;
        public bool IsKnown;
        public bool IsStale;
    }
}

using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What the streams of one market remember between two events. Used under the venue's lock.</summary>
internal sealed class BinanceMarketFeed(LoopbackMarket market)
{
    private readonly Dictionary<string, UnixNanos> _bars = new(StringComparer.Ordinal); // By interval, when the bar began that was told last.
    private LoopbackLevel _bid;
    private LoopbackLevel _ask;
    private long _prints;

    public LoopbackMarket Market { get; } = market;

    /// <summary>The symbol as streams write it.</summary>
    public string Name { get; } = market.Symbol.ToLowerInvariant();

    public string Trade { get; } = market.Symbol.ToLowerInvariant() + "@trade";

    public string AggTrade { get; } = market.Symbol.ToLowerInvariant() + "@aggTrade";

    public string BookTicker { get; } = market.Symbol.ToLowerInvariant() + "@bookTicker";

    /// <summary>Told every 100 milliseconds.</summary>
    public BinanceBookChanges Fast { get; } = new();

    /// <summary>Told every second.</summary>
    public BinanceBookChanges Slow { get; } = new();

    /// <summary>Takes a change of the book.</summary>
    /// <returns>The best of both sides where one of them changed; else null.</returns>
    public (LoopbackLevel Bid, LoopbackLevel Ask)? Take(LoopbackEvent.BookChanged changed)
    {
        Fast.Add(changed);
        Slow.Add(changed);
        var (bid, ask) = (Market.Depth(OrderSide.Buy, 1).FirstOrDefault(), Market.Depth(OrderSide.Sell, 1).FirstOrDefault());
        if ((bid, ask) == (_bid, _ask))
            return null;
        (_bid, _ask) = (bid, ask);
        return (bid, ask);
    }

    /// <summary>Whether somebody traded since this was last asked.</summary>
    public bool TakeHasTraded()
    {
        var hasTraded = Market.PrintCount != _prints;
        _prints = Market.PrintCount;
        return hasTraded;
    }

    /// <summary>When the bar of an interval began that was told last and has ended since; null for none.</summary>
    public UnixNanos? TakeEnded(string interval, UnixNanos current)
    {
        UnixNanos? ended = _bars.TryGetValue(interval, out var told) && told < current ? told : null;
        _bars[interval] = current;
        return ended;
    }
}

/// <summary>Changes of a book that are to be told as one.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Last">Number of the last.</param>
/// <param name="Levels">What stands at each price now; bids best first, then asks best first.</param>
internal sealed record BinanceTakenChanges(long First, long Last, IReadOnlyCollection<LoopbackLevel> Levels);

/// <summary>Changes of a book since they were last told: what stands at each price now, and the numbers of the first and the last.</summary>
internal sealed class BinanceBookChanges
{
    private readonly SortedDictionary<decimal, LoopbackLevel> _bids = new(Comparer<decimal>.Create(static (one, other) => other.CompareTo(one)));
    private readonly SortedDictionary<decimal, LoopbackLevel> _asks = [];
    private long _first;
    private long _last;

    public void Add(LoopbackEvent.BookChanged changed)
    {
        if (_bids.Count + _asks.Count == 0)
            _first = changed.First;
        _last = changed.Market.UpdateNumber;
        foreach (var level in changed.Levels)
            (level.Side == OrderSide.Buy ? _bids : _asks)[level.Price] = level;
    }

    /// <summary>What has changed, bids best first and then asks best first; null when nothing has.</summary>
    public BinanceTakenChanges? Take()
    {
        if (_bids.Count + _asks.Count == 0)
            return null;
        LoopbackLevel[] levels = [.. _bids.Values, .. _asks.Values];
        _bids.Clear();
        _asks.Clear();
        return new BinanceTakenChanges(_first, _last, levels);
    }
}

using VeloZ.Domain;

namespace VeloZ.TestKit;

/// <summary>The plainest price-aggregated book: two sorted dictionaries of ticks and lots. The reference for <see cref="OrderBook"/>.</summary>
public sealed class NaiveOrderBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];
    private bool _isValid;
    private long _sequence;
    private UnixNanos _receivedTime;

    /// <summary>Price in ticks of the best bid and ask; null where there is none.</summary>
    public (long? Bid, long? Ask) Best => (_bids.Count == 0 ? null : _bids.First().Key, _asks.Count == 0 ? null : _asks.First().Key);

    /// <summary>All prices of a side in ticks, the best first.</summary>
    public IReadOnlyList<long> Prices(OrderSide side) => [.. Levels(side).Keys];

    /// <summary>Replaces all levels by these, in ticks and lots.</summary>
    public void Replace(IEnumerable<(long Ticks, long Lots)> bids, IEnumerable<(long Ticks, long Lots)> asks, long sequence, UnixNanos receivedTime)
    {
        _bids.Clear();
        _asks.Clear();
        foreach (var (ticks, lots) in bids)
            _bids.Add(ticks, lots);
        foreach (var (ticks, lots) in asks)
            _asks.Add(ticks, lots);
        (_isValid, _sequence, _receivedTime) = (true, sequence, receivedTime);
    }

    /// <summary>Changes one level; 0 lots take it away.</summary>
    public void Set(OrderSide side, long ticks, long lots, long sequence, UnixNanos receivedTime)
    {
        if (lots == 0)
            Levels(side).Remove(ticks);
        else
            Levels(side)[ticks] = lots;
        (_sequence, _receivedTime) = (sequence, receivedTime);
    }

    /// <summary>Something was missed.</summary>
    public void Invalidate() => _isValid = false;

    /// <summary>A hash of all there is to know about this book.</summary>
    public ulong StateHash()
    {
        var hash = BookHash.Start(_isValid, _sequence, _receivedTime, _bids.Count, _asks.Count, Best is { Bid: { } bid, Ask: { } ask } && bid >= ask);
        foreach (var (ticks, lots) in _bids)
            hash = BookHash.Add(hash, ticks, lots);
        foreach (var (ticks, lots) in _asks)
            hash = BookHash.Add(hash, ticks, lots);
        return hash;
    }

    private SortedDictionary<long, long> Levels(OrderSide side) => side == OrderSide.Buy ? _bids : _asks;
}

/// <summary>One hash for both books, over what anybody can read of them.</summary>
public static class BookHash
{
    /// <summary>The hash of a book: every level, each side the best first.</summary>
    public static ulong Of(OrderBook book)
    {
        var hash = Start(book.IsValid, book.Sequence, book.ReceivedTime, book.BidCount, book.AskCount, book.IsCrossed);
        foreach (var (side, count) in new[] { (OrderSide.Buy, book.BidCount), (OrderSide.Sell, book.AskCount) })
        {
            for (var rank = 0; rank < count; rank++)
            {
                var level = book.Level(side, rank);
                hash = Add(hash, decimal.ToInt64(level.Price.Value / book.Instrument.PriceIncrement), decimal.ToInt64(level.Quantity.Value / book.Instrument.QuantityIncrement));
            }
        }
        return hash;
    }

    internal static ulong Start(bool isValid, long sequence, UnixNanos receivedTime, int bids, int asks, bool isCrossed)
    {
        var hash = Add(14_695_981_039_346_656_037, isValid ? 1 : 0, sequence);
        hash = Add(hash, receivedTime.Value, isCrossed ? 1 : 0);
        return Add(hash, bids, asks);
    }

    // FNV-1a over 64-bit words: any difference changes it, but for chance.
    internal static ulong Add(ulong hash, long first, long second)
    {
        unchecked
        {
            hash = (hash ^ (ulong)first) * 1_099_511_628_211;
            hash ^= hash >> 32;
            return (hash ^ (ulong)second) * 1_099_511_628_211;
        }
    }
}

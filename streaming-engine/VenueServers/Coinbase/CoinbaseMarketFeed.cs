using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What the channels of one market remember between two messages. Used under the venue's lock.</summary>
internal sealed class CoinbaseMarketFeed(LoopbackMarket market)
{
    private readonly SortedDictionary<(OrderSide Side, decimal Price), (decimal Quantity, UnixNanos Time)> _levels = [];
    private readonly List<LoopbackPrint> _prints = [];

    public LoopbackMarket Market { get; } = market;

    /// <summary>Whether somebody traded since the ticker was last told.</summary>
    public bool IsTickerDue { get; set; }

    /// <summary>Whether somebody traded since the ticker of batches was last told.</summary>
    public bool IsBatchDue { get; set; }

    /// <summary>Takes a change of the book: of a level that changes again only the last is told.</summary>
    public void Take(LoopbackLevel level, UnixNanos time) => _levels[(level.Side, level.Price)] = (level.Quantity, time);

    public void Take(LoopbackPrint print)
    {
        _prints.Add(print);
        (IsTickerDue, IsBatchDue) = (true, true);
    }

    /// <summary>What of the book has changed since this was last asked.</summary>
    public IReadOnlyList<(LoopbackLevel Level, UnixNanos Time)> TakeLevels()
    {
        (LoopbackLevel, UnixNanos)[] levels =
            [.. _levels.Select(static one => (new LoopbackLevel(one.Key.Side, one.Key.Price, one.Value.Quantity), one.Value.Time))];
        _levels.Clear();
        return levels;
    }

    /// <summary>The trades since this was last asked, newest first.</summary>
    public IReadOnlyList<LoopbackPrint> TakePrints()
    {
        LoopbackPrint[] prints = [.. _prints.AsEnumerable().Reverse()];
        _prints.Clear();
        return prints;
    }
}

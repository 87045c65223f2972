using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A book as it is told, or what of it has changed since.</summary>
/// <param name="IsSnapshot">Whether it is the whole.</param>
/// <param name="Bids">Best first; of a change, quantity 0 for what is no longer among the levels told.</param>
/// <param name="Asks">As the bids.</param>
internal sealed record BybitBookMessage(bool IsSnapshot, IReadOnlyList<LoopbackLevel> Bids, IReadOnlyList<LoopbackLevel> Asks);

/// <summary>The best levels of one book as they were last told to those who follow so many of them. Used under the venue's lock.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook.</remarks>
/// <param name="market">Whose book.</param>
/// <param name="depth">So many levels of each side.</param>
internal sealed class BybitBookFeed(LoopbackMarket market, int depth)
{
    private List<LoopbackLevel> _bids = [];
    private List<LoopbackLevel> _asks = [];
    private long _seen = -1; // Of the market's updates.

    public LoopbackMarket Market { get; } = market;

    public int Depth { get; } = depth;

    public string Topic { get; } = $"orderbook.{depth}.{market.Symbol}";

    /// <summary>Of the last message, one more than that of the message before; 1 of the first.</summary>
    public long UpdateId { get; private set; }

    /// <summary>The market's number of the last change that is in it.</summary>
    public long Sequence => Math.Max(0, _seen);

    public UnixNanos BookTime { get; private set; }

    /// <summary>When it was last told.</summary>
    public UnixNanos ToldTime { get; set; }

    /// <summary>All of it as it was last told.</summary>
    public BybitBookMessage Whole => new(IsSnapshot: true, _bids, _asks);

    /// <summary>What has changed since it was last told; null when nothing has. Of one level all is told each time.</summary>
    public BybitBookMessage? Take()
    {
        if (_seen == Market.UpdateNumber)
            return null;
        var (bids, asks) = (Market.Depth(OrderSide.Buy, Depth).ToList(), Market.Depth(OrderSide.Sell, Depth).ToList());
        var change = new BybitBookMessage(IsSnapshot: false, Changes(_bids, bids), Changes(_asks, asks));
        var isFirst = UpdateId == 0;
        (_bids, _asks, _seen, BookTime) = (bids, asks, Market.UpdateNumber, Market.UpdatedTime);
        if (!isFirst && change.Bids.Count + change.Asks.Count == 0)
            return null;
        UpdateId++;
        return isFirst || Depth == 1 ? Whole : change;
    }

    /// <summary>Begins anew, as after a restart: the next message is the whole, and the first.</summary>
    public void Reset() => (UpdateId, _seen) = (0, -1);

    // In the order of the side: both are sorted alike.
    private static List<LoopbackLevel> Changes(List<LoopbackLevel> before, List<LoopbackLevel> after)
    {
        var changes = new List<LoopbackLevel>();
        var (old, now) = (0, 0);
        while (old < before.Count || now < after.Count)
        {
            var order = now == after.Count ? -1 : old == before.Count ? 1 : Compare(before[old], after[now]);
            if (order < 0)
                changes.Add(before[old++] with { Quantity = 0 });
            else if (order > 0)
                changes.Add(after[now++]);
            else if (before[old++].Quantity != after[now++].Quantity)
                changes.Add(after[now - 1]);
        }
        return changes;
    }

    // Which of two stands first.
    private static int Compare(LoopbackLevel one, LoopbackLevel other) =>
        one.Side == OrderSide.Buy ? other.Price.CompareTo(one.Price) : one.Price.CompareTo(other.Price);
}

using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What changed of a book since it was last told.</summary>
/// <param name="Previous">Number of what was told before.</param>
/// <param name="Last">Number of this.</param>
/// <param name="Asks">Best first; what has gone has quantity 0.</param>
/// <param name="Bids">Best first.</param>
internal sealed record OkxBookChange(long Previous, long Last, IReadOnlyList<OkxBookLevel> Asks, IReadOnlyList<OkxBookLevel> Bids);

/// <summary>A book of so many levels on each side as it was last told to all that follow it.</summary>
internal sealed class OkxBookFeed(LoopbackMarket market, int depth)
{
    private Dictionary<decimal, OkxBookLevel> _asks = [];
    private Dictionary<decimal, OkxBookLevel> _bids = [];

    /// <summary>Number of what was told last.</summary>
    public long Number { get; private set; }

    /// <summary>Takes the book as it stands for told.</summary>
    public void Begin()
    {
        Number = market.UpdateNumber;
        (_asks, _bids) = (Take(OrderSide.Sell), Take(OrderSide.Buy));
    }

    /// <summary>What differs from what was told, which it takes for told; null where nothing does.</summary>
    public OkxBookChange? TakeChange()
    {
        if (market.UpdateNumber == Number)
            return null;
        var (asks, bids) = (Take(OrderSide.Sell), Take(OrderSide.Buy));
        OkxBookLevel[] changedAsks = [.. Differing(_asks, asks).OrderBy(static level => level.Price)];
        OkxBookLevel[] changedBids = [.. Differing(_bids, bids).OrderByDescending(static level => level.Price)];
        if (changedAsks.Length + changedBids.Length == 0)
            return null;
        var previous = Number;
        (Number, _asks, _bids) = (market.UpdateNumber, asks, bids);
        return new OkxBookChange(previous, Number, changedAsks, changedBids);
    }

    private Dictionary<decimal, OkxBookLevel> Take(OrderSide side) => OkxBookLevel.Top(market, side, depth).ToDictionary(static level => level.Price);

    private static IEnumerable<OkxBookLevel> Differing(Dictionary<decimal, OkxBookLevel> before, Dictionary<decimal, OkxBookLevel> now) =>
        now.Values.Where(level => !before.TryGetValue(level.Price, out var told) || told != level)
            .Concat(before.Values.Where(level => !now.ContainsKey(level.Price)).Select(static level => level with { Quantity = 0, Orders = 0 }));
}

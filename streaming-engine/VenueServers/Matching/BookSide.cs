using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>One side of a market's book: orders by price, then by time.</summary>
internal sealed class BookSide(OrderSide side)
{
    private readonly SortedDictionary<long, PriceLevel> _levels = new(side == OrderSide.Buy ? Comparer<long>.Create(static (one, other) => other.CompareTo(one)) : Comparer<long>.Default);

    /// <summary>Buy for bids.</summary>
    public OrderSide Side { get; } = side;

    /// <summary>Best price first.</summary>
    public IEnumerable<PriceLevel> Levels => _levels.Values;

    /// <summary>The level of the best price; null when there is none.</summary>
    public PriceLevel? Best { get; private set; }

    /// <summary>What stands at a price, in quantity increments.</summary>
    public long LotsAt(long ticks) => _levels.TryGetValue(ticks, out var level) ? level.Lots : 0;

    /// <summary>The level of a price; null when nothing stands there.</summary>
    public PriceLevel? LevelAt(long ticks) => _levels.GetValueOrDefault(ticks);

    /// <summary>Whether a price is this side's or a better one for whoever takes from it.</summary>
    public bool IsWithin(long ticks, long limit) => Side == OrderSide.Buy ? ticks >= limit : ticks <= limit;

    public void Add(LoopbackOrder order)
    {
        if (!_levels.TryGetValue(order.Ticks, out var level))
        {
            level = new PriceLevel(order.Ticks);
            _levels.Add(order.Ticks, level);
            if (Best is null || IsWithin(order.Ticks, Best.Ticks))
                Best = level;
        }
        level.Add(order);
    }

    public void Remove(LoopbackOrder order)
    {
        var level = _levels[order.Ticks];
        level.Remove(order);
        if (level.Queue.Count > 0)
            return;
        _levels.Remove(order.Ticks);
        if (level == Best)
            Best = _levels.Count == 0 ? null : _levels.First().Value;
    }

    public void Lessen(LoopbackOrder order, long lots) => _levels[order.Ticks].Lessen(order, lots);
}

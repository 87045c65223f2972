using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What was read of an account at OKX so far.</summary>
/// <param name="symbols">Of the markets that are wanted.</param>
/// <param name="from">By the venue's clock.</param>
internal sealed class OkxReading(HashSet<string> symbols, UnixNanos from)
{
    public HashSet<string> Symbols { get; } = symbols;

    public UnixNanos From { get; } = from;

    /// <summary>By the venue's ids.</summary>
    public Dictionary<string, VenueOrder> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that wait, or ended waiting.</summary>
    public Dictionary<string, VenueOrder> Algos { get; } = new(StringComparer.Ordinal);

    /// <summary>Our id of the trigger that made an order, by the venue's id of that; null until it is needed.</summary>
    public Dictionary<string, string>? Makers { get; set; }

    public List<VenueFill> Fills { get; } = [];

    /// <summary>Of one that was triggered meanwhile only what it has become.</summary>
    public IReadOnlyList<VenueOrder> AllOrders
    {
        get
        {
            var told = Orders.Values.Select(static order => order.ClientId).ToHashSet(StringComparer.Ordinal);
            return [.. Orders.Values, .. Algos.Values.Where(algo => !ClientOrderId.TryParse(algo.ClientId, out _) || !told.Contains(algo.ClientId))];
        }
    }
}

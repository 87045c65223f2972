namespace VeloZ.VenueServers;

/// <summary>A length of candles as Coinbase names it.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-product-candles.</remarks>
internal static class CoinbaseGranularity
{
    private static readonly Dictionary<string, TimeSpan> ByName = new(StringComparer.Ordinal)
    {
        ["ONE_MINUTE"] = TimeSpan.FromMinutes(1),
        ["FIVE_MINUTE"] = TimeSpan.FromMinutes(5),
        ["FIFTEEN_MINUTE"] = TimeSpan.FromMinutes(15),
        ["THIRTY_MINUTE"] = TimeSpan.FromMinutes(30),
        ["ONE_HOUR"] = TimeSpan.FromHours(1),
        ["TWO_HOUR"] = TimeSpan.FromHours(2),
        ["FOUR_HOUR"] = TimeSpan.FromHours(4),
        ["SIX_HOUR"] = TimeSpan.FromHours(6),
        ["ONE_DAY"] = TimeSpan.FromDays(1),
    };

    /// <summary>That of a name; null where there is none.</summary>
    public static TimeSpan? Find(string name) => ByName.TryGetValue(name, out var length) ? length : null;
}

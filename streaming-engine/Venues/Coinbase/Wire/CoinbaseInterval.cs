using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Lengths of bars as Coinbase calls them; of seconds and of weeks it has none.</summary>
/// <remarks>Source: "granularity" of https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/get-product-candles.</remarks>
internal static class CoinbaseInterval
{
    private static readonly Dictionary<BarInterval, string> Names = new[]
    {
        ("1m", "ONE_MINUTE"), ("5m", "FIVE_MINUTE"), ("15m", "FIFTEEN_MINUTE"), ("1h", "ONE_HOUR"), ("4h", "FOUR_HOUR"), ("1d", "ONE_DAY"),
    }.ToDictionary(static one => BarInterval.Parse(one.Item1), static one => one.Item2);

    /// <summary>Its name.</summary>
    /// <exception cref="VenueException">It has none.</exception>
    public static string NameOf(BarInterval interval) => Names.GetValueOrDefault(interval)
        ?? throw new VenueException(VenueErrorKind.Refused, $"interval was {interval}, Coinbase has bars of 1m to 1d");
}

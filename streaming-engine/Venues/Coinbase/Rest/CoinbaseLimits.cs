namespace VeloZ.Venues;

/// <summary>What Coinbase allows: of an address what anybody may ask, and of a user all else. What is sent too many is refused for certain.</summary>
/// <remarks>Source: "Rate limits" of https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api.</remarks>
internal static class CoinbaseLimits
{
    public const string Address = "address";
    public const string User = "user";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RateLimit> All { get; } = [new(Address, TimeSpan.FromSeconds(1), 10), new(User, TimeSpan.FromSeconds(1), 30)];
}

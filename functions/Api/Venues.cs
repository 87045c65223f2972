namespace VeloZ.Api;

/// <summary>The venues there are, in the order of their ids.</summary>
internal static class Venues
{
    /// <summary>Of simulated and file markets.</summary>
    public const string Simulated = "SIM";

    public static IReadOnlyList<string> All { get; } = ["BINANCE", "BYBIT", "COINBASE", "OKX", Simulated];
}

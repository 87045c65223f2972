namespace VeloZ.Venues;

/// <summary>A call of Bybit's REST API.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/rate-limit. Its windows roll, ours begin at whole seconds: of an account's calls each answer tells what is left, and what is
/// sent too many is refused for certain. Of those of an address nothing is told, and too many are a ban of ten minutes: we allow half of them, so that no window that rolls has
/// more than all.
/// </remarks>
/// <param name="Path">Of its address.</param>
/// <param name="PerSecond">How often an account may call it for spot; 0 where only those of an address are counted.</param>
internal sealed record BybitCall(string Path, int PerSecond)
{
    public const string AddressLimit = "address";

    public static BybitCall Time { get; } = new("/v5/market/time", 0);

    public static BybitCall Instruments { get; } = new("/v5/market/instruments-info", 0);

    public static BybitCall Bars { get; } = new("/v5/market/kline", 0);

    public static BybitCall Create { get; } = new("/v5/order/create", 20);

    public static BybitCall Amend { get; } = new("/v5/order/amend", 10);

    public static BybitCall Cancel { get; } = new("/v5/order/cancel", 20);

    public static BybitCall Orders { get; } = new("/v5/order/realtime", 50);

    public static BybitCall History { get; } = new("/v5/order/history", 50);

    public static BybitCall Fills { get; } = new("/v5/execution/list", 50);

    public static BybitCall Wallet { get; } = new("/v5/account/wallet-balance", 50);

    /// <summary>What Bybit allows.</summary>
    public static IReadOnlyList<RateLimit> Limits { get; } =
    [
        new(AddressLimit, TimeSpan.FromSeconds(5), 300),
        .. new[] { Create, Amend, Cancel, Orders, History, Fills, Wallet }.Select(static call => new RateLimit(call.Path, TimeSpan.FromSeconds(1), call.PerSecond)),
    ];

    /// <summary>What it takes of the budget.</summary>
    public IReadOnlyList<(string Name, int Weight)> Weights => PerSecond == 0 ? [(AddressLimit, 1)] : [(AddressLimit, 1), (Path, 1)];
}

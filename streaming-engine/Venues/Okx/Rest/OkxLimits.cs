namespace VeloZ.Venues;

/// <summary>What OKX allows: each call has its own limit in two seconds, and those about the orders of a market one for each market.</summary>
/// <remarks>Source: "Rate Limit" of each call in https://www.okx.com/docs-v5/en/, and https://www.okx.com/docs-v5/en/#overview-rate-limits.</remarks>
internal static class OkxLimits
{
    public const string Time = "time";
    public const string Instruments = "instruments";
    public const string Candles = "candles";
    public const string HistoryCandles = "history-candles";
    public const string Balance = "balance";
    public const string Configuration = "config";
    public const string Leverage = "leverage-info";
    public const string Positions = "positions";
    public const string Bills = "bills";
    public const string BillsArchive = "bills-archive";
    public const string OrdersPending = "orders-pending";
    public const string OrdersHistory = "orders-history";
    public const string Fills = "fills";
    public const string FillsHistory = "fills-history";
    public const string Algo = "algo";
    public const string AlgosPending = "orders-algo-pending";
    public const string AlgosHistory = "orders-algo-history";
    public const string CancelAllAfter = "cancel-all-after";

    /// <summary>New and amended orders of the account, whatever their market.</summary>
    public const string SubAccount = "sub-account";

    /// <summary>As many as any of them allows.</summary>
    public const int Most = 1_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    /// <summary>Those that are known without a market.</summary>
    public static IReadOnlyList<RateLimit> All { get; } =
    [
        new(Time, Window, 10),
        new(Instruments, Window, 20),
        new(Candles, Window, 40),
        new(HistoryCandles, Window, 20),
        new(Balance, Window, 10),
        new(Configuration, Window, 5),
        new(Leverage, Window, 20),
        new(Positions, Window, 10),
        new(Bills, TimeSpan.FromSeconds(1), 5),
        new(BillsArchive, Window, 5),
        new(OrdersPending, Window, 60),
        new(OrdersHistory, Window, 40),
        new(Fills, Window, 60),
        new(FillsHistory, Window, 10),
        new(Algo, Window, 20),
        new(AlgosPending, Window, 20),
        new(AlgosHistory, Window, 20),
        new(CancelAllAfter, TimeSpan.FromSeconds(1), 1),
        new(SubAccount, Window, Most),
    ];

    /// <summary>Those of a market.</summary>
    public static IReadOnlyList<RateLimit> Of(string symbol) =>
    [
        new(Place(symbol), Window, 60),
        new(Amend(symbol), Window, 60),
        new(Cancel(symbol), Window, 60),
        new(Order(symbol), Window, 60),
        new(PlaceAlgo(symbol), Window, 20),
        new(AmendAlgo(symbol), Window, 20),
        new(CancelAlgo(symbol), Window, 20),
    ];

    public static string Place(string symbol) => $"place {symbol}";

    public static string Amend(string symbol) => $"amend {symbol}";

    public static string Cancel(string symbol) => $"cancel {symbol}";

    public static string Order(string symbol) => $"order {symbol}";

    public static string PlaceAlgo(string symbol) => $"place-algo {symbol}";

    public static string AmendAlgo(string symbol) => $"amend-algo {symbol}";

    public static string CancelAlgo(string symbol) => $"cancel-algo {symbol}";
}

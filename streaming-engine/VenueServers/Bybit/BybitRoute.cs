using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>One call of Bybit's API, by REST and by socket.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Of HTTP.</param>
/// <param name="Write">Does it and writes its result; called under the venue's lock.</param>
internal sealed record BybitRoute(string Method, string Path, Action<BybitUnified, Utf8JsonWriter, BybitRequest> Write)
{
    /// <summary>Name at the socket for orders; null where it is not there.</summary>
    public string? Op { get; init; }

    /// <summary>Calls of an account in a second, of spot; 0 where it is not signed, and only its address is counted.</summary>
    public int SpotLimit { get; init; }

    /// <summary>As <see cref="SpotLimit"/>, of perpetuals.</summary>
    public int LinearLimit { get; init; }

    /// <summary>The words of success.</summary>
    public string Message { get; init; } = "OK";

    /// <summary>Whether it places, changes or cancels orders: only these meet the faults of orders.</summary>
    public bool ChangesOrders { get; init; }

    /// <summary>Whether it counts as its orders, and does as many of them as it may.</summary>
    public bool IsBatch { get; init; }

    public bool IsSigned => SpotLimit > 0;
}

/// <summary>All calls that the loopback venue knows.</summary>
/// <remarks>
/// Source of paths and limits: https://bybit-exchange.github.io/docs/v5/rate-limit; of names:
/// https://bybit-exchange.github.io/docs/v5/websocket/trade/guideline.
/// </remarks>
internal static class BybitRoutes
{
    private static readonly BybitRoute[] All =
    [
        Open("/v5/market/time", static (unified, json, request) => unified.WriteTime(json, request)),
        Open("/v5/market/instruments-info", static (unified, json, request) => unified.WriteInstruments(json, request)),
        Open("/v5/market/orderbook", static (unified, json, request) => unified.WriteBook(json, request)),
        Open("/v5/market/recent-trade", static (unified, json, request) => unified.WriteTrades(json, request)),
        Open("/v5/market/kline", static (unified, json, request) => unified.WriteBars(json, request)),
        Open("/v5/market/mark-price-kline", static (unified, json, request) => unified.WriteMarkBars(json, request)),
        Open("/v5/market/index-price-kline", static (unified, json, request) => unified.WriteMarkBars(json, request)),
        Open("/v5/market/tickers", static (unified, json, request) => unified.WriteTickers(json, request)),
        Open("/v5/market/funding/history", static (unified, json, request) => unified.WriteFunding(json, request)),
        Open("/v5/system/status", static (unified, json, request) => unified.WriteStatus(json, request)) with { Message = "" },
        Order("create", 20, 10, static (unified, json, request) => unified.Place(json, request)),
        Order("amend", 10, 10, static (unified, json, request) => unified.Amend(json, request)),
        Order("cancel", 20, 10, static (unified, json, request) => unified.Cancel(json, request)),
        Batch("create-batch", static (unified, json, request) => unified.PlaceBatch(json, request)),
        Batch("amend-batch", static (unified, json, request) => unified.AmendBatch(json, request)),
        Batch("cancel-batch", static (unified, json, request) => unified.CancelBatch(json, request)),
        Order("cancel-all", 20, 10, static (unified, json, request) => unified.CancelAll(json, request)) with { Op = null },
        Post("/v5/order/disconnected-cancel-all", 5, static (unified, json, request) => unified.SetDeadMan(json, request)) with { Message = "success" },
        Get("/v5/order/realtime", 50, static (unified, json, request) => unified.WriteOrders(json, request)),
        Get("/v5/order/history", 50, static (unified, json, request) => unified.WriteHistory(json, request)),
        Get("/v5/execution/list", 50, static (unified, json, request) => unified.WriteFills(json, request)),
        Get("/v5/position/list", 50, static (unified, json, request) => unified.WritePositions(json, request)),
        Post("/v5/position/set-leverage", 10, static (unified, json, request) => unified.SetLeverage(json, request)),
        Post("/v5/position/switch-mode", 10, static (unified, json, request) => unified.SwitchMode(json, request)),
        Post("/v5/position/trading-stop", 10, static (unified, json, request) => unified.SetStops(json, request)) with { ChangesOrders = true },
        Get("/v5/account/wallet-balance", 50, static (unified, json, request) => unified.WriteWallet(json, request)),
        Get("/v5/account/info", 50, static (unified, json, request) => unified.WriteAccount(json, request)),
        Get("/v5/account/fee-rate", 5, static (unified, json, request) => unified.WriteFees(json, request)),
        Get("/v5/account/transaction-log", 25, static (unified, json, request) => unified.WriteLog(json, request)),
        Get("/v5/account/query-dcp-info", 5, static (unified, json, request) => unified.WriteDeadMan(json, request)) with { Message = "success" },
        Get("/v5/asset/coin/query-info", 5, static (unified, json, request) => unified.WriteCoins(json, request)) with { Message = "" },
        Get("/v5/user/query-api", 10, static (unified, json, request) => unified.WriteKey(json, request)) with { Message = "" },
    ];

    /// <summary>By method and path.</summary>
    public static IReadOnlyDictionary<string, BybitRoute> ByRest { get; } =
        All.ToDictionary(static route => $"{route.Method} {route.Path}", StringComparer.Ordinal);

    /// <summary>By name at the socket for orders.</summary>
    public static IReadOnlyDictionary<string, BybitRoute> ByOp { get; } =
        All.Where(static route => route.Op is not null).ToDictionary(static route => route.Op!, StringComparer.Ordinal);

    private static BybitRoute Open(string path, Action<BybitUnified, Utf8JsonWriter, BybitRequest> write) => new("GET", path, write);

    private static BybitRoute Get(string path, int limit, Action<BybitUnified, Utf8JsonWriter, BybitRequest> write) =>
        Open(path, write) with { SpotLimit = limit, LinearLimit = limit };

    private static BybitRoute Post(string path, int limit, Action<BybitUnified, Utf8JsonWriter, BybitRequest> write) =>
        Get(path, limit, write) with { Method = "POST" };

    private static BybitRoute Order(string name, int spotLimit, int linearLimit, Action<BybitUnified, Utf8JsonWriter, BybitRequest> write) =>
        new("POST", "/v5/order/" + name, write) { Op = "order." + name, SpotLimit = spotLimit, LinearLimit = linearLimit, ChangesOrders = true };

    private static BybitRoute Batch(string name, Action<BybitUnified, Utf8JsonWriter, BybitRequest> write) =>
        Order(name, 20, 10, write) with { IsBatch = true };
}

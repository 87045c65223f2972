using System.Text.Json;
using static VeloZ.VenueServers.OkxLimitScope;

namespace VeloZ.VenueServers;

/// <summary>What OKX's API does with requests. Used under the venue's lock.</summary>
internal sealed record OkxApi(OkxPublic Public, OkxTrade Trade, OkxAlgoTrade Algos, OkxAccounts Accounts, OkxDeadMan DeadMan);

/// <summary>One call of OKX's API, by REST and by socket.</summary>
/// <param name="Rest">Method and path.</param>
/// <param name="Limit">How many are answered.</param>
/// <param name="Write">Does it and writes the members of the answer's list; called under the venue's lock.</param>
internal sealed record OkxRoute(string Rest, OkxLimit Limit, Action<OkxApi, Utf8JsonWriter, OkxCall> Write)
{
    /// <summary>Name as an operation of the private socket; null where it is none.</summary>
    public string? Operation { get; init; }

    /// <summary>Whether it must be signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether it takes a list.</summary>
    public bool IsList { get; init; }

    /// <summary>Of a list what one of them is counted as.</summary>
    public string? Single { get; init; }

    /// <summary>Whether it places, changes or cancels orders: only these meet the faults of orders.</summary>
    public bool ChangesOrders { get; init; }

    /// <summary>Whether it places or amends orders: these may have a deadline, and are counted together for swaps.</summary>
    public bool MakesOrders { get; init; }

    /// <summary>Whether the answer says when the request came and when it left.</summary>
    public bool IsTimed { get; init; }

    /// <summary>Its path.</summary>
    public string Path { get; } = Rest[(Rest.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}

/// <summary>All calls that the loopback venue knows.</summary>
/// <remarks>Source of paths, names and limits: https://www.okx.com/docs-v5/en/.</remarks>
internal static class OkxRoutes
{
    private const string OrderPath = "POST /api/v5/trade/order";
    private const string CancelPath = "POST /api/v5/trade/cancel-order";
    private const string AmendPath = "POST /api/v5/trade/amend-order";

    public static IReadOnlyList<OkxRoute> All { get; } =
    [
        Open("GET /api/v5/public/time", new(10, Address), static (api, json, _) => api.Public.WriteTime(json)),
        Open("GET /api/v5/public/instruments", new(20, AddressAndMarket), static (api, json, call) => api.Public.WriteInstruments(json, call.One)),
        Open("GET /api/v5/public/funding-rate", new(10, AddressAndMarket), static (api, json, call) => api.Public.WriteFunding(json, call.One)),
        Open("GET /api/v5/public/funding-rate-history", new(10, AddressAndMarket), static (api, json, call) => api.Public.WritePastFunding(json, call.One)),
        Open("GET /api/v5/public/mark-price", new(10, AddressAndMarket), static (api, json, call) => api.Public.WriteMarks(json, call.One)),
        Open("GET /api/v5/market/ticker", new(20, Address), static (api, json, call) => api.Public.WriteTicker(json, call.One)),
        Open("GET /api/v5/market/tickers", new(20, Address), static (api, json, call) => api.Public.WriteTickers(json, call.One)),
        Open("GET /api/v5/market/books", new(40, Address), static (api, json, call) => api.Public.WriteBook(json, call.One)),
        Open("GET /api/v5/market/books-full", new(10, Address), static (api, json, call) => api.Public.WriteFullBook(json, call.One)),
        Open("GET /api/v5/market/trades", new(100, Address), static (api, json, call) => api.Public.WriteTrades(json, call.One)),
        Open("GET /api/v5/market/history-trades", new(20, Address), static (api, json, call) => api.Public.WritePastTrades(json, call.One)),
        Open("GET /api/v5/market/candles", new(40, Address), static (api, json, call) => api.Public.WriteBars(json, call.One)),
        Open("GET /api/v5/market/history-candles", new(20, Address), static (api, json, call) => api.Public.WriteBars(json, call.One)),
        Open("GET /api/v5/system/status", new(1, Address, Seconds: 5), static (_, _, call) => OkxPublic.WriteStatus(call.One)),
        Signed("GET /api/v5/account/balance", new(10, User), static (api, json, call) => api.Accounts.WriteBalance(json, call)),
        Signed("GET /api/v5/account/positions", new(10, User), static (api, json, call) => api.Accounts.WritePositions(json, call)),
        Signed("GET /api/v5/account/config", new(5, User), static (_, json, call) => OkxAccounts.WriteConfiguration(json, call)),
        Signed("POST /api/v5/account/set-leverage", new(20, User), static (api, json, call) => api.Accounts.SetLeverage(json, call)),
        Signed("GET /api/v5/account/leverage-info", new(20, User), static (api, json, call) => api.Accounts.WriteLeverage(json, call)),
        Signed("GET /api/v5/account/trade-fee", new(5, User), static (api, json, call) => api.Accounts.WriteFees(json, call)),
        Signed("GET /api/v5/account/bills", new(5, User, Seconds: 1), static (api, json, call) => api.Accounts.WriteBills(json, call, isArchive: false)),
        Signed("GET /api/v5/account/bills-archive", new(5, User), static (api, json, call) => api.Accounts.WriteBills(json, call, isArchive: true)),
        Signed("GET /api/v5/account/instruments", new(20, User), static (api, json, call) => api.Public.WriteInstruments(json, call.One)),
        Signed("GET /api/v5/asset/currencies", new(6, User, Seconds: 1), static (api, json, call) => api.Accounts.WriteCurrencies(json, call)),
        Make(OrderPath, "order", 60, static (api, json, call) => api.Trade.Place(json, call)),
        Make("POST /api/v5/trade/batch-orders", "batch-orders", 300, static (api, json, call) => api.Trade.Place(json, call))
            with { IsList = true, Single = OrderPath },
        Make(AmendPath, "amend-order", 60, static (api, json, call) => api.Trade.Amend(json, call)),
        Make("POST /api/v5/trade/amend-batch-orders", "batch-amend-orders", 300, static (api, json, call) => api.Trade.Amend(json, call))
            with { IsList = true, Single = AmendPath },
        Change(CancelPath, "cancel-order", 60, static (api, json, call) => api.Trade.Cancel(json, call)),
        Change("POST /api/v5/trade/cancel-batch-orders", "batch-cancel-orders", 300, static (api, json, call) => api.Trade.Cancel(json, call))
            with { IsList = true, Single = CancelPath },
        Signed("POST /api/v5/trade/mass-cancel", new(5, User), static (_, _, call) => OkxTrade.CancelMass(call)) with { Operation = "mass-cancel" },
        Signed("POST /api/v5/trade/cancel-all-after", new(1, UserAndTag, Seconds: 1), static (api, json, call) => api.DeadMan.Set(json, call)),
        Signed("GET /api/v5/trade/order", new(60, UserAndMarket), static (api, json, call) => api.Trade.WriteOrder(json, call)),
        Signed("GET /api/v5/trade/orders-pending", new(60, User), static (api, json, call) => api.Trade.WriteOpenOrders(json, call)),
        Signed("GET /api/v5/trade/orders-history", new(40, User), static (api, json, call) => api.Trade.WritePastOrders(json, call, isArchive: false)),
        Signed("GET /api/v5/trade/orders-history-archive", new(20, User), static (api, json, call) => api.Trade.WritePastOrders(json, call, isArchive: true)),
        Signed("GET /api/v5/trade/fills", new(60, User), static (api, json, call) => api.Trade.WriteFills(json, call, isArchive: false)),
        Signed("GET /api/v5/trade/fills-history", new(10, User), static (api, json, call) => api.Trade.WriteFills(json, call, isArchive: true)),
        Change("POST /api/v5/trade/order-algo", operation: null, 20, static (api, json, call) => api.Algos.Place(json, call)) with { IsTimed = false },
        Change("POST /api/v5/trade/cancel-algos", operation: null, 20, static (api, json, call) => api.Algos.Cancel(json, call))
            with { IsTimed = false, IsList = true },
        Change("POST /api/v5/trade/amend-algos", operation: null, 20, static (api, json, call) => api.Algos.Amend(json, call)) with { IsTimed = false },
        Signed("GET /api/v5/trade/order-algo", new(20, User), static (api, json, call) => api.Algos.WriteOrder(json, call)),
        Signed("GET /api/v5/trade/orders-algo-pending", new(20, User), static (api, json, call) => api.Algos.WriteOrders(json, call, isPending: true)),
        Signed("GET /api/v5/trade/orders-algo-history", new(20, User), static (api, json, call) => api.Algos.WriteOrders(json, call, isPending: false)),
    ];

    /// <summary>By method and path.</summary>
    public static IReadOnlyDictionary<string, OkxRoute> ByRest { get; } = All.ToDictionary(static route => route.Rest, StringComparer.Ordinal);

    /// <summary>By name of the socket's operation.</summary>
    public static IReadOnlyDictionary<string, OkxRoute> ByOperation { get; } =
        All.Where(static route => route.Operation is not null).ToDictionary(static route => route.Operation!, StringComparer.Ordinal);

    /// <summary>All paths, whatever their methods.</summary>
    public static IReadOnlySet<string> Paths { get; } = All.Select(static route => route.Path).ToHashSet(StringComparer.Ordinal);

    private static OkxRoute Open(string rest, OkxLimit limit, Action<OkxApi, Utf8JsonWriter, OkxCall> write) => new(rest, limit, write);

    private static OkxRoute Signed(string rest, OkxLimit limit, Action<OkxApi, Utf8JsonWriter, OkxCall> write) => new(rest, limit, write) { IsSigned = true };

    private static OkxRoute Change(string rest, string? operation, int count, Action<OkxApi, Utf8JsonWriter, OkxCall> write) =>
        new(rest, new(count, UserAndMarket), write) { IsSigned = true, ChangesOrders = true, IsTimed = true, Operation = operation };

    private static OkxRoute Make(string rest, string operation, int count, Action<OkxApi, Utf8JsonWriter, OkxCall> write) =>
        Change(rest, operation, count, write) with { MakesOrders = true };
}

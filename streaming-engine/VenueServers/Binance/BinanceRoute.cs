using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>One call of Binance's API, by REST and by socket.</summary>
/// <param name="Rest">Method and path.</param>
/// <param name="Socket">Name in the WebSocket API; null where it is not there.</param>
/// <param name="Weight">What it uses up.</param>
/// <param name="Write">Does it and writes the answer; called under the venue's lock.</param>
internal sealed record BinanceRoute(string Rest, string? Socket, Func<BinanceRequest, int> Weight, Action<BinanceSpot, Utf8JsonWriter, BinanceRequest> Write)
{
    /// <summary>Whether it must be signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether it places, changes or cancels orders: only these meet the faults of orders.</summary>
    public bool ChangesOrders { get; init; }

    /// <summary>How many orders it counts as.</summary>
    public int Orders { get; init; }
}

/// <summary>All calls that the loopback venue knows.</summary>
/// <remarks>
/// Source of paths, names and weights: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md and
/// https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-api.md.
/// </remarks>
internal static class BinanceRoutes
{
    private static readonly BinanceRoute[] All =
    [
        Open("GET /api/v3/ping", "ping", 1, static (_, json, request) => WriteEmpty(json, request)),
        Open("GET /api/v3/time", "time", 1, static (spot, json, request) => spot.WriteTime(json, request)),
        Open("GET /api/v3/exchangeInfo", "exchangeInfo", 20, static (spot, json, request) => spot.WriteExchange(json, request)),
        new("GET /api/v3/depth", "depth", WeightOfDepth, static (spot, json, request) => spot.WriteDepth(json, request)),
        Open("GET /api/v3/trades", "trades.recent", 25, static (spot, json, request) => spot.WriteTrades(json, request)),
        Open("GET /api/v3/historicalTrades", "trades.historical", 25, static (spot, json, request) => spot.WriteTrades(json, request)),
        Open("GET /api/v3/aggTrades", "trades.aggregate", 4, static (spot, json, request) => spot.WriteAggregates(json, request)),
        Open("GET /api/v3/klines", "klines", 2, static (spot, json, request) => spot.WriteBars(json, request)),
        Open("GET /api/v3/uiKlines", "uiKlines", 2, static (spot, json, request) => spot.WriteBars(json, request)),
        Open("GET /api/v3/avgPrice", "avgPrice", 2, static (spot, json, request) => spot.WriteAverage(json, request)),
        new("GET /api/v3/ticker/24hr", "ticker.24hr", static request => WeightOfEach(request, some: 2, all: 80),
            static (spot, json, request) => spot.WriteDayTickers(json, request)),
        new("GET /api/v3/ticker/price", "ticker.price", static request => WeightOfEach(request, some: 4, all: 4),
            static (spot, json, request) => spot.WritePrices(json, request)),
        new("GET /api/v3/ticker/bookTicker", "ticker.book", static request => WeightOfEach(request, some: 4, all: 4),
            static (spot, json, request) => spot.WriteBookTickers(json, request)),
        Change("POST /api/v3/order", "order.place", 1, static (spot, json, request) => spot.Place(json, request)) with { Orders = 1 },
        new("POST /api/v3/order/test", "order.test", static request => request.Peek("computeCommissionRates") == "true" ? 20 : 1,
            static (spot, json, request) => spot.Test(json, request)) { IsSigned = true },
        Change("DELETE /api/v3/order", "order.cancel", 1, static (spot, json, request) => spot.Cancel(json, request)),
        Change("PUT /api/v3/order/amend/keepPriority", "order.amend.keepPriority", 4, static (spot, json, request) => spot.Amend(json, request)),
        Change("DELETE /api/v3/openOrders", "openOrders.cancelAll", 1, static (spot, json, request) => spot.CancelAll(json, request)),
        Change("POST /api/v3/orderList/oco", "orderList.place.oco", 1, static (spot, json, request) => spot.PlacePair(json, request)) with { Orders = 2 },
        Change("DELETE /api/v3/orderList", "orderList.cancel", 1, static (spot, json, request) => spot.CancelList(json, request)),
        Signed("GET /api/v3/order", "order.status", 4, static (spot, json, request) => spot.WriteOrder(json, request)),
        new("GET /api/v3/openOrders", "openOrders.status", static request => request.Has("symbol") ? 6 : 80,
            static (spot, json, request) => spot.WriteOpenOrders(json, request)) { IsSigned = true },
        Signed("GET /api/v3/allOrders", "allOrders", 20, static (spot, json, request) => spot.WriteOrders(json, request)),
        Signed("GET /api/v3/orderList", "orderList.status", 4, static (_, json, request) => BinanceSpot.WriteList(json, request)),
        Signed("GET /api/v3/openOrderList", "openOrderLists.status", 6, static (_, json, request) => BinanceSpot.WriteOpenLists(json, request)),
        Signed("GET /api/v3/account", "account.status", 20, static (spot, json, request) => spot.WriteAccount(json, request)),
        Signed("GET /api/v3/account/commission", "account.commission", 20, static (spot, json, request) => spot.WriteCommission(json, request)),
        new("GET /api/v3/myTrades", "myTrades", static request => request.Has("orderId") ? 5 : 20,
            static (spot, json, request) => spot.WriteOwnTrades(json, request)) { IsSigned = true },
        Signed("GET /api/v3/rateLimit/order", "account.rateLimits.orders", 40, static (spot, json, request) => spot.WriteOrderCounts(json, request)),
    ];

    /// <summary>By method and path.</summary>
    public static IReadOnlyDictionary<string, BinanceRoute> ByRest { get; } = All.ToDictionary(static route => route.Rest, StringComparer.Ordinal);

    /// <summary>By name in the WebSocket API.</summary>
    public static IReadOnlyDictionary<string, BinanceRoute> BySocket { get; } =
        All.Where(static route => route.Socket is not null).ToDictionary(static route => route.Socket!, StringComparer.Ordinal);

    private static BinanceRoute Open(string rest, string socket, int weight, Action<BinanceSpot, Utf8JsonWriter, BinanceRequest> write) =>
        new(rest, socket, _ => weight, write);

    private static BinanceRoute Signed(string rest, string socket, int weight, Action<BinanceSpot, Utf8JsonWriter, BinanceRequest> write) =>
        Open(rest, socket, weight, write) with { IsSigned = true };

    private static BinanceRoute Change(string rest, string socket, int weight, Action<BinanceSpot, Utf8JsonWriter, BinanceRequest> write) =>
        Signed(rest, socket, weight, write) with { ChangesOrders = true };

    private static void WriteEmpty(Utf8JsonWriter json, BinanceRequest request)
    {
        request.EndReading();
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private static int WeightOfDepth(BinanceRequest request) => int.TryParse(request.Peek("limit"), out var limit) switch
    {
        false => 5,
        true when limit <= 100 => 5,
        true when limit <= 500 => 25,
        true when limit <= 1_000 => 50,
        true => 250,
    };

    private static int WeightOfEach(BinanceRequest request, int some, int all) => request.Has("symbol") ? 2 : request.Has("symbols") ? some : all;
}

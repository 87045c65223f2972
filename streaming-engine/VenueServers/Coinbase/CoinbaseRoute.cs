using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>What Coinbase's API does with requests. Used under the venue's lock.</summary>
internal sealed record CoinbaseApi(CoinbasePublic Public, CoinbaseCurrencies Currencies, CoinbaseAccounts Accounts, CoinbaseTrade Trade);

/// <summary>One call of Coinbase's API.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">In which <c>{id}</c> stands for a name.</param>
/// <param name="Write">Does it and writes the answer; called under the venue's lock.</param>
internal sealed record CoinbaseRoute(string Method, string Path, Action<CoinbaseApi, Utf8JsonWriter, CoinbaseCall> Write)
{
    /// <summary>Whether it must be signed.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether it places, changes or cancels orders: only these meet the faults of orders.</summary>
    public bool ChangesOrders { get; init; }

    /// <summary>Whether it belongs to the API of the Coinbase app, which clients of Advanced Trade use beside it.</summary>
    public bool IsOfApp => !Path.StartsWith(CoinbaseRoutes.Root, StringComparison.Ordinal);

    /// <summary>The name in a path; null where the path is another.</summary>
    public string? IdOf(string path)
    {
        var at = Path.IndexOf(CoinbaseRoutes.Id, StringComparison.Ordinal);
        if (at < 0)
            return path == Path ? "" : null;
        var (before, behind) = (Path[..at], Path[(at + CoinbaseRoutes.Id.Length)..]);
        if (path.Length <= before.Length + behind.Length || !path.StartsWith(before, StringComparison.Ordinal) || !path.EndsWith(behind, StringComparison.Ordinal))
            return null;
        var id = path[before.Length..^behind.Length];
        return id.Contains('/', StringComparison.Ordinal) ? null : id;
    }
}

/// <summary>All calls that the loopback venue knows.</summary>
/// <remarks>Source of paths: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api and https://docs.cdp.coinbase.com/coinbase-app/track-apis.</remarks>
internal static class CoinbaseRoutes
{
    public const string Root = "/api/v3/brokerage";
    public const string Id = "{id}";

    /// <summary>Those without a name in their path first.</summary>
    public static IReadOnlyList<CoinbaseRoute> All { get; } =
    [
        Open(Root + "/time", static (api, json, _) => api.Public.WriteTime(json)),
        Open(Root + "/market/products", static (api, json, call) => api.Public.WriteProducts(json, call)),
        Open(Root + "/market/product_book", static (api, json, call) => api.Public.WriteBook(json, call)),
        Open(Root + "/market/products/{id}", static (api, json, call) => api.Public.WriteProduct(json, call)),
        Open(Root + "/market/products/{id}/candles", static (api, json, call) => api.Public.WriteCandles(json, call)),
        Open(Root + "/market/products/{id}/ticker", static (api, json, call) => api.Public.WriteTrades(json, call)),
        Open("/v2/time", static (api, json, _) => api.Currencies.WriteTime(json)),
        Open("/v2/currencies", static (api, json, _) => api.Currencies.WriteFiat(json)),
        Open("/v2/currencies/crypto", static (api, json, _) => api.Currencies.WriteCrypto(json)),
        Open("/v2/exchange-rates", static (api, json, call) => api.Currencies.WriteRates(json, call)),
        Signed(Root + "/products", static (api, json, call) => api.Public.WriteProducts(json, call)),
        Signed(Root + "/product_book", static (api, json, call) => api.Public.WriteBook(json, call)),
        Signed(Root + "/best_bid_ask", static (api, json, call) => api.Public.WriteBest(json, call)),
        Signed(Root + "/accounts", static (api, json, call) => api.Accounts.WriteWallets(json, call)),
        Signed(Root + "/portfolios", static (_, json, call) => CoinbaseAccounts.WritePortfolios(json, call)),
        Signed(Root + "/key_permissions", static (_, json, call) => CoinbaseAccounts.WritePermissions(json, call)),
        Signed(Root + "/transaction_summary", static (api, json, call) => api.Accounts.WriteSummary(json, call)),
        Signed(Root + "/orders/historical/batch", static (api, json, call) => api.Trade.WriteOrders(json, call)),
        Signed(Root + "/orders/historical/fills", static (api, json, call) => api.Trade.WriteFills(json, call)),
        Change(Root + "/orders", static (api, json, call) => api.Trade.Place(json, call)),
        Change(Root + "/orders/batch_cancel", static (api, json, call) => api.Trade.Cancel(json, call)),
        Change(Root + "/orders/edit", static (api, json, call) => api.Trade.Edit(json, call)),
        Signed(Root + "/products/{id}", static (api, json, call) => api.Public.WriteProduct(json, call)),
        Signed(Root + "/products/{id}/candles", static (api, json, call) => api.Public.WriteCandles(json, call)),
        Signed(Root + "/products/{id}/ticker", static (api, json, call) => api.Public.WriteTrades(json, call)),
        Signed(Root + "/accounts/{id}", static (api, json, call) => api.Accounts.WriteWallet(json, call)),
        Signed(Root + "/orders/historical/{id}", static (_, json, call) => CoinbaseTrade.WriteOrder(json, call)),
    ];

    /// <summary>The call of a method and a path, with the name in the path; null where there is none.</summary>
    public static (CoinbaseRoute Route, string Id)? Find(string method, string path)
    {
        foreach (var route in All)
        {
            if (route.Method == method && route.IdOf(path) is { } id)
                return (route, id);
        }
        return null;
    }

    /// <summary>Whether there is such a path, whatever its methods.</summary>
    public static bool IsPath(string path) => All.Any(route => route.IdOf(path) is not null);

    private static CoinbaseRoute Open(string path, Action<CoinbaseApi, Utf8JsonWriter, CoinbaseCall> write) => new("GET", path, write);

    private static CoinbaseRoute Signed(string path, Action<CoinbaseApi, Utf8JsonWriter, CoinbaseCall> write) => new("GET", path, write) { IsSigned = true };

    private static CoinbaseRoute Change(string path, Action<CoinbaseApi, Utf8JsonWriter, CoinbaseCall> write) =>
        new("POST", path, write) { IsSigned = true, ChangesOrders = true };
}

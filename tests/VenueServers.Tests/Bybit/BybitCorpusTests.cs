using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers.Tests;

/// <summary>Every answer and event is a superset, with equal JSON types, of the recorded one of its kind.</summary>
public sealed class BybitCorpusTests
{
    private static readonly string? Folder = Recorded.FolderOf("bybit");

    private static readonly JsonElement Subscribed =
        JsonDocument.Parse("""{"success":true,"ret_msg":"subscribe","conn_id":"x","req_id":"1","op":"subscribe"}""").RootElement;

    private static string SkipReason => Recorded.SkipReason("bybit");

    [Fact(Timeout = 120_000)]
    public async Task Answers_of_REST()
    {
        Assert.SkipWhen(Folder is null, SkipReason);
        await using var desk = await BybitDesk.StartAsync();
        var checkedFiles = new List<string>();
        desk.Step(50);
        const string Linear = "\"category\":\"linear\",\"symbol\":\"BTCUSDT\"";
        const string Rest = "\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\",\"qty\":\"0.1\",\"price\":\"50000\"";
        await CheckAsync("Trading/PlaceOrder", $"{{\"category\":\"linear\",{Rest},\"orderLinkId\":\"first\"}}");
        await CheckAsync("Trading/EditOrder", $"{{{Linear},\"orderLinkId\":\"first\",\"price\":\"50001\"}}");
        await CheckAsync("Trading/GetOrders", "category=linear&symbol=BTCUSDT");
        await CheckAsync("Trading/CancelOrder", $"{{{Linear},\"orderLinkId\":\"first\"}}");
        await CheckAsync("Trading/GetOrderHistory", "category=linear");
        foreach (var (name, one) in new[]
        {
            ("PlaceMultipleOrders", Rest), ("EditMultipleOrders", "\"symbol\":\"BTCUSDT\",\"qty\":\"0.2\""), ("CancelMultipleOrders", "\"symbol\":\"BTCUSDT\""),
        })
            await CheckAsync("Trading/" + name, $$"""{"category":"linear","request":[{ {{one}},"orderLinkId":"b1" },{ {{one}},"orderLinkId":"b2" }]}""");
        await desk.LinearAsync("Buy", "Limit", "0.1", "50000");
        await CheckAsync("Trading/CancelAllOrder", "{\"category\":\"linear\",\"settleCoin\":\"USDT\"}");
        await desk.LinearAsync("Buy", "Market", "0.1");
        await CheckAsync("Trading/GetPositions", "category=linear&symbol=BTCUSDT");
        await CheckAsync("Trading/GetUserTrades", "category=linear");
        await CheckAsync("Trading/SetTradingStop", $"{{{Linear},\"stopLoss\":\"50000\",\"tpslMode\":\"Full\",\"positionIdx\":0}}");
        await CheckAsync("Trading/SetDisconnectCancelAll", "{\"product\":\"SPOT\",\"timeWindow\":40}");
        await CheckAsync("Account/SetLeverage", "{\"category\":\"linear\",\"symbol\":\"BTCUSDT\",\"buyLeverage\":\"6\",\"sellLeverage\":\"6\"}");
        await CheckAsync("Account/SwitchPositionMode", "{\"category\":\"linear\",\"symbol\":\"BTCUSDT\",\"mode\":0}");
        await CheckAsync("Account/GetBalances", "accountType=UNIFIED");
        await CheckAsync("Account/GetFeeRate", "category=linear");
        await CheckAsync("Account/GetTransactionHistory", "");
        foreach (var name in new[] { "GetMarginAccountInfo", "GetApiKeyInfo", "GetAssetInfo" })
            await CheckAsync("Account/" + name, "");
        foreach (var (name, query) in new[]
        {
            ("GetFundingRateHistory", "category=linear&symbol=BTCUSDT"), ("GetOrderbook", "category=linear&symbol=BTCUSDT"),
            ("GetKlines", "category=spot&symbol=BTCUSDT&interval=60"), ("GetIndexPriceKlines", "symbol=BTCUSDT&interval=5"),
            ("GetMarkPriceKlines", "symbol=BTCUSDT&interval=15"), ("GetTradeHistory", "category=spot&symbol=BTCUSDT"),
            ("GetLinearInverseSymbols", "category=linear"), ("GetLinearInverseTickers", "category=linear"),
            ("GetSpotSymbols", "category=spot"), ("GetSpotTickers", "category=spot"), ("GetSystemStatus", ""),
        })
            await CheckAsync("ExchangeData/" + name, query);
        // All recorded answers to calls that this server knows were looked at, but those for options, spreads and contracts that are not listed yet.
        string[] foreign = ["ExchangeData/GetLinearInverseSymbolsPreListing", "ExchangeData/GetOptionSymbols", "ExchangeData/GetOptionTickers"];
        Assert.Equal(
            Recorded.AnswersIn(Path.Combine(Folder!, "rest"))
                .Where(file => BybitRoutes.ByRest.ContainsKey(file.Route) && !foreign.Contains(file.Name))
                .Select(static file => file.Name)
                .Order(StringComparer.Ordinal),
            checkedFiles.Order(StringComparer.Ordinal));

        async Task CheckAsync(string name, string parameters)
        {
            var (method, path, isSigned, recorded) = Recorded.ReadAnswer(Path.Combine(Folder!, "rest", name + ".txt"));
            var reply = method == "POST" ? await desk.PostAsync(path, parameters)
                : isSigned ? await desk.GetAsync(path, parameters)
                : await desk.OpenGetAsync($"{path}?{parameters}");
            Assert.True(reply.Code is 0 or 110025, $"{name}: {reply.Json.GetRawText()}"); // The mode that there is already is refused.
            Recorded.AssertCovers(recorded, reply.Json, name);
            checkedFiles.Add(name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_market_streams()
    {
        Assert.SkipWhen(Folder is null, SkipReason);
        await using var desk = await BybitDesk.StartAsync();
        foreach (var (name, category, topic) in new[]
        {
            ("Spot/Ticker", "spot", "tickers.BTCUSDT"), ("Spot/Trades", "spot", "publicTrade.BTCUSDT"), ("Spot/Concurrent", "spot", "kline.60.BTCUSDT"),
            ("Linear/Ticker", "linear", "tickers.BTCUSDT"), ("Linear/Trades", "linear", "publicTrade.BTCUSDT"),
        })
        {
            using var socket = await desk.OpenAsync($"/v5/public/{category}");
            Recorded.AssertCovers(Subscribed, await socket.AskAsync("subscribe", topic), name);
            desk.Step(20);
            desk.Time.Advance(TimeSpan.FromSeconds(2));
            Recorded.AssertCovers(Recorded.ReadMessage(Path.Combine(Folder!, $"streams/{name}.txt")), await socket.NextAsync(topic), name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_an_account()
    {
        Assert.SkipWhen(Folder is null, SkipReason);
        await using var desk = await BybitDesk.StartAsync();
        using var socket = await desk.OpenAsync("/v5/private");
        Recorded.AssertCovers(Subscribed, await socket.AuthAsync(desk, BybitDesk.Ann), "auth"); // Of the same form.
        await socket.SubscribeAsync("order", "execution", "execution.fast", "position", "wallet");
        foreach (var (name, topic) in new[]
        {
            ("Order", "order"), ("UserTrades", "execution"), ("MinimalUserTrades", "execution.fast"), ("Position", "position"), ("Balance", "wallet"),
        })
        {
            await desk.LinearAsync("Buy", "Market", "0.01");
            Recorded.AssertCovers(Recorded.ReadMessage(Path.Combine(Folder!, $"streams/Private/{name}.txt")), await socket.NextAsync(topic), name);
        }
        desk.Look(venue =>
        {
            venue.Transfer(desk.AccountOf(BybitDesk.Ann), new Money(1, Currency.Parse("BTC")));
            return 0;
        });
        while ((await socket.ItemAsync("wallet")).GetProperty("coin")[0].GetProperty("coin").GetString() != "BTC")
            continue;
    }
}

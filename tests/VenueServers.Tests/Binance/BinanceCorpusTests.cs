using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.Recorded;

namespace VeloZ.VenueServers.Tests;

/// <summary>Every answer and event is a superset, with equal JSON types, of the recorded one of its kind.</summary>
public sealed class BinanceCorpusTests
{
    private static string? Folder => FolderOf("binance");

    [Fact(Timeout = 120_000)]
    public async Task Answers_of_REST()
    {
        Assert.SkipWhen(Folder is null, SkipReason("binance"));
        await using var desk = await BinanceDesk.StartAsync();
        await PrepareAsync(desk);
        const string Stop = "symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&price=59000&trailingDelta=100&strategyId=7&strategyType=1000000&newClientOrderId=trails";
        const string Pair = "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=61000&belowType=STOP_LOSS_LIMIT&belowStopPrice=59000&belowPrice=58000&belowTimeInForce=GTC&belowIcebergQty=0.5&listClientOrderId=";
        var checkedFiles = new List<string>();
        await CheckAsync("Trading/PlaceTestOrder", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&computeCommissionRates=true");
        await CheckAsync("Trading/GetOrder", "symbol=BTCUSDT&origClientOrderId=rests");
        await CheckAsync("Trading/GetOpenOrders", "");
        await CheckAsync("Trading/GetOrders", "symbol=BTCUSDT");
        await CheckAsync("Trading/GetUserTrades", "symbol=BTCUSDT");
        await CheckAsync("Trading/PlaceOrder", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        await CheckAsync("Trading/PlaceOcoOrderList", Pair + "first");
        await CheckAsync("Trading/GetOcoOrder", "origClientOrderId=first");
        await CheckAsync("Trading/GetOpenOcoOrders", "");
        await CheckAsync("Trading/CancelOcoOrder", "symbol=BTCUSDT&listClientOrderId=first");
        await desk.PlaceAsync(Stop);
        await CheckAsync("Trading/AmendOrder", "symbol=BTCUSDT&origClientOrderId=trails&newQty=0.5");
        await CheckAsync("Trading/CancelOrder", "symbol=BTCUSDT&origClientOrderId=rests");
        await CheckAsync("Trading/CancelAllOrders", "symbol=BTCUSDT");
        foreach (var (name, query) in new[] { ("GetExchangeInfo", ""), ("GetServerTime", ""), ("GetPrice", "symbol=BTCUSDT"), ("GetBookPrice", "symbol=BTCUSDT"), ("GetTicker", "symbol=BTCUSDT"), ("GetAvgPrice", "symbol=BTCUSDT") })
            await CheckAsync("ExchangeData/" + name, query);
        foreach (var name in new[] { "GetAggregatedTradeHistory", "GetTradeHistory", "GetRecentTrades" })
            await CheckAsync("ExchangeData/" + name, "symbol=BTCUSDT");
        foreach (var name in new[] { "GetKlines", "GetUiKlines" })
            await CheckAsync("ExchangeData/" + name, "symbol=BTCUSDT&interval=1h");
        await CheckAsync("Account/GetAccountInfo", "");
        await CheckAsync("Account/GetCommissionRates", "symbol=BTCUSDT");
        // All recorded answers to calls that this server knows were looked at.
        Assert.Equal(
            AnswersIn(Path.Combine(Folder!, "rest/spot")).Where(static file => BinanceRoutes.ByRest.ContainsKey(file.Route)).Select(static file => file.Name).Order(StringComparer.Ordinal),
            checkedFiles.Order(StringComparer.Ordinal));

        async Task CheckAsync(string name, string query)
        {
            var (method, path, isSigned, json) = ReadAnswer(Path.Combine(Folder!, "rest/spot", name + ".txt"));
            var reply = isSigned ? await desk.CallAsync(method, path, query) : await desk.GetAsync($"{path}?{query}");
            Assert.True(reply.Status == 200, $"{name}: {reply.Json.GetRawText()}");
            AssertCovers(json, reply.Json, name);
            checkedFiles.Add(name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_market_streams()
    {
        Assert.SkipWhen(Folder is null, SkipReason("binance"));
        await using var desk = await BinanceDesk.StartAsync();
        foreach (var (name, wanted) in new[]
        {
            ("AggregatedTrades", "btcusdt@aggTrade"), ("BookTicker", "btcusdt@bookTicker"), ("Klines", "btcusdt@kline_8h"), ("MiniTicker", "btcusdt@miniTicker"),
            ("PartialBook", "btcusdt@depth5@100ms"), ("RollingWindowTicker", "btcusdt@ticker_1h"), ("Ticker", "btcusdt@ticker"), ("Trades", "btcusdt@trade"), ("Concurrent", "btcusdt@kline_1h"),
        })
        {
            using var socket = await desk.OpenAsync("/stream");
            var recorded = Recorded.ReadMessage(Path.Combine(Folder!, $"streams/spot/ExchangeData/{name}.txt"));
            Recorded.AssertCovers(JsonDocument.Parse("""{"result":null,"id":1}""").RootElement, await socket.AskAsync("SUBSCRIBE", $"""["{wanted}"]"""), name);
            desk.Step(20);
            desk.Time.Advance(TimeSpan.FromSeconds(2));
            Recorded.AssertCovers(recorded, await socket.NextAsync(), name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_an_account()
    {
        Assert.SkipWhen(Folder is null, SkipReason("binance"));
        await using var desk = await BinanceDesk.StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        var answer = await socket.FollowAsync(desk);
        Recorded.AssertCovers(JsonDocument.Parse("""{"id":1,"status":200,"result":{"subscriptionId":0},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":4}]}""").RootElement, answer, "answer");
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000");
        Recorded.AssertCovers(Recorded.ReadMessage(Path.Combine(Folder!, "streams/spot/Account/Order.txt")), await socket.NextAsync(), "Order");
        Recorded.AssertCovers(Recorded.ReadMessage(Path.Combine(Folder!, "streams/spot/Account/AccountPosition.txt")), await socket.NextAsync(), "AccountPosition");
        await desk.CallAsync("POST", "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=61000&belowType=STOP_LOSS&belowStopPrice=59000");
        JsonElement message;
        do
            message = await socket.NextAsync();
        while (message.GetProperty("event").GetProperty("e").GetString() != "listStatus");
        Recorded.AssertCovers(Recorded.ReadMessage(Path.Combine(Folder!, "streams/spot/Account/OcoOrder.txt")), message, "OcoOrder");
        desk.Look(venue =>
        {
            venue.Transfer(desk.AccountOf(BinanceDesk.Ann), new Money(1, Currency.Parse("BTC")));
            return 0;
        });
        do
            message = await socket.NextAsync();
        while (message.GetProperty("event").GetProperty("e").GetString() != "balanceUpdate");
        Recorded.AssertCovers(Recorded.ReadMessage(Path.Combine(Folder!, "streams/spot/Account/Balance.txt")), message, "Balance");
    }

    // Something of each kind is there: a resting order, fills, a list.
    private static async Task PrepareAsync(BinanceDesk desk)
    {
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000&newClientOrderId=rests");
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        await desk.CallAsync("POST", "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=61000&belowType=STOP_LOSS&belowStopPrice=59000");
    }
}

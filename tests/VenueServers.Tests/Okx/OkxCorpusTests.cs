using System.Text.Json;
using static VeloZ.VenueServers.Tests.Recorded;

namespace VeloZ.VenueServers.Tests;

/// <summary>Every answer and event is a superset, with equal JSON types, of the recorded one of its kind.</summary>
public sealed class OkxCorpusTests
{
    private static string? Folder => FolderOf("okx");

    [Fact(Timeout = 120_000)]
    public async Task Answers_of_REST()
    {
        Assert.SkipWhen(Folder is null, SkipReason("okx"));
        await using var desk = await OkxDesk.StartAsync();
        desk.Step(10);
        var checkedFiles = new List<string>();
        const string Limit = """{"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"50000","sz":"0.01","clOrdId":"NAME"}""";
        await CheckAsync("Trading/PlaceOrder", Limit.Replace("NAME", "one", StringComparison.Ordinal));
        await CheckAsync("Trading/PlaceMultipleOrders", $"[{Limit.Replace("NAME", "two", StringComparison.Ordinal)},{Limit.Replace("NAME", "three", StringComparison.Ordinal)}]");
        await CheckAsync("Trading/AmendOrder", """{"instId":"BTC-USDT","clOrdId":"one","newSz":"0.02"}""");
        await CheckAsync("Trading/AmendMultipleOrders", """[{"instId":"BTC-USDT","clOrdId":"one","newSz":"0.03"},{"instId":"BTC-USDT","clOrdId":"two","newSz":"0.03"}]""");
        await CheckAsync("Trading/GetOrders", "");
        await CheckAsync("Trading/CancelOrder", """{"instId":"BTC-USDT","clOrdId":"one"}""");
        await CheckAsync("Trading/CancelMultipleOrders", """[{"instId":"BTC-USDT","clOrdId":"two"},{"instId":"BTC-USDT","clOrdId":"three"}]""");
        await CheckAsync("Trading/GetOrderDetails", "instId=BTC-USDT&clOrdId=one");
        await desk.PlaceAsync(""" "instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"market","sz":"100" """);
        await CheckAsync("Trading/GetOrderHistory", "instType=SPOT");
        await CheckAsync("Trading/GetOrderArchive", "instType=SPOT");
        await CheckAsync("Trading/GetUserTrades", "");
        await CheckAsync("Trading/GetUserTradesArchive", "instType=SPOT");
        await CheckAsync("Trading/PlaceAlgoOrder", """{"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"trigger","sz":"0.01","triggerPx":"70000","orderPx":"-1","algoClOrdId":"algo"}""");
        await CheckAsync("Trading/AmendAlgoOrder", """{"instId":"BTC-USDT","algoClOrdId":"algo","newSz":"0.02"}""");
        await CheckAsync("Trading/GetAlgoOrder", "algoClOrdId=algo");
        await CheckAsync("Trading/GetAlgoOrderList", "ordType=trigger");
        await CheckAsync("Trading/CancelAlgoOrder", """[{"instId":"BTC-USDT","algoClOrdId":"algo"}]""", isEmptyToo: true);
        await CheckAsync("Trading/CancelAllAfter", """{"timeOut":"60"}""");
        await PlaceSwapAsync(desk);
        await CheckAsync("Account/GetAccountPositions", "");
        foreach (var name in new[] { "GetAccountBalance", "GetAccountConfiguration", "GetBillHistory", "GetBillArchive" })
            await CheckAsync("Account/" + name, "");
        await CheckAsync("Account/GetFeeRates", "instType=SPOT");
        await CheckAsync("Account/SetAccountLeverage", """{"instId":"BTC-USDT-SWAP","lever":"5","mgnMode":"cross"}""");
        await CheckAsync("Account/GetAccountLeverage", "instId=BTC-USDT-SWAP&mgnMode=cross");
        await CheckAsync("Account/GetAssets", "");
        await CheckAsync("ExchangeData/GetSymbols", "instType=SPOT");
        await CheckAsync("ExchangeData/GetTickers", "instType=SWAP");
        await CheckAsync("ExchangeData/GetMarkPrices", "instType=SWAP");
        await CheckAsync("ExchangeData/GetServerTime", "");
        foreach (var name in new[] { "GetTicker", "GetFundingRates", "GetFundingRateHistory", "GetOrderBook", "GetKlines", "GetKlineHistory", "GetRecentTrades", "GetTradeHistory" })
            await CheckAsync("ExchangeData/" + name, "instId=BTC-USDT-SWAP");
        // All recorded answers to calls that this server knows were looked at; that of past algo orders is GetAlgoOrderList's.
        Assert.Equal(
            AnswersIn(Path.Combine(Folder!, "rest")).Where(static file => OkxRoutes.ByRest.ContainsKey(file.Route)).Select(static file => file.Name).Order(StringComparer.Ordinal),
            checkedFiles.Order(StringComparer.Ordinal));

        async Task CheckAsync(string name, string parameters, bool isEmptyToo = false)
        {
            var (method, path, isSigned, json) = ReadAnswer(Path.Combine(Folder!, "rest", name + ".txt"));
            desk.Time.Advance(TimeSpan.FromMilliseconds(10));
            var reply = method == "POST" ? await desk.PostAsync(path, parameters)
                : isSigned ? await desk.AskAsync($"{path}?{parameters}")
                : await desk.GetAsync($"{path}?{parameters}");
            Assert.True(reply is { Status: 200, Code: "0" }, $"{name}: {reply.Json.GetRawText()}");
            AssertCovers(json, reply.Json, name);
            checkedFiles.Add(name);
            if (!isEmptyToo)
                return;
            AssertCovers(ReadAnswer(Path.Combine(Folder!, "rest/Trading/GetAlgoOrderHistory.txt")).Json, (await desk.AskAsync("/api/v5/trade/orders-algo-history?ordType=trigger&state=canceled")).Json, "GetAlgoOrderHistory");
            checkedFiles.Add("Trading/GetAlgoOrderHistory");
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("public", "tickers", "Ticker")]
    [InlineData("public", "trades", "Trades")]
    [InlineData("public", "books", "OrderBook")]
    [InlineData("public", "mark-price", "MarkPrice")]
    [InlineData("public", "funding-rate", "FundingRate")]
    [InlineData("business", "candle1D", "Klines")]
    [InlineData("business", "candle1H", "Concurrent")]
    public async Task Events_of_markets(string path, string channel, string file)
    {
        Assert.SkipWhen(Folder is null, SkipReason("okx"));
        await using var desk = await OkxDesk.StartAsync();
        using var socket = await desk.ListenAsync(path, channel, "BTC-USDT-SWAP");
        desk.Step(20);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        AssertCovers(MessageOf($"streams/ExchangeData/{file}.txt"), await socket.PushAsync(channel), file);
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_of_instruments()
    {
        Assert.SkipWhen(Folder is null, SkipReason("okx"));
        await using var desk = await OkxDesk.StartAsync();
        using var socket = await desk.OpenAsync("public");
        await socket.SubscribeAsync("""{"channel":"instruments","instType":"SPOT"}""");
        AssertCovers(MessageOf("streams/ExchangeData/Symbol.txt"), await socket.PushAsync("instruments"), "Symbol");
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_of_an_account()
    {
        Assert.SkipWhen(Folder is null, SkipReason("okx"));
        await using var desk = await OkxDesk.StartAsync();
        using var socket = await desk.LogInAsync();
        foreach (var channel in new[] { "orders", "positions" })
            await socket.SubscribeAsync($$"""{"channel":"{{channel}}","instType":"ANY"}""");
        await socket.SubscribeAsync("""{"channel":"account"}""");
        AssertCovers(MessageOf("streams/Account/Balance.txt"), await socket.PushAsync("account"), "Balance");
        await PlaceSwapAsync(desk);
        AssertCovers(MessageOf("streams/Trading/Order.txt"), await socket.PushAsync("orders"), "Order");
        desk.Time.Advance(TimeSpan.FromSeconds(5)); // All of it is told regularly, what closes the position among it.
        JsonElement position;
        do
            position = await socket.PushAsync("positions");
        while (position.GetProperty("eventType").GetString() != "snapshot");
        AssertCovers(MessageOf("streams/Trading/Position.txt"), position, "Position");

        using var all = await desk.LogInAsync();
        await all.SubscribeAsync("""{"channel":"balance_and_position"}""");
        await all.PushAsync("balance_and_position");
        await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"1" """);
        AssertCovers(MessageOf("streams/Account/BalanceAndPosition.txt"), await all.PushAsync("balance_and_position"), "BalanceAndPosition");

        using var business = await desk.LogInAsync("business");
        await business.SubscribeAsync("""{"channel":"orders-algo","instType":"ANY"}""");
        await desk.PostAsync("/api/v5/trade/order-algo", """{"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"conditional","sz":"11","tpTriggerPx":"50000","tpOrdPx":"-1"}""");
        AssertCovers(MessageOf("streams/Trading/AlgoOrder.txt"), await business.PushAsync("orders-algo"), "AlgoOrder");
    }

    // A position, and what closes all of it.
    private static async Task PlaceSwapAsync(OkxDesk desk)
    {
        Assert.Equal("0", (await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"1" """)).Code);
        const string Stop = """{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","ordType":"conditional","closeFraction":"1","reduceOnly":"true","slTriggerPx":"50000","slOrdPx":"-1"}""";
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/order-algo", Stop)).Code);
    }

    private static JsonElement MessageOf(string path) => ReadMessage(Path.Combine(Folder!, path));
}

using System.Text.Json;
using System.Text.RegularExpressions;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>Every answer and event is a superset, with equal JSON types, of the recorded one of its kind.</summary>
public sealed partial class BinanceCorpusTests
{
    private const string SkipReason = "needs recorded venue messages: set VELOZ_TEST_CORPUS to a folder that has fixtures/venues/binance";

    private static string? Folder =>
        Corpus.Folder is { } folder && Path.Combine(folder, "fixtures/venues/binance") is var path && Directory.Exists(path) ? path : null;

    [Fact(Timeout = 120_000)]
    public async Task Answers_of_REST()
    {
        Assert.SkipWhen(Folder is null, SkipReason);
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
            RestFiles().Where(static file => BinanceRoutes.ByRest.ContainsKey(file.Route)).Select(static file => file.Name).Order(StringComparer.Ordinal),
            checkedFiles.Order(StringComparer.Ordinal));

        async Task CheckAsync(string name, string query)
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(Folder!, "rest/spot", name + ".txt"), TestContext.Current.CancellationToken);
            var isSigned = lines[2].Trim() == "true";
            var reply = isSigned ? await desk.CallAsync(lines[0].Trim(), lines[1].Trim(), query) : await desk.GetAsync($"{lines[1].Trim()}?{query}");
            Assert.True(reply.Status == 200, $"{name}: {reply.Json.GetRawText()}");
            AssertCovers(JsonDocument.Parse(string.Join('\n', lines[3..])).RootElement, reply.Json, name);
            checkedFiles.Add(name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_market_streams()
    {
        Assert.SkipWhen(Folder is null, SkipReason);
        await using var desk = await BinanceDesk.StartAsync();
        foreach (var (name, wanted) in new[]
        {
            ("AggregatedTrades", "btcusdt@aggTrade"), ("BookTicker", "btcusdt@bookTicker"), ("Klines", "btcusdt@kline_8h"), ("MiniTicker", "btcusdt@miniTicker"),
            ("PartialBook", "btcusdt@depth5@100ms"), ("RollingWindowTicker", "btcusdt@ticker_1h"), ("Ticker", "btcusdt@ticker"), ("Trades", "btcusdt@trade"), ("Concurrent", "btcusdt@kline_1h"),
        })
        {
            using var socket = await desk.OpenAsync("/stream");
            var recorded = MessageOf($"streams/spot/ExchangeData/{name}.txt");
            AssertCovers(JsonDocument.Parse("""{"result":null,"id":1}""").RootElement, await socket.AskAsync("SUBSCRIBE", $"""["{wanted}"]"""), name);
            desk.Step(20);
            desk.Time.Advance(TimeSpan.FromSeconds(2));
            AssertCovers(recorded, await socket.NextAsync(), name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_an_account()
    {
        Assert.SkipWhen(Folder is null, SkipReason);
        await using var desk = await BinanceDesk.StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        var answer = await socket.FollowAsync(desk);
        AssertCovers(JsonDocument.Parse("""{"id":1,"status":200,"result":{"subscriptionId":0},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":4}]}""").RootElement, answer, "answer");
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000");
        AssertCovers(MessageOf("streams/spot/Account/Order.txt"), await socket.NextAsync(), "Order");
        AssertCovers(MessageOf("streams/spot/Account/AccountPosition.txt"), await socket.NextAsync(), "AccountPosition");
        await desk.CallAsync("POST", "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=61000&belowType=STOP_LOSS&belowStopPrice=59000");
        JsonElement message;
        do
            message = await socket.NextAsync();
        while (message.GetProperty("event").GetProperty("e").GetString() != "listStatus");
        AssertCovers(MessageOf("streams/spot/Account/OcoOrder.txt"), message, "OcoOrder");
        desk.Look(venue =>
        {
            venue.Transfer(desk.AccountOf(BinanceDesk.Ann), new Money(1, Currency.Parse("BTC")));
            return 0;
        });
        do
            message = await socket.NextAsync();
        while (message.GetProperty("event").GetProperty("e").GetString() != "balanceUpdate");
        AssertCovers(MessageOf("streams/spot/Account/Balance.txt"), message, "Balance");
    }

    // Something of each kind is there: a resting order, fills, a list.
    private static async Task PrepareAsync(BinanceDesk desk)
    {
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000&newClientOrderId=rests");
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        await desk.CallAsync("POST", "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=61000&belowType=STOP_LOSS&belowStopPrice=59000");
    }

    private static IEnumerable<(string Name, string Route)> RestFiles() => Directory.GetFiles(Path.Combine(Folder!, "rest/spot"), "*.txt", SearchOption.AllDirectories)
        .Select(path => (Path.GetRelativePath(Path.Combine(Folder!, "rest/spot"), path)[..^4], File.ReadLines(path).Take(2).ToArray() is [var method, var route] ? $"{method.Trim()} {route.Trim()}" : ""));

    // What a socket was sent stands behind a line that begins with '='.
    private static JsonElement MessageOf(string path)
    {
        var text = File.ReadAllText(Path.Combine(Folder!, path));
        var from = Sent().Matches(text)[^1];
        return JsonDocument.Parse(text[(from.Index + from.Length)..]).RootElement;
    }

    private static void AssertCovers(JsonElement recorded, JsonElement told, string where)
    {
        var (wanted, kind) = (KindOf(recorded), KindOf(told));
        Assert.True(wanted == kind, $"{where} was {told.GetRawText()[..Math.Min(100, told.GetRawText().Length)]}, recorded was {wanted}");
        if (recorded.ValueKind == JsonValueKind.Object)
        {
            foreach (var one in recorded.EnumerateObject())
            {
                Assert.True(told.TryGetProperty(one.Name, out var value), $"{where} had no {one.Name}");
                AssertCovers(one.Value, value, $"{where}.{one.Name}");
            }
        }
        if (recorded.ValueKind == JsonValueKind.Array && recorded.GetArrayLength() > 0)
            AssertListCovers(recorded, told, where);
    }

    // Each recorded element, or where there are fewer the first told of that form, is covered.
    private static void AssertListCovers(JsonElement recorded, JsonElement told, string where)
    {
        Assert.True(told.GetArrayLength() > 0, $"{where} was empty");
        var isTuple = recorded[0].ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
        for (var index = 0; index < recorded.GetArrayLength(); index++)
        {
            if (isTuple && recorded.GetArrayLength() == told.GetArrayLength())
            {
                AssertCovers(recorded[index], told[index], $"{where}[{index}]");
                continue;
            }
            var wanted = recorded[index];
            Assert.True(told.EnumerateArray().Any(one => Covers(wanted, one, where)), $"{where}: none of {told.GetRawText()} covers {wanted.GetRawText()}");
        }
    }

    private static bool Covers(JsonElement recorded, JsonElement told, string where)
    {
        try
        {
            AssertCovers(recorded, told, where);
            return true;
        }
        catch (Xunit.Sdk.TrueException)
        {
            return false;
        }
    }

    private static string KindOf(JsonElement json) => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : json.ValueKind.ToString();

    [GeneratedRegex(@"^=[0-9]*", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Sent();
}

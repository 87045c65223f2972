using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Nothing that can be sent makes the server fail: it does or refuses it, and goes on.</summary>
public sealed class BybitFuzzTests
{
    private static readonly string[] Names =
    [
        "category", "symbol", "side", "orderType", "qty", "price", "timeInForce", "marketUnit", "triggerPrice", "triggerDirection", "triggerBy",
        "orderFilter", "orderLinkId", "orderId", "takeProfit", "stopLoss", "tpslMode", "tpOrderType", "slOrderType", "tpLimitPrice", "slLimitPrice",
        "reduceOnly", "closeOnTrigger", "positionIdx", "isLeverage", "limit", "cursor", "startTime", "endTime", "start", "end", "interval", "openOnly",
        "settleCoin", "baseCoin", "accountType", "coin", "buyLeverage", "sellLeverage", "trailingStop", "activePrice", "tpSize", "slSize", "timeWindow",
        "product", "mode", "orderStatus", "execType", "slippageToleranceType", "slippageTolerance", "bboSideType", "bboLevel", "request", "stopOrderType",
    ];

    private static readonly string[] Values =
    [
        "spot", "linear", "BTCUSDT", "ETHUSDT", "Buy", "Sell", "Limit", "Market", "GTC", "IOC", "FOK", "PostOnly", "1", "0", "2", "0.001", "0.1", "60000",
        "59000", "61000", "1000", "99999999999999999999", "0.00000000000000000001", "9223372036854775807", "9223372036854775808", "999999999999999", "-1",
        "", "a", "mine", "5", "M", "D", "UNIFIED", "USDT", "BTC", "LastPrice", "Full", "Partial", "StopOrder", "tpslOrder", "BidirectionalTpslOrder",
        "quoteCoin", "TickSize", "Percent", "Queue", "SPOT", "%", "%00", "%FF", "page_token%3D1%26", "٣", "1e5", "+1",
    ];

    [Theory(Timeout = 240_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Requests(ulong seed)
    {
        await using var desk = await StartAsync();
        var routes = BybitRoutes.ByRest.Values.ToList();
        var chance = SplitMix64.Stream(seed, "fuzz", 0);
        var counts = new SortedDictionary<bool, int>();
        for (var count = 0; count < Tier.Pick(quick: 2_000, full: 10_000, nightly: 100_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(200));
            if (chance.NextBelow(4) == 0)
                desk.Step(1);
            var route = chance.NextBelow(4) == 0 ? BybitRoutes.ByRest["POST /v5/order/create"] : routes[(int)chance.NextBelow((ulong)routes.Count)];
            var parameters = Parameters(route, ref chance);
            var reply = route.Method == "POST" ? await desk.PostAsync(route.Path, Body(parameters, ref chance))
                : route.IsSigned ? await desk.GetAsync(route.Path, Query(parameters))
                : await desk.OpenGetAsync($"{route.Path}?{Query(parameters)}");
            Assert.True(reply.Status == 200, $"seed {seed}, request {count}: {route.Path} {Query(parameters)} was answered {reply.Status} {reply.Json}");
            counts[reply.Code == 0] = counts.GetValueOrDefault(reply.Code == 0) + 1;
        }
        Assert.True(counts[true] > 200 && counts[false] > 200, string.Join(' ', counts));
        desk.Look(_ =>
        {
            var account = desk.AccountOf(Ann);
            Assert.True(account.Fills.Count > 50, $"{account.Fills.Count} fills");
            // What a market may lose is not held back; what spot orders hold is never more than there is.
            var coins = account.Balances.Where(static one => one.Key.Code != "USDT");
            Assert.All(coins, static one => Assert.True(one.Value is { Free: >= 0, Held: >= 0 }, $"{one}"));
            return 0;
        });
    }

    [Theory(Timeout = 240_000)]
    [InlineData("/v5/order/create", """{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.01","price":"60002.4"}""")]
    [InlineData("/v5/order/create-batch", """{"category":"spot","request":[{"symbol":"BTCUSDT","side":"Sell","orderType":"Market","qty":"0.001"}]}""")]
    [InlineData("/v5/position/trading-stop", """{"category":"linear","symbol":"BTCUSDT","tpslMode":"Full","stopLoss":"50000","trailingStop":"100"}""")]
    public async Task Bodies(string path, string body)
    {
        await using var desk = await StartAsync();
        var chance = SplitMix64.Stream(5, "fuzz", 2);
        for (var count = 0; count < Tier.Pick(quick: 500, full: 5_000, nightly: 50_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(200));
            var reply = await desk.PostAsync(path, Mutate(body, ref chance));
            Assert.True(reply.Status == 200 && reply.Json.TryGetProperty("retMsg", out _), $"{count}: {reply.Status} {reply.Json}");
        }
    }

    [Theory(Timeout = 240_000)]
    [InlineData("/v5/public/spot", """{"op":"subscribe","args":["orderbook.50.BTCUSDT","tickers.BTCUSDT"],"req_id":"1"}""")]
    [InlineData("/v5/public/linear", """{"op":"subscribe","args":["kline.5.BTCUSDT","publicTrade.BTCUSDT"],"req_id":"1"}""")]
    [InlineData("/v5/private", """{"op":"auth","args":["ann-key",1767225610000,"ab"],"req_id":"1"}""")]
    [InlineData("/v5/private", """{"op":"subscribe","args":["order","wallet","dcp.spot"],"req_id":"1"}""")]
    [InlineData("/v5/trade", """{"op":"order.create","header":{"X-BAPI-TIMESTAMP":"1767225600000"},"args":[{"category":"spot","symbol":"BTCUSDT"}]}""")]
    public async Task Messages(string path, string message)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        if (path != "/v5/public/spot" && path != "/v5/public/linear" && !message.Contains("auth", StringComparison.Ordinal))
            await socket.AuthAsync(desk, Ann);
        var chance = SplitMix64.Stream(3, "fuzz", 1);
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            await socket.SendAsync(Mutate(message, ref chance));
            while ((await socket.NextAsync()).TryGetProperty("topic", out _))
                continue; // Every message has its answer.
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/v5/public/spot", "{\"op\":\"\\ud800\"}")]
    [InlineData("/v5/public/spot", "{\"op\":\"subscribe\",\"args\":[\"\\ud800\"]}")]
    [InlineData("/v5/private", "{\"op\":\"auth\",\"args\":[\"\\ud800\",1,\"x\"]}")]
    [InlineData("/v5/trade", "{\"op\":\"order.create\",\"reqId\":\"\\udc00\"}")]
    public async Task Half_a_character_is_no_text(string path, string message)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        await socket.SendAsync(message);
        Assert.Equal(JsonValueKind.Object, (await socket.NextAsync()).ValueKind);
    }

    private static string Mutate(string text, ref SplitMix64 chance)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var change = 0UL; change <= chance.NextBelow(3); change++)
            bytes[chance.NextBelow((ulong)bytes.Length)] = (byte)(chance.NextBelow(4) == 0 ? '\\' : 32 + (int)chance.NextBelow(95));
        return Encoding.ASCII.GetString(bytes);
    }

    // Mostly what belongs together, so that much is done, too.
    private static List<(string Name, string Value)> Parameters(BybitRoute route, ref SplitMix64 chance)
    {
        var parameters = new List<(string Name, string Value)>();
        if (chance.NextBelow(8) != 0)
            parameters.AddRange([("category", Pick(["spot", "linear"], ref chance)), ("symbol", Pick(["BTCUSDT", "BTCUSDT", "ETHUSDT"], ref chance))]);
        if (route.Path == "/v5/order/create" && chance.NextBelow(3) != 0)
        {
            parameters.AddRange([("side", Pick(["Buy", "Sell"], ref chance)), ("orderType", Pick(["Limit", "Market"], ref chance))]);
            parameters.AddRange([("qty", Pick(["0.001", "0.01", "1", "100"], ref chance)), ("price", Pick(["59000", "60000", "60010", "61000"], ref chance))]);
        }
        for (var more = chance.NextBelow(5); more > 0; more--)
            parameters.Add((Pick(Names, ref chance), Pick(Values, ref chance)));
        return parameters;
    }

    private static string Query(List<(string Name, string Value)> parameters) => string.Join('&', parameters.Select(static one => $"{one.Name}={one.Value}"));

    // Values as texts, and at times as numbers, booleans, lists or rubbish.
    private static string Body(List<(string Name, string Value)> parameters, ref SplitMix64 chance)
    {
        var members = new List<string>();
        foreach (var (name, value) in parameters)
        {
            var text = JsonSerializer.Serialize(value);
            members.Add($"\"{name}\":" + chance.NextBelow(60) switch
            {
                0 => "1",
                1 => "true",
                2 => "null",
                3 => $"[{{{string.Join(',', members)}}}]",
                4 => "[1]",
                5 => "1e999",
                _ => text,
            });
        }
        return $"{{{string.Join(',', members)}}}";
    }

    private static string Pick(string[] from, ref SplitMix64 chance) => from[chance.NextBelow((ulong)from.Length)];
}

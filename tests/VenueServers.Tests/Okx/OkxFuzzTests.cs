using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Nothing that can be sent makes the server fail: it does or refuses it, and goes on.</summary>
public sealed class OkxFuzzTests
{
    private static readonly string[] Names =
        ["instId", "instType", "instFamily", "tdMode", "side", "posSide", "ordType", "px", "sz", "tgtCcy", "clOrdId", "ordId", "tag", "reduceOnly", "stpMode", "banAmend", "newSz", "newPx", "reqId", "cxlOnFail", "algoId", "algoClOrdId", "triggerPx", "orderPx", "triggerPxType", "slTriggerPx", "slOrdPx", "tpTriggerPx", "tpOrdPx", "callbackRatio", "callbackSpread", "activePx", "closeFraction", "after", "before", "limit", "begin", "end", "bar", "state", "type", "ccy", "lever", "mgnMode", "timeOut", "instIdCode", "posId", "newSlTriggerPx", "newSlOrdPx"];

    private static readonly string[] Values =
        ["BTC-USDT", "BTC-USDT-SWAP", "ETH-USDT", "SPOT", "SWAP", "ANY", "cash", "cross", "isolated", "buy", "sell", "net", "market", "limit", "post_only", "ioc", "fok", "conditional", "oco", "trigger", "move_order_stop", "base_ccy", "quote_ccy", "1", "0", "-1", "0.01", "0.00000001", "60000", "59999.9", "60001.2", "0.1", "100", "700000000000000001", "800000000000000001", "99999999999999999999", "0.00000000000000000001", "9223372036854775807", "9223372036854775808", "100000000", "1e5", "", "mine", "1m", "1Dutc", "true", "last", "mark", "filled", "live", "%", "٣", "a b"];

    [Theory(Timeout = 240_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Requests(ulong seed)
    {
        await using var desk = await StartAsync();
        var chance = SplitMix64.Stream(seed, "fuzz", 0);
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var count = 0; count < Tier.Pick(quick: 2_000, full: 10_000, nightly: 100_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(500));
            if (count % 50 == 0)
                desk.Step(1);
            var route = OkxRoutes.All[(int)chance.NextBelow((ulong)OkxRoutes.All.Count)];
            var (reply, told) = await AskAsync(desk, route, chance.NextBelow(1 << 30));
            Assert.True(reply.Status is 200 or 400 or 429, $"seed {seed}, request {count}: {route.Rest} {told} was answered {reply.Status} {reply.Json.GetRawText()}");
            var code = reply.Code is "1" or "2" ? reply.Rows[^1].GetProperty("sCode").GetString()! : reply.Code;
            Assert.True(code is not ("50026" or "500"), $"seed {seed}, request {count}: {route.Rest} {told} was answered {reply.Json.GetRawText()}");
            codes[code] = codes.GetValueOrDefault(code) + 1;
        }
        Assert.True(codes["0"] > 300 && codes["51000"] > 100 && codes.Count > 12, string.Join(' ', codes));
        desk.Look(_ =>
        {
            Assert.All(desk.AccountOf(Ann).Balances.Values, static balance => Assert.True(balance is { Held: >= 0 }, $"{balance}"));
            return 0;
        });
    }

    [Fact(Timeout = 240_000)]
    public async Task Bodies_that_were_changed_at_random()
    {
        await using var desk = await StartAsync();
        var chance = SplitMix64.Stream(5, "fuzz", 2);
        const string Body = """{"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"50000","sz":"0.001","clOrdId":"a1","reduceOnly":false}""";
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
            var body = Changed(Body, ref chance);
            var reply = await desk.PostAsync("/api/v5/trade/order", body);
            Assert.True(reply.Status is 200 or 400, $"{body} was answered {reply.Status}");
        }
    }

    [Theory(Timeout = 240_000)]
    [InlineData("public", """{"id":"1","op":"subscribe","args":[{"channel":"tickers","instId":"BTC-USDT"}]}""")]
    [InlineData("business", """{"op":"subscribe","args":[{"channel":"candle1m","instId":"BTC-USDT"}]}""")]
    [InlineData("private", """{"id":"a","op":"order","args":[{"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"50000","sz":"0.001"}]}""")]
    [InlineData("private", """{"id":"a","op":"batch-cancel-orders","expTime":"1","args":[{"instId":"BTC-USDT","ordId":"1"},{"instId":"BTC-USDT"}]}""")]
    public async Task Messages(string path, string message)
    {
        await using var desk = await StartAsync();
        using var socket = path == "private" ? await desk.LogInAsync() : await desk.OpenAsync(path);
        var chance = SplitMix64.Stream(3, "fuzz", 1);
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromSeconds(10)); // Not too many in an hour.
            Assert.Equal(JsonValueKind.Object, (await socket.AskAsync(Changed(message, ref chance))).ValueKind); // Every message has its answer.
        }
    }

    private static string Changed(string text, ref SplitMix64 chance)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var change = 0UL; change <= chance.NextBelow(3); change++)
            bytes[chance.NextBelow((ulong)bytes.Length)] = (byte)(chance.NextBelow(4) == 0 ? '\\' : 32 + (int)chance.NextBelow(95));
        return Encoding.ASCII.GetString(bytes);
    }

    // Mostly what belongs together, so that much is done, too.
    private static async Task<(OkxReply Reply, string Told)> AskAsync(OkxDesk desk, OkxRoute route, ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "fuzz", 3);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (chance.NextBelow(5) != 0)
            parameters["instId"] = Pick(["BTC-USDT", "BTC-USDT", "BTC-USDT-SWAP"], ref chance);
        if (route.Rest.StartsWith("POST /api/v5/trade", StringComparison.Ordinal) && chance.NextBelow(2) == 0)
        {
            var isSwap = parameters.GetValueOrDefault("instId") == "BTC-USDT-SWAP";
            (parameters["tdMode"], parameters["side"], parameters["sz"]) = (isSwap ? "cross" : "cash", Pick(["buy", "sell"], ref chance), Pick(["0.01", "1", "3"], ref chance));
            parameters["ordType"] = Pick(route.Path.EndsWith("algo", StringComparison.Ordinal) ? ["trigger", "conditional", "move_order_stop"] : ["limit", "market", "ioc", "post_only"], ref chance);
            (parameters["px"], parameters["triggerPx"], parameters["orderPx"], parameters["callbackRatio"]) = (Pick(["59999.9", "60001.2", "50000"], ref chance), "59000", "-1", "0.01");
        }
        if (chance.NextBelow(3) != 0)
            parameters["instType"] = Pick(["SPOT", "SWAP"], ref chance);
        if (chance.NextBelow(2) == 0)
            parameters["clOrdId"] = Pick(["a", "b", "c"], ref chance);
        for (var more = chance.NextBelow(5); more > 0; more--)
            parameters[Pick(Names, ref chance)] = Pick(Values, ref chance);
        if (route.Rest.StartsWith("POST ", StringComparison.Ordinal))
        {
            var body = JsonSerializer.Serialize(parameters);
            body = route.IsList ? $"[{body},{body}]" : body;
            return (await desk.PostAsync(route.Path, body), body);
        }
        var query = $"{route.Path}?{string.Join('&', parameters.Select(static one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"))}";
        return (route.IsSigned ? await desk.AskAsync(query) : await desk.GetAsync(query), query);
    }

    private static string Pick(string[] from, ref SplitMix64 chance) => from[chance.NextBelow((ulong)from.Length)];
}

using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Nothing that can be sent makes the server fail: it does or refuses it, and goes on.</summary>
public sealed class BinanceFuzzTests
{
    private static readonly string[] Names =
        ["symbol", "side", "type", "timeInForce", "quantity", "quoteOrderQty", "price", "stopPrice", "trailingDelta", "icebergQty", "newClientOrderId", "origClientOrderId", "orderId", "limit", "fromId", "startTime", "endTime", "interval", "newQty", "orderListId", "listClientOrderId", "symbols", "recvWindow", "newOrderRespType", "strategyId", "strategyType", "aboveType", "abovePrice", "belowType", "belowStopPrice", "cancelRestrictions"];

    private static readonly string[] Values =
        ["BTCUSDT", "ETHUSDT", "BUY", "SELL", "LIMIT", "MARKET", "LIMIT_MAKER", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "GTC", "IOC", "FOK", "1", "0", "0.001", "0.00001", "60000", "59000", "61000", "100", "1000", "99999999999999999999", "0.00000000000000000001", "9223372036854775807", "9223372036854775808", "999999999999999", "-1", "", "a", "mine", "1m", "1w", "FULL", "ACK", "%", "%00", "%FF", "[\"BTCUSDT\"]", "[", "%5B1%5D", "٣", "1e5", "+1"];

    [Theory(Timeout = 240_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Requests(ulong seed)
    {
        await using var desk = await StartAsync();
        var routes = BinanceRoutes.ByRest.Values.ToList();
        var chance = SplitMix64.Stream(seed, "fuzz", 0);
        var statuses = new SortedDictionary<int, int>();
        for (var count = 0; count < Tier.Pick(quick: 2_000, full: 10_000, nightly: 100_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(200));
            var route = routes[(int)chance.NextBelow((ulong)routes.Count)];
            var query = QueryOf(route, ref chance);
            var (method, path) = (route.Rest.Split(' ')[0], route.Rest.Split(' ')[1]);
            var reply = route.IsSigned ? await desk.CallAsync(method, path, query) : await desk.GetAsync($"{path}?{query}");
            Assert.True(reply.Status is 200 or 400 or 429 or 418, $"seed {seed}, request {count}: {route.Rest} {query} was answered {reply.Status}");
            statuses[reply.Status] = statuses.GetValueOrDefault(reply.Status) + 1;
        }
        Assert.True(statuses[200] > 100 && statuses[400] > 100, string.Join(' ', statuses));
        desk.Look(_ =>
        {
            Assert.All(desk.AccountOf(Ann).Balances.Values, static balance => Assert.True(balance is { Free: >= 0, Held: >= 0 }, $"{balance}"));
            return 0;
        });
    }

    [Theory(Timeout = 240_000)]
    [InlineData("/ws", """{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}""")]
    [InlineData("/ws-api/v3", """{"id":"a","method":"order.place","params":{"symbol":"BTCUSDT","side":"BUY","timestamp":1,"apiKey":"ann-key","signature":"x"}}""")]
    [InlineData("/ws-api/v3", """{"id":"a","method":"depth","params":{"symbol":"BTCUSDT","limit":5,"returnRateLimits":true}}""")]
    public async Task Messages(string path, string message)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        var chance = SplitMix64.Stream(3, "fuzz", 1);
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromSeconds(1));
            var bytes = Encoding.ASCII.GetBytes(message);
            for (var change = 0UL; change <= chance.NextBelow(3); change++)
                bytes[chance.NextBelow((ulong)bytes.Length)] = (byte)(chance.NextBelow(4) == 0 ? '\\' : 32 + (int)chance.NextBelow(95));
            await socket.SendAsync(Encoding.ASCII.GetString(bytes));
            Assert.Equal(System.Text.Json.JsonValueKind.Object, (await socket.NextAsync()).ValueKind); // Every message has its answer.
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/ws", "{\"method\":\"\\ud800\",\"id\":1}")]
    [InlineData("/ws-api/v3", "{\"method\":\"\\ud800\",\"id\":1}")]
    [InlineData("/ws-api/v3", "{\"method\":\"depth\",\"id\":1,\"params\":{\"symbol\":\"\\udc00\"}}")]
    public async Task Half_a_character_is_no_text(string path, string message)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        await socket.SendAsync(message);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, (await socket.NextAsync()).ValueKind);
    }

    // Mostly what belongs together, so that much is done, too.
    private static string QueryOf(BinanceRoute route, ref SplitMix64 chance)
    {
        var parameters = new List<string>();
        if (route.Orders == 1 && chance.NextBelow(2) == 0)
            parameters.AddRange(["symbol=BTCUSDT", "side=" + Pick(["BUY", "SELL"], ref chance), "type=" + Pick(["LIMIT&timeInForce=GTC&price=59000", "LIMIT&timeInForce=IOC&price=60010", "MARKET", "LIMIT_MAKER&price=59500"], ref chance), "quantity=" + Pick(["0.001", "1", "0.00002"], ref chance)]);
        else if (chance.NextBelow(4) != 0)
            parameters.Add("symbol=BTCUSDT");
        for (var more = chance.NextBelow(5); more > 0; more--)
            parameters.Add($"{Pick(Names, ref chance)}={Pick(Values, ref chance)}");
        return string.Join('&', parameters);
    }

    private static string Pick(string[] from, ref SplitMix64 chance) => from[chance.NextBelow((ulong)from.Length)];
}

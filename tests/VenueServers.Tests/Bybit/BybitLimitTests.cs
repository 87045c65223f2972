using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Limits on requests; https://bybit-exchange.github.io/docs/v5/rate-limit.</summary>
public sealed class BybitLimitTests
{
    [Fact(Timeout = 60_000)]
    public async Task Calls_of_an_account_are_counted_in_a_rolling_second_by_call_and_category()
    {
        await using var desk = await StartAsync();
        var order = Order("linear", "Buy", "Limit", "0.001", "50000");
        for (var count = 1; count <= 10; count++)
        {
            var reply = await desk.PlaceAsync(order);
            Assert.Equal((0, "10", $"{10 - count}"), (reply.Code, reply.Headers["X-Bapi-Limit"], reply.Headers["X-Bapi-Limit-Status"]));
            desk.Time.Advance(TimeSpan.FromMilliseconds(50));
        }
        var beyond = await desk.PlaceAsync(order);
        Assert.Equal((200, 10006, "Too many visits. Exceeded the API Rate Limit."), (beyond.Status, beyond.Code, beyond.Error.Message));
        Assert.Equal("0", beyond.Headers["X-Bapi-Limit-Status"]);
        Assert.Equal($"{desk.Now + 500}", beyond.Headers["X-Bapi-Limit-Reset-Timestamp"]); // The first was half a second ago.
        Assert.Equal(0, (await desk.PlaceAsync(order, Bob)).Code);
        Assert.Equal("20", (await desk.PlaceAsync(Order("spot", "Buy", "Limit", "0.001", "50000"))).Headers["X-Bapi-Limit"]);
        Assert.Equal(0, (await desk.PostAsync("/v5/order/cancel-all", """{"category":"linear","symbol":"BTCUSDT"}""")).Code);
        desk.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(0, (await desk.PlaceAsync(order)).Code);
        Assert.Equal(10006, (await desk.PlaceAsync(order)).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_fault_of_too_many_says_when_more_may_be_asked()
    {
        await using var desk = await StartAsync("too-many=1");
        var beyond = await desk.PlaceAsync(Order("spot", "Buy", "Limit", "0.001", "50000"));
        Assert.Equal((10006, "0", $"{desk.Now + 1_000}"), (beyond.Code, beyond.Headers["X-Bapi-Limit-Status"], beyond.Headers["X-Bapi-Limit-Reset-Timestamp"]));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_batch_counts_as_its_orders_and_those_beyond_fail()
    {
        await using var desk = await StartAsync();
        var one = "{\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\",\"qty\":\"0.001\",\"price\":\"50000\"}";
        foreach (var (count, codes) in new[] { (7, "0 0 0 0 0 0 0"), (5, "0 0 0 10006 10006") })
        {
            var body = $$"""{"category":"linear","request":[{{string.Join(',', Enumerable.Repeat(one, count))}}]}""";
            var reply = await desk.PostAsync("/v5/order/create-batch", body);
            Assert.Equal((0, codes), (reply.Code, string.Join(' ', reply.Outcomes)));
        }
        Assert.Equal(0, (await desk.PlaceAsync(Order("linear", "Buy", "Limit", "0.001", "50000"))).Code); // Has a limit of its own.
        Assert.Equal(11, desk.Look(_ => desk.AccountOf(Ann).OpenOrders.Count));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_socket_for_orders_shares_the_limits_of_REST()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.TradeAsync();
        for (var count = 0; count < 10; count++)
            await desk.LinearAsync("Buy", "Limit", "0.001", "50000");
        var answer = await socket.OrderAsync(desk, "order.create", Order("linear", "Buy", "Limit", "0.001", "50000"));
        Assert.Equal((10006, "0"), (answer.GetProperty("retCode").GetInt32(), answer.GetProperty("header").GetProperty("X-Bapi-Limit-Status").GetString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_address_that_asks_too_often_is_banned_for_a_while()
    {
        await using var desk = await StartAsync("ban-time=20s");
        for (var count = 0; count < 600; count++)
            Assert.Equal(200, (await desk.OpenGetAsync("/v5/market/time")).Status);
        var banned = await desk.OpenGetAsync("/v5/market/time");
        Assert.Equal((403, "access too frequent"), (banned.Status, banned.Error.Message));
        desk.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(403, (await desk.OpenGetAsync("/v5/market/time")).Status);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await desk.OpenGetAsync("/v5/market/time")).Status);
    }
}

using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Limits on requests: https://www.okx.com/docs-v5/en/#overview-rate-limits.</summary>
public sealed class OkxLimitTests
{
    private const string Order = """{"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"50000","sz":"0.001"}""";

    [Fact(Timeout = 60_000)]
    public async Task Each_kind_has_its_own_limit_for_two_seconds()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 20; count++)
            Assert.Equal("0", (await desk.GetAsync("/api/v5/market/ticker?instId=BTC-USDT")).Code);
        Assert.Equal((429, "50011", "Too Many Requests"), (await desk.GetAsync("/api/v5/market/ticker?instId=BTC-USDT")).Error);
        Assert.Equal("0", (await desk.GetAsync("/api/v5/market/tickers?instType=SPOT")).Code);
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("0", (await desk.GetAsync("/api/v5/market/ticker?instId=BTC-USDT")).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_are_counted_by_account_and_market_apart_from_cancels_and_from_lists()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 60; count++)
            Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/order", Order)).Code);
        Assert.Equal((429, "50011"), ((await desk.PostAsync("/api/v5/trade/order", Order)).Status, "50011"));
        Assert.Equal("50011", (await desk.PostAsync("/api/v5/trade/batch-orders", $"[{Order}]")).Code); // A list of one is a single order.
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/batch-orders", $"[{Order},{Order}]")).Code);
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/order", Order, Bob)).Code);
        Assert.Equal("51008", (await desk.PostAsync("/api/v5/trade/order", """{"instId":"ETH-USDT","tdMode":"cash","side":"sell","ordType":"limit","px":"5000","sz":"1"}""")).Outcome.Code);
        Assert.Equal("51400", (await desk.PostAsync("/api/v5/trade/cancel-order", """{"instId":"BTC-USDT","ordId":"1"}""")).Outcome.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_of_a_list_are_counted_one_by_one()
    {
        await using var desk = await StartAsync();
        var list = "[" + string.Join(',', Enumerable.Repeat(Order, 20)) + "]";
        for (var count = 0; count < 15; count++)
            Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/batch-orders", list)).Code);
        Assert.Equal("50011", (await desk.PostAsync("/api/v5/trade/batch-orders", $"[{Order},{Order}]")).Code); // Of 300.
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_by_socket_are_counted_with_those_by_REST()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync();
        desk.Time.Advance(TimeSpan.FromSeconds(1)); // A new window of two seconds.
        for (var count = 0; count < 60; count++)
            Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/order", Order)).Code);
        var answer = await socket.AskAsync("""{"id":"7","op":"order","args":[""" + Order + "]}");
        Assert.Equal(("7", "50011"), (answer.GetProperty("id").GetString(), answer.GetProperty("code").GetString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_than_three_sockets_are_opened_in_a_second()
    {
        await using var desk = await StartAsync();
        using var first = await desk.OpenAsync("public");
        var address = new Uri($"ws://127.0.0.1:{desk.Server.Address.Port}/ws/v5/public");
        using var second = await OkxSocket.OpenAsync(address);
        using var third = await OkxSocket.OpenAsync(address);
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => OkxSocket.OpenAsync(address));
        using var later = await desk.OpenAsync("public");
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_than_480_subscriptions_are_taken_in_an_hour()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("public");
        const string Message = """{"op":"unsubscribe","args":[{"channel":"status"}]}""";
        for (var count = 0; count < 480; count++)
            Assert.Equal("unsubscribe", (await socket.AskAsync(Message)).GetProperty("event").GetString());
        Assert.Equal("60014", (await socket.AskAsync(Message)).GetProperty("code").GetString());
    }
}

using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Limits on requests, and what follows for whoever does not keep them.</summary>
public sealed class BinanceLimitTests
{
    [Fact(Timeout = 60_000)]
    public async Task Weight_is_counted_by_the_minute_and_beyond_it_come_429_and_then_418()
    {
        await using var desk = await StartAsync("ban-time=120s");
        // A book of 5,000 levels weighs 250: 24 of them are 6,000, all of a minute.
        for (var count = 1; count <= 24; count++)
            Assert.Equal($"{count * 250}", (await desk.GetAsync("/api/v3/depth?symbol=BTCUSDT&limit=5000")).Headers["X-MBX-USED-WEIGHT-1M"]);
        desk.Time.Advance(TimeSpan.FromSeconds(18));
        for (var count = 1; count <= 10; count++)
        {
            var beyond = await desk.GetAsync("/api/v3/ping");
            Assert.Equal((429, -1003), (beyond.Error.Status, beyond.Error.Code));
            Assert.StartsWith("Too much request weight used; current limit is 6000 request weight per 1 MINUTE.", beyond.Error.Message, StringComparison.Ordinal);
            Assert.Equal("42", beyond.Headers["Retry-After"]); // The minute's rest.
        }
        var banned = await desk.GetAsync("/api/v3/ping");
        Assert.Equal((418, -1003, $"Way too much request weight used; IP banned until {desk.Now + 120_000}. Please use WebSocket Streams for live updates to avoid bans."), banned.Error);
        Assert.Equal("120", banned.Headers["Retry-After"]);
        desk.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(418, (await desk.GetAsync("/api/v3/ping")).Status);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await desk.GetAsync("/api/v3/ping")).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_are_counted_by_account_and_a_cancel_is_none()
    {
        await using var desk = await StartAsync();
        const string Order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000";
        for (var count = 1; count <= 100; count++)
            Assert.Equal(200, (await desk.PlaceAsync(Order)).Status);
        var beyond = await desk.PlaceAsync(Order);
        Assert.Equal((429, -1015, "Too many new orders; current limit is 100 orders per 10 SECOND."), beyond.Error);
        Assert.Equal("10", beyond.Headers["Retry-After"]);
        Assert.Equal(200, (await desk.PlaceAsync(Order, Bob)).Status);
        Assert.Equal(200, (await desk.CallAsync("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT")).Status);
        desk.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await desk.PlaceAsync(Order)).Status);
        var counts = (await desk.CallAsync("GET", "/api/v3/rateLimit/order")).Json.EnumerateArray().Select(static one => (one.GetProperty("interval").GetString(), one.GetProperty("count").GetInt32()));
        Assert.Equal([("SECOND", 1), ("DAY", 101)], counts);
    }
}

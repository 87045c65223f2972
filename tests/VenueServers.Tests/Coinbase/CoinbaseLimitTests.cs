using System.Net.WebSockets;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>
/// Limits on requests, connections and messages: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-rate-limits and
/// https://docs.cdp.coinbase.com/coinbase-app/api-architecture/rate-limiting.
/// </summary>
public sealed class CoinbaseLimitTests
{
    private const string TooMany = """{"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]}""";

    [Fact(Timeout = 60_000)]
    public async Task Public_calls_are_counted_by_their_address()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 10; count++)
            Assert.Equal(200, (await desk.GetAsync("/time")).Status);
        var refused = await desk.GetAsync("/market/products");
        Assert.Equal((429, TooMany), (refused.Status, refused.Body));
        Assert.Equal(200, (await desk.AskAsync("/accounts")).Status);
        Assert.Equal(200, (await desk.GetAsync("/v2/time")).Status);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await desk.GetAsync("/time")).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Signed_calls_are_counted_by_their_account()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 30; count++)
            Assert.Equal(200, (await desk.AskAsync("/key_permissions")).Status);
        Assert.Equal(429, (await desk.LimitAsync("BUY", "59000", "1", "mine")).Status);
        Assert.Equal(200, (await desk.AskAsync("/key_permissions", Bob)).Status);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty((await desk.AskAsync("/orders/historical/batch")).List("orders"));
    }

    // The headers that https://github.com/coinbase/coinbase-advanced-py reads ("Rate Limit Response Headers").
    [Fact(Timeout = 60_000)]
    public async Task Answers_say_how_many_calls_are_left()
    {
        await using var desk = await StartAsync();
        Assert.Equal("30 29 1", (await desk.AskAsync("/key_permissions")).Limits);
        Assert.Equal("30 28 1", (await desk.AskAsync("/key_permissions")).Limits);
        for (var left = 28; left > 0; left--)
            await desk.AskAsync("/key_permissions");
        Assert.Equal("30 0 1", (await desk.AskAsync("/key_permissions")).Limits); // Of one that is refused, too.
        Assert.Equal("10 9 1", (await desk.GetAsync("/time")).Limits);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("30 29 1", (await desk.AskAsync("/key_permissions")).Limits);
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_than_eight_sockets_are_opened_in_a_second()
    {
        await using var desk = await StartAsync();
        var address = new Uri($"ws://127.0.0.1:{desk.Server.Address.Port}");
        var open = new List<CoinbaseSocket>();
        for (var count = 0; count < 8; count++)
            open.Add(await CoinbaseSocket.OpenAsync(address));
        await Assert.ThrowsAsync<WebSocketException>(() => CoinbaseSocket.OpenAsync(address));
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        open.Add(await CoinbaseSocket.OpenAsync(address));
        open.ForEach(static socket => socket.Dispose());
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_than_eight_messages_without_a_token_are_taken_in_a_second()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        const string Message = """{"type":"unsubscribe","channel":"status"}""";
        for (var count = 0; count < 8; count++)
            Assert.True((await socket.AskAsync(Message)).TryGetProperty("channel", out _));
        Assert.Equal("""{"type":"error","message":"rate limit exceeded"}""", (await socket.AskAsync(Message)).GetRawText());
        Assert.True((await socket.AskAsync($$"""{"type":"unsubscribe","channel":"status","jwt":"{{desk.TokenOf(Ann)}}"}""")).TryGetProperty("channel", out _));
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await socket.AskAsync(Message)).TryGetProperty("channel", out _));
    }
}

using System.Net.WebSockets;
using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Each fault as it is seen from outside.</summary>
public sealed class BybitFaultTests
{
    private static readonly string Mine = Order("linear", "Buy", "Limit", "0.1", "60000", "\"orderLinkId\":\"mine\"");

    [Fact(Timeout = 60_000)]
    public async Task Timeout_does_it_and_never_answers()
    {
        await using var desk = await StartAsync("timeout=1");
        var timers = desk.Time.PendingTimers;
        var placing = desk.PlaceAsync(Mine);
        while (desk.Time.PendingTimers == timers)
            await Task.Yield(); // Beside the streams' own, that of the silence.
        Assert.Equal(["mine"], await OpenAsync(desk));
        Assert.False(placing.IsCompleted);
        desk.Time.Advance(HttpExchange.SilenceMax);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => placing);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("error-after=1", 504, 10000, "Server Timeout", 1)]
    [InlineData("error-before=1", 503, 10016, "Server error.", 0)]
    public async Task Errors_say_nothing_of_whether_it_was_done(string faults, int status, int code, string words, int open)
    {
        await using var desk = await StartAsync(faults);
        var reply = await desk.PlaceAsync(Mine);
        Assert.Equal((status, code, words), (reply.Status, reply.Code, reply.Error.Message));
        Assert.Equal(open, (await OpenAsync(desk)).Count);
        using var socket = await desk.TradeAsync();
        Assert.Equal(code, (await socket.OrderAsync(desk, "order.create", Order("linear", "Buy", "Limit", "0.1", "60000"))).GetProperty("retCode").GetInt32());
    }

    [Fact(Timeout = 60_000)]
    public async Task Break_does_it_not_and_breaks_the_connection()
    {
        await using var desk = await StartAsync("break=1");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => desk.PlaceAsync(Mine));
        using var socket = await desk.TradeAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => socket.OrderAsync(desk, "order.create", Mine));
        Assert.Empty(await OpenAsync(desk));
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_many_and_ban_are_answered_as_limits_are()
    {
        await using (var desk = await StartAsync("too-many=1"))
        {
            var reply = await desk.PlaceAsync(Mine);
            Assert.Equal((200, 10006, "0"), (reply.Status, reply.Code, reply.Headers["X-Bapi-Limit-Status"]));
            Assert.Equal(429, (await desk.OpenGetAsync("/v5/market/time")).Status);
        }
        await using (var desk = await StartAsync("ban=1,ban-time=5s"))
            Assert.Equal(403, (await desk.OpenGetAsync("/v5/market/time")).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_clock_may_be_off()
    {
        await using var desk = await StartAsync("clock=1500ms");
        Assert.Equal(desk.Now + 1_500, (await desk.OpenGetAsync("/v5/market/time")).Json.GetProperty("time").GetInt64());
        await using var late = await StartAsync("clock=-1s");
        Assert.Equal(10002, (await late.GetAsync("/v5/account/info")).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Lost_reports_do_not_come_and_others_do()
    {
        await using var desk = await StartAsync("lost-report=1");
        using var socket = await desk.FollowAsync(Ann, "order", "execution", "position");
        await desk.PlaceAsync(Mine);
        Assert.Equal("position", Topic(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Doubled_reports_come_twice_alike()
    {
        await using var desk = await StartAsync("doubled-report=1");
        using var socket = await desk.FollowAsync(Ann, "order", "position");
        await desk.PlaceAsync(Mine);
        var first = await socket.NextAsync();
        Assert.Equal("order", Topic(first));
        Assert.Equal(first.GetRawText(), (await socket.NextAsync()).GetRawText());
        Assert.Equal("position", Topic(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Late_reports_come_after_others()
    {
        await using var desk = await StartAsync("late-report=1,late=2s");
        using var socket = await desk.FollowAsync(Ann, "order", "position");
        await desk.PlaceAsync(Mine);
        Assert.Equal("position", Topic(await socket.NextAsync()));
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("order", Topic(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_gap_leaves_deltas_of_a_book_out_which_the_numbers_show()
    {
        await using var desk = await StartAsync("gap=0.3");
        using var socket = await desk.OpenAsync("/v5/public/linear");
        await socket.SubscribeAsync("orderbook.50.BTCUSDT");
        var last = (await socket.NextAsync()).GetProperty("data").GetProperty("u").GetInt64();
        for (var round = 0; round < 40; round++)
        {
            desk.Step(3);
            desk.Time.Advance(TimeSpan.FromMilliseconds(20));
        }
        await socket.SendAsync("""{"op":"ping"}""");
        var (count, gaps) = (0, 0);
        while (await socket.NextAsync() is var told && told.TryGetProperty("data", out var data))
        {
            gaps += data.GetProperty("u").GetInt64() != last + 1 ? 1 : 0;
            last = data.GetProperty("u").GetInt64();
            count++;
        }
        Assert.True(count is > 10 and < 40 && gaps > 3, $"{count} events, {gaps} gaps");
    }

    [Fact(Timeout = 60_000)]
    public async Task Disconnect_breaks_a_socket_and_silence_keeps_it_open()
    {
        await using (var desk = await StartAsync("disconnect=1"))
        {
            using var socket = await desk.OpenAsync("/v5/public/spot");
            await Assert.ThrowsAsync<WebSocketException>(() => socket.AskAsync("ping"));
        }
        await using (var desk = await StartAsync("silence=1"))
        {
            using var socket = await desk.OpenAsync("/v5/public/spot");
            await socket.SendAsync("""{"op":"ping"}""");
            var reading = socket.ReadAsync();
            Assert.Equal(200, (await desk.OpenGetAsync("/v5/market/time")).Status);
            Assert.False(reading.IsCompleted);
            await desk.DisposeAsync();
            Assert.Null(await reading); // Only the close comes.
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Partial_fills_fill_an_order_that_takes_by_more_and_smaller_fills()
    {
        await using var desk = await StartAsync("partial-fill=1");
        await desk.PlaceAsync(Mine);
        await desk.LinearAsync("Sell", "Limit", "0.01", "60000", key: Bob);
        // Ten lots: half, of the five left the greater half, and so on.
        var fills = (await desk.GetAsync("/v5/execution/list", "category=linear", Bob)).List;
        Assert.Equal(["0.005", "0.003", "0.001", "0.001"], Enumerable.Reverse(fills.Each("execQty")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cancel_that_races_with_a_fill_is_acknowledged_and_told_as_filled_twice()
    {
        await using var desk = await StartAsync("cancel-race=1");
        await desk.LinearAsync("Buy", "Limit", "0.1", "60000", key: Bob); // Stands before it.
        await desk.PlaceAsync(Mine);
        using var socket = await desk.FollowAsync(Ann, "order");
        Assert.Equal(0, (await desk.PostAsync("/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"mine"}""")).Code);
        var (first, second) = (await socket.ItemAsync("order"), await socket.ItemAsync("order"));
        Assert.Equal(("Filled", "UNKNOWN", "EC_NoError"), Of(first));
        Assert.Equal(("Filled", "CancelByUser", "EC_OrigClOrdIDDoesNotExist"), Of(second)); // As in the documentation's note.
        Assert.Equal(0.1m, desk.Look(_ => desk.AccountOf(Ann).PositionOf(desk.MarketOf(InstrumentKind.Perpetual)).Quantity));

        static (string?, string?, string?) Of(JsonElement order) =>
            (order.GetProperty("orderStatus").GetString(), order.GetProperty("cancelType").GetString(), order.GetProperty("rejectReason").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_late_rejection_comes_after_the_acknowledgement()
    {
        await using var desk = await StartAsync("late-reject=1");
        using var socket = await desk.FollowAsync(Ann, "order");
        var reply = await desk.PlaceAsync(Mine);
        Assert.Equal((0, "OK"), reply.Error);
        var told = await socket.ItemAsync("order");
        Assert.Equal([reply.Result.Text("orderId"), "Rejected"], told.Texts("orderId", "orderStatus"));
        Assert.Empty(await OpenAsync(desk));
        Assert.Equal("Rejected", (await desk.GetAsync("/v5/order/realtime", "category=linear&orderLinkId=mine")).One.GetProperty("orderStatus").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_same_seed_makes_the_same_faults()
    {
        Assert.Equal(await RunAsync(7), await RunAsync(7));
        Assert.NotEqual(await RunAsync(7), await RunAsync(8));

        static async Task<string> RunAsync(ulong seed)
        {
            await using var desk = await StartAsync("error-before=0.3,error-after=0.3", seed);
            var statuses = new List<int>();
            for (var count = 0; count < 30; count++, desk.Time.Advance(TimeSpan.FromMilliseconds(100)))
                statuses.Add((await desk.PlaceAsync(Order("linear", "Buy", "Limit", "0.001", "50000"))).Status);
            return string.Join(' ', statuses);
        }
    }

    private static async Task<List<string>> OpenAsync(BybitDesk desk) =>
        [.. (await desk.GetAsync("/v5/order/realtime", "category=linear&symbol=BTCUSDT")).List.Each("orderLinkId")];

    private static string? Topic(JsonElement message) => message.GetProperty("topic").GetString();
}

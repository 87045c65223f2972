using System.Net.WebSockets;
using System.Text.Json;
using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Each fault as it is seen from outside.</summary>
public sealed class BinanceFaultTests
{
    private const string Order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=60000&newClientOrderId=mine";

    [Fact(Timeout = 60_000)]
    public async Task Timeout_does_it_and_never_answers()
    {
        await using var desk = await StartAsync("timeout=1");
        var placing = desk.PlaceAsync(Order);
        await ThereAsync(desk); // A request that changes no order is answered.
        while (desk.Time.PendingTimers < 2)
            await Task.Yield(); // Beside the streams' own, that of the silence.
        Assert.False(placing.IsCompleted);
        desk.Time.Advance(HttpExchange.SilenceMax);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => placing);
    }

    [Fact(Timeout = 60_000)]
    public async Task Error_after_does_it_and_says_that_nobody_knows()
    {
        await using var desk = await StartAsync("error-after=1");
        Assert.Equal(
            (503, -1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown."),
            (await desk.PlaceAsync(Order)).Error);
        await ThereAsync(desk);
    }

    [Fact(Timeout = 60_000)]
    public async Task Error_before_does_it_not()
    {
        await using var desk = await StartAsync("error-before=1");
        Assert.Equal((503, -1001, "Internal error; unable to process your request. Please try again."), (await desk.PlaceAsync(Order)).Error);
        Assert.Empty((await desk.CallAsync("GET", "/api/v3/openOrders")).Json.EnumerateArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task Break_does_it_not_and_breaks_the_connection()
    {
        await using var desk = await StartAsync("break=1");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => desk.PlaceAsync(Order));
        Assert.Empty((await desk.CallAsync("GET", "/api/v3/openOrders")).Json.EnumerateArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_by_the_websocket_api_meet_the_same()
    {
        await using (var desk = await StartAsync("timeout=1"))
        {
            using var socket = await desk.OpenAsync("/ws-api/v3");
            await socket.SendAsync(JsonSerializer.Serialize(new { id = "lost", method = "order.place", @params = Parameters(desk) }));
            Assert.Equal(1, (await socket.CallAsync(desk, "openOrders.status")).GetProperty("result").GetArrayLength()); // No answer to the first came before it.
        }
        await using (var desk = await StartAsync("break=1"))
        {
            using var socket = await desk.OpenAsync("/ws-api/v3");
            await socket.SendAsync(JsonSerializer.Serialize(new { id = "lost", method = "order.place", @params = Parameters(desk) }));
            await Assert.ThrowsAsync<WebSocketException>(socket.ReadAsync);
            Assert.Empty((await desk.CallAsync("GET", "/api/v3/openOrders")).Json.EnumerateArray());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_many_is_answered_as_a_limit_and_ban_as_a_ban_for_its_time()
    {
        await using (var desk = await StartAsync("too-many=1"))
        {
            var reply = await desk.GetAsync("/api/v3/time");
            Assert.Equal((429, -1003, "60"), (reply.Status, reply.Error.Code, reply.Headers["Retry-After"]));
        }
        await using (var desk = await StartAsync("ban=1,ban-time=5s"))
        {
            var reply = await desk.GetAsync("/api/v3/time");
            Assert.Equal((418, -1003, "5"), (reply.Status, reply.Error.Code, reply.Headers["Retry-After"]));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_clock_may_be_off()
    {
        await using var desk = await StartAsync("clock=1500ms");
        Assert.Equal(desk.Now + 1_500, (await desk.GetAsync("/api/v3/time")).Json.GetProperty("serverTime").GetInt64());
        await using var late = await StartAsync("clock=-1s");
        Assert.Equal((400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."), (await late.CallAsync("GET", "/api/v3/account")).Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Lost_reports_do_not_come_and_balances_do()
    {
        await using var desk = await StartAsync("lost-report=1");
        using var socket = await FollowedAsync(desk);
        await desk.PlaceAsync(Order);
        Assert.Equal("outboundAccountPosition", KindOf(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Doubled_reports_come_twice_alike()
    {
        await using var desk = await StartAsync("doubled-report=1");
        using var socket = await FollowedAsync(desk);
        await desk.PlaceAsync(Order);
        var first = await socket.NextAsync();
        Assert.Equal("executionReport", KindOf(first));
        Assert.Equal(first.GetRawText(), (await socket.NextAsync()).GetRawText());
        Assert.Equal("outboundAccountPosition", KindOf(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Late_reports_come_after_others()
    {
        await using var desk = await StartAsync("late-report=1,late=2s");
        using var socket = await FollowedAsync(desk);
        await desk.PlaceAsync(Order);
        Assert.Equal("outboundAccountPosition", KindOf(await socket.NextAsync()));
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("executionReport", KindOf(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_gap_leaves_changes_of_a_book_out_which_the_numbers_show()
    {
        await using var desk = await StartAsync("gap=0.3");
        using var socket = await desk.ListenAsync("/ws/btcusdt@depth@100ms");
        var gaps = 0;
        for (var (round, last) = (0, 0L); round < 40; round++)
        {
            desk.Step(2);
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":99}""");
        var count = 0;
        var previous = 0L;
        while (await socket.NextAsync() is var told && told.TryGetProperty("u", out var end))
        {
            gaps += previous != 0 && told.GetProperty("U").GetInt64() != previous + 1 ? 1 : 0;
            previous = end.GetInt64();
            count++;
        }
        Assert.True(count is > 10 and < 40 && gaps > 3, $"{count} events, {gaps} gaps");
    }

    [Fact(Timeout = 60_000)]
    public async Task Disconnect_breaks_a_socket_before_a_message()
    {
        await using var desk = await StartAsync("disconnect=1");
        using var socket = await desk.OpenAsync("/ws/btcusdt@trade");
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        await Assert.ThrowsAsync<WebSocketException>(socket.ReadAsync);
    }

    [Fact(Timeout = 60_000)]
    public async Task Silence_keeps_a_socket_open_and_says_nothing_any_more()
    {
        await using var desk = await StartAsync("silence=1");
        using var socket = await desk.OpenAsync("/ws/btcusdt@trade");
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        var reading = socket.ReadAsync();
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1");
        Assert.Equal(200, (await desk.GetAsync("/api/v3/time")).Status);
        Assert.False(reading.IsCompleted);
        await desk.DisposeAsync();
        Assert.Null(await reading); // Only the close comes.
    }

    [Fact(Timeout = 60_000)]
    public async Task Partial_fills_fill_an_order_that_takes_by_more_and_smaller_fills()
    {
        await using var desk = await StartAsync("partial-fill=1");
        await desk.PlaceAsync(Order);
        var reply = await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.0001&price=60000&newClientOrderId=parts", Bob);
        // Ten of the 100,000 lots that stand there: half, of the five left the greater half, and so on.
        Assert.Equal(
            ["0.00005000", "0.00003000", "0.00001000", "0.00001000"],
            reply.Json.GetProperty("fills").EnumerateArray().Select(static fill => fill.GetProperty("qty").GetString()));
        Assert.Equal("FILLED", reply.Json.GetProperty("status").GetString());
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
            for (var count = 0; count < 30; count++)
                statuses.Add((await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000")).Status);
            return string.Join(' ', statuses);
        }
    }

    private static async Task ThereAsync(BinanceDesk desk)
    {
        while (true)
        {
            var open = (await desk.CallAsync("GET", "/api/v3/openOrders")).Json;
            if (open.GetArrayLength() == 0)
                continue; // The request may still be on its way.
            Assert.Equal("mine", open[0].GetProperty("clientOrderId").GetString());
            return;
        }
    }

    private static async Task<BinanceSocket> FollowedAsync(BinanceDesk desk)
    {
        var socket = await desk.OpenAsync("/ws-api/v3");
        await socket.FollowAsync(desk);
        return socket;
    }

    private static string KindOf(JsonElement message) => message.GetProperty("event").GetProperty("e").GetString()!;

    private static SortedDictionary<string, string> Parameters(BinanceDesk desk)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["apiKey"] = Ann,
            ["timestamp"] = $"{desk.Now}",
            ["symbol"] = "BTCUSDT",
            ["side"] = "BUY",
            ["type"] = "LIMIT",
            ["timeInForce"] = "GTC",
            ["quantity"] = "1",
            ["price"] = "50000",
        };
        all["signature"] = Sign(Ann, string.Join('&', all.Select(static one => $"{one.Key}={one.Value}")));
        return all;
    }
}

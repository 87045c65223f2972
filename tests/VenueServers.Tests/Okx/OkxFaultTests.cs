using System.Net.WebSockets;
using System.Text.Json;
using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Each fault as it is seen from outside.</summary>
public sealed class OkxFaultTests
{
    private const string Order = """ "instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"60000","sz":"1","clOrdId":"mine" """;
    private const string Operation = """{"id":"lost","op":"order","args":[{""" + Order + "}]}";

    [Fact(Timeout = 60_000)]
    public async Task Timeout_does_it_and_never_answers()
    {
        await using var desk = await StartAsync("timeout=1");
        var timers = desk.Time.PendingTimers;
        var placing = desk.PlaceAsync(Order);
        await ThereAsync(desk); // A request that changes no order is answered.
        while (desk.Time.PendingTimers <= timers)
            await Task.Yield(); // Until that of the silence is there.
        Assert.False(placing.IsCompleted);
        desk.Time.Advance(OkxRest.SilenceMax);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => placing);
    }

    [Fact(Timeout = 60_000)]
    public async Task Error_after_does_it_and_says_that_it_took_too_long()
    {
        await using var desk = await StartAsync("error-after=1");
        Assert.Equal((500, "51054", "Request timed out. Please try again."), (await desk.PlaceAsync(Order)).Error);
        await ThereAsync(desk);
    }

    [Fact(Timeout = 60_000)]
    public async Task Error_before_does_it_not()
    {
        await using var desk = await StartAsync("error-before=1");
        Assert.Equal((503, "50001", "Service temporarily unavailable. Please try again later."), (await desk.PlaceAsync(Order)).Error);
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);
    }

    [Fact(Timeout = 60_000)]
    public async Task Break_does_it_not_and_breaks_the_connection()
    {
        await using var desk = await StartAsync("break=1");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => desk.PlaceAsync(Order));
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_by_socket_meet_the_same()
    {
        await using (var desk = await StartAsync("timeout=1"))
        {
            using var socket = await desk.LogInAsync();
            await socket.SendAsync(Operation);
            await socket.SendAsync("ping");
            Assert.Equal("pong", await socket.ReadTextAsync()); // No answer to the order came before it.
            await ThereAsync(desk);
        }
        await using (var desk = await StartAsync("break=1"))
        {
            using var socket = await desk.LogInAsync();
            await socket.SendAsync(Operation);
            await Assert.ThrowsAsync<WebSocketException>(socket.ReadAsync);
            Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_many_is_answered_as_a_limit_and_a_ban_lasts_its_time()
    {
        await using (var desk = await StartAsync("too-many=1"))
            Assert.Equal((429, "50011", "Too Many Requests"), (await desk.GetAsync("/api/v5/public/time")).Error);
        await using (var desk = await StartAsync("ban=0.02,ban-time=5s", seed: 3))
        {
            while ((await desk.GetAsync("/api/v5/public/time")).Status == 200)
                desk.Time.Advance(TimeSpan.FromSeconds(2));
            desk.Time.Advance(TimeSpan.FromSeconds(4.9));
            Assert.Equal(429, (await desk.GetAsync("/api/v5/public/time")).Status);
            desk.Time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(200, (await desk.GetAsync("/api/v5/public/time")).Status);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_clock_may_be_off()
    {
        await using var desk = await StartAsync("clock=1500ms");
        Assert.Equal($"{desk.Now + 1_500}", Text((await desk.GetAsync("/api/v5/public/time")).Row, "ts"));
        await using var late = await StartAsync("clock=-31s");
        Assert.Equal((401, "50102", "Timestamp request expired."), (await late.AskAsync("/api/v5/account/balance")).Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task Lost_reports_do_not_come_and_balances_do()
    {
        await using var desk = await StartAsync("lost-report=1");
        using var socket = await FollowedAsync(desk);
        await desk.PlaceAsync(Order);
        Assert.Equal("account", ChannelOf(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Doubled_reports_come_twice_alike_and_so_does_what_says_that_all_has_filled()
    {
        await using var desk = await StartAsync("doubled-report=1");
        using var socket = await FollowedAsync(desk);
        await desk.PlaceAsync(Order + ",\"ordType\":\"ioc\",\"px\":\"60001.2\",\"sz\":\"0.001\"");
        var reports = new List<string>();
        while (reports.Count < 4)
        {
            if (await socket.NextAsync() is var told && ChannelOf(told) == "orders")
                reports.Add(told.GetRawText());
        }
        Assert.Equal((reports[0], reports[2]), (reports[1], reports[3]));
        Assert.Contains("\"state\":\"filled\"", reports[3], StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Late_reports_come_after_others()
    {
        await using var desk = await StartAsync("late-report=1,late=2s");
        using var socket = await FollowedAsync(desk);
        await desk.PlaceAsync(Order);
        Assert.Equal("account", ChannelOf(await socket.NextAsync()));
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("orders", ChannelOf(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_gap_leaves_changes_of_a_book_out_which_the_numbers_show()
    {
        await using var desk = await StartAsync("gap=0.3");
        using var socket = await desk.ListenAsync("public", "books");
        for (var round = 0; round < 40; round++)
        {
            desk.Step(2);
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        await socket.SendAsync("ping");
        var (count, gaps, previous) = (0, 0, -1L);
        while (await socket.ReadTextAsync() is { } text && text != "pong")
        {
            var book = JsonDocument.Parse(text).RootElement.GetProperty("data")[0];
            gaps += book.GetProperty("prevSeqId").GetInt64() == previous ? 0 : 1;
            previous = book.GetProperty("seqId").GetInt64();
            count++;
        }
        Assert.True(count is > 10 and < 41 && gaps > 3, $"{count} messages, {gaps} gaps");
    }

    [Fact(Timeout = 60_000)]
    public async Task Disconnect_breaks_a_socket_before_a_message()
    {
        await using var desk = await StartAsync("disconnect=1");
        using var socket = await desk.OpenAsync("public");
        await socket.SendAsync("ping");
        await Assert.ThrowsAsync<WebSocketException>(socket.ReadAsync);
    }

    [Fact(Timeout = 60_000)]
    public async Task Silence_keeps_a_socket_open_and_says_nothing_any_more()
    {
        await using var desk = await StartAsync("silence=1");
        using var socket = await desk.OpenAsync("public");
        await socket.SendAsync("ping");
        var reading = socket.ReadAsync();
        Assert.Equal(200, (await desk.GetAsync("/api/v5/public/time")).Status);
        Assert.False(reading.IsCompleted);
        await desk.DisposeAsync();
        Assert.Null(await reading); // Only the close comes.
    }

    [Fact(Timeout = 60_000)]
    public async Task Partial_fills_fill_an_order_that_takes_by_more_and_smaller_fills()
    {
        await using var desk = await StartAsync("partial-fill=1");
        const string Swap = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","ordType":"limit","px":"60000" """;
        await desk.PlaceAsync(Swap + ",\"side\":\"buy\",\"sz\":\"1\"");
        await desk.PlaceAsync(Swap + ",\"side\":\"sell\",\"sz\":\"0.1\"", Bob);
        // Ten lots of the hundred that stand there: half, of the five left the greater half, and so on.
        Assert.Equal(["0.01", "0.01", "0.03", "0.05"], (await desk.AskAsync("/api/v5/trade/fills", Bob)).Rows.Select(static fill => Text(fill, "fillSz")));
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
                statuses.Add((await desk.PlaceAsync(Order + ",\"clOrdId\":\"\",\"sz\":\"0.001\"")).Status);
            return string.Join(' ', statuses);
        }
    }

    private static async Task ThereAsync(OkxDesk desk)
    {
        while (true)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(50)); // Not too many in two seconds.
            var open = (await desk.AskAsync("/api/v5/trade/orders-pending")).Rows;
            if (open.Count == 0)
                continue; // The request may still be on its way.
            Assert.Equal("mine", Text(open[0], "clOrdId"));
            return;
        }
    }

    private static async Task<OkxSocket> FollowedAsync(OkxDesk desk)
    {
        var socket = await desk.LogInAsync();
        await socket.SubscribeAsync("""{"channel":"orders","instType":"ANY"}""");
        await socket.SubscribeAsync("""{"channel":"account"}""");
        await socket.PushAsync("account");
        return socket;
    }

    private static string ChannelOf(JsonElement message) => Text(message.GetProperty("arg"), "channel");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

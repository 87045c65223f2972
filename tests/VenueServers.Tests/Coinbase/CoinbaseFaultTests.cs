using System.Net.WebSockets;
using System.Text.Json;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Each fault as it is seen from outside.</summary>
public sealed class CoinbaseFaultTests
{
    [Fact(Timeout = 60_000)]
    public async Task Timeout_does_it_and_never_answers_and_who_sends_it_again_has_one_order()
    {
        await using var desk = await StartAsync("timeout=1");
        var timers = desk.Time.PendingTimers;
        var placing = desk.LimitAsync("BUY", "60000", "1", "mine");
        await ThereAsync(desk); // A request that changes no order is answered.
        while (desk.Time.PendingTimers <= timers)
            await Task.Yield(); // Until that of the silence is there.
        Assert.False(placing.IsCompleted);
        desk.Time.Advance(HttpExchange.SilenceMax);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => placing);
        desk.Server.Floor.Faults.Change(FaultOptions.None);
        var again = await desk.LimitAsync("BUY", "60000", "1", "mine");
        Assert.Equal(again.Outcome, Text(Assert.Single((await desk.AskAsync("/orders/historical/batch")).List("orders")), "order_id"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Error_after_does_it_and_says_that_something_failed()
    {
        await using var desk = await StartAsync("error-after=1");
        Assert.Equal((500, "INTERNAL", "internal server error"), (await desk.LimitAsync("BUY", "60000", "1", "mine")).Error);
        await ThereAsync(desk);
    }

    [Fact(Timeout = 60_000)]
    public async Task Error_before_does_it_not()
    {
        await using var desk = await StartAsync("error-before=1");
        Assert.Equal((503, "UNAVAILABLE", "service unavailable"), (await desk.LimitAsync("BUY", "60000", "1", "mine")).Error);
        Assert.Empty((await desk.AskAsync("/orders/historical/batch")).List("orders"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Break_does_it_not_and_breaks_the_connection()
    {
        await using var desk = await StartAsync("break=1");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => desk.LimitAsync("BUY", "60000", "1", "mine"));
        Assert.Empty((await desk.AskAsync("/orders/historical/batch")).List("orders"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_many_is_answered_as_a_limit_and_a_ban_lasts_its_time()
    {
        await using (var desk = await StartAsync("too-many=1"))
            Assert.Equal(429, (await desk.GetAsync("/time")).Status);
        await using (var desk = await StartAsync("ban=0.02,ban-time=5s", seed: 3))
        {
            while ((await desk.GetAsync("/time")).Status == 200)
                desk.Time.Advance(TimeSpan.FromSeconds(1));
            desk.Time.Advance(TimeSpan.FromSeconds(4.9));
            Assert.Equal(429, (await desk.GetAsync("/time")).Status);
            desk.Time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal(200, (await desk.GetAsync("/time")).Status);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_clock_may_be_off()
    {
        await using var desk = await StartAsync("clock=1500ms");
        Assert.Equal("1767225601500", Text((await desk.GetAsync("/time")).Json, "epochMillis"));
        Assert.Equal(200, (await desk.AskAsync("/accounts")).Status);
        await using var late = await StartAsync("clock=-1s");
        Assert.Equal(401, (await late.AskAsync("/accounts")).Status); // The token begins in a second.
        await using var early = await StartAsync("clock=120s");
        Assert.Equal(401, (await early.AskAsync("/accounts")).Status); // It has ended.
    }

    [Fact(Timeout = 60_000)]
    public async Task Lost_reports_leave_a_gap_in_the_numbers()
    {
        await using var desk = await StartAsync("lost-report=1");
        using var socket = await desk.FollowAsync();
        await desk.LimitAsync("BUY", "60000", "1", "mine");
        await socket.SendAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        var next = await socket.NextAsync();
        Assert.Equal(("subscriptions", 3), (Text(next, "channel"), next.GetProperty("sequence_num").GetInt64())); // 0 and 1 are the snapshot and the subscription, 2 is lost.
    }

    [Fact(Timeout = 60_000)]
    public async Task Doubled_reports_come_twice_alike_and_so_does_what_says_that_all_has_filled()
    {
        await using var desk = await StartAsync("doubled-report=1");
        using var socket = await desk.FollowAsync();
        await desk.MarketAsync("BUY", "0.001", "mine");
        var reports = new List<string>();
        while (reports.Count < 4)
            reports.Add((await socket.PushAsync("user")).GetRawText());
        Assert.Equal((reports[0], reports[2]), (reports[1], reports[3]));
        Assert.Contains("\"status\":\"FILLED\"", reports[3], StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Late_reports_come_after_others()
    {
        await using var desk = await StartAsync("late-report=1,late=2s");
        using var socket = await desk.FollowAsync();
        await desk.LimitAsync("BUY", "60000", "1", "mine");
        Assert.Equal(3, (await socket.AskAsync("""{"type":"subscribe","channel":"heartbeats"}""")).GetProperty("sequence_num").GetInt64());
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, (await socket.PushAsync("user")).GetProperty("sequence_num").GetInt64());
    }

    [Fact(Timeout = 60_000)]
    public async Task Gaps_of_a_book_are_seen_in_the_numbers()
    {
        await using var desk = await StartAsync("gap=0.3");
        using var socket = await desk.ListenAsync("level2");
        var book = new CoinbaseBook();
        book.Take(await socket.NextAsync());
        book.Take(await socket.NextAsync());
        Assert.False(book.HasGap);
        for (var round = 0; round < 20; round++)
        {
            desk.Step(1);
            desk.Time.Advance(TimeSpan.FromMilliseconds(50));
        }
        await socket.SendAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        var (changes, isEnd) = (0, false);
        while (!isEnd)
        {
            var message = await socket.NextAsync();
            book.Take(message);
            isEnd = message.GetProperty("channel").GetString() == "subscriptions";
            changes += isEnd ? 0 : 1;
        }
        Assert.True(book.HasGap && changes is > 5 and < 20, $"{changes} changes of 20");
    }

    [Fact(Timeout = 60_000)]
    public async Task Book_reset_tells_the_book_as_a_whole_instead_of_a_change()
    {
        await using var desk = await StartAsync("book-reset=1");
        using var socket = await desk.ListenAsync("level2");
        var book = new CoinbaseBook();
        book.Take(await socket.NextAsync());
        book.Take(await socket.NextAsync());
        desk.Step(1);
        desk.Time.Advance(TimeSpan.FromMilliseconds(50));
        var told = await socket.NextAsync();
        book.Take(told);
        Assert.Equal("snapshot", Text(told.GetProperty("events")[0], "type"));
        Assert.False(book.HasGap);
        Assert.Equal(CoinbaseBook.LevelsOf((await desk.GetAsync("/market/product_book?product_id=BTC-USD")).Json.GetProperty("pricebook"), "bids"), book.Bids);
    }

    [Fact(Timeout = 60_000)]
    public async Task Disconnect_breaks_a_socket_before_a_message()
    {
        await using var desk = await StartAsync("disconnect=1");
        using var socket = await desk.ListenAsync("level2");
        await Assert.ThrowsAsync<WebSocketException>(socket.ReadAsync);
    }

    [Fact(Timeout = 60_000)]
    public async Task Silence_keeps_a_socket_open_and_says_nothing_any_more()
    {
        await using var desk = await StartAsync("silence=1");
        using var socket = await desk.ListenAsync("level2");
        var reading = socket.ReadAsync();
        Assert.Equal(200, (await desk.GetAsync("/time")).Status);
        Assert.False(reading.IsCompleted);
        await desk.DisposeAsync();
        Assert.Null(await reading); // Only the close comes.
    }

    [Fact(Timeout = 60_000)]
    public async Task Partial_fills_fill_an_order_that_takes_by_more_and_smaller_fills()
    {
        await using var desk = await StartAsync("partial-fill=1");
        await desk.LimitAsync("BUY", "60000", "1", "rests");
        await desk.LimitAsync("SELL", "60000", "0.0000001", "small", Bob); // Less than a dollar.
        Assert.Empty((await desk.AskAsync("/orders/historical/fills", Bob)).List("fills"));
        await desk.LimitAsync("SELL", "60000", "0.001", "takes", Bob);
        var sizes = (await desk.AskAsync("/orders/historical/fills", Bob)).List("fills").Select(static fill => Text(fill, "size")).ToList();
        // Of 100,000 lots half, of what is left the greater half, and so on.
        Assert.Equal(["0.0005", "0.00025", "0.000125"], sizes.AsEnumerable().Reverse().Take(3));
        Assert.True(sizes.Count > 10);
        var order = Assert.Single((await desk.AskAsync("/orders/historical/batch", Bob)).List("orders"));
        Assert.Equal(("FILLED", "0.001"), (Text(order, "status"), Text(order, "filled_size")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Late_reject_acknowledges_an_order_that_fails()
    {
        await using var desk = await StartAsync("late-reject=1");
        using var socket = await desk.FollowAsync();
        var placed = await desk.LimitAsync("BUY", "60000", "1", "mine");
        Assert.True(placed.Json.GetProperty("success").GetBoolean());
        Assert.Equal("FAILED", Text(await socket.ReportAsync(), "status"));
        Assert.Equal(("FAILED", "HOLD_FAILURE", "0"), (Text(await desk.OrderAsync(placed.Outcome), "status"), Text(await desk.OrderAsync(placed.Outcome), "reject_reason"), Text(await desk.OrderAsync(placed.Outcome), "outstanding_hold_amount")));
        Assert.Equal("PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", (await desk.LimitAsync("BUY", "60000", "0.00001", "other")).Outcome); // What is refused at once is refused at once.
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancel_race_fills_an_order_before_its_cancel()
    {
        await using var desk = await StartAsync("cancel-race=1");
        var id = (await desk.LimitAsync("BUY", "59990", "1", "mine")).Outcome;
        Assert.Equal("ORDER_IS_FULLY_FILLED", Text(Assert.Single((await desk.CancelAsync(id)).List("results")), "failure_reason"));
        Assert.Equal(("FILLED", "1"), (Text(await desk.OrderAsync(id), "status"), Text(await desk.OrderAsync(id), "filled_size")));
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
                statuses.Add((await desk.LimitAsync("BUY", "50000", "0.001", $"order {count}")).Status);
            return string.Join(' ', statuses);
        }
    }

    private static async Task ThereAsync(CoinbaseDesk desk)
    {
        while (true)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(50)); // Not too many in a second.
            var orders = (await desk.AskAsync("/orders/historical/batch")).List("orders");
            if (orders.Count == 0)
                continue; // The request may still be on its way.
            Assert.Equal("mine", Text(orders[0], "client_order_id"));
            return;
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

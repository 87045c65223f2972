using System.Net.WebSockets;
using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.OkxDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Sockets, and the channels of markets: https://www.okx.com/docs-v5/en/#overview-websocket.</summary>
public sealed class OkxStreamTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Theory(Timeout = 120_000)]
    [InlineData("BTC-USDT")]
    [InlineData("BTC-USDT-SWAP")]
    public async Task A_book_built_of_messages_is_that_of_REST(string instrument)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("public", "books", instrument);
        var book = new OkxBook();
        book.Take(await socket.PushAsync("books"));
        for (var round = 0; round < 50; round++)
        {
            desk.Step(3);
            desk.Time.Advance(Tick);
        }
        var told = (await desk.GetAsync($"/api/v5/market/books?instId={instrument}&sz=400")).Row;
        while (book.Number < told.GetProperty("seqId").GetInt64())
            book.Take(await socket.PushAsync("books"));
        Assert.False(book.HasGap);
        Assert.Equal(told.GetProperty("seqId").GetInt64(), book.Number);
        Assert.Equal(OkxBook.LevelsOf(told, "bids"), book.Bids);
        Assert.Equal(OkxBook.LevelsOf(told, "asks"), book.Asks);
        Assert.True(book.Bids.Count >= 10 && book.Asks.Count >= 10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_comes_later_goes_on_from_the_same_number()
    {
        await using var desk = await StartAsync();
        using var first = await desk.ListenAsync("public", "books");
        var (one, other) = (new OkxBook(), new OkxBook());
        one.Take(await first.PushAsync("books"));
        desk.Step(5);
        desk.Time.Advance(Tick);
        using var second = await desk.OpenAsync("public");
        desk.Step(5); // What waits is told to the first once the second comes.
        await second.SubscribeAsync("""{"channel":"books","instId":"BTC-USDT"}""");
        other.Take(await second.PushAsync("books"));
        Assert.Equal(desk.Look(static venue => venue.Markets[0].UpdateNumber), other.Number);
        desk.Step(5);
        desk.Time.Advance(Tick);
        other.Take(await second.PushAsync("books"));
        while (one.Number < other.Number)
            one.Take(await first.PushAsync("books"));
        Assert.False(one.HasGap || other.HasGap);
        Assert.Equal((one.Number, string.Join('|', one.Asks)), (other.Number, string.Join('|', other.Asks)));
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_the_best_400_levels_are_told_and_those_behind_come_up()
    {
        await using var desk = await StartAsync();
        var house = new HouseFlow(desk.Venue, desk.Venue.Markets[0]);
        SetBids(590_000, count: 450, lots: 1_000);
        using var socket = await desk.ListenAsync("public", "books");
        var book = new OkxBook();
        book.Take(await socket.PushAsync("books"));
        Assert.Equal(400, book.Bids.Count);
        SetBids(590_000, count: 5, lots: 0); // Five come up.
        await CheckAsync();
        SetBids(590_100, count: 8, lots: 1_000); // Eight are no longer among them.
        await CheckAsync();

        async Task CheckAsync()
        {
            desk.Time.Advance(Tick);
            book.Take(await socket.PushAsync("books"));
            Assert.Equal(400, book.Bids.Count);
            Assert.Equal(OkxBook.LevelsOf((await desk.GetAsync("/api/v5/market/books?instId=BTC-USDT&sz=400")).Row, "bids"), book.Bids);
        }

        void SetBids(long best, int count, long lots) => desk.Look(_ =>
        {
            for (var level = 0; level < count; level++)
                house.Set(OrderSide.Buy, best - level, lots);
            return 0;
        });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_book_that_stands_still_says_so_after_a_minute()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("public", "books");
        var snapshot = (await socket.PushAsync("books")).GetProperty("data")[0];
        Assert.Equal((-1, 0), (snapshot.GetProperty("prevSeqId").GetInt32(), snapshot.GetProperty("checksum").GetInt32()));
        desk.Time.Advance(TimeSpan.FromSeconds(29)); // Somebody has to say something for the socket to stay.
        await PingAsync();
        desk.Time.Advance(TimeSpan.FromSeconds(29));
        await PingAsync();
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        var told = await socket.PushAsync("books");
        var still = told.GetProperty("data")[0];
        Assert.Equal(("update", 0, 0), (Text(told, "action"), still.GetProperty("asks").GetArrayLength(), still.GetProperty("bids").GetArrayLength()));
        Assert.Equal(snapshot.GetProperty("seqId").GetInt64(), still.GetProperty("seqId").GetInt64());
        Assert.Equal(snapshot.GetProperty("seqId").GetInt64(), still.GetProperty("prevSeqId").GetInt64());

        async Task PingAsync()
        {
            await socket.SendAsync("ping");
            Assert.Equal("pong", await socket.ReadTextAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_change_that_is_taken_back_is_none()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("public", "books");
        var before = (await socket.PushAsync("books")).GetProperty("data")[0].GetProperty("seqId").GetInt64();
        desk.Look(venue =>
        {
            var house = new HouseFlow(venue, venue.Markets[0]);
            house.Set(OrderSide.Buy, 590_000, 1_000);
            house.Set(OrderSide.Buy, 590_000, 0);
            return 0;
        });
        desk.Time.Advance(Tick);
        desk.Look(venue =>
        {
            new HouseFlow(venue, venue.Markets[0]).Set(OrderSide.Buy, 590_000, 1_000);
            return 0;
        });
        desk.Time.Advance(Tick);
        var change = (await socket.PushAsync("books")).GetProperty("data")[0];
        Assert.Equal("59000 0.00001 1", Assert.Single(OkxBook.LevelsOf(change, "bids")));
        Assert.Equal(before, change.GetProperty("prevSeqId").GetInt64());
    }

    [Fact(Timeout = 60_000)]
    public async Task The_best_levels_are_told_as_they_change_and_five_of_them_every_100_milliseconds()
    {
        await using var desk = await StartAsync();
        using var best = await desk.ListenAsync("public", "bbo-tbt");
        using var five = await desk.ListenAsync("public", "books5");
        Assert.Equal("59998.8", (await best.RowAsync("bbo-tbt")).GetProperty("bids")[0][0].GetString());
        Assert.Equal(5, (await five.RowAsync("books5")).GetProperty("asks").GetArrayLength());
        desk.Look(venue =>
        {
            new HouseFlow(venue, venue.Markets[0]).Set(OrderSide.Buy, 600_000, 1_000);
            return 0;
        });
        Assert.Equal("60000", (await best.RowAsync("bbo-tbt")).GetProperty("bids")[0][0].GetString());
        desk.Time.Advance(Tick);
        var told = await five.RowAsync("books5");
        Assert.Equal(("60000", "BTC-USDT"), (told.GetProperty("bids")[0][0].GetString(), told.GetProperty("instId").GetString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_one_order_takes_at_one_price_is_one_trade_and_each_of_them_is_told_elsewhere()
    {
        await using var desk = await StartAsync();
        using var trades = await desk.ListenAsync("public", "trades");
        using var all = await desk.ListenAsync("business", "trades-all");
        desk.Look(venue =>
        {
            var house = new HouseFlow(venue, venue.Markets[0]);
            house.Set(OrderSide.Sell, 600_000, 1_000);
            house.Set(OrderSide.Sell, 600_000, 3_000);
            house.Set(OrderSide.Sell, 600_001, 1_000);
            house.Take(OrderSide.Buy, 600_001, 3_500);
            return 0;
        });
        var (first, second) = (await trades.RowAsync("trades"), await trades.RowAsync("trades"));
        Assert.Equal(("2", "60000", "0.00003", "2", "buy"), (Text(first, "tradeId"), Text(first, "px"), Text(first, "sz"), Text(first, "count"), Text(first, "side")));
        Assert.Equal(("3", "60000.1", "0.000005", "1"), (Text(second, "tradeId"), Text(second, "px"), Text(second, "sz"), Text(second, "count")));
        foreach (var (number, size) in new[] { ("1", "0.00001"), ("2", "0.00002"), ("3", "0.000005") })
        {
            var told = await all.RowAsync("trades-all");
            Assert.Equal((number, size), (Text(told, "tradeId"), Text(told, "sz")));
        }
        Assert.Equal(["3", "2", "1"], (await desk.GetAsync("/api/v5/market/trades?instId=BTC-USDT")).Rows.Select(static trade => Text(trade, "tradeId")));
        Assert.Equal(["1"], (await desk.GetAsync("/api/v5/market/history-trades?instId=BTC-USDT&after=2")).Rows.Select(static trade => Text(trade, "tradeId")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_bar_is_told_as_it_grows_and_once_more_when_it_has_closed()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("business", "candle1m");
        desk.Time.Advance(TimeSpan.FromSeconds(58) - TimeSpan.FromMilliseconds(desk.Now % 60_000));
        await socket.SendAsync("ping");
        desk.Look(venue =>
        {
            var house = new HouseFlow(venue, venue.Markets[0]);
            house.Set(OrderSide.Sell, 600_000, 20_000_000);
            house.Take(OrderSide.Buy, 600_000, 20_000_000);
            return 0;
        });
        for (var second = 0; second < 3; second++)
            desk.Time.Advance(TimeSpan.FromSeconds(1));
        var bars = new List<JsonElement>();
        while (bars.Count == 0 || bars[^1][8].GetString() != "1")
        {
            if (await socket.ReadTextAsync() is { } text && text != "pong")
                bars.Add(JsonDocument.Parse(text).RootElement.GetProperty("data")[0]);
        }
        Assert.Equal(("60000", "0.2", "12000"), (bars[^1][4].GetString(), bars[^1][5].GetString(), bars[^1][6].GetString()));
        var asked = (await desk.GetAsync("/api/v5/market/candles?instId=BTC-USDT&bar=1m&limit=2")).Rows;
        Assert.Equal(("0", "1", bars[^1].GetRawText()), (asked[0][8].GetString(), asked[1][8].GetString(), asked[1].GetRawText()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Bars_of_a_second_are_told_and_asked_for()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("business", "candle1s");
        desk.Time.Advance(TimeSpan.FromSeconds(1)); // One that has ended is told where it was told before.
        await desk.PlaceAsync(""" "instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"market","tgtCcy":"base_ccy","sz":"0.2" """);
        for (var second = 0; second < 3; second++)
            desk.Time.Advance(TimeSpan.FromSeconds(1));
        JsonElement bar;
        do
            bar = (await socket.PushAsync("candle1s")).GetProperty("data")[0];
        while (bar[8].GetString() != "1" || bar[5].GetString() == "0");
        Assert.Equal("0.2", bar[5].GetString());
        var asked = (await desk.GetAsync("/api/v5/market/history-candles?instId=BTC-USDT&bar=1s")).Rows;
        Assert.Contains(bar.GetRawText(), asked.Select(static row => row.GetRawText()));
        Assert.Equal(1_000, long.Parse(asked[0][0].GetString()!, System.Globalization.CultureInfo.InvariantCulture) - long.Parse(asked[1][0].GetString()!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("4H", "2025-12-31T20:00:00Z")]
    [InlineData("1D", "2025-12-31T16:00:00Z")] // Days begin in Hong Kong.
    [InlineData("1Dutc", "2026-01-01T00:00:00Z")]
    [InlineData("1W", "2025-12-28T16:00:00Z")]
    [InlineData("1Wutc", "2025-12-29T00:00:00Z")]
    public async Task Bars_begin_where_their_name_says(string bar, string start)
    {
        await using var desk = await StartAsync();
        var first = (await desk.GetAsync($"/api/v5/market/candles?instId=BTC-USDT&bar={bar}")).Rows[bar == "4H" ? 1 : 0];
        Assert.Equal(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), first[0].GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Tickers_and_marks_are_told_where_they_change()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("public");
        await socket.SubscribeAsync("""{"channel":"tickers","instId":"BTC-USDT-SWAP"}""");
        await socket.SubscribeAsync("""{"channel":"mark-price","instId":"BTC-USDT-SWAP"}""");
        Assert.Equal("60000", Text(await socket.RowAsync("mark-price"), "markPx"));
        await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"limit","px":"60000.2","sz":"3" """);
        desk.Time.Advance(2 * Tick);
        var ticker = await socket.RowAsync("tickers");
        Assert.Equal(("60000.2", "3", "60001.2"), (Text(ticker, "bidPx"), Text(ticker, "bidSz"), Text(ticker, "askPx")));
        Assert.Equal("60000.7", Text(await socket.RowAsync("mark-price"), "markPx"));
        desk.Time.Advance(TimeSpan.FromSeconds(10)); // Again, though it has not changed.
        Assert.Equal("60000.7", Text(await socket.RowAsync("mark-price"), "markPx"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Answers_name_the_request_and_an_unsubscribed_channel_is_silent()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("public");
        const string Argument = """{"channel":"trades-all","instId":"BTC-USDT"}""";
        using var business = await desk.OpenAsync("business");
        Assert.Equal("""{"id":"1512","event":"subscribe","arg":{"channel":"trades-all","instId":"BTC-USDT"},"connId":"00000002"}""", (await business.AskAsync("""{"id":"1512","op":"subscribe","args":[""" + Argument + "]}")).GetRawText());
        Assert.Equal("unsubscribe", (await business.AskAsync("""{"op":"unsubscribe","args":[""" + Argument + "]}")).GetProperty("event").GetString());
        desk.Step(50);
        await business.SendAsync("ping");
        Assert.Equal("pong", await business.ReadTextAsync());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("public", "{", "60012", "Invalid request: {")]
    [InlineData("public", "7", "60012", "Invalid request: 7")]
    [InlineData("public", """{"op":"subscribe","argss":[]}""", "60013", "Invalid args")]
    [InlineData("public", """{"op":"subscribe","args":[]}""", "60013", "Invalid args")]
    [InlineData("public", """{"op":"subscribe","args":[{"instId":"BTC-USDT"}]}""", "60027", "Parameter channel can not be empty.")]
    [InlineData("public", """{"op":"wish","args":[{}]}""", "60019", "Invalid op: wish")]
    [InlineData("public", """{"op":"subscribe","args":[{"channel":"books","instId":"NONE"}]}""", "60018", "Wrong URL or channel:books,instId:NONE doesn't exist. Please use the correct URL, channel and parameters referring to API document.")]
    [InlineData("public", """{"op":"subscribe","args":[{"channel":"candle1m","instId":"BTC-USDT"}]}""", "60018", null)]
    [InlineData("business", """{"op":"subscribe","args":[{"channel":"candle7m","instId":"BTC-USDT"}]}""", "60018", null)]
    [InlineData("public", """{"op":"subscribe","args":[{"channel":"books-l2-tbt","instId":"BTC-USDT"}]}""", "64003", "Your trading fee tier doesn't meet the requirement to access this channel")]
    [InlineData("private", """{"op":"subscribe","args":[{"channel":"orders","instType":"ANY"}]}""", "60011", "Please log in")]
    [InlineData("private", """{"op":"order","args":[{}]}""", "60011", "Please log in")]
    [InlineData("public", """{"op":"order","args":[{}]}""", "60028", null)]
    public async Task A_message_is_refused_for(string path, string message, string code, string? words)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        var told = await socket.AskAsync(message);
        Assert.Equal(("error", code, words ?? Text(told, "msg")), (Text(told, "event"), Text(told, "code"), Text(told, "msg")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_socket_on_which_nothing_happens_for_30_seconds_is_closed()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("public");
        await socket.SendAsync("ping");
        Assert.Equal("pong", await socket.ReadTextAsync());
        desk.Time.Advance(TimeSpan.FromSeconds(29));
        await socket.SendAsync("ping");
        Assert.Equal("pong", await socket.ReadTextAsync());
        desk.Time.Advance(TimeSpan.FromSeconds(30));
        await socket.SendAsync("ping");
        Assert.Equal("pong", await socket.ReadTextAsync());
        desk.Time.Advance(TimeSpan.FromSeconds(32));
        Assert.Null(await socket.ReadAsync());
        Assert.Equal((WebSocketCloseStatus)4004, socket.ClosedAs);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_stops_says_so_on_every_socket()
    {
        var desk = await StartAsync();
        using var socket = await desk.OpenAsync("public");
        await socket.SendAsync("ping");
        Assert.Equal("pong", await socket.ReadTextAsync());
        var stopping = desk.DisposeAsync();
        Assert.Equal(("notice", "64008"), (await socket.NextAsync() is var told ? Text(told, "event") : "", Text(told, "code")));
        Assert.Null(await socket.ReadAsync());
        await socket.CloseAsync();
        await stopping;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

using System.Net.WebSockets;
using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Market streams over a real socket; https://bybit-exchange.github.io/docs/v5/ws/connect and the pages of the topics.</summary>
public sealed class BybitStreamTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("spot", 50, 20)]
    [InlineData("spot", 200, 100)]
    [InlineData("spot", 1_000, 200)]
    [InlineData("linear", 50, 20)]
    [InlineData("linear", 200, 100)]
    [InlineData("linear", 1_000, 200)]
    public async Task A_book_built_of_snapshot_and_deltas_is_that_of_the_venue(string category, int depth, int milliseconds)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync($"/v5/public/{category}");
        await socket.SubscribeAsync($"orderbook.{depth}.BTCUSDT");
        var book = new BybitBook();
        var first = await socket.NextAsync();
        Assert.Equal(("snapshot", 1), (first.GetProperty("type").GetString(), first.GetProperty("data").GetProperty("u").GetInt64()));
        book.Take(first);
        for (var round = 0; round < 40; round++)
        {
            desk.Step(5);
            desk.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            book.Take(await socket.NextAsync());
            Assert.False(book.HasGap);
        }
        var told = (await desk.OpenGetAsync($"/v5/market/orderbook?category={category}&symbol=BTCUSDT&limit={depth}")).Result;
        Assert.Equal(BybitBook.LevelsOf(told, "b"), book.Bids);
        Assert.Equal(BybitBook.LevelsOf(told, "a"), book.Asks);
        Assert.Equal(told.GetProperty("seq").GetInt64(), book.Sequence);
        Assert.Equal(41, book.UpdateId);
        if (depth == 1_000)
            Assert.Equal(book.UpdateId, told.GetProperty("u").GetInt64()); // REST is numbered as the deepest.
    }

    [Fact(Timeout = 60_000)]
    public async Task Levels_that_leave_the_depth_are_told_as_gone_and_come_back_whole()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/v5/public/spot");
        await socket.SubscribeAsync("orderbook.50.BTCUSDT");
        var book = new BybitBook();
        book.Take(await socket.NextAsync());
        for (var rank = 0; rank < 60; rank++)
            Bid(desk, 59_999m + (rank * 0.01m));
        desk.Time.Advance(TimeSpan.FromMilliseconds(20));
        book.Take(await socket.NextAsync());
        Assert.Equal((50, 59_999.59m, 59_999.10m), (book.Bids.Count, book.Bids[0].Price, book.Bids[^1].Price));
        desk.Look(venue =>
        {
            new HouseFlow(venue, desk.MarketOf(InstrumentKind.Spot)).Take(OrderSide.Sell, desk.MarketOf(InstrumentKind.Spot).Bids.Best!.Ticks, 1_000_000);
            return 0;
        });
        desk.Time.Advance(TimeSpan.FromMilliseconds(20));
        book.Take(await socket.NextAsync());
        Assert.Equal((50, 59_999.58m, 59_999.09m), (book.Bids.Count, book.Bids[0].Price, book.Bids[^1].Price));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_best_level_is_told_whole_and_again_after_three_seconds()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/v5/public/linear");
        await socket.SubscribeAsync("orderbook.1.BTCUSDT");
        Assert.Equal(("snapshot", 1, "60001.2"), Of(await socket.NextAsync()));
        await desk.LinearAsync("Sell", "Limit", "0.1", "60000");
        desk.Time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(("snapshot", 2, "60000.0"), Of(await socket.NextAsync()));
        await desk.LinearAsync("Sell", "Limit", "0.1", "60001"); // Changes no best.
        desk.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(("snapshot", 2, "60000.0"), Of(await socket.NextAsync())); // The number before.

        static (string?, long, string?) Of(JsonElement told)
        {
            var data = told.GetProperty("data");
            return (told.Text("type"), data.GetProperty("u").GetInt64(), data.GetProperty("a")[0][0].GetString());
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("spot", "orderbook.50.BTCUSDT", true)]
    [InlineData("linear", "orderbook.1.BTCUSDT", true)]
    [InlineData("linear", "orderbook.50.BTCUSDT", false)]
    public async Task Of_perpetuals_deeper_than_one_level_the_time_stands_behind_the_type(string category, string topic, bool isFirst)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync($"/v5/public/{category}");
        await socket.SubscribeAsync(topic);
        var names = (await socket.NextAsync()).EnumerateObject().Select(static one => one.Name).ToList();
        Assert.Equal(isFirst, names.IndexOf("ts") < names.IndexOf("type"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_restart_of_the_service_is_a_snapshot_numbered_1()
    {
        await using var desk = await StartAsync("book-reset=0.3");
        using var socket = await desk.OpenAsync("/v5/public/linear");
        await socket.SubscribeAsync("orderbook.50.BTCUSDT");
        var book = new BybitBook();
        book.Take(await socket.NextAsync());
        for (var round = 0; round < 30; round++)
        {
            desk.Step(5);
            desk.Time.Advance(TimeSpan.FromMilliseconds(20));
            book.Take(await socket.NextAsync());
        }
        Assert.True(book.Resets > 4, $"{book.Resets} resets");
        var told = (await desk.OpenGetAsync("/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=50")).Result;
        Assert.Equal(BybitBook.LevelsOf(told, "b"), book.Bids);
        Assert.Equal(BybitBook.LevelsOf(told, "a"), book.Asks);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_trade_is_told_as_it_was_and_which_way_the_price_went()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/v5/public/spot");
        await socket.SubscribeAsync("publicTrade.BTCUSDT");
        foreach (var price in new[] { "60000", "60001", "60001", "60000.5" })
        {
            await desk.SpotAsync("Sell", "Limit", "0.1", price);
            await desk.SpotAsync("Buy", "Limit", "0.1", price, key: Bob);
        }
        var told = new List<JsonElement>();
        for (var count = 0; count < 4; count++)
            told.Add(await socket.ItemAsync("publicTrade.BTCUSDT"));
        Assert.Equal(["PlusTick", "PlusTick", "ZeroPlusTick", "MinusTick"], told.Select(static one => one.GetProperty("L").GetString()));
        Assert.Equal(
            ["BTCUSDT", "Buy", "0.100000", "60000.00"],
            told[0].Texts("s", "S", "v", "p"));
        Assert.Equal((desk.Now, false), (told[0].GetProperty("T").GetInt64(), told[0].GetProperty("BT").GetBoolean()));
        var recent = (await desk.OpenGetAsync("/v5/market/recent-trade?category=spot&symbol=BTCUSDT&limit=2")).List;
        Assert.Equal((2, told[3].Text("i")), (recent.GetArrayLength(), recent[0].Text("execId"))); // Newest first.
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_perpetual_a_ticker_is_told_whole_and_then_by_what_changed()
    {
        await using var desk = await StartAsync();
        desk.Print(60_000); // Before the first print the last price is the middle of the book.
        using var socket = await desk.OpenAsync("/v5/public/linear");
        await socket.SubscribeAsync("tickers.BTCUSDT");
        var whole = await socket.NextAsync();
        Assert.Equal(("snapshot", "60001.2"), (whole.Text("type"), whole.GetProperty("data").Text("ask1Price")));
        await desk.LinearAsync("Sell", "Limit", "0.1", "60000.5");
        desk.Time.Advance(TimeSpan.FromMilliseconds(100));
        var change = await socket.NextAsync();
        Assert.Equal("delta", change.Text("type"));
        Assert.Equal(["symbol", "ask1Price", "ask1Size"], change.GetProperty("data").EnumerateObject().Select(static one => one.Name));
        using var late = await desk.OpenAsync("/v5/public/linear");
        await late.SubscribeAsync("tickers.BTCUSDT");
        Assert.Equal(("snapshot", "60000.5"), await late.NextAsync() is var told ? (told.Text("type"), told.GetProperty("data").Text("ask1Price")) : default);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_spot_a_ticker_is_always_told_whole()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/v5/public/spot");
        await socket.SubscribeAsync("tickers.BTCUSDT");
        Assert.Equal("snapshot", (await socket.NextAsync()).Text("type"));
        desk.Print(60_010, InstrumentKind.Spot);
        desk.Time.Advance(TimeSpan.FromMilliseconds(50));
        var told = await socket.NextAsync();
        var data = told.GetProperty("data");
        Assert.Equal(("snapshot", "60010.00", 9), (told.Text("type"), data.Text("lastPrice"), data.EnumerateObject().Count()));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("1", 60)]
    [InlineData("3", 180)]
    [InlineData("60", 3_600)]
    public async Task A_bar_is_told_as_it_grows_and_once_more_when_it_has_closed(string interval, int seconds)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/v5/public/linear");
        await socket.SubscribeAsync($"kline.{interval}.BTCUSDT");
        desk.Print(60_010);
        var start = desk.Now;
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        JsonElement told;
        do
            told = await socket.ItemAsync($"kline.{interval}.BTCUSDT");
        while (told.Text("close") != "60010.0");
        Assert.Equal((start, start + (seconds * 1_000) - 1), (told.GetProperty("start").GetInt64(), told.GetProperty("end").GetInt64()));
        Assert.Equal((interval, false), (told.Text("interval"), told.GetProperty("confirm").GetBoolean()));
        desk.Time.Advance(TimeSpan.FromSeconds(seconds));
        do
            told = await socket.ItemAsync($"kline.{interval}.BTCUSDT");
        while (!told.GetProperty("confirm").GetBoolean());
        Assert.Equal((start, "60010.0"), (told.GetProperty("start").GetInt64(), told.Text("close")));
        Assert.Equal(start + (seconds * 1_000), (await socket.ItemAsync($"kline.{interval}.BTCUSDT")).GetProperty("start").GetInt64());
        var list = (await desk.OpenGetAsync($"/v5/market/kline?category=linear&symbol=BTCUSDT&interval={interval}&limit=2")).List;
        Assert.Equal([$"{start + (seconds * 1_000)}", $"{start}"], list.EnumerateArray().Select(static bar => bar[0].GetString())); // Newest first.
    }

    [Fact(Timeout = 60_000)]
    public async Task Bars_of_a_month_begin_with_it()
    {
        await using var desk = await StartAsync();
        var list = (await desk.OpenGetAsync("/v5/market/kline?category=spot&symbol=BTCUSDT&interval=M")).List.EnumerateArray().ToList();
        // History is of 3,000 minutes before 2026-01-01.
        Assert.Equal(["1767225600000", "1764547200000"], list.Select(static bar => bar[0].GetString()));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("spot", """["orderbook.51.BTCUSDT"]""", "error:handler not found,topic:orderbook.51.BTCUSDT")]
    [InlineData("spot", """["tickers.NONE"]""", "error:handler not found,topic:tickers.NONE")]
    [InlineData("linear", """["kline.7.BTCUSDT"]""", "error:handler not found,topic:kline.7.BTCUSDT")]
    [InlineData("spot", """["a","b","c","d","e","f","g","h","i","j","k"]""", "args size >10")]
    [InlineData("linear", "[]", "Params Error: args must be topics")]
    [InlineData("linear", "[1]", "Params Error: args must be topics")]
    public async Task What_is_no_topic_is_refused_with_all_of_its_request(string category, string args, string words)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync($"/v5/public/{category}");
        await socket.SendAsync($$"""{"req_id":"7","op":"subscribe","args":{{args}}}""");
        var answer = await socket.NextAsync();
        Assert.False(answer.GetProperty("success").GetBoolean());
        Assert.Equal([words, "7", "subscribe"], answer.Texts("ret_msg", "req_id", "op"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Topics_are_left_and_a_ping_is_answered()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/v5/public/spot");
        await socket.SubscribeAsync("publicTrade.BTCUSDT", "publicTrade.ETHUSDT");
        Assert.True((await socket.AskAsync("unsubscribe", "publicTrade.BTCUSDT")).GetProperty("success").GetBoolean());
        desk.Print(60_000, InstrumentKind.Spot);
        var pong = await socket.AskAsync("ping");
        Assert.Equal((true, "pong", "ping"), (pong.GetProperty("success").GetBoolean(), pong.Text("ret_msg"), pong.Text("op"))); // No trade came before it.
        Assert.False((await socket.AskAsync("take")).GetProperty("success").GetBoolean());
    }

    [Fact(Timeout = 60_000)]
    public async Task Other_addresses_are_none_and_a_stop_closes_all()
    {
        await using var desk = await StartAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => desk.OpenAsync("/v5/public/option"));
        using var market = await desk.OpenAsync("/v5/public/spot");
        using var own = await desk.FollowAsync(Ann, "order");
        using var trade = await desk.TradeAsync();
        await market.AskAsync("ping");
        await desk.Server.DisposeAsync();
        foreach (var socket in new[] { market, own, trade })
            Assert.Null(await socket.ReadAsync());
    }

    private static void Bid(BybitDesk desk, decimal price) => desk.Look(venue =>
    {
        var market = desk.MarketOf(InstrumentKind.Spot);
        new HouseFlow(venue, market).Set(OrderSide.Buy, market.Instrument.ToTicks(market.Instrument.ToPrice(price, GridRounding.Exact)), lots: 1_000);
        return 0;
    });
}

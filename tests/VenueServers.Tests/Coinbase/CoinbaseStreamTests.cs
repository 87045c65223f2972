using System.Net.WebSockets;
using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Sockets and their channels: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels.</summary>
public sealed class CoinbaseStreamTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    [Fact(Timeout = 120_000)]
    public async Task A_book_built_of_messages_is_that_of_REST()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("level2");
        await socket.SendAsync("""{"type":"subscribe","channel":"market_trades","product_ids":["BTC-USD"]}""");
        var book = new CoinbaseBook();
        while (book.Number < 2) // The snapshot, and two subscriptions.
            book.Take(await socket.NextAsync());
        for (var round = 0; round < 100; round++)
        {
            desk.Step(2);
            desk.Time.Advance(Tick);
        }
        var told = (await desk.GetAsync("/market/product_book?product_id=BTC-USD")).Json.GetProperty("pricebook");
        await socket.SendAsync("""{"type":"unsubscribe","channel":"market_trades"}""");
        while (await socket.NextAsync() is var message)
        {
            book.Take(message);
            if (message.GetProperty("channel").GetString() == "subscriptions")
                break;
        }
        Assert.False(book.HasGap);
        Assert.Equal(CoinbaseBook.LevelsOf(told, "bids"), book.Bids);
        Assert.Equal(CoinbaseBook.LevelsOf(told, "asks"), book.Asks);
        Assert.True(book.Bids.Count >= 10 && book.Asks.Count >= 10 && book.Number > 50);
    }

    [Fact(Timeout = 60_000)]
    public async Task How_things_stand_is_told_before_the_subscription_and_all_is_numbered_from_0()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        await socket.SendAsync("""{"type":"subscribe","channel":"level2","product_ids":["BTC-USD","ETH-USD"]}""");
        await socket.SendAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        var messages = new List<JsonElement>();
        for (var count = 0; count < 4; count++)
            messages.Add(await socket.NextAsync());
        Assert.Equal(["0 l2_data", "1 l2_data", "2 subscriptions", "3 subscriptions"], messages.Select(static one => $"{one.GetProperty("sequence_num")} {one.GetProperty("channel")}"));
        Assert.Equal("""[{"subscriptions":{"level2":["BTC-USD","ETH-USD"]}}]""", messages[2].GetProperty("events").GetRawText());
        Assert.Equal("""[{"subscriptions":{"heartbeats":["heartbeats"],"level2":["BTC-USD","ETH-USD"]}}]""", messages[3].GetProperty("events").GetRawText());
        var snapshot = messages[0].GetProperty("events")[0];
        Assert.Equal(("snapshot", "BTC-USD", 40), (Text(snapshot, "type"), Text(snapshot, "product_id"), snapshot.GetProperty("updates").GetArrayLength()));
        Assert.StartsWith("""{"side":"bid","event_time":"1970-01-01T00:00:00Z","price_level":"59998.8",""", snapshot.GetProperty("updates")[0].GetRawText(), StringComparison.Ordinal);
        using var other = await desk.ListenAsync("level2");
        Assert.Equal(0, (await other.NextAsync()).GetProperty("sequence_num").GetInt64()); // Of each connection.
    }

    [Fact(Timeout = 60_000)]
    public async Task What_changes_of_a_book_is_told_every_50_milliseconds_as_it_then_is()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("level2");
        await socket.PushAsync("subscriptions");
        desk.Look(venue =>
        {
            var house = new HouseFlow(venue, venue.Markets[0]);
            house.Set(OrderSide.Buy, 6_000_000, 100_000);
            house.Set(OrderSide.Buy, 6_000_000, 300_000);
            house.Set(OrderSide.Sell, 6_000_100, 200_000);
            house.Set(OrderSide.Sell, 6_000_100, 0);
            return 0;
        });
        desk.Time.Advance(Tick);
        var update = await socket.EventAsync("l2_data");
        Assert.Equal(
            ["bid 60000 0.003 2026-01-01T00:00:01Z", "offer 60001 0 2026-01-01T00:00:01Z"],
            update.GetProperty("updates").EnumerateArray().Select(static one => $"{one.GetProperty("side")} {one.GetProperty("price_level")} {one.GetProperty("new_quantity")} {one.GetProperty("event_time")}"));
        Assert.Equal("update", Text(update, "type"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Trades_of_250_milliseconds_are_told_at_once_newest_first()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("market_trades");
        await socket.PushAsync("subscriptions");
        await desk.LimitAsync("BUY", "60000", "1", "rests");
        await desk.MarketAsync("SELL", "0.25", "one", Bob);
        await desk.MarketAsync("SELL", "0.5", "two", Bob);
        desk.Time.Advance(5 * Tick);
        var update = await socket.EventAsync("market_trades");
        Assert.Equal(
            [("2", "60000", "0.5", "BUY"), ("1", "60000", "0.25", "BUY")],
            update.GetProperty("trades").EnumerateArray().Select(static one => (Text(one, "trade_id"), Text(one, "price"), Text(one, "size"), Text(one, "side"))));
        using var later = await desk.ListenAsync("market_trades");
        var snapshot = await later.EventAsync("market_trades");
        Assert.Equal(("snapshot", 2), (Text(snapshot, "type"), snapshot.GetProperty("trades").GetArrayLength()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_ticker_is_told_with_every_trade_and_in_batches_every_five_seconds()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("ticker");
        using var batch = await desk.ListenAsync("ticker_batch");
        var first = await socket.EventAsync("ticker");
        Assert.Equal(("snapshot", "60000", "59998.8", "60001.2"), (Text(first, "type"), Text(Ticker(first), "price"), Text(Ticker(first), "best_bid"), Text(Ticker(first), "best_ask")));
        Assert.Equal("snapshot", Text(await batch.EventAsync("ticker_batch"), "type"));
        desk.Print(60_000);
        Assert.Equal("update", Text(await socket.EventAsync("ticker"), "type"));
        desk.Print(60_001);
        Assert.Equal("60001", Text(Ticker(await socket.EventAsync("ticker")), "price"));
        desk.Time.Advance(TimeSpan.FromSeconds(5));
        var told = await batch.EventAsync("ticker_batch");
        Assert.Equal(("update", "60001", false), (Text(told, "type"), Text(Ticker(told), "price"), Ticker(told).TryGetProperty("best_bid", out _)));

        static JsonElement Ticker(JsonElement told) => Assert.Single(told.GetProperty("tickers").EnumerateArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task Candles_of_five_minutes_are_told_each_second()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("candles");
        Assert.Equal(100, (await socket.EventAsync("candles")).GetProperty("candles").GetArrayLength());
        desk.Print(60_000);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        var update = await socket.EventAsync("candles");
        var candle = Assert.Single(update.GetProperty("candles").EnumerateArray());
        Assert.Equal(("update", "1767225600", "60000", "BTC-USD"), (Text(update, "type"), Text(candle, "start"), Text(candle, "close"), Text(candle, "product_id")));
        var end = desk.Seconds;
        var asked = (await desk.GetAsync($"/market/products/BTC-USD/candles?granularity=FIVE_MINUTE&start={end - 60}&end={end}")).List("candles");
        Assert.Equal(Text(candle, "volume"), Text(Assert.Single(asked), "volume"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Hearts_beat_each_second_and_the_state_of_products_is_told_every_five()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        await socket.SendAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        await socket.PushAsync("subscriptions");
        await socket.SendAsync("""{"type":"subscribe","channel":"status"}""");
        Assert.Equal(4, (await socket.EventAsync("status")).GetProperty("products").GetArrayLength());
        desk.Time.Advance(TimeSpan.FromSeconds(2));
        var (one, next) = (await socket.EventAsync("heartbeats"), await socket.EventAsync("heartbeats"));
        Assert.Equal(one.GetProperty("heartbeat_counter").GetInt64() + 1, next.GetProperty("heartbeat_counter").GetInt64());
        Assert.Equal("2026-01-01 00:00:03.000000000 +0000 UTC m=+3.000000000", Text(next, "current_time"));
        desk.Look(static venue => venue.Markets[0].IsHalted = true);
        desk.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("offline", Text((await socket.EventAsync("status")).GetProperty("products")[0], "status"));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_is_told_as_it_comes_fills_and_ends()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync();
        var id = (await desk.LimitAsync("BUY", "60000", "1", "mine")).Outcome;
        Assert.Equal((id, "mine", "OPEN", "0", "1", "60000", "60720"), await NextAsync());
        await desk.MarketAsync("SELL", "0.4", "other", Bob);
        Assert.Equal((id, "mine", "OPEN", "0.4", "0.6", "60000", "36432"), await NextAsync());
        await desk.CancelAsync(id);
        Assert.Equal((id, "mine", "CANCELLED", "0.4", "0", "60000", "0"), await NextAsync()); // Nothing is left to fill.
        var taken = (await desk.MarketAsync("BUY", "0.01", "takes")).Outcome;
        await socket.ReportAsync();
        var filled = await socket.ReportAsync();
        // 1.2 % of 600.012.
        Assert.Equal((taken, "FILLED", "100", "Market", "7.200144", "607.212144", ""), (Text(filled, "order_id"), Text(filled, "status"), Text(filled, "completion_percentage"), Text(filled, "order_type"), Text(filled, "total_fees"), Text(filled, "total_value_after_fees"), Text(filled, "limit_price")));

        async Task<(string, string, string, string, string, string, string)> NextAsync()
        {
            var order = await socket.ReportAsync();
            return (Text(order, "order_id"), Text(order, "client_order_id"), Text(order, "status"), Text(order, "cumulative_quantity"), Text(order, "leaves_quantity"), Text(order, "limit_price"), Text(order, "outstanding_hold_amount"));
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0, "0")]
    [InlineData(3, "3")]
    [InlineData(50, "50 0")]
    [InlineData(101, "50 50 1")]
    public async Task Orders_that_work_are_told_fifty_at_once(int count, string parts)
    {
        await using var desk = await StartAsync();
        for (var order = 0; order < count; order++)
        {
            await desk.LimitAsync("BUY", "59000", "0.001", $"order {order}");
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
        using var socket = await desk.OpenAsync("/user");
        await socket.SendAsync($$"""{"type":"subscribe","channel":"user","product_ids":["BTC-USD"],"jwt":"{{desk.TokenOf(Ann)}}"}""");
        var told = new List<int>();
        while (await socket.NextAsync() is var message && Text(message, "channel") == "user")
            told.Add(message.GetProperty("events")[0].GetProperty("orders").GetArrayLength());
        Assert.Equal(parts, string.Join(' ', told));
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_the_products_and_the_account_that_were_subscribed_to_are_told()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        await socket.SendAsync($$"""{"type":"subscribe","channel":"user","product_ids":["ETH-USD"],"jwt":"{{desk.TokenOf(Ann)}}"}""");
        await socket.PushAsync("subscriptions");
        await desk.LimitAsync("BUY", "59000", "1", "of another product");
        await desk.PostAsync("/orders", """{"client_order_id":"of another","product_id":"ETH-USD","side":"BUY","order_configuration":{"limit_limit_gtc":{"base_size":"1","limit_price":"2000"}}}""", Bob);
        await desk.PostAsync("/orders", """{"client_order_id":"mine","product_id":"ETH-USD","side":"BUY","order_configuration":{"limit_limit_gtc":{"base_size":"1","limit_price":"2000"}}}""");
        Assert.Equal("mine", Text(await socket.ReportAsync(), "client_order_id"));
        var left = await socket.AskAsync($$"""{"type":"unsubscribe","channel":"user","jwt":"{{desk.TokenOf(Ann)}}"}""");
        Assert.Equal("""[{"subscriptions":{}}]""", left.GetProperty("events").GetRawText());
    }

    [Fact(Timeout = 60_000)]
    public async Task Products_are_added_and_taken_away_and_all_of_them_stay_all()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        Assert.Equal("""{"ticker":["BTC-USD"]}""", await ToldAsync("subscribe", "ticker", "BTC-USD"));
        Assert.Equal("""{"ticker":["BTC-USD","ETH-USD"]}""", await ToldAsync("subscribe", "ticker", "ETH-USD"));
        Assert.Equal("""{"ticker":["ETH-USD"]}""", await ToldAsync("unsubscribe", "ticker", "BTC-USD"));
        Assert.Equal("{}", await ToldAsync("unsubscribe", "ticker", "ETH-USD"));
        Assert.Equal("""{"status":[]}""", await ToldAsync("subscribe", "status", ""));
        Assert.Equal("""{"status":[]}""", await ToldAsync("subscribe", "status", "ETH-USD"));
        Assert.Equal("{}", await ToldAsync("unsubscribe", "status", ""));
        Assert.Equal("""{"status":["ETH-USD"]}""", await ToldAsync("subscribe", "status", "ETH-USD"));
        Assert.Equal("""{"status":[]}""", await ToldAsync("subscribe", "status", ""));

        async Task<string> ToldAsync(string type, string channel, string product)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(200)); // Not too many in a second.
            var products = product.Length == 0 ? "" : $"\"{product}\"";
            var told = await socket.AskAsync($$"""{"type":"{{type}}","channel":"{{channel}}","product_ids":[{{products}}]}""");
            return told.GetProperty("events")[0].GetProperty("subscriptions").GetRawText();
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "7", "message must be a JSON object")]
    [InlineData("", "{", "message must be a JSON object")]
    [InlineData("", """{"type":"wish"}""", "type must be subscribe or unsubscribe")]
    [InlineData("", """{"type":"subscribe","channel":"wish"}""", "channel is invalid")]
    [InlineData("", """{"type":"subscribe","channel":"level2"}""", "product_ids are required")]
    [InlineData("", """{"type":"subscribe","channel":"level2","product_ids":["NONE"]}""", "product_ids are invalid")]
    [InlineData("", """{"type":"subscribe","channel":"level2","product_ids":"BTC-USD"}""", "product_ids must be a list of strings")]
    [InlineData("", """{"type":"subscribe","channel":"user"}""", "authentication failure")]
    [InlineData("/user", """{"type":"subscribe","channel":"level2","product_ids":["BTC-USD"]}""", "channel is invalid")]
    public async Task A_message_is_refused_for(string path, string message, string words)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        Assert.Equal($$"""{"type":"error","message":"{{words}}"}""", (await socket.AskAsync(message)).GetRawText());
        Assert.Equal("subscriptions", Text(await socket.AskAsync("""{"type":"subscribe","channel":"heartbeats"}"""), "channel")); // It goes on.
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_does_not_subscribe_within_five_seconds_is_cut_off()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        using var other = await desk.ListenAsync("level2");
        await other.PushAsync("subscriptions");
        await socket.AskAsync("""{"type":"subscribe","channel":"wish"}""");
        desk.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await socket.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.ClosedAs);
        Assert.True((await other.AskAsync("""{"type":"unsubscribe","channel":"level2"}""")).TryGetProperty("channel", out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_socket_on_which_nothing_is_told_is_closed_and_one_with_heartbeats_is_not()
    {
        await using var desk = await StartAsync();
        using var quiet = await desk.ListenAsync("level2");
        using var alive = await desk.OpenAsync();
        await alive.AskAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        await quiet.PushAsync("subscriptions");
        desk.Time.Advance(TimeSpan.FromSeconds(92));
        Assert.Null(await quiet.ReadAsync());
        Assert.Equal("subscriptions", Text(await alive.AskAsync("""{"type":"unsubscribe","channel":"status"}"""), "channel"));
    }

    [Fact(Timeout = 60_000)]
    public async Task There_are_two_addresses_and_all_sockets_are_told_that_the_server_stops()
    {
        await using var desk = await StartAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => desk.OpenAsync("/wish"));
        using var socket = await desk.OpenAsync("/");
        await socket.AskAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        await desk.DisposeAsync();
        Assert.Null(await socket.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.ClosedAs);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

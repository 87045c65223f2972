using System.Net.WebSockets;
using System.Text.Json;
using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Market streams over a real socket; https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md.</summary>
public sealed class BinanceStreamTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact(Timeout = 60_000)]
    public async Task Streams_are_subscribed_to_listed_and_left()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws");
        await socket.SubscribeAsync("btcusdt@trade", "ethusdt@trade");
        Assert.Equal("""["btcusdt@trade","ethusdt@trade"]""", (await AskAsync(desk, socket, "LIST_SUBSCRIPTIONS", "[]")).GetProperty("result").GetRawText());
        await AskAsync(desk, socket, "UNSUBSCRIBE", """["btcusdt@trade"]""");
        Assert.Equal("""["ethusdt@trade"]""", (await AskAsync(desk, socket, "LIST_SUBSCRIPTIONS", "[]")).GetProperty("result").GetRawText());
        Trade(desk);
        await desk.PlaceAsync("symbol=ETHUSDT&side=BUY&type=MARKET&quantity=0.01");
        Assert.Equal("ETHUSDT", (await socket.NextAsync()).GetProperty("s").GetString());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""{"method":"SET_PROPERTY","params":["colour",true],"id":5}""", """{"code":0,"msg":"Unknown property","id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined","yes"],"id":5}""", """{"code":1,"msg":"Invalid value type: expected Boolean"}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":[7],"id":5}""", """{"code":2,"msg":"Invalid request: property name must be a string"}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":[],"id":5}""", """{"code":2,"msg":"Invalid request: property name must be a string"}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":["combined",1],"id":5}""", """{"code":2,"msg":"Invalid request: too many parameters"}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","params":["x"],"id":5}""", """{"code":2,"msg":"Invalid request: too many parameters"}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["x"]}""", """{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["x"],"id":[]}""", """{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}""")]
    [InlineData("""{"params":["x"],"id":5}""", """{"code":2,"msg":"Invalid request: missing field `method` at line 1 column 23"}""")]
    [InlineData("""{"method":"TAKE","id":5}""", """{"code":2,"msg":"Invalid request: unknown variant `TAKE`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 24"}""")]
    [InlineData("?", """{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}""")]
    public async Task What_is_no_request_is_answered_in_the_words_of_the_documentation(string text, string answer)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws");
        await socket.SendAsync(text);
        Assert.Equal(answer, (await socket.NextAsync()).GetRawText());
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/ws/btcusdt@trade", false)]
    [InlineData("/stream?streams=btcusdt@trade", true)]
    [InlineData("/stream?streams=x/btcusdt@trade", true)]
    public async Task An_event_is_raw_or_combined_as_the_address_says_and_as_is_set_later(string address, bool isCombined)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(address);
        Assert.Equal(isCombined, (await AskAsync(desk, socket, "GET_PROPERTY", """["combined"]""")).GetProperty("result").GetBoolean());
        foreach (var isWrapped in new[] { isCombined, !isCombined })
        {
            Trade(desk);
            var told = await socket.NextAsync();
            Assert.Equal(isWrapped, told.TryGetProperty("stream", out var stream) && stream.GetString() == "btcusdt@trade");
            Assert.Equal("trade", (isWrapped ? told.GetProperty("data") : told).GetProperty("e").GetString());
            await AskAsync(desk, socket, "SET_PROPERTY", isCombined ? """["combined",false]""" : """["combined",true]""");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_trade_is_told_as_it_was_with_who_was_there_before()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker");
        await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.5&price=60000");
        var best = (await socket.NextAsync()).GetProperty("data");
        Assert.Equal(("60000.00000000", "0.50000000"), (best.GetProperty("a").GetString(), best.GetProperty("A").GetString()));
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000"); // Changes neither best.
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.2", Bob);
        var trade = (await socket.NextAsync()).GetProperty("data");
        Assert.Equal(
            ("trade", "BTCUSDT", 1, "60000.00000000", "0.20000000", false, desk.Now),
            (trade.GetProperty("e").GetString(), trade.GetProperty("s").GetString(), trade.GetProperty("t").GetInt64(), trade.GetProperty("p").GetString(), trade.GetProperty("q").GetString(), trade.GetProperty("m").GetBoolean(), trade.GetProperty("T").GetInt64()));
        Assert.Equal("aggTrade", (await socket.NextAsync()).GetProperty("data").GetProperty("e").GetString());
        Assert.Equal("0.30000000", (await socket.NextAsync()).GetProperty("data").GetProperty("A").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_book_built_by_the_documented_procedure_is_that_of_the_venue()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("/ws/btcusdt@depth@100ms");
        var book = new BinanceBook();
        var last = 0L;
        for (var round = 0; round < 40; round++)
        {
            desk.Step(5);
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
            var told = await socket.NextAsync();
            Assert.True(last == 0 || told.GetProperty("U").GetInt64() == last + 1, $"round {round}: {told.GetProperty("U")} after {last}");
            last = told.GetProperty("u").GetInt64();
            book.Take(told);
            if (round == 10)
                book.Begin((await desk.GetAsync("/api/v3/depth?symbol=BTCUSDT&limit=5000")).Json);
        }
        var depth = (await desk.GetAsync("/api/v3/depth?symbol=BTCUSDT&limit=5000")).Json;
        Assert.Equal(depth.GetProperty("lastUpdateId").GetInt64(), book.UpdateId);
        Assert.Equal(BinanceBook.LevelsOf(depth, "bids"), book.Bids);
        Assert.Equal(BinanceBook.LevelsOf(depth, "asks"), book.Asks);
        Assert.True(book.Bids.Count >= 10 && book.Asks.Count >= 10);
    }

    [Fact(Timeout = 60_000)]
    public async Task Changes_of_a_second_are_told_as_one_and_parts_of_a_book_as_they_stand()
    {
        await using var desk = await StartAsync();
        using var slow = await desk.ListenAsync("/ws/btcusdt@depth");
        using var part = await desk.ListenAsync("/ws/btcusdt@depth5@100ms");
        using var fast = await desk.ListenAsync("/ws/btcusdt@depth@100ms");
        var (first, last) = (0L, 0L);
        for (var round = 0; round < 10; round++)
        {
            desk.Step(1);
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
            var told = await fast.NextAsync();
            first = first == 0 ? told.GetProperty("U").GetInt64() : first;
            last = told.GetProperty("u").GetInt64();
        }
        var whole = await slow.NextAsync();
        Assert.Equal((first, last), (whole.GetProperty("U").GetInt64(), whole.GetProperty("u").GetInt64()));
        var five = await part.NextAsync();
        Assert.Equal((5, 5), (five.GetProperty("bids").GetArrayLength(), five.GetProperty("asks").GetArrayLength()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_bar_is_told_as_it_grows_and_once_more_when_it_has_closed()
    {
        await using var desk = await StartAsync(); // The clock stands at a whole minute.
        using var socket = await desk.ListenAsync("/ws/btcusdt@kline_1m");
        desk.Time.Advance(TimeSpan.FromSeconds(57));
        Trade(desk, 0.2m);
        for (var second = 57; second < 62; second++)
            desk.Time.Advance(Second);
        var told = new List<JsonElement>();
        while (told.Count == 0 || told[^1].GetProperty("t").GetInt64() == told[0].GetProperty("t").GetInt64())
            told.Add((await socket.NextAsync()).GetProperty("k"));
        var closed = told[^2];
        Assert.Equal(
            ("0.20000000", 1, "60000.00000000"),
            (closed.GetProperty("v").GetString(), closed.GetProperty("n").GetInt32(), closed.GetProperty("c").GetString()));
        Assert.Equal([.. Enumerable.Repeat(false, told.Count - 2), true, false], told.Select(static bar => bar.GetProperty("x").GetBoolean()));
        var asked = (await desk.GetAsync("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=2")).Json;
        Assert.Equal((closed.GetProperty("t").GetInt64(), closed.GetProperty("v").GetString()), (asked[0][0].GetInt64(), asked[0][5].GetString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Tickers_come_every_second_and_those_of_all_where_somebody_traded()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.ListenAsync("/stream?streams=btcusdt@miniTicker/btcusdt@ticker/btcusdt@ticker_1h/!miniTicker@arr");
        Trade(desk);
        desk.Time.Advance(Second);
        var told = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        while (told.Count < 4)
        {
            var message = await socket.NextAsync();
            told[message.GetProperty("stream").GetString()!] = message.GetProperty("data");
        }
        Assert.Equal("60000.00000000", told["btcusdt@miniTicker"].GetProperty("c").GetString());
        Assert.Equal("24hrTicker", told["btcusdt@ticker"].GetProperty("e").GetString());
        Assert.Equal("1hTicker", told["btcusdt@ticker_1h"].GetProperty("e").GetString());
        Assert.Equal("BTCUSDT", Assert.Single(told["!miniTicker@arr"].EnumerateArray()).GetProperty("s").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task More_than_five_messages_in_a_second_close_the_socket()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws");
        for (var count = 0; count < 5; count++)
            await socket.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        desk.Time.Advance(Second);
        for (var count = 0; count < 5; count++)
            await socket.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        Assert.Null(await socket.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.ClosedAs);
    }

    [Fact(Timeout = 60_000)]
    public async Task More_than_1024_streams_close_the_socket()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws");
        await socket.SubscribeAsync([.. Enumerable.Range(0, 1_024).Select(static number => $"s{number}@trade")]);
        await socket.SubscribeAsync("one@trade");
        Assert.Null(await socket.ReadAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_of_more_than_a_mebibyte_closes_the_socket()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws");
        await socket.SendAsync(new string(' ', (1 << 20) + 1));
        Assert.Null(await socket.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.ClosedAs);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_socket_is_closed_once_it_is_too_old()
    {
        await using var desk = await StartAsync(with: static options => options with { SocketLife = TimeSpan.FromMinutes(1) });
        using var socket = await desk.OpenAsync("/ws");
        await socket.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        desk.Time.Advance(TimeSpan.FromSeconds(59));
        await socket.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        desk.Time.Advance(Second);
        Assert.Null(await socket.ReadAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task More_than_300_connections_in_five_minutes_are_refused()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 300; count++)
        {
            using var socket = await desk.OpenAsync("/ws");
        }
        await Assert.ThrowsAsync<WebSocketException>(() => desk.OpenAsync("/ws"));
        desk.Time.Advance(TimeSpan.FromMinutes(5));
        using var later = await desk.OpenAsync("/ws");
        await later.AskAsync("LIST_SUBSCRIPTIONS", "[]");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_stops_says_so_on_every_socket_before_it_closes_them()
    {
        var desk = await StartAsync();
        using var raw = await desk.OpenAsync("/ws/btcusdt@trade");
        using var combined = await desk.OpenAsync("/stream?streams=btcusdt@trade");
        using var api = await desk.OpenAsync("/ws-api/v3");
        await api.AskAsync("ping", "{}");
        await raw.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        await combined.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        var stopping = desk.DisposeAsync();
        Assert.Equal("serverShutdown", (await raw.NextAsync()).GetProperty("e").GetString());
        var told = await combined.NextAsync();
        Assert.Equal(("!serverShutdown", "serverShutdown"), (told.GetProperty("stream").GetString(), told.GetProperty("data").GetProperty("e").GetString()));
        Assert.Equal("serverShutdown", (await api.NextAsync()).GetProperty("event").GetProperty("e").GetString());
        foreach (var socket in new[] { raw, combined, api })
        {
            Assert.Null(await socket.ReadAsync());
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.ClosedAs);
            await socket.CloseAsync();
        }
        await stopping;
    }

    [Fact(Timeout = 60_000)]
    public async Task Sockets_are_pinged_with_a_payload_and_cut_where_nobody_answers()
    {
        await using var desk = await StartAsync(with: static options => options with { PingPeriod = TimeSpan.FromMilliseconds(50), PongPatience = TimeSpan.FromMilliseconds(500) });
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", desk.Server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var received = new List<byte>();
        var buffer = new byte[1_024];
        while (await ReadAsync() is > 0 and var count)
            received.AddRange(buffer[..count]); // It ends, since no pong is sent.
        var text = System.Text.Encoding.Latin1.GetString([.. received]);
        var frames = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.StartsWith("\u0089", frames, StringComparison.Ordinal); // A ping, unfragmented.
        Assert.True(frames[1] is > '\0' and < '\u007e', $"its payload had {(int)frames[1]} bytes");

        async Task<int> ReadAsync()
        {
            try
            {
                return await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                return 0; // Reset.
            }
        }
    }

    // Not too many messages in a second of the desk's clock.
    private static Task<JsonElement> AskAsync(BinanceDesk desk, BinanceSocket socket, string method, string parameters)
    {
        desk.Time.Advance(Second);
        return socket.AskAsync(method, parameters);
    }

    private static void Trade(BinanceDesk desk, decimal quantity = 0.01m) => desk.Look(venue =>
    {
        var house = new HouseFlow(venue, venue.Markets[0]);
        house.Set(Domain.OrderSide.Sell, 6_000_000, (long)(quantity * 100_000));
        house.Take(Domain.OrderSide.Buy, 6_000_000, (long)(quantity * 100_000));
        return 0;
    });
}

using System.Globalization;
using System.Text.Json;
using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>How Bybit's market streams are subscribed to, and what begins anew; https://bybit-exchange.github.io/docs/v5/ws/connect.</summary>
public sealed class BybitMarketStreamTests
{
    private const int Limit = 60_000;
    private const string BookTopic = "orderbook.200.BTCUSDT";

    private static readonly VenueMarket Market = MarketOf("BTC");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Topics_are_subscribed_to_ten_at_a_time()
    {
        await using var venue = await SocketVenue.StartAsync();
        VenueMarket[] markets = [.. "BTC ETH SOL XRP ADA DOT".Split(' ').Select(MarketOf)];
        await using var data = Start(venue, new ListeningMarket(Market.Instrument), BarInterval.Parse("1h"), TimeProvider.System, markets);
        var peer = await venue.AcceptAsync(Stop);
        var topics = new List<string>();
        while (topics.Count < 24)
        {
            var (op, args) = await ReadAsync(peer);
            Assert.Equal("subscribe", op);
            Assert.InRange(args.Length, 1, 10);
            topics.AddRange(args);
        }
        var wanted = markets.SelectMany(static market => new[] { "publicTrade", "orderbook.1", "orderbook.200", "kline.60" }.Select(kind => $"{kind}.{market.Symbol}"));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), topics.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task A_book_with_a_hole_is_subscribed_to_anew_and_alone()
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told);
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync(Book("snapshot", 10, "1"), Stop);
        await told.UntilAsync(static told => told.Book.IsValid, Stop);
        await peer.SendAsync(Book("delta", 12, "2"), Stop);
        await told.UntilAsync(static told => !told.Book.IsValid, Stop);
        Assert.Equal(("unsubscribe", BookTopic), await ReadOneAsync(peer));
        Assert.Equal(("subscribe", BookTopic), await ReadOneAsync(peer));
        await peer.SendAsync(Book("snapshot", 13, "3"), Stop);
        await peer.SendAsync(Book("delta", 14, "4"), Stop);
        await told.UntilAsync(static told => told.Book.IsValid && told.Book.Level(OrderSide.Buy, 0).Quantity.Value == 4, Stop);
        Assert.False(peer.Gone.IsCompleted);
    }

    [Fact(Timeout = Limit)]
    public async Task A_book_that_does_not_come_by_itself_is_asked_for_until_it_does()
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told);
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync(Answer, Stop);
        for (var tried = 0; tried < 2; tried++)
        {
            Assert.Equal(("unsubscribe", BookTopic), await ReadOneAsync(peer));
            Assert.Equal(("subscribe", BookTopic), await ReadOneAsync(peer));
        }
        await peer.SendAsync(Book("snapshot", 10, "1"), Stop);
        await told.UntilAsync(static told => told.Book.IsValid, Stop);
    }

    [Fact(Timeout = Limit)]
    public async Task A_message_that_names_no_market_makes_every_book_be_told_anew()
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told, interval: null, TimeProvider.System, Market, MarketOf("ETH"));
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync(Book("snapshot", 10, "1"), Stop);
        await peer.SendAsync(Book("snapshot", 10, "1").Replace("BTCUSDT", "ETHUSDT", StringComparison.Ordinal), Stop);
        await told.UntilAsync(static told => told.Counts.Snapshots == 2, Stop);
        await peer.SendAsync("hello", Stop);
        await told.UntilAsync(static told => told.Counts.Invalidated == 2, Stop);
        var asked = new List<string>();
        while (asked.Count < 4)
        {
            var (op, topic) = await ReadOneAsync(peer);
            asked.Add($"{op} {topic}");
        }
        Assert.Equal(
            ["subscribe orderbook.200.BTCUSDT", "subscribe orderbook.200.ETHUSDT", "unsubscribe orderbook.200.BTCUSDT", "unsubscribe orderbook.200.ETHUSDT"],
            asked.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task A_message_that_is_broken_takes_no_other_market_along_and_people_are_told()
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told, interval: null, TimeProvider.System, Market, MarketOf("ETH"));
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync(Book("snapshot", 10, "1"), Stop);
        await peer.SendAsync(Book("snapshot", 10, "1").Replace("BTCUSDT", "ETHUSDT", StringComparison.Ordinal), Stop);
        await told.UntilAsync(static told => told.Counts.Snapshots == 2, Stop);
        await peer.SendAsync(Book("delta", 11, "0.0000001"), Stop); // Off the grid.
        Assert.Equal(("unsubscribe", BookTopic), await ReadOneAsync(peer));
        Assert.Equal(("subscribe", BookTopic), await ReadOneAsync(peer));
        await told.UntilAsync(static told => told.Notices.Count > 0, Stop);
        Assert.Equal(1, told.Counts.Invalidated);
        var (code, message) = Assert.Single(told.Notices);
        Assert.Equal("market_unreadable", code);
        Assert.StartsWith("BYBIT told what cannot be read, off the grid that the market had at the start, or of another form than documented: {\"topic\":\"orderbook.200.BTCUSDT\"", message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_refused_is_asked_for_on_another_connection_and_people_are_told()
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told);
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync("""{"success":false,"ret_msg":"error:handler not found,topic:orderbook.200.BTCUSDT","conn_id":"x","req_id":"","op":"subscribe"}""", Stop);
        await peer.Gone.WaitAsync(Stop);
        Assert.Equal("subscribe", (await ReadAsync(await venue.AcceptAsync(Stop))).Op);
        Assert.Equal(
            [("subscription_refused", """BYBIT refused a subscription, which is asked for again: {"success":false,"ret_msg":"error:handler not found,topic:orderbook.200.BTCUSDT","conn_id":"x","req_id":"","op":"subscribe"}""")],
            told.Notices);
    }

    // Their numbers begin again at 1, and the same ones are repeated each three seconds.
    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)] // The first of them got lost: the book tells.
    public async Task Best_prices_go_on_where_Bybit_began_anew(bool isTold)
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told);
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync(Best(100, "60000"), Stop);
        await told.UntilAsync(static told => told.Quote?.Bid.Value == 60_000, Stop);
        await peer.SendAsync(Best(99, "59000"), Stop); // It is late.
        await peer.SendAsync(isTold ? Best(1, "61000") : Book("snapshot", 1, "1"), Stop);
        if (!isTold)
            await peer.SendAsync(Best(2, "61000"), Stop);
        await told.UntilAsync(static told => told.Quote?.Bid.Value == 61_000, Stop);
        await peer.SendAsync(Best(isTold ? 1 : 2, "62000"), Stop);
        await peer.SendAsync(Print, Stop);
        await told.UntilAsync(static told => told.Trades.Count == 1, Stop);
        Assert.Equal(61_000, told.Quote?.Bid.Value);
    }

    [Fact(Timeout = Limit)]
    public async Task A_book_that_falls_silent_while_best_prices_go_on_is_told_anew()
    {
        await using var venue = await SocketVenue.StartAsync();
        var told = new ListeningMarket(Market.Instrument);
        await using var data = Start(venue, told, interval: null, new FastTimeProvider(10), Market);
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync(Book("snapshot", 10, "1"), Stop);
        await told.UntilAsync(static told => told.Book.IsValid, Stop);
        for (var number = 100; told.Book.IsValid; number++)
        {
            await peer.SendAsync(Best(number, "60000"), Stop);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
        Assert.Equal(("unsubscribe", BookTopic), await ReadOneAsync(peer));
        Assert.Equal(("subscribe", BookTopic), await ReadOneAsync(peer));
    }

    [Fact(Timeout = Limit)]
    public async Task A_subscription_that_is_refused_is_made_anew()
    {
        await using var venue = await SocketVenue.StartAsync();
        await using var data = Start(venue, new ListeningMarket(Market.Instrument));
        var peer = await venue.AcceptAsync(Stop);
        await ReadAsync(peer);
        await peer.SendAsync("""{"success":false,"ret_msg":"error:handler not found","conn_id":"x","req_id":"","op":"subscribe"}""", Stop);
        var next = await venue.AcceptAsync(Stop);
        Assert.Equal("subscribe", (await ReadAsync(next)).Op);
    }

    private const string Answer = """{"success":true,"ret_msg":"subscribe","conn_id":"x","req_id":"","op":"subscribe"}""";
    private const string Print = """{"topic":"publicTrade.BTCUSDT","ts":1789299660724,"type":"snapshot","data":[{"i":"2100000000188691524","T":1789299660688,"p":"60000","v":"1","S":"Sell","seq":2189232173,"s":"BTCUSDT","BT":false,"RPI":false}]}""";

    private static string Book(string type, long number, string quantity) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"topic":"orderbook.200.BTCUSDT","ts":1767225600200,"type":"{{{type}}}","data":{"s":"BTCUSDT","b":[["59999","{{{quantity}}}"]],"a":[["70000","1"]],"u":{{{number}}},"seq":1},"cts":1767225600198}""");

    private static string Best(long number, string bid) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"topic":"orderbook.1.BTCUSDT","ts":1767225600200,"type":"snapshot","data":{"s":"BTCUSDT","b":[["{{{bid}}}","1"]],"a":[["70000","1"]],"u":{{{number}}},"seq":1},"cts":1767225600198}""");

    private static VenueMarket MarketOf(string currency) => new($"{currency}USDT", new Instrument(InstrumentId.Parse($"{currency}-USDT.BYBIT"), 0.01m, 0.000001m, FeeSchedule.Flat(0.001m, 0.001m)));

    private static Running Start(SocketVenue venue, IMarketListener listener) => Start(venue, listener, interval: null, TimeProvider.System, Market);

    private static Running Start(SocketVenue venue, IMarketListener listener, BarInterval? interval, TimeProvider time, params VenueMarket[] markets)
    {
        var bybit = new BybitVenue(new BybitOptions { Rest = new Uri("http://127.0.0.1:1/"), PublicSocket = venue.Address }, new MonotonicClock(time), static () => true);
        bybit.MarketData.Start([.. markets.Select((market, index) => new MarketSubscription(index, market, interval, BarsSince: null))], listener);
        return new Running(bybit);
    }

    private static async Task<(string Op, string[] Args)> ReadAsync(SocketVenue.Peer peer)
    {
        using var json = JsonDocument.Parse(await peer.ReadAsync(Stop));
        return (json.RootElement.GetProperty("op").GetString()!, [.. json.RootElement.GetProperty("args").EnumerateArray().Select(static one => one.GetString()!)]);
    }

    private static async Task<(string Op, string Topic)> ReadOneAsync(SocketVenue.Peer peer)
    {
        var (op, args) = await ReadAsync(peer);
        return (op, Assert.Single(args));
    }

    private sealed class Running(BybitVenue venue) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await venue.MarketData.DisposeAsync();
            await venue.DisposeAsync();
        }
    }
}

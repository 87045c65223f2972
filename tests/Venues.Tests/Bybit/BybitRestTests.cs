using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>What leaves us for Bybit, and what its answers say of it; https://bybit-exchange.github.io/docs/v5/guide and https://bybit-exchange.github.io/docs/v5/error.</summary>
public sealed class BybitRestTests : IAsyncDisposable
{
    private const int Limit = 60_000;
    private const string Taken = """{"retCode":0,"retMsg":"OK","result":{"orderId":"1321003749386327552","orderLinkId":"x"},"retExtInfo":{},"time":1672211918471}""";

    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BYBIT"), 0.01m, 0.000001m, FeeSchedule.Flat(0.001m, 0.001m));
    private static readonly ClientOrderId Id = ClientOrderId.Create('l', partition: 0, epoch: 1, 1, OrderRole.Working);

    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly RawVenue _server;
    private readonly BybitVenue _venue;
    private Func<string, string> _answer = static _ => Http(200, Taken); // To a request line.

    public BybitRestTests()
    {
        _server = new RawVenue(AnswerAsync) { KeepsOpen = true };
        _venue = new BybitVenue(
            new BybitOptions { Rest = _server.Address, PrivateSocket = new Uri("ws://127.0.0.1:1/"), Key = "the-key", Secret = "the-secret", AnswerTimeout = TimeSpan.FromSeconds(30) },
            _clock,
            static () => true);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IEnumerable<string> Asked => _server.Requests.Where(static request => !IsTime(request));

    public async ValueTask DisposeAsync()
    {
        await _venue.DisposeAsync();
        await _server.DisposeAsync();
    }

    // Test case 2 of RFC 4231.
    [Fact]
    public void Signatures_are_HMAC_SHA_256_in_hex() =>
        Assert.Equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", BybitSignature.Of("what do ya want for nothing?", "Jefe"));

    [Fact(Timeout = Limit)]
    public async Task An_order_leaves_signed_once_with_its_deadline()
    {
        await using var account = await OpenAsync();
        var deadline = _clock.Now + TimeSpan.FromSeconds(2);
        var outcome = await account.SubmitAsync(Submit(Limited) with { Deadline = deadline }, Stop);
        Assert.Equal(new SubmitOutcome.Accepted("1321003749386327552", UnixNanos.FromMilliseconds(1_672_211_918_471)), outcome);
        var request = Assert.Single(Asked);
        Assert.StartsWith("POST /v5/order/create HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Equal("application/json", HeaderOf(request, "Content-Type"));
        // The venue refuses it after the deadline; its clock is ours here, as far as a round trip tells.
        Assert.InRange(NumberOf(request, "X-BAPI-TIMESTAMP") + NumberOf(request, "X-BAPI-RECV-WINDOW"), deadline.Milliseconds - 250, deadline.Milliseconds + 250);
        AssertSigned(request, BodyOf(request));
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { "limit", "\"orderType\":\"Limit\",\"qty\":\"0.5\",\"timeInForce\":\"GTC\",\"price\":\"59999.5\"" },
        { "post only", "\"orderType\":\"Limit\",\"qty\":\"0.5\",\"timeInForce\":\"PostOnly\",\"price\":\"59999.5\"" },
        { "ioc", "\"orderType\":\"Limit\",\"qty\":\"0.5\",\"timeInForce\":\"IOC\",\"price\":\"59999.5\"" },
        { "fok", "\"orderType\":\"Limit\",\"qty\":\"0.5\",\"timeInForce\":\"FOK\",\"price\":\"59999.5\"" },
        { "market", "\"orderType\":\"Market\",\"qty\":\"0.5\",\"marketUnit\":\"baseCoin\"" },
        { "stop", "\"orderType\":\"Market\",\"qty\":\"0.5\",\"marketUnit\":\"baseCoin\",\"orderFilter\":\"tpslOrder\",\"triggerPrice\":\"61000\"" },
        { "stop limit", "\"orderType\":\"Limit\",\"qty\":\"0.5\",\"timeInForce\":\"GTC\",\"price\":\"59999.5\",\"orderFilter\":\"tpslOrder\",\"triggerPrice\":\"61000\"" },
    };

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Bodies))]
    public async Task Orders_are_written_as_documented(string order, string members)
    {
        await using var account = await OpenAsync();
        var market = Limited with { Type = OrderType.Market, Price = null, TimeInForce = TimeInForce.Ioc };
        var trigger = Instrument.ToPrice(61_000, GridRounding.Exact);
        await account.SubmitAsync(
            Submit(order switch
            {
                "post only" => Limited with { IsPostOnly = true },
                "ioc" => Limited with { TimeInForce = TimeInForce.Ioc },
                "fok" => Limited with { TimeInForce = TimeInForce.Fok },
                "market" => market,
                "stop" => market with { Type = OrderType.StopMarket, TriggerPrice = trigger, TimeInForce = TimeInForce.Gtc },
                "stop limit" => Limited with { Type = OrderType.StopLimit, TriggerPrice = trigger },
                _ => Limited,
            }),
            Stop);
        Assert.Equal($$"""{"category":"spot","symbol":"BTCUSDT","side":"Buy",{{members}},"orderLinkId":"{{Id}}"}""", BodyOf(Asked.Single()));
    }

    [Fact(Timeout = Limit)]
    public async Task Amendments_and_cancels_are_written_as_documented()
    {
        await using var account = await OpenAsync();
        var key = new VenueOrderKey(Id, Instrument.Id, OrderType.Limit);
        var (quantity, price) = (Instrument.ToQuantity(0.25m, GridRounding.Exact), Instrument.ToPrice(60_000, GridRounding.Exact));
        var amend = new VenueAmend(key, Limited, quantity, price, TriggerPrice: null, _clock.Now + TimeSpan.FromSeconds(2));
        Assert.Equal(new AmendOutcome.Taken(), await account.AmendAsync(amend, Stop));
        Assert.Equal(new CancelOutcome.Taken(), await account.CancelAsync(key, Stop));
        Assert.Equal(new CancelOutcome.Taken(), await account.CancelAsync(key with { Type = OrderType.StopLimit }, Stop));
        Assert.Equal(
            [
                $$"""{"category":"spot","symbol":"BTCUSDT","orderLinkId":"{{Id}}","qty":"0.25","price":"60000"}""",
                $$"""{"category":"spot","symbol":"BTCUSDT","orderLinkId":"{{Id}}"}""",
                $$"""{"category":"spot","symbol":"BTCUSDT","orderLinkId":"{{Id}}","orderFilter":"tpslOrder"}""",
            ],
            Asked.Select(BodyOf));
    }

    // Only what proves that nothing was done is a refusal.
    [Theory(Timeout = Limit)]
    [InlineData(200, 10001, "rejected")]
    [InlineData(200, 10002, "rejected")] // Past its window, or ahead of time.
    [InlineData(200, 10003, "rejected")]
    [InlineData(200, 10004, "rejected")]
    [InlineData(200, 10006, "rejected")]
    [InlineData(200, 110007, "rejected")]
    [InlineData(200, 170131, "rejected")]
    [InlineData(200, 170213, "rejected")]
    [InlineData(200, 170141, "duplicate")]
    [InlineData(200, 110072, "duplicate")]
    [InlineData(200, 10000, "unknown")] // Server Timeout.
    [InlineData(200, 10014, "unknown")] // Invalid duplicate request: then there was one before.
    [InlineData(200, 10016, "unknown")]
    [InlineData(200, 170001, "unknown")]
    [InlineData(200, 170007, "unknown")] // Timeout waiting for response from backend server.
    [InlineData(200, 170032, "unknown")]
    [InlineData(200, 170035, "unknown")] // Submitted to the system for processing!
    [InlineData(200, 170146, "unknown")] // Order creation timeout.
    [InlineData(200, 429, "unknown")] // High load: it does not say what became of this one.
    [InlineData(200, 424242, "unknown")] // Of no family that we know.
    [InlineData(400, 0, "rejected")]
    [InlineData(401, 10003, "rejected")]
    [InlineData(403, 403, "rejected")]
    [InlineData(404, 10017, "rejected")]
    [InlineData(429, 429, "rejected")]
    [InlineData(302, 0, "unknown")]
    [InlineData(408, 10001, "unknown")]
    [InlineData(500, 170131, "unknown")]
    [InlineData(503, 10016, "unknown")]
    [InlineData(504, 10000, "unknown")]
    public async Task A_code_says_what_it_proves(int status, int code, string told)
    {
        await using var account = await OpenAsync();
        _answer = _ => Http(status, $$$"""{"retCode":{{{code}}},"retMsg":"Some words.","result":{},"retExtInfo":{},"time":1672211918471}""");
        var outcome = await account.SubmitAsync(Submit(Limited), Stop);
        Assert.Equal(told, outcome switch { SubmitOutcome.Rejected => "rejected", SubmitOutcome.Duplicate => "duplicate", SubmitOutcome.Unknown => "unknown", _ => $"{outcome}" });
        Assert.Single(Asked);
    }

    [Theory(Timeout = Limit)]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("{}")]
    [InlineData("""{"retCode":"?","retMsg":"OK"}""")]
    [InlineData("""{"retCode":0,"retMsg":"OK","result":{},"time":1672211918471}""")]
    [InlineData("""{"retCode":0,"retMsg":"OK","result":{"orderId":"1","orderLinkId":""}}""")]
    public async Task An_answer_that_cannot_be_read_says_only_that_there_was_one(string body)
    {
        await using var account = await OpenAsync();
        _answer = _ => Http(200, body);
        Assert.Equal(new SubmitOutcome.Unknown("answer_unreadable"), await account.SubmitAsync(Submit(Limited), Stop));
        Assert.Single(Asked);
    }

    [Fact(Timeout = Limit)]
    public async Task A_wall_of_HTML_is_a_refusal_and_closes_the_budget()
    {
        await using var account = await OpenAsync();
        _answer = _ => Http(403, "<html>403 Forbidden</html>");
        Assert.Equal(new SubmitOutcome.Rejected("refused_403"), await account.SubmitAsync(Submit(Limited), Stop));
        Assert.Equal(new SubmitOutcome.NotSent("rate_budget"), await account.SubmitAsync(Submit(Limited), Stop));
        Assert.Equal(new OrderAnswer.Failed("rate_budget"), await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
        Assert.Single(Asked);
    }

    // The limit of a call is what the venue says is left, whatever we counted: the window rolls, and others may have the key.
    [Fact(Timeout = Limit)]
    public async Task What_is_left_of_a_call_is_what_the_venue_says()
    {
        await using var account = await OpenAsync();
        const string Left = "X-Bapi-Limit: 20\r\nX-Bapi-Limit-Status: 0\r\nX-Bapi-Limit-Reset-Timestamp: 1\r\n";
        _answer = static request => Http(200, Taken, request.StartsWith("POST /v5/order/create", StringComparison.Ordinal) ? Left : "");
        // Until a whole second has the two of them in it.
        var (first, second) = (await account.SubmitAsync(Submit(Limited), Stop), await account.SubmitAsync(Submit(Limited), Stop));
        for (var tried = 0; tried < 5 && second is not SubmitOutcome.NotSent; tried++)
            (first, second) = (second, await account.SubmitAsync(Submit(Limited), Stop));
        Assert.IsType<SubmitOutcome.Accepted>(first);
        Assert.Equal(new SubmitOutcome.NotSent("rate_budget"), second);
        Assert.IsType<CancelOutcome.Taken>(await account.CancelAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task What_ended_before_the_last_ones_is_found_in_history()
    {
        await using var account = await OpenAsync();
        _answer = static request => Http(200, request.StartsWith("GET /v5/order/realtime", StringComparison.Ordinal) ? List("") : List(Ended("Cancelled")));
        var found = Assert.IsType<OrderAnswer.Found>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
        Assert.Equal((VenueOrderStatus.Canceled, 0m, "1321003749386327552"), (found.Order.Status, found.Order.Filled.Value, found.Order.VenueOrderId));
        Assert.Equal([$"/v5/order/realtime?category=spot&orderLinkId={Id}", $"/v5/order/history?category=spot&orderLinkId={Id}"], Asked.Select(PathOf));
        foreach (var request in Asked)
            AssertSigned(request, PathOf(request)[(PathOf(request).IndexOf('?', StringComparison.Ordinal) + 1)..]);
    }

    [Theory(Timeout = Limit)]
    [InlineData("realtime")]
    [InlineData("history")]
    [InlineData("list")]
    public async Task An_order_is_not_found_only_where_all_that_was_asked_was_answered(string fails)
    {
        await using var account = await OpenAsync();
        _answer = request => request.Contains(fails, StringComparison.Ordinal) ? Http(500, "")
            : Http(200, List(request.Contains("history", StringComparison.Ordinal) ? Ended("PartiallyFilledCanceled", "0.2") : ""));
        Assert.IsType<OrderAnswer.Failed>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
    }

    // "nextPageCursor" is escaped when it comes, and goes back as it came.
    [Fact(Timeout = Limit)]
    public async Task Pages_go_on_by_the_cursor_as_it_came()
    {
        await using var account = await OpenAsync();
        const string Cursor = "page_token%3D39380%26";
        _answer = static request => request switch
        {
            _ when request.Contains("wallet", StringComparison.Ordinal) => Http(200, Wallet),
            _ when request.Contains("openOnly=0", StringComparison.Ordinal) && !request.Contains("cursor", StringComparison.Ordinal) => Http(200, List(Ended("New"), Cursor)),
            _ => Http(200, List("")),
        };
        var books = await account.ReadBooksAsync([Instrument.Id], _clock.Now - TimeSpan.FromHours(1), Stop);
        Assert.Single(books!.Orders);
        Assert.Equal([(1.5m, "BTC"), (-0.5m, "ETH")], books.Balances.Select(static money => (money.Amount, money.Currency.Code))); // 0.5 of it is borrowed.
        var pages = Asked.Where(static request => request.Contains("openOnly=0", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, pages.Length);
        Assert.EndsWith($"&cursor={Cursor}", PathOf(pages[1]), StringComparison.Ordinal);
        AssertSigned(pages[1], PathOf(pages[1])[(PathOf(pages[1]).IndexOf('?', StringComparison.Ordinal) + 1)..]);
    }

    // One that fills while the books are read is open in the first answer, and has ended in a later one.
    [Fact(Timeout = Limit)]
    public async Task Open_orders_are_asked_for_before_those_that_ended_and_the_end_counts()
    {
        await using var account = await OpenAsync();
        _answer = static request => Http(200, request.Contains("wallet", StringComparison.Ordinal) ? Wallet
            : request.Contains("execution", StringComparison.Ordinal) || request.Contains("openOnly=1", StringComparison.Ordinal) ? List("")
            : List(Ended(request.Contains("openOnly=0", StringComparison.Ordinal) ? "New" : "Filled", "0.5")));
        var books = await account.ReadBooksAsync([Instrument.Id], UnixNanos.FromMilliseconds(1_767_225_600_000), Stop);
        Assert.Equal(VenueOrderStatus.Filled, books!.Orders.Select(static order => order.Status).Single());
        var asked = Asked.Select(PathOf).ToList();
        Assert.True(asked.FindIndex(static path => path.Contains("openOnly=0", StringComparison.Ordinal)) < asked.FindIndex(static path => path.Contains("openOnly=1", StringComparison.Ordinal)));
        Assert.True(asked.FindIndex(static path => path.Contains("openOnly=1", StringComparison.Ordinal)) < asked.FindIndex(static path => path.Contains("history", StringComparison.Ordinal)));
    }

    // One by value, as Bybit's own page places them, has no quantity in base units.
    [Fact(Timeout = Limit)]
    public async Task An_order_of_somebody_else_that_cannot_be_told_in_our_terms_is_no_reason_not_to_read_the_books()
    {
        await using var account = await OpenAsync();
        var byValue = Ended("Filled", "0.01").Replace("\"orderType\":\"Limit\"", "\"orderType\":\"Market\",\"marketUnit\":\"quoteCoin\"", StringComparison.Ordinal);
        var open = byValue.Replace(Id.Text, "web_1", StringComparison.Ordinal).Replace("Filled", "New", StringComparison.Ordinal);
        _answer = request => Http(200, request.Contains("wallet", StringComparison.Ordinal) ? Wallet : List(request.Contains("openOnly=0", StringComparison.Ordinal) ? open : ""));
        var books = await account.ReadBooksAsync([Instrument.Id], new UnixNanos(0), Stop);
        Assert.Equal(("web_1", VenueOrderStatus.Open), books!.Orders.Select(static order => (order.ClientId, order.Status)).Single());
        open = byValue; // One of ours must be told.
        Assert.Null(await account.ReadBooksAsync([Instrument.Id], new UnixNanos(0), Stop));
    }

    // A time before the last seven days takes a question for each seven of them.
    [Fact(Timeout = Limit)]
    public async Task A_long_past_is_asked_for_week_by_week_and_what_two_tell_counts_once()
    {
        await using var account = await OpenAsync();
        // Of a trade with oneself both orders have the same number.
        var both = $"{Filled},{Filled.Replace("1321003749386327552", "1321003749386327553", StringComparison.Ordinal)}";
        _answer = request => Http(200, request.Contains("wallet", StringComparison.Ordinal) ? Wallet : request.Contains("execution", StringComparison.Ordinal) ? List(both) : List(""));
        var since = _clock.Now - TimeSpan.FromDays(15);
        var books = await account.ReadBooksAsync([Instrument.Id], since, Stop);
        Assert.Equal(
            [("1321003749386327552", "2290000000000000001", 0.2m), ("1321003749386327553", "2290000000000000001", 0.2m)],
            books!.Fills.Select(static fill => (fill.VenueOrderId, fill.TradeId, fill.Quantity.Value)).Order());
        var starts = Asked.Where(static request => request.Contains("/v5/execution/list", StringComparison.Ordinal)).Select(static request => StartOf(PathOf(request))).ToArray();
        Assert.Equal(3, starts.Length);
        Assert.All(starts.Zip(starts.Skip(1)), static pair => Assert.Equal(7 * 86_400_000L, pair.Second - pair.First));
        Assert.InRange(starts[0], since.Milliseconds - 1_000, since.Milliseconds + 1_000);
    }

    // Without a time Bybit tells executions of seven days: what an order filled before them is asked for week by week, back from there.
    [Fact(Timeout = Limit)]
    public async Task Fills_of_an_order_that_rests_for_weeks_are_all_found()
    {
        await using var account = await OpenAsync();
        var now = _clock.Now.Milliseconds;
        var old = Filled.Replace("2290000000000000001", "2190000000000000001", StringComparison.Ordinal).Replace("\"0.2\"", "\"0.1\"", StringComparison.Ordinal);
        _answer = request => Http(200, !request.Contains("execution", StringComparison.Ordinal) ? List(Ended("PartiallyFilledCanceled", "0.3"))
            : !request.Contains("startTime", StringComparison.Ordinal) ? List(Filled)
            : StartOf(PathOf(request)) < now - (14 * 86_400_000L) ? List(old)
            : List(""));
        var found = Assert.IsType<OrderAnswer.Found>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
        Assert.Equal([("2190000000000000001", 0.1m), ("2290000000000000001", 0.2m)], found.Fills.Select(static fill => (fill.TradeId, fill.Quantity.Value)));
        var windows = Asked.Where(static request => request.Contains("startTime", StringComparison.Ordinal)).Select(static request => PathOf(request)).ToArray();
        Assert.Equal(2, windows.Length);
        Assert.All(windows, static path => Assert.Equal(7 * 86_400_000L, long.Parse(path.Split("endTime=")[1].Split('&')[0], CultureInfo.InvariantCulture) - StartOf(path)));
        Assert.All(windows, static path => Assert.Contains("orderId=1321003749386327552", path, StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task Books_of_which_a_part_is_missing_are_none()
    {
        await using var account = await OpenAsync();
        foreach (var part in new[] { "openOnly=0", "openOnly=1", "history", "execution", "wallet" })
        {
            _answer = request => Http(200, request.Contains(part, StringComparison.Ordinal) ? """{"retCode":10016,"retMsg":"Server error.","result":{}}"""
                : request.Contains("wallet", StringComparison.Ordinal) ? Wallet
                : List(""));
            Assert.Null(await account.ReadBooksAsync([Instrument.Id], _clock.Now, Stop));
        }
    }

    private const string Wallet = """
        {"retCode":0,"retMsg":"OK","result":{"list":[{"accountType":"UNIFIED","coin":[
        {"coin":"BTC","walletBalance":"1.5","locked":"0.5","spotBorrow":""},{"coin":"ETH","walletBalance":"0","spotBorrow":"0.5"},{"coin":"a$","walletBalance":"3","spotBorrow":"0"}]}]},"retExtInfo":{},"time":1}
        """;

    private static string Filled => $$"""
        {"symbol":"BTCUSDT","orderId":"1321003749386327552","orderLinkId":"{{Id}}","side":"Buy","execId":"2290000000000000001","execPrice":"59999.5","execQty":"0.2","execType":"Trade",
        "execTime":"1767225600001","execFee":"0.0002","feeCurrency":"BTC","isMaker":true,"extraFees":""}
        """;

    private static OrderTerms Limited { get; } = new()
    {
        Instrument = Instrument.Id,
        Side = Buy,
        Type = OrderType.Limit,
        Quantity = Instrument.ToQuantity(0.5m, GridRounding.Exact),
        Price = Instrument.ToPrice(59_999.5m, GridRounding.Exact),
    };

    private static string Ended(string status, string filled = "0") => $$"""
        {"symbol":"BTCUSDT","orderId":"1321003749386327552","orderLinkId":"{{Id}}","side":"Buy","orderStatus":"{{status}}","cancelType":"CancelByUser","rejectReason":"EC_PerCancelRequest","price":"59999.5",
        "qty":"0.5","cumExecQty":"{{filled}}","orderType":"Limit","timeInForce":"GTC","triggerPrice":"0.00","triggerDirection":0,"updatedTime":"1767225600000"}
        """;

    private static string List(string rows, string cursor = "") =>
        $$$"""{"retCode":0,"retMsg":"OK","result":{"category":"spot","list":[{{{rows}}}],"nextPageCursor":"{{{cursor}}}"},"retExtInfo":{},"time":1672211918471}""";

    private static string Http(int status, string body, string headers = "") =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Some\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    private static bool IsTime(string request) => request.StartsWith("GET /v5/market/time", StringComparison.Ordinal);

    private static string PathOf(string request) => request.Split(' ')[1];

    private static long StartOf(string path) => long.Parse(path.Split("startTime=")[1].Split('&')[0], CultureInfo.InvariantCulture);

    private static string BodyOf(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private static string HeaderOf(string request, string name) =>
        request.Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];

    private static long NumberOf(string request, string name) => long.Parse(HeaderOf(request, name), CultureInfo.InvariantCulture);

    // "timestamp + API key + recv_window + queryString", or the body; by the document's words, not by our code.
    private static void AssertSigned(string request, string payload)
    {
        Assert.Equal("the-key", HeaderOf(request, "X-BAPI-API-KEY"));
        var text = HeaderOf(request, "X-BAPI-TIMESTAMP") + "the-key" + HeaderOf(request, "X-BAPI-RECV-WINDOW") + payload;
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData("the-secret"u8, Encoding.UTF8.GetBytes(text))), HeaderOf(request, "X-BAPI-SIGN"));
    }

    private VenueSubmit Submit(OrderTerms terms) => new(Id, terms, _clock.Now + TimeSpan.FromSeconds(5));

    private Task<IExecutionVenue> OpenAsync() => _venue.OpenAccountAsync([new VenueMarket("BTCUSDT", Instrument)], leverage: 1, Stop);

    private Task AnswerAsync(NetworkStream stream, int number, CancellationToken stop)
    {
        var request = _server.Requests[number - 1];
        var answer = IsTime(request)
            ? Http(200, string.Create(CultureInfo.InvariantCulture, $$$"""{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1","timeNano":"{{{_clock.Now.Value}}}"},"retExtInfo":{},"time":1}"""))
            : _answer(request);
        return RawVenue.SayAsync(stream, answer, stop);
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>What leaves us for Bybit, and what its answers say of it; https://bybit-exchange.github.io/docs/v5/guide and https://bybit-exchange.github.io/docs/v5/error.</summary>
public sealed partial class BybitRestTests : IAsyncDisposable
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

    private static string Ended(string status, string filled = "0", long created = 1_700_000_000_000) => $$"""
        {"symbol":"BTCUSDT","orderId":"1321003749386327552","orderLinkId":"{{Id}}","side":"Buy","orderStatus":"{{status}}","cancelType":"CancelByUser","rejectReason":"EC_PerCancelRequest","price":"59999.5",
        "qty":"0.5","cumExecQty":"{{filled}}","orderType":"Limit","timeInForce":"GTC","triggerPrice":"0.00","triggerDirection":0,"createdTime":"{{created}}","updatedTime":"1767225600000"}
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

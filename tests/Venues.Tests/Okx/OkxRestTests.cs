using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Venues.Tests.OkxRaw;

namespace VeloZ.Venues.Tests;

/// <summary>What leaves us for OKX byte for byte, and what its answers prove.</summary>
/// <remarks>Written after https://www.okx.com/docs-v5/en/#overview-rest-authentication and https://www.okx.com/docs-v5/en/#error-code.</remarks>
public sealed class OkxRestTests
{
    private const int Limit = 60_000;
    private const string Accepted = """{"code":"0","msg":"","data":[{"clOrdId":"oktswap6","ordId":"312269865356374016","tag":"","ts":"1695190491421","sCode":"0","sMsg":"","subCode":""}],"inTime":"1695190491421339","outTime":"1695190491423240"}""";
    private const string AlgoAccepted = """{"code":"0","msg":"","data":[{"algoId":"12345689","clOrdId":"","algoClOrdId":"order1234","sCode":"0","sMsg":""}]}""";

    private static readonly ClientOrderId Id = ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 1, OrderRole.Working);

    private readonly ManualTimeProvider _time = new(); // 2026-01-01T00:00:00Z.

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // By openssl dgst -sha256 -hmac.
    [Fact]
    public void Signature_is_the_base64_of_an_HMAC() => Assert.Equal(
        "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY=",
        OkxSignature.Of("2020-12-08T09:08:57.715ZGET/api/v5/account/balance?ccy=BTC", "22582BD0CFF14C41EDBF1AB98506286D"));

    [Theory(Timeout = Limit)]
    [InlineData(200, Accepted, "accepted 312269865356374016 1695190491421")]
    [InlineData(200, """{"code":"1","msg":"All operations failed","data":[{"clOrdId":"","ordId":"","tag":"","ts":"1","sCode":"51008","sMsg":"Order failed. Insufficient USDT balance in account","subCode":"1000"}]}""", "rejected order_failed_insufficient_usdt_balance_in_account_51008")]
    [InlineData(200, """{"code":"0","msg":"","data":[{"clOrdId":"","ordId":"","sCode":"51121","sMsg":"Order quantity must be a multiple of the lot size."}]}""", "rejected order_quantity_must_be_a_multiple_of_the_lot_size_51121")]
    [InlineData(200, """{"code":"1","msg":"","data":[{"clOrdId":"","ordId":"","sCode":"51016","sMsg":"Client order ID already exists."}]}""", "duplicate")]
    [InlineData(200, """{"code":"1","msg":"","data":[{"clOrdId":"","ordId":"","sCode":"50071","sMsg":"clOrdId already exists"}]}""", "duplicate")]
    [InlineData(200, """{"code":"50036","msg":"The expTime can't be earlier than the current system time.","data":[]}""", "rejected the_exptime_can_t_be_earlier_than_the_current_system_time_50036")]
    [InlineData(200, """{"code":"50011","msg":"Rate limit reached.","data":[]}""", "rejected rate_limit_reached_50011")]
    [InlineData(200, """{"code":"50061","msg":"You've reached the maximum order rate limit for this account.","data":[]}""", "rejected you_ve_reached_the_maximum_order_rate_limit_for_this_account_50061")]
    [InlineData(400, """{"code":"51000","msg":"Parameter sz error","data":[]}""", "rejected parameter_sz_error_51000")]
    [InlineData(401, """{"code":"50102","msg":"Timestamp request expired.","data":[]}""", "rejected timestamp_request_expired_50102")]
    [InlineData(401, """{"code":"50113","msg":"Invalid signature.","data":[]}""", "rejected invalid_signature_50113")]
    [InlineData(429, """{"code":"50011","msg":"Too Many Requests","data":[]}""", "rejected too_many_requests_50011")]
    [InlineData(429, "<html></html>", "rejected refused_429")]
    [InlineData(403, "<html></html>", "rejected refused_403")]
    // What follows may have been done.
    [InlineData(400, """{"code":"50004","msg":"API endpoint request timeout.","data":[]}""", "unknown api_endpoint_request_timeout_50004")]
    [InlineData(429, """{"code":"50013","msg":"Systems are busy. Please try again later.","data":[]}""", "unknown systems_are_busy_please_try_again_later_50013")]
    [InlineData(200, """{"code":"1","msg":"","data":[{"clOrdId":"","ordId":"","sCode":"51149","sMsg":"Order timed out. Please try again."}]}""", "unknown order_timed_out_please_try_again_51149")]
    [InlineData(200, """{"code":"50026","msg":"System error. Try again later","data":[]}""", "unknown system_error_try_again_later_50026")]
    [InlineData(500, """{"code":"51054","msg":"Request timed out. Please try again.","data":[]}""", "unknown http_500")]
    [InlineData(503, """{"code":"50001","msg":"Service temporarily unavailable.","data":[]}""", "unknown http_503")]
    [InlineData(502, "<html></html>", "unknown http_502")]
    [InlineData(302, "", "unknown http_302")]
    [InlineData(404, """{"code":"404","data":{},"msg":"Not Found"}""", "unknown not_found_404")]
    [InlineData(200, """{"code":"1","msg":"Operation failed.","data":[]}""", "unknown operation_failed_1")]
    [InlineData(200, """{"code":"2","msg":"Bulk operation partially succeeded.","data":[{"clOrdId":"","ordId":"1","ts":"1695190491421","sCode":"0","sMsg":""}]}""", "unknown bulk_operation_partially_succeeded_2")]
    [InlineData(200, """{"code":"0","msg":"","data":[]}""", "unknown answer_unreadable")]
    [InlineData(200, """{"code":"0","msg":"","data":[{"clOrdId":"","ordId":"","ts":"1695190491421","sCode":"0","sMsg":""}]}""", "unknown answer_unreadable")]
    [InlineData(200, """{"code":"70000","msg":"new","data":[]}""", "unknown new_70000")]
    [InlineData(200, "hello", "unknown answer_unreadable")]
    [InlineData(200, "[]", "unknown answer_unreadable")]
    [InlineData(400, "hello", "unknown http_400")]
    public async Task Only_what_proves_that_an_order_is_not_there_rejects_it(int status, string body, string outcome)
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(status, body), stop));
        await using var execution = Open(new OkxOptions { Rest = venue.Address }, _time);
        Assert.Equal(outcome, TextOf(await execution.SubmitAsync(Submit(Limited(60_000.1m)), Stop)));
        Assert.Single(venue.Requests);
    }

    // Nothing more is sent in the two seconds that its windows have.
    [Theory(Timeout = Limit)]
    [InlineData(429, "<html></html>")]
    [InlineData(429, """{"code":"50013","msg":"Systems are busy. Please try again later.","data":[]}""")]
    [InlineData(200, """{"code":"50011","msg":"Rate limit reached.","data":[]}""")]
    [InlineData(200, """{"code":"50061","msg":"You've reached the maximum order rate limit for this account.","data":[]}""")]
    [InlineData(200, """{"code":"1","msg":"","data":[{"clOrdId":"","ordId":"","sCode":"50040","sMsg":"Too frequent operations, please try again later"}]}""")]
    public async Task Too_many_requests_close_the_budget(int status, string body)
    {
        await using var venue = new RawVenue((stream, number, stop) => RawVenue.SayAsync(stream, number == 1 ? Answer(status, body) : Answer(200, Accepted), stop));
        await using var execution = Open(new OkxOptions { Rest = venue.Address }, _time);
        await execution.SubmitAsync(Submit(Limited(60_000.1m)), Stop);
        Assert.Equal(new CancelOutcome.NotSent("rate_budget"), await execution.CancelAsync(new VenueOrderKey(Id, Bitcoin.Id, OrderType.Limit), Stop));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<SubmitOutcome.Accepted>(await execution.SubmitAsync(Submit(Limited(60_000.1m)), Stop));
        Assert.Equal(2, venue.Requests.Count);
    }

    // Each call has a limit of its own.
    [Theory(Timeout = Limit)]
    [InlineData(200)]
    [InlineData(429)]
    public async Task Question_too_many_holds_no_cancel_back(int status)
    {
        const string Refused = """{"code":"50011","msg":"Too Many Requests","data":[]}""";
        await using var venue = new RawVenue((stream, number, stop) => RawVenue.SayAsync(stream, number == 1 ? Answer(status, Refused) : Answer(200, Accepted), stop));
        await using var execution = Open(Options(venue, isDemo: false), _time);
        var order = new VenueOrderKey(Id, Bitcoin.Id, OrderType.Limit);
        Assert.Equal(new OrderAnswer.Failed("rate_budget"), await execution.FindAsync(order, Stop));
        Assert.IsType<CancelOutcome.Taken>(await execution.CancelAsync(order, Stop));
        Assert.Equal(new OrderAnswer.Failed("rate_budget"), await execution.FindAsync(order, Stop));
        Assert.Equal(2, venue.Requests.Count);
        _time.Advance(TimeSpan.FromSeconds(2));
        await execution.FindAsync(order, Stop);
        Assert.Equal(3, venue.Requests.Count);
    }

    [Fact(Timeout = Limit)]
    public async Task Order_says_until_when_it_may_be_done_and_is_signed_whole()
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(200, Accepted), stop));
        await using var execution = Open(Options(venue, isDemo: false), _time);
        await execution.SubmitAsync(Submit(Limited(60_000.1m)), Stop);
        var (head, body) = Parts(Assert.Single(venue.Requests));
        Assert.StartsWith("POST /api/v5/trade/order HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Equal($$"""{"instId":"BTC-USDT","tdMode":"cash","clOrdId":"{{Id.Text}}","side":"buy","ordType":"limit","sz":"0.5","px":"60000.1","tag":"{{WorkingTag}}"}""", body);
        // In 5 s by our clock, which the venue's is 1.5 s ahead of.
        Assert.Equal("1767225606500", Header(head, "expTime"));
        Assert.Equal("2026-01-01T00:00:01.500Z", Header(head, "OK-ACCESS-TIMESTAMP"));
        Assert.Equal(("key", "open sesame", ""), (Header(head, "OK-ACCESS-KEY"), Header(head, "OK-ACCESS-PASSPHRASE"), Header(head, "x-simulated-trading")));
        Assert.Equal(Sign("2026-01-01T00:00:01.500ZPOST/api/v5/trade/order" + body), Header(head, "OK-ACCESS-SIGN"));
        Assert.Equal("application/json", Header(head, "Content-Type"));
    }

    // OKX keeps no deadline of these but that of the signature: 30 s.
    [Fact(Timeout = Limit)]
    public async Task Order_with_a_trigger_is_signed_so_that_it_ends_with_its_deadline()
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(200, AlgoAccepted), stop));
        await using var execution = Open(Options(venue, isDemo: true), _time);
        var terms = Limited(price: null) with { Type = OrderType.StopMarket, TriggerPrice = Bitcoin.ToPrice(61_000, GridRounding.Exact) };
        Assert.Equal("accepted 12345689 1767225601500", TextOf(await execution.SubmitAsync(Submit(terms), Stop)));
        var (head, body) = Parts(Assert.Single(venue.Requests));
        Assert.StartsWith("POST /api/v5/trade/order-algo HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Equal($$"""{"instId":"BTC-USDT","tdMode":"cash","algoClOrdId":"{{Id.Text}}","side":"buy","ordType":"conditional","sz":"0.5","slTriggerPx":"61000","slTriggerPxType":"last","slOrdPx":"-1","tgtCcy":"base_ccy"}""", body);
        Assert.Equal("2025-12-31T23:59:36.500Z", Header(head, "OK-ACCESS-TIMESTAMP"));
        Assert.Equal(Sign("2025-12-31T23:59:36.500ZPOST/api/v5/trade/order-algo" + body), Header(head, "OK-ACCESS-SIGN"));
        Assert.Equal("1", Header(head, "x-simulated-trading"));
    }

    [Theory(Timeout = Limit)]
    [InlineData(OrderType.Market, false, TimeInForce.Ioc, """ "ordType":"market","sz":"0.5","tgtCcy":"base_ccy","banAmend":true """)]
    [InlineData(OrderType.Limit, true, TimeInForce.Gtc, """ "ordType":"post_only","sz":"0.5","px":"60000.1" """)]
    [InlineData(OrderType.Limit, false, TimeInForce.Ioc, """ "ordType":"ioc","sz":"0.5","px":"60000.1" """)]
    [InlineData(OrderType.Limit, false, TimeInForce.Fok, """ "ordType":"fok","sz":"0.5","px":"60000.1" """)]
    [InlineData(OrderType.Limit, false, TimeInForce.Gtd, """ "ordType":"limit","sz":"0.5","px":"60000.1" """)]
    public async Task Order_is_of_the_venue_s_own_type(OrderType type, bool isPostOnly, TimeInForce timeInForce, string sent)
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(200, Accepted), stop));
        await using var execution = Open(Options(venue, isDemo: false), _time);
        await execution.SubmitAsync(Submit(Limited(type == OrderType.Market ? null : 60_000.1m) with { Type = type, IsPostOnly = isPostOnly, TimeInForce = timeInForce }), Stop);
        Assert.Contains(sent.Trim(), Parts(Assert.Single(venue.Requests)).Body, StringComparison.Ordinal);
    }

    // Two engines on an account: one's timer is not the other's. By sha256sum, as the tag of the other.
    [Theory(Timeout = Limit)]
    [InlineData(Owner, 60, """{"timeOut":"60","tag":"velozwce93ed8c58"}""")]
    [InlineData("prod/main/BTC-USDT.OKX", 0, """{"timeOut":"0","tag":"velozwee9a4a6391"}""")]
    public async Task Dead_man_timer_is_of_the_orders_of_its_engine(string owner, int seconds, string body)
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(200, """{"code":"0","msg":"","data":[{"triggerTime":"0","tag":"","ts":"1587971400"}]}"""), stop));
        await using var execution = Open(new OkxOptions { Rest = venue.Address, Owner = owner }, _time);
        Assert.Null(await execution.CancelAllAfterAsync(TimeSpan.FromSeconds(seconds), Stop));
        var (head, sent) = Parts(Assert.Single(venue.Requests));
        Assert.StartsWith("POST /api/v5/trade/cancel-all-after HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Equal(body, sent);
    }

    [Theory(Timeout = Limit)]
    [InlineData(OrderType.StopLimit, TimeInForce.Ioc, "time_in_force_not_supported_with_a_trigger")]
    [InlineData(OrderType.LimitIfTouched, TimeInForce.Fok, "time_in_force_not_supported_with_a_trigger")]
    [InlineData(OrderType.Market, TimeInForce.Fok, "fill_or_kill_not_supported_at_the_market")]
    public async Task What_the_venue_would_do_otherwise_is_not_asked_for(OrderType type, TimeInForce timeInForce, string reason)
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(200, Accepted), stop));
        await using var execution = Open(Options(venue, isDemo: false), _time);
        Assert.Equal(new SubmitOutcome.Rejected(reason), await execution.SubmitAsync(Submit(Limited(60_000.1m) with { Type = type, TimeInForce = timeInForce }), Stop));
        Assert.Empty(venue.Requests);
    }

    [Theory(Timeout = Limit)]
    [InlineData("51400", "Order cancellation failed as the order has been filled, canceled or does not exist.", typeof(CancelOutcome.Rejected))]
    [InlineData("51410", "Cancellation failed as the order is already in canceling status or pending settlement.", typeof(CancelOutcome.Unknown))]
    [InlineData("51412", "Cancellation timed out, please try again later.", typeof(CancelOutcome.Unknown))]
    [InlineData("0", "", typeof(CancelOutcome.Taken))]
    public async Task Cancel_is_taken_refused_or_unknown(string code, string message, Type outcome)
    {
        var body = $$"""{"code":"{{(code == "0" ? "0" : "1")}}","msg":"","data":[{"clOrdId":"","ordId":"1","ts":"1695190491421","sCode":"{{code}}","sMsg":"{{message}}"}]}""";
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Answer(200, body), stop));
        await using var execution = Open(Options(venue, isDemo: false), _time);
        Assert.IsType(outcome, await execution.CancelAsync(new VenueOrderKey(Id, Bitcoin.Id, OrderType.Limit), Stop));
        Assert.Equal($$"""{"instId":"BTC-USDT","clOrdId":"{{Id.Text}}"}""", Parts(Assert.Single(venue.Requests)).Body);
    }

    [Fact]
    public void Play_money_has_sockets_of_its_own()
    {
        Assert.Equal("wss://ws.okx.com:8443/ws/v5/private", new OkxOptions().PrivateSocket.ToString());
        var demo = new OkxOptions { IsDemo = true, BusinessSocket = new Uri("ws://127.0.0.1:1/ws") };
        Assert.Equal(("wss://wspap.okx.com:8443/ws/v5/public", "ws://127.0.0.1:1/ws"), (demo.PublicSocket.ToString(), demo.BusinessSocket.ToString()));
    }

    private static OrderTerms Limited(decimal? price) => new()
    {
        Instrument = Bitcoin.Id,
        Side = OrderSide.Buy,
        Type = OrderType.Limit,
        Quantity = Bitcoin.ToQuantity(0.5m, GridRounding.Exact),
        Price = price is { } limit ? Bitcoin.ToPrice(limit, GridRounding.Exact) : null,
    };

    private VenueSubmit Submit(OrderTerms terms) => new(Id, terms, new MonotonicClock(_time).Now + TimeSpan.FromSeconds(5));

    private static string Sign(string payload) => Convert.ToBase64String(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(payload)));

    private static (string Head, string Body) Parts(string request) =>
        request.Split("\r\n\r\n") is [var head, var body] ? (head + "\r\n", body) : throw new FormatException("a request had no body");

    private static string Header(string head, string name) =>
        head.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).SingleOrDefault() ?? "";

    private static string TextOf(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Accepted accepted => string.Create(CultureInfo.InvariantCulture, $"accepted {accepted.VenueOrderId} {accepted.VenueTime.Milliseconds}"),
        SubmitOutcome.Rejected rejected => $"rejected {rejected.Reason}",
        SubmitOutcome.Unknown unknown => $"unknown {unknown.Cause}",
        SubmitOutcome.NotSent unsent => $"not sent {unsent.Cause}",
        _ => "duplicate",
    };
}

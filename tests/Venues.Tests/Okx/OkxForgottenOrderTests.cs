using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Venues.Tests.OkxRaw;

namespace VeloZ.Venues.Tests;

/// <summary>Orders that OKX does not know: any more, or yet.</summary>
public sealed class OkxForgottenOrderTests
{
    private const int Limit = 60_000;

    private static readonly ClientOrderId Id = ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 1, OrderRole.Working);

    private readonly ManualTimeProvider _time = new(); // 2026-01-01T00:00:00Z, which is 1767225601500 at the venue.

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Two hours after its trigger OKX has forgotten what was canceled unfilled; before, it may not be seen yet.
    [Theory(Timeout = Limit)]
    [InlineData("1767218400000", "found Canceled 0", 3)] // 2 h and 1.5 s before its time now.
    [InlineData("1767218402000", "failed order_does_not_exist_51603", 2)]
    public async Task Order_of_a_trigger_that_is_gone_was_canceled_once_it_is_old(string triggered, string answer, int asked)
    {
        string[] answers =
        [
            $$"""{"code":"0","msg":"","data":[{"algoClOrdId":"{{Id.Text}}","algoId":"681096944655273984","instId":"BTC-USDT","ordIdList":["98192973880283"],"ordType":"conditional","side":"sell","slOrdPx":"59000","slTriggerPx":"59100","tpOrdPx":"","tpTriggerPx":"","state":"effective","sz":"0.5","tgtCcy":"","triggerTime":"{{triggered}}","uTime":"{{triggered}}"}]}""",
            """{"code":"51603","msg":"Order does not exist.","data":[]}""",
            """{"code":"0","msg":"","data":[]}""",
        ];
        await using var venue = new RawVenue((stream, number, stop) => RawVenue.SayAsync(stream, Answer(200, answers[number - 1]), stop));
        await using var execution = Open(Options(venue, isDemo: false), _time);
        var found = await execution.FindAsync(new VenueOrderKey(Id, Bitcoin.Id, OrderType.StopLimit), Stop);
        Assert.Equal(answer, found switch
        {
            OrderAnswer.Found one => $"found {one.Order.Status} {one.Fills.Count}",
            OrderAnswer.Failed failed => $"failed {failed.Cause}",
            _ => "not found",
        });
        Assert.Equal(asked, venue.Requests.Count);
        Assert.StartsWith($"GET /api/v5/trade/order-algo?algoClOrdId={Id.Text} HTTP/1.1\r\n", venue.Requests[0], StringComparison.Ordinal);
        Assert.StartsWith("GET /api/v5/trade/order?instId=BTC-USDT&ordId=98192973880283 HTTP/1.1\r\n", venue.Requests[1], StringComparison.Ordinal);
    }

    // One by hand, without an id of its own, of whose order OKX knows no more: only an order says whether a trigger of ours made it. A new one may not be seen yet.
    [Theory(Timeout = Limit)]
    [InlineData("51603", "Order does not exist.", 1_767_218_401_499, "fill_unknown")] // 2 h and 1 ms before its time now.
    [InlineData("51603", "Order does not exist.", 1_767_218_401_500, null)] // Asked for again, silently.
    [InlineData("51001", "Instrument ID doesn't exist.", 1_767_218_401_499, "books_unreadable")]
    public async Task Fill_of_an_order_that_is_forgotten_is_no_reason_not_to_read_the_books_and_people_are_told(string code, string message, long filled, string? notice)
    {
        await using var venue = new FillVenue(filled, $$"""{"code":"{{code}}","msg":"{{message}}","data":[]}""", algo: "");
        var told = new List<(string Code, string Message)>();
        var notices = new VenueNotices("OKX", _time);
        notices.Start((code, message) => told.Add((code, message)));
        await using var execution = Open(Options(venue.Server, isDemo: false), _time, notices);
        var books = await execution.ReadBooksAsync([Bitcoin.Id], new UnixNanos(0), Stop);
        Assert.Equal(notice == "fill_unknown", books is not null);
        Assert.Empty(books?.Fills ?? []);
        Assert.Equal(notice, told.SingleOrDefault().Code);
        if (books is not null)
            Assert.Equal("OKX told fill 123 of order 312269865356374016 at BTC-USDT, which has no client order id and is forgotten there: it is left out, and counts as somebody else's", told[0].Message);
    }

    // Of its order OKX does not know yet; the trigger that made it says which it made.
    [Theory(Timeout = Limit)]
    [InlineData(1_767_225_600_000)]
    [InlineData(1_767_218_401_499)]
    public async Task Fill_of_an_order_that_a_trigger_of_ours_made_is_ours_though_the_order_is_not_found(long filled)
    {
        var algo = $$"""{"algoClOrdId":"{{Id.Text}}","algoId":"681096944655273984","cTime":"1764000000000","instId":"BTC-USDT","ordIdList":["312269865356374016"],"ordType":"conditional","side":"buy","slOrdPx":"-1","slTriggerPx":"59100","tpOrdPx":"","tpTriggerPx":"","state":"effective","sz":"0.1","tgtCcy":"base_ccy","triggerTime":"{{filled}}","uTime":"{{filled}}"}""";
        await using var venue = new FillVenue(filled, """{"code":"51603","msg":"Order does not exist.","data":[]}""", algo);
        await using var execution = Open(Options(venue.Server, isDemo: false), _time);
        var books = await execution.ReadBooksAsync([Bitcoin.Id], new UnixNanos(0), Stop);
        Assert.NotNull(books);
        var fill = Assert.Single(books.Fills);
        Assert.Equal((Id.Text, "312269865356374016", "123", 0.1m), (fill.ClientId, fill.VenueOrderId, fill.TradeId, fill.Quantity.Value));
    }

    /// <summary>An account with nothing in it but a fill of an order without an id.</summary>
    private sealed class FillVenue : IAsyncDisposable
    {
        private readonly string _fill;
        private readonly string _order;
        private readonly string _algo;

        public FillVenue(long filled, string order, string algo)
        {
            (_order, _algo) = (order, algo);
            _fill = $$"""{"instType":"SPOT","instId":"BTC-USDT","tradeId":"123","ordId":"312269865356374016","clOrdId":"","billId":"1111","fillSz":"0.1","fillPx":"60000","side":"buy","execType":"T","feeCcy":"BTC","fee":"-0.0001","ts":"{{filled}}","fillTime":"{{filled}}"}""";
            Server = new RawVenue((stream, number, stop) => RawVenue.SayAsync(stream, Answer(200, AnswerOf(Server!.Requests[number - 1].Split(' ')[1])), stop));
        }

        public RawVenue Server { get; }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private string AnswerOf(string path)
        {
            return path.StartsWith("/api/v5/trade/fills", StringComparison.Ordinal) ? Rows(_fill)
                : path.StartsWith("/api/v5/trade/order?", StringComparison.Ordinal) ? _order
                : path.StartsWith("/api/v5/trade/orders-algo-history?", StringComparison.Ordinal) && path.Contains("state=effective", StringComparison.Ordinal) ? Rows(_algo)
                : path.StartsWith("/api/v5/account/balance", StringComparison.Ordinal) ? Rows("""{"details":[]}""")
                : Rows("");
        }

        private static string Rows(string rows) => $$"""{"code":"0","msg":"","data":[{{rows}}]}""";
    }
}

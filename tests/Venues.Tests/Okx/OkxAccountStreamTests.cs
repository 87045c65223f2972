using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What OKX's channels of an account tell in odd ways; written after https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel.</summary>
public sealed class OkxAccountStreamTests : IAsyncLifetime
{
    private const int Limit = 60_000;

    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00000001m, FeeSchedule.Flat(0, 0));
    private static readonly ClientOrderId Id = ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 1, OrderRole.Working);
    private static readonly ClientOrderId Mark = ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 2, OrderRole.Working);

    private readonly ListeningAccount _account = new();
    private readonly OkxChildren _children = new();
    private SocketVenue? _private;
    private SocketVenue? _business;
    private OkxAccountStream? _stream;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_private, _business) = (await SocketVenue.StartAsync(), await SocketVenue.StartAsync());
        var options = new OkxOptions
        {
            PrivateSocket = _private.Address,
            BusinessSocket = _business.Address,
            Key = "key",
            Secret = "secret",
            Passphrase = "open sesame",
            ReconnectMax = TimeSpan.FromMilliseconds(250),
        };
        var markets = new VenueMarkets([new VenueMarket("BTC-USDT", Instrument)]);
        _stream = new OkxAccountStream(options, new VenueClock(new MonotonicClock(TimeProvider.System)), markets, _children, TimeProvider.System);
        _stream.Start(_account);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream!.DisposeAsync();
        await _private!.DisposeAsync();
        await _business!.DisposeAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Login_is_answered_before_anything_is_subscribed_to_and_both_sockets_must_live()
    {
        var orders = await _private!.AcceptAsync(Stop);
        var login = JsonDocument.Parse(await orders.ReadAsync(Stop)).RootElement;
        var asked = Assert.Single(login.GetProperty("args").EnumerateArray());
        var timestamp = asked.GetProperty("timestamp").GetString()!;
        var proof = Convert.ToBase64String(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(timestamp + "GET/users/self/verify")));
        Assert.Equal(("login", "key", "open sesame", proof), (Text(login, "op"), Text(asked, "apiKey"), Text(asked, "passphrase"), Text(asked, "sign")));
        Assert.Matches("^[0-9]{10}$", timestamp);
        await orders.SendAsync(Granted("login"), Stop);
        Assert.Equal("""{"op":"subscribe","args":[{"channel":"orders","instType":"SPOT"}]}""", await orders.ReadAsync(Stop));
        await orders.SendAsync(Subscribed("orders"), Stop);
        await orders.SendAsync(Order(Mark), Stop);
        await _account.ReportAsync<VenueReport.Accepted>(Mark, static _ => true, Stop);
        Assert.Equal(0, _account.Counts.Resumed);
        await OpenAsync(_business!, "orders-algo");
        await _account.UntilAsync(static told => told.Counts.Resumed == 1, Stop);
    }

    // The example of the document: a fee is below 0 there, and above here.
    [Theory(Timeout = Limit)]
    [InlineData("-0.02522168", "USDT", "0.02522168")]
    [InlineData("0.00000003", "BTC", "-0.00000003")]
    [InlineData("0", "", "0")]
    public async Task Fill_is_told_with_what_it_cost(string fee, string currency, string cost)
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "filled", filled: "0.001", fill: ("242589207", "0.001"), fee: fee, feeCurrency: currency), Stop);
        var told = await _account.ReportAsync<VenueReport.Filled>(Id, static _ => true, Stop);
        Assert.Equal(("242589207", "452197707845865472", 1_654_084_353_263), (told.TradeId, told.VenueOrderId, told.VenueTime.Milliseconds));
        Assert.Equal((31_527.1m, 0.001m, Liquidity.Maker), (told.Price.Value, told.Quantity.Value, told.Liquidity));
        Assert.Equal(new Money(decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture), Currency.Parse(currency.Length == 0 ? "USDT" : currency)), told.Fee);
        Assert.Empty(await DoubtsAsync(orders));
    }

    [Fact(Timeout = Limit)]
    public async Task Fills_out_of_order_are_both_told_and_the_order_is_doubted()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "partially_filled", filled: "0.3", fill: ("2", "0.1")), Stop);
        await orders.SendAsync(Order(Id, "partially_filled", filled: "0.2", fill: ("1", "0.2")), Stop);
        Assert.Equal([Id], await DoubtsAsync(orders));
        Assert.Equal([("2", 0.1m), ("1", 0.2m)], _account.Reports.OfType<VenueReport.Filled>().Select(static fill => (fill.TradeId, fill.Quantity.Value)));
    }

    [Fact(Timeout = Limit)]
    public async Task Message_told_twice_is_the_same_trade()
    {
        var (orders, _) = await OpenAsync();
        for (var time = 0; time < 2; time++)
            await orders.SendAsync(Order(Id, "partially_filled", filled: "0.2", fill: ("1", "0.2")), Stop);
        Assert.Empty(await DoubtsAsync(orders));
        Assert.Equal(["1", "1"], _account.Reports.OfType<VenueReport.Filled>().Select(static fill => fill.TradeId));
    }

    [Fact(Timeout = Limit)]
    public async Task End_before_the_last_fill_is_told_is_doubted()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "partially_filled", filled: "0.2", fill: ("1", "0.2")), Stop);
        await orders.SendAsync(Order(Id, "canceled", filled: "0.5", cancelSource: "1"), Stop);
        Assert.Equal([Id], await DoubtsAsync(orders));
        Assert.Empty(_account.Reports.OfType<VenueReport.Changed>());
    }

    [Fact(Timeout = Limit)]
    public async Task Fill_and_end_in_one_message_are_told_in_that_order()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "canceled", filled: "0.2", fill: ("1", "0.2"), cancelSource: "14"), Stop);
        Assert.Empty(await DoubtsAsync(orders));
        Assert.Equal(["Filled", "Changed"], _account.Reports.Where(static report => report.Id == Id).Select(static report => report.GetType().Name));
    }

    [Theory(Timeout = Limit)]
    [InlineData("1", OrderEvent.Canceled, "")]
    [InlineData("20", OrderEvent.Canceled, "")] // By the dead-man timer, which is ours.
    [InlineData("13", OrderEvent.Expired, "fill_or_kill_not_filled")]
    [InlineData("14", OrderEvent.Expired, "immediate_or_cancel_rest")]
    [InlineData("31", OrderEvent.Canceled, "post_only_would_take")]
    [InlineData("4", OrderEvent.Canceled, "cancel_source_4")]
    public async Task End_says_why(string source, OrderEvent ended, string reason)
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "canceled", cancelSource: source), Stop);
        var told = await _account.ReportAsync<VenueReport.Changed>(Id, static _ => true, Stop);
        Assert.Equal((ended, reason), (told.Happened, told.Reason));
    }

    // Of which amendment it tells it does not say.
    [Theory(Timeout = Limit)]
    [InlineData("live", "0")]
    [InlineData("partially_filled", "0")]
    [InlineData("live", "-1")]
    public async Task Amendment_is_doubted(string state, string result)
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, state, amendResult: result), Stop);
        Assert.Equal([Id], await DoubtsAsync(orders));
        Assert.DoesNotContain(_account.Reports, static report => report.Id == Id);
    }

    [Fact(Timeout = Limit)]
    public async Task Order_that_an_amendment_ended_is_canceled()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "canceled", amendResult: "1", cancelSource: "0"), Stop);
        await _account.ReportAsync<VenueReport.Changed>(Id, static report => report.Happened == OrderEvent.Canceled, Stop);
    }

    [Theory(Timeout = Limit)]
    [InlineData("filled", "0.2")] // It was made as small as what had filled.
    [InlineData("partially_filled", "0.1")]
    public async Task Fill_without_a_trade_is_doubted(string state, string filled)
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, state, filled: filled), Stop);
        Assert.Equal([Id], await DoubtsAsync(orders));
    }

    // It has no id of ours but that of the trigger it came of.
    [Fact(Timeout = Limit)]
    public async Task Order_that_a_trigger_made_is_ours_and_triggered_once()
    {
        var (orders, algos) = await OpenAsync();
        await algos.SendAsync(Algo("live"), Stop);
        Assert.Equal("681187161907138560", (await _account.ReportAsync<VenueReport.Accepted>(Id, static _ => true, Stop)).VenueOrderId);
        for (var time = 0; time < 2; time++)
            await orders.SendAsync(Order(Id, isChild: true), Stop);
        await orders.SendAsync(Order(Id, "filled", filled: "0.2", fill: ("1", "0.2"), isChild: true), Stop);
        await algos.SendAsync(Algo("effective"), Stop);
        await _account.ReportAsync<VenueReport.Filled>(Id, static _ => true, Stop);
        Assert.Empty(await DoubtsAsync(orders));
        Assert.Equal(OrderEvent.Triggered, Assert.Single(_account.Reports.OfType<VenueReport.Changed>()).Happened);
        Assert.Equal("452197707845865472", _children.Find(Id));
    }

    // A step from filled to triggered is none.
    [Fact(Timeout = Limit)]
    public async Task Order_of_a_trigger_that_is_told_first_when_it_fills_is_not_triggered_any_more()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "partially_filled", filled: "0.2", fill: ("1", "0.2"), isChild: true), Stop);
        Assert.Empty(await DoubtsAsync(orders));
        Assert.IsType<VenueReport.Filled>(Assert.Single(_account.Reports, static report => report.Id == Id));
    }

    [Fact(Timeout = Limit)]
    public async Task Second_order_of_one_trigger_is_doubted_and_its_end_is_not_the_order_s()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, isChild: true), Stop);
        await orders.SendAsync(Order(Id, "canceled", isChild: true, venueId: "999", cancelSource: "1"), Stop);
        Assert.Contains(Id, await DoubtsAsync(orders));
        Assert.Equal(OrderEvent.Triggered, Assert.Single(_account.Reports.OfType<VenueReport.Changed>()).Happened);
    }

    [Theory(Timeout = Limit)]
    [InlineData("canceled", "", OrderEvent.Canceled, "")]
    [InlineData("order_failed", "51008", OrderEvent.Rejected, "triggered_order_failed_51008")]
    public async Task End_of_an_order_that_waits_is_told(string state, string failCode, OrderEvent ended, string reason)
    {
        var (_, algos) = await OpenAsync();
        await algos.SendAsync(Algo(state, failCode), Stop);
        var told = await _account.ReportAsync<VenueReport.Changed>(Id, static _ => true, Stop);
        Assert.Equal((ended, reason), (told.Happened, told.Reason));
    }

    [Theory(Timeout = Limit)]
    [InlineData("live", "0")]
    [InlineData("partially_effective", "")]
    public async Task Order_that_waits_is_doubted_where_it_tells_too_little(string state, string amendResult)
    {
        var (orders, algos) = await OpenAsync();
        await algos.SendAsync(Algo(state, amendResult: amendResult), Stop);
        await _account.UntilAsync(static told => told.Doubts.Contains(Id), Stop);
        Assert.Equal([Id], await DoubtsAsync(orders));
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_of_others_is_passed_over()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id).Replace(Id.Text, "web1", StringComparison.Ordinal), Stop);
        await orders.SendAsync(Order(Id).Replace("BTC-USDT", "DOGE-USDT", StringComparison.Ordinal), Stop);
        Assert.Empty(await DoubtsAsync(orders));
        Assert.Equal([Mark], _account.Reports.Select(static report => report.Id));
        Assert.Equal(0, _account.Counts.Unreadable);
    }

    [Theory(Timeout = Limit)]
    [InlineData("""{"arg":{"channel":"orders"},"data":{}}""")]
    [InlineData("no JSON")]
    [InlineData("""{"arg":{"channel":"orders"},"data":[{"instId":"BTC-USDT"}]}""")]
    public async Task What_cannot_be_read_is_told(string message)
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(message, Stop);
        await _account.UntilAsync(static told => told.Counts.Unreadable == 1, Stop);
    }

    [Fact(Timeout = Limit)]
    public async Task Price_off_the_grid_is_told_and_no_fill()
    {
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Order(Id, "filled", filled: "0.2", fill: ("1", "0.2")).Replace("\"fillPx\":\"31527.1\"", "\"fillPx\":\"31527.15\"", StringComparison.Ordinal), Stop);
        await _account.UntilAsync(static told => told.Counts.Unreadable == 1, Stop);
        Assert.Empty(_account.Reports);
    }

    [Fact(Timeout = Limit)]
    public async Task Notice_of_an_upgrade_makes_another_connection_and_the_next_one_does_not()
    {
        const string Notice = """{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}""";
        var (orders, _) = await OpenAsync();
        await orders.SendAsync(Notice, Stop);
        await orders.Gone.WaitAsync(Stop);
        orders = await OpenAsync(_private!, "orders");
        await _account.UntilAsync(static told => told.Counts is { Interrupted: 1, Resumed: 2 }, Stop);
        await orders.SendAsync(Notice, Stop);
        Assert.Empty(await DoubtsAsync(orders));
        Assert.False(orders.Gone.IsCompleted);
    }

    [Fact(Timeout = Limit)]
    public async Task Refused_login_interrupts_and_is_tried_again()
    {
        var orders = await _private!.AcceptAsync(Stop);
        await orders.ReadAsync(Stop);
        await orders.SendAsync("""{"event":"error","code":"60007","msg":"Invalid sign","connId":"a4d3ae55"}""", Stop);
        await _account.UntilAsync(static told => told.Counts.Interrupted > 0, Stop);
        await OpenAsync(_private!, "orders");
    }

    [Fact(Timeout = Limit)]
    public async Task One_socket_that_broke_must_come_back_for_news_to_be_whole()
    {
        var (orders, algos) = await OpenAsync();
        algos.Break();
        await _account.UntilAsync(static told => told.Counts.Interrupted > 0, Stop);
        Assert.Empty(await DoubtsAsync(orders)); // The other one tells on.
        Assert.Equal(1, _account.Counts.Resumed);
        await OpenAsync(_business!, "orders-algo");
        await _account.UntilAsync(static told => told.Counts.Resumed == 2, Stop);
    }

    private async Task<(SocketVenue.Peer Orders, SocketVenue.Peer Algos)> OpenAsync()
    {
        var peers = (await OpenAsync(_private!, "orders"), await OpenAsync(_business!, "orders-algo"));
        await _account.UntilAsync(static told => told.Counts.Resumed == 1, Stop);
        return peers;
    }

    private static async Task<SocketVenue.Peer> OpenAsync(SocketVenue venue, string channel)
    {
        var peer = await venue.AcceptAsync(Stop);
        await peer.ReadAsync(Stop);
        await peer.SendAsync(Granted("login"), Stop);
        await peer.ReadAsync(Stop);
        await peer.SendAsync(Subscribed(channel), Stop);
        return peer;
    }

    // Of all that was told before a mark.
    private async Task<IReadOnlyList<ClientOrderId>> DoubtsAsync(SocketVenue.Peer orders)
    {
        await orders.SendAsync(Order(Mark), Stop);
        await _account.ReportAsync<VenueReport.Accepted>(Mark, static _ => true, Stop);
        return _account.Doubts;
    }

    private static string Granted(string name) => $$"""{"event":"{{name}}","code":"0","msg":"","connId":"a4d3ae55"}""";

    private static string Subscribed(string channel) => $$"""{"event":"subscribe","arg":{"channel":"{{channel}}","instType":"SPOT"},"connId":"a4d3ae55"}""";

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Order(
        ClientOrderId id,
        string state = "live",
        string filled = "0",
        (string TradeId, string Size)? fill = null,
        string fee = "-0.1",
        string feeCurrency = "USDT",
        string cancelSource = "",
        string amendResult = "",
        bool isChild = false,
        string venueId = "452197707845865472")
    {
        var (tradeId, size) = fill ?? ("", "0");
        var (ours, trigger) = isChild ? ("", id.Text) : (id.Text, "");
        var (price, time) = fill is null ? ("", "") : ("31527.1", "1654084353263");
        var (liquidity, amends) = (fill is null ? "" : "M", amendResult.Length == 0 ? "" : "1");
        return $$"""{"arg":{"channel":"orders","instType":"SPOT","uid":"614488474791936"},"data":[{"accFillSz":"{{filled}}","algoClOrdId":"{{trigger}}","algoId":"","amendResult":"{{amendResult}}","amendSource":"{{amends}}","avgPx":"31527.1","cancelSource":"{{cancelSource}}","category":"normal","clOrdId":"{{ours}}","code":"0","cTime":"1654084334977","execType":"{{liquidity}}","fee":"-1","feeCcy":"USDT","fillFee":"{{fee}}","fillFeeCcy":"{{feeCurrency}}","fillPx":"{{price}}","fillSz":"{{size}}","fillTime":"{{time}}","instId":"BTC-USDT","instType":"SPOT","msg":"","ordId":"{{venueId}}","ordType":"limit","px":"31527.1","side":"sell","source":"","state":"{{state}}","sz":"0.5","tdMode":"cash","tgtCcy":"","tradeId":"{{tradeId}}","uTime":"1654084353264"}]}""";
    }

    private static string Algo(string state, string failCode = "", string amendResult = "") =>
        $$"""{"arg":{"channel":"orders-algo","instType":"SPOT","uid":"614488474791936"},"data":[{"actualPx":"0","actualSide":"","actualSz":"0","algoClOrdId":"{{Id.Text}}","algoId":"681187161907138560","amendResult":"{{amendResult}}","cTime":"1685002746818","uTime":"1708679675245","failCode":"{{failCode}}","instId":"BTC-USDT","instType":"SPOT","ordId":"","ordIdList":[],"ordType":"conditional","side":"sell","slOrdPx":"-1","slTriggerPx":"31000","state":"{{state}}","sz":"0.5","tdMode":"cash","tgtCcy":""}]}""";
}

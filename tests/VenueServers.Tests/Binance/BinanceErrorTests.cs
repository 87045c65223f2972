using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>What is refused, with the codes and words of https://github.com/binance/binance-spot-api-docs/blob/master/errors.md.</summary>
public sealed class BinanceErrorTests
{
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC";
    private const string Range = @"^([0-9]{1,20})(\.[0-9]{1,20})?$";

    [Theory(Timeout = 60_000)]
    [InlineData("symbol=NONE&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=59000", -1121, "Invalid symbol.")]
    [InlineData("symbol=BTCUSDT&side=HOLD&type=LIMIT&timeInForce=GTC&quantity=1&price=59000", -1117, "Invalid side.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=WISH&quantity=1&price=59000", -1116, "Invalid orderType.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=DAY&quantity=1&price=59000", -1115, "Invalid timeInForce.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=59000", -1102, "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.")]
    [InlineData(Limit + "&price=59000", -1102, "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.")]
    [InlineData(Limit + "&quantity=1&price=", -1105, "Parameter 'price' was empty.")]
    [InlineData(Limit + "&quantity=-1&price=59000", -1100, "Illegal characters found in parameter 'quantity'; legal range is '" + Range + "'.")]
    [InlineData(Limit + "&quantity=1&price=59000&colour=red", -1104, "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.")]
    [InlineData(Limit + "&quantity=1&price=59000&quantity=1", -1101, "Duplicate values for a parameter detected.")]
    [InlineData(Limit + "&quantity=1&price=59000.001", -1013, "Filter failure: PRICE_FILTER")]
    [InlineData(Limit + "&quantity=0.000001&price=59000", -1013, "Filter failure: LOT_SIZE")]
    [InlineData(Limit + "&quantity=9001&price=59000", -1013, "Filter failure: LOT_SIZE")]
    [InlineData(Limit + "&quantity=0.00008&price=59000", -1013, "Filter failure: NOTIONAL")] // 4.72 USDT of 5.
    [InlineData(Limit + "&quantity=1&price=1000000.01", -1013, "Filter failure: PRICE_FILTER")]
    [InlineData(Limit + "&quantity=99999999999999999999&price=1", -1013, "Filter failure: LOT_SIZE")]
    [InlineData(Limit + "&quantity=1&price=99999999999999999999", -1013, "Filter failure: PRICE_FILTER")]
    [InlineData(Limit + "&quantity=151&price=60000", -1013, "Filter failure: NOTIONAL")] // 9,060,000 of at most 9,000,000.
    [InlineData(Limit + "&quantity=1&price=59000&icebergQty=0.0099", -1013, "Filter failure: ICEBERG_PARTS")] // 102 of at most 100.
    [InlineData("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&quoteOrderQty=1", -1128, "Combination of optional parameters invalid.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=99999999999999999999", -2010, "Account has insufficient balance for requested action.")]
    [InlineData("symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1&trailingDelta=9", -1013, "Filter failure: TRAILING_DELTA")]
    [InlineData(Limit + "&quantity=1&price=59000&icebergQty=2", -2010, "IcebergQty exceeds QTY.")]
    [InlineData(Limit + "&quantity=20&price=59000", -2010, "Account has insufficient balance for requested action.")] // 1,180,000 of 1,000,000.
    [InlineData("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=11", -2010, "Account has insufficient balance for requested action.")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=MARKET", -1102, "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!")]
    [InlineData("symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=1&price=60010", -2010, "Order would immediately match and take.")]
    [InlineData("symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1&stopPrice=61000", -2010, "Order would trigger immediately.")]
    [InlineData("symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT&quantity=1&stopPrice=59000", -2010, "Order would trigger immediately.")]
    [InlineData("symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=1", -1102, "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!")]
    [InlineData(Limit + "&quantity=1&price=59000&newClientOrderId=a%20b", -1100, @"Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\.A-Z\:/a-z0-9_-]{1,36}$'.")]
    [InlineData(Limit + "&quantity=1&price=59000&strategyType=1", -1134, "`strategyType` was less than 1000000.")]
    public async Task An_order_that_cannot_be_is_refused_in_the_words_of_the_documentation(string query, int code, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((400, code, message), (await desk.PlaceAsync(query)).Error);
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).Orders.Count));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_account_has_200_open_orders_in_a_market_at_most()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 200; count++)
        {
            desk.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(200, (await desk.PlaceAsync(Limit + "&quantity=0.001&price=50000")).Status);
        }
        Assert.Equal((400, -1013, "Filter failure: MAX_NUM_ORDERS"), (await desk.PlaceAsync(Limit + "&quantity=0.001&price=50000")).Error);
        Assert.Equal(200, (await desk.PlaceAsync("symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=2000")).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_order_id_may_be_had_by_one_open_order_only()
    {
        await using var desk = await StartAsync();
        const string Order = Limit + "&quantity=1&price=50000&newClientOrderId=mine";
        Assert.Equal(200, (await desk.PlaceAsync(Order)).Status);
        Assert.Equal((400, -2010, "Duplicate order sent."), (await desk.PlaceAsync(Order)).Error);
        Assert.Equal(200, (await desk.PlaceAsync(Order, Bob)).Status); // It is the account's own.
        Assert.Equal(200, (await desk.CallAsync("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine")).Status);
        Assert.Equal(200, (await desk.PlaceAsync(Order)).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task Keys_and_signatures_are_proven()
    {
        await using var desk = await StartAsync();
        var query = $"timestamp={desk.Now}";
        Assert.Equal(
            (401, -2014, "API-key format invalid."),
            (await desk.SendAsync(HttpMethod.Get, $"/api/v3/account?{desk.SignedQuery("")}", key: null, body: null)).Error);
        Assert.Equal((401, -2015, "Invalid API-key, IP, or permissions for action."), (await desk.CallAsync("GET", "/api/v3/account", key: "nobody")).Error);
        Assert.Equal(
            (400, -1022, "Signature for this request is not valid."),
            (await desk.SendAsync(HttpMethod.Get, $"/api/v3/account?{query}&signature={Sign(Bob, query)}", Ann, body: null)).Error);
        Assert.Equal(
            (400, -1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed."),
            (await desk.SendAsync(HttpMethod.Get, $"/api/v3/account?{query}", Ann, body: null)).Error);
        Assert.Equal(
            (400, -1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."),
            (await desk.SendAsync(HttpMethod.Get, $"/api/v3/account?signature={Sign(Ann, "")}", Ann, body: null)).Error);
    }

    // "timestamp < (serverTime + 1 second) && (serverTime - timestamp) <= recvWindow", recvWindow 5000 unless sent.
    [Theory(Timeout = 60_000)]
    [InlineData(0, "", null)]
    [InlineData(-5_000, "", null)]
    [InlineData(-5_001, "", "Timestamp for this request is outside of the recvWindow.")]
    [InlineData(-100, "&recvWindow=100", null)]
    [InlineData(-101, "&recvWindow=100", "Timestamp for this request is outside of the recvWindow.")]
    [InlineData(-101, "&recvWindow=101.5", null)]
    [InlineData(-60_000, "&recvWindow=60000", null)]
    [InlineData(999, "", null)]
    [InlineData(1_000, "", "Timestamp for this request was 1000ms ahead of the server's time.")]
    public async Task A_request_is_taken_within_its_window_only(int offset, string window, string? refusal)
    {
        await using var desk = await StartAsync();
        var query = $"timestamp={desk.Now + offset}{window}";
        var reply = await desk.SendAsync(HttpMethod.Get, $"/api/v3/account?{query}&signature={Sign(Ann, query)}", Ann, body: null);
        if (refusal is null)
            Assert.Equal(200, reply.Status);
        else
            Assert.Equal((400, -1021, refusal), reply.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_window_of_more_than_a_minute_is_refused_and_a_time_may_be_in_microseconds()
    {
        await using var desk = await StartAsync();
        Assert.Equal(
            (400, -1102, "'recvWindow' contains unexpected value. Cannot be greater than 60000."),
            (await desk.CallAsync("GET", "/api/v3/account", "recvWindow=60001")).Error);
        var query = $"timestamp={desk.Now}000";
        Assert.Equal(200, (await desk.SendAsync(HttpMethod.Get, $"/api/v3/account?{query}&signature={Sign(Ann, query)}", Ann, body: null)).Status);
    }

    // The second look, just before the matching: time has gone by since the request was received.
    [Fact]
    public void A_request_whose_time_is_up_before_the_matching_is_refused_there()
    {
        var desk = new MatchingDesk();
        var limits = new BinanceLimits(desk.Time);
        var spot = new BinanceSpot(desk.Venue, new VenueTapes(desk.Venue), limits);
        desk.Venue.Open(new LoopbackAccount(Ann, SecretOf(Ann)));
        var query = $"{Limit}&quantity=1&price=90&timestamp={desk.Venue.Now.Milliseconds}&recvWindow=100";
        query += $"&signature={Sign(Ann, query)}";
        var request = BinanceRequest.Of(query, "");
        request.Prove(desk.Venue, Ann, query, "");
        desk.Time.Advance(TimeSpan.FromMilliseconds(101));
        var error = Assert.Throws<BinanceError>(() => JsonWriting.Write(json => spot.Place(json, request)));
        Assert.Equal((-1021, "Timestamp for this request is outside of the recvWindow."), (error.Code, error.Message));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("DELETE", "/api/v3/order", "symbol=BTCUSDT&orderId=99", -2011, "Unknown order sent.")]
    [InlineData("DELETE", "/api/v3/order", "symbol=BTCUSDT", -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")]
    [InlineData("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT", -2011, "Unknown order sent.")]
    [InlineData("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=none", -2013, "Order does not exist.")]
    [InlineData("GET", "/api/v3/orderList", "orderListId=99", -2018, "Order list does not exist.")]
    [InlineData("GET", "/api/v3/myTrades", "symbol=BTCUSDT&fromId=1&startTime=1", -1128, "Combination of optional parameters invalid.")]
    [InlineData("GET", "/api/v3/allOrders", "symbol=BTCUSDT&startTime=0&endTime=86400001", -1127, "More than 24 hours between startTime and endTime.")]
    public async Task Other_calls_are_refused_in_its_words_too(string method, string path, string query, int code, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((400, code, message), (await desk.CallAsync(method, path, query)).Error);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/api/v3/klines?symbol=BTCUSDT&interval=7m", -1120, "Invalid interval.")]
    [InlineData("/api/v3/depth?symbol=BTCUSDT&limit=0", -1130, "Data sent for parameter 'limit' is not valid.")]
    [InlineData("/api/v3/depth", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("/api/v3/time?x=1", -1104, "Not all sent parameters were read; read '0' parameter(s) but was sent '1'.")]
    public async Task So_are_those_that_are_not_signed(string path, int code, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((400, code, message), (await desk.GetAsync(path)).Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_not_there_is_not_found_and_what_is_too_long_is_not_read()
    {
        await using var desk = await StartAsync();
        Assert.Equal(404, (await desk.GetAsync("/api/v3/nothing")).Status);
        Assert.Equal(404, (await desk.SendAsync(HttpMethod.Post, "/api/v3/depth", Ann, body: null)).Status);
        Assert.Equal(413, (await desk.SendAsync(HttpMethod.Post, "/api/v3/order", Ann, new string('x', (1 << 20) + 1))).Status);
        Assert.Equal(400, (await desk.SendAsync(HttpMethod.Post, "/api/v3/order", Ann, new string('x', 1 << 20))).Status);
    }
}

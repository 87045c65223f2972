using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>The life of orders over real HTTP.</summary>
public sealed class BinanceOrderTests
{
    private const string Buy = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC";
    private const string Sell = "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC";

    [Fact(Timeout = 60_000)]
    public async Task An_order_rests_fills_in_part_is_canceled_and_is_told_everywhere_alike()
    {
        await using var desk = await StartAsync();
        var placed = await desk.PlaceAsync(Buy + "&quantity=1&price=60000&newClientOrderId=mine");
        Assert.Equal((200, "NEW", "0.00000000"), (placed.Status, Text(placed, "status"), Text(placed, "executedQty")));
        Assert.Equal(JsonValueKind.Array, placed.Json.GetProperty("fills").ValueKind);
        Assert.Equal("1", placed.Headers["X-MBX-ORDER-COUNT-10S"]);
        Assert.Equal("1", placed.Headers["X-MBX-ORDER-COUNT-1D"]);
        Assert.Equal("1", placed.Headers["X-MBX-USED-WEIGHT-1M"]);

        var taken = await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.4", Bob);
        Assert.Equal(("FILLED", "0.40000000", "24000.00000000"), (Text(taken, "status"), Text(taken, "executedQty"), Text(taken, "cummulativeQuoteQty")));
        var fill = Assert.Single(taken.Json.GetProperty("fills").EnumerateArray());
        // 0.1 % of 24,000.
        Assert.Equal(
            ("60000.00000000", "0.40000000", "24.00000000", "USDT"),
            (Text(fill, "price"), Text(fill, "qty"), Text(fill, "commission"), Text(fill, "commissionAsset")));

        var asked = await desk.CallAsync("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine");
        Assert.Equal(("PARTIALLY_FILLED", "0.40000000"), (Text(asked, "status"), Text(asked, "executedQty")));
        var open = Assert.Single((await desk.CallAsync("GET", "/api/v3/openOrders", "symbol=BTCUSDT")).Json.EnumerateArray());
        Assert.Equal(asked.Json.GetRawText(), open.GetRawText());

        var canceled = await desk.CallAsync("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine&newClientOrderId=gone");
        Assert.Equal(("CANCELED", "mine", "gone"), (Text(canceled, "status"), Text(canceled, "origClientOrderId"), Text(canceled, "clientOrderId")));
        Assert.Empty((await desk.CallAsync("GET", "/api/v3/openOrders")).Json.EnumerateArray());
        var all = Assert.Single((await desk.CallAsync("GET", "/api/v3/allOrders", "symbol=BTCUSDT")).Json.EnumerateArray());
        Assert.Equal(("CANCELED", "mine"), (Text(all, "status"), Text(all, "clientOrderId")));
        var trade = Assert.Single((await desk.CallAsync("GET", "/api/v3/myTrades", "symbol=BTCUSDT")).Json.EnumerateArray());
        // The maker buys and pays in what it gets: 0.1 % of 0.4 BTC.
        Assert.Equal(
            ("0.00040000", "BTC", true, true),
            (Text(trade, "commission"), Text(trade, "commissionAsset"), trade.GetProperty("isBuyer").GetBoolean(), trade.GetProperty("isMaker").GetBoolean()));

        var balances = (await desk.CallAsync("GET", "/api/v3/account")).Json.GetProperty("balances").EnumerateArray().ToDictionary(static one => Text(one, "asset"), static one => (Text(one, "free"), Text(one, "locked")));
        Assert.Equal(("10.39960000", "0.00000000"), balances["BTC"]);
        Assert.Equal(("976000.00000000", "0.00000000"), balances["USDT"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Parameters_may_come_in_the_body_and_those_of_the_query_win()
    {
        await using var desk = await StartAsync();
        const string Query = "quantity=2";
        var body = $"{Buy}&quantity=1&price=50000&timestamp={desk.Now}";
        var reply = await desk.SendAsync(HttpMethod.Post, $"/api/v3/order?{Query}", Ann, $"{body}&signature={Sign(Ann, Query + body)}");
        Assert.Equal((200, "2.00000000"), (reply.Status, Text(reply, "origQty")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("LIMIT&timeInForce=GTC&price=50000", "", "FULL")]
    [InlineData("LIMIT&timeInForce=GTC&price=50000", "RESULT", "RESULT")]
    [InlineData("LIMIT&timeInForce=GTC&price=50000", "ACK", "ACK")]
    [InlineData("LIMIT_MAKER&price=50000", "", "ACK")] // Only market and limit default to FULL.
    [InlineData("STOP_LOSS_LIMIT&timeInForce=GTC&price=61000&stopPrice=61000", "", "ACK")]
    public async Task An_order_is_answered_as_shortly_as_asked(string type, string asked, string kind)
    {
        await using var desk = await StartAsync();
        var reply = await desk.PlaceAsync($"symbol=BTCUSDT&side=BUY&quantity=1&type={type}{(asked.Length > 0 ? "&newOrderRespType=" : "")}{asked}");
        Assert.Equal(200, reply.Status);
        Assert.Equal((kind != "ACK", kind == "FULL"), (reply.Json.TryGetProperty("status", out _), reply.Json.TryGetProperty("fills", out _)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_of_an_order_looks_at_it_and_leaves_nothing()
    {
        await using var desk = await StartAsync();
        Assert.Equal("{}", (await desk.CallAsync("POST", "/api/v3/order/test", Buy + "&quantity=1&price=50000")).Json.GetRawText());
        Assert.Equal(
            (400, -1013, "Filter failure: NOTIONAL"),
            (await desk.CallAsync("POST", "/api/v3/order/test", Buy + "&quantity=0.00008&price=50000")).Error);
        var told = await desk.CallAsync("POST", "/api/v3/order/test", Buy + "&quantity=1&price=50000&computeCommissionRates=true");
        Assert.Equal("0.00100000", Text(told.Json.GetProperty("standardCommissionForOrder"), "taker"));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).Orders.Count));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_may_be_made_smaller_and_gets_a_new_name_by_that()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Buy + "&quantity=1&price=50000&newClientOrderId=mine");
        var reply = await desk.CallAsync("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=mine&newClientOrderId=other&newQty=0.6");
        var amended = reply.Json.GetProperty("amendedOrder");
        Assert.Equal(
            ("mine", "other", "0.60000000", "NEW"),
            (Text(amended, "origClientOrderId"), Text(amended, "clientOrderId"), Text(amended, "qty"), Text(amended, "status")));
        Assert.Equal((400, -2013, "Order does not exist."), (await desk.CallAsync("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine")).Error);
        Assert.Equal("0.60000000", Text(await desk.CallAsync("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=other"), "origQty"));
        Assert.Equal(
            (400, -2038, "Order amend (quantity increase) is not supported."),
            (await desk.CallAsync("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=other&newQty=0.7")).Error);
        Assert.Equal((400, -2038, "The requested action would change no state; rejecting"), (await desk.CallAsync("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=other&newClientOrderId=third&newQty=0.6")).Error);
        Assert.Equal(200, (await desk.CallAsync("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=other")).Status); // A refused one keeps its name.
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_pair_one_ends_the_other_and_a_cancel_ends_both()
    {
        await using var desk = await StartAsync();
        const string Pair = "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=60000.5&belowType=STOP_LOSS_LIMIT&belowStopPrice=59000&belowPrice=58000&belowTimeInForce=GTC";
        var placed = await desk.CallAsync("POST", "/api/v3/orderList/oco", Pair + "&listClientOrderId=pair");
        Assert.Equal((200, "EXECUTING", "2"), (placed.Status, Text(placed, "listOrderStatus"), placed.Headers["X-MBX-ORDER-COUNT-10S"]));
        Assert.Equal("1.00000000", Locked(desk)); // One of them will sell only.
        var open = Assert.Single((await desk.CallAsync("GET", "/api/v3/openOrderList")).Json.EnumerateArray());
        Assert.Equal("pair", Text(open, "listClientOrderId"));

        Assert.Equal("FILLED", Text(await desk.PlaceAsync(Buy + "&quantity=1&price=60000.5", Bob), "status"));
        var done = await desk.CallAsync("GET", "/api/v3/orderList", $"orderListId={placed.Json.GetProperty("orderListId").GetInt64()}");
        Assert.Equal("ALL_DONE", Text(done, "listOrderStatus"));
        var statuses = (await desk.CallAsync("GET", "/api/v3/allOrders", "symbol=BTCUSDT")).Json.EnumerateArray().Select(static one => Text(one, "status"));
        Assert.Equal(["FILLED", "EXPIRED"], statuses);

        await desk.CallAsync("POST", "/api/v3/orderList/oco", Pair.Replace("60000.5", "60001", StringComparison.Ordinal) + "&listClientOrderId=second");
        var canceled = await desk.CallAsync("DELETE", "/api/v3/orderList", "symbol=BTCUSDT&listClientOrderId=second&newClientOrderId=gone");
        Assert.All(canceled.Json.GetProperty("orderReports").EnumerateArray(), static one => Assert.Equal(("CANCELED", "gone"), (Text(one, "status"), Text(one, "clientOrderId"))));
        Assert.Equal("0.00000000", Locked(desk));
    }

    [Fact(Timeout = 60_000)]
    public async Task All_open_orders_of_a_market_may_be_canceled_at_once()
    {
        await using var desk = await StartAsync();
        foreach (var price in new[] { 50_000, 51_000 })
            await desk.PlaceAsync($"{Buy}&quantity=1&price={price}");
        await desk.PlaceAsync("symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=2000");
        var canceled = await desk.CallAsync("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");
        Assert.Equal(2, canceled.Json.GetArrayLength());
        Assert.Equal("ETHUSDT", Text(Assert.Single((await desk.CallAsync("GET", "/api/v3/openOrders")).Json.EnumerateArray()), "symbol"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stop_waits_is_triggered_by_a_print_and_sells_at_the_market()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=STOP_LOSS&quantity=0.1&stopPrice=59999&newClientOrderId=stop");
        var waiting = await desk.CallAsync("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=stop");
        Assert.Equal(("NEW", false), (Text(waiting, "status"), waiting.Json.GetProperty("isWorking").GetBoolean()));
        await desk.PlaceAsync(Sell + "&quantity=0.001&price=59999", Bob);
        await desk.PlaceAsync(Buy + "&quantity=0.001&price=59999", Bob);
        var done = await desk.CallAsync("GET", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=stop");
        Assert.Equal(("FILLED", "5999.88000000"), (Text(done, "status"), Text(done, "cummulativeQuoteQty"))); // By the best bid, 59,998.80.
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cancel_may_be_restricted_to_orders_that_are_new()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Buy + "&quantity=1&price=60000&newClientOrderId=mine");
        Assert.Equal(
            (400, -1145, "Invalid cancelRestrictions"),
            (await desk.CallAsync("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine&cancelRestrictions=ALL")).Error);
        await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.4", Bob);
        Assert.Equal(
            (400, -2011, "Order was not canceled due to cancel restrictions."),
            (await desk.CallAsync("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine&cancelRestrictions=ONLY_NEW")).Error);
        Assert.Equal(
            200,
            (await desk.CallAsync("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=mine&cancelRestrictions=ONLY_PARTIALLY_FILLED")).Status);
    }

    private static string Locked(BinanceDesk desk) => desk.Look(_ => JsonWriting.Fixed(desk.AccountOf(Ann).BalanceOf(Currency.Parse("BTC")).Held, 8));

    private static string Text(BinanceReply reply, string name) => Text(reply.Json, name);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

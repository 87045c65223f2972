using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Orders by REST; https://bybit-exchange.github.io/docs/v5/order/create-order and the pages beside it.</summary>
public sealed class BybitOrderTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_spot_order_rests_is_amended_and_canceled()
    {
        await using var desk = await StartAsync();
        var id = await desk.SpotAsync("Buy", "Limit", "0.1", "59999.5", "\"orderLinkId\":\"mine\"");
        var order = await desk.OrderAsync("spot", id);
        Assert.Equal(("New", "mine", "59999.50", "0.100000", "0.100000", "EC_NoError"), Of(order));
        Assert.Equal(new LoopbackBalance(1_000_000 - 5_999.95m, 5_999.95m), desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("USDT"))));
        var amended = await desk.PostAsync("/v5/order/amend", """{"category":"spot","symbol":"BTCUSDT","orderLinkId":"mine","qty":"0.2","price":"59999"}""");
        Assert.Equal((0, id), (amended.Code, amended.Result.GetProperty("orderId").GetString()));
        Assert.Equal(("New", "mine", "59999.00", "0.200000", "0.200000", "EC_NoError"), Of(await desk.OrderAsync("spot", id)));
        var canceled = await desk.PostAsync("/v5/order/cancel", $$"""{"category":"spot","symbol":"BTCUSDT","orderId":"{{id}}"}""");
        Assert.Equal((0, "mine"), (canceled.Code, canceled.Result.GetProperty("orderLinkId").GetString()));
        order = await desk.OrderAsync("spot", id);
        Assert.Equal(("Cancelled", "mine", "59999.00", "0.200000", "0.000000", "EC_PerCancelRequest"), Of(order));
        Assert.Equal("CancelByUser", order.Text("cancelType"));
        canceled = await desk.PostAsync("/v5/order/cancel", $$"""{"category":"spot","symbol":"BTCUSDT","orderId":"{{id}}"}""");
        Assert.Equal((170213, "Order does not exist."), canceled.Error);
        Assert.Equal(new LoopbackBalance(1_000_000, 0), desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("USDT"))));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_text_names_a_market_of_each_category()
    {
        await using var desk = await StartAsync();
        var (spot, linear) = (await desk.SpotAsync("Buy", "Limit", "0.1", "59000"), await desk.LinearAsync("Sell", "Limit", "0.2", "61000"));
        Assert.Equal(spot, (await desk.GetAsync("/v5/order/realtime", "category=spot&symbol=BTCUSDT")).One.Text("orderId"));
        Assert.Equal(linear, (await desk.GetAsync("/v5/order/realtime", "category=linear&symbol=BTCUSDT")).One.Text("orderId"));
        Assert.Equal(110001, (await desk.PostAsync("/v5/order/cancel", $$"""{"category":"linear","symbol":"BTCUSDT","orderId":"{{spot}}"}""")).Code);
        Assert.Empty((await desk.GetAsync("/v5/order/realtime", $"category=linear&orderId={spot}")).List.EnumerateArray());
        Assert.Equal((19, 36), (spot.Length, linear.Length)); // A number, and hexadecimal groups, as in the documentation's examples.
    }

    [Theory(Timeout = 60_000)]
    // 0.003333 at 60,001.20 are 199.984; one lot more, 0.000001, costs 0.06.
    [InlineData("Buy", "200", "", "PartiallyFilledCanceled", "EC_CancelByOrderValueZero", "0.003333")]
    [InlineData("Buy", "60.0012", "", "Filled", "EC_NoError", "0.001000")]
    [InlineData("Buy", "0.02", "\"marketUnit\":\"baseCoin\"", "Filled", "EC_NoError", "0.020000")]
    [InlineData("Sell", "0.02", "", "Filled", "EC_NoError", "0.020000")]
    [InlineData("Sell", "119.9976", "\"marketUnit\":\"quoteCoin\"", "Filled", "EC_NoError", "0.002000")] // At 59,998.80.
    public async Task A_spot_buy_is_by_value_and_a_sell_by_quantity(string side, string qty, string more, string status, string why, string filled)
    {
        await using var desk = await StartAsync();
        var order = await desk.OrderAsync("spot", await desk.SpotAsync(side, "Market", qty, more: more));
        Assert.Equal([status, why, filled], order.Texts("orderStatus", "rejectReason", "cumExecQty"));
        Assert.Equal(decimal.Parse(qty, CultureInfo.InvariantCulture), decimal.Parse(order.Text("qty"), CultureInfo.InvariantCulture));
        Assert.Equal("IOC", order.Text("timeInForce"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("IOC", "1", "PartiallyFilledCanceled", "EC_NoImmediateQtyToFill")]
    [InlineData("FOK", "1", "Cancelled", "EC_CancelForNoFullFill")]
    [InlineData("FOK", "0.4", "Filled", "EC_NoError")]
    [InlineData("PostOnly", "0.4", "Cancelled", "EC_PostOnlyWillTakeLiquidity")]
    [InlineData("GTC", "1", "PartiallyFilled", "EC_NoError")]
    public async Task How_long_a_spot_order_works(string timeInForce, string qty, string status, string reason)
    {
        await using var desk = await StartAsync();
        await desk.SpotAsync("Sell", "Limit", "0.5", "60000", key: Bob);
        var order = await desk.OrderAsync("spot", await desk.SpotAsync("Buy", "Limit", qty, "60000", $"\"timeInForce\":\"{timeInForce}\""));
        Assert.Equal([status, reason], order.Texts("orderStatus", "rejectReason"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_post_only_order_that_is_amended_so_that_it_would_take_is_canceled()
    {
        await using var desk = await StartAsync();
        var id = await desk.SpotAsync("Buy", "Limit", "0.1", "60000", "\"timeInForce\":\"PostOnly\"");
        var body = $$"""{"category":"spot","symbol":"BTCUSDT","orderId":"{{id}}","price":"60002"}""";
        Assert.Equal((0, "OK"), (await desk.PostAsync("/v5/order/amend", body)).Error);
        Assert.Equal(["Cancelled", "EC_PostOnlyWillTakeLiquidity"], (await desk.OrderAsync("spot", id)).Texts("orderStatus", "rejectReason"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_leverage_that_equity_does_not_carry_is_refused_and_stays()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Sell", "Limit", "100", "60000", key: Bob);
        await desk.LinearAsync("Buy", "Market", "100"); // 6,000,000 by 10 are 600,000 of nearly 1,000,000.
        const string Six = """{"category":"linear","symbol":"BTCUSDT","buyLeverage":"6","sellLeverage":"6"}""";
        Assert.Equal((110044, "Available margin is insufficient."), (await desk.PostAsync("/v5/position/set-leverage", Six)).Error); // By 6 a million.
        Assert.Equal("10", (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One.Text("leverage"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_perpetuals_what_is_left_is_canceled_whether_it_filled_or_not()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Sell", "Limit", "0.5", "60000", key: Bob);
        var order = await desk.OrderAsync("linear", await desk.LinearAsync("Buy", "Limit", "1", "60000", "\"timeInForce\":\"IOC\""));
        Assert.Equal(["Cancelled", "0.500", "0.000", "60000"], order.Texts("orderStatus", "cumExecQty", "leavesQty", "avgPrice"));
        // 0.5 at 60,000 by a rate of 0.055 %.
        Assert.Equal("""{"USDT":"16.5"}""", order.GetProperty("cumFeeDetail").GetRawText());
    }

    [Fact(Timeout = 60_000)]
    public async Task An_execution_tells_its_fee_and_pages_go_by_cursor()
    {
        await using var desk = await StartAsync();
        await desk.SpotAsync("Sell", "Limit", "0.5", "60000", key: Bob);
        var ids = new List<string>();
        for (var count = 1; count <= 5; count++)
            ids.Add(await desk.SpotAsync("Buy", "Limit", "0.1", "60000", $"\"orderLinkId\":\"o{count}\""));
        var first = await desk.GetAsync("/v5/execution/list", "category=spot&limit=2");
        Assert.Equal(["o5", "o4"], Links(first));
        var fill = first.List[0];
        // 0.1 % of 0.1 BTC.
        Assert.Equal(
            ["60000.00", "0.100000", "6000", "0.0001", "BTC", "0.001", ids[4]],
            fill.Texts("execPrice", "execQty", "execValue", "execFee", "feeCurrency", "feeRate", "orderId"));
        Assert.False(fill.GetProperty("isMaker").GetBoolean());
        var second = await desk.GetAsync("/v5/execution/list", $"category=spot&limit=2&cursor={CursorOf(first)}");
        Assert.Equal(["o3", "o2"], Links(second));
        var third = await desk.GetAsync("/v5/execution/list", $"category=spot&limit=2&cursor={CursorOf(second)}");
        Assert.Equal(["o1"], Links(third));
        Assert.Equal("", CursorOf(third));
        Assert.Equal(["o2"], Links(await desk.GetAsync("/v5/execution/list", "category=spot&orderLinkId=o2")));
        var makers = (await desk.GetAsync("/v5/execution/list", "category=spot", Bob)).List;
        Assert.Equal((5, true), (makers.GetArrayLength(), makers[0].GetProperty("isMaker").GetBoolean()));
        Assert.Equal(["USDT", "6"], makers[0].Texts("feeCurrency", "execFee"));
        Assert.Equal(5, (await desk.GetAsync("/v5/execution/list", "category=spot")).List.Each("execId").Distinct().Count());
    }

    [Fact(Timeout = 60_000)]
    public async Task Open_and_closed_orders_are_asked_for_apart()
    {
        await using var desk = await StartAsync();
        var open = await desk.LinearAsync("Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"open\"");
        await desk.LinearAsync("Buy", "Market", "0.1", more: "\"orderLinkId\":\"filled\"");
        await desk.LinearAsync("Buy", "Limit", "0.1", "51000", "\"orderLinkId\":\"gone\"");
        await desk.PostAsync("/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"gone"}""");
        Assert.Equal(["open"], Links(await desk.GetAsync("/v5/order/realtime", "category=linear&settleCoin=USDT")));
        Assert.Equal(["gone", "filled"], Links(await desk.GetAsync("/v5/order/realtime", "category=linear&settleCoin=USDT&openOnly=1")));
        Assert.Equal(["gone", "filled"], Links(await desk.GetAsync("/v5/order/history", "category=linear")));
        Assert.Equal(["filled"], Links(await desk.GetAsync("/v5/order/history", "category=linear&orderStatus=Filled")));
        Assert.Equal(["gone"], Links(await desk.GetAsync("/v5/order/realtime", "category=linear&orderLinkId=gone"))); // Whatever it stands at.
        Assert.Empty(Links(await desk.GetAsync("/v5/order/history", $"category=linear&orderId={open}")));
        Assert.Empty(Links(await desk.GetAsync("/v5/order/history", $"category=linear&startTime={desk.Now + 1}")));
        Assert.Empty(Links(await desk.GetAsync("/v5/order/history", $"category=linear&endTime={desk.Now - 1}")));
        Assert.Equal(10001, (await desk.GetAsync("/v5/order/history", $"category=linear&startTime=0&endTime={desk.Now}")).Code); // More than 7 days.
        Assert.Equal(10001, (await desk.GetAsync("/v5/order/realtime", "category=linear")).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_batch_does_what_it_can_and_tells_each()
    {
        await using var desk = await StartAsync();
        var placed = await desk.PostAsync("/v5/order/create-batch", """
            {"category":"spot","request":[
            {"symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.1","price":"50000","orderLinkId":"a"},
            {"symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"100","price":"50000","orderLinkId":"b"},
            {"symbol":"ETHUSDT","side":"Sell","orderType":"Limit","qty":"0.1","price":"5000","orderLinkId":"c"}]}
            """);
        Assert.Equal(0, placed.Code);
        Assert.Equal(["a", "b", "c"], Links(placed));
        Assert.Equal([0, 170381, 170131], placed.Outcomes); // Beyond the greatest quantity; no ETH.
        Assert.Equal([19, 0, 0], placed.List.EnumerateArray().Select(static one => one.Text("orderId").Length));
        var amended = await desk.PostAsync("/v5/order/amend-batch", """
            {"category":"spot","request":[{"symbol":"BTCUSDT","orderLinkId":"a","qty":"0.2"},{"symbol":"BTCUSDT","orderLinkId":"x","qty":"0.2"}]}
            """);
        Assert.Equal([0, 170213], amended.Outcomes);
        var canceled = await desk.PostAsync("/v5/order/cancel-batch", """
            {"category":"spot","request":[{"symbol":"BTCUSDT","orderLinkId":"a"},{"symbol":"BTCUSDT","orderLinkId":"a"}]}
            """);
        Assert.Equal([0, 170213], canceled.Outcomes);
        Assert.Equal(10001, (await desk.PostAsync("/v5/order/cancel-batch", """{"category":"spot","request":[]}""")).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancel_all_goes_by_market_coin_and_filter()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"btc\"");
        await desk.PlaceAsync("""
            "category":"linear","symbol":"ETHUSDT","side":"Buy","orderType":"Limit","qty":"1","price":"2000","orderLinkId":"eth"
            """);
        await desk.LinearAsync("Buy", "Market", "0.1", more: "\"triggerPrice\":\"61000\",\"triggerDirection\":1,\"orderLinkId\":\"stop\"");
        await desk.SpotAsync("Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"spot\"");
        await desk.SpotAsync("Sell", "Limit", "0.1", "50000", "\"triggerPrice\":\"51000\",\"orderFilter\":\"tpslOrder\",\"orderLinkId\":\"tpsl\"");
        Assert.Equal(10001, (await desk.PostAsync("/v5/order/cancel-all", "{\"category\":\"linear\"}")).Code);
        foreach (var (wanted, which) in new[]
        {
            ("stop", """{"category":"linear","symbol":"BTCUSDT","orderFilter":"StopOrder"}"""), ("eth", """{"category":"linear","baseCoin":"ETH"}"""),
            ("btc", """{"category":"linear","settleCoin":"USDT"}"""), ("spot", """{"category":"spot"}"""),
            ("tpsl", """{"category":"spot","orderFilter":"tpslOrder"}"""),
        })
            Assert.Equal([wanted], Links(await desk.PostAsync("/v5/order/cancel-all", which)));
        Assert.Empty(desk.Look(_ => desk.AccountOf(Ann).OpenOrders));
    }

    [Fact(Timeout = 60_000)]
    public async Task Funds_of_a_unified_account_are_told_by_coin_and_in_dollars()
    {
        await using var desk = await StartAsync();
        desk.Print(60_000, InstrumentKind.Spot);
        await desk.SpotAsync("Buy", "Limit", "1", "50000");
        await desk.LinearAsync("Sell", "Limit", "1", "60000", key: Bob);
        await desk.LinearAsync("Buy", "Market", "1"); // The fee is 0.055 % of 60,000.
        desk.Print(60_010);
        var wallet = (await desk.GetAsync("/v5/account/wallet-balance", "accountType=UNIFIED")).One;
        var coins = wallet.GetProperty("coin").EnumerateArray().ToDictionary(static one => one.Text("coin"));
        Assert.Equal(("999967", "50000", "10"), (coins["USDT"].Text("walletBalance"), coins["USDT"].Text("locked"), coins["USDT"].Text("unrealisedPnl")));
        Assert.Equal(("10", "600000"), (coins["BTC"].Text("walletBalance"), coins["BTC"].Text("usdValue")));
        Assert.Equal(["1599967", "10", "1599977"], wallet.Texts("totalWalletBalance", "totalPerpUPL", "totalEquity"));
        Assert.Equal(["6001", "300.05"], wallet.Texts("totalInitialMargin", "totalMaintenanceMargin")); // By a leverage of 10, and 0.5 %.
        var log = (await desk.GetAsync("/v5/account/transaction-log", "category=linear")).One;
        Assert.Equal(
            ("TRADE", "1", "0", "33", "-33", "999967", "1"),
            (log.Text("type"), log.Text("qty"), log.Text("cashFlow"), log.Text("fee"), log.Text("change"), log.Text("cashBalance"), log.Text("size")));
        wallet = (await desk.GetAsync("/v5/account/wallet-balance", "accountType=UNIFIED&coin=BTC")).One;
        Assert.Equal(["BTC"], wallet.GetProperty("coin").Each("coin"));
        Assert.Equal(10001, (await desk.GetAsync("/v5/account/wallet-balance", "accountType=FUND")).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Everything_also_goes_by_the_socket_for_orders()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.TradeAsync();
        var placed = await socket.OrderAsync(desk, "order.create", Order("linear", "Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"mine\""));
        Assert.Equal((0, "order.create", "mine"), (placed.Code(), placed.Text("op"), placed.GetProperty("data").Text("orderLinkId")));
        Assert.Equal(("10", "9"), (placed.GetProperty("header").Text("X-Bapi-Limit"), placed.GetProperty("header").Text("X-Bapi-Limit-Status")));
        const string Mine = "\"category\":\"linear\",\"symbol\":\"BTCUSDT\",\"orderLinkId\":\"mine\"";
        Assert.Equal(0, (await socket.OrderAsync(desk, "order.amend", Mine + ",\"qty\":\"0.2\"")).Code());
        Assert.Equal(0, (await socket.OrderAsync(desk, "order.cancel", Mine)).Code());
        Assert.Equal(110001, (await socket.OrderAsync(desk, "order.cancel", Mine)).Code());
        var batch = await socket.OrderAsync(desk, "order.create-batch", """
            "category":"linear","request":[{"symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.1","price":"50000"},{"symbol":"NONE"}]
            """);
        Assert.Equal([0, 10001], batch.GetProperty("retExtInfo").GetProperty("list").EnumerateArray().Select(static one => one.GetProperty("code").GetInt32()));
        await socket.SendAsync("""{"op":"ping"}""");
        Assert.Equal(("pong", "OK"), await socket.NextAsync() is var pong ? (pong.Text("op"), pong.Text("retMsg")) : default);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("\"op\":\"order.take\"", 10404)]
    [InlineData("\"op\":\"order.create\",\"header\":{\"X-BAPI-TIMESTAMP\":\"1\"},\"args\":[{\"category\":\"spot\"}]", 10002)]
    [InlineData("\"op\":\"order.create\",\"header\":{\"X-BAPI-TIMESTAMP\":\"1767225600000\"},\"args\":[{\"category\":\"inverse\"}]", 10404)]
    [InlineData("\"op\":\"order.create\",\"header\":{\"X-BAPI-TIMESTAMP\":\"1767225600000\"},\"args\":[]", 10001)]
    [InlineData("\"op\":\"auth\",\"args\":[\"ann-key\",1,\"x\"]", 20001)]
    public async Task What_is_no_order_is_refused_by_the_socket_for_orders(string message, int code)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.TradeAsync();
        await socket.SendAsync($$"""{"reqId":"a",{{message}}}""");
        Assert.Equal(code, (await socket.NextAsync()).GetProperty("retCode").GetInt32());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_request_at_the_socket_for_orders_has_a_name_of_its_own()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.TradeAsync();
        var message = $$"""
            {"reqId":"same","op":"order.create","header":{"X-BAPI-TIMESTAMP":"1767225600000"},"args":[{ {{Order("spot", "Buy", "Limit", "0.1", "50000")}} }]}
            """;
        foreach (var code in new[] { 0, 20006 })
        {
            await socket.SendAsync(message);
            Assert.Equal(code, (await socket.NextAsync()).GetProperty("retCode").GetInt32());
        }
        Assert.Single(desk.Look(_ => desk.AccountOf(Ann).Orders));
    }


    private static string CursorOf(BybitReply reply) => reply.Result.Text("nextPageCursor");

    private static List<string> Links(BybitReply reply) => [.. reply.List.EnumerateArray().Select(static one => one.Text("orderLinkId"))];

    private static (string Status, string Link, string Price, string Quantity, string Leaves, string Reason) Of(JsonElement order) =>
        (order.Text("orderStatus"), order.Text("orderLinkId"), order.Text("price"), order.Text("qty"), order.Text("leavesQty"), order.Text("rejectReason"));
}

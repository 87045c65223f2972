using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.BinanceDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>The WebSocket API and an account's events; web-socket-api.md and user-data-stream.md of https://github.com/binance/binance-spot-api-docs.</summary>
public sealed class BinanceApiTests
{
    private static readonly (string Name, string Value)[] Order =
        [("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", "1"), ("price", "60000"), ("newClientOrderId", "mine")];

    private static readonly (string Name, string Value) Symbol = ("symbol", "BTCUSDT");

    [Fact(Timeout = 60_000)]
    public async Task What_is_asked_without_a_signature_is_answered_with_the_weight_used()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        var ping = await socket.AskAsync("ping", "{}");
        // Connecting weighs 2, a ping 1.
        Assert.Equal("""{"id":1,"status":200,"result":{},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":3}]}""", ping.GetRawText());
        Assert.Equal(desk.Now, Result(await socket.AskAsync("time", "{}")).GetProperty("serverTime").GetInt64());
        Assert.Equal(desk.Now, Result(await socket.AskAsync("v3/time", "{}")).GetProperty("serverTime").GetInt64());
        Assert.Equal("BTCUSDT", Result(await socket.AskAsync("exchangeInfo", """{"symbols":["BTCUSDT"]}""")).GetProperty("symbols")[0].GetProperty("symbol").GetString());
        Assert.Equal(5, Result(await socket.AskAsync("depth", """{"symbol":"BTCUSDT","limit":5}""")).GetProperty("bids").GetArrayLength());
        Assert.False((await socket.AskAsync("time", """{"returnRateLimits":false}""")).TryGetProperty("rateLimits", out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task Limits_are_left_out_where_the_address_says_so()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3?returnRateLimits=false");
        Assert.False((await socket.AskAsync("time", "{}")).TryGetProperty("rateLimits", out _));
        Assert.True((await socket.AskAsync("time", """{"returnRateLimits":true}""")).TryGetProperty("rateLimits", out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_is_placed_asked_for_and_canceled()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        var placed = await socket.CallAsync(desk, "order.place", Order);
        Assert.Equal(("NEW", "mine"), (Text(Result(placed), "status"), Text(Result(placed), "clientOrderId")));
        Assert.Equal(
            ["ORDERS", "ORDERS", "REQUEST_WEIGHT"],
            placed.GetProperty("rateLimits").EnumerateArray().Select(static one => Text(one, "rateLimitType")));
        Assert.Equal("{}", Result(await socket.CallAsync(desk, "order.test", Order)).GetRawText());
        Assert.Equal("NEW", Text(Result(await socket.CallAsync(desk, "order.status", Symbol, ("origClientOrderId", "mine"))), "status"));
        Assert.Single(Result(await socket.CallAsync(desk, "openOrders.status", Symbol)).EnumerateArray());
        Assert.Equal("CANCELED", Text(Result(await socket.CallAsync(desk, "order.cancel", Symbol, ("origClientOrderId", "mine"))), "status"));
        await socket.CallAsync(desk, "order.place", Order);
        Assert.Single(Result(await socket.CallAsync(desk, "openOrders.cancelAll", Symbol)).EnumerateArray());
        Assert.Equal(2, Result(await socket.CallAsync(desk, "allOrders", Symbol)).GetArrayLength());
        Assert.Empty(Result(await socket.CallAsync(desk, "myTrades", Symbol)).EnumerateArray());
        Assert.Equal(2, Result(await socket.CallAsync(desk, "account.status")).GetProperty("balances").GetArrayLength());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_is_refused_with_the_status_of_HTTP()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        Assert.Equal((400, -1121, "Invalid symbol."), Error(await socket.AskAsync("depth", """{"symbol":"NONE"}""")));
        Assert.Equal((400, -1020, "This operation is not supported."), Error(await socket.AskAsync("order.wish", "{}")));
        Assert.Equal((401, -2014, "API-key format invalid."), Error(await socket.AskAsync("account.status", "{}")));
        Assert.Equal((401, -2015, "Invalid API-key, IP, or permissions for action."), Error(await socket.AskAsync("account.status", """{"apiKey":"nobody","timestamp":1,"signature":"x"}""")));
        Assert.Equal((400, -1022, "Signature for this request is not valid."), Error(await socket.AskAsync("account.status", $$"""{"apiKey":"{{Ann}}","timestamp":1,"signature":"x"}""")));
        await socket.SendAsync("""{"id":1""");
        Assert.Equal((400, -1135, "Invalid JSON Request"), Error(await socket.NextAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_account_hears_of_its_orders_and_balances_in_order()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        Assert.Equal(0, Result(await socket.FollowAsync(desk)).GetProperty("subscriptionId").GetInt32());
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=60000&newClientOrderId=mine");
        var report = Event(await socket.NextAsync(), "executionReport");
        Assert.Equal(
            ("mine", "", "NEW", "NEW", "1.00000000", true),
            (Text(report, "c"), Text(report, "C"), Text(report, "x"), Text(report, "X"), Text(report, "q"), report.GetProperty("w").GetBoolean()));
        Assert.Equal(
            (JsonValueKind.Null, -1, desk.Now),
            (report.GetProperty("N").ValueKind, report.GetProperty("t").GetInt32(), report.GetProperty("W").GetInt64()));
        Assert.Equal([("USDT", "940000.00000000", "60000.00000000")], Balances(Event(await socket.NextAsync(), "outboundAccountPosition")));

        await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.4", Bob); // Bob's events are Bob's.
        var trade = Event(await socket.NextAsync(), "executionReport");
        Assert.Equal(
            ("TRADE", "PARTIALLY_FILLED", "0.40000000", "0.40000000", "60000.00000000", "0.00040000", "BTC", true, "24000.00000000"),
            (Text(trade, "x"), Text(trade, "X"), Text(trade, "l"), Text(trade, "z"), Text(trade, "L"), Text(trade, "n"), Text(trade, "N"), trade.GetProperty("m").GetBoolean(), Text(trade, "Y")));
        Assert.Equal(
            [("BTC", "10.39960000", "0.00000000"), ("USDT", "940000.00000000", "36000.00000000")],
            Balances(Event(await socket.NextAsync(), "outboundAccountPosition")));

        await desk.CallAsync("PUT", "/api/v3/order/amend/keepPriority", "symbol=BTCUSDT&origClientOrderId=mine&newClientOrderId=less&newQty=0.9");
        var amended = await socket.EventAsync("executionReport");
        Assert.Equal(
            ("REPLACED", "PARTIALLY_FILLED", "less", "mine", "0.90000000"),
            (Text(amended, "x"), Text(amended, "X"), Text(amended, "c"), Text(amended, "C"), Text(amended, "q")));

        await desk.CallAsync("DELETE", "/api/v3/order", "symbol=BTCUSDT&origClientOrderId=less&newClientOrderId=gone");
        var canceled = await socket.EventAsync("executionReport");
        // c is the cancel's own id, C that of the order that was canceled.
        Assert.Equal(
            ("CANCELED", "CANCELED", "gone", "less", false),
            (Text(canceled, "x"), Text(canceled, "X"), Text(canceled, "c"), Text(canceled, "C"), canceled.GetProperty("w").GetBoolean()));
        Assert.True(canceled.GetProperty("I").GetInt64() > trade.GetProperty("I").GetInt64());

        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=1&price=59000");
        Assert.Equal("NEW", Text(await socket.EventAsync("executionReport"), "x"));
        var expired = await socket.EventAsync("executionReport");
        Assert.Equal(("EXPIRED", "EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED"), (Text(expired, "x"), Text(expired, "X"), Text(expired, "eR")));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_account_hears_of_its_lists_and_of_money_that_comes()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        await socket.FollowAsync(desk);
        await desk.CallAsync("POST", "/api/v3/orderList/oco", "symbol=BTCUSDT&side=SELL&quantity=1&aboveType=LIMIT_MAKER&abovePrice=60000.5&belowType=STOP_LOSS&belowStopPrice=59000&listClientOrderId=pair");
        var begun = await socket.EventAsync("listStatus");
        Assert.Equal(
            ("OCO", "EXEC_STARTED", "EXECUTING", "pair", 2),
            (Text(begun, "c"), Text(begun, "l"), Text(begun, "L"), Text(begun, "C"), begun.GetProperty("O").GetArrayLength()));
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=60000.5", Bob);
        var ended = await socket.EventAsync("executionReport");
        Assert.Equal(("EXPIRED", "OCO_TRIGGER", "STOP_LOSS"), (Text(ended, "x"), Text(ended, "eR"), Text(ended, "o")));
        Assert.Equal("FILLED", Text(await socket.EventAsync("executionReport"), "X"));
        Assert.Equal(("ALL_DONE", "ALL_DONE"), (Text(await socket.EventAsync("listStatus"), "L"), "ALL_DONE"));
        desk.Look(venue =>
        {
            venue.Transfer(desk.AccountOf(Ann), new Money(-5, Currency.Parse("USDT")));
            return 0;
        });
        var moved = await socket.EventAsync("balanceUpdate");
        Assert.Equal(("USDT", "-5.00000000"), (Text(moved, "a"), Text(moved, "d")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_trigger_is_told_as_a_new_order_that_works_now()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        await socket.FollowAsync(desk);
        await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1&stopPrice=59999&price=59999");
        var waits = await socket.EventAsync("executionReport");
        Assert.Equal(("NEW", false, false), (Text(waits, "X"), waits.GetProperty("w").GetBoolean(), waits.TryGetProperty("W", out _)));
        await desk.PlaceAsync("symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.001&price=59999", Bob);
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=59999", Bob);
        var works = await socket.EventAsync("executionReport");
        Assert.Equal(
            ("NEW", "NEW", true, desk.Now),
            (Text(works, "x"), Text(works, "X"), works.GetProperty("w").GetBoolean(), works.GetProperty("W").GetInt64()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Subscriptions_are_one_for_an_account_and_end_where_it_is_asked()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync("/ws-api/v3");
        await socket.FollowAsync(desk);
        Assert.Equal((400, -2035, "User Data Stream subscription already active."), Error(await socket.FollowAsync(desk)));
        Assert.Equal(1, Result(await socket.FollowAsync(desk, Bob)).GetProperty("subscriptionId").GetInt32());
        Assert.Equal("""[{"subscriptionId":0},{"subscriptionId":1}]""", Result(await socket.AskAsync("session.subscriptions", "{}")).GetRawText());
        Assert.Equal("{}", Result(await socket.AskAsync("userDataStream.unsubscribe", """{"subscriptionId":0}""")).GetRawText());
        var ended = await socket.NextAsync();
        Assert.Equal((0, "eventStreamTerminated"), (ended.GetProperty("subscriptionId").GetInt32(), Text(ended.GetProperty("event"), "e")));
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000");
        await desk.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=50000&newClientOrderId=bobs", Bob);
        var next = await socket.NextAsync();
        Assert.Equal((1, "bobs"), (next.GetProperty("subscriptionId").GetInt32(), Text(next.GetProperty("event"), "c")));
        Assert.Equal("{}", Result(await socket.AskAsync("userDataStream.unsubscribe", "{}")).GetRawText());
        Assert.Equal((400, -2036, "User Data Stream subscription not active."), Error(await socket.AskAsync("userDataStream.unsubscribe", "{}")));
    }

    private static JsonElement Result(JsonElement answer)
    {
        Assert.True(answer.GetProperty("status").GetInt32() == 200, answer.GetRawText());
        return answer.GetProperty("result");
    }

    private static (int Status, int Code, string Message) Error(JsonElement answer) =>
        (answer.GetProperty("status").GetInt32(), answer.GetProperty("error").GetProperty("code").GetInt32(), Text(answer.GetProperty("error"), "msg"));

    private static JsonElement Event(JsonElement message, string kind)
    {
        Assert.Equal(0, message.GetProperty("subscriptionId").GetInt32());
        Assert.Equal(kind, Text(message.GetProperty("event"), "e"));
        return message.GetProperty("event");
    }

    private static IEnumerable<(string Asset, string Free, string Locked)> Balances(JsonElement told) =>
        told.GetProperty("B").EnumerateArray().Select(static one => (Text(one, "a"), Text(one, "f"), Text(one, "l")));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

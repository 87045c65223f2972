using System.Text.Json;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>What an account is told by its private socket, and what happens to its orders when it goes; https://bybit-exchange.github.io/docs/v5/websocket/private/order.</summary>
public sealed class BybitPrivateTests
{
    [Fact(Timeout = 60_000)]
    public async Task An_order_is_told_from_its_begin_to_its_end()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "order", "execution", "wallet");
        var id = await desk.SpotAsync("Buy", "Limit", "0.3", "60000", "\"orderLinkId\":\"mine\"");
        var told = await socket.ItemAsync("order");
        Assert.Equal(("spot", id, "mine", "New", "0.300000"), (Text(told, "category"), Text(told, "orderId"), Text(told, "orderLinkId"), Text(told, "orderStatus"), Text(told, "leavesQty")));
        Assert.Equal(("USDT", "18000"), (await socket.ItemAsync("wallet")).GetProperty("coin")[0] is var held ? (Text(held, "coin"), Text(held, "locked")) : default);
        await desk.SpotAsync("Sell", "Market", "0.1", key: Bob);
        told = await socket.ItemAsync("order");
        Assert.Equal(("PartiallyFilled", "0.200000", "6000"), (Text(told, "orderStatus"), Text(told, "leavesQty"), Text(told, "cumExecValue")));
        var fill = await socket.ItemAsync("execution");
        Assert.Equal(
            (id, "60000.00", "0.100000", "0.200000", true, "0.0001"),
            (Text(fill, "orderId"), Text(fill, "execPrice"), Text(fill, "execQty"), Text(fill, "leavesQty"), fill.GetProperty("isMaker").GetBoolean(), Text(fill, "execFee")));
        await desk.PostAsync("/v5/order/cancel", """{"category":"spot","symbol":"BTCUSDT","orderLinkId":"mine"}""");
        told = await socket.ItemAsync("order");
        Assert.Equal(("PartiallyFilledCanceled", "CancelByUser", "0.000000"), (Text(told, "orderStatus"), Text(told, "cancelType"), Text(told, "leavesQty")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Market", "", "Filled", "EC_NoError")]
    [InlineData("Limit", "\"timeInForce\":\"PostOnly\"", "Cancelled", "EC_PostOnlyWillTakeLiquidity")]
    [InlineData("Limit", "\"timeInForce\":\"IOC\"", "Filled", "EC_NoError")]
    [InlineData("Limit", "\"timeInForce\":\"FOK\"", "Filled", "EC_NoError")]
    public async Task What_takes_at_once_is_acknowledged_and_told_at_its_end(string type, string more, string status, string reason)
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Sell", "Limit", "0.1", "60000", key: Bob);
        using var socket = await desk.FollowAsync(Ann, "order");
        await desk.LinearAsync("Buy", type, "0.1", "60000", more);
        var told = await socket.ItemAsync("order");
        Assert.Equal((status, reason), (Text(told, "orderStatus"), Text(told, "rejectReason")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_position_is_told_with_each_step_of_an_order_of_its_market()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "position");
        await desk.LinearAsync("Sell", "Limit", "0.2", "60000", "\"orderLinkId\":\"mine\"");
        var told = await socket.ItemAsync("position");
        Assert.Equal(("", "0.000", -1), (Text(told, "side"), Text(told, "size"), told.GetProperty("seq").GetInt64()));
        await desk.LinearAsync("Buy", "Market", "0.1", key: Bob);
        told = await socket.ItemAsync("position");
        // The fee of a maker is 0.02 % of 6,000; the margin 6,000 by a leverage of 10.
        Assert.Equal(
            ("Sell", "0.100", "60000", "6000", "600", "-1.2", "-1.2"),
            (Text(told, "side"), Text(told, "size"), Text(told, "entryPrice"), Text(told, "positionValue"), Text(told, "positionIM"), Text(told, "curRealisedPnl"), Text(told, "cumRealisedPnl")));
        await desk.PostAsync("/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"mine"}""");
        Assert.Equal("0.100", Text(await socket.ItemAsync("position"), "size"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_position_that_is_turned_realizes_and_begins_anew()
    {
        await using var desk = await StartAsync();
        await TradeAsync("Buy", "0.1", "60000");
        await TradeAsync("Sell", "0.3", "60000.5");
        var position = (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One;
        // Sold 0.1 at 0.5 more, less fees of 0.055 % of 6,000 and of 18,000.15.
        Assert.Equal(("Sell", "0.200", "60000.5", "-13.1500825", "20"), (Text(position, "side"), Text(position, "size"), Text(position, "avgPrice"), Text(position, "cumRealisedPnl"), await LeverageAsync()));
        var fills = (await desk.GetAsync("/v5/execution/list", "category=linear")).List;
        Assert.Equal(("0.1", "0.05"), (Text(fills[0], "closedSize"), Text(fills[0], "execPnl")));
        Assert.Equal("0.00", Text((await desk.GetAsync("/v5/position/list", "category=linear&symbol=ETHUSDT")).One, "size")); // What is named is told though it is flat.

        async Task TradeAsync(string side, string qty, string price)
        {
            await desk.LinearAsync(side == "Buy" ? "Sell" : "Buy", "Limit", qty, price, key: Bob);
            await desk.LinearAsync(side, "Market", qty);
        }

        async Task<string> LeverageAsync()
        {
            await desk.PostAsync("/v5/position/set-leverage", """{"category":"linear","symbol":"BTCUSDT","buyLeverage":"20","sellLeverage":"20"}""");
            return Text((await desk.GetAsync("/v5/position/list", "category=linear&settleCoin=USDT")).One, "leverage");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_topic_of_one_category_tells_that_one_only()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "order.linear", "execution.fast.spot");
        await desk.SpotAsync("Buy", "Market", "100");
        await desk.LinearAsync("Buy", "Market", "0.01");
        var fast = await socket.NextAsync();
        Assert.Equal(("execution.fast.spot", false), (Text(fast, "topic"), fast.TryGetProperty("id", out _)));
        Assert.Equal(("order.linear", "linear"), await socket.NextAsync() is var told ? (Text(told, "topic"), Text(told.GetProperty("data")[0], "category")) : default);
        var refused = await socket.AskAsync("subscribe", "position", "position.linear");
        Assert.Equal((false, "error:topic position.linear and its all-in-one topic are in one request"), (refused.GetProperty("success").GetBoolean(), Text(refused, "ret_msg")));
        Assert.False((await socket.AskAsync("subscribe", "none")).GetProperty("success").GetBoolean());
        Assert.True((await socket.AskAsync("unsubscribe", "order.linear")).GetProperty("success").GetBoolean());
        await desk.LinearAsync("Buy", "Market", "0.01");
        var pong = await socket.AskAsync("ping");
        Assert.Equal(("pong", $"{desk.Now}"), (Text(pong, "op"), pong.GetProperty("args")[0].GetString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Others_are_told_nothing()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Bob, "order", "wallet", "execution", "position");
        await desk.LinearAsync("Buy", "Market", "0.01");
        Assert.Equal("pong", Text(await socket.AskAsync("ping"), "op"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("DERIVATIVES", "dcp.future", "linear", "spot")]
    [InlineData("SPOT", "dcp.spot", "spot", "linear")]
    public async Task Active_orders_are_canceled_once_the_last_socket_has_been_away_for_the_window(string product, string topic, string category, string other)
    {
        await using var desk = await StartAsync();
        Assert.Equal((0, "success"), (await desk.PostAsync("/v5/order/disconnected-cancel-all", $"{{\"product\":\"{product}\",\"timeWindow\":40}}")).Error);
        Assert.Contains("\"40\"", (await desk.GetAsync("/v5/account/query-dcp-info")).Result.GetRawText(), StringComparison.Ordinal);
        await desk.PlaceAsync(Order(category, "Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"active\""));
        await desk.PlaceAsync(Order(category, "Buy", "Limit", "0.1", "50000", "\"triggerPrice\":\"61000\",\"triggerDirection\":1,\"orderLinkId\":\"waits\""));
        await desk.PlaceAsync(Order(other, "Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"other\""));
        await desk.PlaceAsync(Order(category, "Buy", "Limit", "0.1", "50000", "\"orderLinkId\":\"bobs\""), Bob);
        var (first, second) = (await desk.FollowAsync(Ann, topic), await desk.FollowAsync(Ann, topic));
        await LeaveAsync(first, waiting: 0);
        desk.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["active", "waits", "other"], OpenOf(Ann)); // The second is there.
        await LeaveAsync(second, waiting: 1);
        desk.Time.Advance(TimeSpan.FromSeconds(39));
        var third = await desk.FollowAsync(Ann, topic);
        desk.Time.Advance(TimeSpan.FromSeconds(60)); // It is back.
        await LeaveAsync(third, waiting: 1);
        desk.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal(["active", "waits", "other"], OpenOf(Ann));
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["waits", "other"], OpenOf(Ann));
        Assert.Equal(["bobs"], OpenOf(Bob));
        var canceled = (await desk.GetAsync("/v5/order/history", $"category={category}")).One;
        Assert.Equal(("active", "Cancelled", "CancelByDCP"), (Text(canceled, "orderLinkId"), Text(canceled, "orderStatus"), Text(canceled, "cancelType")));

        List<string> OpenOf(string key) => desk.Look(_ => desk.AccountOf(key).OpenOrders.Values.Select(static order => order.ClientId).ToList());

        // Until the server has seen it go.
        async Task LeaveAsync(BybitSocket socket, int waiting)
        {
            var timers = desk.Time.PendingTimers;
            await socket.CloseAsync();
            socket.Dispose();
            var deadMan = ((BybitProtocol)desk.Server.Protocol).DeadMan!;
            while (desk.Look(_ => deadMan.Waiting) != waiting || desk.Time.PendingTimers > timers - 1 + waiting)
                await Task.Yield();
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>
/// What an account is told by its private socket, and what happens to its orders when it goes;
/// https://bybit-exchange.github.io/docs/v5/websocket/private/order and https://bybit-exchange.github.io/docs/v5/order/dcp.
/// </summary>
public sealed class BybitPrivateTests
{
    [Fact(Timeout = 60_000)]
    public async Task An_order_is_told_from_its_begin_to_its_end()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "order", "execution", "wallet");
        var id = await desk.SpotAsync("Buy", "Limit", "0.3", "60000", "\"orderLinkId\":\"mine\"");
        var told = await socket.ItemAsync("order");
        Assert.Equal(["spot", id, "mine", "New", "0.300000"], told.Texts("category", "orderId", "orderLinkId", "orderStatus", "leavesQty"));
        Assert.Equal(["USDT", "18000"], (await socket.ItemAsync("wallet")).GetProperty("coin")[0].Texts("coin", "locked"));
        await desk.SpotAsync("Sell", "Market", "0.1", key: Bob);
        told = await socket.ItemAsync("order");
        Assert.Equal(["PartiallyFilled", "0.200000", "6000"], told.Texts("orderStatus", "leavesQty", "cumExecValue"));
        var fill = await socket.ItemAsync("execution");
        Assert.Equal(
            [id, "60000.00", "0.100000", "0.200000", "0.0001"],
            fill.Texts("orderId", "execPrice", "execQty", "leavesQty", "execFee"));
        Assert.True(fill.GetProperty("isMaker").GetBoolean());
        await desk.PostAsync("/v5/order/cancel", """{"category":"spot","symbol":"BTCUSDT","orderLinkId":"mine"}""");
        told = await socket.ItemAsync("order");
        Assert.Equal(["PartiallyFilledCanceled", "CancelByUser", "0.000000"], told.Texts("orderStatus", "cancelType", "leavesQty"));
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
        Assert.Equal([status, reason], told.Texts("orderStatus", "rejectReason"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_position_is_told_with_each_step_of_an_order_of_its_market()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "position");
        await desk.LinearAsync("Sell", "Limit", "0.2", "60000", "\"orderLinkId\":\"mine\"");
        var told = await socket.ItemAsync("position");
        Assert.Equal(("", "0.000", -1), (told.Text("side"), told.Text("size"), told.GetProperty("seq").GetInt64()));
        await desk.LinearAsync("Buy", "Market", "0.1", key: Bob);
        told = await socket.ItemAsync("position");
        // The fee of a maker is 0.02 % of 6,000; the margin 6,000 by a leverage of 10.
        Assert.Equal(
            ["Sell", "0.100", "60000", "6000", "600", "-1.2", "-1.2"],
            told.Texts("side", "size", "entryPrice", "positionValue", "positionIM", "curRealisedPnl", "cumRealisedPnl"));
        await desk.PostAsync("/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"mine"}""");
        Assert.Equal("0.100", (await socket.ItemAsync("position")).Text("size"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_position_that_is_turned_realizes_and_begins_anew()
    {
        await using var desk = await StartAsync();
        await TradeAsync("Buy", "0.1", "60000");
        await TradeAsync("Sell", "0.3", "60000.5");
        var position = (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One;
        // Sold 0.1 at 0.5 more, less fees of 0.055 % of 6,000 and of 18,000.15.
        Assert.Equal(["Sell", "0.200", "60000.5", "-13.1500825"], position.Texts("side", "size", "avgPrice", "cumRealisedPnl"));
        Assert.Equal("20", await LeverageAsync());
        var fills = (await desk.GetAsync("/v5/execution/list", "category=linear")).List;
        Assert.Equal(["0.1", "0.05"], fills[0].Texts("closedSize", "execPnl"));
        // What is named is told though it is flat.
        Assert.Equal("0.00", (await desk.GetAsync("/v5/position/list", "category=linear&symbol=ETHUSDT")).One.Text("size"));

        async Task TradeAsync(string side, string qty, string price)
        {
            await desk.LinearAsync(side == "Buy" ? "Sell" : "Buy", "Limit", qty, price, key: Bob);
            await desk.LinearAsync(side, "Market", qty);
        }

        async Task<string> LeverageAsync()
        {
            await desk.PostAsync("/v5/position/set-leverage", """{"category":"linear","symbol":"BTCUSDT","buyLeverage":"20","sellLeverage":"20"}""");
            return (await desk.GetAsync("/v5/position/list", "category=linear&settleCoin=USDT")).One.Text("leverage");
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
        Assert.Equal(("execution.fast.spot", false), (fast.Text("topic"), fast.TryGetProperty("id", out _)));
        var told = await socket.NextAsync();
        Assert.Equal(("order.linear", "linear"), (told.Text("topic"), told.GetProperty("data")[0].Text("category")));
        var refused = await socket.AskAsync("subscribe", "position", "position.linear");
        Assert.False(refused.GetProperty("success").GetBoolean());
        Assert.Equal("error:topic position.linear and its all-in-one topic are in one request", refused.Text("ret_msg"));
        Assert.False((await socket.AskAsync("subscribe", "none")).GetProperty("success").GetBoolean());
        Assert.True((await socket.AskAsync("unsubscribe", "order.linear")).GetProperty("success").GetBoolean());
        await desk.LinearAsync("Buy", "Market", "0.01");
        var pong = await socket.AskAsync("ping");
        Assert.Equal(("pong", $"{desk.Now}"), (pong.Text("op"), pong.GetProperty("args")[0].GetString()));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/v5/private", 600)]
    [InlineData("/v5/private?max_active_time=45s", 60)] // All are looked at each 30 seconds.
    [InlineData("/v5/trade?max_active_time=2m", 120)]
    [InlineData("/v5/trade?max_active_time=1s", 30)] // 30 seconds at least.
    [InlineData("/v5/trade?max_active_time=1h", 600)]
    public async Task A_socket_on_which_nothing_goes_on_is_cut(string path, int seconds)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync(path);
        await PingAsync();
        desk.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await PingAsync();
        desk.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await PingAsync(); // It lives by its pings.
        desk.Time.Advance(TimeSpan.FromSeconds(seconds + 30));
        Assert.Null(await socket.ReadAsync());

        async Task PingAsync()
        {
            await socket.SendAsync("""{"op":"ping"}""");
            Assert.Equal("pong", (await socket.NextAsync()).Text("op"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Others_are_told_nothing()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Bob, "order", "wallet", "execution", "position");
        await desk.LinearAsync("Buy", "Market", "0.01");
        Assert.Equal("pong", (await socket.AskAsync("ping")).Text("op"));
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
        Assert.Equal(["active", "Cancelled", "CancelByDCP"], canceled.Texts("orderLinkId", "orderStatus", "cancelType"));

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
}

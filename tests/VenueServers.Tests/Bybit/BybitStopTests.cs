using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>
/// Orders that wait for a price, and what protects positions; https://bybit-exchange.github.io/docs/v5/order/create-order and
/// https://bybit-exchange.github.io/docs/v5/position/trading-stop.
/// </summary>
public sealed class BybitStopTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("Buy", 1, 61_000)]
    [InlineData("Buy", 2, 59_000)]
    [InlineData("Sell", 1, 61_000)]
    [InlineData("Sell", 2, 59_000)]
    public async Task A_conditional_order_of_a_perpetual_waits_on_either_side(string side, int direction, int price)
    {
        await using var desk = await StartAsync();
        var id = await desk.LinearAsync(side, "Market", "0.01", more: $"\"triggerPrice\":\"{price}\",\"triggerDirection\":{direction}");
        var order = await desk.OrderAsync("linear", id);
        Assert.Equal(("Untriggered", "Stop", $"{price}.0", direction, "LastPrice"), (Text(order, "orderStatus"), Text(order, "stopOrderType"), Text(order, "triggerPrice"), order.GetProperty("triggerDirection").GetInt32(), Text(order, "triggerBy")));
        desk.Print(direction == 1 ? price - 10 : price + 10);
        Assert.Equal("Untriggered", Text(await desk.OrderAsync("linear", id), "orderStatus"));
        desk.Print(price);
        Assert.Equal("Filled", Text(await desk.OrderAsync("linear", id), "orderStatus"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_steps_are_told()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "order");
        await desk.LinearAsync("Buy", "Limit", "0.01", "59000", "\"triggerPrice\":\"59500\",\"triggerDirection\":2");
        desk.Print(59_500);
        foreach (var status in new[] { "Untriggered", "Triggered", "New" })
            Assert.Equal(status, Text(await socket.ItemAsync("order"), "orderStatus"));
        await desk.LinearAsync("Buy", "Limit", "0.01", "61000", "\"triggerPrice\":\"60500\",\"triggerDirection\":1,\"orderLinkId\":\"gone\"");
        await desk.PostAsync("/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"gone"}""");
        foreach (var status in new[] { "Untriggered", "Deactivated" })
            Assert.Equal(status, Text(await socket.ItemAsync("order"), "orderStatus"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_spot_a_stop_order_holds_nothing_back_and_a_tpsl_order_does()
    {
        await using var desk = await StartAsync();
        await desk.SpotAsync("Sell", "Market", "8", more: "\"triggerPrice\":\"59000\",\"orderFilter\":\"StopOrder\"");
        Assert.Equal(new LoopbackBalance(10, 0), BtcOf(desk));
        await desk.SpotAsync("Sell", "Limit", "8", "58000", "\"triggerPrice\":\"59000\",\"orderFilter\":\"tpslOrder\"");
        Assert.Equal(new LoopbackBalance(2, 8), BtcOf(desk));
        Assert.Equal(170131, (await desk.PlaceAsync(Order("spot", "Sell", "Limit", "8", "58000", "\"triggerPrice\":\"59000\",\"orderFilter\":\"tpslOrder\""))).Code);
        desk.Print(59_000, InstrumentKind.Spot);
        var orders = (await desk.GetAsync("/v5/order/history", "category=spot&orderFilter=StopOrder")).One;
        Assert.Equal(("Cancelled", "EC_Others"), (Text(orders, "orderStatus"), Text(orders, "rejectReason"))); // 8 are no longer free.
    }

    [Fact(Timeout = 60_000)]
    public async Task A_spot_buy_by_value_waits_with_its_value()
    {
        await using var desk = await StartAsync();
        var id = await desk.SpotAsync("Buy", "Market", "610", more: "\"triggerPrice\":\"61000\",\"orderFilter\":\"tpslOrder\"");
        Assert.Equal(new LoopbackBalance(999_390, 610), desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("USDT"))));
        desk.Print(61_000, InstrumentKind.Spot);
        var order = await desk.OrderAsync("spot", id);
        Assert.NotEqual("0.000000", Text(order, "cumExecQty"));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("USDT")).Held));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_protects_the_whole_position_that_it_makes()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Sell", "Limit", "0.3", "60000", key: Bob);
        await desk.LinearAsync("Buy", "Market", "0.1", more: "\"takeProfit\":\"61000\",\"stopLoss\":\"59000\",\"orderLinkId\":\"entry\"");
        var position = (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One;
        Assert.Equal(("Buy", "0.100", "61000.0", "59000.0"), (Text(position, "side"), Text(position, "size"), Text(position, "takeProfit"), Text(position, "stopLoss")));
        Assert.Equal(
            [("StopLoss", "Sell", "0.100", "59000.0", "entry"), ("TakeProfit", "Sell", "0.100", "61000.0", "entry")],
            (await StopsAsync(desk)).Select(static one => (Text(one, "stopOrderType"), Text(one, "side"), Text(one, "qty"), Text(one, "triggerPrice"), Text(one, "parentOrderLinkId"))));
        await desk.LinearAsync("Buy", "Market", "0.2");
        Assert.All(await StopsAsync(desk), static one => Assert.Equal("0.300", Text(one, "qty"))); // They have the position's size.
        desk.Print(59_000);
        Assert.Empty(await StopsAsync(desk));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).PositionOf(desk.MarketOf(InstrumentKind.Perpetual)).Quantity));
        var closed = (await desk.GetAsync("/v5/order/history", "category=linear&orderFilter=StopOrder")).List;
        Assert.Equal(
            [("TakeProfit", "Deactivated", "CancelByTpSlTsClear"), ("StopLoss", "Filled", "UNKNOWN")],
            closed.EnumerateArray().OrderByDescending(static one => Text(one, "stopOrderType"), StringComparer.Ordinal).Select(static one => (Text(one, "stopOrderType"), Text(one, "orderStatus"), Text(one, "cancelType"))));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_protects_the_part_that_it_fills_by_a_pair()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Limit", "0.3", "60000", "\"takeProfit\":\"61000\",\"stopLoss\":\"59000\",\"tpslMode\":\"Partial\",\"tpOrderType\":\"Limit\",\"tpLimitPrice\":\"61500\"");
        await desk.LinearAsync("Sell", "Market", "0.1", key: Bob);
        await desk.LinearAsync("Sell", "Market", "0.2", key: Bob);
        var stops = await StopsAsync(desk);
        Assert.Equal(["PartialStopLoss", "PartialStopLoss", "PartialTakeProfit", "PartialTakeProfit"], stops.Select(static one => Text(one, "stopOrderType")));
        Assert.Equal(["0.100", "0.100", "0.200", "0.200"], stops.Select(static one => Text(one, "qty")).Order(StringComparer.Ordinal));
        desk.Print(61_000);
        var open = (await desk.GetAsync("/v5/order/realtime", "category=linear&symbol=BTCUSDT")).List.EnumerateArray().ToList();
        Assert.Equal([("New", "61500.0"), ("New", "61500.0")], open.Select(static one => (Text(one, "orderStatus"), Text(one, "price")))); // Limits rest.
        var ended = (await desk.GetAsync("/v5/order/history", "category=linear&orderFilter=StopOrder")).List.EnumerateArray().ToList();
        Assert.All(ended, static one => Assert.Equal(("PartialStopLoss", "CancelByOCOSlCanceledByTpTriggered"), (Text(one, "stopOrderType"), Text(one, "cancelType"))));
        Assert.Equal(2, ended.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stops_of_a_position_are_set_moved_and_taken_away()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Market", "0.05");
        Assert.Equal(0, await SetAsync("\"takeProfit\":\"65000\",\"stopLoss\":\"55000\",\"tpslMode\":\"Full\""));
        var before = (await StopsAsync(desk)).Select(static one => Text(one, "orderId")).ToList();
        Assert.Equal(34040, await SetAsync("\"takeProfit\":\"65000\",\"tpslMode\":\"Full\""));
        Assert.Equal(0, await SetAsync("\"takeProfit\":\"66000\",\"tpslMode\":\"Full\""));
        var after = await StopsAsync(desk);
        Assert.Equal(before, after.Select(static one => Text(one, "orderId")));
        Assert.Equal(["55000.0", "66000.0"], after.Select(static one => Text(one, "triggerPrice")));
        Assert.Equal(0, await SetAsync("\"stopLoss\":\"0\",\"tpslMode\":\"Full\""));
        Assert.Equal(["TakeProfit"], (await StopsAsync(desk)).Select(static one => Text(one, "stopOrderType")));
        Assert.Equal(10001, await SetAsync("\"takeProfit\":\"50000\",\"tpslMode\":\"Full\"")); // Below the market, of a long position.
        Assert.Equal(110058, await SetAsync("\"takeProfit\":\"65000\",\"tpSize\":\"1\",\"tpslMode\":\"Partial\""));
        Assert.Equal(0, await SetAsync("\"takeProfit\":\"65000\",\"tpSize\":\"0.02\",\"tpslMode\":\"Partial\""));
        Assert.Equal(["PartialTakeProfit", "TakeProfit"], (await StopsAsync(desk)).Select(static one => Text(one, "stopOrderType")));

        async Task<int> SetAsync(string what) => (await desk.PostAsync("/v5/position/trading-stop", $"{{\"category\":\"linear\",\"symbol\":\"BTCUSDT\",\"positionIdx\":0,{what}}}")).Code;
    }

    [Fact(Timeout = 60_000)]
    public async Task A_trailing_stop_follows_from_its_activation_on()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Market", "0.05");
        await desk.PostAsync("/v5/position/trading-stop", """{"category":"linear","symbol":"BTCUSDT","positionIdx":0,"tpslMode":"Full","trailingStop":"100","activePrice":"60500"}""");
        Assert.Equal("100", Text((await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One, "trailingStop"));
        desk.Print(60_300); // Not yet: 60,200 would stop it.
        desk.Print(60_150);
        Assert.Equal("60500.0", Text(Assert.Single(await StopsAsync(desk)), "triggerPrice"));
        desk.Print(60_700);
        desk.Print(60_601);
        Assert.Single(await StopsAsync(desk));
        desk.Print(60_600);
        Assert.Empty(await StopsAsync(desk));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).PositionOf(desk.MarketOf(InstrumentKind.Perpetual)).Quantity));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(61_000, "OcoTriggerByTp", "CancelByOCOSlCanceledByTpTriggered")]
    [InlineData(59_000, "OcoTriggerBySl", "CancelByOCOTpCanceledBySlTriggered")]
    public async Task A_spot_limit_order_makes_a_pair_once_it_has_filled(int price, string oco, string cancelType)
    {
        await using var desk = await StartAsync();
        await desk.SpotAsync("Buy", "Limit", "0.1", "60000", "\"takeProfit\":\"61000\",\"stopLoss\":\"59000\"");
        Assert.Empty((await desk.GetAsync("/v5/order/realtime", "category=spot&orderFilter=BidirectionalTpslOrder")).List.EnumerateArray());
        await desk.SpotAsync("Sell", "Market", "0.1", key: Bob);
        var pair = (await desk.GetAsync("/v5/order/realtime", "category=spot&orderFilter=BidirectionalTpslOrder")).List.EnumerateArray().ToList();
        Assert.Equal([("Sell", "0.099900", "OcoTriggerByUnknown"), ("Sell", "0.099900", "OcoTriggerByUnknown")], pair.Select(static one => (Text(one, "side"), Text(one, "qty"), Text(one, "ocoTriggerBy")))); // Less the fee.
        Assert.Equal(0.0999m, BtcOf(desk).Held); // Once for both.
        desk.Print(price, InstrumentKind.Spot);
        var ended = (await desk.GetAsync("/v5/order/history", "category=spot&orderFilter=BidirectionalTpslOrder")).List.EnumerateArray().ToList();
        Assert.Equal(["Deactivated", "Filled"], ended.Select(static one => Text(one, "orderStatus")).Order(StringComparer.Ordinal));
        Assert.All(ended, one => Assert.Equal(oco, Text(one, "ocoTriggerBy")));
        Assert.Equal(cancelType, Text(ended.Single(static one => Text(one, "orderStatus") == "Deactivated"), "cancelType"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_only_reduces_is_cut_to_the_position_and_goes_with_it()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Market", "0.05");
        var rests = await desk.LinearAsync("Sell", "Limit", "1", "61000", "\"reduceOnly\":true");
        Assert.Equal(("0.050", true), (await desk.OrderAsync("linear", rests)) is var order ? (Text(order, "qty"), order.GetProperty("reduceOnly").GetBoolean()) : default);
        var all = await desk.LinearAsync("Sell", "Market", "0", more: "\"reduceOnly\":true,\"closeOnTrigger\":true"); // All of it.
        Assert.Equal(("Filled", "0.050"), (await desk.OrderAsync("linear", all)) is var closed ? (Text(closed, "orderStatus"), Text(closed, "cumExecQty")) : default);
        Assert.Equal(("Cancelled", "CancelByReduceOnly"), (await desk.OrderAsync("linear", rests)) is var gone ? (Text(gone, "orderStatus"), Text(gone, "cancelType")) : default);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_market_order_goes_no_further_than_its_tolerance_and_a_limit_may_follow_the_book()
    {
        await using var desk = await StartAsync();
        // The best ask is 60,001.20; 12 ticks are 1.20, the distance of the next level.
        var order = await desk.OrderAsync("linear", await desk.LinearAsync("Buy", "Market", "10", more: "\"slippageToleranceType\":\"TickSize\",\"slippageTolerance\":\"12\""));
        Assert.Equal(("Market", "60002.4", "Cancelled"), (Text(order, "orderType"), Text(order, "price"), Text(order, "orderStatus")));
        Assert.Equal(60_003.6m, desk.Look(_ => desk.MarketOf(InstrumentKind.Perpetual).Depth(OrderSide.Sell, 1).First().Price));
        var bbo = await desk.OrderAsync("linear", await desk.LinearAsync("Buy", "Limit", "0.1", more: "\"bboSideType\":\"Queue\",\"bboLevel\":\"2\""));
        Assert.Equal("59997.6", Text(bbo, "price"));
    }

    private static LoopbackBalance BtcOf(BybitDesk desk) => desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("BTC")));

    private static async Task<List<JsonElement>> StopsAsync(BybitDesk desk) =>
        [.. (await desk.GetAsync("/v5/order/realtime", "category=linear&symbol=BTCUSDT&orderFilter=StopOrder")).List.EnumerateArray().OrderBy(static one => Text(one, "stopOrderType"), StringComparer.Ordinal)];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

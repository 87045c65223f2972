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
        Assert.Equal(["Untriggered", "Stop", $"{price}.0", "LastPrice"], order.Texts("orderStatus", "stopOrderType", "triggerPrice", "triggerBy"));
        Assert.Equal(direction, order.GetProperty("triggerDirection").GetInt32());
        desk.Print(direction == 1 ? price - 10 : price + 10);
        Assert.Equal("Untriggered", (await desk.OrderAsync("linear", id)).Text("orderStatus"));
        desk.Print(price);
        Assert.Equal("Filled", (await desk.OrderAsync("linear", id)).Text("orderStatus"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_steps_are_told()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "order");
        await desk.LinearAsync("Buy", "Limit", "0.01", "59000", "\"triggerPrice\":\"59500\",\"triggerDirection\":2");
        desk.Print(59_500);
        foreach (var status in new[] { "Untriggered", "Triggered", "New" })
            Assert.Equal(status, (await socket.ItemAsync("order")).Text("orderStatus"));
        await desk.LinearAsync("Buy", "Limit", "0.01", "61000", "\"triggerPrice\":\"60500\",\"triggerDirection\":1,\"orderLinkId\":\"gone\"");
        await desk.PostAsync("/v5/order/cancel", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"gone"}""");
        foreach (var status in new[] { "Untriggered", "Deactivated" })
            Assert.Equal(status, (await socket.ItemAsync("order")).Text("orderStatus"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_spot_a_stop_order_holds_nothing_back_and_a_tpsl_order_does()
    {
        await using var desk = await StartAsync();
        await desk.SpotAsync("Sell", "Market", "8", more: "\"triggerPrice\":\"59000\",\"orderFilter\":\"StopOrder\"");
        Assert.Equal(new LoopbackBalance(10, 0), BtcOf(desk));
        const string Tpsl = "\"triggerPrice\":\"59000\",\"orderFilter\":\"tpslOrder\"";
        await desk.SpotAsync("Sell", "Limit", "8", "58000", Tpsl);
        Assert.Equal(new LoopbackBalance(2, 8), BtcOf(desk));
        Assert.Equal(170131, (await desk.PlaceAsync(Order("spot", "Sell", "Limit", "8", "58000", Tpsl))).Code);
        desk.Print(59_000, InstrumentKind.Spot);
        var orders = (await desk.GetAsync("/v5/order/history", "category=spot&orderFilter=StopOrder")).One;
        Assert.Equal(["Cancelled", "EC_Others"], orders.Texts("orderStatus", "rejectReason")); // 8 are no longer free.
    }

    [Fact(Timeout = 60_000)]
    public async Task A_spot_buy_by_value_waits_with_its_value()
    {
        await using var desk = await StartAsync();
        var id = await desk.SpotAsync("Buy", "Market", "610", more: "\"triggerPrice\":\"61000\",\"orderFilter\":\"tpslOrder\"");
        Assert.Equal(new LoopbackBalance(999_390, 610), desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("USDT"))));
        desk.Print(61_000, InstrumentKind.Spot);
        var order = await desk.OrderAsync("spot", id);
        Assert.NotEqual("0.000000", order.Text("cumExecQty"));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("USDT")).Held));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_protects_the_whole_position_that_it_makes()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Sell", "Limit", "0.3", "60000", key: Bob);
        await desk.LinearAsync("Buy", "Market", "0.1", more: "\"takeProfit\":\"61000\",\"stopLoss\":\"59000\",\"orderLinkId\":\"entry\"");
        var position = (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One;
        Assert.Equal(["Buy", "0.100", "61000.0", "59000.0"], position.Texts("side", "size", "takeProfit", "stopLoss"));
        Assert.Equal(
            [["StopLoss", "Sell", "0.100", "59000.0", "entry"], ["TakeProfit", "Sell", "0.100", "61000.0", "entry"]],
            (await StopsAsync(desk)).Select(static one => one.Texts("stopOrderType", "side", "qty", "triggerPrice", "parentOrderLinkId")));
        await desk.LinearAsync("Buy", "Market", "0.2");
        Assert.All(await StopsAsync(desk), static one => Assert.Equal("0.300", one.Text("qty"))); // They have the position's size.
        desk.Print(59_000);
        Assert.Empty(await StopsAsync(desk));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).PositionOf(desk.MarketOf(InstrumentKind.Perpetual)).Quantity));
        var closed = (await desk.GetAsync("/v5/order/history", "category=linear&orderFilter=StopOrder")).List;
        Assert.Equal(
            [["StopLoss", "Filled", "UNKNOWN"], ["TakeProfit", "Deactivated", "CancelByTpSlTsClear"]],
            closed.EnumerateArray().Select(static one => one.Texts("stopOrderType", "orderStatus", "cancelType")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Full", "StopLoss", "TakeProfit")]
    [InlineData("Partial", "PartialStopLoss", "PartialTakeProfit")]
    public async Task A_position_that_is_turned_has_the_protection_of_the_order_that_turned_it(string mode, string loss, string profit)
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Sell", "Limit", "0.05", "60000", key: Bob);
        await desk.LinearAsync("Buy", "Limit", "0.07", "59999", key: Bob);
        await desk.LinearAsync("Buy", "Market", "0.05", more: $"\"takeProfit\":\"61000\",\"stopLoss\":\"59000\",\"tpslMode\":\"{mode}\"");
        await desk.LinearAsync("Sell", "Market", "0.07", more: $"\"takeProfit\":\"58000\",\"stopLoss\":\"62000\",\"tpslMode\":\"{mode}\"");
        Assert.Equal(
            [[loss, "Buy", "0.020", "62000.0"], [profit, "Buy", "0.020", "58000.0"]],
            (await StopsAsync(desk)).Select(static one => one.Texts("stopOrderType", "side", "qty", "triggerPrice")));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_protection_of_an_order_is_amended_and_taken_away_before_it_fills()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.FollowAsync(Ann, "order");
        await desk.LinearAsync("Buy", "Limit", "0.1", "60000", "\"takeProfit\":\"61000\",\"stopLoss\":\"59000\",\"orderLinkId\":\"mine\"");
        Assert.Equal(["61000.0", "59000.0", "Full"], (await socket.ItemAsync("order")).Texts("takeProfit", "stopLoss", "tpslMode"));
        await desk.PostAsync("/v5/order/amend", """{"category":"linear","symbol":"BTCUSDT","orderLinkId":"mine","takeProfit":"0","stopLoss":"58000"}""");
        Assert.Equal(["", "58000.0"], (await socket.ItemAsync("order")).Texts("takeProfit", "stopLoss"));
        await desk.LinearAsync("Sell", "Market", "0.1", key: Bob);
        Assert.Equal(["StopLoss", "58000.0"], Assert.Single(await StopsAsync(desk)).Texts("stopOrderType", "triggerPrice"));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_protects_the_part_that_it_fills_by_a_pair()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Limit", "0.3", "60000", """
            "takeProfit":"61000","stopLoss":"59000","tpslMode":"Partial","tpOrderType":"Limit","tpLimitPrice":"61500"
            """);
        await desk.LinearAsync("Sell", "Market", "0.1", key: Bob);
        await desk.LinearAsync("Sell", "Market", "0.2", key: Bob);
        var stops = await StopsAsync(desk);
        Assert.Equal(["PartialStopLoss", "PartialStopLoss", "PartialTakeProfit", "PartialTakeProfit"], stops.Select(static one => one.Text("stopOrderType")));
        Assert.Equal(["0.100", "0.100", "0.200", "0.200"], stops.Select(static one => one.Text("qty")).Order(StringComparer.Ordinal));
        desk.Print(61_000);
        var open = (await desk.GetAsync("/v5/order/realtime", "category=linear&symbol=BTCUSDT")).List.EnumerateArray().ToList();
        Assert.Equal([("New", "61500.0"), ("New", "61500.0")], open.Select(static one => (one.Text("orderStatus"), one.Text("price")))); // Limits rest.
        var ended = (await desk.GetAsync("/v5/order/history", "category=linear&orderFilter=StopOrder")).List.EnumerateArray().ToList();
        Assert.All(ended, static one => Assert.Equal(["PartialStopLoss", "CancelByOCOSlCanceledByTpTriggered"], one.Texts("stopOrderType", "cancelType")));
        Assert.Equal(2, ended.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stops_of_a_position_are_set_moved_and_taken_away()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Market", "0.05");
        Assert.Equal(0, await SetAsync("\"takeProfit\":\"65000\",\"stopLoss\":\"55000\",\"tpslMode\":\"Full\""));
        var before = (await StopsAsync(desk)).Select(static one => one.Text("orderId")).ToList();
        Assert.Equal(34040, await SetAsync("\"takeProfit\":\"65000\",\"tpslMode\":\"Full\""));
        Assert.Equal(0, await SetAsync("\"takeProfit\":\"66000\",\"tpslMode\":\"Full\""));
        var after = await StopsAsync(desk);
        Assert.Equal(before, after.Select(static one => one.Text("orderId")));
        Assert.Equal(["55000.0", "66000.0"], after.Select(static one => one.Text("triggerPrice")));
        Assert.Equal(0, await SetAsync("\"stopLoss\":\"0\",\"tpslMode\":\"Full\""));
        Assert.Equal(["TakeProfit"], (await StopsAsync(desk)).Select(static one => one.Text("stopOrderType")));
        Assert.Equal(10001, await SetAsync("\"takeProfit\":\"50000\",\"tpslMode\":\"Full\"")); // Below the market, of a long position.
        Assert.Equal(110058, await SetAsync("\"takeProfit\":\"65000\",\"tpSize\":\"1\",\"tpslMode\":\"Partial\""));
        Assert.Equal(0, await SetAsync("\"takeProfit\":\"65000\",\"tpSize\":\"0.02\",\"tpslMode\":\"Partial\""));
        Assert.Equal(["PartialTakeProfit", "TakeProfit"], (await StopsAsync(desk)).Select(static one => one.Text("stopOrderType")));

        async Task<int> SetAsync(string what)
        {
            var body = $$"""{"category":"linear","symbol":"BTCUSDT","positionIdx":0,{{what}}}""";
            return (await desk.PostAsync("/v5/position/trading-stop", body)).Code;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_trailing_stop_follows_from_its_activation_on()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Market", "0.05");
        await desk.PostAsync("/v5/position/trading-stop", """
            {"category":"linear","symbol":"BTCUSDT","positionIdx":0,"tpslMode":"Full","trailingStop":"100","activePrice":"60500"}
            """);
        Assert.Equal("100", (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One.Text("trailingStop"));
        desk.Print(60_300); // Not yet: 60,200 would stop it.
        desk.Print(60_150);
        Assert.Equal("60500.0", Assert.Single(await StopsAsync(desk)).Text("triggerPrice"));
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
        Assert.Equal(2, pair.Count);
        Assert.All(pair, static one => Assert.Equal(["Sell", "0.099900", "OcoTriggerByUnknown"], one.Texts("side", "qty", "ocoTriggerBy"))); // Less the fee.
        Assert.Equal(0.0999m, BtcOf(desk).Held); // Once for both.
        desk.Print(price, InstrumentKind.Spot);
        var ended = (await desk.GetAsync("/v5/order/history", "category=spot&orderFilter=BidirectionalTpslOrder")).List.EnumerateArray().ToList();
        Assert.Equal(["Deactivated", "Filled"], ended.Select(static one => one.Text("orderStatus")).Order(StringComparer.Ordinal));
        Assert.All(ended, one => Assert.Equal(oco, one.Text("ocoTriggerBy")));
        Assert.Equal(cancelType, ended.Single(static one => one.Text("orderStatus") == "Deactivated").Text("cancelType"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_only_reduces_is_cut_to_the_position_and_goes_with_it()
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Market", "0.05");
        var rests = await desk.LinearAsync("Sell", "Limit", "1", "61000", "\"reduceOnly\":true");
        var order = await desk.OrderAsync("linear", rests);
        Assert.Equal(("0.050", true), (order.Text("qty"), order.GetProperty("reduceOnly").GetBoolean()));
        var all = await desk.LinearAsync("Sell", "Market", "0", more: "\"reduceOnly\":true,\"closeOnTrigger\":true"); // All of it.
        Assert.Equal(["Filled", "0.050"], (await desk.OrderAsync("linear", all)).Texts("orderStatus", "cumExecQty"));
        Assert.Equal(["Cancelled", "CancelByReduceOnly"], (await desk.OrderAsync("linear", rests)).Texts("orderStatus", "cancelType"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_market_order_goes_no_further_than_its_tolerance_and_a_limit_may_follow_the_book()
    {
        await using var desk = await StartAsync();
        // The best ask is 60,001.20; 12 ticks are 1.20, the distance of the next level.
        var id = await desk.LinearAsync("Buy", "Market", "10", more: "\"slippageToleranceType\":\"TickSize\",\"slippageTolerance\":\"12\"");
        var order = await desk.OrderAsync("linear", id);
        Assert.Equal(["Market", "60002.4", "Cancelled"], order.Texts("orderType", "price", "orderStatus"));
        Assert.Equal(60_003.6m, desk.Look(_ => desk.MarketOf(InstrumentKind.Perpetual).Depth(OrderSide.Sell, 1).First().Price));
        var bbo = await desk.OrderAsync("linear", await desk.LinearAsync("Buy", "Limit", "0.1", more: "\"bboSideType\":\"Queue\",\"bboLevel\":\"2\""));
        Assert.Equal("59997.6", bbo.Text("price"));
    }

    private static LoopbackBalance BtcOf(BybitDesk desk) => desk.Look(_ => desk.AccountOf(Ann).BalanceOf(Currency.Parse("BTC")));

    // By their type.
    private static async Task<List<JsonElement>> StopsAsync(BybitDesk desk)
    {
        var reply = await desk.GetAsync("/v5/order/realtime", "category=linear&symbol=BTCUSDT&orderFilter=StopOrder");
        return [.. reply.List.EnumerateArray().OrderBy(static one => one.Text("stopOrderType"), StringComparer.Ordinal)];
    }
}

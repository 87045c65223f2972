using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Orders that wait for a price: https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading.</summary>
public sealed class OkxAlgoTests
{
    private const string Sell = """ "instId":"BTC-USDT","tdMode":"cash","side":"sell","sz":"0.01","algoClOrdId":"mine" """;
    private const string Buy = """ "instId":"BTC-USDT","tdMode":"cash","side":"buy","sz":"0.01","algoClOrdId":"mine" """;

    [Theory(Timeout = 60_000)]
    [InlineData(Sell, """ "ordType":"conditional","slTriggerPx":"59999.5","slOrdPx":"-1" """, "59999.6", "59999.5", "sl", "7")]
    [InlineData(Sell, """ "ordType":"conditional","tpTriggerPx":"60000.5","tpOrdPx":"-1" """, "60000.4", "60000.5", "tp", "7")]
    [InlineData(Buy, """ "ordType":"conditional","slTriggerPx":"60000.5","slOrdPx":"-1","tgtCcy":"base_ccy" """, "60000.4", "60000.5", "sl", "7")]
    [InlineData(Buy, """ "ordType":"conditional","tpTriggerPx":"59999.5","tpOrdPx":"-1","tgtCcy":"base_ccy" """, "59999.6", "59999.5", "tp", "7")]
    [InlineData(Sell, """ "ordType":"trigger","triggerPx":"59999.5","orderPx":"-1" """, "59999.6", "59999.5", "", "6")]
    [InlineData(Sell, """ "ordType":"trigger","triggerPx":"60000.5","orderPx":"-1" """, "60000.4", "60000.5", "", "6")]
    [InlineData(Buy, """ "ordType":"trigger","triggerPx":"60000.5","orderPx":"-1" """, "60000.4", "60000.5", "", "6")]
    [InlineData(Sell, """ "ordType":"move_order_stop","callbackSpread":"0.5" """, "59999.6", "59999.5", "", "25")]
    [InlineData(Buy, """ "ordType":"move_order_stop","callbackSpread":"0.5" """, "60000.4", "60000.5", "", "25")]
    public async Task One_that_waits_places_its_order_once_its_price_has_come(string order, string condition, string before, string at, string side, string source)
    {
        await using var desk = await StartAsync();
        Print(desk, "60000"); // Before the first print the last price is the middle of the book.
        var placed = await PlaceAsync(desk, $"{order},{condition}");
        Assert.Equal(("0", "mine"), (placed.Outcome.Code, Text(placed.Row, "algoClOrdId")));
        Print(desk, before);
        var waits = (await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row;
        Assert.Equal(("live", "", "60000"), (Text(waits, "state"), Text(waits, "ordId"), Text(waits, "last")));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).Orders.Count));
        Print(desk, at);
        var done = (await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row;
        Assert.Equal(("effective", side), (Text(done, "state"), Text(done, "actualSide")));
        var made = (await desk.AskAsync($"/api/v5/trade/order?instId=BTC-USDT&ordId={Text(done, "ordId")}")).Row;
        Assert.Equal(("filled", "0.01", source, Text(done, "algoId"), "mine"), (Text(made, "state"), Text(made, "accFillSz"), Text(made, "source"), Text(made, "algoId"), Text(made, "algoClOrdId")));
        Assert.Equal(Text(done, "ordId"), done.GetProperty("ordIdList")[0].GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_pair_one_side_is_done()
    {
        await using var desk = await StartAsync();
        await PlaceAsync(desk, Sell + ""","ordType":"oco","tpTriggerPx":"60000.5","tpOrdPx":"60000.5","slTriggerPx":"59999.5","slOrdPx":"-1" """);
        Print(desk, "60000.5");
        Print(desk, "59999.5");
        var order = Assert.Single(desk.Look(_ => desk.AccountOf(Ann).Orders.ToArray()));
        Assert.Equal((OrderType.Limit, 60_000.5m), (order.Terms.Type, order.Terms.Price!.Value.Value));
        Assert.Equal("tp", Text((await desk.AskAsync("/api/v5/trade/orders-algo-history?ordType=conditional,oco&state=effective")).Row, "actualSide"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_one_way_order_with_both_sides_only_the_stop_is_done()
    {
        await using var desk = await StartAsync();
        await PlaceAsync(desk, Sell + ""","ordType":"conditional","tpTriggerPx":"60000.5","tpOrdPx":"-1","slTriggerPx":"59999.5","slOrdPx":"-1" """);
        Print(desk, "60000.5");
        Assert.Equal("live", Text((await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row, "state"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_trailing_order_follows_from_its_activation_on_and_every_print_counts()
    {
        await using var desk = await StartAsync();
        await PlaceAsync(desk, Sell + ""","ordType":"move_order_stop","callbackRatio":"0.00001","activePx":"60000.5" """);
        Print(desk, "59999.5"); // Not active yet.
        Assert.Equal(("live", ""), (await StateAsync(), Text((await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row, "moveTriggerPx")));
        Print(desk, "60000.5");
        Print(desk, "60000.9");
        // 60,000.9 x (1 - 0.00001) is 60,000.299991, on the grid below 60,000.2.
        Assert.Equal("60000.2", Text((await desk.AskAsync("/api/v5/trade/orders-algo-pending?ordType=move_order_stop")).Row, "moveTriggerPx"));
        Print(desk, "60000.3");
        Assert.Equal("live", await StateAsync());
        Print(desk, "60000.2");
        Assert.Equal("effective", await StateAsync());

        async Task<string> StateAsync() => Text((await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row, "state");
    }

    [Fact(Timeout = 60_000)]
    public async Task It_holds_nothing_back_and_says_why_its_order_was_refused()
    {
        await using var desk = await StartAsync();
        await PlaceAsync(desk, """ "instId":"BTC-USDT","tdMode":"cash","side":"buy","sz":"100","ordType":"trigger","triggerPx":"59999.5","orderPx":"59999","algoClOrdId":"mine" """);
        Assert.Equal("1000000", Text((await desk.AskAsync("/api/v5/account/balance?ccy=USDT")).Row.GetProperty("details")[0], "availBal"));
        Print(desk, "59999.5");
        var failed = (await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row;
        Assert.Equal(("order_failed", "51008", ""), (Text(failed, "state"), Text(failed, "failCode"), Text(failed, "ordId")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("mark")]
    [InlineData("index")]
    public async Task A_swap_may_be_triggered_by_another_price_than_its_last(string type)
    {
        await using var desk = await StartAsync();
        var order = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","sz":"1","ordType":"trigger","triggerPx":"60000.5","orderPx":"-1","triggerPxType":"TYPE","algoClOrdId":"mine" """;
        await PlaceAsync(desk, order.Replace("TYPE", type, StringComparison.Ordinal));
        Print(desk, "60000.5", "BTC-USDT-SWAP");
        Assert.Equal("live", Text((await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row, "state"));
        if (type == "index")
            Print(desk, "60000.5"); // The spot market beside it.
        else
            await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"limit","px":"59999.8","sz":"1" """); // The middle of 59,999.8 and 60,001.2.
        Assert.Equal("effective", Text((await desk.AskAsync("/api/v5/trade/order-algo?algoClOrdId=mine")).Row, "state"));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_may_close_all_of_a_position()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"market","sz":"7" """);
        const string Close = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","ordType":"conditional","closeFraction":"1","slTriggerPx":"59999.5","slOrdPx":"-1" """;
        Assert.Equal("51328", (await PlaceAsync(desk, Close)).Outcome.Code);
        Assert.Equal("0", (await PlaceAsync(desk, Close + ",\"reduceOnly\":true")).Outcome.Code);
        Assert.Equal("1", Text((await desk.AskAsync("/api/v5/account/positions")).Row.GetProperty("closeOrderAlgo")[0], "closeFraction"));
        Print(desk, "59999.5", "BTC-USDT-SWAP");
        Assert.Empty((await desk.AskAsync("/api/v5/account/positions")).Rows);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_waits_is_amended_and_canceled()
    {
        await using var desk = await StartAsync();
        var id = Text((await PlaceAsync(desk, Sell + ""","ordType":"conditional","slTriggerPx":"59999.5","slOrdPx":"-1" """)).Row, "algoId");
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/amend-algos", $$"""{"instId":"BTC-USDT","algoId":"{{id}}","newSlTriggerPx":"59000","newSlOrdPx":"58999","newSz":"0.02"}""")).Outcome.Code);
        Print(desk, "59999.5");
        var waits = (await desk.AskAsync("/api/v5/trade/orders-algo-pending?ordType=conditional,oco")).Row;
        Assert.Equal(("59000", "58999", "0.02"), (Text(waits, "slTriggerPx"), Text(waits, "slOrdPx"), Text(waits, "sz")));
        var cancel = $$"""[{"instId":"BTC-USDT","algoId":"{{id}}"}]""";
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/cancel-algos", cancel)).Outcome.Code);
        Assert.Equal("51400", (await desk.PostAsync("/api/v5/trade/cancel-algos", cancel)).Outcome.Code);
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-algo-pending?ordType=conditional")).Rows);
        Assert.Equal("canceled", Text((await desk.AskAsync($"/api/v5/trade/orders-algo-history?ordType=conditional&algoId={id}")).Row, "state"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Buy, """ "ordType":"conditional","tpTriggerPx":"60001","tpOrdPx":"-1" """, "51277")]
    [InlineData(Buy, """ "ordType":"conditional","slTriggerPx":"59999","slOrdPx":"-1" """, "51278")]
    [InlineData(Sell, """ "ordType":"conditional","tpTriggerPx":"59999","tpOrdPx":"-1" """, "51279")]
    [InlineData(Sell, """ "ordType":"conditional","slTriggerPx":"60001","slOrdPx":"-1" """, "51280")]
    [InlineData(Sell, """ "ordType":"conditional","slTriggerPx":"59999" """, "50014")]
    [InlineData(Sell, """ "ordType":"conditional" """, "50015")]
    [InlineData(Sell, """ "ordType":"oco","slTriggerPx":"59999","slOrdPx":"-1" """, "50014")]
    [InlineData(Sell, """ "ordType":"trigger","triggerPx":"59999","orderPx":"-1","triggerPxType":"mark" """, "51415")]
    [InlineData(Sell, """ "ordType":"trigger","triggerPx":"59999.01","orderPx":"-1" """, "51000")]
    [InlineData(Sell, """ "ordType":"move_order_stop" """, "50015")]
    [InlineData(Sell, """ "ordType":"move_order_stop","callbackRatio":"1" """, "51257")]
    [InlineData(Sell, """ "ordType":"move_order_stop","callbackRatio":"0.1","activePx":"59999" """, "51258")]
    [InlineData(Buy, """ "ordType":"move_order_stop","callbackRatio":"0.1","activePx":"60001" """, "51259")]
    [InlineData(Sell, """ "ordType":"twap" """, "51000")]
    [InlineData(Sell, """ "ordType":"trigger","triggerPx":"59999","orderPx":"-1","sz":"0.000001" """, "51020")]
    public async Task It_is_refused_for(string order, string condition, string code)
    {
        await using var desk = await StartAsync();
        Assert.Equal(code, (await PlaceAsync(desk, $"{order},{condition}")).Outcome.Code);
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-algo-pending?ordType=conditional,oco,trigger,move_order_stop")).Rows);
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_name_is_its_own_while_it_waits()
    {
        await using var desk = await StartAsync();
        const string Order = Sell + ""","ordType":"trigger","triggerPx":"59999","orderPx":"-1" """;
        await PlaceAsync(desk, Order);
        Assert.Equal("51065", (await PlaceAsync(desk, Order)).Outcome.Code);
    }

    private static Task<OkxReply> PlaceAsync(OkxDesk desk, string order) => desk.PostAsync("/api/v5/trade/order-algo", "{" + order + "}");

    // Somebody sells a little to somebody at that price.
    private static void Print(OkxDesk desk, string price, string symbol = "BTC-USDT") => desk.Look(venue =>
    {
        var market = venue.FindMarket(symbol)!;
        var ticks = market.Instrument.ToTicks(market.Instrument.ToPrice(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), GridRounding.Exact));
        var house = new HouseFlow(venue, market);
        house.Set(OrderSide.Sell, ticks, 1);
        house.Take(OrderSide.Buy, ticks, 1);
        return 0;
    });

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

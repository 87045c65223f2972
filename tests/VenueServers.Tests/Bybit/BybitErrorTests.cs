using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>What is refused, by the numbers of https://bybit-exchange.github.io/docs/v5/error.</summary>
public sealed class BybitErrorTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"symbol\":\"NONE\"", 170121)]
    [InlineData("Take", "Limit", "0.1", "60000", "", 170117)]
    [InlineData("Buy", "Stop", "0.1", "60000", "", 170116)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"timeInForce\":\"GTD\"", 170115)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"timeInForce\":\"RPI\"", 170355)]
    [InlineData("Buy", "Limit", "0.1", "60000.001", "", 170134)]
    [InlineData("Buy", "Limit", "0.1", "0", "", 170133)]
    [InlineData("Buy", "Limit", "0.1", "99999999999999999999", "", 170132)]
    [InlineData("Buy", "Limit", "0.0000001", "60000", "", 170137)]
    [InlineData("Buy", "Limit", "0", "60000", "", 170136)]
    [InlineData("Buy", "Limit", "0.00005", "60000", "", 170140)] // 3 of at least 5.
    [InlineData("Buy", "Limit", "84", "60000", "", 170381)]
    [InlineData("Buy", "Limit", "20", "60000", "", 170131)] // 1,200,000 of 1,000,000.
    [InlineData("Sell", "Limit", "10.1", "60000", "", 170131)]
    [InlineData("Buy", "Market", "1.123456789", null, "", 170148)]
    [InlineData("Buy", "Market", "4000001", null, "", 170124)]
    [InlineData("Buy", "Market", "4.9", null, "", 170140)]
    [InlineData("Buy", "Market", "1", null, "\"marketUnit\":\"satoshi\"", 170130)]
    [InlineData("Buy", "Market", "100", null, "\"takeProfit\":\"70000\"", 170130)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"orderFilter\":\"OcoOrder\"", 170201)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"orderFilter\":\"tpslOrder\"", 170202)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"isLeverage\":1", 170036)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"orderLinkId\":\"a b\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"orderLinkId\":\"1234567890123456789012345678901234567\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"orderLinkId\":\"taken\"", 170141)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"takeProfit\":\"59000\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"stopLoss\":\"61000\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"takeProfit\":\"70000\",\"tpOrderType\":\"Limit\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"smpType\":\"CancelMaker\"", 10001)]
    [InlineData("Buy", "Limit", "-1", "60000", "", 10001)]
    [InlineData("Buy", "Limit", "0.1", null, "", 10001)]
    [InlineData("Buy", "Market", "100", null, "\"slippageToleranceType\":\"Percent\",\"slippageTolerance\":\"1\"", 170227)] // By value.
    public async Task A_spot_order(string side, string type, string qty, string? price, string more, int code)
    {
        await using var desk = await StartAsync();
        await desk.SpotAsync("Buy", "Limit", "0.001", "50000", "\"orderLinkId\":\"taken\"");
        Assert.Equal(code, (await desk.PlaceAsync(Order("spot", side, type, qty, price, more))).Code);
        Assert.Single(desk.Look(_ => desk.AccountOf(Ann).Orders));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"symbol\":\"NONE\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"positionIdx\":1", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000.05", "", 10001)]
    [InlineData("Buy", "Limit", "0.1", "2000000", "", 110003)]
    [InlineData("Buy", "Limit", "0.0001", "60000", "", 10001)]
    [InlineData("Buy", "Limit", "0.001", "4000", "", 110094)] // 4 of at least 5.
    [InlineData("Buy", "Limit", "1191", "60000", "", 10001)]
    [InlineData("Buy", "Limit", "167", "60000", "", 110007)] // 1,002,000 of margin by a leverage of 10.
    [InlineData("Sell", "Limit", "0.1", "61000", "\"reduceOnly\":true", 110017)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"orderLinkId\":\"taken\"", 110072)]
    [InlineData("Buy", "Market", "0.1", null, "\"triggerPrice\":\"61000\"", 10001)] // From where?
    [InlineData("Buy", "Market", "0.1", null, "\"triggerPrice\":\"59000\",\"triggerDirection\":1", 110092)]
    [InlineData("Buy", "Market", "0.1", null, "\"triggerPrice\":\"61000\",\"triggerDirection\":2", 110093)]
    [InlineData("Buy", "Market", "0.1", null, "\"triggerPrice\":\"61000\",\"triggerDirection\":1,\"triggerBy\":\"BestPrice\"", 10001)]
    [InlineData("Buy", "Market", "0.1", null, "\"slippageToleranceType\":\"TickSize\",\"slippageTolerance\":\"10001\"", 110108)]
    [InlineData("Buy", "Market", "0.1", null, "\"slippageToleranceType\":\"Percent\",\"slippageTolerance\":\"0.001\"", 110109)]
    [InlineData("Buy", "Limit", "0.1", null, "\"bboSideType\":\"Queue\",\"bboLevel\":\"6\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"takeProfit\":\"70000\",\"tpslMode\":\"Full\",\"tpOrderType\":\"Limit\",\"tpLimitPrice\":\"71000\"", 10001)]
    [InlineData("Sell", "Limit", "0.1", "61000", "\"takeProfit\":\"62000\"", 10001)]
    [InlineData("Buy", "Limit", "0.1", "60000", "\"reduceOnly\":\"true\"", 10001)] // Text is no boolean.
    public async Task An_order_of_a_perpetual(string side, string type, string qty, string? price, string more, int code)
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Limit", "0.001", "50000", "\"orderLinkId\":\"taken\"");
        Assert.Equal(code, (await desk.PlaceAsync(Order("linear", side, type, qty, price, more))).Code);
        Assert.Single(desk.Look(_ => desk.AccountOf(Ann).Orders));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("spot", "\"orderLinkId\":\"none\",\"qty\":\"1\"", 170213)]
    [InlineData("linear", "\"orderLinkId\":\"none\",\"qty\":\"1\"", 110001)]
    [InlineData("linear", "\"qty\":\"1\"", 10001)]
    [InlineData("linear", "\"orderLinkId\":\"parts\",\"qty\":\"0.1\"", 110064)] // 0.1 has filled.
    [InlineData("linear", "\"orderLinkId\":\"parts\",\"qty\":\"0.5\",\"price\":\"60000\"", 10001)] // As it is.
    [InlineData("linear", "\"orderLinkId\":\"parts\",\"triggerPrice\":\"60000\"", 10001)]
    [InlineData("linear", "\"orderLinkId\":\"parts\",\"price\":\"60000.05\"", 10001)]
    [InlineData("linear", "\"orderLinkId\":\"whole\",\"takeProfit\":\"50000\"", 10001)]
    [InlineData("linear", "\"orderLinkId\":\"parts\",\"takeProfit\":\"70000\"", 110059)]
    public async Task An_amendment(string category, string what, int code)
    {
        await using var desk = await StartAsync();
        await desk.LinearAsync("Buy", "Limit", "0.5", "60000", "\"orderLinkId\":\"parts\"");
        await desk.LinearAsync("Sell", "Market", "0.1", key: Bob);
        await desk.LinearAsync("Buy", "Limit", "0.5", "59999", "\"orderLinkId\":\"whole\"");
        Assert.Equal(code, (await desk.PostAsync("/v5/order/amend", $"{{\"category\":\"{category}\",\"symbol\":\"BTCUSDT\",{what}}}")).Code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/v5/market/orderbook?category=spot&symbol=NONE", 170121)]
    [InlineData("/v5/market/orderbook?category=option&symbol=BTCUSDT", 10001)]
    [InlineData("/v5/market/orderbook?category=spot", 10001)]
    [InlineData("/v5/market/orderbook?category=spot&symbol=BTCUSDT&limit=0", 10001)]
    [InlineData("/v5/market/kline?symbol=BTCUSDT&interval=7", 10001)]
    [InlineData("/v5/market/kline?symbol=BTCUSDT&interval=1&start=x", 10001)]
    [InlineData("/v5/market/mark-price-kline?category=spot&symbol=BTCUSDT&interval=1", 10001)]
    [InlineData("/v5/market/funding/history?category=linear&symbol=BTCUSDT&startTime=1", 10001)]
    [InlineData("/v5/market/funding/history?category=spot&symbol=BTCUSDT", 10001)]
    [InlineData("/v5/market/unknown", 10017)]
    public async Task A_question(string path, int code)
    {
        await using var desk = await StartAsync();
        Assert.Equal(code, (await desk.OpenGetAsync(path)).Code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/v5/position/set-leverage", "\"symbol\":\"BTCUSDT\",\"buyLeverage\":\"5\",\"sellLeverage\":\"6\"", 10001)]
    [InlineData("/v5/position/set-leverage", "\"symbol\":\"BTCUSDT\",\"buyLeverage\":\"101\",\"sellLeverage\":\"101\"", 10001)]
    [InlineData("/v5/position/set-leverage", "\"symbol\":\"BTCUSDT\",\"buyLeverage\":\"10\",\"sellLeverage\":\"10\"", 110043)]
    [InlineData("/v5/position/switch-mode", "\"symbol\":\"BTCUSDT\",\"mode\":0", 110025)]
    [InlineData("/v5/position/switch-mode", "\"coin\":\"USDT\",\"mode\":3", 110029)]
    [InlineData("/v5/position/switch-mode", "\"mode\":3", 10001)]
    [InlineData("/v5/position/trading-stop", "\"symbol\":\"BTCUSDT\",\"tpslMode\":\"Full\",\"positionIdx\":0,\"takeProfit\":\"70000\"", 10001)] // No position.
    [InlineData("/v5/order/disconnected-cancel-all", "\"product\":\"SPOT\",\"timeWindow\":2", 10001)]
    [InlineData("/v5/order/create-batch", "\"request\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]", 10001)] // 21 of at most 20.
    [InlineData("/v5/order/cancel", "\"symbol\":\"BTCUSDT\"", 10001)]
    public async Task A_demand(string path, string body, int code)
    {
        await using var desk = await StartAsync();
        var reply = await desk.PostAsync(path, $"{{\"category\":\"linear\",{body}}}");
        Assert.Equal(code, reply.Code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("?")]
    [InlineData("[]")]
    [InlineData("{\"category\":\"\\ud800\"}")]
    public async Task What_is_no_object(string body)
    {
        await using var desk = await StartAsync();
        Assert.Equal(10001, (await desk.PostAsync("/v5/order/create", body)).Code);
    }
}

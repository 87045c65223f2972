using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Refusals as https://www.okx.com/docs-v5/en/#error-code has them.</summary>
public sealed class OkxErrorTests
{
    private const string Spot = """ "instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"50000","sz":"0.01" """;
    private const string Swap = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"limit","px":"50000","sz":"1" """;

    // What comes twice in JSON counts as it is last.
    [Theory(Timeout = 60_000)]
    [InlineData(Spot, "\"instId\":\"NONE\"", "51001", "Instrument ID, Instrument ID code or Spread ID doesn't exist.")]
    [InlineData(Spot, "\"instId\":\"\"", "50014", "Parameter instId can not be empty.")]
    [InlineData(Spot, "\"tdMode\":\"\"", "50014", "Parameter tdMode can not be empty.")]
    [InlineData(Spot, "\"tdMode\":\"credit\"", "51000", "Parameter tdMode error")]
    [InlineData(Spot, "\"tdMode\":\"cross\"", "51010", "Request unsupported under current account mode")]
    [InlineData(Swap, "\"tdMode\":\"cash\"", "51000", "Parameter tdMode error")]
    [InlineData(Swap, "\"tdMode\":\"isolated\"", "51010", "Request unsupported under current account mode")]
    [InlineData(Swap, "\"posSide\":\"long\"", "51000", "Parameter posSide error")]
    [InlineData(Spot, "\"side\":\"hold\"", "51000", "Parameter side error")]
    [InlineData(Spot, "\"ordType\":\"wish\"", "51000", "Parameter ordType error")]
    [InlineData(Spot, "\"ordType\":\"optimal_limit_ioc\"", "51000", "Parameter ordType error")]
    [InlineData(Spot, "\"sz\":\"\"", "50014", "Parameter sz can not be empty.")]
    [InlineData(Spot, "\"sz\":\"-1\"", "51000", "Parameter sz error")]
    [InlineData(Spot, "\"sz\":\"1e5\"", "51000", "Parameter sz error")]
    [InlineData(Spot, "\"sz\":\"0.000009\"", "51020", "Your order should meet or exceed the minimum order amount.")]
    [InlineData(Swap, "\"sz\":\"0.001\"", "51020", "Your order should meet or exceed the minimum order amount.")]
    [InlineData(Spot, "\"sz\":\"0.010000001\"", "51121", "Order quantity must be a multiple of the lot size.")]
    [InlineData(Swap, "\"sz\":\"1.001\"", "51121", "Order quantity must be a multiple of the lot size.")]
    [InlineData(Swap, "\"sz\":\"100000001\"", "51101", "Order failed, the sz of the current order can’t be more than 100000000 (contracts).")]
    [InlineData(Spot, "\"px\":\"\"", "51204", "The price for the limit order cannot be empty.")]
    [InlineData(Spot, "\"px\":\"50000.01\"", "51000", "Parameter px error")]
    [InlineData(Spot, "\"px\":\"99999999999\"", "51000", "Parameter px error")]
    [InlineData(Spot, "\"clOrdId\":\"with-dash\"", "51000", "Parameter clOrdId error")]
    [InlineData(Spot, "\"clOrdId\":\"123456789012345678901234567890123\"", "51000", "Parameter clOrdId error")]
    [InlineData(Spot, "\"tag\":\"12345678901234567\"", "51000", "Parameter tag error")]
    [InlineData(Spot, "\"reduceOnly\":true", "51205", "Reduce Only is not available.")]
    [InlineData(Swap, "\"reduceOnly\":true", "51169", "Order failed because you don't have any positions in this direction for this contract to reduce or close.")]
    [InlineData(Spot, "\"stpMode\":\"cancel_both\",\"ordType\":\"fok\"", "50016", "Parameter stpMode does not match parameter ordType")]
    [InlineData(Spot, "\"ordType\":\"market\",\"sz\":\"0.5\"", "51020", "Your order should meet or exceed the minimum order amount.")] // Of USDT: at 60,001.2 the least is 0.600012.
    [InlineData(Spot, "\"sz\":\"21\"", "51008", "Order failed. Insufficient USDT balance in account")]
    [InlineData(Spot, "\"side\":\"sell\",\"px\":\"70000\",\"sz\":\"11\"", "51008", "Order failed. Insufficient BTC balance in account")]
    [InlineData(Swap, "\"sz\":\"100000\"", "51008", "Order failed. Insufficient USDT margin in account")]
    public async Task A_new_order_is_refused_for(string order, string changed, string code, string message)
    {
        await using var desk = await StartAsync();
        var reply = await desk.PlaceAsync($"{order},{changed}");
        Assert.Equal((200, "1", "All operations failed"), reply.Error);
        Assert.Equal((code, message), reply.Outcome);
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).Orders.Count));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_order_id_is_one_orders_while_that_is_open()
    {
        await using var desk = await StartAsync();
        const string Order = Spot + ",\"clOrdId\":\"mine\"";
        Assert.Equal("0", (await desk.PlaceAsync(Order)).Outcome.Code);
        Assert.Equal(("51016", "Client order ID already exists."), (await desk.PlaceAsync(Order)).Outcome);
        Assert.Equal("0", (await desk.PlaceAsync(Order, Bob)).Outcome.Code);
        await desk.PostAsync("/api/v5/trade/cancel-order", """{"instId":"BTC-USDT","clOrdId":"mine"}""");
        Assert.Equal("0", (await desk.PlaceAsync(Order)).Outcome.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reduce_only_order_must_be_against_the_position()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Swap + ",\"ordType\":\"market\"");
        Assert.Equal("51170", (await desk.PlaceAsync(Swap + ",\"reduceOnly\":true")).Outcome.Code);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("cancel-order", "\"ordId\":\"700000000000000009\"", "51400", "Order cancellation failed as the order has been filled, canceled or does not exist.")]
    [InlineData("cancel-order", "\"clOrdId\":\"gone\"", "51400", "Order cancellation failed as the order has been filled, canceled or does not exist.")]
    [InlineData("cancel-order", "\"tag\":\"x\"", "51003", "Either client order ID or order ID is required.")]
    [InlineData("amend-order", "\"clOrdId\":\"gone\",\"newSz\":\"1\"", "51503", "Your order has already been filled or canceled.")]
    [InlineData("amend-order", "\"clOrdId\":\"mine\"", "51500", "You must enter a price, quantity, or TP/SL")]
    [InlineData("amend-order", "\"clOrdId\":\"mine\",\"newSz\":\"0.000001\"", "51020", "Your order should meet or exceed the minimum order amount.")]
    [InlineData("amend-order", "\"clOrdId\":\"mine\",\"newSz\":\"50\"", "51502", "Unable to edit order: insufficient balance or margin.")]
    public async Task A_change_is_refused_for(string path, string parameters, string code, string message)
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Spot + ",\"clOrdId\":\"gone\"");
        await desk.PostAsync("/api/v5/trade/cancel-order", """{"instId":"BTC-USDT","clOrdId":"gone"}""");
        await desk.PlaceAsync(Spot + ",\"clOrdId\":\"mine\"");
        Assert.Equal((code, message), (await desk.PostAsync("/api/v5/trade/" + path, "{\"instId\":\"BTC-USDT\"," + parameters + "}")).Outcome);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/api/v5/trade/order?instId=BTC-USDT&ordId=1", 200, "51603", "Order does not exist.")]
    [InlineData("/api/v5/trade/order?instId=BTC-USDT", 200, "51003", "Either client order ID or order ID is required.")]
    [InlineData("/api/v5/trade/orders-history", 400, "50014", "Parameter instType can not be empty.")]
    [InlineData("/api/v5/trade/fills?limit=101", 400, "51000", "Parameter limit error")]
    [InlineData("/api/v5/trade/orders-algo-pending?ordType=wish", 400, "51000", "Parameter ordType error")]
    [InlineData("/api/v5/trade/orders-algo-history?ordType=trigger", 400, "50015", "Either parameter state or algoId is required")]
    [InlineData("/api/v5/account/leverage-info?instId=BTC-USDT&mgnMode=cross", 200, "51001", "Instrument ID, Instrument ID code or Spread ID doesn't exist.")]
    public async Task A_question_is_refused_for(string path, int status, string code, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((status, code, message), (await desk.AskAsync(path)).Error);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/api/v5/market/books?instId=NONE", 200, "51001")]
    [InlineData("/api/v5/market/books?instId=BTC-USDT&sz=401", 400, "51000")]
    [InlineData("/api/v5/market/candles?instId=BTC-USDT&bar=7m", 400, "51000")]
    [InlineData("/api/v5/market/candles?instId=BTC-USDT&limit=301", 400, "51000")]
    [InlineData("/api/v5/market/history-trades?instId=BTC-USDT&type=2&before=1", 200, "50039")]
    [InlineData("/api/v5/public/instruments", 400, "50014")]
    [InlineData("/api/v5/public/funding-rate?instId=BTC-USDT", 400, "51000")]
    [InlineData("/api/v5/public/wish", 404, "404")]
    public async Task A_public_question_is_refused_for(string path, int status, string code)
    {
        await using var desk = await StartAsync();
        Assert.Equal((status, code), ((await desk.GetAsync(path)).Status, (await desk.GetAsync(path)).Code));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/api/v5/trade/order", "", "50000")]
    [InlineData("/api/v5/trade/order", "{", "50002")]
    [InlineData("/api/v5/trade/order", "[]", "50002")]
    [InlineData("/api/v5/trade/order", "7", "50002")]
    [InlineData("/api/v5/trade/order", "{\"instId\":\"\\ud800\"}", "50002")]
    [InlineData("/api/v5/trade/batch-orders", "{}", "50002")]
    [InlineData("/api/v5/trade/batch-orders", "[7]", "50002")]
    public async Task A_body_is_refused_for(string path, string body, string code)
    {
        await using var desk = await StartAsync();
        var reply = await desk.PostAsync(path, body);
        Assert.Equal((400, code), (reply.Status, reply.Code));
    }

    [Fact(Timeout = 60_000)]
    public async Task Methods_contents_and_lists_are_looked_at()
    {
        await using var desk = await StartAsync();
        Assert.Equal((405, "50115", "Invalid request method."), (await desk.GetAsync("/api/v5/trade/cancel-order")).Error);
        using var form = desk.Signed(HttpMethod.Post, "/api/v5/trade/order", "{}", Ann);
        form.Content!.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain");
        Assert.Equal((400, "50006", "Invalid Content-Type. Please use \"application/JSON\"."), (await desk.SendAsync(form)).Error);
        Assert.Equal("51111", (await desk.PostAsync("/api/v5/trade/batch-orders", "[" + string.Join(',', Enumerable.Repeat("{" + Spot + "}", 21)) + "]")).Code);
        Assert.Equal((200, "51411", "Account does not have permission for mass cancellation."), (await desk.PostAsync("/api/v5/trade/mass-cancel", """{"instType":"OPTION","instFamily":"BTC-USD"}""")).Error);
        Assert.Equal((200, "59102", "Leverage exceeds the maximum limit. Please lower the leverage."), (await desk.PostAsync("/api/v5/account/set-leverage", """{"instId":"BTC-USDT-SWAP","lever":"101","mgnMode":"cross"}""")).Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_is_refused_past_its_deadline_which_a_cancel_has_not()
    {
        await using var desk = await StartAsync();
        var (past, now) = (("expTime", $"{desk.Now - 1}"), ("expTime", $"{desk.Now}"));
        var refused = await desk.PostAsync("/api/v5/trade/order", "{" + Spot + "}", Ann, past);
        Assert.Equal((200, "50036", "The expTime can't be earlier than the current system time. Please adjust the expTime and try again."), refused.Error);
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/order", "{" + Spot + ",\"clOrdId\":\"mine\"}", Ann, now)).Outcome.Code);
        Assert.Equal("51000", (await desk.PostAsync("/api/v5/trade/order", "{" + Spot + "}", Ann, ("expTime", "soon"))).Code);
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/cancel-order", """{"instId":"BTC-USDT","clOrdId":"mine"}""", Ann, past)).Outcome.Code);
    }
}

using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Refusals as https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order and the pages beside it name them.</summary>
public sealed class CoinbaseErrorTests
{
    private const string Gtc = "limit_limit_gtc";
    private const string Stop = "stop_limit_stop_limit_gtc";
    private const string Market = "market_market_ioc";
    private const string Unnamed = "UNKNOWN_FAILURE_REASON";

    [Theory(Timeout = 60_000)]
    [InlineData("BUY", Gtc, "\"limit_price\":\"59000\"", "PREVIEW_NON_NUMERIC_ORDER_SIZE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"1e5\",\"limit_price\":\"59000\"", "PREVIEW_NON_NUMERIC_ORDER_SIZE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"-1\",\"limit_price\":\"59000\"", "PREVIEW_NON_NUMERIC_ORDER_SIZE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"0\",\"limit_price\":\"59000\"", "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"3400.1\",\"limit_price\":\"1\"", "PREVIEW_INVALID_BASE_SIZE_TOO_LARGE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"0.000000015\",\"limit_price\":\"59000\"", "PREVIEW_INVALID_SIZE_PRECISION", "INVALID_SIZE_PRECISION", "Too many decimals in order amount")]
    [InlineData("BUY", Gtc, "\"base_size\":\"1\",\"limit_price\":\"59000.001\"", "PREVIEW_INVALID_PRICE_PRECISION", "INVALID_PRICE_PRECISION", "Too many decimals in order price")]
    [InlineData("BUY", Gtc, "\"base_size\":\"1\"", "PREVIEW_INVALID_LIMIT_PRICE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"1\",\"limit_price\":\"0\"", "PREVIEW_INVALID_LIMIT_PRICE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"1\",\"limit_price\":\"1000000000.01\"", "PREVIEW_INVALID_PRICE_TOO_LARGE", Unnamed, "")]
    [InlineData("BUY", Gtc, "\"base_size\":\"0.00001\",\"limit_price\":\"59000\"", "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", Unnamed, "")] // 0.59 USD.
    [InlineData("BUY", Gtc, "\"base_size\":\"17\",\"limit_price\":\"59000\"", "PREVIEW_INSUFFICIENT_FUND", "INSUFFICIENT_FUND", "Insufficient balance in source account")]
    [InlineData("BUY", Gtc, "\"base_size\":\"16.8\",\"limit_price\":\"59000\"", "PREVIEW_INSUFFICIENT_FUND", "INSUFFICIENT_FUND", "Insufficient balance in source account")] // 991,200, but for the fee.
    [InlineData("SELL", Gtc, "\"base_size\":\"11\",\"limit_price\":\"61000\"", "PREVIEW_INSUFFICIENT_FUND", "INSUFFICIENT_FUND", "Insufficient balance in source account")]
    [InlineData("BUY", Gtc, "\"base_size\":\"1\",\"limit_price\":\"60001.2\",\"post_only\":true", "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY", "INVALID_LIMIT_PRICE_POST_ONLY", "")]
    [InlineData("BUY", Gtc, "\"quote_size\":\"100\",\"limit_price\":\"59000\"", "PREVIEW_INVALID_ORDER_CONFIG", "UNSUPPORTED_ORDER_CONFIGURATION", "")]
    [InlineData("BUY", "limit_limit_gtd", "\"base_size\":\"1\",\"limit_price\":\"59000\"", "PREVIEW_GTD_ORDERS_MUST_HAVE_END_TIME", Unnamed, "")]
    [InlineData("BUY", "limit_limit_gtd", "\"base_size\":\"1\",\"limit_price\":\"59000\",\"end_time\":\"soon\"", "PREVIEW_INVALID_END_TIME", Unnamed, "")]
    [InlineData("BUY", "limit_limit_gtd", "\"base_size\":\"1\",\"limit_price\":\"59000\",\"end_time\":\"2026-01-01T00:00:00Z\"", "PREVIEW_END_TIME_IS_IN_THE_PAST", Unnamed, "")]
    [InlineData("BUY", Market, "", "PREVIEW_INVALID_ORDER_CONFIG", "UNSUPPORTED_ORDER_CONFIGURATION", "")]
    [InlineData("BUY", Market, "\"quote_size\":\"10\",\"base_size\":\"1\"", "PREVIEW_INVALID_ORDER_CONFIG", "UNSUPPORTED_ORDER_CONFIGURATION", "")]
    [InlineData("SELL", Market, "\"quote_size\":\"10\"", "PREVIEW_INVALID_ORDER_CONFIG", "UNSUPPORTED_ORDER_CONFIGURATION", "")]
    [InlineData("BUY", Market, "\"quote_size\":\"0.99\"", "PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", Unnamed, "")]
    [InlineData("BUY", Market, "\"quote_size\":\"150000001\"", "PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE", Unnamed, "")]
    [InlineData("BUY", Market, "\"quote_size\":\"10.001\"", "PREVIEW_INVALID_QUOTE_SIZE_PRECISION", Unnamed, "Too many decimals in order amount")]
    [InlineData("BUY", Market, "\"quote_size\":\"much\"", "PREVIEW_NON_NUMERIC_ORDER_SIZE", Unnamed, "")]
    [InlineData("BUY", Market, "\"quote_size\":\"1000000.01\"", "PREVIEW_INSUFFICIENT_FUND", "INSUFFICIENT_FUND", "Insufficient balance in source account")]
    [InlineData("BUY", Stop, "\"base_size\":\"1\",\"limit_price\":\"60200\"", "PREVIEW_INVALID_STOP_PRICE", Unnamed, "")]
    [InlineData("BUY", Stop, "\"base_size\":\"1\",\"limit_price\":\"60200\",\"stop_price\":\"60000\",\"stop_direction\":\"STOP_DIRECTION_STOP_UP\"", "PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE", Unnamed, "")]
    [InlineData("SELL", Stop, "\"base_size\":\"1\",\"limit_price\":\"59000\",\"stop_price\":\"60000\",\"stop_direction\":\"STOP_DIRECTION_STOP_DOWN\"", "PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE", Unnamed, "")]
    [InlineData("BUY", Stop, "\"base_size\":\"1\",\"limit_price\":\"60100\",\"stop_price\":\"60200\"", "PREVIEW_STOP_PRICE_ABOVE_LIMIT_PRICE", Unnamed, "")]
    [InlineData("SELL", Stop, "\"base_size\":\"1\",\"limit_price\":\"59900\",\"stop_price\":\"59800\"", "PREVIEW_STOP_PRICE_BELOW_LIMIT_PRICE", Unnamed, "")]
    [InlineData("SELL", Stop, "\"base_size\":\"1\",\"limit_price\":\"59900\",\"stop_price\":\"59800\",\"stop_direction\":\"down\"", "PREVIEW_INVALID_ORDER_CONFIG", Unnamed, "stop_direction is invalid")]
    [InlineData("HOLD", Gtc, "\"base_size\":\"1\",\"limit_price\":\"59000\"", "PREVIEW_INVALID_SIDE", "INVALID_SIDE", "")]
    [InlineData("BUY", "trigger_bracket_gtc", "\"base_size\":\"1\",\"limit_price\":\"59000\",\"stop_trigger_price\":\"58000\"", "PREVIEW_INVALID_ORDER_CONFIG", "UNSUPPORTED_ORDER_CONFIGURATION", "")]
    public async Task A_new_order_is_refused_for(string side, string kind, string configuration, string preview, string reason, string message)
    {
        await using var desk = await StartAsync();
        var reply = await desk.PlaceAsync(side, kind, configuration, "mine");
        var refused = reply.Json.GetProperty("error_response");
        Assert.Equal(
            (200, false, preview, reason, reason, message),
            (reply.Status, reply.Json.GetProperty("success").GetBoolean(), Text("preview_failure_reason"), Text("error"), Text("new_order_failure_reason"), Text("message")));
        Assert.True(reply.Json.GetProperty("order_configuration").TryGetProperty(kind, out _));
        Assert.Equal(0, desk.Look(_ => desk.AccountOf(Ann).Orders.Count));

        string Text(string name) => refused.GetProperty(name).GetString()!;
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_of_no_product_or_of_none_or_two_configurations_is_refused()
    {
        await using var desk = await StartAsync();
        Assert.Equal("PREVIEW_INVALID_PRODUCT_ID", (await desk.PostAsync("/orders", """{"client_order_id":"a","product_id":"NONE","side":"BUY","order_configuration":{"market_market_ioc":{"quote_size":"10"}}}""")).Outcome);
        Assert.Equal("PREVIEW_INVALID_ORDER_CONFIG", (await desk.PostAsync("/orders", """{"client_order_id":"a","product_id":"BTC-USD","side":"BUY","order_configuration":{}}""")).Outcome);
        const string Two = """{"client_order_id":"a","product_id":"BTC-USD","side":"BUY","order_configuration":{"market_market_ioc":{"quote_size":"10"},"limit_limit_gtc":{"base_size":"1","limit_price":"59000"}}}""";
        Assert.Equal("PREVIEW_INVALID_ORDER_CONFIG", (await desk.PostAsync("/orders", Two)).Outcome);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_market_that_is_halted_or_empty_takes_no_order()
    {
        await using var desk = await StartAsync();
        desk.Look(static venue => venue.Markets[0].IsHalted = true);
        Assert.Equal("PREVIEW_TRADING_DISABLED", (await desk.MarketAsync("BUY", "0.01", "mine")).Outcome);
        Assert.True((await desk.GetAsync("/market/products/BTC-USD")).Json.GetProperty("trading_disabled").GetBoolean());
        desk.Look(static venue => venue.Markets[0].IsHalted = false);
        desk.Print(61_000); // Takes all of the asks below it.
        desk.Look(static venue => venue.Markets[0].Asks.Best is null);
        Assert.Equal("PREVIEW_INVALID_NO_LIQUIDITY", (await desk.MarketAsync("BUY", "0.01", "mine")).Outcome);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("\"order_id\":\"none\",\"price\":\"59000\",\"size\":\"1\"", "ORDER_NOT_FOUND", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"GONE\",\"price\":\"59000\",\"size\":\"1\"", "ONLY_OPEN_ORDERS_CAN_BE_EDITED", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"DATED\",\"price\":\"59000\",\"size\":\"1\"", "ONLY_LIMIT_ORDER_EDITS_SUPPORTED", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"MINE\",\"price\":\"59000\"", "INVALID_EDITED_SIZE", "UNKNOWN_PREVIEW_FAILURE_REASON")] // Both must be told.
    [InlineData("\"order_id\":\"MINE\",\"price\":\"59000\",\"size\":\"0\"", "INVALID_EDITED_SIZE", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"MINE\",\"size\":\"2\"", "INVALID_EDITED_PRICE", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"MINE\",\"price\":\"59000.001\",\"size\":\"2\"", "INVALID_EDITED_PRICE", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"MINE\",\"price\":\"60000\",\"size\":\"1\"", "EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"MINE\",\"price\":\"60000\",\"size\":\"0.4\"", "CANNOT_EDIT_TO_BELOW_FILLED_SIZE", "UNKNOWN_PREVIEW_FAILURE_REASON")]
    [InlineData("\"order_id\":\"MINE\",\"price\":\"60000\",\"size\":\"20\"", "UNKNOWN_EDIT_ORDER_FAILURE_REASON", "PREVIEW_INSUFFICIENT_FUND")]
    [InlineData("\"order_id\":\"MINE\",\"price\":\"60001.2\",\"size\":\"1\"", "UNKNOWN_EDIT_ORDER_FAILURE_REASON", "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY")]
    public async Task An_edit_is_refused_for(string body, string edit, string preview)
    {
        await using var desk = await StartAsync();
        var mine = (await desk.PlaceAsync("BUY", Gtc, "\"base_size\":\"1\",\"limit_price\":\"60000\",\"post_only\":true", "mine")).Outcome;
        await desk.MarketAsync("SELL", "0.4", "other", Bob);
        var gone = (await desk.LimitAsync("BUY", "59000", "1", "gone")).Outcome;
        await desk.CancelAsync(gone);
        var dated = (await desk.PlaceAsync("BUY", "limit_limit_gtd", "\"base_size\":\"1\",\"limit_price\":\"59000\",\"end_time\":\"2027-01-01T00:00:00Z\"", "dated")).Outcome;
        body = body.Replace("MINE", mine, StringComparison.Ordinal).Replace("GONE", gone, StringComparison.Ordinal).Replace("DATED", dated, StringComparison.Ordinal);
        var reply = await desk.PostAsync("/orders/edit", "{" + body + "}");
        Assert.Equal(
            $$$"""{"success":false,"error_response":{"error_details":"","edit_order_failure_reason":"{{{edit}}}"},"errors":[{"edit_failure_reason":"{{{edit}}}","preview_failure_reason":"{{{preview}}}"}]}""",
            reply.Body);
        var order = await desk.OrderAsync(mine);
        Assert.Equal(("1", 0), (order.GetProperty("order_configuration").GetProperty(Gtc).GetProperty("base_size").GetString(), order.GetProperty("edit_history").GetArrayLength()));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/orders", "", "the body must be a JSON object")]
    [InlineData("/orders", "{", "the body must be a JSON object")]
    [InlineData("/orders", "[]", "the body must be a JSON object")]
    [InlineData("/orders", "{}", "client_order_id is required")]
    [InlineData("/orders", """{"client_order_id":7}""", "client_order_id must be a string")]
    [InlineData("/orders", """{"client_order_id":"\ud800"}""", "client_order_id has half a surrogate pair")]
    [InlineData("/orders", """{"client_order_id":"a","product_id":"BTC-USD","side":"BUY"}""", "order_configuration is required")]
    [InlineData("/orders", """{"client_order_id":"a","product_id":"BTC-USD","side":"BUY","order_configuration":[]}""", "order_configuration must be an object")]
    [InlineData("/orders", """{"client_order_id":"a","product_id":"BTC-USD","side":"BUY","order_configuration":{"limit_limit_gtc":{"base_size":1}}}""", "base_size must be a string")]
    [InlineData("/orders", """{"client_order_id":"a","product_id":"BTC-USD","side":"BUY","order_configuration":{"limit_limit_gtc":{"base_size":"1","limit_price":"59000","post_only":"yes"}}}""", "post_only must be a boolean")]
    [InlineData("/orders/batch_cancel", "{}", "order_ids must be a list of strings")]
    [InlineData("/orders/batch_cancel", """{"order_ids":[7]}""", "order_ids must be a list of strings")]
    [InlineData("/orders/batch_cancel", """{"order_ids":[]}""", "order_ids must be 1 to 100 orders")]
    [InlineData("/orders/edit", "{}", "order_id is required")]
    public async Task A_body_is_refused_for(string path, string body, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((400, "INVALID_ARGUMENT", message), (await desk.PostAsync(path, body)).Error);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/orders/historical/none", 404, "NOT_FOUND", "order with this orderID was not found")]
    [InlineData("/orders/historical/c0b00000-0000-4000-8000-000000000001", 404, "NOT_FOUND", "order with this orderID was not found")]
    [InlineData("/orders/historical/batch?order_status=WISH", 400, "INVALID_ARGUMENT", "order_status argument is invalid")]
    [InlineData("/orders/historical/batch?order_status=OPEN&order_status=FILLED", 400, "INVALID_ARGUMENT", "Cannot pair OPEN orders with other order types.")]
    [InlineData("/orders/historical/batch?product_ids=NONE", 400, "INVALID_ARGUMENT", "ProductID is invalid")]
    [InlineData("/orders/historical/batch?limit=0", 400, "INVALID_ARGUMENT", "limit argument is invalid")]
    [InlineData("/orders/historical/batch?cursor=x", 400, "INVALID_ARGUMENT", "cursor argument is invalid")]
    [InlineData("/orders/historical/batch?start_date=yesterday", 400, "INVALID_ARGUMENT", "start_date argument is invalid")]
    [InlineData("/orders/historical/fills?limit=1001", 400, "INVALID_ARGUMENT", "limit argument is invalid")]
    [InlineData("/orders/historical/fills?order_ids=x&product_ids=BTC-USD", 400, "INVALID_ARGUMENT", "cannot pass order_ids with other filters")]
    [InlineData("/orders/historical/fills?order_ids=x&trade_ids=y", 400, "INVALID_ARGUMENT", "cannot pass order_ids with other filters")]
    [InlineData("/orders/historical/fills?order_ids=x&start_sequence_timestamp=2026-01-01T00:00:00Z", 400, "INVALID_ARGUMENT", "cannot pass order_ids with other filters")]
    [InlineData("/orders/historical/fills?order_ids=x&end_sequence_timestamp=2026-01-01T00:00:00Z", 400, "INVALID_ARGUMENT", "cannot pass order_ids with other filters")]
    [InlineData("/accounts/none", 404, "NOT_FOUND", "account not found")]
    [InlineData("/accounts?limit=251", 400, "INVALID_ARGUMENT", "limit argument is invalid")]
    [InlineData("/best_bid_ask?product_ids=NONE", 400, "INVALID_ARGUMENT", "ProductID is invalid")]
    [InlineData("/transaction_summary?product_type=WISH", 400, "INVALID_ARGUMENT", "product_type argument is invalid")]
    public async Task A_question_is_refused_for(string path, int status, string code, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((status, code, message), (await desk.AskAsync(path)).Error);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/market/products/NONE", 404, "NOT_FOUND", "valid product_id is required")]
    [InlineData("/market/products/NONE/ticker", 400, "INVALID_ARGUMENT", "ProductID is invalid")]
    [InlineData("/market/products?product_type=WISH", 400, "INVALID_ARGUMENT", "product_type argument is invalid")]
    [InlineData("/market/product_book", 400, "INVALID_ARGUMENT", "product_id argument is required")]
    [InlineData("/market/products/BTC-USD/candles?start=1&end=2", 400, "INVALID_ARGUMENT", "granularity argument is invalid")]
    [InlineData("/market/products/BTC-USD/candles?granularity=ONE_DAY&start=2&end=1", 400, "INVALID_ARGUMENT", "start and end argument is invalid")]
    [InlineData("/market/products/BTC-USD/candles?granularity=ONE_DAY&start=1", 400, "INVALID_ARGUMENT", "start and end argument is invalid")]
    [InlineData("/market/products/BTC-USD/candles?granularity=ONE_MINUTE&start=0&end=21060", 400, "INVALID_ARGUMENT", "start and end argument is invalid - number of candles requested should be less than 350")]
    [InlineData("/wish", 404, "NOT_FOUND", "not found")]
    [InlineData("/orders", 405, "UNIMPLEMENTED", "method not allowed")]
    [InlineData("/v2/exchange-rates?currency=NONE", 400, "INVALID_ARGUMENT", "Currency is invalid")]
    public async Task A_public_question_is_refused_for(string path, int status, string code, string message)
    {
        await using var desk = await StartAsync();
        Assert.Equal((status, code, message), (await desk.GetAsync(path)).Error);
    }
}

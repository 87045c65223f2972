using System.Text.Json;
using System.Text.Json.Nodes;
using static VeloZ.VenueServers.Tests.Recorded;

namespace VeloZ.VenueServers.Tests;

/// <summary>Every answer and event is a superset, with equal JSON types, of the recorded one of its kind.</summary>
/// <remarks>Many of the recorded ones are examples of the documentation: they show all that there can be at once. What a spot account never has is left out, and named.</remarks>
public sealed class CoinbaseCorpusTests
{
    private const string Size = "\"base_size\":\"0.001\"";

    private static string? Folder => FolderOf("coinbase");

    [Fact(Timeout = 120_000)]
    public async Task Answers_of_REST()
    {
        Assert.SkipWhen(Folder is null, SkipReason("coinbase"));
        await using var desk = await CoinbaseDesk.StartAsync();
        desk.Step(10);
        var checkedFiles = new List<string>();
        // Null of spot, and without a second name here.
        await CheckAsync("ExchangeData/GetSymbols", desk.GetAsync("/market/products"), "products.0.fcm_trading_session_details", "products.0.future_product_details", "products.0.alias_to");
        await CheckAsync("ExchangeData/GetKlines", desk.GetAsync($"/market/products/ETH-USDT/candles?granularity=ONE_MINUTE&start={desk.Seconds - 600}&end={desk.Seconds}"));
        await CheckAsync("ExchangeData/GetOrderBook", desk.GetAsync("/market/product_book?product_id=ETH-USDT"));
        await CheckAsync("ExchangeData/GetTradeHistory", desk.GetAsync("/market/products/ETH-USDT/ticker"));
        await CheckAsync("ExchangeData/GetFiatAssets", desk.GetAsync("/v2/currencies"));
        await CheckAsync("ExchangeData/GetCryptoAssets", desk.GetAsync("/v2/currencies/crypto"));
        await CheckAsync("ExchangeData/GetExchangeRates", desk.GetAsync("/v2/exchange-rates?currency=BTC"), RatesOf(Recorded("ExchangeData/GetExchangeRates").Json)); // Of currencies that are not here.
        await CheckAsync("Account/GetAccounts", desk.AskAsync("/accounts"), "accounts.0.deleted_at"); // Null of what is there.
        await CheckAsync("Account/GetFeeInfo", desk.AskAsync("/transaction_summary"), "margin_rate", "goods_and_services_tax"); // Null in GetFeeInfo2, which was recorded.
        await CheckAsync("Account/GetFeeInfo2", desk.AskAsync("/transaction_summary"));
        await CheckAsync("Account/GetApiKeyInfo", desk.AskAsync("/key_permissions"));
        await CheckAsync("Account/GetPortfolios", desk.AskAsync("/portfolios"));

        // One of both is there, and of the configurations one: each is looked at below.
        var placed = await desk.LimitAsync("BUY", "60000", "1", "mine");
        await CheckAsync("Trading/PlaceOrder", Task.FromResult(placed), "error_response", "order_configuration");
        await CheckAsync("Trading/PlaceOrder", desk.LimitAsync("BUY", "60000", "0", "refused"), "success_response", "order_configuration");
        var edit = Without(Recorded("Trading/EditOrder").Json, "errors");
        var edited = await desk.PostAsync("/orders/edit", $$"""{"order_id":"{{placed.Outcome}}","price":"60000","size":"2"}""");
        var notEdited = await desk.PostAsync("/orders/edit", """{"order_id":"none","price":"60000","size":"2"}""");
        AssertCovers(Without(edit, "error_response"), edited.Json, "EditOrder");
        AssertCovers(Without(edit, "success_response"), notEdited.Json, "EditOrder");
        // A list, as the schema of the page has it; the example shows a member.
        AssertCovers(Recorded("Trading/EditOrder").Json.GetProperty("errors"), notEdited.List("errors")[0], "EditOrder.errors");
        checkedFiles.Add("Trading/EditOrder");
        await desk.MarketAsync("SELL", "0.4", "other", CoinbaseDesk.Bob);
        await CheckAsync("Trading/GetUserTrades", desk.AskAsync("/orders/historical/fills"));
        await CheckAsync("Trading/GetOrders", desk.AskAsync("/orders/historical/batch"), "orders.0.order_configuration");
        await CheckAsync("Trading/CancelOrders", desk.CancelAsync(placed.Outcome));
        var (_, path, _, order) = Recorded("Trading/GetOrder");
        AssertCovers(order, (await desk.AskAsync($"/orders/historical/{placed.Outcome}")).Json, "GetOrder");
        Assert.Equal("/api/v3/brokerage/orders/historical/123", path);
        checkedFiles.Add("Trading/GetOrder");
        // All recorded answers to calls that this server knows were looked at.
        Assert.Equal(
            AnswersIn(Path.Combine(Folder!, "rest")).Where(static file => file.Route.Split(' ') is [var method, var path] && CoinbaseRoutes.Find(method, path) is not null).Select(static file => file.Name).Order(StringComparer.Ordinal),
            checkedFiles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

        async Task CheckAsync(string name, Task<CoinbaseReply> asking, params string[] without)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(200));
            var reply = await asking;
            Assert.True(reply.Status == 200, $"{name}: {reply.Body}");
            AssertCovers(without.Aggregate(Recorded(name).Json, Without), reply.Json, name);
            checkedFiles.Add(name);
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("BUY", "market_market_ioc", "\"quote_size\":\"10.00\"", "base_size")]
    [InlineData("BUY", "market_market_ioc", Size, "quote_size")]
    [InlineData("BUY", "sor_limit_ioc", Size + ",\"limit_price\":\"10000.00\"", "")]
    [InlineData("BUY", "limit_limit_gtc", Size + ",\"limit_price\":\"10000.00\",\"post_only\":true", "")]
    [InlineData("BUY", "limit_limit_gtd", Size + ",\"limit_price\":\"10000.00\",\"end_time\":\"2027-05-31T09:59:59Z\"", "")]
    [InlineData("BUY", "limit_limit_fok", Size + ",\"limit_price\":\"10000.00\"", "")]
    [InlineData("SELL", "stop_limit_stop_limit_gtc", Size + ",\"limit_price\":\"10000.00\",\"stop_price\":\"20000.00\"", "")]
    [InlineData("SELL", "stop_limit_stop_limit_gtd", Size + ",\"limit_price\":\"10000.00\",\"stop_price\":\"20000.00\",\"end_time\":\"2027-05-31T09:59:59Z\"", "base_size")] // A number there, which the schema has not.
    public async Task Configurations_of_orders(string side, string kind, string configuration, string without)
    {
        Assert.SkipWhen(Folder is null, SkipReason("coinbase"));
        await using var desk = await CoinbaseDesk.StartAsync();
        var placed = await desk.PlaceAsync(side, kind, configuration, "mine");
        var recorded = Recorded("Trading/PlaceOrder").Json.GetProperty("order_configuration").GetProperty(kind);
        if (without.Length > 0)
            recorded = Without(recorded, without);
        AssertCovers(recorded, placed.Json.GetProperty("order_configuration").GetProperty(kind), kind);
        AssertCovers(recorded, (await desk.OrderAsync(placed.Outcome)).GetProperty("order_configuration").GetProperty(kind), kind);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("ticker", "Ticker")]
    [InlineData("ticker_batch", "BatchTicker")]
    [InlineData("candles", "Klines")]
    [InlineData("candles", "Concurrent")]
    [InlineData("market_trades", "Trades")]
    [InlineData("status", "Symbol")]
    [InlineData("heartbeats", "Heartbeat")]
    public async Task Events_of_markets(string channel, string file)
    {
        Assert.SkipWhen(Folder is null, SkipReason("coinbase"));
        await using var desk = await CoinbaseDesk.StartAsync();
        using var socket = await desk.ListenAsync(channel);
        await socket.PushAsync("subscriptions");
        desk.Print(60_000);
        desk.Print(60_001);
        desk.Time.Advance(TimeSpan.FromSeconds(5));
        AssertCovers(MessageOf(file), await socket.PushAsync(channel), file);
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_of_orders()
    {
        Assert.SkipWhen(Folder is null, SkipReason("coinbase"));
        await using var desk = await CoinbaseDesk.StartAsync();
        using var socket = await desk.FollowAsync();
        await desk.MarketAsync("BUY", "0.01", "mine");
        // There are positions of futures only.
        var recorded = Without(Without(MessageOf("User"), "events.0.positions.perpetual_futures_positions"), "events.0.positions.expiring_futures_positions");
        AssertCovers(recorded, await socket.PushAsync("user"), "User");
        AssertCovers(recorded, await socket.PushAsync("user"), "User");
    }

    private static (string Method, string Path, bool IsSigned, JsonElement Json) Recorded(string name) => ReadAnswer(Path.Combine(Folder!, "rest", name + ".txt"));

    private static JsonElement MessageOf(string file) => ReadMessage(Path.Combine(Folder!, "streams", file + ".txt"));

    private static string[] RatesOf(JsonElement json) =>
        [.. json.GetProperty("data").GetProperty("rates").EnumerateObject().Select(static rate => "data.rates." + rate.Name)];

    // Without a member that is named by its way.
    private static JsonElement Without(JsonElement json, string way)
    {
        var root = JsonNode.Parse(json.GetRawText())!;
        var (node, steps) = (root, way.Split('.'));
        foreach (var step in steps[..^1])
            node = node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;
        Assert.True(node.AsObject().Remove(steps[^1]), $"{way} was not recorded");
        return JsonSerializer.SerializeToElement(root);
    }
}

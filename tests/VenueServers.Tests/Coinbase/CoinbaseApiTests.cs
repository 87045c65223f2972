using System.Globalization;
using System.Text.Json;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>What is told of markets and of accounts: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api.</summary>
public sealed class CoinbaseApiTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_time_is_told_in_three_forms()
    {
        await using var desk = await StartAsync();
        Assert.Equal("""{"iso":"2026-01-01T00:00:00Z","epochSeconds":"1767225600","epochMillis":"1767225600000"}""", (await desk.GetAsync("/time")).Body);
        Assert.Equal("""{"data":{"iso":"2026-01-01T00:00:00Z","epoch":1767225600}}""", (await desk.GetAsync("/v2/time")).Body);
    }

    [Fact(Timeout = 60_000)]
    public async Task Products_are_told_to_all_and_to_whoever_signs_alike()
    {
        await using var desk = await StartAsync();
        var all = await desk.GetAsync("/market/products");
        Assert.Equal(["BTC-USD", "ETH-USD", "BTC-USDT", "ETH-USDT"], all.List("products").Select(static one => Text(one, "product_id")));
        Assert.Equal(4, all.Json.GetProperty("num_products").GetInt32());
        var one = all.List("products")[0];
        Assert.Equal(
            ("60000", "0.01", "0.00000001", "1", "0.00000001", "60000", "SPOT", "online"),
            (Text(one, "price"), Text(one, "price_increment"), Text(one, "base_increment"), Text(one, "quote_min_size"), Text(one, "base_min_size"), Text(one, "mid_market_price"), Text(one, "product_type"), Text(one, "status")));
        Assert.Equal(one.GetRawText(), (await desk.GetAsync("/market/products/BTC-USD")).Body);
        Assert.Equal(one.GetRawText(), (await desk.AskAsync("/products/BTC-USD")).Body);
        Assert.Equal(all.Body, (await desk.AskAsync("/products")).Body);
        Assert.Equal(["ETH-USD"], (await desk.GetAsync("/market/products?limit=1&offset=1")).List("products").Select(static one => Text(one, "product_id")));
        Assert.Equal(["ETH-USD", "ETH-USDT"], (await desk.GetAsync("/market/products?product_ids=ETH-USD&product_ids=ETH-USDT")).List("products").Select(static one => Text(one, "product_id")));
        Assert.Empty((await desk.GetAsync("/market/products?product_type=FUTURE")).List("products"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_book_is_told_best_first()
    {
        await using var desk = await StartAsync();
        var book = (await desk.GetAsync("/market/product_book?product_id=BTC-USD&limit=2")).Json;
        Assert.Equal(("59998.8", "59997.6"), (PriceOf("bids", 0), PriceOf("bids", 1)));
        Assert.Equal(("60001.2", "60002.4"), (PriceOf("asks", 0), PriceOf("asks", 1)));
        Assert.Equal(2, book.GetProperty("pricebook").GetProperty("bids").GetArrayLength());
        // 2.4 of 60,000 are 0.4 basis points.
        Assert.Equal(("60000", "60000", "0.4", "2.4"), (Text(book, "last"), Text(book, "mid_market"), Text(book, "spread_bps"), Text(book, "spread_absolute")));
        Assert.Equal(20, (await desk.GetAsync("/market/product_book?product_id=BTC-USD")).Json.GetProperty("pricebook").GetProperty("asks").GetArrayLength());
        var best = (await desk.AskAsync("/best_bid_ask?product_ids=BTC-USD")).List("pricebooks");
        Assert.Equal("59998.8", Text(Assert.Single(Assert.Single(best).GetProperty("bids").EnumerateArray()), "price"));
        Assert.Equal(4, (await desk.AskAsync("/best_bid_ask")).List("pricebooks").Count);

        string PriceOf(string side, int index) => Text(book.GetProperty("pricebook").GetProperty(side)[index], "price");
    }

    [Fact(Timeout = 60_000)]
    public async Task Candles_are_told_newest_first_and_none_of_a_time_without_trades()
    {
        await using var desk = await StartAsync();
        desk.Print(60_000);
        desk.Time.Advance(TimeSpan.FromMinutes(2));
        desk.Print(60_001);
        var end = desk.Seconds;
        var candles = (await desk.GetAsync($"/market/products/BTC-USD/candles?granularity=ONE_MINUTE&start={end - 300}&end={end}")).List("candles");
        Assert.Equal([end, end - 120, end - 180, end - 240, end - 300], candles.Select(static one => long.Parse(Text(one, "start"), CultureInfo.InvariantCulture)));
        Assert.Equal(("60001", "60001", "60001", "60001"), (Text(candles[0], "open"), Text(candles[0], "high"), Text(candles[0], "low"), Text(candles[0], "close")));
        Assert.Equal(2, (await desk.GetAsync($"/market/products/BTC-USD/candles?granularity=ONE_MINUTE&start={end - 300}&end={end}&limit=2")).List("candles").Count);
        Assert.Equal(10, (await desk.AskAsync($"/products/BTC-USD/candles?granularity=ONE_HOUR&start={end - 36_000}&end={end - 1}")).List("candles").Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Trades_are_told_newest_first_with_the_side_of_the_order_that_was_in_the_book()
    {
        await using var desk = await StartAsync();
        await desk.LimitAsync("BUY", "60000", "1", "rests");
        await desk.MarketAsync("SELL", "0.25", "takes", Bob);
        await desk.MarketAsync("BUY", "0.01", "takes too", Bob);
        var told = await desk.GetAsync("/market/products/BTC-USD/ticker?limit=2");
        Assert.Equal([("2", "60001.2", "0.01", "SELL"), ("1", "60000", "0.25", "BUY")], told.List("trades").Select(static one => (Text(one, "trade_id"), Text(one, "price"), Text(one, "size"), Text(one, "side"))));
        Assert.Equal(("60000", "60001.2"), (Text(told.Json, "best_bid"), Text(told.Json, "best_ask")));
        Assert.Single((await desk.GetAsync("/market/products/BTC-USD/ticker?limit=1")).List("trades"));
        Assert.Empty((await desk.GetAsync($"/market/products/BTC-USD/ticker?limit=9&start=1&end={desk.Seconds - 1}")).List("trades"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_an_account_has_is_told_by_wallets_in_parts()
    {
        await using var desk = await StartAsync();
        var all = await desk.AskAsync("/accounts");
        Assert.Equal(["BTC", "ETH", "USD", "USDT"], all.List("accounts").Select(static one => Text(one, "currency")));
        Assert.Equal(("10", "1000000", "0"), (ValueOf(all.List("accounts")[0], "available_balance"), ValueOf(all.List("accounts")[2], "available_balance"), ValueOf(all.List("accounts")[3], "available_balance")));
        Assert.Equal(("ACCOUNT_TYPE_CRYPTO", "ACCOUNT_TYPE_FIAT", false), (Text(all.List("accounts")[0], "type"), Text(all.List("accounts")[2], "type"), all.Json.GetProperty("has_next").GetBoolean()));
        var first = await desk.AskAsync("/accounts?limit=3");
        Assert.True(first.Json.GetProperty("has_next").GetBoolean());
        var rest = await desk.AskAsync($"/accounts?limit=3&cursor={Text(first.Json, "cursor")}");
        Assert.Equal("USDT", Text(Assert.Single(rest.List("accounts")), "currency"));
        var one = (await desk.AskAsync($"/accounts/{Text(all.List("accounts")[0], "uuid")}")).Json.GetProperty("account");
        Assert.Equal(all.List("accounts")[0].GetRawText(), one.GetRawText());
        Assert.NotEqual(Text(one, "uuid"), Text((await desk.AskAsync("/accounts", Bob)).List("accounts")[0], "uuid"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_summary_tells_volume_and_fees_and_the_key_what_it_may()
    {
        await using var desk = await StartAsync();
        await desk.LimitAsync("BUY", "60000", "0.1", "rests");
        await desk.MarketAsync("SELL", "0.1", "takes", Bob);
        var summary = (await desk.AskAsync("/transaction_summary")).Json;
        // 0.6 % of 6,000.
        Assert.Equal((6_000, 36), (summary.GetProperty("total_volume").GetDecimal(), summary.GetProperty("total_fees").GetDecimal()));
        Assert.Equal(("0.012", "0.006"), (Text(summary.GetProperty("fee_tier"), "taker_fee_rate"), Text(summary.GetProperty("fee_tier"), "maker_fee_rate")));
        // 10.1 BTC at 60,000 and 994,000 USD less 36.
        Assert.Equal("1599964", Text(summary, "total_balance"));
        var key = (await desk.AskAsync("/key_permissions")).Json;
        Assert.Equal((true, true, false), (key.GetProperty("can_view").GetBoolean(), key.GetProperty("can_trade").GetBoolean(), key.GetProperty("can_transfer").GetBoolean()));
        Assert.Equal(Text(key, "portfolio_uuid"), Text(Assert.Single((await desk.AskAsync("/portfolios")).List("portfolios")), "uuid"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Currencies_of_the_markets_are_told_with_their_rates()
    {
        await using var desk = await StartAsync();
        Assert.Equal(["USD"], (await desk.GetAsync("/v2/currencies")).List("data").Select(static one => Text(one, "id")));
        Assert.Equal(["BTC", "ETH", "USDT"], (await desk.GetAsync("/v2/currencies/crypto")).List("data").Select(static one => Text(one, "code")));
        var rates = (await desk.GetAsync("/v2/exchange-rates?currency=BTC")).Json.GetProperty("data").GetProperty("rates");
        Assert.Equal(("60000", "20", "1"), (Text(rates, "USD"), Text(rates, "ETH"), Text(rates, "BTC")));
    }

    private static string ValueOf(JsonElement json, string name) => Text(json.GetProperty(name), "value");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

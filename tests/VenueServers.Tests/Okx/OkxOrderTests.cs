using System.Text.Json;
using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>The life of orders over real HTTP.</summary>
public sealed class OkxOrderTests
{
    private const string Buy = """ "instId":"BTC-USDT","tdMode":"cash","side":"buy" """;
    private const string Sell = """ "instId":"BTC-USDT","tdMode":"cash","side":"sell" """;
    private const string SwapBuy = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy" """;
    private const string SwapSell = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell" """;

    [Fact(Timeout = 60_000)]
    public async Task An_order_rests_fills_in_part_is_canceled_and_is_told_everywhere_alike()
    {
        await using var desk = await StartAsync();
        var placed = await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"60000","sz":"1","clOrdId":"mine","tag":"bot" """);
        Assert.Equal(("0", "", "0", "mine", "bot"), (placed.Code, Text(placed.Json, "msg"), placed.Outcome.Code, Text(placed.Row, "clOrdId"), Text(placed.Row, "tag")));
        Assert.Equal(desk.Now.ToString(System.Globalization.CultureInfo.InvariantCulture) + "000", Text(placed.Json, "inTime"));
        var id = Text(placed.Row, "ordId");

        await desk.PlaceAsync(Sell + ""","ordType":"market","sz":"0.4" """, Bob);
        var asked = (await desk.AskAsync($"/api/v5/trade/order?instId=BTC-USDT&ordId={id}")).Row;
        Assert.Equal(("partially_filled", "0.4", "60000", "1", "bot", "live"), (Text(asked, "state"), Text(asked, "accFillSz"), Text(asked, "avgPx"), Text(asked, "sz"), Text(asked, "tag"), "live"));
        Assert.Equal(asked.GetRawText(), (await desk.AskAsync("/api/v5/trade/orders-pending?instId=BTC-USDT")).Row.GetRawText());

        var canceled = await desk.PostAsync("/api/v5/trade/cancel-order", $$"""{"instId":"BTC-USDT","clOrdId":"mine"}""");
        Assert.Equal(("0", id), (canceled.Outcome.Code, Text(canceled.Row, "ordId")));
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);
        var past = (await desk.AskAsync("/api/v5/trade/orders-history?instType=SPOT")).Row;
        Assert.Equal(("canceled", "1", id), (Text(past, "state"), Text(past, "cancelSource"), Text(past, "ordId")));

        // The maker buys and pays in what it gets: 0.08 % of 0.4 BTC.
        var fill = (await desk.AskAsync("/api/v5/trade/fills")).Row;
        Assert.Equal(("0.4", "60000", "-0.00032", "BTC", "M", "-0.0008", id), (Text(fill, "fillSz"), Text(fill, "fillPx"), Text(fill, "fee"), Text(fill, "feeCcy"), Text(fill, "execType"), Text(fill, "feeRate"), Text(fill, "ordId")));
        var balance = (await desk.AskAsync("/api/v5/account/balance")).Row.GetProperty("details").EnumerateArray().ToDictionary(static one => Text(one, "ccy"), static one => (Text(one, "cashBal"), Text(one, "availBal"), Text(one, "frozenBal")));
        Assert.Equal(("10.39968", "10.39968", "0"), balance["BTC"]);
        Assert.Equal(("976000", "976000", "0"), balance["USDT"]);
        // A spot fill is two bills: what came, and what was paid for it.
        Assert.Equal(
            [("USDT", "-24000", "976000", "0"), ("BTC", "0.39968", "10.39968", "-0.00032")],
            (await desk.AskAsync("/api/v5/account/bills")).Rows.Select(static bill => (Text(bill, "ccy"), Text(bill, "balChg"), Text(bill, "bal"), Text(bill, "fee"))));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(Buy, "6000", "", "0.1", "6000", "quote_ccy")] // A buy is for quote currency where it does not say otherwise.
    [InlineData(Buy, "0.1", "base_ccy", "0.1", "6000", "base_ccy")]
    [InlineData(Sell, "0.1", "", "0.1", "6000", "base_ccy")]
    [InlineData(Sell, "6000", "quote_ccy", "0.1", "6000", "quote_ccy")]
    public async Task A_spot_market_order_is_for_what_its_target_says(string side, string size, string target, string filled, string paid, string told)
    {
        await using var desk = await StartAsync();
        var other = side == Buy ? Sell : Buy;
        await desk.PlaceAsync(other + ""","ordType":"limit","px":"60000","sz":"1" """, Bob);
        var placed = await desk.PlaceAsync($$"""{{side}},"ordType":"market","sz":"{{size}}","tgtCcy":"{{target}}" """);
        var order = (await desk.AskAsync($"/api/v5/trade/order?instId=BTC-USDT&ordId={Text(placed.Row, "ordId")}")).Row;
        Assert.Equal(("filled", filled, "60000", size, told), (Text(order, "state"), Text(order, "accFillSz"), Text(order, "avgPx"), Text(order, "sz"), Text(order, "tgtCcy")));
        Assert.Equal(decimal.Parse(paid, System.Globalization.CultureInfo.InvariantCulture), desk.Look(_ => desk.AccountOf(Ann).Orders[0].FilledQuote));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_market_order_for_more_than_there_is_takes_what_there_is_unless_it_must_not()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Sell + ""","ordType":"limit","px":"60000","sz":"10" """, Bob);
        desk.Look(venue =>
        {
            venue.Transfer(desk.AccountOf(Ann), new Domain.Money(-400_000, Domain.Currency.Parse("USDT")));
            return 0;
        });
        const string Much = Buy + ""","ordType":"market","sz":"11","tgtCcy":"base_ccy" """;
        Assert.Equal(("51008", "Order failed. Insufficient USDT balance in account"), (await desk.PlaceAsync(Much + ""","banAmend":true """)).Outcome);
        Assert.Equal("0", (await desk.PlaceAsync(Much)).Outcome.Code);
        Assert.Equal(600_000, desk.Look(_ => desk.AccountOf(Ann).Orders[0].FilledQuote));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("post_only", "60002", "canceled", "0", "31")]
    [InlineData("post_only", "60000", "live", "0", "")]
    [InlineData("ioc", "60001.2", "filled", "0.001", "")]
    [InlineData("ioc", "60000", "canceled", "0", "14")]
    [InlineData("fok", "60001.2", "filled", "0.001", "")]
    [InlineData("fok", "60000", "canceled", "0", "13")]
    public async Task An_order_lives_as_its_type_says(string type, string price, string state, string filled, string source)
    {
        await using var desk = await StartAsync();
        var placed = await desk.PlaceAsync($$"""{{Buy}},"ordType":"{{type}}","px":"{{price}}","sz":"0.001" """);
        Assert.Equal("0", placed.Outcome.Code);
        var order = (await desk.AskAsync($"/api/v5/trade/order?instId=BTC-USDT&ordId={Text(placed.Row, "ordId")}")).Row;
        Assert.Equal((state, filled, source, type), (Text(order, "state"), Text(order, "accFillSz"), Text(order, "cancelSource"), Text(order, "ordType")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_swap_is_traded_in_contracts_and_its_position_is_told()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(SwapSell + ""","ordType":"limit","px":"60000","sz":"100" """, Bob);
        Assert.Equal("0", (await desk.PlaceAsync(SwapBuy + ""","ordType":"optimal_limit_ioc","sz":"100" """)).Outcome.Code);
        Assert.Equal("0", (await desk.PostAsync("/api/v5/account/set-leverage", """{"instId":"BTC-USDT-SWAP","lever":"10","mgnMode":"cross"}""")).Code);
        var position = (await desk.AskAsync("/api/v5/account/positions")).Row;
        // 100 contracts of 0.01 BTC; the middle of the book is 60,000; the taker's fee is 0.05 % of 60,000.
        Assert.Equal(
            ("100", "60000", "10", "60000", "0", "6000", "-30", "0", "-30"),
            (Text(position, "pos"), Text(position, "avgPx"), Text(position, "lever"), Text(position, "notionalUsd"), Text(position, "upl"), Text(position, "imr"), Text(position, "fee"), Text(position, "pnl"), Text(position, "realizedPnl")));
        var balance = (await desk.AskAsync("/api/v5/account/balance?ccy=USDT")).Row.GetProperty("details")[0];
        Assert.Equal(("999970", "999970", "993970", "6000"), (Text(balance, "cashBal"), Text(balance, "eq"), Text(balance, "availEq"), Text(balance, "frozenBal")));

        // Half of it is closed 0.6 higher: 0.5 BTC x 0.6, less 0.05 % of 30,000.3.
        await desk.PlaceAsync(SwapBuy + ""","ordType":"limit","px":"60000.6","sz":"50" """, Bob);
        Assert.Equal("0", (await desk.PlaceAsync(SwapSell + ""","ordType":"market","sz":"50","reduceOnly":true """)).Outcome.Code);
        var fill = (await desk.AskAsync("/api/v5/trade/fills?instType=SWAP")).Rows[0];
        Assert.Equal(("50", "0.3", "-15.00015", "USDT", ""), (Text(fill, "fillSz"), Text(fill, "fillPnl"), Text(fill, "fee"), Text(fill, "feeCcy"), Text(fill, "feeRate")));
        Assert.Equal(("50", "0.3"), (Text((await desk.AskAsync("/api/v5/account/positions")).Row, "pos"), Text((await desk.AskAsync("/api/v5/account/positions")).Row, "pnl")));
        Assert.Equal("-50", Text((await desk.AskAsync("/api/v5/account/positions?instType=SWAP", Bob)).Row, "pos"));

        await desk.PlaceAsync(SwapSell + ""","ordType":"market","sz":"50" """);
        Assert.Empty((await desk.AskAsync("/api/v5/account/positions")).Rows);
        Assert.Equal("0", Text((await desk.AskAsync("/api/v5/account/positions?instId=BTC-USDT-SWAP")).Row, "pos")); // Where it is named.
    }

    [Fact(Timeout = 60_000)]
    public async Task Leverage_says_how_much_is_carried()
    {
        await using var desk = await StartAsync();
        Assert.Equal("3", Text((await desk.AskAsync("/api/v5/account/leverage-info?instId=BTC-USDT-SWAP&mgnMode=cross")).Row, "lever"));
        // 1,000,000 x 1 carries 16.6 BTC at 60,000, which is 1,660 contracts.
        await desk.PostAsync("/api/v5/account/set-leverage", """{"instId":"BTC-USDT-SWAP","lever":"1","mgnMode":"cross"}""");
        Assert.Equal(("51008", "Order failed. Insufficient USDT margin in account"), (await desk.PlaceAsync(SwapBuy + ""","ordType":"limit","px":"50000","sz":"1700" """)).Outcome);
        Assert.Equal("0", (await desk.PlaceAsync(SwapBuy + ""","ordType":"limit","px":"50000","sz":"1600" """)).Outcome.Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_is_amended_and_one_for_no_more_than_has_filled_counts_as_filled()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"59000","sz":"1","clOrdId":"mine" """);
        var amended = await desk.PostAsync("/api/v5/trade/amend-order", """{"instId":"BTC-USDT","clOrdId":"mine","newSz":"2","newPx":"60000","reqId":"first"}""");
        Assert.Equal(("0", "first"), (amended.Outcome.Code, Text(amended.Row, "reqId")));
        await desk.PlaceAsync(Sell + ""","ordType":"market","sz":"0.5" """, Bob);
        var order = (await desk.AskAsync("/api/v5/trade/orders-pending")).Row;
        Assert.Equal(("2", "60000", "0.5"), (Text(order, "sz"), Text(order, "px"), Text(order, "accFillSz")));
        Assert.Equal("0", (await desk.PostAsync("/api/v5/trade/amend-order", """{"instId":"BTC-USDT","clOrdId":"mine","newSz":"0.5"}""")).Outcome.Code);
        Assert.Equal("filled", Text((await desk.AskAsync("/api/v5/trade/order?instId=BTC-USDT&clOrdId=mine")).Row, "state"));
        Assert.Equal(("51503", "Your order has already been filled or canceled."), (await desk.PostAsync("/api/v5/trade/amend-order", """{"instId":"BTC-USDT","clOrdId":"mine","newSz":"1"}""")).Outcome);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_amendment_that_fails_ends_the_order_where_it_is_to_do_so()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Buy + ""","ordType":"post_only","px":"59000","sz":"1","clOrdId":"mine" """);
        const string Amendment = """ "instId":"BTC-USDT","clOrdId":"mine","newPx":"61000" """;
        Assert.Equal("51511", (await desk.PostAsync("/api/v5/trade/amend-order", "{" + Amendment + "}")).Outcome.Code);
        Assert.Single((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);
        Assert.Equal("51511", (await desk.PostAsync("/api/v5/trade/amend-order", "{" + Amendment + ""","cxlOnFail":true}""")).Outcome.Code);
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_several_orders_those_that_can_be_are_placed()
    {
        await using var desk = await StartAsync();
        const string Good = "{" + Buy + ""","ordType":"limit","px":"50000","sz":"0.001"}""";
        const string Bad = "{" + Buy + ""","ordType":"limit","px":"50000","sz":"0.000001","clOrdId":"small"}""";
        var some = await desk.PostAsync("/api/v5/trade/batch-orders", $"[{Good},{Bad}]");
        Assert.Equal((200, "2", "Bulk operation partially succeeded."), some.Error);
        Assert.Equal([("0", ""), ("51020", "small")], some.Rows.Select(static row => (Text(row, "sCode"), Text(row, "clOrdId"))));
        var none = await desk.PostAsync("/api/v5/trade/batch-orders", $"[{Bad},{Bad}]");
        Assert.Equal((200, "1", "All operations failed"), none.Error);
        var id = Text((await desk.AskAsync("/api/v5/trade/orders-pending")).Row, "ordId");
        var canceled = await desk.PostAsync("/api/v5/trade/cancel-batch-orders", $$"""[{"instId":"BTC-USDT","ordId":"{{id}}"},{"instId":"BTC-USDT","ordId":"1"}]""");
        Assert.Equal([("0", id), ("51400", "1")], canceled.Rows.Select(static row => (Text(row, "sCode"), Text(row, "ordId"))));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "filled", "canceled", "32")]
    [InlineData("cancel_maker", "filled", "canceled", "32")]
    [InlineData("cancel_taker", "canceled", "live", "")]
    [InlineData("cancel_both", "canceled", "canceled", "32")]
    public async Task An_account_does_not_trade_with_itself(string mode, string taker, string maker, string source)
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Sell + ""","ordType":"limit","px":"60000","sz":"0.01","clOrdId":"maker" """);
        await desk.PlaceAsync($$"""{{Buy}},"ordType":"limit","px":"60001.2","sz":"0.01","clOrdId":"taker","stpMode":"{{mode}}" """);
        var rests = (await desk.AskAsync("/api/v5/trade/order?instId=BTC-USDT&clOrdId=maker")).Row;
        Assert.Equal((maker, source), (Text(rests, "state"), Text(rests, "cancelSource")));
        Assert.Equal(taker, Text((await desk.AskAsync("/api/v5/trade/order?instId=BTC-USDT&clOrdId=taker")).Row, "state"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Lists_are_told_in_parts_newest_first()
    {
        await using var desk = await StartAsync();
        for (var count = 0; count < 5; count++)
            await desk.PlaceAsync(Buy + ""","ordType":"ioc","px":"60001.2","sz":"0.001" """);
        var all = (await desk.AskAsync("/api/v5/trade/fills")).Rows.Select(static fill => Text(fill, "billId")).ToList();
        Assert.Equal(5, all.Count);
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal), all);
        Assert.Equal(all[..2], await PartAsync("limit=2"));
        Assert.Equal(all[3..], await PartAsync($"after={all[2]}"));
        Assert.Equal(all[..2], await PartAsync($"before={all[2]}"));
        Assert.Equal([all[2]], await PartAsync($"after={all[1]}&before={all[3]}"));
        var orders = (await desk.AskAsync("/api/v5/trade/orders-history?instType=SPOT&limit=2")).Rows.Select(static order => Text(order, "ordId")).ToList();
        Assert.Equal(3, (await desk.AskAsync($"/api/v5/trade/orders-history?instType=SPOT&after={orders[1]}")).Rows.Count);

        async Task<List<string>> PartAsync(string query) => [.. (await desk.AskAsync("/api/v5/trade/fills?" + query)).Rows.Select(static fill => Text(fill, "billId"))];
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_canceled_without_a_fill_is_forgotten_after_two_hours()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Buy + ""","ordType":"ioc","px":"50000","sz":"0.001" """);
        await desk.PlaceAsync(Buy + ""","ordType":"ioc","px":"60001.2","sz":"0.001" """);
        desk.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, (await desk.AskAsync("/api/v5/trade/orders-history?instType=SPOT")).Rows.Count);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("filled", Text((await desk.AskAsync("/api/v5/trade/orders-history?instType=SPOT")).Row, "state"));
        Assert.Equal("filled", Text((await desk.AskAsync("/api/v5/trade/orders-history-archive?instType=SPOT")).Row, "state"));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

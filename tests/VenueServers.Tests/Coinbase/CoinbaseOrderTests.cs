using System.Text.Json;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>The life of orders over real HTTP.</summary>
public sealed class CoinbaseOrderTests
{
    [Fact(Timeout = 60_000)]
    public async Task An_order_rests_fills_in_part_is_canceled_and_is_told_everywhere_alike()
    {
        await using var desk = await StartAsync();
        var placed = (await desk.LimitAsync("BUY", "60000", "1", "mine")).Json;
        var id = Text(placed.GetProperty("success_response"), "order_id");
        Assert.Equal(
            $$$$"""{"success":true,"success_response":{"order_id":"{{{{id}}}}","product_id":"BTC-USD","side":"BUY","client_order_id":"mine"},"order_configuration":{"limit_limit_gtc":{"base_size":"1","limit_price":"60000","post_only":false}}}""",
            placed.GetRawText());
        // 60,000 and the fee of a taker: 1.2 %.
        Assert.Equal(("OPEN", "0", "0", "60720"), await StateAsync());

        await desk.MarketAsync("SELL", "0.4", "other", Bob);
        Assert.Equal(("OPEN", "0.4", "40", "36432"), await StateAsync());
        var order = await desk.OrderAsync(id);
        // The maker pays 0.6 % of 24,000.
        Assert.Equal(
            ("60000", "24000", "144", "24144", "1", "LIMIT", "GOOD_UNTIL_CANCELLED", "INVALID_ORDER_TYPE"),
            (Text(order, "average_filled_price"), Text(order, "filled_value"), Text(order, "total_fees"), Text(order, "total_value_after_fees"), Text(order, "number_of_fills"), Text(order, "order_type"), Text(order, "time_in_force"), Text(order, "trigger_status")));
        Assert.Equal(order.GetRawText(), Assert.Single((await desk.AskAsync("/orders/historical/batch?order_status=OPEN")).List("orders")).GetRawText());
        Assert.Equal([("BTC", "10.4", "0"), ("USD", "939424", "36432")], await BalancesAsync(desk, Ann));
        // The taker pays 1.2 % of 24,000.
        Assert.Equal([("BTC", "9.6", "0"), ("USD", "1023712", "0")], await BalancesAsync(desk, Bob));

        var canceled = Assert.Single((await desk.CancelAsync(id)).List("results"));
        Assert.Equal($$"""{"success":true,"failure_reason":"UNKNOWN_CANCEL_FAILURE_REASON","order_id":"{{id}}"}""", canceled.GetRawText());
        Assert.Equal(("CANCELLED", "0.4", "40", "0"), await StateAsync());
        Assert.Equal("User requested cancel", Text(await desk.OrderAsync(id), "cancel_message"));
        Assert.Empty((await desk.AskAsync("/orders/historical/batch?order_status=OPEN")).List("orders"));
        Assert.Equal([("BTC", "10.4", "0"), ("USD", "975856", "0")], await BalancesAsync(desk, Ann));

        var fill = Assert.Single((await desk.AskAsync("/orders/historical/fills")).List("fills"));
        Assert.Equal(("0.4", "60000", "144", "MAKER", "BUY", id, "FILL"), (Text(fill, "size"), Text(fill, "price"), Text(fill, "commission"), Text(fill, "liquidity_indicator"), Text(fill, "side"), Text(fill, "order_id"), Text(fill, "trade_type")));
        Assert.Equal("TAKER", Text(Assert.Single((await desk.AskAsync("/orders/historical/fills", Bob)).List("fills")), "liquidity_indicator"));

        async Task<(string Status, string Filled, string Completion, string Held)> StateAsync()
        {
            var order = await desk.OrderAsync(id);
            return (Text(order, "status"), Text(order, "filled_size"), Text(order, "completion_percentage"), Text(order, "outstanding_hold_amount"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_that_is_sent_again_is_placed_once_and_told_again()
    {
        await using var desk = await StartAsync();
        var first = await desk.LimitAsync("BUY", "59000", "1", "mine");
        Assert.Equal(first.Body, (await desk.LimitAsync("BUY", "59000", "1", "mine")).Body);
        Assert.Equal(first.Body, (await desk.MarketAsync("SELL", "2", "mine")).Body); // Whatever else it says.
        Assert.Single(desk.Look(_ => desk.AccountOf(Ann).Orders));
        Assert.NotEqual(first.Outcome, (await desk.LimitAsync("BUY", "59000", "1", "mine", Bob)).Outcome);
        await desk.CancelAsync(first.Outcome);
        Assert.Equal(first.Body, (await desk.LimitAsync("BUY", "59000", "1", "mine")).Body); // Though it has ended.
        Assert.Equal("CANCELLED", Text(await desk.OrderAsync(first.Outcome), "status"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_client_id_of_an_order_that_was_refused_is_free()
    {
        await using var desk = await StartAsync();
        Assert.Equal("PREVIEW_INSUFFICIENT_FUND", (await desk.LimitAsync("BUY", "59000", "100", "mine")).Outcome);
        var placed = await desk.LimitAsync("BUY", "59000", "1", "mine");
        Assert.Equal("OPEN", Text(await desk.OrderAsync(placed.Outcome), "status"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_market_buy_for_quote_currency_pays_its_fees_of_it()
    {
        await using var desk = await StartAsync();
        await desk.LimitAsync("SELL", "60000", "1", "rests", Bob);
        var placed = await desk.PlaceAsync("BUY", "market_market_ioc", "\"quote_size\":\"6072\"", "mine");
        Assert.Equal("""{"market_market_ioc":{"quote_size":"6072"}}""", placed.Json.GetProperty("order_configuration").GetRawText());
        var order = await desk.OrderAsync(placed.Outcome);
        // 6,000 and 1.2 % of it.
        Assert.Equal(
            ("FILLED", "0.1", "6000", "72", "6072", "100", "MARKET", "IMMEDIATE_OR_CANCEL"),
            (Text(order, "status"), Text(order, "filled_size"), Text(order, "filled_value"), Text(order, "total_fees"), Text(order, "total_value_after_fees"), Text(order, "completion_percentage"), Text(order, "order_type"), Text(order, "time_in_force")));
        Assert.True(order.GetProperty("size_in_quote").GetBoolean() && order.GetProperty("size_inclusive_of_fees").GetBoolean() && order.GetProperty("settled").GetBoolean());
        Assert.Equal([("BTC", "10.1", "0"), ("USD", "993928", "0")], await BalancesAsync(desk, Ann));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("BUY", "60001.2", "60001.2")]
    [InlineData("SELL", "59998.8", "59998.8")]
    public async Task A_market_order_for_base_units_takes_what_there_is(string side, string price, string average)
    {
        await using var desk = await StartAsync();
        var placed = await desk.MarketAsync(side, "0.01", "mine");
        var order = await desk.OrderAsync(placed.Outcome);
        Assert.Equal(("FILLED", "0.01", average, price), (Text(order, "status"), Text(order, "filled_size"), Text(order, "average_filled_price"), Text(Assert.Single((await desk.AskAsync("/orders/historical/fills")).List("fills")), "price")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("sor_limit_ioc", "60001.2", "", "FILLED", "0.001", "IMMEDIATE_OR_CANCEL")]
    [InlineData("sor_limit_ioc", "60000", "", "CANCELLED", "0", "IMMEDIATE_OR_CANCEL")]
    [InlineData("limit_limit_fok", "60001.2", "", "FILLED", "0.001", "FILL_OR_KILL")]
    [InlineData("limit_limit_fok", "60000", "", "CANCELLED", "0", "FILL_OR_KILL")]
    [InlineData("limit_limit_gtc", "60000", ",\"post_only\":true", "OPEN", "0", "GOOD_UNTIL_CANCELLED")]
    [InlineData("limit_limit_gtc", "60001.2", "", "FILLED", "0.001", "GOOD_UNTIL_CANCELLED")]
    [InlineData("limit_limit_gtd", "60000", ",\"end_time\":\"2026-01-01T00:01:00Z\"", "OPEN", "0", "GOOD_UNTIL_DATE_TIME")]
    [InlineData("limit_limit_gtd", "60001.2", ",\"end_time\":\"2026-01-01T00:01:00Z\"", "FILLED", "0.001", "GOOD_UNTIL_DATE_TIME")]
    public async Task An_order_lives_as_its_configuration_says(string kind, string price, string more, string status, string filled, string limit)
    {
        await using var desk = await StartAsync();
        var placed = await desk.PlaceAsync("BUY", kind, $"\"base_size\":\"0.001\",\"limit_price\":\"{price}\"{more}", "mine");
        var order = await desk.OrderAsync(placed.Outcome);
        Assert.Equal((status, filled, limit, "LIMIT"), (Text(order, "status"), Text(order, "filled_size"), Text(order, "time_in_force"), Text(order, "order_type")));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_with_a_date_ends_then()
    {
        await using var desk = await StartAsync();
        var placed = await desk.PlaceAsync("BUY", "limit_limit_gtd", "\"base_size\":\"1\",\"limit_price\":\"59000\",\"end_time\":\"2026-01-01T00:01:00.5Z\"", "mine");
        Assert.Equal("2026-01-01T00:01:00.5Z", Text(placed.Json.GetProperty("order_configuration").GetProperty("limit_limit_gtd"), "end_time"));
        desk.Time.Advance(TimeSpan.FromSeconds(60));
        desk.Step(1);
        Assert.Equal("OPEN", Text(await desk.OrderAsync(placed.Outcome), "status"));
        desk.Time.Advance(TimeSpan.FromSeconds(0.5));
        desk.Step(1);
        Assert.Equal("EXPIRED", Text(await desk.OrderAsync(placed.Outcome), "status"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("BUY", "60100", "60200", "STOP_DIRECTION_STOP_UP", 60_099, 60_100)]
    [InlineData("SELL", "59900", "59800", "STOP_DIRECTION_STOP_DOWN", 59_901, 59_900)]
    [InlineData("BUY", "59900", "59800", "STOP_DIRECTION_STOP_DOWN", 59_901, 59_900)] // Takes profit.
    [InlineData("SELL", "60100", "60200", "STOP_DIRECTION_STOP_UP", 60_099, 60_100)]
    public async Task A_stop_order_waits_for_its_price_and_holds_back_meanwhile(string side, string stop, string limit, string direction, int before, int at)
    {
        await using var desk = await StartAsync();
        var placed = await desk.PlaceAsync(side, "stop_limit_stop_limit_gtc", $"\"base_size\":\"1\",\"limit_price\":\"{limit}\",\"stop_price\":\"{stop}\",\"stop_direction\":\"{direction}\"", "mine");
        Assert.Equal(direction, Text(placed.Json.GetProperty("order_configuration").GetProperty("stop_limit_stop_limit_gtc"), "stop_direction"));
        var waits = await desk.OrderAsync(placed.Outcome);
        Assert.Equal(("OPEN", "STOP_PENDING", "STOP_LIMIT"), (Text(waits, "status"), Text(waits, "trigger_status"), Text(waits, "order_type")));
        Assert.NotEqual("0", Text(waits, "outstanding_hold_amount"));
        desk.Print(before);
        Assert.Equal("STOP_PENDING", Text(await desk.OrderAsync(placed.Outcome), "trigger_status"));
        desk.Print(at);
        Assert.Equal("STOP_TRIGGERED", Text(await desk.OrderAsync(placed.Outcome), "trigger_status"));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_is_edited_and_its_edits_are_told()
    {
        await using var desk = await StartAsync();
        var id = (await desk.LimitAsync("BUY", "59000", "1", "mine")).Outcome;
        var edited = await desk.PostAsync("/orders/edit", $$"""{"order_id":"{{id}}","price":"60000","size":"2"}""");
        Assert.Equal($$$"""{"success":true,"success_response":{"order_id":"{{{id}}}"},"errors":[]}""", edited.Body);
        await desk.MarketAsync("SELL", "0.5", "other", Bob);
        var order = await desk.OrderAsync(id);
        Assert.Equal("""{"limit_limit_gtc":{"base_size":"2","limit_price":"60000","post_only":false}}""", order.GetProperty("order_configuration").GetRawText());
        Assert.Equal("""[{"price":"60000","size":"2","replace_accept_timestamp":"2026-01-01T00:00:00Z"}]""", order.GetProperty("edit_history").GetRawText());
        Assert.Equal(("0.5", "25"), (Text(order, "filled_size"), Text(order, "completion_percentage")));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_order_that_comes_does_not_trade_with_one_of_its_own_account()
    {
        await using var desk = await StartAsync();
        var rests = (await desk.LimitAsync("SELL", "60000", "1", "rests")).Outcome;
        var comes = (await desk.LimitAsync("BUY", "60000", "1", "comes")).Outcome;
        Assert.Equal(("OPEN", "CANCELLED"), (Text(await desk.OrderAsync(rests), "status"), Text(await desk.OrderAsync(comes), "status")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Lists_are_told_in_parts_newest_first_and_by_what_is_asked_for()
    {
        await using var desk = await StartAsync();
        var ids = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            ids.Add((await desk.MarketAsync("BUY", "0.001", $"take {count}")).Outcome);
            ids.Add((await desk.LimitAsync("SELL", "61000", "0.001", $"rest {count}")).Outcome);
            desk.Time.Advance(TimeSpan.FromSeconds(1));
        }
        ids.Reverse();
        Assert.Equal(ids, await OrdersAsync(""));
        Assert.Equal(ids, [.. await PartsAsync("/orders/historical/batch?limit=4", "orders", "order_id")]);
        var open = ids.Where(static (_, index) => index % 2 == 0).ToList();
        Assert.Equal(open, await OrdersAsync("order_status=OPEN"));
        Assert.Equal(ids.Except(open), await OrdersAsync("order_status=FILLED&order_status=CANCELLED"));
        Assert.Equal(open, await OrdersAsync("order_side=SELL"));
        Assert.Equal(ids.Except(open), await OrdersAsync("order_types=MARKET"));
        Assert.Equal(open, await OrdersAsync("time_in_forces=GOOD_UNTIL_CANCELLED"));
        Assert.Equal([ids[1]], await OrdersAsync($"order_ids={ids[1]}"));
        Assert.Empty(await OrdersAsync("product_ids=ETH-USD"));
        Assert.Equal(ids, await OrdersAsync("product_ids=ETH-USD&product_ids=BTC-USD"));
        Assert.Empty(await OrdersAsync("product_type=FUTURE"));
        Assert.Equal(ids[..2], await OrdersAsync("start_date=2026-01-01T00:00:02Z"));
        Assert.Equal(ids[2..4], await OrdersAsync("start_date=2026-01-01T00:00:00.5Z&end_date=2026-01-01T00:00:01.5Z"));

        var fills = (await desk.AskAsync("/orders/historical/fills")).List("fills");
        Assert.Equal(ids.Except(open), fills.Select(static fill => Text(fill, "order_id")));
        Assert.Equal(fills.Select(static fill => Text(fill, "trade_id")), [.. await PartsAsync("/orders/historical/fills?limit=2", "fills", "trade_id")]);
        Assert.Equal(ids[1], Text(Assert.Single((await desk.AskAsync($"/orders/historical/fills?order_ids={ids[1]}")).List("fills")), "order_id"));
        Assert.Equal(ids[1], Text(Assert.Single((await desk.AskAsync($"/orders/historical/fills?trade_ids={Text(fills[0], "trade_id")}")).List("fills")), "order_id"));
        Assert.Single((await desk.AskAsync("/orders/historical/fills?start_sequence_timestamp=2026-01-01T00:00:02Z")).List("fills"));
        Assert.Empty((await desk.AskAsync("/orders/historical/fills?product_id=ETH-USD")).List("fills"));

        async Task<List<string>> OrdersAsync(string query)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(100)); // Not too many in a second.
            return [.. (await desk.AskAsync("/orders/historical/batch?" + query)).List("orders").Select(static order => Text(order, "order_id"))];
        }

        async Task<List<string>> PartsAsync(string path, string list, string name)
        {
            var (all, cursor, parts) = (new List<string>(), "", 0);
            do
            {
                var part = await desk.AskAsync($"{path}&cursor={cursor}");
                all.AddRange(part.List(list).Select(one => Text(one, name)));
                cursor = Text(part.Json, "cursor");
                parts++;
            }
            while (cursor.Length > 0);
            Assert.Equal(2, parts);
            return all;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Several_orders_are_canceled_and_each_says_why_it_was_not()
    {
        await using var desk = await StartAsync();
        var (open, filled, canceled, others) = ((await desk.LimitAsync("BUY", "59000", "1", "a")).Outcome, (await desk.MarketAsync("BUY", "0.01", "b")).Outcome,
            (await desk.LimitAsync("BUY", "59000", "1", "c")).Outcome, (await desk.LimitAsync("BUY", "59000", "1", "d", Bob)).Outcome);
        await desk.CancelAsync(canceled);
        var results = (await desk.PostAsync("/orders/batch_cancel", JsonSerializer.Serialize(new { order_ids = new[] { open, filled, canceled, others, "none" } }))).List("results");
        Assert.Equal(
            [(open, true, "UNKNOWN_CANCEL_FAILURE_REASON"), (filled, false, "ORDER_IS_FULLY_FILLED"), (canceled, false, "UNKNOWN_CANCEL_ORDER"), (others, false, "UNKNOWN_CANCEL_ORDER"), ("none", false, "UNKNOWN_CANCEL_ORDER")],
            results.Select(static one => (Text(one, "order_id"), one.GetProperty("success").GetBoolean(), Text(one, "failure_reason"))));
        Assert.Equal("OPEN", Text(await desk.OrderAsync(others, Bob), "status"));
    }

    private static async Task<List<(string Currency, string Free, string Held)>> BalancesAsync(CoinbaseDesk desk, string key) =>
        [.. (await desk.AskAsync("/accounts", key)).List("accounts").Where(static one => Text(one, "currency") is "BTC" or "USD")
            .Select(static one => (Text(one, "currency"), Text(one.GetProperty("available_balance"), "value"), Text(one.GetProperty("hold"), "value")))];

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

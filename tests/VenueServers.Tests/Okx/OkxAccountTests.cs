using System.Net.WebSockets;
using System.Text.Json;
using VeloZ.Domain;
using static VeloZ.VenueServers.Tests.OkxDesk;
using static VeloZ.VenueServers.Tests.VenueDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>The private socket: what an account hears, and orders by it; and the timer that cancels for whoever has gone.</summary>
public sealed class OkxAccountTests
{
    private const string Buy = """ "instId":"BTC-USDT","tdMode":"cash","side":"buy" """;
    private const string Sell = """ "instId":"BTC-USDT","tdMode":"cash","side":"sell" """;

    [Fact(Timeout = 60_000)]
    public async Task An_account_hears_of_its_orders_in_order()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync();
        await socket.SubscribeAsync("""{"channel":"orders","instType":"SPOT"}""");
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"60000","sz":"1","clOrdId":"mine" """);
        var message = await socket.PushAsync("orders");
        Assert.Equal("""{"channel":"orders","instType":"SPOT","uid":"440000000000000001"}""", message.GetProperty("arg").GetRawText());
        var live = message.GetProperty("data")[0];
        Assert.Equal(("live", "mine", "0", "", "0"), (Text(live, "state"), Text(live, "clOrdId"), Text(live, "fillSz"), Text(live, "tradeId"), Text(live, "avgPx")));

        await desk.PlaceAsync(Sell + ""","ordType":"market","sz":"0.4" """, Bob); // Bob's orders are Bob's.
        var fill = await socket.RowAsync("orders");
        Assert.Equal(
            ("partially_filled", "0.4", "60000", "1", "M", "-0.00032", "BTC", "0.4", "24000"),
            (Text(fill, "state"), Text(fill, "fillSz"), Text(fill, "fillPx"), Text(fill, "tradeId"), Text(fill, "execType"), Text(fill, "fillFee"), Text(fill, "fillFeeCcy"), Text(fill, "accFillSz"), Text(fill, "fillNotionalUsd")));

        await desk.PostAsync("/api/v5/trade/amend-order", """{"instId":"BTC-USDT","clOrdId":"mine","newSz":"0.9","reqId":"less"}""");
        var amended = await socket.RowAsync("orders");
        Assert.Equal(("0.9", "less", "0", "", "0"), (Text(amended, "sz"), Text(amended, "reqId"), Text(amended, "amendResult"), Text(amended, "tradeId"), Text(amended, "fillSz")));

        await desk.PostAsync("/api/v5/trade/cancel-order", """{"instId":"BTC-USDT","clOrdId":"mine"}""");
        var canceled = await socket.RowAsync("orders");
        Assert.Equal(("canceled", "1", ""), (Text(canceled, "state"), Text(canceled, "cancelSource"), Text(canceled, "reqId")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_market_order_that_has_spent_its_amount_is_told_as_filled_without_a_trade()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync();
        await socket.SubscribeAsync("""{"channel":"orders","instType":"ANY"}""");
        await desk.PlaceAsync(Buy + ""","ordType":"market","sz":"100" """);
        Assert.Equal("live", Text(await socket.RowAsync("orders"), "state"));
        var fill = await socket.RowAsync("orders");
        Assert.Equal(("partially_filled", "1"), (Text(fill, "state"), Text(fill, "tradeId")));
        var filled = await socket.RowAsync("orders");
        Assert.Equal(("filled", "", "0", Text(fill, "accFillSz")), (Text(filled, "state"), Text(filled, "tradeId"), Text(filled, "fillSz"), Text(filled, "accFillSz")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Channels_are_told_what_they_ask_for_only()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync();
        await socket.SubscribeAsync("""{"channel":"orders","instType":"SWAP","instId":"BTC-USDT-SWAP"}""");
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"50000","sz":"1" """);
        await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"limit","px":"50000","sz":"1" """);
        Assert.Equal("BTC-USDT-SWAP", Text(await socket.RowAsync("orders"), "instId"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Balances_and_positions_are_told_at_first_by_events_and_regularly()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync();
        await socket.SubscribeAsync("""{"channel":"account","ccy":"USDT"}""");
        var snapshot = await socket.PushAsync("account");
        Assert.Equal(("snapshot", 1, true), (Text(snapshot, "eventType"), snapshot.GetProperty("curPage").GetInt32(), snapshot.GetProperty("lastPage").GetBoolean()));
        Assert.Equal("1000000", Text(Assert.Single(snapshot.GetProperty("data")[0].GetProperty("details").EnumerateArray()), "availBal"));
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"50000","sz":"1" """);
        var changed = await socket.PushAsync("account");
        Assert.Equal(("event_update", "950000", "50000"), (Text(changed, "eventType"), Text(changed.GetProperty("data")[0].GetProperty("details")[0], "availBal"), Text(changed.GetProperty("data")[0].GetProperty("details")[0], "frozenBal")));

        using var other = await desk.LogInAsync();
        await other.SubscribeAsync("""{"channel":"positions","instType":"SWAP","extraParams":"{\"updateInterval\":\"0\"}"}""");
        Assert.Empty((await other.PushAsync("positions")).GetProperty("data").EnumerateArray());
        await other.SubscribeAsync("""{"channel":"balance_and_position"}""");
        Assert.Equal("snapshot", Text(await other.RowAsync("balance_and_position"), "eventType"));
        await desk.PlaceAsync(""" "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","ordType":"market","sz":"3" """);
        var position = await other.PushAsync("positions");
        Assert.Equal(("event_update", "-3"), (Text(position, "eventType"), Text(position.GetProperty("data")[0], "pos")));
        var both = await other.RowAsync("balance_and_position");
        Assert.Equal(
            ("filled", "USDT", "-3", "1", "BTC-USDT-SWAP"),
            (Text(both, "eventType"), Text(both.GetProperty("balData")[0], "ccy"), Text(both.GetProperty("posData")[0], "pos"), Text(both.GetProperty("trades")[0], "tradeId"), Text(both.GetProperty("trades")[0], "instId")));
        desk.Look(venue =>
        {
            venue.Transfer(desk.AccountOf(Ann), new Money(-1, Currency.Parse("BTC")));
            return 0;
        });
        var moved = await other.RowAsync("balance_and_position");
        Assert.Equal(("transferred", "9"), (Text(moved, "eventType"), Text(moved.GetProperty("balData")[0], "cashBal")));

        desk.Time.Advance(TimeSpan.FromSeconds(5));
        JsonElement regular;
        do
            regular = await socket.PushAsync("account");
        while (Text(regular, "eventType") != "snapshot");
        await other.SendAsync("ping"); // It asked for events only.
        Assert.Equal("pong", await other.ReadTextAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Algo_orders_are_told_on_the_business_socket()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync("business");
        await socket.SubscribeAsync("""{"channel":"orders-algo","instType":"ANY"}""");
        await desk.PostAsync("/api/v5/trade/order-algo", "{" + Sell + ""","ordType":"trigger","sz":"0.01","triggerPx":"59999.5","orderPx":"-1"}""");
        Assert.Equal("live", Text(await socket.RowAsync("orders-algo"), "state"));
        desk.Look(venue =>
        {
            var house = new HouseFlow(venue, venue.Markets[0]);
            house.Set(OrderSide.Sell, 599_995, 1);
            house.Take(OrderSide.Buy, 599_995, 1);
            return 0;
        });
        var done = await socket.RowAsync("orders-algo");
        Assert.Equal(("effective", "0.01", desk.Now.ToString(System.Globalization.CultureInfo.InvariantCulture)), (Text(done, "state"), Text(done, "actualSz"), Text(done, "triggerTime")));
        Assert.NotEqual("", Text(done, "ordId"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_are_placed_amended_and_canceled_by_socket()
    {
        await using var desk = await StartAsync();
        using var socket = await desk.LogInAsync();
        const string Order = "{" + Buy + ""","ordType":"limit","px":"50000","sz":"0.01","clOrdId":"NAME"}""";
        var placed = await socket.AskAsync($$"""{"id":"a1","op":"order","args":[{{Order.Replace("NAME", "one", StringComparison.Ordinal)}}]}""");
        Assert.Equal(("a1", "order", "0", "one"), (Text(placed, "id"), Text(placed, "op"), Text(placed, "code"), Text(placed.GetProperty("data")[0], "clOrdId")));
        Assert.True(placed.TryGetProperty("inTime", out _));
        var list = await socket.AskAsync($$"""{"id":"a2","op":"batch-orders","args":[{{Order.Replace("NAME", "two", StringComparison.Ordinal)}},{{Order.Replace("NAME", "two", StringComparison.Ordinal)}}]}""");
        Assert.Equal(("2", "51016"), (Text(list, "code"), Text(list.GetProperty("data")[1], "sCode")));
        var amended = await socket.AskAsync("""{"id":"a3","op":"amend-order","args":[{"instId":"BTC-USDT","clOrdId":"one","newPx":"50001"}]}""");
        Assert.Equal("0", Text(amended, "code"));
        Assert.Equal(["50000", "50001"], (await desk.AskAsync("/api/v5/trade/orders-pending")).Rows.Select(static order => Text(order, "px")));
        var canceled = await socket.AskAsync("""{"id":"a4","op":"cancel-order","args":[{"instId":"BTC-USDT","clOrdId":"one"}]}""");
        Assert.Equal("0", Text(canceled, "code"));
        var gone = await socket.AskAsync("""{"id":"a5","op":"batch-cancel-orders","args":[{"instId":"BTC-USDT","clOrdId":"one"},{"instId":"BTC-USDT","clOrdId":"two"}]}""");
        Assert.Equal(("2", "51400", "0"), (Text(gone, "code"), Text(gone.GetProperty("data")[0], "sCode"), Text(gone.GetProperty("data")[1], "sCode")));
        Assert.Empty((await desk.AskAsync("/api/v5/trade/orders-pending")).Rows);

        Assert.Equal("60013", Text(await socket.AskAsync("""{"id":"a6","op":"order","args":{}}"""), "code"));
        var late = await socket.AskAsync($$"""{"id":"a7","op":"order","expTime":"{{desk.Now - 1}}","args":[{{Order}}]}""");
        Assert.Equal(("a7", "50036"), (Text(late, "id"), Text(late, "code")));
        var mass = await socket.AskAsync("""{"id":"a8","op":"mass-cancel","args":[{"instType":"OPTION","instFamily":"BTC-USD"}]}""");
        Assert.Equal(("a8", "mass-cancel", "51411"), (Text(mass, "id"), Text(mass, "op"), Text(mass, "code")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_login_that_is_wrong_closes_the_socket_and_a_second_one_is_refused()
    {
        await using var desk = await StartAsync();
        using var wrong = await desk.OpenAsync("private");
        Assert.Equal("60024", Text(await wrong.AskAsync(desk.LoginOf(Ann, "wrong")), "code"));
        Assert.Null(await wrong.ReadAsync());
        Assert.Equal((WebSocketCloseStatus)4001, wrong.ClosedAs);
        using var right = await desk.LogInAsync();
        Assert.Equal("60031", Text(await right.AskAsync(desk.LoginOf(Ann)), "code"));
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_than_30_sockets_hear_a_channel_of_an_account()
    {
        await using var desk = await StartAsync();
        var sockets = new List<OkxSocket>();
        for (var count = 1; count <= 31; count++)
        {
            var socket = await desk.LogInAsync();
            sockets.Add(socket);
            await socket.SubscribeAsync("""{"channel":"orders","instType":"ANY"}""");
            var told = await socket.NextAsync();
            Assert.Equal((count > 30 ? "channel-conn-count-error" : "channel-conn-count", $"{Math.Min(count, 30)}"), (Text(told, "event"), Text(told, "connCount")));
        }
        sockets.ForEach(static socket => socket.Dispose());
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_does_not_say_that_he_is_there_has_his_orders_canceled()
    {
        await using var desk = await StartAsync();
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"50000","sz":"0.01","clOrdId":"plain" """);
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"50000","sz":"0.01","clOrdId":"tagged","tag":"bot" """);
        await desk.PlaceAsync(Buy + ""","ordType":"limit","px":"50000","sz":"0.01" """, Bob);
        var set = (await SetAsync("""{"timeOut":"10","tag":"bot"}""")).Row;
        Assert.Equal(($"{desk.Now + 10_000}", "bot", $"{desk.Now}"), (Text(set, "triggerTime"), Text(set, "tag"), Text(set, "ts")));
        desk.Time.Advance(TimeSpan.FromSeconds(9));
        await SetAsync("""{"timeOut":"10","tag":"bot"}"""); // He is there.
        desk.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(2, await CountAsync());
        desk.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("plain", Text((await desk.AskAsync("/api/v5/trade/orders-pending")).Row, "clOrdId"));
        var gone = (await desk.AskAsync("/api/v5/trade/order?instId=BTC-USDT&clOrdId=tagged")).Row;
        Assert.Equal(("canceled", "20"), (Text(gone, "state"), Text(gone, "cancelSource")));

        await SetAsync("""{"timeOut":"10"}""");
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("0", Text((await SetAsync("""{"timeOut":"0"}""")).Row, "triggerTime")); // Not any more.
        desk.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await CountAsync());
        await SetAsync("""{"timeOut":"10"}""");
        desk.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await CountAsync());
        Assert.Single((await desk.AskAsync("/api/v5/trade/orders-pending", Bob)).Rows);
        Assert.Equal("51000", (await SetAsync("""{"timeOut":"9"}""")).Code);
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("51000", (await SetAsync("""{"timeOut":"121"}""")).Code);

        Task<OkxReply> SetAsync(string body) => desk.PostAsync("/api/v5/trade/cancel-all-after", body);

        async Task<int> CountAsync() => (await desk.AskAsync("/api/v5/trade/orders-pending")).Rows.Count;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

namespace VeloZ.VenueServers.Tests;

public sealed class OkxFundingTests
{
    private const string Buy = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"limit","px":"60000","sz":"100" """;
    private const string Sell = """ "instId":"BTC-USDT-SWAP","tdMode":"cross","side":"sell","ordType":"limit","px":"60000","sz":"100" """;

    // 100 contracts of 0.01 BTC at the last price of 60,000, of which 0.01 % is 6; the fees are 0.05 % and 0.02 % of 60,000.
    [Fact(Timeout = 60_000)]
    public async Task Longs_pay_and_shorts_get_a_share_of_the_position_once_a_period()
    {
        await using var desk = await OkxDesk.StartAsync(with: static options => options with { FundingRate = 0.0001m, FundingPeriod = TimeSpan.FromSeconds(20) });
        await desk.PlaceAsync(Sell, OkxDesk.Bob);
        Assert.Equal("0", (await desk.PlaceAsync(Buy)).Outcome.Code);
        using var socket = await desk.LogInAsync();
        await socket.SubscribeAsync("""{"channel":"balance_and_position"}""");
        Assert.Equal("snapshot", Text(await socket.RowAsync("balance_and_position"), "eventType"));
        desk.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("funding_fee", Text(await socket.RowAsync("balance_and_position"), "eventType"));
        Assert.Equal("999964", Text((await desk.AskAsync("/api/v5/account/balance?ccy=USDT")).Row.GetProperty("details")[0], "cashBal"));
        Assert.Equal("999994", Text((await desk.AskAsync("/api/v5/account/balance?ccy=USDT", OkxDesk.Bob)).Row.GetProperty("details")[0], "cashBal"));
        foreach (var path in new[] { "bills", "bills-archive" })
        {
            var bill = (await desk.AskAsync($"/api/v5/account/{path}?instType=SWAP&type=8")).Row;
            Assert.Equal(("8", "173", "-6", "999964", "BTC-USDT-SWAP", "USDT"), (Text(bill, "type"), Text(bill, "subType"), Text(bill, "balChg"), Text(bill, "bal"), Text(bill, "instId"), Text(bill, "ccy")));
        }
        Assert.Equal("174", Text((await desk.AskAsync("/api/v5/account/bills?type=8", OkxDesk.Bob)).Row, "subType"));
        var position = (await desk.AskAsync("/api/v5/account/positions")).Row;
        Assert.Equal(("-6", "-36"), (Text(position, "fundingFee"), Text(position, "realizedPnl")));
        var rate = (await desk.GetAsync("/api/v5/public/funding-rate?instId=BTC-USDT-SWAP")).Row;
        Assert.Equal(("0.0001", "0.0001"), (Text(rate, "fundingRate"), Text(rate, "settFundingRate")));
        desk.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, (await desk.AskAsync("/api/v5/account/bills?type=8")).Rows.Count);
    }

    private static string? Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString();
}

using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What is made of the fills that Coinbase answers with: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/list-fills.</summary>
public sealed class CoinbaseFillTests
{
    private const int Limit = 30_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // What takes back what was booked, what is no fill of the order, and what is off its market's grid.
    [Theory(Timeout = Limit)]
    [InlineData("\"trade_type\":\"FILL\"", "\"trade_type\":\"REVERSAL\"")]
    [InlineData("\"trade_type\":\"FILL\"", "\"trade_type\":\"CORRECTION\"")]
    [InlineData("\"trade_type\":\"FILL\"", "\"trade_type\":\"SYNTHETIC\"")]
    [InlineData("\"size_in_quote\":false", "\"size_in_quote\":true")]
    [InlineData("\"size\":\"0.1\"", "\"size\":\"0.10001\"")]
    [InlineData("\"order_id\":\"v1\"", "\"order_id\":\"v2\"")]
    [InlineData("\"product_id\":\"BTC-USD\"", "\"product_id\":\"ETH-USD\"")]
    [InlineData("\"liquidity_indicator\":\"MAKER\"", "\"liquidity_indicator\":\"BOTH\"")]
    public async Task Fill_that_cannot_be_read_is_told_to_be(string right, string wrong)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = _ => (200, CoinbaseAccountDesk.FillsOf("0.1").Replace(right, wrong, StringComparison.Ordinal));
        await desk.SayOrderAsync("OPEN", filled: "0.1", left: "0.4");
        await desk.Account.UntilAsync(told => told.Counts.Unreadable > 0 && told.Doubts.Contains(desk.Id), Stop);
        Assert.Empty(desk.Account.Reports);
    }

    // Who asks for the order goes on to ask.
    [Fact(Timeout = Limit)]
    public async Task Fill_that_cannot_be_read_is_told_once_an_order()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN");
        await desk.Account.ReportAsync<VenueReport.Accepted>(desk.Id, static _ => true, Stop);
        desk.Answer = request => request.Contains("historical/fills", StringComparison.Ordinal)
            ? (200, CoinbaseAccountDesk.FillsOf("0.1").Replace("\"FILL\"", "\"REVERSAL\"", StringComparison.Ordinal))
            : (200, "{\"order\":" + CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1", filled: "0.1") + "}");
        for (var asked = 0; asked < 2; asked++)
            Assert.Equal(new OrderAnswer.Failed("fills_unreadable"), await desk.Venue.FindAsync(desk.Named, Stop));
        await desk.SayOrderAsync("CANCELLED", filled: "0.1", left: "0");
        await desk.Account.UntilAsync(told => told.Doubts.Contains(desk.Id), Stop);
        Assert.Equal(1, desk.Account.Counts.Unreadable);
    }

    // A documented value: its fee is told beside it.
    [Fact(Timeout = Limit)]
    public async Task Fill_of_unknown_liquidity_is_booked()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static _ => (200, CoinbaseAccountDesk.FillsOf("0.1").Replace("MAKER", "UNKNOWN_LIQUIDITY_INDICATOR", StringComparison.Ordinal));
        await desk.SayOrderAsync("OPEN", filled: "0.1", left: "0.4");
        var fill = await desk.Account.ReportAsync<VenueReport.Filled>(desk.Id, static _ => true, Stop);
        Assert.Equal((0.1m, new Money(1.5m, Currency.Parse("USD")), Liquidity.Taker), (fill.Quantity.Value, fill.Fee, fill.Liquidity));
    }

    // "cannot pass order_ids with other filters", as Coinbase answered in https://github.com/hummingbot/hummingbot/pull/7220.
    [Fact(Timeout = Limit)]
    public async Task Fills_of_an_order_are_asked_for_by_its_id_alone()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static request => (200, request.Contains("cursor=", StringComparison.Ordinal)
            ? CoinbaseAccountDesk.FillsOf("0.1")
            : CoinbaseAccountDesk.FillsOf("0.1", "0.4").Replace("\"cursor\":\"\"", "\"cursor\":\"next\"", StringComparison.Ordinal));
        await desk.SayOrderAsync("FILLED", filled: "0.5", left: "0");
        await desk.Account.ReportAsync<VenueReport.Filled>(desk.Id, static fill => fill.Quantity.Value == 0.4m, Stop);
        Assert.Equal(["/orders/historical/fills?order_ids=v1", "/orders/historical/fills?order_ids=v1&cursor=next"], desk.Asked);
        Assert.Equal(["t0", "t1"], desk.Account.Reports.OfType<VenueReport.Filled>().Select(static fill => fill.TradeId)); // Where a page tells one again.
    }

    // Who has fewer base units than he asked for has all that there are: he asks whether that is so.
    [Fact(Timeout = Limit)]
    public async Task Order_that_filled_is_asked_for_behind_its_fills()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static _ => (200, CoinbaseAccountDesk.FillsOf("0.1"));
        await desk.SayOrderAsync("FILLED", filled: "0.1", left: "0");
        await desk.Account.UntilAsync(told => told.Doubts.Contains(desk.Id), Stop);
        Assert.Equal(0.1m, Assert.IsType<VenueReport.Filled>(Assert.Single(desk.Account.Reports)).Quantity.Value);
    }
}

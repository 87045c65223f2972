using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What is made of Coinbase's lists, where they are not as one would have them.</summary>
public sealed class CoinbaseBooksTests
{
    private const int Limit = 30_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The state machine has no step from a fill to a refusal, and none is adopted that was refused.
    [Theory(Timeout = Limit)]
    [InlineData("0", VenueOrderStatus.Rejected)]
    [InlineData("0.1", VenueOrderStatus.Canceled)]
    public async Task Order_that_failed_is_rejected_unless_it_has_filled(string filled, VenueOrderStatus status)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        var order = CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1", filled, "FAILED");
        desk.Answer = request => (200, request switch
        {
            _ when request.Contains("historical/batch", StringComparison.Ordinal) => $$"""{"orders":[{{order}}],"has_next":false,"cursor":""}""",
            _ when request.Contains("historical/fills", StringComparison.Ordinal) => CoinbaseAccountDesk.FillsOf(filled == "0" ? [] : [filled]),
            _ when request.Contains("/accounts", StringComparison.Ordinal) => """{"accounts":[],"has_next":false,"cursor":""}""",
            _ => $$"""{"order":{{order}}}""",
        });
        Assert.Equal(status, Assert.IsType<OrderAnswer.Found>(await desk.Venue.FindAsync(desk.Named, Stop)).Order.Status);
        var books = await desk.Venue.ReadBooksAsync([CoinbaseAccountDesk.Market.Instrument.Id], default, Stop);
        Assert.Equal(status, Assert.Single(books!.Orders).Status);
    }

    // What Coinbase leaves empty is not set: nothing filled.
    [Fact(Timeout = Limit)]
    public async Task Order_that_ended_unfilled_may_have_no_filled_size()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        var order = CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1", filled: "", "CANCELLED");
        desk.Answer = request => (200, request.Contains("historical/batch", StringComparison.Ordinal) ? $$"""{"orders":[{{order}}],"has_next":false,"cursor":""}""" : $$"""{"order":{{order}}}""");
        var found = Assert.IsType<OrderAnswer.Found>(await desk.Venue.FindAsync(desk.Named, Stop));
        Assert.Equal((VenueOrderStatus.Canceled, 0m), (found.Order.Status, found.Order.Filled.Value));
    }

    // More pages than a second's budget lets out: nobody would ever know that it is not there.
    [Fact(Timeout = Limit)]
    public async Task Order_of_long_ago_is_looked_for_to_the_end()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = _ =>
        {
            var page = desk.Asked.Count;
            return (200, $$"""{"orders":[{{CoinbaseAccountDesk.OrderOf("web_1", $"w{page}")}}],"has_next":{{(page < 40 ? "true" : "false")}},"cursor":"{{page}}"}""");
        };
        Assert.IsType<OrderAnswer.NotFound>(await desk.Venue.FindAsync(desk.Named, Stop));
        Assert.Equal(40, desk.Asked.Count);
    }

    // That it is not there would be proof enough to send it again.
    [Theory(Timeout = Limit)]
    [InlineData("""{"orders":[],"has_next":true,"cursor":""}""")]
    [InlineData("""{"orders":[],"has_next":true}""")]
    [InlineData("""{"orders":[],"has_next":true,"cursor":null}""")]
    public async Task Page_that_does_not_say_where_the_next_begins_proves_nothing(string page)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = request => (200, request.Contains("/accounts", StringComparison.Ordinal) ? """{"accounts":[]}""" : request.Contains("historical/fills", StringComparison.Ordinal) ? CoinbaseAccountDesk.FillsOf() : page);
        Assert.Equal(new OrderAnswer.Failed("answer_unreadable"), await desk.Venue.FindAsync(desk.Named, Stop));
        Assert.Null(await desk.Venue.ReadBooksAsync([CoinbaseAccountDesk.Market.Instrument.Id], default, Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task Page_without_rows_is_not_the_last_where_there_is_a_next()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = request => (200, request switch
        {
            _ when request.Contains("/accounts", StringComparison.Ordinal) => """{"accounts":[]}""",
            _ when request.Contains("historical/fills", StringComparison.Ordinal) => CoinbaseAccountDesk.FillsOf(),
            _ when request.Contains("cursor=next", StringComparison.Ordinal) => $$"""{"orders":[{{CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1")}}],"has_next":false,"cursor":""}""",
            _ => """{"orders":[],"has_next":true,"cursor":"next"}""",
        });
        var books = await desk.Venue.ReadBooksAsync([CoinbaseAccountDesk.Market.Instrument.Id], default, Stop);
        Assert.Equal("v1", Assert.Single(books!.Orders).VenueOrderId);
    }

    // Ours in the answer about one market would be told in its terms.
    [Theory(Timeout = Limit)]
    [InlineData("fills")]
    [InlineData("orders")]
    public async Task Row_of_another_market_makes_the_books_unreadable(string list)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        var order = CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1", filled: "0.1");
        desk.Answer = request => (200, request switch
        {
            _ when request.Contains("/accounts", StringComparison.Ordinal) => """{"accounts":[]}""",
            _ when request.Contains("historical/fills", StringComparison.Ordinal) => Of("fills", CoinbaseAccountDesk.FillsOf("0.1")),
            _ => Of("orders", $$"""{"orders":[{{order}}],"has_next":false,"cursor":""}"""),
        });
        Assert.Null(await desk.Venue.ReadBooksAsync([CoinbaseAccountDesk.Market.Instrument.Id], default, Stop));
        await desk.Account.UntilAsync(static told => told.Notices.Exists(static notice => notice.Code == "books_unreadable"), Stop);

        string Of(string name, string answer) => name == list ? answer.Replace("BTC-USD", "ETH-USD", StringComparison.Ordinal) : answer;
    }

    // What is not in the spot wallets cannot be spent there.
    [Fact(Timeout = Limit)]
    public async Task Balances_are_those_of_spot()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static request => (200, request switch
        {
            _ when request.Contains("/accounts", StringComparison.Ordinal) =>
                $$"""{"accounts":[{{Wallet("ACCOUNT_TYPE_FIAT", "USD", "10", "2", ",\"platform\":\"ACCOUNT_PLATFORM_CONSUMER\"")}},{{Wallet("ACCOUNT_TYPE_CRYPTO", "BTC", "1", "0")}},{{Wallet("ACCOUNT_TYPE_VAULT", "BTC", "3", "0")}},{{Wallet("ACCOUNT_TYPE_PERP_FUTURES", "USD", "5", "0")}},{{Wallet("ACCOUNT_TYPE_FIAT", "USD", "7", "0", ",\"platform\":\"ACCOUNT_PLATFORM_CFM_CONSUMER\"")}},{{Wallet("ACCOUNT_TYPE_CRYPTO", "BTC", "9", "0", ",\"platform\":\"ACCOUNT_PLATFORM_INTX\"")}}],"has_next":false,"cursor":""}""",
            _ when request.Contains("historical/fills", StringComparison.Ordinal) => CoinbaseAccountDesk.FillsOf(),
            _ => """{"orders":[],"has_next":false,"cursor":""}""",
        });
        var books = await desk.Venue.ReadBooksAsync([CoinbaseAccountDesk.Market.Instrument.Id], default, Stop);
        Assert.Equal([new Money(1, Currency.Parse("BTC")), new Money(12, Currency.Parse("USD"))], books!.Balances.OrderBy(static money => money.Currency));
    }

    // Their zero, as the channel writes it.
    [Fact(Timeout = Limit)]
    public async Task Fill_time_of_year_1_is_none()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        var order = CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1").Replace("\"last_fill_time\":null", "\"last_fill_time\":\"0001-01-01T00:00:00Z\"", StringComparison.Ordinal);
        desk.Answer = request => (200, request.Contains("historical/batch", StringComparison.Ordinal) ? $$"""{"orders":[{{order}}],"has_next":false,"cursor":""}""" : $$"""{"order":{{order}}}""");
        Assert.Equal("2026-01-01T00:00:00Z", Assert.IsType<OrderAnswer.Found>(await desk.Venue.FindAsync(desk.Named, Stop)).Order.VenueTime.ToString());
    }

    // One that has no number where one must be is no reason not to trade the others.
    [Fact]
    public void Market_that_cannot_be_read_is_passed_by()
    {
        const string Product = """{"product_id":"BTC-USD","base_currency_id":"BTC","quote_currency_id":"USD","product_type":"SPOT","price_increment":"0.01","base_increment":"0.0001","base_min_size":"0.0001","base_max_size":"100","quote_min_size":"1","quote_max_size":"1000000"}""";
        using var document = JsonDocument.Parse($$"""{"products":[{{Product.Replace("BTC", "OLD", StringComparison.Ordinal).Replace("\"100\"", "\"\"", StringComparison.Ordinal)}},{{Product}}]}""");
        Assert.Equal("BTC-USD", Assert.Single(CoinbaseMarketJson.Markets(document.RootElement, out _)).Symbol);
    }

    private static string Wallet(string type, string currency, string free, string held, string more = "") =>
        $$$"""{"uuid":"u","currency":"{{{currency}}}","available_balance":{"value":"{{{free}}}","currency":"{{{currency}}}"},"type":"{{{type}}}","hold":{"value":"{{{held}}}","currency":"{{{currency}}}"}{{{more}}}}""";
}

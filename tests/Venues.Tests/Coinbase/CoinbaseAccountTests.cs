using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What an account at Coinbase is told, and what its answers mean, in cases that the loopback venue does not make.</summary>
public sealed class CoinbaseAccountTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Each_subscription_has_a_token_of_its_own()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Peer.Break();
        var asked = (await desk.AcceptAsync()).Select(static message => JsonDocument.Parse(message).RootElement).ToArray();
        Assert.Equal(["heartbeats", "user"], asked.Select(static message => message.Text("channel")));
        Assert.NotEqual(asked[0].Text("jwt"), asked[1].Text("jwt"));
    }

    // The fills are seen later than the end, which waits for them.
    [Fact(Timeout = 30_000)]
    public async Task End_is_told_behind_the_fills_that_are_asked_for()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        var asked = 0;
        desk.Answer = request => request.Contains("order_ids=v1", StringComparison.Ordinal) ? (200, ++asked == 1 ? CoinbaseAccountDesk.FillsOf() : CoinbaseAccountDesk.FillsOf("0.1", "0.1")) : (404, "");
        await desk.SayOrderAsync("CANCELLED", filled: "0.2", left: "0", reason: "User requested cancel");
        await desk.Account.ReportAsync<VenueReport.Changed>(desk.Id, static _ => true, Stop);
        var (first, second, end) = (desk.Account.Reports[0], desk.Account.Reports[1], desk.Account.Reports[2]);
        Assert.Equal(
            ("t0", 60_000m, 0.1m, new Money(1.5m, Currency.Parse("USD")), Liquidity.Maker),
            first is VenueReport.Filled fill ? (fill.TradeId, fill.Price.Value, fill.Quantity.Value, fill.Fee, fill.Liquidity) : default);
        Assert.Equal("t1", Assert.IsType<VenueReport.Filled>(second).TradeId);
        Assert.Equal((OrderEvent.Canceled, ""), end is VenueReport.Changed changed ? (changed.Happened, changed.Reason) : default);
        Assert.Equal(2, asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Fill_that_was_told_is_not_told_again_with_the_next()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static _ => (200, CoinbaseAccountDesk.FillsOf("0.1"));
        await desk.SayOrderAsync("OPEN", filled: "0.1", left: "0.4");
        await desk.Account.ReportAsync<VenueReport.Filled>(desk.Id, static _ => true, Stop);
        desk.Answer = static _ => (200, CoinbaseAccountDesk.FillsOf("0.1", "0.4"));
        await desk.SayOrderAsync("FILLED", filled: "0.5", left: "0");
        await desk.Account.ReportAsync<VenueReport.Filled>(desk.Id, static fill => fill.Quantity.Value == 0.4m, Stop);
        Assert.Equal(["t0", "t1"], desk.Account.Reports.OfType<VenueReport.Filled>().Select(static fill => fill.TradeId));
    }

    [Fact(Timeout = 60_000)]
    public async Task Fills_that_do_not_come_make_the_order_doubted_and_its_end_is_not_told()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static _ => (200, CoinbaseAccountDesk.FillsOf());
        await desk.SayOrderAsync("CANCELLED", filled: "0.2", left: "0");
        await desk.Account.UntilAsync(told => told.Doubts.Contains(desk.Id), Stop);
        Assert.Empty(desk.Account.Reports);
    }

    [Fact(Timeout = 30_000)]
    public async Task Message_that_is_missing_makes_the_connection_anew()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN", step: 2);
        await desk.Account.UntilAsync(static told => told.Counts.Interrupted > 0, Stop);
        await desk.AcceptAsync();
        Assert.Empty(desk.Account.Reports);
    }

    [Fact(Timeout = 30_000)]
    public async Task Message_that_comes_again_is_passed_over()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN");
        await desk.SayOrderAsync("OPEN", step: 0);
        await desk.SayOrderAsync("CANCELLED");
        await desk.Account.ReportAsync<VenueReport.Changed>(desk.Id, static _ => true, Stop);
        Assert.Single(desk.Account.Reports.OfType<VenueReport.Accepted>());
        Assert.Equal(0, desk.Account.Counts.Interrupted);
    }

    [Fact(Timeout = 30_000)]
    public async Task Subscription_that_is_refused_is_told_and_asked_for_anew()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.Peer.SendAsync("""{"type":"error","message":"authentication failure"}""", Stop);
        await desk.Account.UntilAsync(static told => told.Counts.Interrupted > 0, Stop);
        await desk.AcceptAsync();
    }

    // What Coinbase leaves empty is not set: nothing filled.
    [Theory(Timeout = 30_000)]
    [InlineData("0.5")]
    [InlineData("")]
    public async Task Order_without_fills_may_tell_none(string left)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("PENDING", filled: "", left);
        await desk.SayOrderAsync("OPEN", filled: "", left);
        await desk.Account.ReportAsync<VenueReport.Accepted>(desk.Id, static _ => true, Stop);
        await desk.SayOrderAsync("CANCELLED", filled: "", left: "");
        await desk.Account.ReportAsync<VenueReport.Changed>(desk.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
        Assert.Equal((0, 0), (desk.Account.Counts.Unreadable, desk.Account.Doubts.Count));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("SLEEPING", "0")]
    [InlineData("OPEN", "much")]
    public async Task Order_that_cannot_be_read_is_told_to_be(string status, string filled)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync(status, filled);
        await desk.Account.UntilAsync(static told => told.Counts.Unreadable == 1, Stop);
    }

    [Fact(Timeout = 30_000)]
    public async Task Order_beside_one_that_cannot_be_read_is_told()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        var other = ClientOrderId.Create('l', partition: 0, epoch: 1, 2, OrderRole.Working);
        await desk.SayAsync("user", $$"""{"type":"update","orders":[{{Row(other, "v2", "SLEEPING")}},{{Row(desk.Id, "v1", "OPEN")}}]}""");
        await desk.Account.ReportAsync<VenueReport.Accepted>(desk.Id, static _ => true, Stop);
        Assert.Equal(1, desk.Account.Counts.Unreadable);

        static string Row(ClientOrderId id, string venueId, string status) =>
            $$"""{"client_order_id":"{{id}}","order_id":"{{venueId}}","product_id":"BTC-USD","status":"{{status}}","cumulative_quantity":"0","leaves_quantity":"0.5","limit_price":"60000"}""";
    }

    [Fact(Timeout = 30_000)]
    public async Task Order_that_is_another_than_before_is_doubted()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN");
        await desk.SayOrderAsync("OPEN", price: "60001");
        await desk.Account.UntilAsync(told => told.Doubts.Contains(desk.Id), Stop);
    }

    [Fact(Timeout = 30_000)]
    public async Task Order_of_a_snapshot_that_has_filled_more_is_doubted()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN", filled: "0.2", left: "0.3", type: "snapshot");
        await desk.Account.UntilAsync(told => told.Doubts.Contains(desk.Id), Stop);
        Assert.Empty(desk.Account.Reports);
    }

    [Fact(Timeout = 30_000)]
    public async Task Order_that_fails_is_rejected_with_its_reason()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("PENDING");
        await desk.SayOrderAsync("FAILED", reason: "Hold failure");
        var told = await desk.Account.ReportAsync<VenueReport.Changed>(desk.Id, static _ => true, Stop);
        Assert.Equal((OrderEvent.Rejected, "hold_failure"), (told.Happened, told.Reason));
        Assert.Single(desk.Account.Reports);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(200, """{"success":true,"success_response":{"order_id":"v1","client_order_id":"ID"}}""", "Accepted v1")]
    [InlineData(200, """{"success":true,"success_response":{"order_id":"v1","client_order_id":"other"}}""", "Unknown answer_unreadable")]
    [InlineData(200, """{"success":true,"success_response":{"order_id":"","client_order_id":"ID"}}""", "Unknown answer_unreadable")]
    [InlineData(200, """{"success":false,"error_response":{"error":"INSUFFICIENT_FUND","new_order_failure_reason":"INSUFFICIENT_FUND","preview_failure_reason":"PREVIEW_INSUFFICIENT_FUND"}}""", "Rejected insufficient_fund")]
    [InlineData(200, """{"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","new_order_failure_reason":"UNKNOWN_FAILURE_REASON","preview_failure_reason":"PREVIEW_INVALID_LIMIT_PRICE"}}""", "Rejected preview_invalid_limit_price")]
    [InlineData(200, """{"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","new_order_failure_reason":"UNKNOWN_FAILURE_REASON","preview_failure_reason":"UNKNOWN_PREVIEW_FAILURE_REASON"}}""", "Unknown refused_without_a_reason")]
    [InlineData(200, """{"success":false,"error_response":{"error":"DUPLICATE_CLIENT_ORDER_ID"}}""", "Duplicate ")]
    [InlineData(200, """{"success":false}""", "Unknown answer_unreadable")]
    [InlineData(200, "{", "Unknown answer_unreadable")]
    [InlineData(400, """{"error":"INVALID_ARGUMENT","message":"side is required"}""", "Rejected side_is_required_400")]
    [InlineData(401, "Unauthorized", "Rejected unauthorized_401")]
    [InlineData(403, "<html>", "Rejected refused_403")]
    [InlineData(429, """{"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]}""", "Rejected too_many_requests_429")]
    [InlineData(409, "{}", "Unknown http_409")]
    [InlineData(500, """{"error":"INTERNAL","message":"x"}""", "Unknown http_500")]
    [InlineData(503, "", "Unknown http_503")]
    public async Task Answer_to_a_new_order_means(int status, string body, string meaning)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = _ => (status, body.Replace("ID\"", $"{desk.Id}\"", StringComparison.Ordinal).Replace($"DUPLICATE_CLIENT_ORDER_{desk.Id}", "DUPLICATE_CLIENT_ORDER_ID", StringComparison.Ordinal));
        var said = await desk.Venue.SubmitAsync(desk.Order(), Stop) switch
        {
            SubmitOutcome.Accepted accepted => $"Accepted {accepted.VenueOrderId}",
            SubmitOutcome.Rejected rejected => $"Rejected {rejected.Reason}",
            SubmitOutcome.Unknown unknown => $"Unknown {unknown.Cause}",
            SubmitOutcome.Duplicate => "Duplicate ",
            var other => $"{other}",
        };
        Assert.Equal(meaning, said);
        Assert.Single(desk.Changes); // Sent once, whatever came.
    }

    [Fact(Timeout = 30_000)]
    public async Task Order_is_sent_as_documented()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.Venue.SubmitAsync(desk.Order(), Stop);
        var request = Assert.Single(desk.Changes);
        Assert.StartsWith("POST /api/v3/brokerage/orders HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: Bearer ey", request, StringComparison.Ordinal);
        Assert.EndsWith(
            $$$$"""{"client_order_id":"{{{{desk.Id}}}}","product_id":"BTC-USD","side":"BUY","order_configuration":{"limit_limit_gtc":{"base_size":"0.5","limit_price":"60000","post_only":false}}}""",
            request,
            StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("true", "UNKNOWN_CANCEL_FAILURE_REASON", "Taken")]
    [InlineData("false", "DUPLICATE_CANCEL_REQUEST", "Taken")]
    [InlineData("false", "ORDER_IS_FULLY_FILLED", "Rejected { Reason = order_is_fully_filled }")]
    [InlineData("false", "UNKNOWN_CANCEL_FAILURE_REASON", "Unknown { Cause = refused_without_a_reason }")]
    public async Task Answer_to_a_cancel_means(string success, string reason, string meaning)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN"); // So its id is known.
        await desk.Account.ReportAsync<VenueReport.Accepted>(desk.Id, static _ => true, Stop);
        desk.Answer = _ => (200, $$"""{"results":[{"success":{{success}},"failure_reason":"{{reason}}","order_id":"v1"}]}""");
        Assert.StartsWith(meaning, $"{await desk.Venue.CancelAsync(desk.Named, Stop)}", StringComparison.Ordinal);
        Assert.EndsWith("""{"order_ids":["v1"]}""", Assert.Single(desk.Changes), StringComparison.Ordinal);
    }

    // The list as documented, and the one of a recorded answer.
    [Theory(Timeout = 30_000)]
    [InlineData("[{\"edit_failure_reason\":\"UNKNOWN_EDIT_ORDER_FAILURE_REASON\",\"preview_failure_reason\":\"PREVIEW_INSUFFICIENT_FUND\"}]", "Rejected { Reason = preview_insufficient_fund }")]
    [InlineData("{\"edit_failure_reason\":\"UNKNOWN_EDIT_ORDER_FAILURE_REASON\",\"preview_failure_reason\":\"PREVIEW_INSUFFICIENT_FUND\"}", "Rejected { Reason = preview_insufficient_fund }")]
    [InlineData("[]", "Unknown { Cause = refused_without_a_reason }")]
    public async Task Answer_to_an_amendment_means(string errors, string meaning)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        await desk.SayOrderAsync("OPEN");
        await desk.Account.ReportAsync<VenueReport.Accepted>(desk.Id, static _ => true, Stop);
        desk.Answer = _ => (200, $$"""{"success":false,"error_response":{"error_details":"","edit_order_failure_reason":"UNKNOWN_EDIT_ORDER_FAILURE_REASON"},"errors":{{errors}}}""");
        var (order, price) = (desk.Order(), CoinbaseAccountDesk.Market.Instrument.ToPrice(59_999, GridRounding.Exact));
        var outcome = await desk.Venue.AmendAsync(new VenueAmend(desk.Named, order.Terms, Quantity: null, price, TriggerPrice: null, order.Deadline), Stop);
        Assert.StartsWith(meaning, $"{outcome}", StringComparison.Ordinal);
        Assert.EndsWith("""{"order_id":"v1","price":"59999","size":"0.5"}""", Assert.Single(desk.Changes), StringComparison.Ordinal);
    }

    // All pages, and only then it is not there.
    [Fact(Timeout = 30_000)]
    public async Task Order_is_looked_for_on_all_pages()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = request => request switch
        {
            _ when request.Contains("cursor=next", StringComparison.Ordinal) => (200, PageOf(desk.Id.Text, "v1", hasNext: false)),
            _ when request.Contains("historical/batch", StringComparison.Ordinal) => (200, PageOf("web_1", "v2", hasNext: true)),
            _ when request.Contains("historical/v1", StringComparison.Ordinal) => (200, "{\"order\":" + CoinbaseAccountDesk.OrderOf(desk.Id.Text, "v1") + "}"),
            _ => (404, ""),
        };
        var found = Assert.IsType<OrderAnswer.Found>(await desk.Venue.FindAsync(desk.Named, Stop));
        Assert.Equal(("v1", 0.5m, 60_002m), (found.Order.VenueOrderId, found.Order.Terms.Quantity.Value, found.Order.Terms.Price?.Value)); // As it was edited.
    }

    [Fact(Timeout = 30_000)]
    public async Task Page_that_cannot_be_had_is_no_proof_that_an_order_is_not_there()
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync();
        desk.Answer = static request => request.Contains("cursor=next", StringComparison.Ordinal) ? (503, "") : (200, PageOf("web_1", "v2", hasNext: true));
        Assert.Equal(new OrderAnswer.Failed("http_503"), await desk.Venue.FindAsync(desk.Named, Stop));
        Assert.Equal(new CancelOutcome.NotSent("http_503"), await desk.Venue.CancelAsync(desk.Named, Stop));
        desk.Answer = static _ => (200, PageOf("web_1", "v2", hasNext: false));
        Assert.IsType<OrderAnswer.NotFound>(await desk.Venue.FindAsync(desk.Named, Stop));
        Assert.Equal(new CancelOutcome.Rejected("order_not_found"), await desk.Venue.CancelAsync(desk.Named, Stop));
        Assert.Empty(desk.Changes);
    }

    private static string PageOf(string clientId, string venueId, bool hasNext) =>
        $$"""{"orders":[{{CoinbaseAccountDesk.OrderOf(clientId, venueId)}}],"has_next":{{(hasNext ? "true" : "false")}},"cursor":"{{(hasNext ? "next" : "")}}"}""";
}

using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What the books are made of.</summary>
public sealed partial class BybitRestTests
{
    [Fact(Timeout = Limit)]
    public async Task What_ended_before_the_last_ones_is_found_in_history()
    {
        await using var account = await OpenAsync();
        _answer = static request => Http(200, request.StartsWith("GET /v5/order/realtime", StringComparison.Ordinal) ? List("") : List(Ended("Cancelled")));
        var found = Assert.IsType<OrderAnswer.Found>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
        Assert.Equal((VenueOrderStatus.Canceled, 0m, "1321003749386327552"), (found.Order.Status, found.Order.Filled.Value, found.Order.VenueOrderId));
        Assert.Equal([$"/v5/order/realtime?category=spot&orderLinkId={Id}", $"/v5/order/history?category=spot&orderLinkId={Id}"], Asked.Select(PathOf));
        foreach (var request in Asked)
            AssertSigned(request, PathOf(request)[(PathOf(request).IndexOf('?', StringComparison.Ordinal) + 1)..]);
    }

    [Theory(Timeout = Limit)]
    [InlineData("realtime")]
    [InlineData("history")]
    [InlineData("list")]
    public async Task An_order_is_not_found_only_where_all_that_was_asked_was_answered(string fails)
    {
        await using var account = await OpenAsync();
        _answer = request => request.Contains(fails, StringComparison.Ordinal) ? Http(500, "")
            : Http(200, List(request.Contains("history", StringComparison.Ordinal) ? Ended("PartiallyFilledCanceled", "0.2") : ""));
        Assert.IsType<OrderAnswer.Failed>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
    }

    // "nextPageCursor" is escaped when it comes, and goes back as it came.
    [Fact(Timeout = Limit)]
    public async Task Pages_go_on_by_the_cursor_as_it_came()
    {
        await using var account = await OpenAsync();
        const string Cursor = "page_token%3D39380%26";
        _answer = static request => request switch
        {
            _ when request.Contains("wallet", StringComparison.Ordinal) => Http(200, Wallet),
            _ when request.Contains("openOnly=0", StringComparison.Ordinal) && !request.Contains("cursor", StringComparison.Ordinal) => Http(200, List(Ended("New"), Cursor)),
            _ => Http(200, List("")),
        };
        var books = await account.ReadBooksAsync([Instrument.Id], _clock.Now - TimeSpan.FromHours(1), Stop);
        Assert.Single(books!.Orders);
        Assert.Equal([(1.5m, "BTC"), (-0.5m, "ETH")], books.Balances.Select(static money => (money.Amount, money.Currency.Code))); // 0.5 of it is borrowed.
        var pages = Asked.Where(static request => request.Contains("openOnly=0", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, pages.Length);
        Assert.EndsWith($"&cursor={Cursor}", PathOf(pages[1]), StringComparison.Ordinal);
        AssertSigned(pages[1], PathOf(pages[1])[(PathOf(pages[1]).IndexOf('?', StringComparison.Ordinal) + 1)..]);
    }

    // One that fills while the books are read is open in the first answer, and has ended in a later one.
    [Fact(Timeout = Limit)]
    public async Task Open_orders_are_asked_for_before_those_that_ended_and_the_end_counts()
    {
        await using var account = await OpenAsync();
        _answer = static request => Http(200, request.Contains("wallet", StringComparison.Ordinal) ? Wallet
            : request.Contains("execution", StringComparison.Ordinal) || request.Contains("openOnly=1", StringComparison.Ordinal) ? List("")
            : List(Ended(request.Contains("openOnly=0", StringComparison.Ordinal) ? "New" : "Filled", "0.5")));
        var books = await account.ReadBooksAsync([Instrument.Id], UnixNanos.FromMilliseconds(1_767_225_600_000), Stop);
        Assert.Equal(VenueOrderStatus.Filled, books!.Orders.Select(static order => order.Status).Single());
        var asked = Asked.Select(PathOf).ToList();
        Assert.True(asked.FindIndex(static path => path.Contains("openOnly=0", StringComparison.Ordinal)) < asked.FindIndex(static path => path.Contains("openOnly=1", StringComparison.Ordinal)));
        Assert.True(asked.FindIndex(static path => path.Contains("openOnly=1", StringComparison.Ordinal)) < asked.FindIndex(static path => path.Contains("history", StringComparison.Ordinal)));
    }

    // One by value, as Bybit's own page places them, has no quantity in base units.
    [Fact(Timeout = Limit)]
    public async Task An_order_of_somebody_else_that_cannot_be_told_in_our_terms_is_no_reason_not_to_read_the_books()
    {
        await using var account = await OpenAsync();
        var byValue = Ended("Filled", "0.01").Replace("\"orderType\":\"Limit\"", "\"orderType\":\"Market\",\"marketUnit\":\"quoteCoin\"", StringComparison.Ordinal);
        var open = byValue.Replace(Id.Text, "web_1", StringComparison.Ordinal).Replace("Filled", "New", StringComparison.Ordinal);
        _answer = request => Http(200, request.Contains("wallet", StringComparison.Ordinal) ? Wallet : List(request.Contains("openOnly=0", StringComparison.Ordinal) ? open : ""));
        var books = await account.ReadBooksAsync([Instrument.Id], new UnixNanos(0), Stop);
        Assert.Equal(("web_1", VenueOrderStatus.Open), books!.Orders.Select(static order => (order.ClientId, order.Status)).Single());
        open = byValue; // One of ours must be told.
        Assert.Null(await account.ReadBooksAsync([Instrument.Id], new UnixNanos(0), Stop));
    }

    // A time before the last seven days takes a question for each seven of them.
    [Fact(Timeout = Limit)]
    public async Task A_long_past_is_asked_for_week_by_week_and_what_two_tell_counts_once()
    {
        await using var account = await OpenAsync();
        // Of a trade with oneself both orders have the same number.
        var both = $"{Filled},{Filled.Replace("1321003749386327552", "1321003749386327553", StringComparison.Ordinal)}";
        _answer = request => Http(200, request.Contains("wallet", StringComparison.Ordinal) ? Wallet : request.Contains("execution", StringComparison.Ordinal) ? List(both) : List(""));
        var since = _clock.Now - TimeSpan.FromDays(15);
        var books = await account.ReadBooksAsync([Instrument.Id], since, Stop);
        Assert.Equal(
            [("1321003749386327552", "2290000000000000001", 0.2m), ("1321003749386327553", "2290000000000000001", 0.2m)],
            books!.Fills.Select(static fill => (fill.VenueOrderId, fill.TradeId, fill.Quantity.Value)).Order());
        var starts = Asked.Where(static request => request.Contains("/v5/execution/list", StringComparison.Ordinal)).Select(static request => StartOf(PathOf(request))).ToArray();
        Assert.Equal(3, starts.Length);
        Assert.All(starts.Zip(starts.Skip(1)), static pair => Assert.Equal(7 * 86_400_000L, pair.Second - pair.First));
        Assert.InRange(starts[0], since.Milliseconds - 1_000, since.Milliseconds + 1_000);
    }

    // Without a time Bybit tells executions of seven days: what an order filled before them is asked for week by week, back from there.
    [Fact(Timeout = Limit)]
    public async Task Fills_of_an_order_that_rests_for_weeks_are_all_found()
    {
        await using var account = await OpenAsync();
        var now = _clock.Now.Milliseconds;
        var old = Filled.Replace("2290000000000000001", "2190000000000000001", StringComparison.Ordinal).Replace("\"0.2\"", "\"0.1\"", StringComparison.Ordinal);
        _answer = request => Http(200, !request.Contains("execution", StringComparison.Ordinal) ? List(Ended("PartiallyFilledCanceled", "0.3"))
            : !request.Contains("startTime", StringComparison.Ordinal) ? List(Filled)
            : StartOf(PathOf(request)) < now - (14 * 86_400_000L) ? List(old)
            : List(""));
        var found = Assert.IsType<OrderAnswer.Found>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
        Assert.Equal([("2190000000000000001", 0.1m), ("2290000000000000001", 0.2m)], found.Fills.Select(static fill => (fill.TradeId, fill.Quantity.Value)));
        var windows = Asked.Where(static request => request.Contains("startTime", StringComparison.Ordinal)).Select(static request => PathOf(request)).ToArray();
        Assert.Equal(2, windows.Length);
        Assert.All(windows, static path => Assert.Equal(7 * 86_400_000L, long.Parse(path.Split("endTime=")[1].Split('&')[0], CultureInfo.InvariantCulture) - StartOf(path)));
        Assert.All(windows, static path => Assert.Contains("orderId=1321003749386327552", path, StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task Books_of_which_a_part_is_missing_are_none()
    {
        await using var account = await OpenAsync();
        foreach (var part in new[] { "openOnly=0", "openOnly=1", "history", "execution", "wallet" })
        {
            _answer = request => Http(200, request.Contains(part, StringComparison.Ordinal) ? """{"retCode":10016,"retMsg":"Server error.","result":{}}"""
                : request.Contains("wallet", StringComparison.Ordinal) ? Wallet
                : List(""));
            Assert.Null(await account.ReadBooksAsync([Instrument.Id], _clock.Now, Stop));
        }
    }

    // Executions may lag behind their order: none is looked for before it was made.
    [Theory(Timeout = Limit)]
    [InlineData(6, 0)]
    [InlineData(8, 1)] // The week that ended seven days ago.
    [InlineData(15, 2)] // And the one before it, which ended 14 days ago.
    public async Task Fills_are_not_looked_for_in_weeks_before_their_order(int daysAgo, int weeks)
    {
        await using var account = await OpenAsync();
        var created = (_clock.Now - TimeSpan.FromDays(daysAgo)).Milliseconds;
        _answer = request => Http(200, request.Contains("execution", StringComparison.Ordinal) ? List("") : List(Ended("PartiallyFilledCanceled", "0.3", created)));
        var found = Assert.IsType<OrderAnswer.Found>(await account.FindAsync(new VenueOrderKey(Id, Instrument.Id, OrderType.Limit), Stop));
        Assert.Empty(found.Fills);
        Assert.Equal(weeks, Asked.Count(static request => request.Contains("startTime", StringComparison.Ordinal)));
    }
}

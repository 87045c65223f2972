using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Contract;

/// <summary>What orders at every venue must do. An adapter derives from it and opens its own desk for each test.</summary>
public abstract partial class ExecutionVenueContract
{
    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens a desk whose account listens already.</summary>
    /// <param name="faults">What goes wrong there, as <c>timeout=1</c>; empty for nothing.</param>
    protected abstract Task<VenueDesk> OpenAsync(string faults = "");

    /// <summary>Opens a desk for an adapter that signs with another secret than the account's.</summary>
    protected abstract Task<VenueDesk> OpenWithWrongSecretAsync();

    [Fact]
    public async Task EV01_order_that_rests_is_accepted_told_and_found()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        var accepted = Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        var told = await desk.Account.ReportAsync<VenueReport.Accepted>(order.Id, static _ => true, Stop);
        Assert.Equal((accepted.VenueOrderId, UpdateSource.Stream), (told.VenueOrderId, told.Source));
        var found = await FindAsync(desk, order);
        Assert.Equal((order.Id.Text, accepted.VenueOrderId, VenueOrderStatus.Open, 0m), (found.Order.ClientId, found.Order.VenueOrderId, found.Order.Status, found.Order.Filled.Value));
        Assert.Equal((Buy, OrderType.Limit, 0.5m, 59_999m), (found.Order.Terms.Side, found.Order.Terms.Type, found.Order.Terms.Quantity.Value, found.Order.Terms.Price?.Value));
        Assert.Empty(found.Fills);
    }

    [Fact]
    public async Task EV02_fill_of_a_resting_order_is_told_and_found_as_a_makers()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        desk.Trade(Sell, 0.2m, 59_999);
        var told = await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static _ => true, Stop);
        Assert.Equal((59_999m, 0.2m, Liquidity.Maker), (told.Price.Value, told.Quantity.Value, told.Liquidity));
        Assert.True(told.Fee.Amount > 0);
        var found = await FindAsync(desk, order);
        Assert.Equal((VenueOrderStatus.Open, 0.2m), (found.Order.Status, found.Order.Filled.Value));
        var fill = Assert.Single(found.Fills);
        Assert.Equal((told.TradeId, told.Price, told.Quantity, told.Fee, told.Liquidity), (fill.TradeId, fill.Price, fill.Quantity, fill.Fee, fill.Liquidity));
    }

    [Fact]
    public async Task EV03_order_that_timed_out_is_unknown_there_once_and_found()
    {
        await using var desk = await OpenAsync("timeout=1");
        var order = desk.Order(Buy, 0.5m, 59_999);
        Assert.IsType<SubmitOutcome.Unknown>(await desk.Venue.SubmitAsync(order, Stop));
        Assert.Equal(VenueOrderStatus.Open, (await FindAsync(desk, order)).Order.Status);
        Assert.Equal(1, desk.Taken(order.Id));
    }

    [Theory]
    [InlineData("error-after=1", 1)]
    [InlineData("error-before=1", 0)]
    [InlineData("break=1", 0)]
    public async Task EV04_server_error_or_broken_connection_is_unknown_and_sent_once(string faults, int taken)
    {
        await using var desk = await OpenAsync(faults);
        var order = desk.Order(Buy, 0.5m, 59_999);
        Assert.IsType<SubmitOutcome.Unknown>(await desk.Venue.SubmitAsync(order, Stop));
        Assert.Equal(taken, desk.Taken(order.Id));
        if (taken == 0)
            Assert.IsType<OrderAnswer.NotFound>(await desk.Venue.FindAsync(VenueDesk.KeyOf(order), Stop));
        else
            await FindAsync(desk, order);
    }

    [Fact]
    public async Task EV05_order_that_was_never_there_is_not_found()
    {
        await using var desk = await OpenAsync();
        Assert.IsType<OrderAnswer.NotFound>(await desk.Venue.FindAsync(VenueDesk.KeyOf(desk.Order(Buy, 0.5m, 59_999)), Stop));
    }

    [Fact]
    public async Task EV06_order_of_an_id_that_is_there_makes_no_second_one()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        var first = Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        var second = await desk.Venue.SubmitAsync(order, Stop);
        if (desk.RefusesDuplicates)
            Assert.IsType<SubmitOutcome.Duplicate>(second);
        else
            Assert.Equal(first.VenueOrderId, Assert.IsType<SubmitOutcome.Accepted>(second).VenueOrderId);
        Assert.Equal(1, desk.Taken(order.Id));
    }

    [Fact]
    public async Task EV07_cancel_ends_an_order_and_is_told()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        desk.Trade(Sell, 0.2m, 59_999);
        await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static _ => true, Stop);
        var outcome = await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop);
        Assert.True(outcome is CancelOutcome.Taken or CancelOutcome.Canceled { Filled.Value: 0.2m }, $"it was {outcome}");
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
        var found = await FindAsync(desk, order);
        Assert.Equal((VenueOrderStatus.Canceled, 0.2m), (found.Order.Status, found.Order.Filled.Value));
    }

    [Fact]
    public async Task EV08_cancel_of_an_order_that_has_ended_or_never_was_is_refused()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        Assert.IsType<CancelOutcome.Rejected>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        await desk.Venue.SubmitAsync(order, Stop);
        desk.Trade(Sell, 0.5m, 59_999);
        await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static _ => true, Stop);
        Assert.IsType<CancelOutcome.Rejected>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        Assert.Equal(VenueOrderStatus.Filled, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact]
    public async Task EV09_cancel_that_timed_out_is_unknown()
    {
        await using var desk = await OpenAsync("timeout=1");
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        Assert.IsType<CancelOutcome.Unknown>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        Assert.Equal(VenueOrderStatus.Canceled, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact]
    public async Task EV10_order_beyond_the_balance_is_rejected_with_the_venues_code()
    {
        await using var desk = await OpenAsync();
        await ExpectRejectedAsync(desk, desk.Order(Buy, 400, 59_999));
    }

    [Fact]
    public async Task EV11_order_below_the_least_size_is_rejected_with_the_venues_code()
    {
        await using var desk = await OpenAsync();
        Assert.SkipWhen(desk.Instrument.QuantityMin <= desk.Instrument.QuantityIncrement && desk.Instrument.NotionalMin == 0, "the least size of this market is a step of its grid");
        await ExpectRejectedAsync(desk, desk.Order(Buy, desk.Instrument.QuantityIncrement, desk.Instrument.PriceIncrement * 1_000));
    }

    [Fact]
    public async Task EV12_post_only_order_that_would_take_trades_nothing()
    {
        await using var desk = await OpenAsync();
        desk.Trade(Sell, 1, 60_000);
        var order = desk.Order(Buy, 0.5m, 60_001);
        await ExpectRejectedAsync(desk, order with { Terms = order.Terms with { IsPostOnly = true } });
    }

    [Fact]
    public async Task EV13_request_past_its_deadline_does_not_leave()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999) with { Deadline = desk.Clock.Now - TimeSpan.FromMilliseconds(1) };
        Assert.Equal(new SubmitOutcome.NotSent("deadline_passed"), await desk.Venue.SubmitAsync(order, Stop));
        Assert.Equal(0, desk.Taken(order.Id));
    }

    [Fact]
    public async Task EV14_venue_that_takes_no_more_requests_is_asked_nothing_until_it_does()
    {
        await using var desk = await OpenAsync();
        desk.Fault("too-many=1");
        var first = await desk.Venue.SubmitAsync(desk.Order(Buy, 0.5m, 59_999), Stop);
        Assert.True(first is SubmitOutcome.Rejected, $"it was {first}");
        Assert.Equal(new SubmitOutcome.NotSent("rate_budget"), await desk.Venue.SubmitAsync(desk.Order(Buy, 0.5m, 59_999), Stop));
        Assert.Equal(new CancelOutcome.NotSent("rate_budget"), await desk.Venue.CancelAsync(VenueDesk.KeyOf(desk.Order(Buy, 0.5m, 59_999)), Stop));
        await desk.Account.UntilAsync(static told => told.Notices.Exists(static notice => notice.Code == "rate_limited"), Stop);
    }

    [Fact]
    public async Task EV15_smaller_order_keeps_what_it_filled()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        desk.Trade(Sell, 0.2m, 59_999);
        await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static _ => true, Stop);
        var outcome = await AmendAsync(desk, order, quantity: 0.3m, price: null);
        Assert.True(outcome is AmendOutcome.Amended or AmendOutcome.Taken, $"it was {outcome}");
        await desk.Account.UntilAsync(told => told.Doubts.Contains(order.Id) || told.Reports.Exists(report => report is VenueReport.Changed { Happened: OrderEvent.Updated }), Stop);
        var found = await FindAsync(desk, order);
        Assert.Equal((order.Id.Text, 0.3m, 0.2m, VenueOrderStatus.Open), (found.Order.ClientId, found.Order.Terms.Quantity.Value, found.Order.Filled.Value, found.Order.Status));
    }

    [Fact]
    public async Task EV16_price_of_an_order_is_amended_or_refused_and_it_stays()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        var outcome = await AmendAsync(desk, order, quantity: null, price: 60_000);
        var found = await FindAsync(desk, order);
        var price = outcome is AmendOutcome.Rejected ? 59_999m : 60_000m;
        Assert.True(outcome is AmendOutcome.Amended or AmendOutcome.Taken or AmendOutcome.Rejected { Reason: "amendment_not_supported" }, $"it was {outcome}");
        Assert.Equal((VenueOrderStatus.Open, price), (found.Order.Status, found.Order.Terms.Price?.Value));
    }

    [Fact]
    public async Task EV17_stop_rests_until_its_trigger_and_is_told_then()
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.Venue.Features.HasConditionalOrders, "conditional orders of this venue are held by the kernel");
        var order = desk.Order(Sell, 0.5m);
        order = order with { Terms = order.Terms with { Type = OrderType.StopMarket, TriggerPrice = desk.Instrument.ToPrice(59_999, GridRounding.Exact), TimeInForce = TimeInForce.Gtc } };
        var outcome = await desk.Venue.SubmitAsync(order, Stop);
        Assert.True(outcome is SubmitOutcome.Accepted, $"it was {outcome}");
        var found = await FindAsync(desk, order);
        Assert.Equal((VenueOrderStatus.Open, OrderType.StopMarket, 59_999m), (found.Order.Status, found.Order.Terms.Type, found.Order.Terms.TriggerPrice?.Value));
        desk.Trade(Buy, 1, 59_999);
        desk.Trade(Sell, 0.1m, 59_999);
        var fill = await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static _ => true, Stop);
        Assert.Equal((59_999m, 0.5m, Liquidity.Taker), (fill.Price.Value, fill.Quantity.Value, fill.Liquidity));
        Assert.Equal(VenueOrderStatus.Filled, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact]
    public async Task EV18_stop_is_canceled()
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.Venue.Features.HasConditionalOrders, "conditional orders of this venue are held by the kernel");
        var order = desk.Order(Sell, 0.5m);
        order = order with { Terms = order.Terms with { Type = OrderType.StopMarket, TriggerPrice = desk.Instrument.ToPrice(59_000, GridRounding.Exact), TimeInForce = TimeInForce.Gtc } };
        await desk.Venue.SubmitAsync(order, Stop);
        var outcome = await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop);
        Assert.True(outcome is CancelOutcome.Canceled or CancelOutcome.Taken, $"it was {outcome}");
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
    }

    [Fact]
    public async Task EV19_immediate_order_fills_what_there_is_and_ends()
    {
        await using var desk = await OpenAsync();
        desk.Trade(Sell, 0.2m, 60_000);
        var order = desk.Order(Buy, 0.5m, 60_000, TimeInForce.Ioc);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened is OrderEvent.Expired or OrderEvent.Canceled, Stop);
        Assert.Equal(0.2m, desk.Account.Reports.OfType<VenueReport.Filled>().Sum(static fill => fill.Quantity.Value));
        var found = await FindAsync(desk, order);
        Assert.True(found.Order is { Status: VenueOrderStatus.Expired or VenueOrderStatus.Canceled, Filled.Value: 0.2m }, $"it was {found.Order}");
    }

    [Fact]
    public async Task EV20_order_that_must_fill_whole_trades_nothing_where_it_cannot()
    {
        await using var desk = await OpenAsync();
        desk.Trade(Sell, 0.2m, 60_000);
        var order = desk.Order(Buy, 0.5m, 60_000, TimeInForce.Fok);
        var outcome = await desk.Venue.SubmitAsync(order, Stop);
        if (outcome is not SubmitOutcome.Rejected)
            await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened is OrderEvent.Expired or OrderEvent.Canceled or OrderEvent.Rejected, Stop);
        Assert.Empty(desk.Account.Reports.OfType<VenueReport.Filled>());
    }

    // A part of it would be another order than was asked for.
    [Fact]
    public async Task EV29_market_order_that_must_fill_whole_is_refused()
    {
        await using var desk = await OpenAsync();
        desk.Trade(Sell, 0.2m, 60_000);
        var order = desk.Order(Buy, 0.5m);
        var outcome = await desk.Venue.SubmitAsync(order with { Terms = order.Terms with { TimeInForce = TimeInForce.Fok } }, Stop);
        Assert.True(outcome is SubmitOutcome.Rejected, $"it was {outcome}");
        Assert.Empty(desk.Account.Reports.OfType<VenueReport.Filled>());
    }

    // Ten seconds are the shortest that there are.
    [Fact]
    public async Task EV30_dead_man_timer_cancels_what_works_and_leaves_what_protects_or_closes()
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.Venue.Features.HasDeadManTimer, "this venue has no timer that cancels spot orders that work and no others");
        var orders = new[] { OrderRole.Working, OrderRole.Exit, OrderRole.Protective }
            .Select(role => desk.Order(Buy, 0.1m, 59_000, id: desk.NextId(role))).ToArray();
        foreach (var order in orders)
            Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        Assert.Null(await desk.Venue.CancelAllAfterAsync(TimeSpan.FromSeconds(10), Stop));
        var ended = await desk.Account.ReportAsync<VenueReport.Changed>(orders[0].Id, static _ => true, Stop);
        Assert.Equal(OrderEvent.Canceled, ended.Happened);
        Assert.Equal(VenueOrderStatus.Canceled, (await FindAsync(desk, orders[0])).Order.Status);
        foreach (var order in orders[1..])
            Assert.Equal(VenueOrderStatus.Open, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact]
    public async Task EV21_market_order_takes_and_pays_as_a_taker()
    {
        await using var desk = await OpenAsync();
        desk.Trade(Sell, 0.2m, 60_000);
        desk.Trade(Sell, 0.3m, 60_001);
        var order = desk.Order(Buy, 0.5m);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        await desk.Account.UntilAsync(static told => told.Reports.OfType<VenueReport.Filled>().Sum(static fill => fill.Quantity.Value) == 0.5m, Stop);
        var fills = desk.Account.Reports.OfType<VenueReport.Filled>().ToArray();
        Assert.Equal([(60_000m, 0.2m), (60_001m, 0.3m)], fills.Select(static fill => (fill.Price.Value, fill.Quantity.Value)));
        Assert.All(fills, static fill => Assert.Equal(Liquidity.Taker, fill.Liquidity));
        Assert.Equal(VenueOrderStatus.Filled, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact]
    public async Task EV22_books_have_orders_fills_and_balances()
    {
        await using var desk = await OpenAsync();
        var since = desk.Clock.Now - TimeSpan.FromSeconds(10);
        var (resting, filled) = (desk.Order(Buy, 0.5m, 59_000), desk.Order(Buy, 0.2m, 60_000));
        desk.Trade(Sell, 0.2m, 60_000);
        await desk.Venue.SubmitAsync(resting, Stop);
        await desk.Venue.SubmitAsync(filled, Stop);
        await desk.Account.ReportAsync<VenueReport.Filled>(filled.Id, static _ => true, Stop);
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], since, Stop);
        Assert.NotNull(books);
        Assert.Equal(VenueOrderStatus.Open, books.Orders.Single(order => order.ClientId == resting.Id.Text).Status);
        Assert.Equal(VenueOrderStatus.Filled, books.Orders.Single(order => order.ClientId == filled.Id.Text).Status);
        var fill = Assert.Single(books.Fills);
        Assert.Equal((filled.Id.Text, 60_000m, 0.2m), (fill.ClientId, fill.Price.Value, fill.Quantity.Value));
        if (desk.IsPerpetual)
        {
            // Nothing is bought: the position is no balance.
            Assert.Equal(1_000_000 - fill.Fee.Amount, books.Balances.Single(money => money.Currency == desk.Instrument.Id.Quote).Amount);
            Assert.Equal(10, books.Balances.Single(money => money.Currency == desk.Instrument.Id.Base).Amount);
            Assert.Equal(new VenuePosition(desk.Instrument.Id, 0.2m, 60_000), Assert.Single(books.Positions));
            return;
        }
        var paid = 12_000m + (fill.Fee.Currency == desk.Instrument.Id.Quote ? fill.Fee.Amount : 0);
        var got = 0.2m - (fill.Fee.Currency == desk.Instrument.Id.Base ? fill.Fee.Amount : 0);
        Assert.Equal(1_000_000 - paid, books.Balances.Single(money => money.Currency == desk.Instrument.Id.Quote).Amount);
        Assert.Equal(10 + got, books.Balances.Single(money => money.Currency == desk.Instrument.Id.Base).Amount);
    }

    // A position takes them one after the other, and its entry is another in another order.
    [Fact]
    public async Task EV35_fills_of_one_moment_are_told_in_their_order()
    {
        await using var desk = await OpenAsync();
        desk.Trade(Sell, 0.2m, 60_000);
        desk.Trade(Sell, 0.3m, 60_001);
        var order = desk.Order(Buy, 0.5m, 60_001);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        await desk.Account.UntilAsync(static told => told.Reports.OfType<VenueReport.Filled>().Sum(static fill => fill.Quantity.Value) == 0.5m, Stop);
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now - TimeSpan.FromSeconds(30), Stop);
        Assert.Equal([60_000m, 60_001m], books!.Fills.Select(static fill => fill.Price.Value));
        Assert.Equal([60_000m, 60_001m], (await FindAsync(desk, order)).Fills.Select(static fill => fill.Price.Value));
    }

    [Fact]
    public async Task EV23_broken_stream_is_told_and_comes_back_and_books_have_what_it_missed()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        await desk.Account.ReportAsync<VenueReport.Accepted>(order.Id, static _ => true, Stop);
        var resumed = desk.Account.Counts.Resumed;
        desk.BreakStream();
        desk.Trade(Sell, 0.2m, 59_999);
        await desk.Account.UntilAsync(told => told.Counts.Interrupted > 0 && told.Counts.Resumed > resumed, Stop);
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now - TimeSpan.FromSeconds(30), Stop);
        Assert.Equal((order.Id.Text, 0.2m), books!.Fills.Select(static fill => (fill.ClientId, fill.Quantity.Value)).Single());
        desk.Trade(Sell, 0.1m, 59_999);
        await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static fill => fill.Quantity.Value == 0.1m, Stop);
        await desk.Account.UntilAsync(told => told.Doubts.Contains(order.Id), Stop); // The stream's own numbers tell that a fill is missing.
    }

    [Fact]
    public async Task EV24_report_told_twice_is_the_same_trade()
    {
        await using var desk = await OpenAsync("doubled-report=1");
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        desk.Trade(Sell, 0.5m, 59_999);
        await desk.Account.UntilAsync(told => told.Reports.OfType<VenueReport.Filled>().Count() == (desk.RepeatsReports ? 2 : 1), Stop);
        Assert.Single(desk.Account.Reports.OfType<VenueReport.Filled>().Select(static fill => fill.TradeId).Distinct());
        Assert.Single((await FindAsync(desk, order)).Fills);
    }

    [Fact]
    public virtual async Task EV25_order_signed_with_a_wrong_secret_is_rejected_with_the_venues_code()
    {
        await using var desk = await OpenWithWrongSecretAsync();
        await ExpectRejectedAsync(desk, desk.Order(Buy, 0.5m, 59_999));
        Assert.IsType<OrderAnswer.Failed>(await desk.Venue.FindAsync(VenueDesk.KeyOf(desk.Order(Buy, 0.5m, 59_999)), Stop));
        Assert.Null(await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now, Stop));
        await desk.Account.UntilAsync(static told => told.Notices.Exists(static notice => notice.Code == "books_unreadable"), Stop);
    }

    [Theory]
    [InlineData("clock=3s")]
    [InlineData("clock=-3s")]
    public async Task EV26_clock_of_the_venue_may_be_off(string faults)
    {
        await using var desk = await OpenAsync(faults);
        await desk.Account.UntilAsync(static told => told.Notices.Exists(static notice => notice.Code == "clock_off"), Stop);
        var order = desk.Order(Buy, 0.5m, 60_000);
        desk.Trade(Sell, 0.5m, 60_000);
        var since = desk.Clock.Now - TimeSpan.FromSeconds(1);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, static _ => true, Stop);
        Assert.Single((await desk.Venue.ReadBooksAsync([desk.Instrument.Id], since, Stop))!.Fills);
    }

    [Fact]
    public async Task EV27_orders_of_others_are_in_the_books_and_are_not_ours()
    {
        await using var desk = await OpenAsync();
        desk.PlaceByHand(Buy, 0.3m, 59_000);
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now - TimeSpan.FromSeconds(10), Stop);
        var order = Assert.Single(books!.Orders);
        Assert.False(ClientOrderId.TryParse(order.ClientId, out _));
        Assert.Equal((0.3m, 59_000m), (order.Terms.Quantity.Value, order.Terms.Price?.Value));
    }

    [Fact]
    public async Task EV28_post_only_order_with_a_trigger_is_refused_or_kept_as_it_is()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Sell, 0.5m, 59_000);
        order = order with { Terms = order.Terms with { Type = OrderType.StopLimit, TriggerPrice = desk.Instrument.ToPrice(59_000, GridRounding.Exact), IsPostOnly = true } };
        var outcome = await desk.Venue.SubmitAsync(order, Stop);
        if (outcome is SubmitOutcome.Accepted)
            Assert.True((await FindAsync(desk, order)).Order.Terms.IsPostOnly);
        else
            Assert.IsType<SubmitOutcome.Rejected>(outcome);
    }

    private static Task<AmendOutcome> AmendAsync(VenueDesk desk, VenueSubmit order, decimal? quantity, decimal? price) => desk.Venue.AmendAsync(
        new VenueAmend(
            VenueDesk.KeyOf(order),
            order.Terms,
            quantity is { } whole ? desk.Instrument.ToQuantity(whole, GridRounding.Exact) : null,
            price is { } limit ? desk.Instrument.ToPrice(limit, GridRounding.Exact) : null,
            TriggerPrice: null,
            desk.Clock.Now + TimeSpan.FromSeconds(5)),
        Stop);

    private static async Task<OrderAnswer.Found> FindAsync(VenueDesk desk, VenueSubmit order)
    {
        var answer = await desk.Venue.FindAsync(VenueDesk.KeyOf(order), Stop);
        return answer as OrderAnswer.Found ?? throw new Xunit.Sdk.XunitException($"the order must be found, the answer was {answer}");
    }

    // By its answer, or by the stream where the answer says only that it was taken.
    private static async Task ExpectRejectedAsync(VenueDesk desk, VenueSubmit order)
    {
        var outcome = await desk.Venue.SubmitAsync(order, Stop);
        var reason = outcome switch
        {
            SubmitOutcome.Rejected rejected => rejected.Reason,
            SubmitOutcome.Accepted => (await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened is OrderEvent.Rejected or OrderEvent.Canceled or OrderEvent.Expired, Stop)).Reason,
            _ => throw new Xunit.Sdk.XunitException($"the order must be rejected, the outcome was {outcome}"),
        };
        Assert.Matches("^[a-z0-9_]+$", reason);
        Assert.Empty(desk.Account.Reports.OfType<VenueReport.Filled>());
    }
}

using VeloZ.Contract;
using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>What is Bybit's own of an account, beside the contract of all venues.</summary>
public sealed class BybitAccountTests
{
    private const int Limit = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // An answer is an acknowledgment, no more.
    [Fact(Timeout = Limit)]
    public async Task An_order_that_is_taken_may_be_rejected_afterwards()
    {
        await using var desk = await OpenAsync("late-reject=1");
        var order = desk.Order(Buy, 0.5m, 59_999);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        Assert.Equal("ec_others", (await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Rejected, Stop)).Reason);
        Assert.Equal(VenueOrderStatus.Rejected, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact(Timeout = Limit)]
    public async Task A_cancel_that_is_taken_may_come_too_late()
    {
        await using var desk = await OpenAsync("cancel-race=1");
        var order = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        Assert.IsType<CancelOutcome.Taken>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        await desk.Account.UntilAsync(static told => told.Reports.OfType<VenueReport.Filled>().Sum(static fill => fill.Quantity.Value) == 0.5m, Stop);
        Assert.DoesNotContain(desk.Account.Reports, static report => report is VenueReport.Changed);
        Assert.Equal(VenueOrderStatus.Filled, (await FindAsync(desk, order)).Order.Status);
    }

    [Fact(Timeout = Limit)]
    public async Task A_stop_with_a_limit_rests_again_once_it_is_triggered_and_is_amended_and_canceled_there()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Sell, 0.5m, 60_001);
        order = order with { Terms = order.Terms with { Type = OrderType.StopLimit, TriggerPrice = desk.Instrument.ToPrice(59_999, GridRounding.Exact) } };
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        await desk.Account.ReportAsync<VenueReport.Accepted>(order.Id, static _ => true, Stop);
        desk.Trade(Buy, 0.1m, 59_999);
        desk.Trade(Sell, 0.1m, 59_999);
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Triggered, Stop);
        Assert.Equal((VenueOrderStatus.Open, OrderType.StopLimit), ((await FindAsync(desk, order)).Order.Status, (await FindAsync(desk, order)).Order.Terms.Type));
        var price = desk.Instrument.ToPrice(60_000.5m, GridRounding.Exact);
        var amend = new VenueAmend(VenueDesk.KeyOf(order), order.Terms, Quantity: null, price, TriggerPrice: null, desk.Clock.Now + TimeSpan.FromSeconds(5));
        Assert.IsType<AmendOutcome.Taken>(await desk.Venue.AmendAsync(amend, Stop));
        await desk.Account.UntilAsync(told => told.Doubts.Contains(order.Id), Stop);
        Assert.Equal(60_000.5m, (await FindAsync(desk, order)).Order.Terms.Price?.Value);
        Assert.IsType<CancelOutcome.Taken>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
        Assert.Single(desk.Account.Reports.OfType<VenueReport.Changed>(), static report => report.Happened == OrderEvent.Triggered);
    }

    [Fact(Timeout = Limit)]
    public async Task A_stop_is_amended_before_its_trigger()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Sell, 0.5m);
        order = order with { Terms = order.Terms with { Type = OrderType.StopMarket, TriggerPrice = desk.Instrument.ToPrice(59_000, GridRounding.Exact), TimeInForce = TimeInForce.Gtc } };
        await desk.Venue.SubmitAsync(order, Stop);
        var amend = new VenueAmend(VenueDesk.KeyOf(order), order.Terms, Quantity: null, Price: null, desk.Instrument.ToPrice(59_500, GridRounding.Exact), desk.Clock.Now + TimeSpan.FromSeconds(5));
        Assert.IsType<AmendOutcome.Taken>(await desk.Venue.AmendAsync(amend, Stop));
        await desk.Account.UntilAsync(told => told.Doubts.Contains(order.Id), Stop);
        var found = await FindAsync(desk, order);
        Assert.Equal((VenueOrderStatus.Open, 59_500m), (found.Order.Status, found.Order.Terms.TriggerPrice?.Value));
    }

    // What a stop protects is held from the start: no other order takes it away meanwhile.
    [Fact(Timeout = Limit)]
    public async Task A_stop_holds_what_it_would_sell()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Sell, 10);
        var trigger = desk.Instrument.ToPrice(59_000, GridRounding.Exact);
        await desk.Venue.SubmitAsync(order with { Terms = order.Terms with { Type = OrderType.StopMarket, TriggerPrice = trigger, TimeInForce = TimeInForce.Gtc } }, Stop);
        Assert.IsType<SubmitOutcome.Rejected>(await desk.Venue.SubmitAsync(desk.Order(Sell, 1, 60_001), Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task An_order_that_fills_in_many_parts_is_told_whole_and_its_fills_are_found_in_order()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(Buy, 1.2m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        // More than a page has.
        for (var part = 0; part < 120; part++)
            desk.Trade(Sell, 0.01m, 59_999);
        await desk.Account.UntilAsync(static told => told.Reports.OfType<VenueReport.Filled>().Count() == 120, Stop);
        Assert.Empty(desk.Account.Doubts);
        var told = desk.Account.Reports.OfType<VenueReport.Filled>().Select(static fill => fill.TradeId).ToArray();
        Assert.Equal(told, (await FindAsync(desk, order)).Fills.Select(static fill => fill.TradeId));
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now - TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(told, books!.Fills.Select(static fill => fill.TradeId));
    }

    private static Task<VenueDesk> OpenAsync(string faults = "") => BybitExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: true);

    private static async Task<OrderAnswer.Found> FindAsync(VenueDesk desk, VenueSubmit order) =>
        Assert.IsType<OrderAnswer.Found>(await desk.Venue.FindAsync(VenueDesk.KeyOf(order), Stop));
}

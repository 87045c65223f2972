using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>Orders with a trigger, which are two at OKX: the one that waits, and the one that it becomes. And books that have more than a page.</summary>
public sealed class OkxConditionalOrderTests
{
    private const int Limit = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData(Sell, OrderType.StopMarket, 59_000)]
    [InlineData(Sell, OrderType.StopLimit, 59_000)]
    [InlineData(Buy, OrderType.StopMarket, 61_000)]
    [InlineData(Buy, OrderType.StopLimit, 61_000)]
    [InlineData(Sell, OrderType.MarketIfTouched, 61_000)]
    [InlineData(Buy, OrderType.LimitIfTouched, 59_000)]
    public async Task Each_type_waits_as_it_was_asked_for(OrderSide side, OrderType type, int trigger)
    {
        await using var desk = await OkxExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: true);
        var order = Conditional(desk, side, type, trigger, price: type.HasLimit() ? trigger + 10 : null);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        var told = await desk.Account.ReportAsync<VenueReport.Accepted>(order.Id, static _ => true, Stop);
        var found = await FindAsync(desk.Venue, order);
        var (asked, there) = (order.Terms, found.Order.Terms);
        Assert.Equal((asked.Side, asked.Type, asked.Quantity, asked.Price, asked.TriggerPrice), (there.Side, there.Type, there.Quantity, there.Price, there.TriggerPrice));
        Assert.Equal((order.Id.Text, told.VenueOrderId, VenueOrderStatus.Open), (found.Order.ClientId, found.Order.VenueOrderId, found.Order.Status));
    }

    // Its trigger says which way the price must come from.
    [Theory(Timeout = Limit)]
    [InlineData(Sell, OrderType.StopMarket, 61_000, "sl_trigger_price_cannot_be_higher_than_the_last_price_51280")]
    [InlineData(Buy, OrderType.StopMarket, 59_000, "sl_trigger_price_cannot_be_lower_than_the_last_price_51278")]
    [InlineData(Buy, OrderType.MarketIfTouched, 61_000, "tp_trigger_price_cannot_be_higher_than_the_last_price_51277")]
    public async Task One_whose_trigger_was_passed_is_refused(OrderSide side, OrderType type, int trigger, string reason)
    {
        await using var desk = await OkxExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: true);
        Assert.Equal(new SubmitOutcome.Rejected(reason), await desk.Venue.SubmitAsync(Conditional(desk, side, type, trigger), Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task Two_of_one_id_are_one()
    {
        await using var desk = await OkxExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: true);
        var order = Conditional(desk, Sell, OrderType.StopMarket, 59_000);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        Assert.IsType<SubmitOutcome.Duplicate>(await desk.Venue.SubmitAsync(order, Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task One_that_waits_is_amended()
    {
        await using var desk = await OkxExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: true);
        var order = Conditional(desk, Sell, OrderType.StopLimit, 59_000, price: 58_990);
        await desk.Venue.SubmitAsync(order, Stop);
        Assert.IsType<AmendOutcome.Taken>(await AmendAsync(desk, order, quantity: 0.3m, price: null, trigger: 58_500));
        await desk.Account.UntilAsync(told => told.Doubts.Contains(order.Id), Stop);
        var found = (await FindAsync(desk.Venue, order)).Order.Terms;
        Assert.Equal((0.3m, 58_990m, 58_500m), (found.Quantity.Value, found.Price?.Value, found.TriggerPrice?.Value));
    }

    [Fact(Timeout = Limit)]
    public async Task One_that_was_triggered_is_amended_and_canceled_as_what_it_has_become()
    {
        await using var desk = await OkxExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: true);
        var order = await TriggeredAsync(desk);
        Assert.Equal(new AmendOutcome.Rejected("order_was_triggered"), await AmendAsync(desk, order, quantity: null, price: null, trigger: 58_000));
        Assert.IsType<AmendOutcome.Taken>(await AmendAsync(desk, order, quantity: 0.4m, price: 60_000.5m, trigger: null));
        await desk.Account.UntilAsync(told => told.Doubts.Contains(order.Id), Stop);
        var found = await FindAsync(desk.Venue, order);
        Assert.Equal((order.Id.Text, VenueOrderStatus.Open), (found.Order.ClientId, found.Order.Status));
        var terms = found.Order.Terms;
        Assert.Equal((OrderType.StopLimit, 0.4m, 60_000.5m, 59_999m), (terms.Type, terms.Quantity.Value, terms.Price?.Value, terms.TriggerPrice?.Value));
        Assert.IsType<CancelOutcome.Taken>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
        Assert.Equal(VenueOrderStatus.Canceled, (await FindAsync(desk.Venue, order)).Order.Status);
    }

    // Whoever did not hear of the trigger is refused, asks, and knows then.
    [Fact(Timeout = Limit)]
    public async Task After_a_restart_it_is_found_and_canceled()
    {
        await using var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Okx, "", Stop);
        await using var desk = await OkxExecutionTests.OpenAsync(server);
        var order = await TriggeredAsync(desk);
        await using var after = await OkxExecutionTests.OpenAsync(server);
        Assert.IsType<CancelOutcome.Rejected>(await after.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        Assert.Equal(VenueOrderStatus.Open, (await FindAsync(after.Venue, order)).Order.Status);
        Assert.IsType<CancelOutcome.Taken>(await after.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop));
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
    }

    [Fact(Timeout = Limit)]
    public async Task Books_have_those_that_wait_work_ended_and_filled_each_once()
    {
        await using var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Okx, "", Stop);
        await using var desk = await OkxExecutionTests.OpenAsync(server);
        var since = desk.Clock.Now - TimeSpan.FromSeconds(10);
        var (waiting, canceled) = (Conditional(desk, Sell, OrderType.StopMarket, 58_000), Conditional(desk, Sell, OrderType.StopMarket, 58_000));
        var filled = Conditional(desk, Sell, OrderType.StopMarket, 59_999);
        foreach (var order in new[] { waiting, canceled, filled })
            Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        await desk.Venue.CancelAsync(VenueDesk.KeyOf(canceled), Stop);
        var working = await TriggeredAsync(desk);
        await desk.Account.ReportAsync<VenueReport.Filled>(filled.Id, static _ => true, Stop);
        await using var after = await OkxExecutionTests.OpenAsync(server);
        var books = await after.Venue.ReadBooksAsync([desk.Instrument.Id], since, Stop);
        Assert.NotNull(books);
        Assert.Equal(
            [(waiting.Id.Text, VenueOrderStatus.Open), (canceled.Id.Text, VenueOrderStatus.Canceled), (filled.Id.Text, VenueOrderStatus.Filled), (working.Id.Text, VenueOrderStatus.Open)],
            books.Orders.Select(static order => (order.ClientId, order.Status)).OrderBy(static order => order.ClientId, StringComparer.Ordinal));
        var terms = books.Orders.Single(order => order.ClientId == working.Id.Text).Terms;
        Assert.Equal((OrderType.StopLimit, 60_000m, 59_999m), (terms.Type, terms.Price?.Value, terms.TriggerPrice?.Value));
        var fill = Assert.Single(books.Fills);
        Assert.Equal((filled.Id.Text, 0.5m), (fill.ClientId, fill.Quantity.Value));
        Assert.IsType<CancelOutcome.Taken>(await after.Venue.CancelAsync(VenueDesk.KeyOf(working), Stop)); // The books told what it has become.
    }

    [Fact(Timeout = Limit)]
    public async Task Books_have_all_pages()
    {
        await using var desk = await OkxExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: true);
        var since = desk.Clock.Now - TimeSpan.FromSeconds(10);
        var order = desk.Order(Buy, 2.5m, 59_999);
        await desk.Venue.SubmitAsync(order, Stop);
        for (var trade = 0; trade < 230; trade++)
            desk.Trade(Sell, 0.01m, 59_999);
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], since, Stop);
        Assert.NotNull(books);
        Assert.Equal((230, 230), (books.Fills.Count, books.Fills.Select(static fill => fill.TradeId).Distinct().Count()));
        Assert.All(books.Fills.Zip(books.Fills.Skip(1)), static pair => Assert.True(pair.First.VenueTime <= pair.Second.VenueTime));
        Assert.Equal(230, (await FindAsync(desk.Venue, order)).Fills.Count);
    }

    // A stop with a limit above the market rests where it was triggered.
    private static async Task<VenueSubmit> TriggeredAsync(VenueDesk desk)
    {
        var order = Conditional(desk, Sell, OrderType.StopLimit, 59_999, price: 60_000);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        desk.Trade(Buy, 1, 59_999);
        desk.Trade(Sell, 0.1m, 59_999);
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Triggered, Stop);
        return order;
    }

    private static VenueSubmit Conditional(VenueDesk desk, OrderSide side, OrderType type, decimal trigger, decimal? price = null)
    {
        var order = desk.Order(side, 0.5m, price);
        return order with { Terms = order.Terms with { Type = type, TriggerPrice = desk.Instrument.ToPrice(trigger, GridRounding.Exact), TimeInForce = TimeInForce.Gtc } };
    }

    private static Task<AmendOutcome> AmendAsync(VenueDesk desk, VenueSubmit order, decimal? quantity, decimal? price, decimal? trigger) => desk.Venue.AmendAsync(
        new VenueAmend(
            VenueDesk.KeyOf(order),
            order.Terms,
            quantity is { } whole ? desk.Instrument.ToQuantity(whole, GridRounding.Exact) : null,
            PriceOf(desk, price),
            PriceOf(desk, trigger),
            desk.Clock.Now + TimeSpan.FromSeconds(5)),
        Stop);

    private static Price? PriceOf(VenueDesk desk, decimal? value) => value is { } known ? desk.Instrument.ToPrice(known, GridRounding.Exact) : null;

    private static async Task<OrderAnswer.Found> FindAsync(IExecutionVenue venue, VenueSubmit order) => Assert.IsType<OrderAnswer.Found>(await venue.FindAsync(VenueDesk.KeyOf(order), Stop));
}

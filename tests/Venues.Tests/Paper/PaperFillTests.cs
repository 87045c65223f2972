using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;
using VeloZ.Trading;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>What paper orders fill at, pay, and are refused for; worked out by hand. Makers pay 0.1 %, takers 0.2 %.</summary>
public sealed class PaperFillTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Depth_is_taken_once_until_a_whole_book_comes()
    {
        await using var desk = await PaperDesk.OpenAsync();
        desk.Trade(Sell, 0.3m, 60_000);
        var (first, second, third) = (desk.Order(Buy, 0.2m), desk.Order(Buy, 0.2m), desk.Order(Buy, 0.2m));
        await desk.Venue.SubmitAsync(first, Stop);
        await desk.Venue.SubmitAsync(second, Stop);
        desk.Data.Resync(0);
        await desk.Venue.SubmitAsync(third, Stop);
        Assert.Equal([(60_000m, 0.2m)], await desk.FillsAsync(first));
        Assert.Equal([(60_000m, 0.1m), (60_010m, 0.1m)], await desk.FillsAsync(second));
        Assert.Equal([(60_000m, 0.2m)], await desk.FillsAsync(third));
    }

    [Fact]
    public async Task Fill_is_settled_to_the_last_digit_with_its_fee()
    {
        await using var desk = await PaperDesk.OpenAsync();
        desk.Trade(Sell, 0.2m, 60_000);
        await desk.Venue.SubmitAsync(desk.Order(Buy, 0.2m), Stop);
        Assert.Equal((1_000_000m - 12_000 - 24, 10.2m), (await desk.BalanceAsync("USDT"), await desk.BalanceAsync("BTC")));
        desk.Others.Withdraw(Sell, 0.2m, 60_000);
        var resting = desk.Order(Sell, 0.1m, 60_005);
        await desk.Venue.SubmitAsync(resting, Stop);
        desk.Trade(Buy, 0.1m, 60_005);
        await desk.Account.ReportAsync<VenueReport.Filled>(resting.Id, static _ => true, Stop);
        // 60,005 x 0.1 = 6,000.5, of which 0.1 % are 6.0005.
        Assert.Equal((987_976m + 6_000.5m - 6.0005m, 10.1m), (await desk.BalanceAsync("USDT"), await desk.BalanceAsync("BTC")));
    }

    [Fact]
    public async Task Fee_is_taken_out_of_what_a_fill_brings_where_that_is_asked_for()
    {
        await using var desk = await PaperDesk.OpenAsync(PaperDesk.Options with { FeeCurrency = FeeCurrency.Received });
        desk.Trade(Sell, 0.2m, 60_000);
        await desk.Venue.SubmitAsync(desk.Order(Buy, 0.2m), Stop);
        Assert.Equal((988_000m, 10.1996m), (await desk.BalanceAsync("USDT"), await desk.BalanceAsync("BTC")));
    }

    [Fact]
    public async Task Resting_order_stands_behind_what_was_there()
    {
        await using var desk = await PaperDesk.OpenAsync();
        desk.Trade(Buy, 1, 59_995);
        var order = desk.Order(Buy, 0.5m, 59_995);
        await desk.Venue.SubmitAsync(order, Stop);
        desk.Trade(Sell, 0.8m, 59_995);
        Assert.Empty(await desk.FillsAsync(order));
        desk.Others.PrintAlone(Sell, 0.5m, 59_995); // 0.2 are left ahead.
        Assert.Equal([(59_995m, 0.3m)], await desk.FillsAsync(order));
        desk.Others.PrintAlone(Sell, 0.1m, 59_990); // Through its price.
        Assert.Equal([(59_995m, 0.3m), (59_995m, 0.1m)], await desk.FillsAsync(order));
    }

    [Fact]
    public async Task Open_orders_hold_back_what_they_may_cost()
    {
        await using var desk = await PaperDesk.OpenAsync();
        // 16 x 59,000 with 0.2 % are 945,888; 54,112 are left, and 1 x 59,000 with 0.2 % are 59,118.
        var (first, second) = (desk.Order(Buy, 16, 59_000), desk.Order(Buy, 1, 59_000));
        await desk.Venue.SubmitAsync(first, Stop);
        Assert.Equal(new SubmitOutcome.Rejected("insufficient_balance"), await desk.Venue.SubmitAsync(second, Stop));
        await desk.Venue.CancelAsync(VenueDesk.KeyOf(first), Stop);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(second, Stop));
        Assert.Equal(new SubmitOutcome.Rejected("insufficient_balance"), await desk.Venue.SubmitAsync(desk.Order(Sell, 10.00001m, 61_000), Stop));
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(desk.Order(Sell, 10, 61_000), Stop));
    }

    [Fact]
    public async Task Order_outside_the_limits_of_its_market_is_refused()
    {
        await using var desk = await PaperDesk.OpenAsync();
        await ExpectAsync(desk, desk.Order(Buy, 0.0001m, 49_999), "notional_below_minimum");
        await ExpectAsync(desk, desk.Order(Buy, 9_000.00001m, 1), "quantity_above_maximum");
        await ExpectAsync(desk, desk.Order(Sell, 0.00001m), "notional_below_minimum"); // 0.00001 at the best bid are 0.5999.
        var order = desk.Order(Buy, 1, 59_000);
        await ExpectAsync(desk, order with { Terms = order.Terms with { Price = new Instrument(desk.Instrument.Id, 0.001m, 0.00001m, FeeSchedule.Flat(0, 0)).ToPrice(59_000.001m, GridRounding.Exact) } }, "off_grid");
        await ExpectAsync(desk, order with { Terms = order.Terms with { Instrument = InstrumentId.Parse("ETH-USDT.BINANCE") } }, "market_unknown");
        Assert.Empty((await desk.BooksAsync()).Orders);
    }

    [Fact]
    public async Task Nothing_is_traded_while_the_book_is_not_known()
    {
        await using var desk = await PaperDesk.OpenAsync();
        var resting = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(resting, Stop);
        desk.Others.Break();
        Assert.Equal(new SubmitOutcome.NotSent("market_stale"), await desk.Venue.SubmitAsync(desk.Order(Buy, 0.2m), Stop));
        desk.Trade(Sell, 0.2m, 59_999);
        Assert.Empty(await desk.FillsAsync(resting));
        var smaller = new VenueAmend(VenueDesk.KeyOf(resting), resting.Terms, desk.Instrument.ToQuantity(0.4m, GridRounding.Exact), Price: null, TriggerPrice: null, resting.Deadline);
        Assert.IsType<AmendOutcome.Amended>(await desk.Venue.AmendAsync(smaller, Stop));
        Assert.Equal(new AmendOutcome.NotSent("market_stale"), await desk.Venue.AmendAsync(smaller with { Price = desk.Instrument.ToPrice(59_998, GridRounding.Exact) }, Stop));
        Assert.IsType<CancelOutcome.Canceled>(await desk.Venue.CancelAsync(VenueDesk.KeyOf(resting), Stop));
        desk.Data.Resync(0);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(desk.Order(Buy, 0.2m), Stop));
    }

    [Fact]
    public async Task Nothing_is_traded_on_a_book_that_is_crossed()
    {
        await using var desk = await PaperDesk.OpenAsync();
        var resting = desk.Order(Buy, 0.5m, 59_999);
        await desk.Venue.SubmitAsync(resting, Stop);
        desk.Others.Show(Sell, 1, 59_980);
        Assert.Empty(await desk.FillsAsync(resting));
        Assert.Equal(new SubmitOutcome.NotSent("market_stale"), await desk.Venue.SubmitAsync(desk.Order(Buy, 0.2m), Stop));
        desk.Others.Withdraw(Sell, 1, 59_980);
        desk.Data.Resync(0);
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(desk.Order(Buy, 0.2m), Stop));
    }

    [Fact]
    public async Task Order_meets_the_book_of_its_arrival_and_no_later_than_its_deadline()
    {
        var time = new ManualTimeProvider();
        await using var desk = await PaperDesk.OpenAsync(PaperDesk.Options with { SubmitLatency = TimeSpan.FromMilliseconds(50) }, time: time);
        var (order, late) = (desk.Order(Buy, 0.2m), desk.Order(Buy, 0.2m) with { Deadline = desk.Clock.Now + TimeSpan.FromMilliseconds(49) });
        var (taken, refused) = (desk.Venue.SubmitAsync(order, Stop), desk.Venue.SubmitAsync(late, Stop));
        desk.Trade(Sell, 0.2m, 60_000);
        Assert.Empty((await desk.BooksAsync()).Orders);
        time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.IsType<SubmitOutcome.Accepted>(await taken);
        Assert.Equal(new SubmitOutcome.Rejected("deadline_passed"), await refused);
        Assert.Equal([(60_000m, 0.2m)], await desk.FillsAsync(order));
    }

    [Fact]
    public async Task Market_order_ends_with_what_the_book_has()
    {
        await using var desk = await PaperDesk.OpenAsync(PaperDesk.Options with { Balances = [new Money(10_000_000, Currency.Parse("USDT"))] });
        var order = desk.Order(Buy, 60);
        await desk.Venue.SubmitAsync(order with { Terms = order.Terms with { TimeInForce = TimeInForce.Gtc } }, Stop);
        await desk.Account.ReportAsync<VenueReport.Changed>(order.Id, static report => report.Happened == OrderEvent.Canceled, Stop);
        Assert.Equal([(60_010m, 50m)], await desk.FillsAsync(order));
    }

    [Fact]
    public async Task Amended_order_has_its_new_price_and_holds_back_for_it()
    {
        await using var desk = await PaperDesk.OpenAsync();
        var order = desk.Order(Buy, 10, 50_000);
        await desk.Venue.SubmitAsync(order, Stop);
        var amend = new VenueAmend(VenueDesk.KeyOf(order), order.Terms, Quantity: null, desk.Instrument.ToPrice(59_000, GridRounding.Exact), TriggerPrice: null, order.Deadline);
        Assert.IsType<AmendOutcome.Amended>(await desk.Venue.AmendAsync(amend, Stop));
        // 10 x 59,000 with 0.2 % are 591,180: 408,820 are left, and 7 x 58,400 with 0.2 % are 409,617.6.
        await ExpectAsync(desk, desk.Order(Buy, 7, 58_400), "insufficient_balance");
        Assert.Equal(new AmendOutcome.Rejected("insufficient_balance"), await desk.Venue.AmendAsync(amend with { Quantity = desk.Instrument.ToQuantity(17, GridRounding.Exact), Price = null }, Stop));
        var ended = new CancelOutcome.Rejected("order_closed");
        await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop);
        Assert.Equal((ended, new AmendOutcome.Rejected("order_closed")), (await desk.Venue.CancelAsync(VenueDesk.KeyOf(order), Stop), await desk.Venue.AmendAsync(amend, Stop)));
    }

    [Fact]
    public async Task Who_does_not_lead_any_more_changes_nothing()
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var others = new ScriptedMarket(clock, PaperDesk.Bitcoin);
        await using var venue = new PaperVenue(others, PaperDesk.OpenJournal(new(7)), PaperDesk.Options, clock, static () => false);
        var account = await venue.OpenAccountAsync([others.Market], leverage: 1, Stop);
        var key = new VenueOrderKey(ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 1, OrderRole.Working), PaperDesk.Bitcoin.Id, OrderType.Limit);
        Assert.Equal(new CancelOutcome.NotSent("lease_lost"), await account.CancelAsync(key, Stop));
    }

    [Fact]
    public async Task Account_of_several_markets_or_of_a_perpetual_is_refused()
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var perpetual = new ScriptedMarket(clock, new Instrument(InstrumentId.Parse("BTC-USDT-PERP.BINANCE"), 0.1m, 0.001m, FeeSchedule.Flat(0, 0)));
        await using var venue = new PaperVenue(perpetual, PaperDesk.OpenJournal(new(7)), PaperDesk.Options, clock, static () => true);
        var exception = await Assert.ThrowsAsync<VenueException>(() => venue.OpenAccountAsync([perpetual.Market], leverage: 1, Stop));
        Assert.Contains("must be one spot market", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VenueException>(() => venue.OpenAccountAsync([], leverage: 1, Stop));
    }

    private static async Task ExpectAsync(PaperDesk desk, VenueSubmit order, string reason) => Assert.Equal(new SubmitOutcome.Rejected(reason), await desk.Venue.SubmitAsync(order, Stop));
}

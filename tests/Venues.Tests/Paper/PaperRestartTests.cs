using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Simulation;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>What a paper account has after its process ended, however that was.</summary>
public sealed class PaperRestartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_goes_on_with_orders_fills_and_what_they_hold_back()
    {
        var disk = new SimulatedDisk(7);
        VenueBooks before;
        VenueSubmit resting, stop, taken;
        await using (var first = await PaperDesk.OpenAsync(disk: disk))
        {
            (resting, stop, taken) = (first.Order(Buy, 10, 59_999), first.Order(Sell, 0.5m), first.Order(Buy, 0.2m));
            stop = stop with { Terms = stop.Terms with { Type = OrderType.StopMarket, TriggerPrice = first.Instrument.ToPrice(59_000, GridRounding.Exact), TimeInForce = TimeInForce.Gtc } };
            first.Trade(Sell, 0.2m, 60_000);
            foreach (var order in new[] { taken, resting, stop })
                Assert.IsType<SubmitOutcome.Accepted>(await first.Venue.SubmitAsync(order, Stop));
            first.Trade(Sell, 0.2m, 59_999);
            before = await first.BooksAsync();
        }
        Assert.Equal((3, 2), (before.Orders.Count, before.Fills.Count));
        await using var second = await PaperDesk.OpenAsync(disk: disk);
        var after = await second.BooksAsync();
        Assert.Equal(before.Orders, after.Orders);
        Assert.Equal(before.Fills, after.Fills);
        Assert.Equal(before.Balances, after.Balances);
        Assert.IsType<SubmitOutcome.Duplicate>(await second.Venue.SubmitAsync(taken, Stop));
        // 1,000,000 - 12,024 - 12,011.7998 (0.2 x 59,999 with 0.1 %) are 975,964.2002; 9.8 x 59,999 with 0.2 % hold back 589,166.18..., so that 386,798 are left.
        var (tooMuch, enough) = (second.Order(Buy, 7.8m, 49_500, id: IdOf(91)), second.Order(Buy, 7.7m, 49_500, id: IdOf(92)));
        Assert.Equal(new SubmitOutcome.Rejected("insufficient_balance"), await second.Venue.SubmitAsync(tooMuch with { Terms = tooMuch.Terms with { Price = second.Instrument.ToPrice(49_600, GridRounding.Exact) } }, Stop));
        Assert.IsType<SubmitOutcome.Accepted>(await second.Venue.SubmitAsync(enough, Stop));
        second.Trade(Sell, 0.3m, 59_999);
        second.Others.Withdraw(Sell, 0.3m, 59_999);
        second.Others.PrintAlone(Sell, 0.1m, 59_000); // No bid above it can be left; the next whole book has one.
        second.Data.Resync(0);
        var fills = (await second.BooksAsync()).Fills;
        Assert.Equal(fills.Count, fills.Select(static fill => fill.TradeId).Distinct().Count());
        Assert.Equal([(59_999m, 0.2m), (59_999m, 0.3m), (59_999m, 0.1m)], await second.FillsAsync(resting));
        Assert.Equal([(59_990m, 0.5m)], await second.FillsAsync(stop));
    }

    // Whoever stood there when we looked away stands before us when we look again.
    [Fact]
    public async Task Restart_puts_an_order_behind_the_whole_level()
    {
        var disk = new SimulatedDisk(7);
        VenueSubmit order;
        await using (var first = await PaperDesk.OpenAsync(disk: disk))
        {
            order = first.Order(Buy, 0.5m, 59_995);
            await first.Venue.SubmitAsync(order, Stop);
        }
        var clock = new MonotonicClock(TimeProvider.System);
        var others = new ScriptedMarket(clock, PaperDesk.Bitcoin);
        others.Place(Buy, 1, 59_995);
        others.Place(Sell, 1, 60_010);
        await using var second = await PaperDesk.OpenAsync(others, clock, options: null, disk);
        second.Data.Start([new MarketSubscription(Index: 0, others.Market, Interval: null, BarsSince: null)], second.Told);
        others.PrintAlone(Sell, 0.9m, 59_995);
        Assert.Empty(await second.FillsAsync(order));
        others.PrintAlone(Sell, 0.3m, 59_995);
        Assert.Equal([(59_995m, 0.2m)], await second.FillsAsync(order));
    }

    [Fact]
    public async Task What_was_told_is_there_after_a_crash_at_any_call_of_the_disk()
    {
        var (crashes, call) = (0, 0L);
        for (var isLast = false; !isLast; call++)
        {
            foreach (var trouble in new[] { DiskTrouble.Crash, DiskTrouble.ShortTransferAndCrash, DiskTrouble.DeviceError })
            {
                var disk = new SimulatedDisk(unchecked((ulong)call)) { Plan = new DiskPlan(call, trouble) };
                isLast = disk.Plan is { Call: var planned } && await CrashAsync(disk) <= planned;
                crashes += isLast ? 0 : 1;
            }
        }
        Assert.True(crashes > 60, $"there were {crashes} crashes");
    }

    [Fact]
    public async Task Damage_of_what_was_durable_is_refused_and_named()
    {
        var disk = new SimulatedDisk(7);
        await using (var first = await PaperDesk.OpenAsync(disk: disk))
        {
            foreach (var price in new[] { 59_000, 59_001, 59_002 })
                await first.Venue.SubmitAsync(first.Order(Buy, 0.1m, price), Stop);
        }
        var path = disk.Paths.First(static path => path.EndsWith(".wal", StringComparison.Ordinal) && !path.Contains("spare", StringComparison.Ordinal));
        disk.Flip(path, 4_096 + 200, 1);
        var exception = Assert.ThrowsAny<JournalDamagedException>(() => PaperDesk.OpenJournal(disk));
        Assert.Contains("/paper", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Books_of_another_market_are_refused()
    {
        var disk = new SimulatedDisk(7);
        await using (await PaperDesk.OpenAsync(disk: disk))
        {
        }
        var other = new Instrument(InstrumentId.Parse("ETH-USDT.BINANCE"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));
        var exception = await Assert.ThrowsAsync<VenueException>(() => PaperDesk.OpenAsync(disk: disk, instrument: other));
        Assert.Contains("the paper account has the market BTC-USDT.BINANCE, not ETH-USDT.BINANCE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_that_a_new_grid_does_not_hold_is_canceled()
    {
        var disk = new SimulatedDisk(7);
        VenueSubmit off, on;
        await using (var first = await PaperDesk.OpenAsync(disk: disk))
        {
            (off, on) = (first.Order(Buy, 0.1m, 59_000.01m), first.Order(Buy, 0.1m, 59_000));
            await first.Venue.SubmitAsync(off, Stop);
            await first.Venue.SubmitAsync(on, Stop);
        }
        await using var second = await PaperDesk.OpenAsync(disk: disk, instrument: new Instrument(PaperDesk.Bitcoin.Id, 0.1m, 0.00001m, FeeSchedule.Flat(0, 0)));
        Assert.Equal([VenueOrderStatus.Canceled, VenueOrderStatus.Open], (await second.BooksAsync()).Orders.Select(static order => order.Status));
    }

    // A crash between two frames of one very large fill; what is left of it must not rest.
    [Fact]
    public async Task Order_that_was_not_to_rest_does_not_after_a_crash()
    {
        var disk = new SimulatedDisk(7);
        var clock = new MonotonicClock(TimeProvider.System);
        var (id, now) = (IdOf(5), clock.Now);
        var terms = new OrderTerms { Instrument = PaperDesk.Bitcoin.Id, Side = Buy, Type = OrderType.Limit, TimeInForce = TimeInForce.Ioc, Quantity = PaperDesk.Bitcoin.ToQuantity(1, GridRounding.Exact), Price = PaperDesk.Bitcoin.ToPrice(60_000, GridRounding.Exact) };
        await using (var medium = PaperDesk.OpenJournal(disk))
        await using (var journal = new PaperJournal(medium, FramePrefix.Empty, clock))
        {
            journal.Write(new InstrumentChanged(now, PaperDesk.Bitcoin), new OrderNew(now, id, terms, 0, false, "", "", "", "", 0), new OrderUpdate(now, id, OrderEvent.Accepted, "S1", "", UpdateSource.Stream, now));
            journal.Tell(now, static () => { }, static () => { });
        }
        await using var desk = await PaperDesk.OpenAsync(disk: disk);
        var order = Assert.Single((await desk.BooksAsync()).Orders);
        Assert.Equal((id.Text, VenueOrderStatus.Canceled), (order.ClientId, order.Status));
    }

    [Fact]
    public async Task Orders_of_long_ago_are_answered_from_the_journal()
    {
        await using var desk = await PaperDesk.OpenAsync(PaperDesk.Options with { ClosedOrdersMax = 2 });
        var orders = Enumerable.Range(0, 5).Select(_ => desk.Order(Buy, 0.1m)).ToArray();
        foreach (var order in orders)
            await desk.Venue.SubmitAsync(order, Stop);
        foreach (var order in orders)
            Assert.Equal([(60_010m, 0.1m)], await desk.FillsAsync(order));
        var books = await desk.BooksAsync();
        Assert.Equal((5, 5), (books.Orders.Count, books.Fills.Count));
        Assert.IsType<SubmitOutcome.Duplicate>(await desk.Venue.SubmitAsync(orders[0], Stop));
        Assert.Equal(new CancelOutcome.Rejected("order_closed"), await desk.Venue.CancelAsync(VenueDesk.KeyOf(orders[0]), Stop));
    }

    [Fact]
    public async Task Books_that_cannot_be_written_any_more_are_told_and_nothing_is_taken()
    {
        var disk = new SimulatedDisk(7);
        await using var desk = await PaperDesk.OpenAsync(disk: disk);
        disk.IsReadOnly = true;
        Assert.IsType<SubmitOutcome.Unknown>(await desk.Venue.SubmitAsync(desk.Order(Buy, 0.1m), Stop));
        await desk.Account.UntilAsync(static told => told.Counts.Unreadable > 0, Stop);
        Assert.Empty(desk.Account.Reports);
        Assert.Equal(new SubmitOutcome.NotSent("paper_books_failed"), await desk.Venue.SubmitAsync(desk.Order(Buy, 0.1m), Stop));
        Assert.Null(await desk.Venue.ReadBooksAsync([desk.Instrument.Id], since: default, Stop));
    }

    // Books are read before the account listens.
    [Fact(Timeout = 60_000)]
    public async Task Books_that_could_not_be_written_before_the_account_listens_are_told_when_it_does()
    {
        var (disk, clock, heard) = (new SimulatedDisk(7), new MonotonicClock(TimeProvider.System), new ListeningAccount());
        var market = new ScriptedMarket(clock, PaperDesk.Bitcoin);
        await using var venue = new PaperVenue(market, PaperDesk.OpenJournal(disk), PaperDesk.Options, clock, static () => true);
        var account = await venue.OpenAccountAsync([market.Market], leverage: 1, Stop);
        disk.IsReadOnly = true;
        Assert.Null(await account.ReadBooksAsync([PaperDesk.Bitcoin.Id], since: default, Stop));
        account.Start(heard);
        await heard.UntilAsync(static told => told.Counts.Unreadable > 0, Stop);
        Assert.Equal((1, 0), (heard.Counts.Unreadable, heard.Counts.Resumed));
    }

    private static ClientOrderId IdOf(long counter) => ClientOrderId.Create('l', partition: 0, epoch: 1, counter, OrderRole.Working);

    // Trades until the disk fails, or all is done; then all that was told must be there.
    private static async Task<long> CrashAsync(SimulatedDisk disk)
    {
        var accepted = new List<VenueSubmit>();
        var told = new ListeningAccount();
        try
        {
            await using var desk = await PaperDesk.OpenAsync(disk: disk);
            told = desk.Account;
            await TradeAsync(desk, accepted);
        }
        catch (Exception exception) when (exception is SimulatedCrashException or VeloZ.Storage.DataFolderException or JournalFailedException or JournalDamagedException)
        {
            // The machine is gone.
        }
        var calls = disk.Calls;
        disk.Plan = null;
        disk.Crash();
        await using var again = await PaperDesk.OpenAsync(disk: disk);
        var books = await again.BooksAsync();
        foreach (var order in accepted)
            Assert.Equal(order.Id.Text, Assert.IsType<OrderAnswer.Found>(await again.Venue.FindAsync(VenueDesk.KeyOf(order), Stop)).Order.ClientId);
        foreach (var report in told.Reports.OfType<VenueReport.Filled>())
            Assert.Equal((report.Id.Text, report.Price, report.Quantity, report.Fee), books.Fills.Where(fill => fill.TradeId == report.TradeId).Select(static fill => (fill.ClientId, fill.Price, fill.Quantity, fill.Fee)).Single());
        foreach (var order in books.Orders)
            Assert.Equal(order.Filled.Value, books.Fills.Where(fill => fill.ClientId == order.ClientId).Sum(static fill => fill.Quantity.Value));
        var bought = books.Fills.Sum(static fill => fill.Quantity.Value);
        var paid = books.Fills.Sum(static fill => (fill.Price * fill.Quantity).Value + fill.Fee.Amount);
        Assert.Equal((1_000_000 - paid, 10 + bought), (books.Balances.Single(static money => money.Currency.Code == "USDT").Amount, books.Balances.Single(static money => money.Currency.Code == "BTC").Amount));
        return calls;
    }

    private static async Task TradeAsync(PaperDesk desk, List<VenueSubmit> accepted)
    {
        for (var round = 0; round < 3; round++)
        {
            var (resting, taking) = (desk.Order(Buy, 0.5m, 59_999), desk.Order(Buy, 0.2m));
            foreach (var order in new[] { resting, taking })
            {
                if (await desk.Venue.SubmitAsync(order, Stop) is not SubmitOutcome.Accepted)
                    return;
                accepted.Add(order);
            }
            desk.Trade(Sell, 0.3m, 59_999);
            if (await desk.Venue.CancelAsync(VenueDesk.KeyOf(resting), Stop) is not CancelOutcome.Canceled)
                return;
        }
        await desk.Account.UntilAsync(static told => told.Reports.OfType<VenueReport.Filled>().Count() == 6, Stop);
    }
}

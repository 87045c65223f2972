using VeloZ.Domain;
using VeloZ.Simulation;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Paper accounts that trade by chance, and start again at any moment: what must hold of their books at each.</summary>
public sealed class PaperChanceTests
{
    private const decimal Middle = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_add_up_after_whatever_was_traded_and_told_is_what_they_say()
    {
        for (ulong seed = 1; seed <= (ulong)Tier.Pick(quick: 20, full: 100, nightly: 1_000); seed++)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvariantException($"seed {seed}: {exception.Message}\n{exception.StackTrace}");
            }
        }
    }

    private static async Task RunAsync(ulong seed)
    {
        var (random, disk, told) = (new SplitMix64(seed), new SimulatedDisk(seed), new Dictionary<string, VenueReport.Filled>(StringComparer.Ordinal));
        var (clock, counter) = (new MonotonicClock(TimeProvider.System), 0L);
        var others = new ScriptedMarket(clock, PaperDesk.Bitcoin);
        for (var level = 1; level <= 5; level++)
        {
            others.Place(OrderSide.Buy, 2, Middle - level);
            others.Place(OrderSide.Sell, 2, Middle + level);
        }
        for (var run = 0; run < 4; run++)
        {
            await using var desk = await PaperDesk.OpenAsync(others, clock, options: null, disk);
            desk.Data.Start([new MarketSubscription(Index: 0, others.Market, Interval: null, BarsSince: null)], desk.Told);
            for (var step = 0; step < 40; step++)
                await StepAsync(desk, random.NextBelow(8), () => IdOf(++counter), bound => random.NextBelow(bound));
            var books = await desk.BooksAsync();
            var before = told.Count;
            await desk.Account.UntilAsync(account => before + account.Reports.OfType<VenueReport.Filled>().Count() >= books.Fills.Count, Stop);
            foreach (var report in desk.Account.Reports.OfType<VenueReport.Filled>())
                told.Add(report.TradeId, report);
            Check(books, told);
        }
    }

    private static async Task StepAsync(PaperDesk desk, ulong kind, Func<ClientOrderId> nextId, Func<ulong, ulong> below)
    {
        var side = below(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var (quantity, price) = ((1 + below(30)) / 10m, Middle - 6 + below(13));
        switch (kind)
        {
            case 0 or 1:
                await desk.Venue.SubmitAsync(desk.Order(side, quantity, price, TimeInForce.Gtc, nextId()), Stop);
                break;
            case 2:
                await desk.Venue.SubmitAsync(desk.Order(side, quantity, price: null, TimeInForce.Ioc, nextId()), Stop);
                break;
            case 3:
                var stop = desk.Order(side, quantity, price: null, TimeInForce.Gtc, nextId());
                await desk.Venue.SubmitAsync(stop with { Terms = stop.Terms with { Type = OrderType.StopMarket, TriggerPrice = desk.Instrument.ToPrice(price, GridRounding.Exact), TimeInForce = TimeInForce.Gtc } }, Stop);
                break;
            case 4 when (await desk.BooksAsync()).Orders.FirstOrDefault(static order => order.Status == VenueOrderStatus.Open) is { } open:
                var key = new VenueOrderKey(ClientOrderId.Parse(open.ClientId), desk.Instrument.Id, open.Terms.Type);
                if (below(2) == 0)
                    await desk.Venue.CancelAsync(key, Stop);
                else
                    await desk.Venue.AmendAsync(new VenueAmend(key, open.Terms, desk.Instrument.ToQuantity(quantity, GridRounding.Exact), Price: null, TriggerPrice: null, desk.Clock.Now + TimeSpan.FromSeconds(5)), Stop);
                break;
            case 5:
                desk.Data.Resync(0);
                break;
            default:
                desk.Trade(side, quantity, price);
                break;
        }
    }

    private static void Check(VenueBooks books, Dictionary<string, VenueReport.Filled> told)
    {
        Assert.Equal(books.Fills.Count, told.Count);
        Assert.All(books.Fills, fill => Assert.Equal((fill.ClientId, fill.Price, fill.Quantity, fill.Fee), (told[fill.TradeId].Id.Text, told[fill.TradeId].Price, told[fill.TradeId].Quantity, told[fill.TradeId].Fee)));
        foreach (var order in books.Orders)
        {
            var filled = books.Fills.Where(fill => fill.ClientId == order.ClientId).Sum(static fill => fill.Quantity.Value);
            Assert.Equal(filled, order.Filled.Value);
            Assert.True(filled <= order.Terms.Quantity.Value && (filled == order.Terms.Quantity.Value) == (order.Status == VenueOrderStatus.Filled), $"{order} had {filled}");
        }
        var sides = books.Orders.ToDictionary(static order => order.ClientId, static order => order.Terms.Side == OrderSide.Buy ? 1 : -1);
        var (quote, @base) = (1_000_000m, 10m);
        foreach (var fill in books.Fills)
            (quote, @base) = (quote - (sides[fill.ClientId] * fill.Price.Value * fill.Quantity.Value) - fill.Fee.Amount, @base + (sides[fill.ClientId] * fill.Quantity.Value));
        Assert.True(quote >= 0 && @base >= 0, $"there were {quote} and {@base}");
        Assert.Equal((quote, @base), (BalanceOf("USDT"), BalanceOf("BTC")));

        decimal BalanceOf(string currency) => books.Balances.Where(money => money.Currency.Code == currency).Sum(static money => money.Amount);
    }

    private static ClientOrderId IdOf(long counter) => ClientOrderId.Create('l', partition: 0, epoch: 1, counter, OrderRole.Working);
}

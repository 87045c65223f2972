using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Simulation;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Paper accounts on the markets of all venues, had from their loopback servers without a key.</summary>
public sealed class PaperSourceTests
{
    private const int Limit = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData(VenueProtocolName.Binance)]
    [InlineData(VenueProtocolName.Bybit)]
    [InlineData(VenueProtocolName.Coinbase)]
    [InlineData(VenueProtocolName.Okx)]
    public async Task Market_order_takes_the_best_of_the_book_that_is_told(VenueProtocolName protocol)
    {
        await using var server = await VenueServer.StartAsync(new VenueServerOptions { Protocol = protocol, Seed = 7, FlowPeriod = TimeSpan.Zero }, TimeProvider.System, Stop);
        var clock = new MonotonicClock(TimeProvider.System);
        await using var venue = new PaperVenue(SourceOf(protocol, server.Address, clock), PaperDesk.OpenJournal(new SimulatedDisk(7)), PaperDesk.Options, clock, static () => true);
        var market = (await venue.MarketData.ReadMarketsAsync(Stop)).First(static market => market.Instrument.Id is { Kind: InstrumentKind.Spot, Base.Code: "BTC", Quote.Code: "USDT" });
        var (account, told, heard) = (await venue.OpenAccountAsync([market], leverage: 1, Stop), new ListeningMarket(market.Instrument), new ListeningAccount());
        account.Start(heard);
        venue.MarketData.Start([new MarketSubscription(Index: 0, market, Interval: null, BarsSince: null)], told);
        await told.UntilAsync(static market => market.Book.IsValid, Stop);
        var best = told.Book.Level(OrderSide.Sell, 0).Price;
        var id = ClientOrderId.Create('p', partition: 0, epoch: 1, counter: 1, OrderRole.Working);
        var terms = new OrderTerms { Instrument = market.Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Market, Quantity = market.Instrument.ToQuantity(0.001m, GridRounding.Exact), TimeInForce = TimeInForce.Ioc };
        Assert.IsType<SubmitOutcome.Accepted>(await account.SubmitAsync(new VenueSubmit(id, terms, clock.Now + TimeSpan.FromSeconds(5)), Stop));
        var fill = await heard.ReportAsync<VenueReport.Filled>(id, static _ => true, Stop);
        Assert.Equal((best, 0.001m, account.Venue), (fill.Price, fill.Quantity.Value, market.Instrument.Id.Venue));
    }

    // A strategy does on paper as it would there, by the documents of each: Binance moves no order that rests, Bybit and Coinbase hold no trigger as it was meant, only Binance shows a part.
    // No venue trails, ends by date, links or cancels on paper.
    [Theory(Timeout = Limit)]
    [InlineData(VenueProtocolName.Binance, "BINANCE", true, true, false)]
    [InlineData(VenueProtocolName.Bybit, "BYBIT", false, false, true)]
    [InlineData(VenueProtocolName.Coinbase, "COINBASE", false, false, true)]
    [InlineData(VenueProtocolName.Okx, "OKX", true, false, true)]
    public async Task Account_carries_out_what_its_venue_does_known_without_asking_it(VenueProtocolName protocol, string name, bool hasConditional, bool hasIceberg, bool hasAmendments)
    {
        var clock = new MonotonicClock(TimeProvider.System);
        await using var venue = new PaperVenue(SourceOf(protocol, new Uri("http://127.0.0.1:1"), clock), PaperDesk.OpenJournal(new SimulatedDisk(7)), PaperDesk.Options, clock, static () => true);
        var market = new Instrument(InstrumentId.Parse($"BTC-USDT.{name}"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));
        await using var account = await venue.OpenAccountAsync([new VenueMarket("BTCUSDT", market)], leverage: 1, Stop);
        var expected = new VenueFeatures
        {
            HasConditionalOrders = hasConditional,
            HasIceberg = hasIceberg,
            HasAmendments = hasAmendments,
            HasTrailingStops = false,
            HasGoodTillDate = false,
            HasLinkedOrders = false,
            HasDeadManTimer = false,
        };
        Assert.Equal(expected, account.Features);
    }

    // Where orders and keys would go, nobody is.
    private static IVenueConnection SourceOf(VenueProtocolName protocol, Uri rest, MonotonicClock clock)
    {
        var sockets = new UriBuilder(rest) { Scheme = "ws" }.Uri;
        return protocol switch
        {
            VenueProtocolName.Binance => new BinanceVenue(new BinanceOptions { Rest = rest, Streams = new Uri(sockets, "/ws"), Trade = new Uri("http://127.0.0.1:1"), SocketApi = new Uri("ws://127.0.0.1:1") }, clock, static () => false),
            VenueProtocolName.Bybit => new BybitVenue(new BybitOptions { Rest = rest, PublicSocket = new Uri(sockets, "/v5/public/spot"), PrivateSocket = new Uri("ws://127.0.0.1:1") }, clock, static () => false),
            VenueProtocolName.Coinbase => new CoinbaseVenue(new CoinbaseOptions { Rest = rest, Socket = sockets, UserSocket = new Uri("ws://127.0.0.1:1") }, clock, static () => false),
            _ => new OkxVenue(new OkxOptions { Rest = rest, PublicSocket = new Uri(sockets, "/ws/v5/public"), PrivateSocket = new Uri("ws://127.0.0.1:1"), BusinessSocket = new Uri(sockets, "/ws/v5/business") }, clock, static () => false),
        };
    }
}

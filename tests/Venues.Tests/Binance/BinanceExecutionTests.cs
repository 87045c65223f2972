using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Orders at Binance's protocol, against the loopback venue that speaks it.</summary>
public sealed class BinanceExecutionTests : ExecutionVenueContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => OpenAsync(faults, LoopbackDesk.Secret, isListening: true);

    protected override Task<VenueDesk> OpenWithWrongSecretAsync() => OpenAsync("", "another-secret", isListening: false);

    // A deadline by a clock that is not known would be none.
    [Fact]
    public async Task Orders_do_not_leave_while_the_time_of_the_venue_is_not_known()
    {
        await using var raw = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", stop));
        var (clock, options) = (new MonotonicClock(TimeProvider.System), OptionsOf(raw.Address, LoopbackDesk.Secret));
        var (time, notices, markets) = (new VenueClock(clock), new VenueNotices("BINANCE", TimeProvider.System), new VenueMarkets([Market]));
        var budget = new RateBudget(time, BinanceRest.Limits);
        using var sender = new VenueSender(time, budget, new SenderOptions(), TimeProvider.System, static () => true);
        var rest = new BinanceRest(raw.Address, options, sender, time, budget);
        await using var stream = new BinanceAccountStream(options, time, markets, TimeProvider.System);
        await using var venue = new BinanceExecution(rest, stream, time, markets, notices, TimeProvider.System);
        var terms = new OrderTerms { Instrument = Market.Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Market, Quantity = Market.Instrument.ToQuantity(1, GridRounding.Exact) };
        var submit = new VenueSubmit(ClientOrderId.Create('l', partition: 0, epoch: 1, counter: 1, OrderRole.Working), terms, clock.Now + TimeSpan.FromSeconds(5));
        Assert.Equal(new SubmitOutcome.NotSent("clock_unsure"), await venue.SubmitAsync(submit, Stop));
        Assert.Empty(raw.Requests);
    }

    private static VenueMarket Market { get; } = new("BTCUSDT", new Instrument(InstrumentId.Parse("BTC-USDT.BINANCE"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m)));

    internal static async Task<VenueDesk> OpenAsync(string faults, string secret, bool isListening)
    {
        var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Binance, faults, Stop);
        var clock = new MonotonicClock(TimeProvider.System);
        var venue = new BinanceVenue(OptionsOf(server.Address, secret), clock, static () => true);
        var market = (await venue.MarketData.ReadMarketsAsync(Stop)).Single(static market => market.Symbol == "BTCUSDT");
        var execution = await venue.OpenAccountAsync([market], leverage: 1, Stop);
        var desk = new LoopbackDesk(server, venue, execution, clock, market, new BinanceForm("LIMIT", "GTC"));
        execution.Start(desk.Account);
        if (isListening)
            await desk.Account.UntilAsync(static told => told.Counts.Resumed > 0, Stop);
        return desk;
    }

    internal static BinanceOptions OptionsOf(Uri address, string secret)
    {
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        return new BinanceOptions
        {
            Rest = address,
            Trade = address,
            Streams = new Uri(sockets, "/ws"),
            SocketApi = new Uri(sockets, "/ws-api/v3"),
            Key = LoopbackDesk.Key,
            Secret = secret,
            AnswerTimeout = TimeSpan.FromSeconds(1),
        };
    }
}

using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Simulation;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of a paper venue: those of the loopback Binance whose market it is, had without a key.</summary>
public sealed class PaperMarketDataTests : MarketDataContract
{
    protected override async Task<VenueDesk> OpenAsync(string faults = "")
    {
        var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Binance, faults, Stop);
        var clock = new MonotonicClock(TimeProvider.System);
        var streams = new UriBuilder(server.Address) { Scheme = "ws", Path = "/ws" }.Uri;
        var source = new BinanceVenue(new BinanceOptions { Rest = server.Address, Trade = server.Address, Streams = streams, AnswerTimeout = TimeSpan.FromSeconds(1) }, clock, static () => false);
        var venue = new PaperVenue(source, PaperDesk.OpenJournal(new SimulatedDisk(7)), PaperDesk.Options, clock, static () => true);
        var market = (await venue.MarketData.ReadMarketsAsync(Stop)).Single(static market => market.Symbol == "BTCUSDT");
        return new LoopbackDesk(server, venue, await venue.OpenAccountAsync([market], leverage: 1, Stop), clock, market, label: null);
    }
}

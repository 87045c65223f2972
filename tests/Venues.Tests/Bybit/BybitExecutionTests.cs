using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Orders at Bybit's protocol, against the loopback venue that speaks it.</summary>
public sealed class BybitExecutionTests : ExecutionVenueContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => OpenAsync(faults, LoopbackDesk.Secret, isListening: true);

    protected override Task<VenueDesk> OpenWithWrongSecretAsync() => OpenAsync("", "another-secret", isListening: false);

    internal static Task<VenueDesk> OpenAsync(string faults, string secret, bool isListening) =>
        OpenAsync(faults, secret, isListening, TimeProvider.System, TimeSpan.FromSeconds(1));

    internal static async Task<VenueDesk> OpenAsync(string faults, string secret, bool isListening, TimeProvider time, TimeSpan answerTimeout)
    {
        var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Bybit, faults, time, Stop);
        var clock = new MonotonicClock(time);
        var venue = new BybitVenue(OptionsOf(server.Address, secret, answerTimeout), clock, static () => true);
        var market = (await venue.MarketData.ReadMarketsAsync(Stop)).Single(static market => market.Symbol == "BTCUSDT");
        var execution = await venue.OpenAccountAsync([market], leverage: 1, Stop);
        var desk = new LoopbackDesk(server, venue, execution, clock, market, new BybitForm { OrderType = "Limit", TimeInForce = "GTC" });
        execution.Start(desk.Account);
        if (isListening)
            await desk.Account.UntilAsync(static told => told.Counts.Resumed > 0, Stop);
        return desk;
    }

    internal static BybitOptions OptionsOf(Uri address, string secret, TimeSpan answerTimeout)
    {
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        return new BybitOptions
        {
            Rest = address,
            PublicSocket = new Uri(sockets, "/v5/public/spot"),
            PrivateSocket = new Uri(sockets, "/v5/private"),
            Key = LoopbackDesk.Key,
            Secret = secret,
            AnswerTimeout = answerTimeout,
        };
    }
}

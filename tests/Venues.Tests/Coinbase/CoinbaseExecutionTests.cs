using System.Security.Cryptography;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Orders at Coinbase's protocol, against the loopback venue that speaks it.</summary>
public sealed class CoinbaseExecutionTests : ExecutionVenueContract
{
    internal static readonly string Secret = NewSecret();

    protected override Task<VenueDesk> OpenAsync(string faults = "") => OpenAsync(faults, Secret, isListening: true);

    protected override Task<VenueDesk> OpenWithWrongSecretAsync() => OpenAsync("", NewSecret(), isListening: false);

    internal static Task<VenueDesk> OpenAsync(string faults, string secret, bool isListening) => OpenAsync(faults, secret, isListening, TimeProvider.System, TimeSpan.FromSeconds(1));

    internal static async Task<VenueDesk> OpenAsync(string faults, string secret, bool isListening, TimeProvider time, TimeSpan answerTimeout)
    {
        var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Coinbase, faults, time, Secret, Stop);
        var clock = new MonotonicClock(time);
        var venue = new CoinbaseVenue(OptionsOf(server.Address, secret, answerTimeout), clock, static () => true);
        var market = (await venue.MarketData.ReadMarketsAsync(Stop)).Single(static market => market.Symbol == "BTC-USDT");
        var execution = await venue.OpenAccountAsync([market], leverage: 1, Stop);
        var desk = new Desk(server, venue, execution, clock, market);
        execution.Start(desk.Account);
        if (isListening)
            await desk.Account.UntilAsync(static told => told.Counts.Resumed > 0, Stop);
        return desk;
    }

    internal static string NewSecret()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportECPrivateKeyPem();
    }

    internal static CoinbaseOptions OptionsOf(Uri address, string secret, TimeSpan answerTimeout)
    {
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        return new CoinbaseOptions
        {
            Rest = address,
            Socket = sockets,
            UserSocket = new Uri(sockets, "/user"),
            Key = LoopbackDesk.Key,
            Secret = secret,
            AnswerTimeout = answerTimeout,
        };
    }

    // An order of an id that is known is answered with the first one, and messages are numbered.
    private sealed class Desk(VenueServer server, IVenueConnection connection, IExecutionVenue venue, MonotonicClock clock, VenueMarket market)
        : LoopbackDesk(server, connection, venue, clock, market, new CoinbaseOrderForm(CoinbaseOrderForm.LimitGtc))
    {
        public override bool RefusesDuplicates => false;

        public override bool RepeatsReports => false;
    }
}

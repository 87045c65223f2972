using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Orders at OKX's protocol, against the loopback venue that speaks it.</summary>
public sealed class OkxExecutionTests : ExecutionVenueContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => OpenAsync(faults, LoopbackDesk.Secret, isListening: true);

    protected override Task<VenueDesk> OpenWithWrongSecretAsync() => OpenAsync("", "another-secret", isListening: false);

    internal static async Task<VenueDesk> OpenAsync(string faults, string secret, bool isListening, bool isPerpetual = false) =>
        await OpenAsync(await LoopbackDesk.ServeAsync(VenueProtocolName.Okx, faults, Stop), secret, isListening, isPerpetual);

    internal static async Task<VenueDesk> OpenAsync(VenueServer server, string secret = LoopbackDesk.Secret, bool isListening = true, bool isPerpetual = false)
    {
        var clock = new MonotonicClock(TimeProvider.System);
        var venue = new OkxVenue(OptionsOf(server.Address, secret, isPerpetual), clock, static () => true);
        var symbol = isPerpetual ? "BTC-USDT-SWAP" : "BTC-USDT";
        var market = (await venue.MarketData.ReadMarketsAsync(Stop)).Single(market => market.Symbol == symbol);
        var execution = await venue.OpenAccountAsync([market], leverage: 1, Stop);
        var desk = new LoopbackDesk(server, venue, execution, clock, market, new OkxOrderForm("limit", TargetCurrency: "", Tag: ""));
        execution.Start(desk.Account);
        if (isListening)
            await desk.Account.UntilAsync(static told => told.Counts.Resumed > 0, Stop);
        return desk;
    }

    internal static OkxOptions OptionsOf(Uri address, string secret, bool isPerpetual = false)
    {
        var sockets = new UriBuilder(address) { Scheme = "ws" }.Uri;
        return new OkxOptions
        {
            IsPerpetual = isPerpetual,
            Rest = address,
            PublicSocket = new Uri(sockets, "/ws/v5/public"),
            PrivateSocket = new Uri(sockets, "/ws/v5/private"),
            BusinessSocket = new Uri(sockets, "/ws/v5/business"),
            Key = LoopbackDesk.Key,
            Secret = secret,
            Passphrase = LoopbackDesk.Passphrase,
            AnswerTimeout = TimeSpan.FromSeconds(1),
        };
    }
}

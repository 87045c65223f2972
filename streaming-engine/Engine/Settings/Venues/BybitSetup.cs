using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>Bybit spot, and its testnet.</summary>
internal sealed class BybitSetup : VenueSetup
{
    private static readonly (Uri Api, Uri Sockets) Live = (new("https://api.bybit.com"), new("wss://stream.bybit.com/v5"));
    private static readonly (Uri Api, Uri Sockets) Testnet = (new("https://api-testnet.bybit.com"), new("wss://stream-testnet.bybit.com/v5"));

    public override string Venue => "BYBIT";

    public override string Name => "Bybit";

    public override string PlayName => "testnet";

    public override IReadOnlyList<BarInterval> Intervals { get; } = [.. BarInterval.All.Where(static interval => interval.Text != "1s")];

    public override VenueConnect Read(SettingValues settings, VenueMode mode)
    {
        var defaults = mode.IsPlay ? Testnet : Live;
        var (rest, sockets) = (AddressOf(settings, SettingTable.BybitRest, defaults.Api), AddressOf(settings, SettingTable.BybitSockets, defaults.Sockets));
        CheckHost(settings, SettingTable.BybitRest, rest, mode);
        CheckHost(settings, SettingTable.BybitSockets, sockets, mode);
        var reconnectMax = TimeSpan.FromMilliseconds(settings.Whole(SettingTable.ReconnectDelay));
        return (keys, clock, mayAct) => new BybitVenue(
            new BybitOptions { Rest = rest, PublicSocket = Under(sockets, "public/spot"), PrivateSocket = Under(sockets, "private"), ReconnectMax = reconnectMax, Key = keys.Key, Secret = keys.Secret }, clock, mayAct);
    }

    // Its demo trading has the market data of real money, at the live host: no pair of addresses is right for it. In the EU, fills have fees beside the fee, which are not booked yet.
    protected override bool IsLiveHost(string host) =>
        (host.EndsWith(".bybit.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".bytick.com", StringComparison.OrdinalIgnoreCase)) && !host.Contains("-demo.", StringComparison.OrdinalIgnoreCase) && !IsPlayHost(host);

    protected override bool IsPlayHost(string host) => host.EndsWith(".bybit.com", StringComparison.OrdinalIgnoreCase) && host.Contains("-testnet.", StringComparison.OrdinalIgnoreCase);
}

using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>Coinbase spot; without real money a loopback venue, since Coinbase's sandbox has no sockets and answers everybody the same.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/sandbox.</remarks>
internal sealed class CoinbaseSetup : VenueSetup
{
    private static readonly CoinbaseOptions Live = new();

    public override string Venue => "COINBASE";

    public override string Name => "Coinbase";

    public override string PlayName => "sandbox";

    public override IReadOnlyList<BarInterval> Intervals { get; } = [.. BarInterval.All.Where(static interval => interval.Text is not ("1s" or "1w"))];

    public override VenueConnect Read(SettingValues settings, VenueMode mode)
    {
        var rest = Address(SettingTable.CoinbaseRest, Live.Rest);
        var (socket, userSocket) = (Address(SettingTable.CoinbaseSocket, Live.Socket), Address(SettingTable.CoinbaseUserSocket, Live.UserSocket));
        CheckMarketHost(settings, SettingTable.CoinbaseSocket, socket, mode);
        CheckHost(settings, SettingTable.CoinbaseRest, rest, mode);
        CheckHost(settings, SettingTable.CoinbaseUserSocket, userSocket, mode);
        var reconnectMax = TimeSpan.FromMilliseconds(settings.Whole(SettingTable.ReconnectDelay));
        return (keys, clock, mayAct) => keys.Key.Length > 0 && CoinbaseOptions.FlawOf(keys.Secret) is { } flaw
            ? throw new UsageException($"the secret exchange/coinbase/api_secret {flaw}, must be what Coinbase gave with the key, for ES256")
            : new CoinbaseVenue(
                new CoinbaseOptions { Rest = rest, Socket = socket, UserSocket = userSocket, ReconnectMax = reconnectMax, Key = keys.Key, Secret = keys.Secret }, clock, mayAct);

        Uri Address(Setting setting, Uri live) => mode.IsPlay && settings.TextOrNull(setting) is null
            ? throw new UsageException($"{setting.Name} is not set while the mode is {mode.Name}, must be a loopback venue's: Coinbase's own sandbox has no sockets")
            : AddressOf(settings, setting, live);
    }

    protected override bool IsLiveHost(string host) => host.EndsWith(".coinbase.com", StringComparison.OrdinalIgnoreCase) && !IsPlayHost(host);

    protected override bool IsPlayHost(string host) => host.EndsWith("-sandbox.coinbase.com", StringComparison.OrdinalIgnoreCase);
}

using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Trading;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>OKX spot and linear swaps, and its demo trading, whose requests go to the live host and say that they are for play money.</summary>
internal sealed class OkxSetup : VenueSetup
{
    public override string Venue => "OKX";

    public override string Name => "OKX";

    public override string PlayName => "demo";

    public override bool HasPerpetuals => true;

    public override bool HasDeadManTimer => true;

    public override bool HasPassphrase => true;

    public override VenueConnect Read(SettingValues settings, VenueMode mode)
    {
        var options = ReadOptions(settings, mode);
        return (keys, clock, mayAct) => new OkxVenue(options(keys), clock, mayAct);
    }

    /// <summary>What a connection is made of, but for who we are there.</summary>
    internal Func<VenueKeys, OkxOptions> ReadOptions(SettingValues settings, VenueMode mode)
    {
        var rest = AddressOf(settings, SettingTable.OkxRest, new Uri("https://www.okx.com"));
        var sockets = AddressOf(settings, SettingTable.OkxSockets, new Uri(mode.IsPlay ? "wss://wspap.okx.com:8443/ws/v5" : "wss://ws.okx.com:8443/ws/v5"));
        // A key is of one kind, and all that is sent in this mode is marked as play money: the host is the same.
        if (!mode.IsPlay || !IsLiveHost(rest.Host) || rest.Scheme != "https")
            CheckHost(settings, SettingTable.OkxRest, rest, mode);
        CheckHost(settings, SettingTable.OkxSockets, sockets, mode);
        var reconnectMax = TimeSpan.FromMilliseconds(settings.Whole(SettingTable.ReconnectDelay));
        return keys => new OkxOptions
        {
            IsDemo = mode.IsPlay,
            IsPerpetual = mode.Kind == InstrumentKind.Perpetual,
            Owner = keys.Key.Length > 0 ? OwnerOf(settings) : "",
            Rest = rest,
            PublicSocket = Under(sockets, "public"),
            PrivateSocket = Under(sockets, "private"),
            BusinessSocket = Under(sockets, "business"),
            ReconnectMax = reconnectMax,
            Key = keys.Key,
            Secret = keys.Secret,
            Passphrase = keys.Passphrase,
        };
    }

    // An engine has one account and one market: it and those beside it at OKX are told apart so. Who only looks on places nothing.
    private static string OwnerOf(SettingValues settings) => $"{settings.Text(SettingTable.Environment)}/{PaperOptions.Account}/{EngineSettings.Market(settings)}";

    protected override bool IsLiveHost(string host) => host.EndsWith(".okx.com", StringComparison.OrdinalIgnoreCase) && !IsPlayHost(host);

    // wspap.okx.com, wseeapap.okx.com, wsuspap.okx.com.
    protected override bool IsPlayHost(string host) => host.EndsWith("pap.okx.com", StringComparison.OrdinalIgnoreCase);
}

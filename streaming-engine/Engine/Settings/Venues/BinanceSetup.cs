using VeloZ.Hosting;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>Binance spot, and its testnet.</summary>
internal sealed class BinanceSetup : VenueSetup
{
    private static readonly BinanceOptions Live = new();

    private static readonly BinanceOptions Testnet = new()
    {
        Rest = new Uri("https://testnet.binance.vision"),
        Streams = new Uri("wss://stream.testnet.binance.vision/ws"),
        Trade = new Uri("https://testnet.binance.vision"),
        SocketApi = new Uri("wss://ws-api.testnet.binance.vision/ws-api/v3"),
    };

    public override string Venue => "BINANCE";

    public override string Name => "Binance";

    public override string PlayName => "testnet";

    public override VenueConnect Read(SettingValues settings, VenueMode mode)
    {
        var defaults = mode.IsPlay ? Testnet : Live;
        var (rest, streams) = (AddressOf(settings, SettingTable.BinanceRest, defaults.Rest), AddressOf(settings, SettingTable.BinanceStreams, defaults.Streams));
        var (trade, socketApi) = (AddressOf(settings, SettingTable.BinanceTrade, defaults.Trade), AddressOf(settings, SettingTable.BinanceSocketApi, defaults.SocketApi));
        CheckMarketHost(settings, SettingTable.BinanceRest, rest, mode);
        CheckMarketHost(settings, SettingTable.BinanceStreams, streams, mode);
        CheckHost(settings, SettingTable.BinanceTrade, trade, mode);
        CheckHost(settings, SettingTable.BinanceSocketApi, socketApi, mode);
        var reconnectMax = TimeSpan.FromMilliseconds(settings.Whole(SettingTable.ReconnectDelay));
        return (keys, clock, mayAct) => new BinanceVenue(
            new BinanceOptions { Rest = rest, Streams = streams, Trade = trade, SocketApi = socketApi, ReconnectMax = reconnectMax, Key = keys.Key, Secret = keys.Secret }, clock, mayAct);
    }

    protected override bool IsLiveHost(string host) => host.EndsWith(".binance.com", StringComparison.OrdinalIgnoreCase);

    // Market data of real money are at data-api.binance.vision, too.
    protected override bool IsPlayHost(string host) => host.EndsWith("testnet.binance.vision", StringComparison.OrdinalIgnoreCase);
}

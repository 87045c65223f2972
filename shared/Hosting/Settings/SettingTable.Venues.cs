namespace VeloZ.Hosting;

/// <content>Where venues are, and who we are there.</content>
public static partial class SettingTable
{
    /// <summary>Binance's REST, for market data.</summary>
    public static Setting BinanceRest { get; } = VenueAddress("VELOZ_BINANCE_BASE_URL", "https", "https://api.binance.com", "Market data of Binance by REST; that of the testnet in a testnet mode.");

    /// <summary>Binance's market streams.</summary>
    public static Setting BinanceStreams { get; } =
        VenueAddress("VELOZ_BINANCE_WS_BASE_URL", "wss", "wss://stream.binance.com:9443/ws", "Market data of Binance by WebSocket; that of the testnet in a testnet mode.");

    /// <summary>Binance's REST, for orders.</summary>
    public static Setting BinanceTrade { get; } = VenueAddress("VELOZ_BINANCE_TRADE_BASE_URL", "https", "by the execution mode", "Orders at Binance by REST.");

    /// <summary>Binance's WebSocket API.</summary>
    public static Setting BinanceSocketApi { get; } =
        VenueAddress("VELOZ_BINANCE_TRADE_WS_BASE_URL", "wss", "by the execution mode", "Binance's WebSocket API, which tells what happens to the account's orders.");

    /// <summary>Of an account at Binance.</summary>
    public static Setting BinanceKey { get; } = VenueKey("VELOZ_BINANCE_API_KEY", "exchange/binance/api_key");

    /// <summary>Of an account at Binance.</summary>
    public static Setting BinanceSecret { get; } = VenueKey("VELOZ_BINANCE_API_SECRET", "exchange/binance/api_secret");

    /// <summary>Bybit's REST.</summary>
    public static Setting BybitRest { get; } = VenueAddress("VELOZ_BYBIT_BASE_URL", "https", "by the execution mode", "Bybit by REST.");

    /// <summary>Bybit's WebSockets.</summary>
    public static Setting BybitSockets { get; } =
        VenueAddress("VELOZ_BYBIT_WS_BASE_URL", "wss", "by the execution mode", "Bybit by WebSocket, up to the version: `/public/spot` and `/private` go behind it.");

    /// <summary>Of an account at Bybit.</summary>
    public static Setting BybitKey { get; } = VenueKey("VELOZ_BYBIT_API_KEY", "exchange/bybit/api_key");

    /// <summary>Of an account at Bybit.</summary>
    public static Setting BybitSecret { get; } = VenueKey("VELOZ_BYBIT_API_SECRET", "exchange/bybit/api_secret");

    /// <summary>OKX's REST.</summary>
    public static Setting OkxRest { get; } = VenueAddress("VELOZ_OKX_BASE_URL", "https", "https://www.okx.com", "OKX by REST; of demo trading, too.");

    /// <summary>OKX's WebSockets.</summary>
    public static Setting OkxSockets { get; } =
        VenueAddress("VELOZ_OKX_WS_BASE_URL", "wss", "by the execution mode", "OKX by WebSocket, up to the version: `/public`, `/private` and `/business` go behind it.");

    /// <summary>Of an account at OKX.</summary>
    public static Setting OkxKey { get; } = VenueKey("VELOZ_OKX_API_KEY", "exchange/okx/api_key");

    /// <summary>Of an account at OKX.</summary>
    public static Setting OkxSecret { get; } = VenueKey("VELOZ_OKX_API_SECRET", "exchange/okx/api_secret");

    /// <summary>Of an account at OKX.</summary>
    public static Setting OkxPassphrase { get; } = VenueKey("VELOZ_OKX_API_PASSPHRASE", "exchange/okx/api_passphrase");

    /// <summary>Coinbase's REST.</summary>
    public static Setting CoinbaseRest { get; } = VenueAddress("VELOZ_COINBASE_BASE_URL", "https", "by the execution mode", "Coinbase by REST.");

    /// <summary>Coinbase's WebSocket of markets.</summary>
    public static Setting CoinbaseSocket { get; } = VenueAddress("VELOZ_COINBASE_WS_BASE_URL", "wss", "by the execution mode", "Coinbase's markets by WebSocket.");

    /// <summary>Coinbase's WebSocket of an account's orders.</summary>
    public static Setting CoinbaseUserSocket { get; } =
        VenueAddress("VELOZ_COINBASE_TRADE_WS_BASE_URL", "wss", "by the execution mode", "Coinbase by WebSocket for an account's own orders.");

    /// <summary>Of an account at Coinbase.</summary>
    public static Setting CoinbaseKey { get; } = VenueKey("VELOZ_COINBASE_API_KEY", "exchange/coinbase/api_key");

    /// <summary>Of an account at Coinbase: a private key as PEM.</summary>
    public static Setting CoinbaseSecret { get; } = VenueKey("VELOZ_COINBASE_API_SECRET", "exchange/coinbase/api_secret");

    /// <summary>Most between two attempts to connect.</summary>
    public static Setting ReconnectDelay { get; } = new()
    {
        Name = "VELOZ_WS_RECONNECT_DELAY",
        Default = "5000",
        Form = new SettingForm.Whole(100, 3_600_000),
        Meaning = "Milliseconds between two attempts to connect to a venue, at most.",
        Users = SettingUsers.Engines,
    };

    private static Setting VenueAddress(string name, string scheme, string shown, string meaning) => new()
    {
        Name = name,
        DefaultShown = shown.Contains(':', StringComparison.Ordinal) ? $"`{shown}`" : shown,
        Form = new SettingForm.Address(scheme, scheme[..^1]),
        Meaning = meaning,
        Users = SettingUsers.Engines,
    };

    private static Setting VenueKey(string name, string secret) => new()
    {
        Name = name,
        Form = new SettingForm.Text("a key of the venue"),
        Meaning = $"For development: `veloz secrets set {secret}` keeps it sealed, and wins.",
        Users = SettingUsers.Engines,
        IsSecret = true,
    };
}

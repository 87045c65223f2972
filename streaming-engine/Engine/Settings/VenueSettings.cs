using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;
using VeloZ.Trading;
using VeloZ.Venues;

namespace VeloZ.Engine;

/// <summary>Makes the connection to a venue that settings ask for.</summary>
internal static class VenueSettings
{
    private const string Simulated = "sim_engine";
    private const string Testnet = "binance_testnet_spot";

    // Binance itself may answer "unknown" for ten seconds: until then an order that is not found may be there all the same.
    private static readonly ExecutionOptions BinanceExecution = new() { VisibilityDelay = TimeSpan.FromSeconds(10), BooksTimeout = TimeSpan.FromMinutes(10) };

    private static readonly BinanceOptions TestnetDefaults = new()
    {
        Rest = new Uri("https://testnet.binance.vision"),
        Streams = new Uri("wss://stream.testnet.binance.vision/ws"),
        Trade = new Uri("https://testnet.binance.vision"),
        SocketApi = new Uri("wss://ws-api.testnet.binance.vision/ws-api/v3"),
    };

    /// <summary>Whether orders go to a venue.</summary>
    public static bool IsLive(SettingValues settings) => settings.Text(SettingTable.ExecutionMode) != Simulated;

    /// <summary>Where market data comes from.</summary>
    public static string SourceOf(SettingValues settings) =>
        IsLive(settings) && settings.Find(SettingTable.MarketSource) is null ? "binance_ws" : settings.Text(SettingTable.MarketSource);

    /// <summary>The venue of a mere symbol.</summary>
    public static string VenueOf(SettingValues settings) => IsLive(settings) ? "BINANCE" : "SIM";

    /// <summary>What is traded at a venue; null where orders are simulated.</summary>
    /// <param name="settings">In force.</param>
    /// <param name="instrument">The market.</param>
    /// <exception cref="UsageException">Settings do not go together.</exception>
    public static LiveEngineOptions? Read(SettingValues settings, InstrumentId instrument)
    {
        var source = SourceOf(settings);
        if (!IsLive(settings))
        {
            return source == "binance_ws"
                ? throw new UsageException($"{WhereOf(settings, SettingTable.MarketSource)} was binance_ws while orders are simulated, must be sim or file, or orders must go to Binance by {SettingTable.ExecutionMode.Name}")
                : null;
        }
        var mode = settings.Text(SettingTable.ExecutionMode);
        var isTestnet = mode == Testnet;
        if (source != "binance_ws")
            throw new UsageException($"{WhereOf(settings, SettingTable.MarketSource)} was {source} while {SettingTable.ExecutionMode.Name} is {mode}, must be binance_ws: orders at a venue are decided on its own market");
        if (instrument.Venue != "BINANCE")
            throw new UsageException($"{WhereOf(settings, SettingTable.MarketSymbol)} was {instrument}, must be a market of BINANCE in mode {mode}");
        if (!settings.Switch(SettingTable.JournalSync) && !isTestnet)
            throw new UsageException($"{SettingTable.JournalSync.Name} is false, must be true for orders with real money");
        if (!isTestnet && !settings.Switch(SettingTable.LiveTrading))
            throw new UsageException($"{SettingTable.ExecutionMode.Name} is {mode}, which trades real money: it needs {SettingTable.LiveTrading.Name}=true besides");
        var options = Addresses(settings, isTestnet);
        return new LiveEngineOptions
        {
            Instrument = instrument,
            Interval = BarInterval.Parse(settings.TextOrNull(SettingTable.MarketInterval) ?? "1m"),
            IsRealMoney = !isTestnet,
            Execution = BinanceExecution,
            Connect = (clock, mayAct, cancellationToken) => ConnectAsync(settings.DataDirectory, options, clock, mayAct, cancellationToken),
        };
    }

    private static BinanceOptions Addresses(SettingValues settings, bool isTestnet)
    {
        var defaults = isTestnet ? TestnetDefaults : new BinanceOptions();
        var options = new BinanceOptions
        {
            Rest = AddressOf(SettingTable.BinanceRest, defaults.Rest),
            Streams = AddressOf(SettingTable.BinanceStreams, defaults.Streams),
            Trade = AddressOf(SettingTable.BinanceTrade, defaults.Trade),
            SocketApi = AddressOf(SettingTable.BinanceSocketApi, defaults.SocketApi),
            ReconnectMax = TimeSpan.FromMilliseconds(settings.Whole(SettingTable.ReconnectDelay)),
        };
        // Orders and what is told of them: a key for play money must not meet the live host, nor a live one a host that is not Binance's.
        CheckHost(settings, SettingTable.BinanceTrade, options.Trade, isTestnet);
        CheckHost(settings, SettingTable.BinanceSocketApi, options.SocketApi, isTestnet);
        return options;

        Uri AddressOf(Setting setting, Uri fallback) => settings.TextOrNull(setting) is { } text ? new Uri(text) : fallback;
    }

    private static void CheckHost(SettingValues settings, Setting setting, Uri address, bool isTestnet)
    {
        var isLiveHost = address.Host.EndsWith(".binance.com", StringComparison.OrdinalIgnoreCase);
        var isTestHost = address.IsLoopback || address.Host.EndsWith(".binance.vision", StringComparison.OrdinalIgnoreCase);
        if (isTestnet && isLiveHost)
            throw new UsageException($"{WhereOf(settings, setting)} was {address}, which is Binance's live host, while the mode is {Testnet}; must be the testnet's, or a loopback venue's");
        if (!isTestnet && (!isLiveHost || address.Scheme is not ("https" or "wss")))
            throw new UsageException($"{WhereOf(settings, setting)} was {address}{(isTestHost ? ", which has no real money," : "")} while the mode is binance_spot; must be Binance's live host, encrypted");
    }

    private static async Task<IVenueConnection> ConnectAsync(string dataFolder, BinanceOptions addresses, MonotonicClock clock, Func<bool> mayAct, CancellationToken cancellationToken)
    {
        var secrets = OpenSecrets(dataFolder, clock.Time);
        var options = new BinanceOptions
        {
            Rest = addresses.Rest,
            Streams = addresses.Streams,
            Trade = addresses.Trade,
            SocketApi = addresses.SocketApi,
            ReconnectMax = addresses.ReconnectMax,
            Key = await ReadAsync(secrets, "api_key", SettingTable.BinanceKey, cancellationToken),
            Secret = await ReadAsync(secrets, "api_secret", SettingTable.BinanceSecret, cancellationToken),
        };
        return new BinanceVenue(options, clock, mayAct);
    }

    private static ISecretStore OpenSecrets(string dataFolder, TimeProvider time)
    {
        var environment = new EnvironmentSecretStore(Environment.GetEnvironmentVariable);
        var folder = Path.Combine(dataFolder, "secrets");
        // A store is not made to be read.
        if (!Directory.Exists(folder))
            return environment;
        var key = Environment.GetEnvironmentVariable("VELOZ_SECRETS_KEY") is { Length: > 0 } text ? Secret.OfText(text) : null;
        return new FallbackSecretStore(FileSecretStore.Open(new FileSecretStoreOptions { Folder = folder, Key = key }, time), environment);
    }

    private static async Task<string> ReadAsync(ISecretStore secrets, string kind, Setting setting, CancellationToken cancellationToken)
    {
        var name = SecretName.Parse($"exchange/binance/{kind}");
        var secret = await secrets.GetAsync(name, cancellationToken)
            ?? throw new UsageException($"there is no secret {name}; keep it by 'veloz secrets set {name}', or for development set {setting.Name}");
        return secret.Value.RevealText();
    }

    private static string WhereOf(SettingValues settings, Setting setting) => settings.Find(setting)?.Where ?? setting.Name;
}

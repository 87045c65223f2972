using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;

namespace VeloZ.Engine;

/// <summary>Makes the connection to a venue that settings ask for.</summary>
internal static class VenueSettings
{
    /// <summary>Where market data comes from.</summary>
    public static string SourceOf(SettingValues settings) =>
        ModeOf(settings) is { } mode && settings.Find(SettingTable.MarketSource) is null ? mode.Setup.Source : settings.Text(SettingTable.MarketSource);

    /// <summary>The venue of a mere symbol.</summary>
    public static string VenueOf(SettingValues settings) => (ModeOf(settings)?.Setup ?? SetupOfSource(settings))?.Venue ?? "SIM";

    /// <summary>What kind of market is traded; spot where orders are simulated.</summary>
    public static InstrumentKind KindOf(SettingValues settings) => ModeOf(settings)?.Kind ?? InstrumentKind.Spot;

    /// <summary>What is traded at a venue, or on paper on its market; null where the market is simulated, too.</summary>
    /// <param name="settings">In force.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="terms">Of simulated execution.</param>
    /// <param name="stores">Where the account is kept.</param>
    /// <exception cref="UsageException">Settings do not go together.</exception>
    public static LiveEngineOptions? Read(SettingValues settings, InstrumentId instrument, MarketTerms terms, StoreOptions stores)
    {
        var source = SourceOf(settings);
        if (ModeOf(settings) is not { } mode)
            return SetupOfSource(settings) is { } market ? PaperSettings.Read(settings, market, instrument, terms, stores) : PaperSettings.ReadNone(settings, source);
        var (setup, name, _, isPlay) = mode;
        if (source != setup.Source)
            throw new UsageException($"{WhereOf(settings, SettingTable.MarketSource)} was {source} while {SettingTable.ExecutionMode.Name} is {name}, must be {setup.Source}: orders at a venue are decided on its own market");
        if (instrument.Venue != setup.Venue)
            throw new UsageException($"{WhereOf(settings, SettingTable.MarketSymbol)} was {instrument}, must be a market of {setup.Venue} in mode {name}");
        if (!settings.Switch(SettingTable.JournalSync) && !isPlay)
            throw new UsageException($"{SettingTable.JournalSync.Name} is false, must be true for orders with real money");
        if (!isPlay && !settings.Switch(SettingTable.LiveTrading))
            throw new UsageException($"{SettingTable.ExecutionMode.Name} is {name}, which trades real money: it needs {SettingTable.LiveTrading.Name}=true besides");
        var interval = setup.ReadInterval(settings);
        var deadMan = settings.WholeOrNull(SettingTable.DeadManTimeout);
        if (deadMan is not null && !setup.HasDeadManTimer)
            throw new UsageException($"{WhereOf(settings, SettingTable.DeadManTimeout)} was {deadMan}, must be off: {setup.Name} has no timer that cancels spot orders and leaves those that protect");
        var connect = setup.Read(settings, mode);
        return new LiveEngineOptions
        {
            Instrument = instrument,
            Interval = interval,
            IsRealMoney = !isPlay,
            DeadManTimeout = deadMan is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Execution = setup.Execution,
            Connect = async (clock, mayAct, cancellationToken) => connect(await ReadKeysAsync(settings.DataDirectory, setup, clock.Time, cancellationToken), clock, mayAct),
        };
    }

    private static VenueMode? ModeOf(SettingValues settings) => VenueSetup.Of(settings.Text(SettingTable.ExecutionMode));

    private static VenueSetup? SetupOfSource(SettingValues settings) => VenueSetup.All.FirstOrDefault(setup => setup.Source == settings.Text(SettingTable.MarketSource));

    private static async Task<VenueKeys> ReadKeysAsync(string dataFolder, VenueSetup setup, TimeProvider time, CancellationToken cancellationToken)
    {
        var secrets = OpenSecrets(dataFolder, time);
        return new VenueKeys(await ReadAsync("api_key"), await ReadAsync("api_secret"), setup.HasPassphrase ? await ReadAsync("api_passphrase") : "");

        async Task<string> ReadAsync(string kind)
        {
            var name = SecretName.Parse($"exchange/{setup.Venue.ToLowerInvariant()}/{kind}");
            var secret = await secrets.GetAsync(name, cancellationToken)
                ?? throw new UsageException($"there is no secret {name}; keep it by 'veloz secrets set {name}', or for development set VELOZ_{setup.Venue}_{kind.ToUpperInvariant()}");
            return secret.Value.RevealText();
        }
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

    private static string WhereOf(SettingValues settings, Setting setting) => settings.Find(setting)?.Where ?? setting.Name;
}

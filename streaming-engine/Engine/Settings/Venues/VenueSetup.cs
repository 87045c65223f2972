using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What a venue's modes, addresses and keys are, and how it is connected to.</summary>
internal abstract class VenueSetup
{
    /// <summary>All that orders can go to.</summary>
    public static IReadOnlyList<VenueSetup> All { get; } = [new BinanceSetup(), new BybitSetup(), new CoinbaseSetup(), new OkxSetup()];

    /// <summary>The venue in capitals.</summary>
    public abstract string Venue { get; }

    /// <summary>Its name for people.</summary>
    public abstract string Name { get; }

    /// <summary>Its modes: for spot, and for perpetuals where those can be traded.</summary>
    public IReadOnlyList<VenueMode> Modes => HasPerpetuals
        ? [ModeOf(InstrumentKind.Spot, isPlay: true), ModeOf(InstrumentKind.Spot, isPlay: false), ModeOf(InstrumentKind.Perpetual, isPlay: true), ModeOf(InstrumentKind.Perpetual, isPlay: false)]
        : [ModeOf(InstrumentKind.Spot, isPlay: true), ModeOf(InstrumentKind.Spot, isPlay: false)];

    /// <summary>What its play money is called, which is at a loopback venue, too.</summary>
    public abstract string PlayName { get; }

    /// <summary>Whether linear perpetuals are traded there, too.</summary>
    public virtual bool HasPerpetuals => false;

    /// <summary>The source of market data that is its own.</summary>
    public string Source => $"{Venue.ToLowerInvariant()}_ws";

    /// <summary>How requests to it are made and resolved.</summary>
    public virtual ExecutionOptions Execution { get; } = new() { VisibilityDelay = TimeSpan.FromSeconds(10), BooksTimeout = TimeSpan.FromMinutes(10) };

    /// <summary>Of the bars that it has, shortest first.</summary>
    public virtual IReadOnlyList<BarInterval> Intervals => BarInterval.All;

    /// <summary>Whether it has a dead-man timer of use.</summary>
    public virtual bool HasDeadManTimer => false;

    /// <summary>Whether a key has a third part.</summary>
    public virtual bool HasPassphrase => false;

    /// <summary>The mode of that name; null where orders are simulated.</summary>
    public static VenueMode? Of(string mode) => All.SelectMany(static setup => setup.Modes).FirstOrDefault(one => one.Name == mode);

    /// <summary>How to connect.</summary>
    /// <param name="settings">In force.</param>
    /// <param name="mode">What is traded, and whether with real money.</param>
    /// <exception cref="UsageException">Mode and addresses do not go together.</exception>
    public abstract VenueConnect Read(SettingValues settings, VenueMode mode);

    /// <summary>Length of the bars that are traded on.</summary>
    /// <exception cref="UsageException">The venue has no such bars.</exception>
    public BarInterval ReadInterval(SettingValues settings)
    {
        var interval = BarInterval.Parse(settings.TextOrNull(SettingTable.MarketInterval) ?? "1m");
        return Intervals.Contains(interval)
            ? interval
            : throw new UsageException($"{WhereOf(settings, SettingTable.MarketInterval)} was {interval}, must be one of {string.Join(", ", Intervals)}: {Name} has no other bars");
    }

    /// <summary>Whether real money is there.</summary>
    protected abstract bool IsLiveHost(string host);

    /// <summary>Whether the venue's own play money is there.</summary>
    protected abstract bool IsPlayHost(string host);

    /// <summary>An address that is given, or the mode's.</summary>
    protected static Uri AddressOf(SettingValues settings, Setting setting, Uri fallback) => settings.TextOrNull(setting) is { } text ? new Uri(text) : fallback;

    /// <summary>For orders and what is told of them: a key for play money must not meet the live host, nor a live one a host that is not the venue's.</summary>
    protected void CheckHost(SettingValues settings, Setting setting, Uri address, VenueMode mode)
    {
        if (IsPaper(settings))
            return;
        var isPlay = mode.IsPlay;
        var (isLiveHost, isPlayHost) = (IsLiveHost(address.Host), address.IsLoopback || IsPlayHost(address.Host));
        if (isPlay && isLiveHost && !isPlayHost)
            throw new UsageException($"{WhereOf(settings, setting)} was {address}, which is {Name}'s live host, while the mode is {mode.Name}; must be the host of play money, or a loopback venue's");
        if (isPlay && (!isPlayHost || (!address.IsLoopback && address.Scheme is not ("https" or "wss"))))
            throw new UsageException($"{WhereOf(settings, setting)} was {address} while the mode is {mode.Name}; must be {Name}'s host of play money, encrypted, or a loopback venue's: keys go there");
        if (!isPlay && (!isLiveHost || address.Scheme is not ("https" or "wss")))
            throw new UsageException($"{WhereOf(settings, setting)} was {address}{(isPlayHost && !isLiveHost ? ", which has no real money," : "")} while the mode is {mode.Name}; must be {Name}'s live host, encrypted");
    }

    /// <summary>For market data that anybody may ask for: real money is not decided on a market of play money.</summary>
    protected void CheckMarketHost(SettingValues settings, Setting setting, Uri address, VenueMode mode)
    {
        if (!IsPaper(settings) && !mode.IsPlay && (address.IsLoopback || IsPlayHost(address.Host)))
            throw new UsageException($"{WhereOf(settings, setting)} was {address}, which has no real market, while the mode is {mode.Name}; must be {Name}'s own");
    }

    /// <summary>The socket of a path under an address that is given.</summary>
    protected static Uri Under(Uri address, string path) => new($"{address.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>The mode for a kind of market.</summary>
    public VenueMode ModeOf(InstrumentKind kind, bool isPlay) =>
        new(this, $"{Venue.ToLowerInvariant()}{(isPlay ? "_" + PlayName : "")}_{(kind == InstrumentKind.Perpetual ? "perp" : "spot")}", kind, isPlay);

    // No key and no order goes anywhere: any host will do.
    private static bool IsPaper(SettingValues settings) => Of(settings.Text(SettingTable.ExecutionMode)) is null;

    private static string WhereOf(SettingValues settings, Setting setting) => settings.Find(setting)?.Where ?? setting.Name;
}

/// <summary>A way to trade at a venue.</summary>
/// <param name="Setup">The venue.</param>
/// <param name="Name">As the setting names it.</param>
/// <param name="Kind">What is traded.</param>
/// <param name="IsPlay">Whether there is no real money in it.</param>
internal sealed record VenueMode(VenueSetup Setup, string Name, InstrumentKind Kind, bool IsPlay);

/// <summary>Connects to a venue.</summary>
internal delegate IVenueConnection VenueConnect(VenueKeys keys, MonotonicClock clock, Func<bool> mayAct);

/// <summary>Who we are at a venue. No record: it is never printed.</summary>
internal sealed class VenueKeys(string key, string secret, string passphrase)
{
    public string Key => key;

    public string Secret => secret;

    public string Passphrase => passphrase;
}

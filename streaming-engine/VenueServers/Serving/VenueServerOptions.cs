using Microsoft.Extensions.Logging;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Whose protocol a loopback venue speaks.</summary>
public enum VenueProtocolName
{
    /// <summary>Binance's spot API of version 3, its market streams and its WebSocket API.</summary>
    Binance,

    /// <summary>Bybit's API of version 5 for a unified account: spot and USDT perpetuals.</summary>
    Bybit,

    /// <summary>Coinbase's Advanced Trade API of version 3: spot, by REST and by WebSocket. An account's secret is a private key: see <see cref="CoinbaseSecret"/>.</summary>
    Coinbase,

    /// <summary>OKX's API of version 5: spot and linear perpetuals in net mode, by REST and by WebSocket.</summary>
    Okx,
}

/// <summary>An account that a loopback venue begins with. No record: its secret is never printed.</summary>
/// <param name="key">How its owner calls himself.</param>
/// <param name="secret">What he signs with.</param>
public sealed class VenueAccountOptions(string key, string secret)
{
    /// <summary>How its owner calls himself.</summary>
    public string Key { get; } = key;

    /// <summary>What he signs with.</summary>
    public string Secret { get; } = secret;

    /// <summary>A third secret where the protocol has one; empty for none.</summary>
    public string Passphrase { get; init; } = "";

    /// <summary>What he has.</summary>
    public IReadOnlyList<Money> Balances { get; init; } = [];
}

/// <summary>A market that a loopback venue has.</summary>
/// <param name="Symbol">The venue's own text.</param>
/// <param name="Instrument">Its grid, limits and fees.</param>
/// <param name="Price">Where its flow begins, in quote currency.</param>
public sealed record VenueMarketOptions(string Symbol, Instrument Instrument, decimal Price)
{
    /// <summary>Base units that one contract is for, above 0, where the venue counts in contracts.</summary>
    public decimal ContractSize { get; init; } = 1;
}

/// <summary>How a loopback venue is served.</summary>
public sealed record VenueServerOptions
{
    /// <summary>What it speaks.</summary>
    public VenueProtocolName Protocol { get; init; }

    /// <summary>On 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Who may trade.</summary>
    public IReadOnlyList<VenueAccountOptions> Accounts { get; init; } = [];

    /// <summary>Null for those of the protocol.</summary>
    public IReadOnlyList<VenueMarketOptions>? Markets { get; init; }

    /// <summary>How the middles of markets go that do not walk, by symbol; made anew for each market of it.</summary>
    public IReadOnlyDictionary<string, Func<PricePath>> Paths { get; init; } = new Dictionary<string, Func<PricePath>>(StringComparer.Ordinal);

    /// <summary>Of the markets' flow and history.</summary>
    public ulong Seed { get; init; }

    /// <summary>What goes wrong on purpose.</summary>
    public FaultOptions Faults { get; init; } = FaultOptions.None;

    /// <summary>Between two steps of the markets' flow; zero for markets in which only accounts trade after the first book.</summary>
    public TimeSpan FlowPeriod { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Share of a position's value that longs in perpetuals pay and shorts get at each funding, between -1 and 1; 0 for none. OKX's protocol tells it.</summary>
    public decimal FundingRate { get; init; }

    /// <summary>From one funding to the next; they are at whole multiples of it.</summary>
    public TimeSpan FundingPeriod { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Between two pings of a socket.</summary>
    public TimeSpan PingPeriod { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A socket that has not answered a ping by then is cut.</summary>
    public TimeSpan PongPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A socket is closed after so long, as venues do once a day.</summary>
    public TimeSpan SocketLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Least level that is logged, to standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}

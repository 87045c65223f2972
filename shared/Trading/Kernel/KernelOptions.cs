using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Where the same kernel runs; decides only which feed, venue and clock the host plugs in.</summary>
public enum RunMode
{
    /// <summary>Over recorded data.</summary>
    Backtest,

    /// <summary>On live or replayed data, against the simulated venue.</summary>
    Paper,

    /// <summary>With money.</summary>
    Live,
}

/// <summary>What an account may hold.</summary>
public enum AccountKind
{
    /// <summary>Only what it has: no debt, no short positions.</summary>
    Cash,

    /// <summary>Exposure up to equity times leverage, either way.</summary>
    Margin,
}

/// <summary>What a kernel is made with; not part of its state.</summary>
public sealed record KernelOptions
{
    /// <summary>Where it runs.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>The letter of <see cref="Mode"/> in client order ids: <c>b</c> backtest, <c>p</c> paper, <c>l</c> live.</summary>
    public char Environment => Mode switch
    {
        RunMode.Backtest => 'b',
        RunMode.Paper => 'p',
        _ => 'l',
    };

    /// <summary>Its partition, 0 to 1,295: part of client order ids.</summary>
    public int Partition { get; init; }

    /// <summary>Name of its account, for kill switches.</summary>
    public string Account { get; init; } = "main";

    /// <summary>What the account may hold.</summary>
    public AccountKind AccountKind { get; init; }

    /// <summary>Greatest exposure of a margin account as a multiple of its equity, above 0.</summary>
    public decimal Leverage { get; init; } = 1;

    /// <summary>The currency that equity is told in; equity counts instruments quoted in it.</summary>
    public required Currency ReportingCurrency { get; init; }

    /// <summary>Name of the feed, journaled with strategies' states.</summary>
    public string FeedSource { get; init; } = "";

    /// <summary>Orders that may be open at once: what they take of memory, frames and snapshots is bounded.</summary>
    public int OpenOrdersMax { get; init; } = 1_000;

    /// <summary>What venues carry out themselves, by venue; for one that is not named, the default holds. Not part of what entries are folded with.</summary>
    public IReadOnlyDictionary<string, VenueFeatures> Features { get; init; } = new Dictionary<string, VenueFeatures>(StringComparer.Ordinal);

    /// <summary>What a venue carries out that is not named in <see cref="Features"/>.</summary>
    public VenueFeatures DefaultFeatures { get; init; } = VenueFeatures.All;

    /// <summary>What that venue carries out.</summary>
    public VenueFeatures FeaturesOf(string venue) => Features.GetValueOrDefault(venue) ?? DefaultFeatures;

    /// <summary>How requests are made and resolved; null where the venue is in this process and leaves nothing unknown.</summary>
    public ExecutionOptions? Execution { get; init; }

    /// <summary>Which guards are in force; all of them but in simulations.</summary>
    public Guards Guards { get; init; } = Guards.All;

    /// <summary>Closed orders kept for late news of the venue; older ones are forgotten.</summary>
    public int ClosedOrdersMax { get; init; } = 10_000;
}

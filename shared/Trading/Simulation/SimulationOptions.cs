using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>At which price an order meets the market that was decided on at a bar's close.</summary>
public enum FillTiming
{
    /// <summary>The first price after it arrived: the next bar's open, without latency.</summary>
    NextOpen,

    /// <summary>The close it was decided on: what nobody gets, for comparing with other programs.</summary>
    Close,
}

/// <summary>When a resting limit order fills.</summary>
public enum LimitFill
{
    /// <summary>When the price goes through it by a price increment at least.</summary>
    Strict,

    /// <summary>When the price reaches it.</summary>
    Touch,
}

/// <summary>The order in which a bar's prices are taken to have come.</summary>
public enum BarPathRule
{
    /// <summary>From the open to the nearer extreme, to the farther one, to the close; low first when both are as near.</summary>
    Adaptive,

    /// <summary>Open, high, low, close.</summary>
    HighFirst,

    /// <summary>Open, low, high, close.</summary>
    LowFirst,
}

/// <summary>In which currency a spot venue takes the fee of a fill; of a perpetual it is the quote currency always.</summary>
public enum FeeCurrency
{
    /// <summary>In quote currency, beside what is paid or received.</summary>
    Quote,

    /// <summary>Out of what the fill brings: of a buy in base currency, of a sell in quote currency.</summary>
    Received,
}

/// <summary>How fills are simulated over bars. Every default is the careful choice; results say which were used.</summary>
public sealed record SimulationOptions
{
    /// <summary>At which price an order meets the market.</summary>
    public FillTiming Fill { get; init; }

    /// <summary>When a resting limit order fills.</summary>
    public LimitFill LimitFill { get; init; }

    /// <summary>The order of a bar's prices.</summary>
    public BarPathRule Path { get; init; }

    /// <summary>Greatest share of a bar's volume that our fills may have, above 0 and at most 1; null for no limit.</summary>
    public decimal? Participation { get; init; } = 0.1m;

    /// <summary>What a taker loses to the spread, in basis points of the price; 0 or more.</summary>
    public decimal SlippageBps { get; init; }

    /// <summary>
    /// What a taker loses to its own size: basis points for a fill as large as a day's volume, growing with the square root of size over volume; 0 or more.
    /// </summary>
    /// <remarks>The square-root law; R. Almgren et al., "Direct Estimation of Equity Market Impact", 2005, find an exponent near 0.6.</remarks>
    public decimal ImpactBps { get; init; }

    /// <summary>Time from us to the venue, and from the venue to us; 0 or more.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Time that a new order takes to the venue; null for <see cref="Latency"/>.</summary>
    public TimeSpan? SubmitLatency { get; init; }

    /// <summary>Time that an amendment takes to the venue; null for <see cref="Latency"/>.</summary>
    public TimeSpan? AmendLatency { get; init; }

    /// <summary>Time that a cancel takes to the venue; null for <see cref="Latency"/>.</summary>
    public TimeSpan? CancelLatency { get; init; }

    /// <summary>In which currency the venue takes its fees.</summary>
    public FeeCurrency FeeCurrency { get; init; }

    /// <summary>What the venue carries out; what it lacks the kernel does in its place.</summary>
    public VenueFeatures Features { get; init; } = VenueFeatures.All;

    /// <summary>
    /// Share of a perpetual position's notional that equity must be above: the venue closes the position where it is not. Above 0, below 1; spot has none.
    /// </summary>
    public decimal MaintenanceRate { get; init; } = 0.005m;

    /// <summary>What the account may hold.</summary>
    public AccountKind AccountKind { get; init; }

    /// <summary>Greatest exposure of a margin account as a multiple of its equity.</summary>
    public decimal Leverage { get; init; } = 1;
}

namespace VeloZ.Domain;

/// <summary>What an account may do.</summary>
public enum TradingState
{
    /// <summary>Everything its limits allow.</summary>
    Active,

    /// <summary>Only what makes positions smaller, and cancels.</summary>
    Reducing,

    /// <summary>Only cancels.</summary>
    Halted,

    /// <summary>As <see cref="Reducing"/>: our books and the venue's do not agree yet.</summary>
    Quarantined,

    /// <summary>The system itself makes it flat; nobody else trades but to reduce.</summary>
    Liquidating,
}

/// <summary>How far a kill switch reaches.</summary>
public enum KillSwitchScope
{
    /// <summary>One strategy instance.</summary>
    Strategy,

    /// <summary>One venue.</summary>
    Venue,

    /// <summary>One account.</summary>
    Account,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>An engaged kill switch. It latches: only an explicit release ends it, a restart does not.</summary>
/// <param name="Scope">How far it reaches.</param>
/// <param name="Target">Strategy instance, venue or account; empty for <see cref="KillSwitchScope.All"/>.</param>
/// <param name="EngagedTime">Since when.</param>
/// <param name="Actor">Who engaged it.</param>
/// <param name="Reason">Why.</param>
public sealed record KillSwitch(KillSwitchScope Scope, string Target, UnixNanos EngagedTime, string Actor, string Reason);

/// <summary>The limits that orders are checked against. Null leaves a limit off.</summary>
public sealed record RiskLimits
{
    /// <summary>Counts the changes; journaled with every order.</summary>
    public long Version { get; init; }

    /// <summary>Greatest price x quantity of one order, in quote currency.</summary>
    public decimal? OrderNotionalMax { get; init; }

    /// <summary>Orders in any one second, over all strategies of the account.</summary>
    public int? OrdersPerSecond { get; init; }

    /// <summary>Greatest distance of a limit price from the last price, as a fraction of it.</summary>
    public decimal? PriceCollar { get; init; }

    /// <summary>How old the last price may be before orders that add risk are refused.</summary>
    public TimeSpan? MarketAgeMax { get; init; }

    /// <summary>Nothing limited but by the instrument and the balance.</summary>
    public static RiskLimits None { get; } = new();
}

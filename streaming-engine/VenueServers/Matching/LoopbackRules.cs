namespace VeloZ.VenueServers;

/// <summary>What a client order id must be.</summary>
internal enum ClientIdRule
{
    /// <summary>One open order has it.</summary>
    AmongOpen,

    /// <summary>One order ever has it.</summary>
    Ever,
}

/// <summary>In what venues differ when they match.</summary>
internal sealed record LoopbackRules
{
    /// <summary>What a client order id must be.</summary>
    public ClientIdRule ClientIds { get; init; }

    /// <summary>Whether a trigger that would be hit at once makes the order refused; else it is triggered at once.</summary>
    public bool RefusesHitTriggers { get; init; } = true;

    /// <summary>Whether a post-only order that would take is refused; else it is taken and ends at once.</summary>
    public bool RefusesTakingPostOnly { get; init; } = true;

    /// <summary>Whether a fee is taken in quote currency always; else of what the fill brings.</summary>
    public bool TakesFeesInQuote { get; init; }

    /// <summary>
    /// Whether an order is accepted before it meets the book, so that one that must not take and would, or that nobody is there for, is ended then; else it is
    /// refused.
    /// </summary>
    public bool AcceptsBeforeMatching { get; init; }

    /// <summary>Greatest notional of a margin account's positions as a multiple of its equity, above 0, where the account has set none for a market.</summary>
    public decimal Leverage { get; init; } = 5;
}

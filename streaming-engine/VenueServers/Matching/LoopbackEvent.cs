using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What happened to an order.</summary>
internal enum LoopbackHappening
{
    /// <summary>The venue took it.</summary>
    Accepted,

    /// <summary>It filled, wholly or in part.</summary>
    Filled,

    /// <summary>Its trigger was hit.</summary>
    Triggered,

    /// <summary>Its trailing trigger moved.</summary>
    Trailed,

    /// <summary>It was amended.</summary>
    Amended,

    /// <summary>It was canceled.</summary>
    Canceled,

    /// <summary>The venue ended it.</summary>
    Expired,
}

/// <summary>What happened at a loopback venue; told under its lock, in order.</summary>
internal abstract record LoopbackEvent
{
    private LoopbackEvent()
    {
    }

    /// <summary>Of an order of an account.</summary>
    /// <param name="Order">As it stands now.</param>
    /// <param name="Happened">What.</param>
    /// <param name="Fill">Of a fill; null for the others.</param>
    /// <param name="Time">When.</param>
    public sealed record OrderChanged(LoopbackOrder Order, LoopbackHappening Happened, LoopbackFill? Fill, UnixNanos Time) : LoopbackEvent;

    /// <summary>Somebody traded.</summary>
    public sealed record Printed(LoopbackMarket Market, LoopbackPrint Print) : LoopbackEvent;

    /// <summary>A book changed.</summary>
    /// <param name="Market">Whose.</param>
    /// <param name="Levels">Bids best first, then asks best first.</param>
    /// <param name="First">Number of the first change; that of the last is the market's.</param>
    /// <param name="Time">When.</param>
    public sealed record BookChanged(LoopbackMarket Market, IReadOnlyList<LoopbackLevel> Levels, long First, UnixNanos Time) : LoopbackEvent;

    /// <summary>All that came of an action in a market has been told, its triggers among it; a listener may act there from within.</summary>
    /// <param name="Market">Where something was traded or its book changed.</param>
    public sealed record Settled(LoopbackMarket Market) : LoopbackEvent;

    /// <summary>An account's balances changed by something that happened just before.</summary>
    /// <param name="Account">Whose.</param>
    /// <param name="Currencies">Which, in order of their codes.</param>
    /// <param name="Time">When.</param>
    public sealed record BalancesChanged(LoopbackAccount Account, IReadOnlyList<Currency> Currencies, UnixNanos Time) : LoopbackEvent;

    /// <summary>A position paid or got its funding.</summary>
    /// <param name="Account">Whose.</param>
    /// <param name="Market">The position's.</param>
    /// <param name="Change">What came; below 0 what was paid.</param>
    /// <param name="Time">When.</param>
    public sealed record FundingPaid(LoopbackAccount Account, LoopbackMarket Market, Money Change, UnixNanos Time) : LoopbackEvent;

    /// <summary>Money came to an account from outside, or left it.</summary>
    public sealed record Transferred(LoopbackAccount Account, Money Change, UnixNanos Time) : LoopbackEvent;
}

using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A new order as it is asked for.</summary>
/// <param name="Account">Whose; null for the market's own flow, which pays nothing.</param>
/// <param name="ClientId">Any text; made by the protocol's server where the caller gave none and the protocol makes one; empty for none.</param>
/// <param name="Terms">On the market's grid.</param>
internal sealed record LoopbackAsk(LoopbackAccount? Account, string ClientId, OrderTerms Terms)
{
    /// <summary>
    /// Quote currency that a market order is to spend or to bring instead of a quantity; its terms' quantity is then the greatest the market has. Null for none.
    /// </summary>
    public decimal? QuoteQuantity { get; init; }

    /// <summary>The price from which on a trailing trigger follows the market; null for at once.</summary>
    public decimal? ActivationPrice { get; init; }

    /// <summary>Whether it takes a part only of what stands at a price in one execution, so that its fills are more and smaller: a fault.</summary>
    public bool FillsInParts { get; init; }

    /// <summary>Whether it holds nothing back while it waits for its trigger, and must be payable then.</summary>
    public bool HoldsOnceTriggered { get; init; }

    /// <summary>What ends where it would meet an order of its own account.</summary>
    public SelfTradeRule SelfTrade { get; init; }

    /// <summary>What the protocol keeps of it to tell it again.</summary>
    public object? Label { get; init; }
}

/// <summary>What happens where an order would meet one of its own account.</summary>
internal enum SelfTradeRule
{
    /// <summary>They trade.</summary>
    Allowed,

    /// <summary>The one in the book ends, and the other goes on.</summary>
    EndsMaker,

    /// <summary>The one that comes ends.</summary>
    EndsTaker,

    /// <summary>Both end.</summary>
    EndsBoth,
}

/// <summary>Why a loopback venue does not do what it is asked to.</summary>
internal enum LoopbackRefusal
{
    /// <summary>The market is halted.</summary>
    MarketHalted,

    /// <summary>An open order has that client id; of some venues, any order.</summary>
    ClientIdTaken,

    /// <summary>Less than the least quantity, or more than the greatest.</summary>
    QuantityOutOfRange,

    /// <summary>Price times quantity is less than the least.</summary>
    NotionalTooSmall,

    /// <summary>The account has too little that is free.</summary>
    BalanceInsufficient,

    /// <summary>It must not take, and would.</summary>
    WouldTake,

    /// <summary>Its trigger would be hit at once.</summary>
    WouldTrigger,

    /// <summary>It may only reduce the position, and there is none to reduce.</summary>
    NothingToReduce,

    /// <summary>Nobody is on the other side.</summary>
    NoLiquidity,

    /// <summary>There is no such order, or none of this account.</summary>
    OrderUnknown,

    /// <summary>The order has ended.</summary>
    OrderClosed,

    /// <summary>The amendment changes nothing, or leaves nothing.</summary>
    AmendInvalid,
}

/// <summary>What became of a new order or an amendment.</summary>
internal abstract record LoopbackAnswer
{
    private LoopbackAnswer()
    {
    }

    /// <summary>It was taken; by now it may have filled or ended.</summary>
    public sealed record Taken(LoopbackOrder Order) : LoopbackAnswer;

    /// <summary>It was not.</summary>
    /// <param name="Refusal">Why.</param>
    /// <param name="Order">The order that is in the way, where there is one.</param>
    public sealed record Refused(LoopbackRefusal Refusal, LoopbackOrder? Order = null) : LoopbackAnswer;
}

namespace VeloZ.Domain;

/// <summary>Where an order stands at its venue.</summary>
public enum VenueOrderStatus
{
    /// <summary>It may still fill.</summary>
    Open,

    /// <summary>All of it filled.</summary>
    Filled,

    /// <summary>Canceled.</summary>
    Canceled,

    /// <summary>Ended by its time in force.</summary>
    Expired,

    /// <summary>Refused.</summary>
    Rejected,
}

/// <summary>An order as its venue tells it, ours or not.</summary>
/// <param name="ClientId">The client order id as text, whoever made it; may be empty.</param>
/// <param name="VenueOrderId">The venue's id.</param>
/// <param name="Terms">What it asks for, without what only we know.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Filled">Base units filled.</param>
/// <param name="VenueTime">When it last changed.</param>
public sealed record VenueOrder(string ClientId, string VenueOrderId, OrderTerms Terms, VenueOrderStatus Status, Quantity Filled, UnixNanos VenueTime);

/// <summary>A fill as its venue tells it, ours or not.</summary>
/// <param name="ClientId">The order's client order id as text; may be empty.</param>
/// <param name="VenueOrderId">The venue's id of the order.</param>
/// <param name="TradeId">The venue's id of the fill.</param>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="Quantity">Base units, above 0.</param>
/// <param name="Fee">What the venue took; negative for a rebate.</param>
/// <param name="Liquidity">Maker or taker.</param>
/// <param name="VenueTime">When it happened.</param>
public sealed record VenueFill(
    string ClientId,
    string VenueOrderId,
    string TradeId,
    Price Price,
    Quantity Quantity,
    Money Fee,
    Liquidity Liquidity,
    UnixNanos VenueTime)
{
    /// <summary>As <see cref="VenueReport.Filled.RealizedPnl"/>.</summary>
    public decimal? RealizedPnl { get; init; }
}

/// <summary>An open position in a perpetual as its venue tells it: one-way, all of the account's in that market.</summary>
/// <param name="Instrument">The market.</param>
/// <param name="SignedQuantity">Base units: above 0 long, below 0 short.</param>
/// <param name="AverageEntryPrice">Mean price of what is open, in quote currency per base unit; the venue's own rounding.</param>
public sealed record VenuePosition(InstrumentId Instrument, decimal SignedQuantity, decimal AverageEntryPrice);

/// <summary>A funding of a position that its venue has booked.</summary>
/// <param name="Instrument">The market.</param>
/// <param name="Id">The venue's, told once in that market.</param>
/// <param name="Change">What came in, in the currency it settles in; below 0 what was paid.</param>
/// <param name="VenueTime">When it was booked.</param>
public sealed record VenueFunding(InstrumentId Instrument, string Id, Money Change, UnixNanos VenueTime);

/// <summary>What a venue says of an account as a whole. Its parts may have been asked for one after the other.</summary>
/// <param name="Orders">Those that may still fill, and those that ended since the time asked for.</param>
/// <param name="Fills">Since the time asked for, oldest first, all pages.</param>
/// <param name="Balances">In all, free and held back; a currency that is not there is 0.</param>
public sealed record VenueBooks(IReadOnlyList<VenueOrder> Orders, IReadOnlyList<VenueFill> Fills, IReadOnlyList<Money> Balances)
{
    /// <summary>Of the perpetuals asked for; one that is not there is flat. Balances are without their open profit.</summary>
    public IReadOnlyList<VenuePosition> Positions { get; init; } = [];

    /// <summary>Of the perpetuals asked for, since the time asked for, oldest first, all pages.</summary>
    public IReadOnlyList<VenueFunding> Fundings { get; init; } = [];
}

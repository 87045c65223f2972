namespace VeloZ.Domain;

/// <summary>What a venue says about an order of ours.</summary>
/// <param name="Time">When we had it.</param>
/// <param name="Id">The order.</param>
/// <param name="VenueTime">When the venue says it happened.</param>
/// <param name="Source">How we know.</param>
public abstract record VenueReport(UnixNanos Time, ClientOrderId Id, UnixNanos VenueTime, UpdateSource Source)
{
    /// <summary>The order rests.</summary>
    /// <param name="Time">When we had it.</param>
    /// <param name="Id">The order.</param>
    /// <param name="VenueTime">When the venue says it happened.</param>
    /// <param name="Source">How we know.</param>
    /// <param name="VenueOrderId">The venue's id.</param>
    public sealed record Accepted(UnixNanos Time, ClientOrderId Id, UnixNanos VenueTime, UpdateSource Source, string VenueOrderId)
        : VenueReport(Time, Id, VenueTime, Source);

    /// <summary>The status changed otherwise, without a fill.</summary>
    /// <param name="Time">When we had it.</param>
    /// <param name="Id">The order.</param>
    /// <param name="VenueTime">When the venue says it happened.</param>
    /// <param name="Source">How we know.</param>
    /// <param name="Happened">
    /// Rejected, canceled, expired, triggered, updated, update rejected, cancel rejected, outcome unknown or not placed. Across a network, what a stream tells of
    /// amendments settles none: the venue is asked.
    /// </param>
    /// <param name="Reason">Lower snake-case; empty when nothing was said.</param>
    public sealed record Changed(UnixNanos Time, ClientOrderId Id, UnixNanos VenueTime, UpdateSource Source, OrderEvent Happened, string Reason)
        : VenueReport(Time, Id, VenueTime, Source);

    /// <summary>The order filled, wholly or in part.</summary>
    /// <param name="Time">When we had it.</param>
    /// <param name="Id">The order.</param>
    /// <param name="VenueTime">When the venue says it happened.</param>
    /// <param name="Source">How we know.</param>
    /// <param name="TradeId">The venue's id of the fill.</param>
    /// <param name="VenueOrderId">The venue's id of the order.</param>
    /// <param name="Price">Quote currency per base unit.</param>
    /// <param name="Quantity">Base units, above 0.</param>
    /// <param name="Fee">What the venue took; negative for a rebate.</param>
    /// <param name="Liquidity">Maker or taker.</param>
    public sealed record Filled(
        UnixNanos Time,
        ClientOrderId Id,
        UnixNanos VenueTime,
        UpdateSource Source,
        string TradeId,
        string VenueOrderId,
        Price Price,
        Quantity Quantity,
        Money Fee,
        Liquidity Liquidity) : VenueReport(Time, Id, VenueTime, Source)
    {
        /// <summary>
        /// Of a perpetual what the venue paid for what the fill closed, in the currency it settles in, before the fee: 0 where it closed nothing. Null for spot, and where the venue
        /// does not say: then it is what our own average cost makes it.
        /// </summary>
        public decimal? RealizedPnl { get; init; }
    }
}

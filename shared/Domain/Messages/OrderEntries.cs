namespace VeloZ.Domain;

/// <summary>Where the news about an order came from.</summary>
public enum UpdateSource
{
    /// <summary>We ourselves.</summary>
    Engine,

    /// <summary>The answer to a request.</summary>
    Answer,

    /// <summary>The venue's stream.</summary>
    Stream,

    /// <summary>A query.</summary>
    Query,
}

/// <summary>How orders of a list depend on each other (FIX 1385).</summary>
public enum Contingency
{
    /// <summary>One triggers the others.</summary>
    Oto,

    /// <summary>One cancels the others.</summary>
    Oco,

    /// <summary>One reduces the others.</summary>
    Ouo,
}

/// <summary>An order is an intent: it counts as possibly sent from here on.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">Ours; made once.</param>
/// <param name="Terms">What it asks for.</param>
/// <param name="ReservedPerUnit">Held back for each base unit still open: quote currency for a buy, base units for a sell.</param>
/// <param name="IsEmulated">Whether we hold it until its trigger.</param>
/// <param name="ListId">The list it belongs to; empty for none.</param>
/// <param name="ParentId">The order or algorithm it is a child of; empty for none.</param>
/// <param name="UserId">Who asked for it; empty for a strategy's own.</param>
/// <param name="IdempotencyKey">The caller's key; empty for none.</param>
/// <param name="LimitsVersion">Version of the risk limits it passed.</param>
public sealed record OrderNew(
    UnixNanos Time,
    ClientOrderId Id,
    OrderTerms Terms,
    decimal ReservedPerUnit,
    bool IsEmulated,
    string ListId,
    string ParentId,
    string UserId,
    string IdempotencyKey,
    long LimitsVersion) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderNew;
}

/// <summary>An order is about to be sent again; durable before it is.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="Attempt">2 or more.</param>
/// <param name="Proof">What showed that the attempt before is dead.</param>
public sealed record OrderResubmit(UnixNanos Time, ClientOrderId Id, int Attempt, string Proof) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderResubmit;
}

/// <summary>Something happened to an order that is not a fill.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="Happened">What.</param>
/// <param name="VenueOrderId">The venue's id; empty when not told.</param>
/// <param name="Reason">Lower snake-case; empty when nothing was said.</param>
/// <param name="Source">Who told.</param>
/// <param name="VenueTime">When the venue says it happened.</param>
public sealed record OrderUpdate(
    UnixNanos Time,
    ClientOrderId Id,
    OrderEvent Happened,
    string VenueOrderId,
    string Reason,
    UpdateSource Source,
    UnixNanos VenueTime) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderUpdate;
}

/// <summary>An order filled. Booked once by (instrument, order, trade).</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="TradeId">The venue's id of the fill.</param>
/// <param name="VenueOrderId">The venue's id of the order.</param>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="Quantity">Base units, above 0.</param>
/// <param name="Fee">In its own currency; negative for a rebate.</param>
/// <param name="FeeInQuote">The fee valued in quote currency at the fill.</param>
/// <param name="Liquidity">Maker or taker.</param>
/// <param name="VenueTime">When the venue says it happened.</param>
public sealed record OrderFill(
    UnixNanos Time,
    ClientOrderId Id,
    string TradeId,
    string VenueOrderId,
    Price Price,
    Quantity Quantity,
    Money Fee,
    decimal FeeInQuote,
    Liquidity Liquidity,
    UnixNanos VenueTime) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderFill;

    /// <summary>As <see cref="VenueReport.Filled.RealizedPnl"/>.</summary>
    public decimal? RealizedPnl { get; init; }
}

/// <summary>An order is to be canceled.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="Actor">Who wants it: a user, a strategy instance, or a part of ours such as <c>kill_switch</c>.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record OrderCancel(UnixNanos Time, ClientOrderId Id, string Actor, string Reason) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderCancel;
}

/// <summary>An order of ours that the journal did not know was found at the venue.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">Its id, which carries our prefix.</param>
/// <param name="Terms">As the venue tells them.</param>
/// <param name="VenueOrderId">The venue's id.</param>
/// <param name="ReservedPerUnit">See <see cref="OrderNew"/>.</param>
public sealed record OrderAdopt(UnixNanos Time, ClientOrderId Id, OrderTerms Terms, string VenueOrderId, decimal ReservedPerUnit) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderAdopt;
}

/// <summary>An order is to be amended; the new values hold once the venue says so.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="Quantity">New quantity; null leaves it.</param>
/// <param name="Price">New limit price; null leaves it.</param>
/// <param name="TriggerPrice">New trigger price; null leaves it.</param>
public sealed record OrderAmend(UnixNanos Time, ClientOrderId Id, Quantity? Quantity, Price? Price, Price? TriggerPrice) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderAmend;
}

/// <summary>An emulated order's trigger was hit: it is released to the venue.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="MarketPrice">The price that hit it.</param>
public sealed record OrderTriggered(UnixNanos Time, ClientOrderId Id, Price MarketPrice) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderTriggered;
}

/// <summary>A trailing trigger moved.</summary>
/// <param name="Time">When.</param>
/// <param name="Id">The order.</param>
/// <param name="Peak">The best price seen.</param>
/// <param name="TriggerPrice">The trigger from now on.</param>
public sealed record TrailMoved(UnixNanos Time, ClientOrderId Id, Price Peak, Price TriggerPrice) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.TrailMoved;
}

/// <summary>Orders were linked.</summary>
/// <param name="Time">When.</param>
/// <param name="ListId">The list.</param>
/// <param name="Contingency">How they depend on each other.</param>
/// <param name="Members">The orders; for <see cref="Contingency.Oto"/> the first triggers the others.</param>
public sealed record OrderListNew(UnixNanos Time, string ListId, Contingency Contingency, IReadOnlyList<ClientOrderId> Members) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.OrderListNew;
}

/// <summary>An execution algorithm's state after a decision.</summary>
/// <param name="Time">When.</param>
/// <param name="ParentId">The algorithm's run.</param>
/// <param name="Algorithm">Its catalogue id.</param>
/// <param name="State">Its own form.</param>
public sealed record AlgoState(UnixNanos Time, string ParentId, string Algorithm, byte[] State) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.AlgoState;
}

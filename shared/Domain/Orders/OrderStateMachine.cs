using static VeloZ.Domain.OrderStatus;

namespace VeloZ.Domain;

/// <summary>Every legal step of an order. All else is a bug of ours or a fault of the venue: counted, told, reconciled, never ignored.</summary>
/// <remarks>After NautilusTrader's table, with an explicit unknown outcome and without its time-out to rejected (<c>.github/adr/0004-journal-model.md</c>).</remarks>
public static class OrderStateMachine
{
    /// <summary>Where an order goes.</summary>
    /// <param name="from">Where it stands.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="before">Where it stood before the pending or unknown state it is in; for other states without meaning.</param>
    /// <returns>Null when the step is not legal.</returns>
    public static OrderStatus? Next(OrderStatus from, OrderEvent happened, OrderStatus before) => from switch
    {
        Initialized => FromInitialized(happened),
        Emulated => FromEmulated(happened),
        Released => FromReleased(happened),
        Submitted => FromSubmitted(happened),
        Unknown => FromUnknown(happened, before),
        Accepted or Triggered or PartiallyFilled => FromOpen(from, happened),
        PendingUpdate => FromPendingUpdate(happened, before),
        PendingCancel => FromPendingCancel(happened, before),
        Denied or Canceled or Expired or Rejected or NotPlaced => FromClosed(from, happened),
        _ => null, // Filled has nothing left to fill.
    };

    /// <summary>Whether nothing more is expected: denied, filled, canceled, expired, rejected or not placed.</summary>
    public static bool IsClosed(OrderStatus status) => status is Denied or Filled or Canceled or Expired or Rejected or NotPlaced;

    /// <summary>Whether the venue has said that it has it, and it may still fill.</summary>
    public static bool IsPlaced(OrderStatus status) => status is Accepted or Triggered or PartiallyFilled or PendingUpdate;

    /// <summary>Whether a request of ours awaits its answer, or its outcome is not known.</summary>
    public static bool IsInFlight(OrderStatus status) => status is Submitted or PendingUpdate or PendingCancel or Unknown;

    // An order that we did not make (found at the venue) starts where the venue says it is.
    private static OrderStatus? FromInitialized(OrderEvent happened) => happened switch
    {
        OrderEvent.Denied => Denied,
        OrderEvent.Emulated => Emulated,
        OrderEvent.Released => Released,
        OrderEvent.Submitted => Submitted,
        OrderEvent.Updated => Initialized,
        OrderEvent.Accepted => Accepted,
        OrderEvent.Rejected => Rejected,
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired,
        OrderEvent.Triggered => Triggered,
        OrderEvent.PartlyFilled => PartiallyFilled,
        OrderEvent.Completed => Filled,
        _ => null,
    };

    private static OrderStatus? FromEmulated(OrderEvent happened) => happened switch
    {
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired,
        OrderEvent.Updated => Emulated,
        OrderEvent.Released => Released,
        _ => null,
    };

    private static OrderStatus? FromReleased(OrderEvent happened) => happened switch
    {
        OrderEvent.Submitted => Submitted,
        OrderEvent.Denied => Denied, // Risk is checked again at release.
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired, // Its time was up before it could be sent.
        OrderEvent.Updated => Released,
        OrderEvent.Accepted => Accepted, // It waits to be sent again, and was there against all proof.
        OrderEvent.PartlyFilled => PartiallyFilled,
        OrderEvent.Completed => Filled,
        _ => null,
    };

    private static OrderStatus? FromSubmitted(OrderEvent happened) => happened switch
    {
        OrderEvent.Accepted => Accepted,
        OrderEvent.Rejected => Rejected,
        OrderEvent.Canceled => Canceled, // Immediate-or-cancel and fill-or-kill may never rest.
        OrderEvent.Expired => Expired, // Binance answers them as expired.
        OrderEvent.Triggered => Triggered, // A trigger that is hit at once can overtake the acknowledgment.
        OrderEvent.UpdateRequested => PendingUpdate,
        OrderEvent.CancelRequested => PendingCancel,
        OrderEvent.Updated => Submitted,
        OrderEvent.PartlyFilled => PartiallyFilled, // A fill can overtake the acknowledgment.
        OrderEvent.Completed => Filled,
        OrderEvent.OutcomeUnknown => Unknown,
        OrderEvent.Released => Released, // It is to be sent again, and must not be now.
        _ => null,
    };

    private static OrderStatus? FromUnknown(OrderEvent happened, OrderStatus before) => happened switch
    {
        OrderEvent.Accepted => before is Triggered or PartiallyFilled ? before : Accepted, // Found at the venue, so a cancel before it did not take.
        OrderEvent.Rejected => Rejected,
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired,
        OrderEvent.Triggered => before == PartiallyFilled ? PartiallyFilled : Triggered, // The fill overtook it.
        OrderEvent.PartlyFilled => Unknown, // It was live then; whether the rest still is, we do not know.
        OrderEvent.Completed => Filled,
        OrderEvent.Submitted => before == Submitted ? Submitted : null, // A logged second attempt, after a conclusive not-found.
        OrderEvent.NotPlaced => before == Submitted ? NotPlaced : null, // What the venue had acknowledged was placed.
        OrderEvent.CancelRequested => Unknown, // Canceling is safe whatever the outcome was.
        OrderEvent.Updated or OrderEvent.UpdateRejected => Unknown, // The late answer to an amendment; of the rest we still do not know.
        OrderEvent.OutcomeUnknown => Unknown,
        OrderEvent.Released => before == Submitted ? Released : null, // It never left, and waits until it may.
        _ => null,
    };

    private static OrderStatus? FromOpen(OrderStatus from, OrderEvent happened) => happened switch
    {
        OrderEvent.Triggered => from == Accepted ? Triggered : null,
        OrderEvent.Rejected => from != PartiallyFilled ? Rejected : null, // A stop-limit may be refused when it triggers.
        OrderEvent.Accepted => from == PartiallyFilled ? PartiallyFilled : null, // The fill overtook the acknowledgment.
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired,
        OrderEvent.UpdateRequested => PendingUpdate,
        OrderEvent.CancelRequested => PendingCancel,
        OrderEvent.Updated => from,
        OrderEvent.UpdateRejected => from, // Found again after the amendment's outcome was unknown, and not amended.
        OrderEvent.PartlyFilled => PartiallyFilled,
        OrderEvent.Completed => Filled,
        _ => null,
    };

    private static OrderStatus? FromPendingUpdate(OrderEvent happened, OrderStatus before) => happened switch
    {
        OrderEvent.Updated or OrderEvent.UpdateRejected => before,
        OrderEvent.Accepted => PendingUpdate, // The acknowledgment of the order itself was overtaken by our amendment.
        OrderEvent.Rejected => Rejected,
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired,
        OrderEvent.Triggered => PendingUpdate, // As with fills: the amendment is still on its way.
        OrderEvent.UpdateRequested => PendingUpdate,
        OrderEvent.CancelRequested => PendingCancel,
        OrderEvent.PartlyFilled => PendingUpdate, // The amendment is still on its way.
        OrderEvent.Completed => Filled,
        OrderEvent.OutcomeUnknown => Unknown,
        _ => null,
    };

    private static OrderStatus? FromPendingCancel(OrderEvent happened, OrderStatus before) => happened switch
    {
        OrderEvent.CancelRejected => before,
        OrderEvent.Updated or OrderEvent.UpdateRejected => PendingCancel, // The answer to an amendment that our cancel followed.
        OrderEvent.Accepted => PendingCancel, // The acknowledgment was overtaken by our cancel.
        OrderEvent.Triggered => PendingCancel, // As with fills: the cancel is still on its way.
        OrderEvent.Rejected => Rejected,
        OrderEvent.Canceled => Canceled,
        OrderEvent.Expired => Expired,
        OrderEvent.CancelRequested => PendingCancel,
        OrderEvent.PartlyFilled => PendingCancel, // The cancel is still on its way.
        OrderEvent.Completed => Filled,
        OrderEvent.OutcomeUnknown => Unknown,
        _ => null,
    };

    // Real venues report fills after the end; they are booked. The status stays unless the order is whole. Of those that were denied, only what had been sent before can fill.
    private static OrderStatus? FromClosed(OrderStatus from, OrderEvent happened) => happened switch
    {
        OrderEvent.PartlyFilled => from,
        OrderEvent.Completed => Filled,
        _ => null,
    };
}

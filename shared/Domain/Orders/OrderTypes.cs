namespace VeloZ.Domain;

/// <summary>What makes an order trade, as in FIX.</summary>
public enum OrderType
{
    /// <summary>At once, at whatever price there is.</summary>
    Market,

    /// <summary>At its price or better.</summary>
    Limit,

    /// <summary>A market order once the trigger price trades against us.</summary>
    StopMarket,

    /// <summary>A limit order once the trigger price trades against us.</summary>
    StopLimit,

    /// <summary>A market order once the trigger price trades in our favor.</summary>
    MarketIfTouched,

    /// <summary>A limit order once the trigger price trades in our favor.</summary>
    LimitIfTouched,

    /// <summary>A stop-market order whose trigger follows the market at a distance.</summary>
    TrailingStopMarket,

    /// <summary>A stop-limit order whose trigger follows the market at a distance.</summary>
    TrailingStopLimit,
}

/// <summary>How long an order works.</summary>
public enum TimeInForce
{
    /// <summary>Good till canceled.</summary>
    Gtc,

    /// <summary>Immediate or cancel: what does not fill at once is canceled.</summary>
    Ioc,

    /// <summary>Fill or kill: all at once or nothing.</summary>
    Fok,

    /// <summary>Good till date: expires at its expire time.</summary>
    Gtd,
}

/// <summary>What an order is for; one character of its client order id, so that the watchdog can tell protective orders at the venue.</summary>
public enum OrderRole
{
    /// <summary>Opens, adds, or works either way. Letter <c>w</c>.</summary>
    Working,

    /// <summary>Closes or reduces on the strategy's decision. Letter <c>x</c>.</summary>
    Exit,

    /// <summary>Protects a position and must rest while we are away. Letter <c>p</c>.</summary>
    Protective,
}

/// <summary>Where an order stands.</summary>
public enum OrderStatus
{
    /// <summary>Made, not yet decided on.</summary>
    Initialized,

    /// <summary>Refused by our own risk check. Terminal.</summary>
    Denied,

    /// <summary>Held by us until its trigger: the venue does not know it.</summary>
    Emulated,

    /// <summary>Triggered by us, or found never to have reached its venue: about to be sent, or waiting until it may be.</summary>
    Released,

    /// <summary>An intent: durable or about to be, perhaps sent, not answered.</summary>
    Submitted,

    /// <summary>The outcome of a request is not known; the order may be live. Never resent blindly.</summary>
    Unknown,

    /// <summary>Resting at the venue.</summary>
    Accepted,

    /// <summary>Its trigger was hit at the venue.</summary>
    Triggered,

    /// <summary>Part of it is filled, the rest works.</summary>
    PartiallyFilled,

    /// <summary>An amendment is on its way.</summary>
    PendingUpdate,

    /// <summary>A cancel is on its way.</summary>
    PendingCancel,

    /// <summary>All of it is filled. Terminal.</summary>
    Filled,

    /// <summary>Canceled; what was filled before counts. Terminal.</summary>
    Canceled,

    /// <summary>Ended by its time in force; what was filled before counts. Terminal.</summary>
    Expired,

    /// <summary>Refused by the venue. Terminal.</summary>
    Rejected,

    /// <summary>Conclusively never reached the venue. Terminal.</summary>
    NotPlaced,
}

/// <summary>What can happen to an order.</summary>
public enum OrderEvent
{
    /// <summary>Our risk check refused it.</summary>
    Denied,

    /// <summary>We hold it until its trigger.</summary>
    Emulated,

    /// <summary>Its trigger was hit with us, or it is to be sent again and waits.</summary>
    Released,

    /// <summary>It is an intent now.</summary>
    Submitted,

    /// <summary>A request's outcome is not known.</summary>
    OutcomeUnknown,

    /// <summary>The venue has it.</summary>
    Accepted,

    /// <summary>The venue refused it.</summary>
    Rejected,

    /// <summary>It is canceled.</summary>
    Canceled,

    /// <summary>Its time in force ended it.</summary>
    Expired,

    /// <summary>Its trigger was hit at the venue.</summary>
    Triggered,

    /// <summary>We asked for an amendment.</summary>
    UpdateRequested,

    /// <summary>The amendment holds.</summary>
    Updated,

    /// <summary>The amendment was refused.</summary>
    UpdateRejected,

    /// <summary>We asked for a cancel.</summary>
    CancelRequested,

    /// <summary>The cancel was refused.</summary>
    CancelRejected,

    /// <summary>A fill that leaves a rest.</summary>
    PartlyFilled,

    /// <summary>The fill that completes it.</summary>
    Completed,

    /// <summary>Conclusively never reached the venue.</summary>
    NotPlaced,
}

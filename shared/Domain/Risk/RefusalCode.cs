namespace VeloZ.Domain;

/// <summary>Why an order or command was refused before anything was journaled. The text of a code (<see cref="RefusalCodes.Text"/>) is stable.</summary>
public enum RefusalCode
{
    /// <summary>The instrument is not known.</summary>
    InstrumentUnknown,

    /// <summary>The venue does not carry out orders of that kind, and they cannot be emulated.</summary>
    OrderTypeUnsupported,

    /// <summary>The type needs a limit price.</summary>
    PriceMissing,

    /// <summary>The type has no limit price.</summary>
    PriceNotAllowed,

    /// <summary>The price was 0 or below.</summary>
    PriceNotPositive,

    /// <summary>The price is not a multiple of the price increment.</summary>
    PriceOffGrid,

    /// <summary>The limit price is too far from the last price.</summary>
    PriceOutsideCollar,

    /// <summary>The quantity was 0 or below.</summary>
    QuantityNotPositive,

    /// <summary>The quantity is not a multiple of the quantity increment.</summary>
    QuantityOffGrid,

    /// <summary>The quantity is below the instrument's minimum.</summary>
    QuantityBelowMinimum,

    /// <summary>The quantity is above the instrument's maximum.</summary>
    QuantityAboveMaximum,

    /// <summary>Price times quantity is below the instrument's minimum.</summary>
    NotionalBelowMinimum,

    /// <summary>Price times quantity is above the instrument's or the account's maximum.</summary>
    NotionalAboveMaximum,

    /// <summary>A good-till-date order needs an expire time, and no other has one.</summary>
    ExpireTimeInvalid,

    /// <summary>The expire time is not in the future.</summary>
    ExpireTimePast,

    /// <summary>Post-only is for limit orders that may rest.</summary>
    PostOnlyInvalid,

    /// <summary>A kill switch is engaged.</summary>
    KillSwitchEngaged,

    /// <summary>Trading is halted.</summary>
    TradingHalted,

    /// <summary>Only orders that make the position smaller are taken now.</summary>
    TradingReducing,

    /// <summary>A reduce-only order without a position, or in its direction.</summary>
    ReduceOnlyWouldIncrease,

    /// <summary>There is no price yet to check against.</summary>
    MarketPriceMissing,

    /// <summary>The last price is too old.</summary>
    MarketStale,

    /// <summary>Not enough free balance.</summary>
    BalanceInsufficient,

    /// <summary>Not enough equity for the exposure.</summary>
    MarginInsufficient,

    /// <summary>Too many orders in one second.</summary>
    OrderRateExceeded,

    /// <summary>The order is not known.</summary>
    OrderUnknown,

    /// <summary>The order is closed.</summary>
    OrderClosed,

    /// <summary>The strategy is not running.</summary>
    StrategyNotRunning,

    /// <summary>A reason is needed and was not given.</summary>
    ReasonMissing,

    /// <summary>No kill switch of that scope and target is engaged.</summary>
    KillSwitchNotEngaged,

    /// <summary>The state is only left by a reconciliation without differences, or by acknowledging them.</summary>
    ReconciliationOpen,

    /// <summary>A text of the request is too long.</summary>
    TextTooLong,

    /// <summary>The setting is out of range or of a wrong form.</summary>
    SettingInvalid,

    /// <summary>No strategy instance of that id is deployed.</summary>
    StrategyUnknown,

    /// <summary>Too many orders are open at once.</summary>
    OpenOrdersExceeded,

    /// <summary>The idempotency key belongs to another request.</summary>
    IdempotencyKeyUsed,

    /// <summary>There is nothing to acknowledge.</summary>
    DifferencesNone,

    /// <summary>The journal is full, or does not keep up: no new orders, cancels are taken.</summary>
    JournalUnavailable,

    /// <summary>An order of the account has that client reference already.</summary>
    ClientReferenceUsed,

    /// <summary>A text of the request is none: it has half a surrogate pair.</summary>
    TextInvalid,

    /// <summary>The type needs a trigger price.</summary>
    TriggerPriceMissing,

    /// <summary>The type has no trigger price.</summary>
    TriggerPriceNotAllowed,

    /// <summary>The trigger price is on the side of the market where it would be hit at once.</summary>
    TriggerPriceWrongSide,

    /// <summary>A trailing order needs an offset above 0, and no other has one.</summary>
    TrailingOffsetInvalid,

    /// <summary>The quantity shown is not above 0, not below the order's or off the grid, or the order never rests.</summary>
    DisplayQuantityInvalid,

    /// <summary>Orders of a list do not go together.</summary>
    OrderListInvalid,

    /// <summary>What an amendment asks for changes nothing, or cannot be changed.</summary>
    AmendInvalid,

    /// <summary>The order has another request on its way, or its state is not known.</summary>
    OrderBusy,
}

/// <summary>The stable texts of refusals.</summary>
public static class RefusalCodes
{
    private static readonly string[] Texts = [.. Enum.GetNames<RefusalCode>().Select(SnakeCase.From)];

    /// <summary>Lower snake-case: <c>balance_insufficient</c>.</summary>
    public static string Text(this RefusalCode code) => Texts[(int)code];
}

/// <summary>A refusal: its code and one line that says what was and what was needed.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Message">For people.</param>
public sealed record Refusal(RefusalCode Code, string Message);

namespace VeloZ.VenueServers;

/// <summary>A take profit or a stop loss that goes with an order.</summary>
/// <param name="Trigger">What triggers it, in quote currency.</param>
/// <param name="TriggerBy">Which price does, in Bybit's words.</param>
/// <param name="Limit">Its limit once it is triggered; null for a market order.</param>
internal sealed record BybitLeg(decimal Trigger, string TriggerBy, decimal? Limit);

/// <summary>What is set to protect the position that an order makes.</summary>
/// <param name="IsFull">Whether it is for all of the position; else for what the order fills.</param>
/// <param name="TakeProfit">Null for none.</param>
/// <param name="StopLoss">Null for none.</param>
internal sealed record BybitProtection(bool IsFull, BybitLeg? TakeProfit, BybitLeg? StopLoss);

/// <summary>What Bybit keeps of an order beside its terms, in its own words.</summary>
internal sealed class BybitForm
{
    /// <summary>Orders that are bound to a position: Bybit makes, follows and clears them.</summary>
    private static readonly string[] BoundTypes = ["TakeProfit", "StopLoss", "TrailingStop", "PartialTakeProfit", "PartialStopLoss"];

    /// <summary><c>Market</c> or <c>Limit</c>; of a conditional order what it is once it is triggered.</summary>
    public required string OrderType { get; init; }

    public required string TimeInForce { get; init; }

    /// <summary><c>Order</c>, <c>StopOrder</c>, or of spot <c>tpslOrder</c> or <c>BidirectionalTpslOrder</c>.</summary>
    public string Filter { get; init; } = "Order";

    /// <summary>Empty where it is no conditional order.</summary>
    public string StopOrderType { get; init; } = "";

    public string CreateType { get; init; } = "CreateByUser";

    /// <summary>Of spot market orders, what their quantity counts; else empty.</summary>
    public string MarketUnit { get; init; } = "";

    /// <summary>1 for a trigger that is hit from below, 2 from above, 0 for none.</summary>
    public int TriggerDirection { get; init; }

    public string TriggerBy { get; init; } = "";

    public bool IsReduceOnly { get; init; }

    public bool ClosesOnTrigger { get; init; }

    /// <summary>The last price when it came.</summary>
    public decimal LastPrice { get; init; }

    /// <summary>Of an order that protects what another one made: its client id.</summary>
    public string ParentLinkId { get; init; } = "";

    /// <summary><c>Full</c>, <c>Partial</c>, or empty.</summary>
    public string ProtectionMode { get; init; } = "";

    /// <summary>What it sets once it fills; null for nothing.</summary>
    public BybitProtection? Protection { get; set; }

    /// <summary>Who canceled it.</summary>
    public string CancelType { get; set; } = "UNKNOWN";

    public bool IsBound => Array.IndexOf(BoundTypes, StopOrderType) >= 0;

    /// <summary>Of a pair, whether it is the one that takes the profit.</summary>
    public bool IsTakeProfit { get; init; }

    /// <summary>Of an order of an account.</summary>
    public static BybitForm Of(LoopbackOrder order) => (BybitForm)order.Ask.Label!;
}

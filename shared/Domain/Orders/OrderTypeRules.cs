namespace VeloZ.Domain;

/// <summary>What the types of orders have in common.</summary>
public static class OrderTypeRules
{
    /// <summary>Whether it does nothing before its trigger price is hit.</summary>
    public static bool IsConditional(this OrderType type) => type is not OrderType.Market and not OrderType.Limit;

    /// <summary>Whether it is, or becomes when triggered, an order with a limit price.</summary>
    public static bool HasLimit(this OrderType type) =>
        type is OrderType.Limit or OrderType.StopLimit or OrderType.LimitIfTouched or OrderType.TrailingStopLimit;

    /// <summary>Whether its trigger follows the market.</summary>
    public static bool IsTrailing(this OrderType type) => type is OrderType.TrailingStopMarket or OrderType.TrailingStopLimit;

    /// <summary>Whether its trigger is hit when the market moves against whoever holds it, as a stop's is; the others wait for a better price.</summary>
    public static bool IsStop(this OrderType type) =>
        type is OrderType.StopMarket or OrderType.StopLimit or OrderType.TrailingStopMarket or OrderType.TrailingStopLimit;

    /// <summary>Whether its trigger is hit by a price at or above it; else by one at or below it. Without meaning for types without a trigger.</summary>
    /// <param name="type">A conditional type.</param>
    /// <param name="side">Buy or sell.</param>
    public static bool TriggersUpward(this OrderType type, OrderSide side) => type.IsStop() == (side == OrderSide.Buy);
}

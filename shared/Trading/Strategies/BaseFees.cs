using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What fees in base currency, which are taken out of what a buy brings, mean to a strategy.</summary>
internal static class BaseFees
{
    /// <summary>Base units that a fill of its own buy brought, or its sell took.</summary>
    public static decimal Traded(StrategyContext context, Order order, OrderFill fill) => fill.Quantity.Value - Taken(context, order, fill);

    /// <summary>What is left of an aim for base units, once a fill's fee has been taken out of what it brought: that is not bought again. A short's stays.</summary>
    public static decimal AimAfter(StrategyContext context, OrderFill fill, decimal target) =>
        target > 0 && context.FindOrder(fill.Id) is { } order ? Math.Max(0, target - Taken(context, order, fill)) : target;

    /// <summary>What a position lacks of an aim, or has beyond it where negative, on the quantity grid, which fees in base currency leave.</summary>
    public static decimal Missing(StrategyContext context, decimal target)
    {
        var missing = target - context.Position.SignedQuantity;
        var quantity = context.Instrument.ToQuantity(Math.Abs(missing), GridRounding.Down).Value;
        return missing > 0 ? quantity : -quantity;
    }

    private static decimal Taken(StrategyContext context, Order order, OrderFill fill) =>
        order.Terms.Side == OrderSide.Buy && fill.Fee.Currency == context.Instrument.Id.Base ? fill.Fee.Amount : 0;
}

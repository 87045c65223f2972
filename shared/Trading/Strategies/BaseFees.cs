using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What fees in base currency, which are taken out of what a buy brings, mean to a strategy.</summary>
internal static class BaseFees
{
    /// <summary>Base units that a fill of its own buy brought, or its sell took.</summary>
    public static decimal Traded(StrategyContext context, Order order, OrderFill fill) =>
        order.Terms.Side == OrderSide.Buy && fill.Fee.Currency == context.Instrument.Id.Base ? fill.Quantity.Value - fill.Fee.Amount : fill.Quantity.Value;

    /// <summary>
    /// What a position lacks of an aim, or has beyond it where negative, on the quantity grid; 0 where it lacks no more than the fees of a purchase can have taken,
    /// which is not bought again.
    /// </summary>
    /// <remarks>A purchase that turns a position is larger than the aim: three times is taken to be the most.</remarks>
    public static decimal Missing(StrategyContext context, decimal target)
    {
        var missing = target - context.Position.SignedQuantity;
        var quantity = context.Instrument.ToQuantity(Math.Abs(missing), GridRounding.Down).Value;
        if (missing > 0)
            return missing <= 3 * Math.Abs(target) * WorstRate(context.Instrument.Fees) ? 0 : quantity;
        return -quantity;
    }

    private static decimal WorstRate(FeeSchedule fees)
    {
        var worst = 0m;
        for (var index = 0; index < fees.Tiers.Count; index++)
            worst = Math.Max(worst, Math.Max(fees.Tiers[index].MakerRate, fees.Tiers[index].TakerRate));
        return worst;
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Where a level is.</summary>
/// <param name="Kind">A fraction of the close, a distance from it, or a price.</param>
/// <param name="Value">Of a distance or price; null for a fraction.</param>
/// <param name="Fraction">Above 0; 0 for the others.</param>
internal sealed record DocumentLevel(LevelKind Kind, ValueStep? Value, decimal Fraction);

/// <summary>The orders that protect a position: made with its entry, and sent in the size that has filled.</summary>
internal sealed class DocumentProtection(DocumentLevel? takeProfit, DocumentLevel? stop, DocumentLevel? trailing)
{
    /// <summary>Whether it has a stop, which stands or trails.</summary>
    public bool HasStop => stop is not null || trailing is not null;

    /// <summary>
    /// The list of an entry by market order. A level that has no value, or is on the wrong side of the close, stays in it as it is: the checks refuse the list, so that it is told.
    /// </summary>
    /// <param name="context">Of the strategy.</param>
    /// <param name="side">Of the entry.</param>
    /// <param name="quantity">Base units.</param>
    /// <param name="close">Of the bar that is decided on.</param>
    public OrderListRequest Orders(StrategyContext context, OrderSide side, decimal quantity, decimal close)
    {
        var orders = new List<OrderRequest>(2);
        var exitSide = side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;
        var exit = new OrderRequest { Instrument = context.Instrument.Id, Side = exitSide, Type = OrderType.Limit, Quantity = quantity, IsReduceOnly = true };
        if (takeProfit is not null)
            orders.Add(exit with { Price = PriceOf(takeProfit, context.Instrument, close, isAbove: side == OrderSide.Buy), Role = OrderRole.Exit });
        if (stop is not null)
            orders.Add(exit with { Type = OrderType.StopMarket, TriggerPrice = PriceOf(stop, context.Instrument, close, isAbove: side == OrderSide.Sell), Role = OrderRole.Protective });
        if (trailing is not null)
            orders.Add(exit with { Type = OrderType.TrailingStopMarket, TrailingOffset = OffsetOf(trailing, context.Instrument), TrailingIsFraction = trailing.Kind == LevelKind.Fraction, Role = OrderRole.Protective });
        return new OrderListRequest
        {
            Entry = exit with { Side = side, Type = OrderType.Market, IsReduceOnly = false, Role = OrderRole.Working },
            Orders = orders,
            Peers = orders.Count > 1 ? Contingency.Ouo : null,
        };
    }

    // On the grid, away from the close: a stop is never nearer than it says, and a target gives no less.
    private static decimal? PriceOf(DocumentLevel level, Instrument instrument, decimal close, bool isAbove)
    {
        var sign = isAbove ? 1 : -1;
        var wanted = level.Kind switch
        {
            LevelKind.Fraction => close * (1 + (sign * level.Fraction)),
            LevelKind.Distance => close + (sign * level.Value!.Decimal),
            _ => level.Value!.Decimal,
        };
        return wanted is { } price ? instrument.ToPrice(price, isAbove ? GridRounding.Up : GridRounding.Down).Value : null;
    }

    private static decimal? OffsetOf(DocumentLevel level, Instrument instrument)
    {
        if (level.Kind == LevelKind.Fraction)
            return level.Fraction;
        return level.Value!.Decimal is { } distance ? instrument.ToPrice(distance, GridRounding.Up).Value : null;
    }
}

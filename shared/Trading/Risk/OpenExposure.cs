using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the open orders of an account may still do to its positions.</summary>
internal sealed class OpenExposure(KernelState state)
{
    /// <summary>Base units of a position that an order of that side can close; negative where it would add to it.</summary>
    public static decimal Reducible(OrderSide side, Position position) => side == OrderSide.Sell ? position.SignedQuantity : -position.SignedQuantity;

    /// <summary>Base units that open orders on a side may still trade; of those that cancel or reduce each other, the greatest.</summary>
    public decimal OpenQuantity(InstrumentId instrument, OrderSide side)
    {
        var open = 0m;
        foreach (var order in state.OpenOrders)
        {
            if (order.Terms.Instrument == instrument && order.Terms.Side == side && state.CountsForExposure(order))
                open += order.LeavesQuantity.Value;
        }
        return open;
    }

    /// <summary>The greatest absolute position there can be once any of the open orders fill. Orders that only reduce go no further than to flat.</summary>
    /// <param name="index">Of the instrument.</param>
    /// <param name="side">Of what is added.</param>
    /// <param name="added">Base units of an order that is not among them yet; may be 0.</param>
    public decimal WorstQuantity(int index, OrderSide side, decimal added)
    {
        var holding = state.Portfolio.Holdings[index];
        var position = holding.Position.SignedQuantity;
        var (buys, sells) = (side == OrderSide.Buy ? added : 0, side == OrderSide.Sell ? added : 0);
        var (reducingBuys, reducingSells) = (0m, 0m);
        foreach (var order in state.OpenOrders)
        {
            if (order.Terms.Instrument != holding.Instrument.Id || !state.CountsForExposure(order))
                continue;
            var leaves = order.LeavesQuantity.Value;
            if (order.Terms.Side == OrderSide.Buy)
                (buys, reducingBuys) = order.Terms.IsReduceOnly ? (buys, reducingBuys + leaves) : (buys + leaves, reducingBuys);
            else
                (sells, reducingSells) = order.Terms.IsReduceOnly ? (sells, reducingSells + leaves) : (sells + leaves, reducingSells);
        }
        var highest = position + Math.Min(reducingBuys, Math.Max(0, -position)) + buys;
        var lowest = position - Math.Min(reducingSells, Math.Max(0, position)) - sells;
        return Math.Max(Math.Max(Math.Abs(highest), Math.Abs(lowest)), Math.Abs(position));
    }

    /// <summary>Base units that an order of that side can have before the position could go beyond a bound once any of the open orders fill; null where it could already.</summary>
    /// <param name="index">Of the instrument.</param>
    /// <param name="side">Of the order.</param>
    /// <param name="most">The bound, base units either way.</param>
    public decimal? Room(int index, OrderSide side, decimal most)
    {
        var worst = WorstQuantity(index, side, added: 0);
        // So much that its own side is the worst, whatever the other can do.
        var far = 2 * worst;
        return worst > most ? null : Math.Max(0, most - (WorstQuantity(index, side, far) - far));
    }
}

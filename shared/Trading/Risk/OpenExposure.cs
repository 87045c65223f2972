using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the open orders of an account may still do to its positions.</summary>
internal sealed class OpenExposure
{
    private readonly KernelState _state;
    private readonly Func<Order, decimal> _notionalOf;
    private readonly List<(decimal Price, decimal Quantity)> _adding = [];
    private decimal _last;
    private OrderChange _change;

    public OpenExposure(KernelState state)
    {
        _state = state;
        _notionalOf = order => WorstOf(order) is var (price, quantity) ? price * quantity : 0;
    }

    /// <summary>Base units of a position that an order of that side can close; negative where it would add to it.</summary>
    public static decimal Reducible(OrderSide side, Position position) => side == OrderSide.Sell ? position.SignedQuantity : -position.SignedQuantity;

    /// <summary>Base units that open orders on a side may still trade, as they are or were asked to become; of those that cancel or reduce each other, the greatest.</summary>
    /// <param name="instrument">Their market.</param>
    /// <param name="side">Buy or sell.</param>
    /// <param name="withReducing">Whether orders that rest and only reduce a position count, which go no further than to flat.</param>
    public decimal OpenQuantity(InstrumentId instrument, OrderSide side, bool withReducing = true)
    {
        var open = 0m;
        foreach (var order in _state.OpenOrders)
        {
            if (order.Terms.Instrument == instrument && order.Terms.Side == side && (withReducing || order.Terms is not { IsReduceOnly: true, Type: not OrderType.Market }) && _state.CountsForExposure(order, QuantityOf))
                open += QuantityOf(order);
        }
        return open;
    }

    /// <summary>
    /// The greatest value, in quote currency, that a position can come to once any of the open orders fill: what is held at the last price, and each order at its own
    /// price where that is worse, as it is or as it was asked to become. Orders that only reduce go no further than to flat; of those that cancel or reduce each other
    /// the greatest counts; what is held against them is closed by the cheapest.
    /// </summary>
    /// <param name="index">Of the instrument.</param>
    /// <param name="last">Its last price.</param>
    /// <param name="change">An order that is not among them yet, or one as it is to become; <c>default</c> for none.</param>
    public decimal WorstNotional(int index, decimal last, OrderChange change = default)
    {
        (_last, _change) = (last, change);
        return Math.Max(WorstNotional(index, OrderSide.Buy), WorstNotional(index, OrderSide.Sell));
    }

    /// <summary>Base units that an order may have before the position could come to more than a value once any of the open orders fill; null where it could already.</summary>
    /// <param name="index">Of the instrument.</param>
    /// <param name="last">Its last price.</param>
    /// <param name="order">A new one, or an amendment; its quantity does not matter.</param>
    /// <param name="most">The value, in quote currency.</param>
    public decimal? Room(int index, decimal last, OrderChange order, decimal most)
    {
        var (worst, price) = (WorstNotional(index, last), Math.Max(last, order.Price));
        if (worst > most)
            return null;
        // So much that its own side is the worst, whatever the other can do.
        var far = (2 * worst / price) + Math.Abs(_state.Portfolio.Holdings[index].Position.SignedQuantity);
        return Math.Max(0, far + ((most - WorstNotional(index, last, order with { Quantity = far })) / price));
    }

    private decimal WorstNotional(int index, OrderSide side)
    {
        var holding = _state.Portfolio.Holdings[index];
        var position = side == OrderSide.Buy ? holding.Position.SignedQuantity : -holding.Position.SignedQuantity;
        var reducing = 0m;
        _adding.Clear();
        foreach (var order in _state.OpenOrders)
        {
            if (order.Terms.Instrument != holding.Instrument.Id || order.Terms.Side != side || !_state.CountsForExposure(order, _notionalOf))
                continue;
            if (order.Terms.IsReduceOnly)
                reducing += WorstOf(order).Quantity;
            else
                _adding.Add(WorstOf(order));
        }
        if (_change is { Order: null, Quantity: > 0 } && _change.Side == side)
            _adding.Add((Math.Max(_last, _change.Price), _change.Quantity));
        return (Math.Max(0, position) * _last) + NotionalBeyond(Math.Max(0, -position - reducing));
    }

    private decimal NotionalBeyond(decimal against)
    {
        if (against > 0)
            _adding.Sort(static (one, other) => one.Price.CompareTo(other.Price));
        var notional = 0m;
        foreach (var (price, quantity) in _adding)
        {
            var closing = Math.Min(against, quantity);
            against -= closing;
            notional += (quantity - closing) * price;
        }
        return notional;
    }

    // The venue may have it as it is and as it was asked to become: of each the worse counts.
    private (decimal Price, decimal Quantity) WorstOf(Order order)
    {
        if (order == _change.Order)
            return (Math.Max(_last, _change.Price), _change.Quantity);
        var own = order.Price ?? order.TriggerPrice;
        var moved = order.Price is null ? order.RequestedAmend?.TriggerPrice : order.RequestedAmend?.Price;
        return (Math.Max(_last, Math.Max(own?.Value ?? 0, moved?.Value ?? 0)), QuantityOf(order));
    }

    private static decimal QuantityOf(Order order) => Math.Max(order.LeavesQuantity.Value, (order.RequestedAmend?.Quantity ?? order.Quantity).Value - order.FilledQuantity.Value);
}

/// <summary>What would come to the open orders.</summary>
/// <param name="Order">That is amended, and counts as it is to become; null for a new one.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">Base units that would be open.</param>
/// <param name="Price">At most, in quote currency.</param>
internal readonly record struct OrderChange(Order? Order, OrderSide Side, decimal Quantity, decimal Price);

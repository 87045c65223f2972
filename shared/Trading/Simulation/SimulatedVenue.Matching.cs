using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>How orders meet the price, and the price moves through those that rest.</content>
public sealed partial class SimulatedVenue
{
    private protected override void Meet(SimulatedOrder order, UnixNanos time)
    {
        if (HasNothingToReduce(order))
        {
            Refuse(order, time, "reduce_only_would_increase");
            return;
        }
        if (order.IsConditional && !BeginCondition(order, time))
            return;
        var terms = order.Terms;
        var takes = !order.IsLimit || order.IsReached(_price, Options.LimitFill);
        var quantity = takes ? Available(order) : default;
        var price = _slippage.PriceFor(order, _price, quantity);
        var isWhole = quantity == order.Leaves;
        if (takes && terms.IsPostOnly)
        {
            RefusePostOnly(order, time);
            return;
        }
        if (terms.TimeInForce == TimeInForce.Fok && !isWhole)
        {
            Report(order, OrderEvent.Canceled, time, "fill_or_kill_not_filled");
            return;
        }
        if (!CanAfford(order, price, quantity, time))
        {
            Refuse(order, time, "insufficient_balance");
            return;
        }
        Accept(order, time);
        if (!quantity.IsZero)
            Take(order, price, quantity, time);
        if (isWhole)
            return;
        if (terms.TimeInForce == TimeInForce.Ioc)
            Report(order, OrderEvent.Canceled, time, "immediate_or_cancel_rest");
        else if (order.IsLimit)
            Rest(order);
        else
            Waiting.Add(order);
    }

    private void Take(SimulatedOrder order, Price price, Quantity quantity, UnixNanos time)
    {
        Fill(order, price, quantity, Liquidity.Taker, time);
        UseVolume(quantity);
    }

    private void UseVolume(Quantity quantity)
    {
        if (_share is not null)
            _volumeLeft = VolumeLeft() - quantity.Value;
    }

    // The price moves in a straight line; orders it goes through fill, the best-priced first, then the oldest. On its way it hits triggers.
    private void MoveTo(decimal price, UnixNanos time)
    {
        if (Resting.Count == 0 && !IsMargined)
        {
            _price = price;
            return;
        }
        if (_nextPoint == 0)
            FillReached(price, price, time); // There is no line to the first price: only where it is counts, and those that rest are there first.
        while (FirstHit(price) is { } order && !IsLiquidatedBefore(order, price))
        {
            var at = _nextPoint == 0 ? price : order.Trigger!.Value.Value;
            if (_nextPoint != 0)
                FillReached(Math.Min(_price, at), Math.Max(_price, at), time);
            _price = at;
            if (!Resting.Contains(order))
                continue;
            Trigger(order, time);
            Meet(order, time);
        }
        if (LiquidationOnTheWayTo(price) is { } taken)
        {
            // An open beyond it is where it is taken.
            var at = _nextPoint == 0 || IsBehind(taken) ? (_nextPoint == 0 ? price : _price) : taken;
            if (_nextPoint != 0)
                FillReached(Math.Min(_price, at), Math.Max(_price, at), time);
            Liquidate(at, time);
        }
        if (_nextPoint != 0)
            FillReached(Math.Min(_price, price), Math.Max(_price, price), time);
        FollowPrice(price);
        _price = price;
    }

    // Where a fill or a payment has used up the margin already, the price at which it was enough lies behind.
    private bool IsBehind(decimal price) => Account.Position > 0 ? price > _price : price < _price;

    private bool IsLiquidatedBefore(SimulatedOrder order, decimal price) => _nextPoint != 0
        && LiquidationOnTheWayTo(price) is { } taken
        && Math.Abs(taken - _price) < Math.Abs(order.Trigger!.Value.Value - _price);

    private void FillReached(decimal low, decimal high, UnixNanos time)
    {
        while (VolumeLeft() > 0 && BestReached(low, high) is { } order)
        {
            if (HasNothingToReduce(order))
            {
                Remove(order);
                Report(order, OrderEvent.Canceled, time, "reduce_only_would_increase");
                continue;
            }
            var quantity = Available(order);
            FillMaker(order, quantity, time);
            UseVolume(quantity);
        }
    }

    // Both are on the grid, or there is no limit to the volume.
    private Quantity Available(SimulatedOrder order) => Instrument.ToQuantity(Tradable(order, VolumeLeft()), GridRounding.Exact);

    private SimulatedOrder? BestReached(decimal low, decimal high)
    {
        SimulatedOrder? best = null;
        foreach (var order in Resting)
        {
            if (order.IsConditional || !IsReached(order, order.IsBuy ? low : high))
                continue;
            if ((best is null || (order.IsBuy == best.IsBuy && IsBetter(order, best))) && !IsBehindStop(order))
                best = order;
        }
        return best;
    }

    // A print at the limit itself is a touch only where the other side took: a buyer that takes at our bid's price met somebody's ask there.
    private bool IsReached(SimulatedOrder order, decimal price) =>
        order.IsReached(price, _aggressor == order.Terms.Side ? LimitFill.Strict : Options.LimitFill);

    // Whether the rest of the bar reaches a stop that it shares its size with: of the two, the stop is taken to come first. An open comes before all else.
    private bool IsBehindStop(SimulatedOrder order)
    {
        if (_nextPoint == 0)
            return false;
        if (order.PeerList.Length == 0)
            return UnlinkedStopOf?.Invoke(order.Id) is { } stop && ReachesLater(stop);
        foreach (var peer in Resting)
        {
            if (peer.PeerList != order.PeerList || !peer.IsConditional || !peer.Terms.Type.IsStop())
                continue;
            for (var point = _nextPoint; point < _path.Points; point++)
            {
                if (peer.IsHit(_path.PriceOf(point)))
                    return true;
            }
        }
        return false;
    }

    private bool ReachesLater(Order stop)
    {
        var (trigger, isUpward) = (stop.TriggerPrice!.Value.Value, stop.Terms.Type.TriggersUpward(stop.Terms.Side));
        for (var point = _nextPoint; point < _path.Points; point++)
        {
            if (isUpward ? _path.PriceOf(point) >= trigger : _path.PriceOf(point) <= trigger)
                return true;
        }
        return false;
    }

    private static bool IsBetter(SimulatedOrder order, SimulatedOrder than) => order.IsBuy
        ? order.Terms.Price!.Value > than.Terms.Price!.Value
        : order.Terms.Price!.Value < than.Terms.Price!.Value;
}

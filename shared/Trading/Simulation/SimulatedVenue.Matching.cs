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
            FillReached(price, time); // There is no line to the first price: only where it is counts, and those that rest are there first.
        while (FirstHit(price) is { } order)
        {
            GoTo(_nextPoint == 0 ? price : order.Trigger!.Value.Value, time);
            if (!Resting.Contains(order))
                continue;
            Trigger(order, time);
            Meet(order, time);
        }
        GoTo(price, time);
        if (_nextPoint == 0 && LiquidationOnTheWayTo(price) is not null)
            Liquidate(price, time); // An open beyond it is where it is taken.
        FollowPrice(price);
    }

    // On the line to a price, what rests there fills, and the position is taken where it comes to that: before what lies beyond.
    private void GoTo(decimal price, UnixNanos time)
    {
        if (_nextPoint != 0)
            FillOrLiquidate(price, time);
        _price = price;
    }

    private void FillOrLiquidate(decimal price, UnixNanos time)
    {
        var (low, high) = (Math.Min(_price, price), Math.Max(_price, price));
        while (true)
        {
            var order = NextReached(low, high, time);
            var next = order is null ? price : PlaceOf(order, price);
            if (LiquidationOnTheWayTo(_price) is not null)
                Liquidate(_price, time); // A fill or a payment has used up the margin already: the price at which it was enough lies behind.
            else if (LiquidationOnTheWayTo(next) is { } taken)
                Liquidate(taken, time);
            else if (order is null)
                return;
            else
                FillResting(order, time);
            _price = next;
        }
    }

    // Where on the line to a price it fills: here already where the volume was not enough for it before.
    private decimal PlaceOf(SimulatedOrder order, decimal price) => order.IsReached(_price, Options.LimitFill)
        ? _price
        : Math.Clamp(order.Terms.Price!.Value.Value, Math.Min(_price, price), Math.Max(_price, price));

    private void FillReached(decimal price, UnixNanos time)
    {
        while (NextReached(price, price, time) is { } order)
            FillResting(order, time);
    }

    private void FillResting(SimulatedOrder order, UnixNanos time)
    {
        var quantity = Available(order);
        FillMaker(order, quantity, time);
        UseVolume(quantity);
    }

    private SimulatedOrder? NextReached(decimal low, decimal high, UnixNanos time)
    {
        while (VolumeLeft() > 0 && BestReached(low, high) is { } order)
        {
            if (!HasNothingToReduce(order))
                return order;
            Remove(order);
            Report(order, OrderEvent.Canceled, time, "reduce_only_would_increase");
        }
        return null;
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
    // Between two points of a path the price may be less than an increment beyond it, which is not through it.
    private bool IsReached(SimulatedOrder order, decimal price)
    {
        var rule = _aggressor == order.Terms.Side ? LimitFill.Strict : Options.LimitFill;
        return order.IsReached(price, rule) && (rule == LimitFill.Touch || Math.Abs(price - order.Terms.Price!.Value.Value) >= Instrument.PriceIncrement);
    }

    // Whether the bar reaches a stop that it shares its size with: of the two, the stop is taken to come first. An open comes before all else.
    private protected override bool IsBehindStop(SimulatedOrder order)
    {
        if (_nextPoint == 0)
            return false;
        if (order.PeerList.Length == 0)
            return UnlinkedStopOf?.Invoke(order.Id) is { } stop && Reaches(stop);
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

    // One that is held by us is hit by the whole bar, when that closes; by the close alone where it, or its trigger, came within the bar.
    private bool Reaches(Order stop)
    {
        var (trigger, isUpward) = (stop.TriggerPrice!.Value.Value, stop.Terms.Type.TriggersUpward(stop.Terms.Side));
        var first = !stop.IsHeld ? _nextPoint : stop.ArmedTime <= _path.TimeOf(0) ? 0 : _path.Points - 1;
        for (var point = first; point < _path.Points; point++)
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

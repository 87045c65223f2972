using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Orders that wait for their trigger.</content>
public abstract partial class VenueCore
{
    /// <summary>A conditional order is there: it begins to follow the market, and rests until its trigger is hit, which may be at once.</summary>
    /// <returns>Whether it was triggered, and is to meet the market.</returns>
    private protected bool BeginCondition(SimulatedOrder order, UnixNanos time)
    {
        order.Follow(Price, Instrument);
        if (order.Trigger is null)
        {
            Refuse(order, time, "trailing_offset_invalid");
            return false;
        }
        Accept(order, time);
        if (order.IsHit(Price))
        {
            Trigger(order, time);
            return true;
        }
        Rest(order);
        return false;
    }

    /// <summary>Its trigger was hit: it is a market or limit order from here on.</summary>
    private protected void Trigger(SimulatedOrder order, UnixNanos time)
    {
        Resting.Remove(order);
        order.IsTriggered = true;
        Report(order, OrderEvent.Triggered, time, "");
    }

    /// <summary>Trailing triggers follow a price.</summary>
    private protected void FollowPrice(decimal price)
    {
        for (var index = 0; index < Resting.Count; index++)
        {
            if (Resting[index].IsConditional)
                Resting[index].Follow(price, Instrument);
        }
    }

    /// <summary>Whether a stop that it shares its size with is taken to come before it.</summary>
    private protected virtual bool IsBehindStop(SimulatedOrder order) => false;

    /// <summary>The conditional order whose trigger comes first on the way to a price; null when none is hit.</summary>
    private protected SimulatedOrder? FirstHit(decimal price)
    {
        SimulatedOrder? first = null;
        foreach (var order in Resting)
        {
            if (!order.IsConditional || !order.IsHit(price) || (!order.Terms.Type.IsStop() && IsBehindStop(order)))
                continue;
            if (first is null || Math.Abs(order.Trigger!.Value.Value - Price) < Math.Abs(first.Trigger!.Value.Value - Price))
                first = order;
        }
        return first;
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Requests that arrive.</content>
public abstract partial class VenueCore
{
    private protected void Arrive(in Arrival arrival)
    {
        if (arrival.Order is not { } order)
        {
            if (arrival.Change is { } change)
                TakeAmend(change, arrival.PeersFilled, arrival.Time);
            else
                TakeCancel(arrival);
        }
        else if (order.ExpireTime <= arrival.Time)
        {
            Report(order, OrderEvent.Expired, arrival.Time, ""); // Its time passed on its way: it never meets the market.
        }
        else if (IsEndedByPeers(order))
        {
            Report(order, OrderEvent.Canceled, arrival.Time, order.ReducesPeers ? "ouo_filled" : "oco_filled");
        }
        else
        {
            Arrive(order, arrival.Time);
        }
    }

    // What its peers have filled while it was on its way comes off it.
    private bool IsEndedByPeers(SimulatedOrder order)
    {
        var beyond = order.PeerList.Length == 0 ? 0 : PeerLists.FilledBy(order) - order.PeersFilled;
        if (beyond > 0)
            order.Reduce(order.ReducesPeers ? Instrument.ToQuantity(beyond, GridRounding.Exact) : order.Leaves);
        return order.Leaves.IsZero;
    }

    /// <summary>A new order is there.</summary>
    private protected abstract void Arrive(SimulatedOrder order, UnixNanos time);

    private void TakeCancel(in Arrival arrival)
    {
        if (FindOrder(arrival.Id) is not { } order)
        {
            Report(arrival.Id, OrderEvent.CancelRejected, arrival.Time, UpdateSource.Answer, "order_closed");
            return;
        }
        Remove(order);
        Report(order, OrderEvent.Canceled, arrival.Time, "");
    }

    // What is amended comes behind what rests already, but where only its quantity becomes less.
    private void TakeAmend(OrderAmend asked, decimal peersFilled, UnixNanos time)
    {
        var change = LessPeers(asked, peersFilled);
        if (Fault(change, out var order) is { } reason)
        {
            Report(change.Id, OrderEvent.UpdateRejected, time, UpdateSource.Answer, reason);
            return;
        }
        var isResting = Resting.Contains(order!);
        if (isResting && MakesOnlySmaller(change, order!))
        {
            var before = order!.Leaves.Value;
            order.Amend(change);
            if (!order.IsConditional)
                ChangeHold(order, order.Leaves.Value - before);
            Report(order, OrderEvent.Updated, time, "");
            return;
        }
        if (isResting)
            Remove(order!);
        order!.Amend(change);
        Report(order, OrderEvent.Updated, time, "");
        if (isResting)
            MeetAmended(order, time);
    }

    // What its peers have filled since we asked comes off what we asked for; what it has filled itself is part of the quantity.
    private OrderAmend LessPeers(OrderAmend asked, decimal peersFilled)
    {
        if (asked.Quantity is not { } quantity || FindOrder(asked.Id) is not { ReducesPeers: true } order)
            return asked;
        var own = (order.Terms.Quantity - order.Leaves).Value;
        var beyond = PeerLists.FilledBy(order) - own - peersFilled;
        return asked with { Quantity = Instrument.ToQuantity(Math.Max(0, quantity.Value - beyond), GridRounding.Exact) };
    }

    /// <summary>A resting order has new values; it may meet the market anew.</summary>
    private protected virtual void MeetAmended(SimulatedOrder order, UnixNanos time) => Meet(order, time);

    private string? Fault(OrderAmend change, out SimulatedOrder? order)
    {
        order = FindOrder(change.Id);
        if (order is null)
            return "order_closed";
        if (change.Quantity is { } quantity && quantity <= order.Terms.Quantity - order.Leaves)
            return "quantity_filled";
        if (order.IsTriggered && change.TriggerPrice is not null)
            return "order_triggered";
        if (!Resting.Contains(order) || order.IsConditional || !order.IsLimit || MakesOnlySmaller(change, order))
            return null;
        var held = SimulatedAccount.HoldOf(order.Terms.Side, order.Terms.Price!.Value.Value, order.Leaves.Value, order.HeldRate);
        var shared = order.PeerList.Length == 0 ? held : PeerLists.HeldBy(order);
        var leaves = (change.Quantity ?? order.Terms.Quantity) - (order.Terms.Quantity - order.Leaves);
        var isCovered = order.Terms.IsReduceOnly || Account.CanHold(order.Terms.Side, (change.Price ?? order.Terms.Price)!.Value.Value, leaves.Value, _heldRate, Price, shared);
        return isCovered ? null : "insufficient_balance";
    }

    private static bool MakesOnlySmaller(OrderAmend change, SimulatedOrder order) =>
        change.Quantity is { } quantity && quantity <= order.Terms.Quantity && change is { Price: null, TriggerPrice: null };

    private SimulatedOrder? FindOrder(ClientOrderId id) => Resting.Find(one => one.Id == id) ?? Waiting.Find(one => one.Id == id);
}

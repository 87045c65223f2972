using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>
/// Orders that depend on each other. An entry that fills sends its exits in the size that has filled; of those that cancel each other, one that fills ends the
/// others; of those that reduce each other, each works for what the others have left.
/// </content>
public sealed partial class Kernel
{
    internal SubmitListResult Submit(OrderListRequest request)
    {
        var first = request.Entry ?? (request.Orders.Count > 0 ? request.Orders[0] : null);
        if (first is not null && FindRepeated(first, out var repeated))
            return new SubmitListResult(repeated.Order is { } known ? State.ClusterOf(known.Id)?.Orders ?? [known] : [], repeated.Refusal);
        var checkedOrders = new CheckedOrder[request.Orders.Count + 1];
        if (CheckList(request, checkedOrders) is not { } refusal)
            return new SubmitListResult(MakeList(request, checkedOrders), Refusal: null);
        if (first is not null)
            _decision.Add(new Effect.Refused(first, refusal));
        return new SubmitListResult([], refusal);
    }

    // The entry's result is the first, whether there is one or not.
    private Refusal? CheckList(OrderListRequest request, CheckedOrder[] results)
    {
        var instrument = (request.Entry ?? (request.Orders.Count > 0 ? request.Orders[0] : null))?.Instrument;
        var index = instrument is { } id ? State.Portfolio.IndexOf(id) : -1;
        var refusal = CheckReady() ?? CheckFrame(results.Length) ?? OrderListChecks.Check(request, index >= 0 ? Market.PriceOf(index) : null);
        if (refusal is null && request.Entry is { } entry)
            refusal = _checks.Check(entry, Now, out results[0]);
        for (var order = 0; order < request.Orders.Count && refusal is null; order++)
        {
            refusal = request.Entry is null
                ? _checks.Check(request.Orders[order], Now, out results[order + 1])
                : _checks.CheckWaiting(request.Orders[order], Now, out results[order + 1]);
        }
        return refusal;
    }

    private Order[] MakeList(OrderListRequest request, CheckedOrder[] results)
    {
        var entries = request.Entry is null ? 0 : 1;
        var ids = new ClientOrderId[entries + request.Orders.Count];
        for (var index = 0; index < ids.Length; index++)
            ids[index] = NextId(index < entries ? request.Entry!.Role : request.Orders[index - entries].Role, index);
        var listId = $"lst_{ids[0]}";
        if (request.Entry is not null)
            Emit(new OrderListNew(Now, listId, Contingency.Oto, ids));
        if (request.Peers is { } peers)
            Emit(new OrderListNew(Now, request.Entry is null ? listId : $"{listId}_exits", peers, ids[entries..]));
        var orders = new Order[ids.Length];
        for (var index = 0; index < ids.Length; index++)
        {
            var isEntry = index < entries;
            var one = isEntry ? request.Entry! : request.Orders[index - entries];
            var isHeld = (!isEntry && entries > 0) || IsHeldByUs(one);
            orders[index] = Make(ids[index], one, results[index + 1 - entries], isHeld, listId, isEntry || entries == 0 ? "" : ids[0].Text);
        }
        foreach (var order in orders)
        {
            if (!order.IsHeld)
                Send(order);
        }
        return orders;
    }

    // After a fill: what it triggers, cancels or reduces.
    private void FollowFill(Order order, Price price)
    {
        if (State.ClusterOf(order.Id) is { } cluster)
        {
            if (cluster.PeerContingencyOf(order) == Contingency.Oco)
                CancelOthers(cluster, order);
            CancelEntryOf(cluster, order);
            Align(cluster, price);
        }
        CancelNeedless(order.Terms.Instrument);
    }

    // After news without a fill.
    private void Follow(Order order)
    {
        if (State.ClusterOf(order.Id) is not { } cluster)
            return;
        if (order.Status == OrderStatus.Triggered)
            CancelEntryOf(cluster, order);
        if (order.IsClosed)
            FollowEnd(order);
        else if (!order.IsHeld && order.Status is not OrderStatus.Unknown and not OrderStatus.PendingCancel)
            Align(cluster, at: null);
    }

    private void FollowEnd(Order order)
    {
        if (State.ClusterOf(order.Id) is not { } cluster)
            return;
        foreach (var child in cluster.ChildrenOf(order).ToArray())
        {
            if (order.FilledQuantity.IsZero)
                CancelOrder(child, "engine", "entry_ended");
        }
        Align(cluster, at: null);
        // A person must know where the protection of a position is gone and nothing was sold for it.
        if (order is { Terms.Role: OrderRole.Protective, Status: OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.NotPlaced } && cluster.ParentOf(order) is { FilledQuantity.IsZero: false })
            Warn("protection_ended", $"order {order.Id}, which protects a position, is {SnakeCase.From(order.Status.ToString())} ({order.Reason})");
    }

    private void CancelOthers(OrderCluster cluster, Order order)
    {
        foreach (var peer in cluster.PeersOf(order).ToArray())
        {
            if (peer != order)
                CancelOrder(peer, "engine", "oco_filled");
        }
    }

    // Once a position is being closed, nothing is added to it any more.
    private void CancelEntryOf(OrderCluster cluster, Order exit)
    {
        if (exit.Terms.IsReduceOnly && cluster.ParentOf(exit) is { IsClosed: false } entry)
            CancelOrder(entry, "engine", "exit_began");
    }

    // An exit has nothing to do once its position is gone by another way.
    private void CancelNeedless(InstrumentId instrument)
    {
        if (!State.HasClusters)
            return;
        var position = State.Portfolio.Holdings[State.Portfolio.IndexOf(instrument)].Position;
        foreach (var order in State.OpenOrders.Where(order => order.Terms.IsReduceOnly && order.Terms.Instrument == instrument).ToArray())
        {
            if (OpenExposure.Reducible(order.Terms.Side, position) <= 0 && State.ClusterOf(order.Id)?.ParentOf(order) is { FilledQuantity.IsZero: false } parent && parent.IsClosed)
                CancelOrder(order, "engine", "position_closed");
        }
    }

    private void Align(OrderCluster cluster, Price? at)
    {
        foreach (var order in cluster.Orders.ToArray())
        {
            if (!order.IsClosed)
                Align(cluster, order, at);
        }
    }

    private void Align(OrderCluster cluster, Order order, Price? at)
    {
        var parent = cluster.ParentOf(order);
        if (parent is { FilledQuantity.IsZero: true })
            return;
        var isReduced = cluster.PeerContingencyOf(order) == Contingency.Ouo;
        if (parent is null && !isReduced)
            return;
        var instrument = State.Portfolio.Holdings[State.Portfolio.IndexOf(order.Terms.Instrument)].Instrument;
        var wanted = WantedLeaves(cluster, order, parent, instrument);
        if (wanted.IsZero && isReduced)
            CancelOrder(order, "engine", "ouo_filled");
        else if (order.Status == OrderStatus.Emulated)
            AlignHeld(order, parent, wanted, instrument, at);
        else if (order.Status == OrderStatus.Released)
            AlignReleased(order, wanted);
        else
            AlignWorking(order, wanted);
    }

    // What an order should still work for: its share of what the entry has filled, less what its peers and it have.
    private Quantity WantedLeaves(OrderCluster cluster, Order order, Order? parent, Instrument instrument)
    {
        var whole = order.Terms.Quantity.Value;
        if (parent is not null && parent.FilledQuantity < parent.Terms.Quantity)
            whole = instrument.ToQuantity(whole * parent.FilledQuantity.Value / parent.Terms.Quantity.Value, GridRounding.Down).Value;
        var filled = order.FilledQuantity.Value;
        if (cluster.PeerContingencyOf(order) == Contingency.Ouo)
            filled = cluster.PeersOf(order).Sum(peer => peer.FilledQuantity.Value);
        var wanted = Math.Max(0, whole - filled);
        // Where fees were taken from what was bought, there is less to sell.
        if (order.Terms.Side == OrderSide.Sell && parent is not null && Options.AccountKind == AccountKind.Cash)
            wanted = Math.Min(wanted, Math.Max(0, State.Portfolio.BalanceOf(instrument.Id.Base).Total));
        return instrument.ToQuantity(wanted, GridRounding.Down);
    }

    private void AlignHeld(Order order, Order? parent, Quantity wanted, Instrument instrument, Price? at)
    {
        if (order.LeavesQuantity != wanted && !wanted.IsZero)
            Request(order, new OrderAmend(Now, order.Id, order.FilledQuantity + wanted, Price: null, TriggerPrice: null));
        var isHeldByUs = !Options.FeaturesOf(instrument.Id.Venue).Holds(order.Terms.Type);
        if (isHeldByUs && order.TriggerPrice is null)
            BeginTrail(order, instrument, at);
        if (isHeldByUs || parent is null)
            return;
        if (IsLargeEnough(order, wanted, instrument))
            Release(order, at ?? new Price(parent.AverageFillPrice!.Value));
        else if (parent.IsClosed)
            EndTooSmall(order, wanted, instrument);
    }

    // It was triggered and waits for its peers to end, or to be allowed.
    private void AlignReleased(Order order, Quantity wanted)
    {
        if (order.LeavesQuantity != wanted && !wanted.IsZero)
            Request(order, new OrderAmend(Now, order.Id, order.FilledQuantity + wanted, Price: null, TriggerPrice: null));
        SendReleased(order);
    }

    private void BeginTrail(Order order, Instrument instrument, Price? at)
    {
        var peak = Market.PriceOf(State.Portfolio.IndexOf(instrument.Id)) is { } last ? instrument.ToPrice(last, GridRounding.Exact) : at!.Value;
        if (TrailingTrigger.Behind(order.Terms, instrument, peak.Value) is { } trigger)
            Emit(new TrailMoved(Now, order.Id, peak, trigger));
    }

    private bool IsLargeEnough(Order order, Quantity wanted, Instrument instrument)
    {
        var price = (order.Price ?? order.TriggerPrice)?.Value ?? Market.PriceOf(State.Portfolio.IndexOf(instrument.Id)) ?? 0;
        return !wanted.IsZero && wanted.Value >= instrument.QuantityMin && wanted.Value * price >= instrument.NotionalMin;
    }

    private void EndTooSmall(Order order, Quantity wanted, Instrument instrument)
    {
        Warn("exit_too_small", $"exit {order.Id} has {wanted} to work for, which is less than {instrument.Id} takes: that rest of the position has no order");
        CancelOrder(order, "engine", "exit_too_small");
    }

    private void AlignWorking(Order order, Quantity wanted)
    {
        if (wanted.IsZero || order.LeavesQuantity == wanted || order.IsCancelRequested)
            return;
        // One amendment at a time; the answer comes here again.
        if (order.Status is OrderStatus.Accepted or OrderStatus.Triggered or OrderStatus.PartiallyFilled)
            Request(order, new OrderAmend(Now, order.Id, order.FilledQuantity + wanted, Price: null, TriggerPrice: null));
    }
}

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
            return RepeatedList(request, first, repeated);
        var checkedOrders = new CheckedOrder[request.Orders.Count + 1];
        if (CheckList(request, checkedOrders) is not { } refusal)
            return new SubmitListResult(MakeList(request, checkedOrders), Refusal: null);
        if (first is not null)
            _decision.Add(new Effect.Refused(first, refusal));
        return new SubmitListResult([], refusal);
    }

    // The key of a list is that of its first order; it answers only for the list as a whole.
    private SubmitListResult RepeatedList(OrderListRequest request, OrderRequest first, SubmitResult repeated)
    {
        if (repeated.Order is not { } known)
            return new SubmitListResult([], repeated.Refusal);
        var cluster = State.ClusterOf(known.Id);
        IReadOnlyList<Order> orders = cluster is null ? [known] : [.. cluster.Orders.Where(order => !cluster.IsClosing(order))];
        OrderRequest[] requests = request.Entry is { } entry ? [entry, .. request.Orders] : [.. request.Orders];
        if (orders.Count == requests.Length && cluster?.PeerContingencyOf(orders[^1]) == request.Peers && orders.Zip(requests).All(pair => IsSame(pair.First.Terms, pair.Second)))
            return new SubmitListResult(orders, Refusal: null);
        _decision.Repeated = null;
        var refusal = KeyUsed(first, known.Id, "asks for something else");
        _decision.Add(new Effect.Refused(first, refusal));
        return new SubmitListResult([], refusal);
    }

    // The entry's result is the first, whether there is one or not.
    private Refusal? CheckList(OrderListRequest request, CheckedOrder[] results)
    {
        var instrument = (request.Entry ?? (request.Orders.Count > 0 ? request.Orders[0] : null))?.Instrument;
        var index = instrument is { } id ? State.Portfolio.IndexOf(id) : -1;
        var orders = request.Orders.Count + (request.Entry is null ? 0 : 1);
        var refusal = CheckReady()
            ?? CheckFrame(results.Length)
            ?? OrderListChecks.Check(request, index >= 0 ? Market.PriceOf(index) : null, Options.AccountKind)
            ?? _checks.CheckRoom(orders, Now);
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
        OrderType[] peerTypes = request.Peers is null ? [] : [.. request.Orders.Select(one => one.Type)];
        for (var index = 0; index < ids.Length; index++)
        {
            var isEntry = index < entries;
            var one = isEntry ? request.Entry! : request.Orders[index - entries];
            var isHeld = (!isEntry && entries > 0) || !RestsThere(one.Instrument.Venue, one.Type, isEntry ? [] : peerTypes);
            orders[index] = Make(ids[index], results[index + 1 - entries], isHeld, listId, isEntry || entries == 0 ? "" : ids[0].Text, one);
        }
        foreach (var order in orders)
        {
            if (!order.IsHeld)
                Send(order);
        }
        return orders;
    }

    // After a fill: what it triggers, cancels or reduces.
    private void FollowFill(Order order, OrderFill fill, bool wasClosed)
    {
        if (State.ClusterOf(order.Id) is { } cluster)
        {
            if (wasClosed || order.IsCancelRequested || cluster.ChildrenOf(order).Any(exit => exit.Terms.IsReduceOnly && !exit.FilledQuantity.IsZero))
                CloseLateFill(cluster, order, fill, wasClosed);
            if (cluster.PeerContingencyOf(order) == Contingency.Oco)
                CancelOthers(cluster, order);
            CancelEntryOf(cluster, order);
            Align(cluster, fill.Price);
            if (!wasClosed && order.IsClosed)
                CloseRest(cluster, order, fill.Price);
        }
        if (State.TakenFrom.Count > 0)
            FollowTaken(order, State.TakenFrom);
        if (State.HasClusters && order.IsClosed)
            FollowTaken(order, TakenBeside(order));
    }

    // After news without a fill.
    private void Follow(Order order)
    {
        if (State.HasClusters && order.IsClosed && !order.FilledQuantity.IsZero)
            FollowTaken(order, TakenBeside(order));
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
        if (State.ClusterOf(order.Id) is not { } cluster || State.TradingState == TradingState.Liquidating)
            return; // All others end, too, and the position is closed whole.
        foreach (var child in cluster.ChildrenOf(order).ToArray())
        {
            if (order.FilledQuantity.IsZero)
                CancelLinked(child, "entry_ended");
        }
        Align(cluster, at: null);
        CloseRest(cluster, order, at: null);
        if (order.Terms.Role != OrderRole.Protective || cluster.ParentOf(order) is not { } parent)
            return;
        if (!HasLapsed(cluster, order, parent))
            return;
        if (!parent.FilledQuantity.IsZero)
            Warn("protection_ended", $"order {order.Id}, which protects a position, is {SnakeCase.From(order.Status.ToString())} ({order.Reason})");
        if (!parent.IsClosed)
            CancelLinked(parent, "protection_ended"); // What it would fill yet would have no protection.
    }

    // A person must know where the protection of a position is gone, nobody here wanted that, and nothing was sold for it.
    private bool HasLapsed(OrderCluster cluster, Order order, Order parent) => order.Status switch
    {
        OrderStatus.Rejected or OrderStatus.Expired or OrderStatus.NotPlaced => true,
        OrderStatus.Canceled => order.WasPlaced && (!order.IsCancelRequested || order.Terms.ExpireTime <= Now) && !WantedLeaves(cluster, order, parent, InstrumentOf(order)).IsZero,
        _ => false,
    };

    // Once: where the venue refuses a cancel, the resolver sees to it.
    private void CancelLinked(Order order, string reason)
    {
        if (!order.IsCancelRequested)
            CancelOrder(order, "engine", reason);
    }

    private void CancelOthers(OrderCluster cluster, Order order)
    {
        foreach (var peer in cluster.PeersOf(order).ToArray())
        {
            if (peer != order)
                CancelLinked(peer, "oco_filled");
        }
    }

    /// <summary>
    /// The stop that an order shares its size with where nobody but us knows that: held here, or resting at a venue that does not link them. A simulation over bars
    /// asks, since of the two the stop comes first. Of several, the one that is hit first. Null when there is none.
    /// </summary>
    public Order? UnlinkedStopOf(ClientOrderId id)
    {
        if (State.ClusterOf(id) is not { } cluster || cluster.PeerListOf(State.FindOrder(id)!) is not { } list)
            return null;
        Order? nearest = null;
        foreach (var order in cluster.Orders)
        {
            if (order is { IsClosed: false, TriggerPrice: not null } && order.Id != id && order.Terms.Type.IsStop() && list.Members.Contains(order.Id) && !State.IsWaiting(order) && IsHitBefore(order, nearest))
                nearest = order;
        }
        return nearest;
    }

    private static bool IsHitBefore(Order stop, Order? other) =>
        other is null || (stop.Terms.Side == OrderSide.Sell ? stop.TriggerPrice > other.TriggerPrice : stop.TriggerPrice < other.TriggerPrice);

    // Once a position is being closed, nothing is added to it any more.
    private void CancelEntryOf(OrderCluster cluster, Order exit)
    {
        if (exit.Terms.IsReduceOnly && cluster.ParentOf(exit) is { IsClosed: false } entry)
            CancelLinked(entry, "exit_began");
    }

    // Exits have less to do once another order has closed a part of what they are for, and nothing, as their entry, once no order could close what is left.
    private void FollowTaken(Order by, IEnumerable<OrderCluster> clusters)
    {
        foreach (var cluster in clusters.ToArray())
        {
            if (cluster.Entry is not { } entry)
                continue;
            foreach (var exit in cluster.ChildrenOf(entry).Where(exit => exit is { IsClosed: false, Terms.IsReduceOnly: true }).ToArray())
                FollowTaken(cluster, entry, exit, mayFillSoon: by is { IsClosed: false, Terms.Type: OrderType.Market });
        }
    }

    // What is too small may be closed by the next fill of a market order, and one that is held become larger by one of the entry. A limit order may rest for long.
    private void FollowTaken(OrderCluster cluster, Order entry, Order exit, bool mayFillSoon)
    {
        var left = WantedLeaves(cluster, exit, entry, InstrumentOf(exit));
        if (IsLargeEnough(exit, left, InstrumentOf(exit)))
            Align(cluster, exit, at: null);
        else if (Math.Max(LeavesToBe(exit), LeavesAsked(exit)) > left.Value && (left.IsZero || !mayFillSoon) && (entry.IsClosed || entry.IsCancelRequested || !exit.IsHeld))
            EndTaken(entry, exit, left);
    }

    private IEnumerable<OrderCluster> TakenBeside(Order order) => State.OpenOrders
        .Where(open => open.Terms.IsReduceOnly && State.SharePosition(open.Terms, order.Terms))
        .Select(open => State.ClusterOf(open.Id))
        .OfType<OrderCluster>()
        .Where(cluster => cluster.TakenQuantity > 0)
        .Distinct();

    private void EndTaken(Order entry, Order exit, Quantity left)
    {
        if (exit.IsCancelRequested)
            return;
        if (!left.IsZero)
            TellTooSmall($"exit {exit.Id} has", left, InstrumentOf(exit));
        CancelLinked(exit, "position_closed");
        if (!entry.IsClosed)
            CancelLinked(entry, "position_closed");
    }

    // What could not be asked for while nothing was to be sent.
    private void AlignAll()
    {
        foreach (var order in State.OpenOrders.Where(order => order.Terms.IsReduceOnly && !order.IsHeld).ToArray())
        {
            if (order.IsClosed || !MayTrade(order) || State.ClusterOf(order.Id) is not { } cluster)
                continue;
            if (cluster.ParentOf(order) is { FilledQuantity.IsZero: false } entry)
                FollowTaken(cluster, entry, order, mayFillSoon: false);
            else
                Align(cluster, order, at: null);
        }
    }

    // Whether a lot at least is there for it to close: of the position of whose order it is.
    private bool HasWork(Order order)
    {
        var reducible = ReducibleOf(order);
        return reducible > 0 && !InstrumentOf(order).ToQuantity(reducible, GridRounding.Down).IsZero;
    }

    // Of what its list is for, where it is an exit.
    private decimal ReducibleOf(Order order)
    {
        var reducible = State.ReducibleOf(order.Terms.Instrument, order.Terms.Strategy, order.Terms.Side);
        return State.ClusterOf(order.Id) is { } cluster && cluster.ParentOf(order) is { } entry && order.Terms.IsReduceOnly
            ? Math.Min(reducible, cluster.LeftFor(entry, order))
            : reducible;
    }

    private Instrument InstrumentOf(Order order) => State.Portfolio.Holdings[State.Portfolio.IndexOf(order.Terms.Instrument)].Instrument;
}

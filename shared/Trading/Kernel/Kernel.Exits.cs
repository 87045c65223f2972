using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>The size of orders that follow others: exits as their entry fills, and orders that reduce each other.</content>
public sealed partial class Kernel
{
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
        {
            if (order.Status == OrderStatus.Released)
                SendReleased(order); // It may have waited for this one.
            return;
        }
        var wanted = WantedLeaves(cluster, order, parent, InstrumentOf(order));
        // One of a list whose position is gone has nothing to do any more; one that we hold waits as long as its entry may bring it more.
        if (wanted.IsZero && isReduced && !(order.IsHeld && parent is { IsClosed: false }) && cluster.PeersOf(order).Any(peer => !peer.FilledQuantity.IsZero))
            CancelLinked(order, "ouo_filled");
        else if (wanted.IsZero && !order.IsHeld && order.Terms.IsReduceOnly && parent is not null && (parent.IsClosed || parent.IsCancelRequested))
            CancelLinked(order, "position_closed");
        else if (order.Status == OrderStatus.Emulated)
            AlignHeld(order, parent, wanted, at);
        else if (order.Status == OrderStatus.Released)
            SendReleased(order);
        else
            AlignWorking(order, wanted);
    }

    // What an order should still work for: its share of what the entry has filled, less what its peers and it have.
    private Quantity WantedLeaves(OrderCluster cluster, Order order, Order? parent, Instrument instrument)
    {
        if (parent is not null && order.Terms.IsReduceOnly)
            return WantedOfExit(cluster, order, parent, instrument);
        var whole = order.Terms.Quantity.Value;
        if (parent is not null && parent.FilledQuantity < parent.Terms.Quantity)
            whole = instrument.ToQuantity(whole * parent.FilledQuantity.Value / parent.Terms.Quantity.Value, GridRounding.Down).Value;
        var wanted = whole - (cluster.PeerContingencyOf(order) == Contingency.Ouo ? cluster.FilledOf(order) : order.FilledQuantity.Value);
        return instrument.ToQuantity(Math.Max(0, wanted), GridRounding.Down);
    }

    // Its share of what its entry filled, and no more than is left of what the list is for and of the position: others may have closed some of both.
    private Quantity WantedOfExit(OrderCluster cluster, Order exit, Order entry, Instrument instrument)
    {
        var share = cluster.IsClosing(exit)
            ? exit.Terms.Quantity
            : instrument.ToQuantity(Math.Max(0, cluster.ShareOf(entry, exit)), GridRounding.Down);
        var filled = cluster.PeerContingencyOf(exit) == Contingency.Ouo ? cluster.FilledOf(exit) : exit.FilledQuantity.Value;
        return instrument.ToQuantity(Math.Max(0, Math.Min(share.Value - filled, ReducibleOf(exit))), GridRounding.Down);
    }

    private void AlignHeld(Order order, Order? parent, Quantity wanted, Price? at)
    {
        var instrument = InstrumentOf(order);
        Resize(order, wanted);
        var isHeldByUs = !RestsThere(order);
        if (isHeldByUs && order.TriggerPrice is null)
            BeginTrail(order, instrument, at?.Value ?? parent?.AverageFillPrice);
        if (parent is null)
            return;
        if (!IsLargeEnough(order, wanted, instrument))
            EndTooSmall(order, parent, wanted, instrument);
        else if (!isHeldByUs && !WaitsForEntry(order, parent))
            Release(order, at ?? instrument.ToPrice(parent.AverageFillPrice!.Value, GridRounding.Down));
    }

    private void AlignWorking(Order order, Quantity wanted)
    {
        // One amendment at a time; the answer comes here again.
        if (order.Terms.Type != OrderType.Market && !order.IsCancelRequested && order.RequestedAmend is null && order.Status is OrderStatus.Accepted or OrderStatus.Triggered or OrderStatus.PartiallyFilled)
            Resize(order, wanted);
    }

    // Where no order is made larger, what does not protect is sent as large as it gets: once its entry has ended, or the market is at its price.
    private bool WaitsForEntry(Order order, Order parent) =>
        order.Terms.Role != OrderRole.Protective && !parent.IsClosed && !Options.FeaturesOf(order.Terms.Instrument.Venue).HasAmendments;

    // Whether the market sends it before that.
    private bool WaitsAtPrice(Order order) => order.Terms.Type == OrderType.Limit
        && State.ClusterOf(order.Id)?.ParentOf(order) is { } parent
        && WaitsForEntry(order, parent)
        && IsLargeEnough(order, order.LeavesQuantity, InstrumentOf(order));

    private void Resize(Order order, Quantity wanted)
    {
        if (wanted.IsZero || order.LeavesQuantity == wanted)
            return;
        var quantity = order.FilledQuantity + wanted;
        if (CanAmend(order, quantity.Value, price: null, triggerPrice: null))
            Request(order, new OrderAmend(Now, order.Id, quantity, Price: null, TriggerPrice: null));
        else if (_refusedAmends.TryAdd(order.Id, RefusedAmendsMax))
            Warn("protection_short", $"order {order.Id} works for {order.LeavesQuantity}, must work for {wanted}, and its venue makes no order larger");
    }

    // Gives what is there now to an exit, or to one of several that reduce each other, that is to be sent; false where that is nothing that could be.
    private bool FitRelease(Order order)
    {
        if (State.ClusterOf(order.Id) is not { } cluster)
            return true;
        var parent = cluster.ParentOf(order);
        if (parent is null && cluster.PeerContingencyOf(order) != Contingency.Ouo)
            return true;
        var instrument = InstrumentOf(order);
        var wanted = WantedLeaves(cluster, order, parent, instrument);
        Resize(order, wanted);
        if (parent is null)
            return !wanted.IsZero;
        if (IsLargeEnough(order, wanted, instrument))
            return true;
        EndTooSmall(order, parent, wanted, instrument);
        return false;
    }

    // How an exit's size compares with what it should work for: below 0 where it is short of it. 0 for an order that follows no other.
    private int SizeOf(OrderCluster cluster, Order order)
    {
        var parent = cluster.ParentOf(order);
        if (parent is { FilledQuantity.IsZero: true } || (parent is null && cluster.PeerContingencyOf(order) != Contingency.Ouo))
            return 0;
        return order.LeavesQuantity.CompareTo(WantedLeaves(cluster, order, parent, InstrumentOf(order)));
    }

    // From the fill on that it protects: what the market did before is not its matter.
    private void BeginTrail(Order order, Instrument instrument, decimal? from)
    {
        if ((from ?? Market.PriceOf(State.Portfolio.IndexOf(instrument.Id))) is not { } last)
            return;
        var peak = instrument.ToPrice(last, GridRounding.Down); // It may be from before the grid changed.
        if (TrailingTrigger.Behind(order.Terms, instrument, peak.Value) is { } trigger)
            Emit(new TrailMoved(Now, order.Id, peak, trigger));
    }

    private bool IsLargeEnough(Order order, Quantity wanted, Instrument instrument)
    {
        var price = (order.Price ?? order.TriggerPrice)?.Value ?? Market.PriceOf(State.Portfolio.IndexOf(instrument.Id)) ?? State.ClusterOf(order.Id)?.ParentOf(order)?.AverageFillPrice ?? 0;
        return IsLargeEnough(wanted, price, instrument);
    }

    private static bool IsLargeEnough(Quantity quantity, decimal price, Instrument instrument) =>
        !quantity.IsZero && quantity.Value >= instrument.QuantityMin && quantity.Value * price >= instrument.NotionalMin;

    // It may become large enough as long as its entry fills.
    private void EndTooSmall(Order order, Order parent, Quantity wanted, Instrument instrument)
    {
        if (!parent.IsClosed)
            return;
        TellTooSmall($"exit {order.Id} has", wanted, instrument);
        CancelOrder(order, "engine", "exit_too_small");
    }

    private void TellTooSmall(string what, Quantity quantity, Instrument instrument) =>
        Warn("exit_too_small", $"{what} {quantity} to work for, which is less than {instrument.Id} takes: that rest of the position has no order");
}

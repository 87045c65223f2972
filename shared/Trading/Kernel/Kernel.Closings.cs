using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>
/// What an entry filled and no exit closes any more: an order of our own closes it at the market. It follows the entry by a list of its own, so that nothing is
/// closed twice.
/// </content>
public sealed partial class Kernel
{
    private static bool IsClosingOf(OrderCluster cluster, Order order, Order exit) => cluster.Lists.Any(list => list.ListId == OrderCluster.ClosingListOf(order.Id, exit.Id));

    // The entry filled once more after it was to end, or after its position was being closed, and exits have ended or are to end: nothing would ever close their share. It is
    // sold (or bought back) at once, and with it what came late before and was too small by itself.
    private void CloseLateFill(OrderCluster cluster, Order entry, OrderFill fill, bool wasClosed)
    {
        Order? exit = null;
        var (isDone, isEnding, part) = (true, false, 0m);
        foreach (var child in cluster.ExitsOf(entry).Where(child => !cluster.HasWorkingPeer(child)))
        {
            var peers = cluster.PeersOf(child).DefaultIfEmpty(child);
            isDone &= peers.Any(peer => peer.Status == OrderStatus.Filled);
            isEnding |= peers.Any(peer => !peer.IsClosed);
            part += child.Terms.Quantity.Value;
            if (exit is null || child.Terms.Quantity > exit.Terms.Quantity)
                exit = child;
        }
        if (exit is null)
            return;
        var left = cluster.Unclosed(entry) - cluster.OpenClosings() - cluster.WorkingShares(entry, exit);
        // A person may have wanted to keep the rest or sold it, or exits may close it yet.
        if (!isDone || isEnding || wasClosed)
            left = Math.Min(left, LateQuantity(entry, fill) * Math.Min(1, part / entry.Terms.Quantity.Value));
        left = Math.Min(left, State.ReducibleOf(entry.Terms.Instrument, entry.Terms.Strategy, exit.Terms.Side));
        if (left > 0)
            CloseAtMarket(entry, exit, InstrumentOf(entry).ToQuantity(left, GridRounding.Down), fill.Price, "entry_filled_late", $"entry {entry.Id} filled {fill.Quantity} after its exits had ended");
    }

    // Of the fill itself what is left once its fee is taken.
    private static decimal LateQuantity(Order entry, OrderFill fill) =>
        entry.Terms is { Side: OrderSide.Buy, Instrument.Kind: InstrumentKind.Spot } && fill.Fee.Currency == entry.Terms.Instrument.Base
            ? fill.Quantity.Value - fill.Fee.Amount
            : fill.Quantity.Value;

    // A stop filled before it could be made as large as the entry's fills: the market is where all of it should be sold (or bought back), and nothing would be hit there any
    // more. What its peers have not closed once they have ended is closed at the market.
    private void CloseRest(OrderCluster cluster, Order ended, Price? at)
    {
        if (FilledStopOf(cluster, ended) is not { } stop || cluster.ParentOf(stop) is not { } entry)
            return;
        var instrument = InstrumentOf(stop);
        if (RestOf(cluster, entry, stop, instrument).IsZero)
            return;
        foreach (var peer in cluster.PeersOf(stop).Where(peer => !peer.IsClosed).ToArray())
            CancelLinked(peer, "stop_filled");
        // The end of one that is held here comes back here at once.
        if (cluster.PeersOf(stop).All(peer => peer.IsClosed) && RestOf(cluster, entry, stop, instrument) is { IsZero: false } rest)
            CloseAtMarket(entry, stop, rest, at ?? instrument.ToPrice(stop.AverageFillPrice!.Value, GridRounding.Down), "protection_short", $"stop {stop.Id} filled before it was as large as what it protects");
    }

    private Quantity RestOf(OrderCluster cluster, Order entry, Order stop, Instrument instrument)
    {
        var left = Math.Min(OpenOf(cluster, entry, stop), cluster.Unclosed(entry) - cluster.OpenClosings() - cluster.WorkingShares(entry, stop));
        if (left > 0)
            left = Math.Min(left, State.ReducibleOf(instrument.Id, stop.Terms.Strategy, stop.Terms.Side) - ClosedBesideLists(stop));
        return instrument.ToQuantity(Math.Max(0, left), GridRounding.Down);
    }

    // What orders by themselves are about to close of the position that an exit closes. One with a limit may never.
    private decimal ClosedBesideLists(Order exit)
    {
        var closed = 0m;
        foreach (var order in State.OpenOrders)
        {
            if (order.Terms.Side == exit.Terms.Side && State.SharePosition(order.Terms, exit.Terms) && order.Terms.Type == OrderType.Market && State.ClusterOf(order.Id)?.ParentOf(order) is null && State.CountsForExposure(order, LeavesToBe))
                closed += LeavesToBe(order);
        }
        return closed;
    }

    // What is left of it once it is as large as it was asked to become, where that is less.
    private static decimal LeavesToBe(Order order) => order.RequestedAmend?.Quantity is { } asked && asked < order.Quantity
        ? Math.Max(0, asked.Value - order.FilledQuantity.Value)
        : order.LeavesQuantity.Value;

    // What is left of it once it is as large as it was asked to become, where that is more.
    private static decimal LeavesAsked(Order order) => Math.Max(0, (order.RequestedAmend?.Quantity ?? order.Quantity).Value - order.FilledQuantity.Value);

    // A stop that was hit, of those that share their size with an order or that order itself, and whose rest nobody wanted to keep. Null where another stop is open.
    private static Order? FilledStopOf(OrderCluster cluster, Order order)
    {
        Order? filled = null;
        foreach (var peer in cluster.PeersOf(order).DefaultIfEmpty(order))
        {
            if (peer.Terms is not { IsReduceOnly: true, Role: OrderRole.Protective } || cluster.IsClosing(peer))
                continue;
            if (peer is { IsClosed: false, IsCancelRequested: false })
                return null;
            if (peer is { Status: OrderStatus.Filled, IsCancelRequested: false })
                filled = peer;
        }
        return filled;
    }

    // What an exit and its peers have left of their share of what the entry filled, and closings before have not closed or are to close. Below 0 where peers that their venue
    // does not link have closed more than their part.
    private static decimal OpenOf(OrderCluster cluster, Order entry, Order exit)
    {
        var open = cluster.ShareOf(entry, exit) - cluster.FilledOf(exit);
        foreach (var child in cluster.ChildrenOf(entry))
        {
            if (cluster.PeersOf(exit).DefaultIfEmpty(exit).Any(peer => IsClosingOf(cluster, child, peer)))
                open -= child.IsClosed ? child.FilledQuantity.Value : child.Quantity.Value;
        }
        return open;
    }

    // As an order that is held and due: where nothing can be sent now, it is sent as soon as it can. No limit keeps it from being made.
    private void CloseAtMarket(Order entry, Order exit, Quantity quantity, Price at, string code, string what)
    {
        var instrument = InstrumentOf(entry);
        if (!IsLargeEnough(quantity, at.Value, instrument))
        {
            TellTooSmall($"{what}, and has", quantity, instrument);
            return;
        }
        Warn(code, $"{what}; {quantity} are closed at the market");
        var terms = new OrderTerms
        {
            Instrument = instrument.Id,
            Side = exit.Terms.Side,
            Type = OrderType.Market,
            Quantity = quantity,
            IsReduceOnly = true,
            Role = OrderRole.Protective,
            Strategy = entry.Terms.Strategy,
        };
        var id = NextId(terms.Role);
        Emit(new OrderListNew(Now, OrderCluster.ClosingListOf(id, exit.Id), Contingency.Oto, [entry.Id, id]));
        Release(Make(id, new CheckedOrder(terms, _checks.ReservedPerUnit(terms)), isHeld: true, parentId: entry.Id.Text), at);
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>
/// What an entry filled and no exit closes any more: an order of our own closes it at the market. It follows the entry by a list of its own, so that nothing is
/// closed twice.
/// </content>
public sealed partial class Kernel
{
    private static bool IsClosing(OrderCluster cluster, Order order) => cluster.Lists.Any(list => list.ListId.StartsWith($"lst_{order.Id}_closes_", StringComparison.Ordinal));

    private static bool IsClosingOf(OrderCluster cluster, Order order, Order exit) => cluster.Lists.Any(list => list.ListId == ClosingListOf(order.Id, exit.Id));

    private static string ClosingListOf(ClientOrderId id, ClientOrderId exit) => $"lst_{id}_closes_{exit}";

    // The entry filled once more after it was to end, or after its position was being closed, and all exits have ended or are to end: nothing would ever close that. It is sold
    // (or bought back) at once, in the share that the exits were for.
    private void CloseLateFill(OrderCluster cluster, Order entry, OrderFill fill)
    {
        Order? exit = null;
        foreach (var child in cluster.ChildrenOf(entry).Where(child => child.Terms.IsReduceOnly && !IsClosing(cluster, child)))
        {
            if (child is { IsClosed: false, IsCancelRequested: false })
                return;
            if (exit is null || child.Terms.Quantity > exit.Terms.Quantity)
                exit = child;
        }
        if (exit is null)
            return;
        var open = cluster.PeerContingencyOf(exit) is null ? decimal.MaxValue : OpenOf(cluster, entry, exit);
        if (open > 0)
            CloseAtMarket(entry, exit, LateQuantity(entry, exit, fill, open), fill.Price, "entry_filled_late", $"entry {entry.Id} filled {fill.Quantity} after its exits had ended");
    }

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
        var open = OpenOf(cluster, entry, stop);
        if (Options.AccountKind == AccountKind.Cash && stop.Terms.Side == OrderSide.Sell)
            open -= entry.FeesInBase; // They were taken from what was bought.
        return instrument.ToQuantity(Math.Max(0, Math.Min(open, ReducibleOf(stop) - CoveredByOthers(cluster, stop))), GridRounding.Down);
    }

    // What orders beside a list are to close of the position that its exits close.
    private decimal CoveredByOthers(OrderCluster cluster, Order exit) =>
        CoveredByOthers(cluster, exit, static order => order.Terms.IsReduceOnly || order.Terms.Type == OrderType.Market);

    private decimal ProtectedByOthers(OrderCluster cluster, Order exit) =>
        CoveredByOthers(cluster, exit, static order => order.Terms is { IsReduceOnly: true, Role: OrderRole.Protective });

    private decimal CoveredByOthers(OrderCluster cluster, Order exit, Func<Order, bool> closes)
    {
        var covered = 0m;
        decimal Closed(Order order) => closes(order) ? LeavesToBe(order) : 0;
        foreach (var order in State.OpenOrders)
        {
            var isSame = order.Terms.Side == exit.Terms.Side && order.Terms.Strategy == exit.Terms.Strategy && order.Terms.Instrument == exit.Terms.Instrument;
            if (isSame && State.ClusterOf(order.Id) != cluster && State.CountsForExposure(order, Closed))
                covered += Closed(order);
        }
        return covered;
    }

    // What is left of it once it is as large as it was asked to become, where that is less.
    private static decimal LeavesToBe(Order order) => order.RequestedAmend?.Quantity is { } asked && asked < order.Quantity
        ? Math.Max(0, asked.Value - order.FilledQuantity.Value)
        : order.LeavesQuantity.Value;

    // A stop that was hit, of those that share their size with an order or that order itself, and whose rest nobody wanted to keep. Null where another stop is open.
    private static Order? FilledStopOf(OrderCluster cluster, Order order)
    {
        Order? filled = null;
        foreach (var peer in cluster.PeersOf(order).DefaultIfEmpty(order))
        {
            if (peer.Terms is not { IsReduceOnly: true, Role: OrderRole.Protective } || IsClosing(cluster, peer))
                continue;
            if (peer is { IsClosed: false, IsCancelRequested: false })
                return null;
            if (peer is { Status: OrderStatus.Filled, IsCancelRequested: false })
                filled = peer;
        }
        return filled;
    }

    // What an exit and its peers have left of what the entry filled, and closings before have not closed or are to close. Below 0 where peers that their venue does not link
    // have closed more than their part.
    private static decimal OpenOf(OrderCluster cluster, Order entry, Order exit)
    {
        var open = entry.FilledQuantity.Value * exit.Terms.Quantity.Value / entry.Terms.Quantity.Value;
        open -= cluster.PeersOf(exit).DefaultIfEmpty(exit).Sum(peer => peer.FilledQuantity.Value);
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
        Emit(new OrderListNew(Now, ClosingListOf(id, exit.Id), Contingency.Oto, [entry.Id, id]));
        Release(Make(id, new CheckedOrder(terms, _checks.ReservedPerUnit(terms)), isHeld: true, parentId: entry.Id.Text), at);
    }

    private Quantity LateQuantity(Order entry, Order exit, OrderFill fill, decimal open)
    {
        var instrument = InstrumentOf(entry);
        var quantity = fill.Quantity.Value;
        if (exit.Terms.Side == OrderSide.Sell && Options.AccountKind == AccountKind.Cash)
        {
            var fee = fill.Fee.Currency == instrument.Id.Base ? fill.Fee.Amount : 0;
            quantity = Math.Min(quantity - fee, State.Portfolio.BalanceOf(instrument.Id.Base).Total);
        }
        return instrument.ToQuantity(Math.Clamp(quantity * exit.Terms.Quantity.Value / entry.Terms.Quantity.Value, 0, open), GridRounding.Down);
    }
}

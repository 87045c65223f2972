using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>
/// What the exits of an entry have to close: their share of what it filled, less what was closed of that. What other orders close is taken from it once nothing else of
/// the position is left, and does not come back.
/// </content>
public sealed partial class OrderCluster
{
    private const string Closes = "_closes_";

    private decimal? _claim; // Null once one of its orders has changed.
    private long _visited;

    /// <summary>
    /// What of what its exits are for they need not close, in base units: others have closed it, or the entry itself, which closed a position of the other side first.
    /// Less by what its exits closed too much, and other lists have borne; below 0 where that is more.
    /// </summary>
    public decimal TakenQuantity { get; private set; }

    /// <summary>What its open exits have to close of a position, in base units, 0 or more: what nobody else should be given of it.</summary>
    internal decimal Claim => _claim ??= CountClaim();

    /// <summary>What its exits were for and none of them is open to close, in base units, 0 or more.</summary>
    internal decimal Unprotected => Entry is { } entry ? Unclosed(entry) - Claim : 0;

    internal void Take(decimal quantity)
    {
        TakenQuantity += quantity;
        _claim = null;
    }

    // False where that was done with this number before.
    internal bool Visit(long number)
    {
        var isNew = _visited != number;
        _visited = number;
        return isNew;
    }

    /// <summary>The order that triggers the others of the cluster; null where none does, or it is not known (yet).</summary>
    internal Order? Entry
    {
        get
        {
            foreach (var list in _lists)
            {
                if (list.Contingency == Contingency.Oto)
                    return Find(list.Members[0]);
            }
            return null;
        }
    }

    /// <summary>The list of an order that we make to close at the market what an exit has left.</summary>
    internal static string ClosingListOf(ClientOrderId id, ClientOrderId exit) => $"lst_{id}{Closes}{exit}";

    /// <summary>Whether we made it to close at the market what the exits of its entry have left.</summary>
    internal bool IsClosing(Order order)
    {
        foreach (var list in _lists)
        {
            if (list.Contingency == Contingency.Oto && list.Members.Count == 2 && list.Members[1] == order.Id && list.ListId.Contains(Closes, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>An exit's share of what its entry filled, in base units: that of fees that were taken in base currency from what it sells is off.</summary>
    internal decimal ShareOf(Order entry, Order exit)
    {
        var share = PartOf(entry, exit);
        var (net, covered) = (NetOf(entry), Math.Min(entry.FilledQuantity.Value, SharesOf(entry)));
        return covered > net && covered > 0 ? share * net / covered : share;
    }

    /// <summary>The part of what the entry fills that its exits are for: above 0, 1 at most.</summary>
    internal decimal CoverOf(Order entry)
    {
        var whole = 0m;
        foreach (var exit in _orders)
        {
            if (IsExit(entry, exit) && IsGreatestPeer(exit) && !IsClosing(exit))
                whole += exit.Terms.Quantity.Value;
        }
        return Math.Min(1, whole / entry.Terms.Quantity.Value);
    }

    /// <summary>
    /// What of the shares of all exits is not closed yet, in base units, 0 or more; whatever became of the exits. Of it <see cref="OpenClosings"/> are on their way. What
    /// others close once no order of the list is open any more is not off.
    /// </summary>
    internal decimal Unclosed(Order entry) => Math.Max(0, Balance(entry));

    /// <summary>What exits have closed beyond what there was for them, and nobody else has borne, in base units, 0 or more.</summary>
    internal decimal Overclosed(Order entry) => Math.Max(0, -Balance(entry));

    private decimal Balance(Order entry)
    {
        var unclosed = Math.Min(NetOf(entry), SharesOf(entry)) - TakenQuantity;
        foreach (var exit in _orders)
        {
            if (IsExit(entry, exit))
                unclosed -= exit.FilledQuantity.Value;
        }
        return unclosed;
    }

    /// <summary>
    /// What an exit may close of what is left, in base units, where the exits before it close theirs: stops before others, and then in the order listed. Those that share their
    /// size count once, those that are being canceled not at all, and where exits were made for more than the entry, so much more may be offered.
    /// </summary>
    internal decimal LeftFor(Order entry, Order exit)
    {
        var unclosed = Math.Max(0, Unclosed(entry) - OpenClosings(but: exit));
        if (IsClosing(exit))
            return unclosed;
        var left = unclosed + Math.Max(0, SharesOf(entry) - entry.FilledQuantity.Value);
        var (isStop, isLater) = (HasStop(exit), false);
        foreach (var other in _orders)
        {
            var isOwn = other == exit || SharesSize(other, exit);
            isLater |= isOwn;
            if (!isOwn && IsExit(entry, other) && IsGreatestPeer(other) && !IsClosing(other) && HasWorkingPeer(other) && (HasStop(other) == isStop ? !isLater : !isStop))
                left -= Math.Clamp(ShareOf(entry, other) - FilledOf(other), 0, Math.Max(0, Math.Min(left, unclosed)));
        }
        return Math.Max(0, Math.Min(left, unclosed));
    }

    /// <summary>
    /// What exits that work have to close of what their entry filled before an exit and those that share its size, in base units. Nothing goes before a stop but other stops;
    /// and where exits were made for more than the entry, one without a stop is for so much less.
    /// </summary>
    internal decimal WorkingShares(Order entry, Order but)
    {
        var (stops, others) = (0m, 0m);
        foreach (var exit in ExitsOf(entry))
        {
            if (exit == but || SharesSize(exit, but) || !HasWorkingPeer(exit))
                continue;
            var share = Math.Max(0, ShareOf(entry, exit) - FilledOf(exit));
            if (HasStop(exit))
                stops += share;
            else
                others += share;
        }
        return HasPeer(but, static peer => peer.Terms.Type.IsStop())
            ? stops
            : stops + Math.Max(0, others - Math.Max(0, SharesOf(entry) - entry.FilledQuantity.Value));
    }

    /// <summary>The exits of an entry, of those that share their size one; none that we made to close what others left.</summary>
    internal IEnumerable<Order> ExitsOf(Order entry) => _orders.Where(exit => IsExit(entry, exit) && IsGreatestPeer(exit) && !IsClosing(exit));

    /// <summary>Whether an exit, or one that shares its size, works and is not being canceled.</summary>
    internal bool HasWorkingPeer(Order order) => HasPeer(order, static peer => peer is { IsClosed: false, IsCancelRequested: false });

    /// <summary>What orders that we made to close at the market are still to close, in base units, but for one of them.</summary>
    internal decimal OpenClosings(Order? but = null)
    {
        var open = 0m;
        foreach (var order in _orders)
        {
            if (order != but && !order.IsClosed && IsClosing(order))
                open += order.LeavesQuantity.Value;
        }
        return open;
    }

    /// <summary>What an order and those that reduce each other with it have filled, in base units.</summary>
    internal decimal FilledOf(Order order)
    {
        if (PeerListOf(order) is not { } list)
            return order.FilledQuantity.Value;
        var filled = 0m;
        foreach (var member in list.Members)
            filled += Find(member)?.FilledQuantity.Value ?? 0;
        return filled;
    }

    private decimal CountClaim()
    {
        if (!HasOpenOrders || Entry is not { FilledQuantity.IsZero: false } entry)
            return 0;
        var open = OpenClosings();
        foreach (var exit in _orders)
        {
            if (IsExit(entry, exit) && IsGreatestPeer(exit) && !IsClosing(exit) && HasOpenPeer(exit))
                open += Math.Max(0, PartOf(entry, exit) - FilledOf(exit));
        }
        return Math.Min(open, Unclosed(entry));
    }

    private bool IsExit(Order entry, Order order) => order != entry && order.Terms.IsReduceOnly && ParentOf(order) == entry;

    private static decimal PartOf(Order entry, Order exit) => entry.FilledQuantity < entry.Terms.Quantity
        ? exit.Terms.Quantity.Value * entry.FilledQuantity.Value / entry.Terms.Quantity.Value
        : exit.Terms.Quantity.Value;

    // Fees come off what a buy brings.
    private static decimal NetOf(Order entry) =>
        entry.Terms.Side == OrderSide.Buy ? entry.FilledQuantity.Value - entry.FeesInBase : entry.FilledQuantity.Value;

    private decimal SharesOf(Order entry)
    {
        var shares = 0m;
        foreach (var exit in _orders)
        {
            if (IsExit(entry, exit) && IsGreatestPeer(exit) && !IsClosing(exit))
                shares += PartOf(entry, exit);
        }
        return shares;
    }

    // The one whose size stands for those that share it; the first of equals.
    private bool IsGreatestPeer(Order order)
    {
        if (PeerListOf(order) is not { } list)
            return true;
        Order? greatest = null;
        foreach (var member in list.Members)
        {
            if (Find(member) is { } peer && peer.Terms.Side == order.Terms.Side && (greatest is null || peer.Terms.Quantity > greatest.Terms.Quantity))
                greatest = peer;
        }
        return greatest == order;
    }

    private bool SharesSize(Order order, Order other) => PeerListOf(order) is { } list && list.Members.Contains(other.Id);

    private bool HasOpenPeer(Order order) => HasPeer(order, static peer => !peer.IsClosed);

    private bool HasStop(Order order) => HasPeer(order, static peer => !peer.IsClosed && peer.Terms.Type.IsStop());

    // Of it and those that share its size.
    private bool HasPeer(Order order, Func<Order, bool> isMeant)
    {
        if (PeerListOf(order) is not { } list)
            return isMeant(order);
        foreach (var member in list.Members)
        {
            if (Find(member) is { } peer && isMeant(peer))
                return true;
        }
        return false;
    }
}

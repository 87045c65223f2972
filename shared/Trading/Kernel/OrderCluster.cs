using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// Orders that depend on each other: a list, or several that share an order, as an entry with its two exits does. Derived from the journal's
/// <see cref="OrderListNew"/> entries; changed only by <see cref="KernelState.Fold"/>.
/// </summary>
public sealed partial class OrderCluster
{
    private readonly List<OrderListNew> _lists = [];
    private readonly List<Order> _orders = []; // Those that are known, by age.
    private decimal _lockedQuote;
    private decimal _lockedBase;

    /// <summary>Its lists, in the order they were made.</summary>
    public IReadOnlyList<OrderListNew> Lists => _lists;

    /// <summary>Its orders that are still known, by age.</summary>
    public IReadOnlyList<Order> Orders => _orders;

    /// <summary>Whether one of them may still fill.</summary>
    public bool HasOpenOrders
    {
        get
        {
            foreach (var order in _orders)
            {
                if (!order.IsClosed)
                    return true;
            }
            return false;
        }
    }

    /// <summary>The order that triggers this one; null when there is none (any more).</summary>
    public Order? ParentOf(Order order)
    {
        foreach (var list in _lists)
        {
            if (list.Contingency == Contingency.Oto && list.Members[0] != order.Id && list.Members.Contains(order.Id))
                return Find(list.Members[0]);
        }
        return null;
    }

    /// <summary>How an order and its peers depend on each other: <see cref="Contingency.Oco"/> or <see cref="Contingency.Ouo"/>; null when it has no peers.</summary>
    public Contingency? PeerContingencyOf(Order order) => PeerListOf(order)?.Contingency;

    /// <summary>The list of those that cancel or reduce each other with it; null when there is none.</summary>
    public OrderListNew? PeerListOf(Order order)
    {
        foreach (var list in _lists)
        {
            if (list.Contingency != Contingency.Oto && list.Members.Contains(order.Id))
                return list;
        }
        return null;
    }

    /// <summary>The orders that this one triggers, in the order listed.</summary>
    public IEnumerable<Order> ChildrenOf(Order order) => _lists
        .Where(list => list.Contingency == Contingency.Oto && list.Members[0] == order.Id)
        .SelectMany(list => list.Members.Skip(1))
        .Select(Find)
        .OfType<Order>();

    /// <summary>The orders that cancel or reduce each other with this one, itself among them, in the order listed; empty when there are none.</summary>
    public IEnumerable<Order> PeersOf(Order order) => PeerListOf(order)?.Members.Select(Find).OfType<Order>() ?? [];

    internal bool CountsForExposure(Order order, Func<Order, decimal> measure)
    {
        if (order.Terms.IsReduceOnly && IsWaiting(order))
            return false;
        return PeerListOf(order) is not { } list || GreatestOf(list, order.Terms.Side, measure) == order;
    }

    internal void Add(OrderListNew list)
    {
        _lists.Add(list);
        _claim = null;
    }

    internal void Add(Order order)
    {
        if (_orders.Contains(order))
            return;
        var place = _orders.FindIndex(other => other.Id.CompareTo(order.Id) > 0);
        _orders.Insert(place < 0 ? _orders.Count : place, order);
    }

    // Whether nobody knows any of its orders any more.
    internal bool Forget(ClientOrderId id)
    {
        _orders.RemoveAll(order => order.Id == id);
        _claim = null;
        return _orders.Count == 0;
    }

    /// <summary>Counts anew what its orders hold back.</summary>
    /// <param name="heldBack">By one order alone.</param>
    /// <returns>What came to it since the last count: quote currency of buys, base units of sells.</returns>
    internal (decimal Quote, decimal Base) Recount(Func<Order, decimal> heldBack)
    {
        _claim = null;
        var (quote, @base) = (HeldBack(OrderSide.Buy, heldBack), HeldBack(OrderSide.Sell, heldBack));
        var change = (quote - _lockedQuote, @base - _lockedBase);
        (_lockedQuote, _lockedBase) = (quote, @base);
        return change;
    }

    private decimal HeldBack(OrderSide side, Func<Order, decimal> heldBack)
    {
        var sum = 0m;
        foreach (var order in _orders)
        {
            if (order.Terms.Side == side && !IsWaiting(order) && (PeerListOf(order) is not { } list || GreatestOf(list, side, heldBack) == order))
                sum += heldBack(order);
        }
        return sum;
    }

    // The one that stands for its peers on a side; the first of equals.
    private Order? GreatestOf(OrderListNew list, OrderSide side, Func<Order, decimal> measure)
    {
        Order? greatest = null;
        foreach (var member in list.Members)
        {
            if (Find(member) is { IsClosed: false } order && order.Terms.Side == side && (greatest is null || measure(order) > measure(greatest)))
                greatest = order;
        }
        return greatest;
    }

    private bool IsWaiting(Order order) => ParentOf(order) is { FilledQuantity.IsZero: true };

    private Order? Find(ClientOrderId id)
    {
        foreach (var order in _orders)
        {
            if (order.Id == id)
                return order;
        }
        return null;
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the venue knows of orders that cancel or reduce each other: what they have filled together, and what those that rest hold back: on each side, the most that one of them would.</summary>
internal sealed class PeerLists
{
    private readonly SortedDictionary<string, PeerList> _lists = new(StringComparer.Ordinal);

    public int Count => _lists.Count;

    /// <summary>What an order's peers hold back on its side already, which it shares; 0 where it has none.</summary>
    public decimal HeldBy(SimulatedOrder order)
    {
        if (order.PeerList.Length == 0 || !_lists.TryGetValue(order.PeerList, out var list))
            return 0;
        return order.IsBuy ? list.Quote : list.Base;
    }

    /// <summary>Base units that an order and its peers have filled.</summary>
    public decimal FilledBy(SimulatedOrder order) => _lists.TryGetValue(order.PeerList, out var list) ? list.Filled : 0;

    public void AddFill(SimulatedOrder order, Quantity quantity) => Of(order.PeerList).Filled += quantity.Value;

    /// <summary>Counts what a list's orders hold back anew, and holds back or frees the difference.</summary>
    public void Recount(string peerList, List<SimulatedOrder> resting, SimulatedAccount account)
    {
        var list = Of(peerList);
        var (quote, @base) = (list.Quote, list.Base);
        CountHeld(list, peerList, resting);
        account.Hold(list.Quote - quote, list.Base - @base);
    }

    /// <summary>Lists none of whose orders is there any more are forgotten.</summary>
    public void Keep(IEnumerable<string> peerLists)
    {
        var kept = peerLists.ToHashSet(StringComparer.Ordinal);
        foreach (var name in _lists.Keys.Where(name => !kept.Contains(name)).ToArray())
            _lists.Remove(name);
    }

    public void Save(MessageWriter writer)
    {
        writer.Number(_lists.Count);
        foreach (var (name, list) in _lists)
        {
            writer.Text(name);
            writer.Decimal(list.Filled);
        }
    }

    /// <summary>What the lists' resting orders hold back is in the account already.</summary>
    public void Restore(ref MessageReader reader, List<SimulatedOrder> resting)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var name = reader.Text();
            var list = Of(name);
            list.Filled = reader.Decimal();
            CountHeld(list, name, resting);
        }
    }

    private static void CountHeld(PeerList list, string peerList, List<SimulatedOrder> resting)
    {
        (list.Quote, list.Base) = (0, 0);
        foreach (var order in resting)
        {
            if (order.PeerList != peerList || order.IsConditional)
                continue;
            var held = SimulatedAccount.HoldOf(order.Terms.Side, order.Terms.Price!.Value.Value, order.Leaves.Value, order.HeldRate);
            if (order.IsBuy)
                list.Quote = Math.Max(list.Quote, held);
            else
                list.Base = Math.Max(list.Base, held);
        }
    }

    private PeerList Of(string name)
    {
        if (!_lists.TryGetValue(name, out var list))
            _lists.Add(name, list = new PeerList());
        return list;
    }

    private sealed class PeerList
    {
        public decimal Filled;
        public decimal Quote;
        public decimal Base;
    }
}

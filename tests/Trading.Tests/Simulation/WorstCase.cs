using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// What the open orders can come to at worst, from their terms alone: each fills whole at its bound and pays the greatest fee there is; of those that cancel or
/// reduce each other one does, the dearest; exits count once their entry has filled. The bound is the limit, without one the trigger, without that the last price
/// when the order was made: what a market order costs beyond that nobody knows before (<see cref="PreTradeChecks"/>).
/// </summary>
internal sealed class WorstCase(Instrument market)
{
    private readonly decimal _rate = market.Fees.Tiers.Max(tier => Math.Max(0, Math.Max(tier.MakerRate, tier.TakerRate)));
    private readonly Dictionary<ClientOrderId, string> _peers = [];
    private readonly Dictionary<ClientOrderId, ClientOrderId> _entries = [];
    private readonly Dictionary<ClientOrderId, decimal> _madeAt = [];
    private readonly HashSet<ClientOrderId> _filled = [];

    public void Note(JournalEntry entry, decimal? last)
    {
        switch (entry)
        {
            case OrderNew made:
                _madeAt[made.Id] = last ?? 0;
                break;
            case OrderFill fill:
                _filled.Add(fill.Id);
                break;
            case OrderListNew { Contingency: Contingency.Oto } list:
                foreach (var exit in list.Members.Skip(1))
                    _entries[exit] = list.Members[0];
                break;
            case OrderListNew list:
                foreach (var peer in list.Members)
                    _peers[peer] = list.ListId;
                break;
        }
    }

    /// <summary>A cash account holds back at least that, and no more than its orders say they do.</summary>
    public void CheckHeldBack(KernelState state)
    {
        foreach (var (side, currency) in new[] { (OrderSide.Buy, market.Id.Quote), (OrderSide.Sell, market.Id.Base) })
        {
            var held = state.Portfolio.BalanceOf(currency).Locked;
            if (Sum(state.OpenOrders, side, NeedOf) is var needed && held < needed)
                Assert.Fail($"{held} {currency} were held back for what can need {needed}");
            Assert.Equal(Sum(state.OpenOrders, side, order => order.Reserved), held);
        }
    }

    /// <summary>
    /// The greatest position that a margin account may come to have, either way, is within what its equity carries: each order at its own bound, as it is or was asked to
    /// be, and at the last price what is held already and what market orders would trade.
    /// </summary>
    public void CheckMargin(KernelState state, decimal position, decimal last, decimal most)
    {
        foreach (var side in new[] { OrderSide.Buy, OrderSide.Sell })
        {
            var signed = DeskLedger.SignOf(side) * position;
            var notional = Adding(state.OpenOrders, side, signed, last).Sum(part => part.Quantity * (part.Price ?? last));
            if (notional > most)
                Assert.Fail($"with all {side} orders filled {notional} would be held, and {most} may be");
        }
    }

    /// <summary>Base units that open orders on a side trade at most, but for those that only reduce a position.</summary>
    public decimal OpenOn(KernelState state, OrderSide side) => Sum(state.OpenOrders.Where(order => !order.Terms.IsReduceOnly), side, order => Ways(order).Max(way => way.Quantity));

    private decimal Sum(IEnumerable<Order> open, OrderSide side, Func<Order, decimal> needOf)
    {
        var (alone, together) = (0m, new Dictionary<string, decimal>(StringComparer.Ordinal));
        foreach (var order in open.Where(order => order.Terms.Side == side && !IsWaiting(order)))
        {
            var need = needOf(order);
            if (_peers.TryGetValue(order.Id, out var list))
                together[list] = Math.Max(together.GetValueOrDefault(list), need);
            else
                alone += need;
        }
        return alone + together.Values.Sum();
    }

    // What is held on a side, at no price of its own, and what orders add. What is held against it is closed first, by orders that only reduce and then by the cheapest.
    private IEnumerable<(decimal Quantity, decimal? Price)> Adding(IEnumerable<Order> open, OrderSide side, decimal position, decimal last)
    {
        var (adding, reducing, together) = (new List<(decimal Quantity, decimal Price)>(), 0m, new Dictionary<string, (bool Reduces, decimal Quantity, decimal Price)>(StringComparer.Ordinal));
        foreach (var order in open.Where(order => order.Terms.Side == side && !IsWaiting(order)))
        {
            var (quantity, price) = Ways(order, last).MaxBy(way => way.Quantity * way.Price);
            if (_peers.TryGetValue(order.Id, out var list))
                together[list] = together.TryGetValue(list, out var peer) && peer.Quantity * peer.Price >= quantity * price ? peer : (order.Terms.IsReduceOnly, quantity, price);
            else if (order.Terms.IsReduceOnly)
                reducing += quantity;
            else
                adding.Add((quantity, price));
        }
        reducing += together.Values.Where(one => one.Reduces).Sum(one => one.Quantity);
        adding.AddRange(together.Values.Where(one => !one.Reduces).Select(one => (one.Quantity, one.Price)));
        yield return (Math.Max(0, position), null);
        var against = Math.Max(0, -position - reducing);
        foreach (var (quantity, price) in adding.OrderBy(one => one.Price))
        {
            var closing = Math.Min(against, quantity);
            against -= closing;
            yield return (quantity - closing, price);
        }
    }

    private decimal NeedOf(Order order) => Ways(order).Max(way => order.Terms.Side == OrderSide.Buy ? way.Quantity * way.Price * (1 + _rate) : way.Quantity);

    // As it is, and as it was asked to be: the venue may have either.
    private IEnumerable<(decimal Quantity, decimal Price)> Ways(Order order, decimal? last = null)
    {
        var now = WayOf(order, last);
        yield return now;
        if (order.RequestedAmend is not { } asked)
            yield break;
        var moved = order.Price is null ? asked.TriggerPrice : asked.Price;
        yield return ((asked.Quantity ?? order.Quantity).Value - order.FilledQuantity.Value, moved?.Value ?? now.Price);
    }

    private (decimal Quantity, decimal Price) WayOf(Order order, decimal? last) =>
        (order.Quantity.Value - order.FilledQuantity.Value, (order.Price ?? order.TriggerPrice)?.Value ?? last ?? _madeAt[order.Id]);

    private bool IsWaiting(Order order) => _entries.TryGetValue(order.Id, out var entry) && !_filled.Contains(entry);
}

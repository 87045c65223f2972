using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The market's own orders in one market: levels that are set, and orders that take. Called under the venue's lock.</summary>
internal sealed class HouseFlow(LoopbackVenue venue, LoopbackMarket market)
{
    private readonly Dictionary<(OrderSide Side, long Ticks), List<LoopbackOrder>> _levels = [];

    /// <summary>Prices at which it has orders, best first.</summary>
    public IEnumerable<long> TicksOf(OrderSide side)
    {
        var ticks = _levels.Where(level => level.Key.Side == side && LotsAt(side, level.Key.Ticks) > 0).Select(level => level.Key.Ticks);
        return side == OrderSide.Buy ? ticks.OrderDescending() : ticks.Order();
    }

    /// <summary>What it has at a price, in quantity increments.</summary>
    public long LotsAt(OrderSide side, long ticks) => OrdersAt(side, ticks)?.Sum(static order => order.LotsLeft) ?? 0;

    /// <summary>Has so much at a price from now on. What comes to it stands last; what leaves is what came last.</summary>
    public void Set(OrderSide side, long ticks, long lots)
    {
        var orders = OrdersAt(side, ticks);
        var more = lots - (orders?.Sum(static order => order.LotsLeft) ?? 0);
        while (more < 0)
        {
            var last = orders![^1];
            var less = Math.Min(-more, last.LotsLeft);
            more += less;
            if (less < last.LotsLeft)
            {
                venue.Amend(last, market.Instrument.QuantityFromLots(market.Instrument.ToLots(last.Terms.Quantity) - less), price: null, triggerPrice: null);
                continue;
            }
            venue.Cancel(last);
            orders.RemoveAt(orders.Count - 1);
        }
        if (more > 0 && Place(side, ticks, more, TimeInForce.Gtc) is { IsOpen: true } order)
            (orders ?? (_levels[(side, ticks)] = [])).Add(order);
    }

    /// <summary>Takes so much of the other side, at that price at the worst.</summary>
    public void Take(OrderSide side, long ticks, long lots) => Place(side, ticks, lots, TimeInForce.Ioc);

    private LoopbackOrder? Place(OrderSide side, long ticks, long lots, TimeInForce timeInForce)
    {
        var terms = new OrderTerms
        {
            Instrument = market.Instrument.Id,
            Side = side,
            Type = OrderType.Limit,
            Quantity = market.Instrument.QuantityFromLots(lots),
            Price = market.Instrument.PriceFromTicks(ticks),
            TimeInForce = timeInForce,
        };
        return venue.Place(new LoopbackAsk(Account: null, ClientId: "", terms)) is LoopbackAnswer.Taken taken ? taken.Order : null;
    }

    private List<LoopbackOrder>? OrdersAt(OrderSide side, long ticks)
    {
        if (!_levels.TryGetValue((side, ticks), out var orders))
            return null;
        orders.RemoveAll(static order => !order.IsOpen);
        if (orders.Count > 0)
            return orders;
        _levels.Remove((side, ticks));
        return null;
    }
}

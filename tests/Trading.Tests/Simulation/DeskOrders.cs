using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Random orders and lists of every kind around a price.</summary>
/// <param name="chance">Of the run.</param>
/// <param name="market">Whose grid they are on.</param>
/// <param name="isCash">Whether nothing can be sold short.</param>
/// <param name="lot">What quantities are multiples of.</param>
/// <param name="lotsMax">How many of it an order has at most.</param>
/// <param name="openMax">How many orders are open before some are canceled: more would only be slower.</param>
internal sealed class DeskOrders(Chance chance, Instrument market, bool isCash, decimal lot, int lotsMax, int openMax)
{
    /// <summary>What somebody may want next.</summary>
    public KernelCommand Next(IReadOnlyList<Order> open, decimal last, UnixNanos now)
    {
        var some = open.Count == 0 ? null : open[chance.Below(open.Count)];
        return (open.Count >= openMax ? 0 : chance.Below(10)) switch
        {
            0 when some is not null => new KernelCommand.Cancel(now, some.Id, "test", ""),
            1 or 2 when some is not null => Amend(some, last, now),
            3 or 4 or 5 => new KernelCommand.SubmitList(now, Bracket(last)),
            6 => new KernelCommand.SubmitList(now, Pair(last)),
            _ => new KernelCommand.Submit(now, Order(last, now)),
        };
    }

    private OrderRequest Order(decimal last, UnixNanos now)
    {
        var type = (OrderType)chance.Below(8);
        var side = (OrderSide)chance.Below(2);
        var trigger = Beyond(last, type.TriggersUpward(side));
        var timeInForce = (TimeInForce)chance.Below(4);
        return new OrderRequest
        {
            Instrument = market.Id,
            Side = side,
            Type = type,
            Quantity = Quantity(),
            Price = type.HasLimit() ? Near(type.IsConditional() ? trigger : last) : null,
            TriggerPrice = type.IsConditional() && type != OrderType.TrailingStopMarket ? trigger : null,
            TrailingOffset = type.IsTrailing() ? OnGrid(last * (1 + chance.Below(20)) / 2_000) + market.PriceIncrement : null,
            DisplayQuantity = type.HasLimit() && chance.Below(6) == 0 ? market.QuantityIncrement * (1 + chance.Below(4)) : null,
            TimeInForce = timeInForce,
            ExpireTime = timeInForce == TimeInForce.Gtd ? new UnixNanos(now.Value + ((1 + chance.Below(400)) * UnixNanos.PerSecond)) : null,
            IsPostOnly = chance.Below(10) == 0,
            IsReduceOnly = chance.Below(8) == 0,
        };
    }

    private OrderListRequest Bracket(decimal last)
    {
        var isLong = isCash || chance.Below(2) == 0;
        var (entry, exit) = isLong ? (OrderSide.Buy, OrderSide.Sell) : (OrderSide.Sell, OrderSide.Buy);
        var quantity = Quantity();
        var isTrailing = chance.Below(2) == 0;
        var limit = Near(last);
        var first = new OrderRequest { Instrument = market.Id, Side = entry, Type = chance.Of(OrderType.Market, OrderType.Limit), Quantity = quantity };
        if (first.Type == OrderType.Limit)
            first = first with { Price = limit };
        var from = first.Price ?? last;
        var target = new OrderRequest { Instrument = market.Id, Side = exit, Type = OrderType.Limit, Quantity = quantity, Price = Beyond(from, isLong, most: 50), IsReduceOnly = true };
        var stop = new OrderRequest { Instrument = market.Id, Side = exit, Type = isTrailing ? OrderType.TrailingStopMarket : OrderType.StopMarket, Quantity = quantity, IsReduceOnly = true, Role = OrderRole.Protective };
        stop = isTrailing ? stop with { TrailingOffset = 0.003m, TrailingIsFraction = true } : stop with { TriggerPrice = Beyond(from, !isLong, most: 50) };
        return OrderListRequest.Bracket(first, target, stop);
    }

    private OrderListRequest Pair(decimal last)
    {
        var (quantity, side) = (Quantity(), (OrderSide)chance.Below(2));
        var request = new OrderRequest { Instrument = market.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = Beyond(last, side == OrderSide.Sell, most: 50) };
        var stop = request with { Type = OrderType.StopMarket, Price = null, TriggerPrice = Beyond(last, side == OrderSide.Buy, most: 50) };
        return new OrderListRequest { Orders = [request, stop], Peers = chance.Of(Contingency.Oco, Contingency.Ouo) };
    }

    private KernelCommand.Amend Amend(Order order, decimal last, UnixNanos now) => new(
        now,
        order.Id,
        chance.Below(2) == 0 ? Quantity() : null,
        chance.Below(2) == 0 && order.Terms.Type.HasLimit() ? Near(last) : null,
        chance.Below(3) == 0 && order.Terms.Type.IsConditional() ? Near(last) : null);

    private decimal Quantity() => (1 + chance.Below(lotsMax)) * lot;

    private decimal Near(decimal price) => OnGrid(price * (1 + ((chance.Below(201) - 100) / 20_000m)));

    private decimal Beyond(decimal price, bool isAbove, int most = 150) => OnGrid(price * (1 + ((isAbove ? 1 : -1) * (1 + chance.Below(most)) / 20_000m)));

    private decimal OnGrid(decimal price) => Math.Max(market.PriceIncrement, decimal.Round(price / market.PriceIncrement) * market.PriceIncrement);
}

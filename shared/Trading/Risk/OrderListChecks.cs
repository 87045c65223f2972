using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Whether the orders of a list go together.</summary>
internal static class OrderListChecks
{
    private const int OrdersMax = 10;

    /// <summary>Says what is wrong with the list; each order is checked for itself beside.</summary>
    /// <param name="request">As somebody wants it.</param>
    /// <param name="last">The last price of its market; null before the first.</param>
    /// <param name="kind">Of the account.</param>
    /// <returns>Null when nothing is.</returns>
    public static Refusal? Check(OrderListRequest request, decimal? last, AccountKind kind) =>
        CheckShape(request) ?? CheckPeers(request) ?? (request.Entry is { } entry ? CheckClosing(request.Orders, entry, kind) ?? CheckExits(request.Orders, entry, last) : null);

    // What closes what its entry opens says so. An entry that closes opens nothing, and a cash account sells only what is there.
    private static Refusal? CheckClosing(IReadOnlyList<OrderRequest> orders, OrderRequest entry, AccountKind kind)
    {
        if (entry.IsReduceOnly || (kind == AccountKind.Cash && entry.Side == OrderSide.Sell))
            return null;
        foreach (var order in orders)
        {
            if (!order.IsReduceOnly && order.Side != entry.Side && order.Quantity <= entry.Quantity)
                return Refuse($"a {SnakeCase.From(order.Side.ToString())} of {DecimalText.Trimmed(order.Quantity)} was to close what the entry of {DecimalText.Trimmed(entry.Quantity)} opens, must be reduce-only");
        }
        return null;
    }

    private static Refusal? CheckShape(OrderListRequest request)
    {
        var least = request.Entry is null ? 2 : 1;
        if (request.Orders.Count < least || request.Orders.Count > OrdersMax)
            return Refuse($"the list had {request.Orders.Count} orders{(request.Entry is null ? "" : " beside its entry")}, must have {least} to {OrdersMax}");
        var first = request.Entry ?? request.Orders[0];
        foreach (var order in request.Orders)
        {
            if (order.Instrument != first.Instrument)
                return Refuse($"the list had orders of {first.Instrument} and {order.Instrument}, must be of one instrument");
            if (order.IdempotencyKey.Length > 0 && order != first)
                return Refuse($"an order of the list had idempotency key '{order.IdempotencyKey}', must have none: a list is known by that of its first order");
            if (order.Strategy != first.Strategy)
                return Refuse($"the list had orders of strategies {first.Strategy} and {order.Strategy}, must be of one");
        }
        if (request.Peers is null && request.Entry is null)
            return Refuse("orders without an entry did not say how they depend on each other, must be oco or ouo");
        return request.Peers == Contingency.Oto
            ? Refuse("orders were to trigger each other, must be oco, ouo or independent: only the entry triggers")
            : null;
    }

    // What reduces each other must be of one side and size. Of peers on a side the greatest counts for all, so that none of them only reduces where another opens.
    private static Refusal? CheckPeers(OrderListRequest request)
    {
        if (request.Peers is not null && request.Orders.Count < 2)
            return Refuse($"one order was to be {SnakeCase.From(request.Peers.Value.ToString())}, must be two or more");
        if (request.Peers is not null && Array.Exists([OrderSide.Buy, OrderSide.Sell], side => request.Orders.Where(order => order.Side == side).DistinctBy(order => order.IsReduceOnly).Count() > 1))
            return Refuse("orders of one side that cancel or reduce each other were reduce-only in part, must all be, or none");
        if (request.Peers is not Contingency.Ouo)
            return null;
        var first = request.Orders[0];
        foreach (var order in request.Orders)
        {
            if (order.Side != first.Side || order.Quantity != first.Quantity)
                return Refuse($"orders that reduce each other were {Told(first)} and {Told(order)}, must be of one side and quantity");
        }
        return null;
    }

    /// <summary>Whether the orders that follow an entry fit it: a target is beyond it, a stop behind it.</summary>
    /// <param name="orders">That follow it.</param>
    /// <param name="entry">Before it fills.</param>
    /// <param name="last">The last price of its market; null before the first.</param>
    /// <returns>Null when they do.</returns>
    public static Refusal? CheckExits(IReadOnlyList<OrderRequest> orders, OrderRequest entry, decimal? last)
    {
        foreach (var order in orders)
        {
            if (order.IsReduceOnly && order.Side == entry.Side)
                return Refuse($"a reduce-only {SnakeCase.From(order.Side.ToString())} was to follow an entry of the same side, must be of the other");
            if (order.IsReduceOnly && order.Quantity > entry.Quantity)
                return Refuse($"a reduce-only order had {DecimalText.Trimmed(order.Quantity)}, must have at most the entry's {DecimalText.Trimmed(entry.Quantity)}");
        }
        var isLong = entry.Side == OrderSide.Buy;
        var exits = orders.Where(order => order.Side != entry.Side).ToArray();
        var entryPrice = entry.Price ?? entry.TriggerPrice ?? last;
        foreach (var target in exits.Where(order => order.Type == OrderType.Limit || (order.Type.IsConditional() && !order.Type.IsStop())))
        {
            var price = target.Type == OrderType.Limit ? target.Price : target.TriggerPrice;
            foreach (var stop in exits.Where(order => order.Type.IsStop() && order.TriggerPrice is not null))
            {
                if (Misplaced(price, stop.TriggerPrice, mustBeAbove: isLong) is { } reversed)
                    return Refuse($"target was {reversed} the stop's");
            }
            if (Misplaced(price, entryPrice, mustBeAbove: isLong) is { } why)
                return Refuse($"target was {why} the entry's");
        }
        var fillPrice = FillPriceOf(entry, last);
        foreach (var stop in exits.Where(order => order.Type.IsStop()))
        {
            if (Misplaced(stop.TriggerPrice, fillPrice, mustBeAbove: !isLong) is { } why)
                return Refuse($"stop was {why} the entry's");
            if (stop is { Side: OrderSide.Sell, TrailingIsFraction: false, TriggerPrice: null, TrailingOffset: { } offset } && offset >= fillPrice)
                return new Refusal(RefusalCode.TrailingOffsetInvalid, $"trailing offset was {DecimalText.Trimmed(offset)}, must be below the {DecimalText.Trimmed(fillPrice.Value)} that its entry fills at");
        }
        return null;
    }

    // What the entry fills at, or better: a limit order that the market has passed fills at the market.
    private static decimal? FillPriceOf(OrderRequest entry, decimal? last)
    {
        var own = entry.Price ?? entry.TriggerPrice;
        if (own is not { } price || last is not { } market)
            return own ?? last;
        return entry.Type != OrderType.Limit ? price : entry.Side == OrderSide.Buy ? Math.Min(price, market) : Math.Max(price, market);
    }

    private static string? Misplaced(decimal? price, decimal? than, bool mustBeAbove)
    {
        if (price is not { } one || than is not { } other || (mustBeAbove ? one > other : one < other))
            return null;
        return $"{DecimalText.Trimmed(one)}, must be {(mustBeAbove ? "above" : "below")} {DecimalText.Trimmed(other)},";
    }

    private static string Told(OrderRequest order) => $"a {SnakeCase.From(order.Side.ToString())} of {DecimalText.Trimmed(order.Quantity)}";

    private static Refusal Refuse(string message) => new(RefusalCode.OrderListInvalid, message);
}

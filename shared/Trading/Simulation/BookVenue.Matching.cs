using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>How orders take from the book, stand in its queues, and fill.</content>
public sealed partial class BookVenue
{
    private protected override void Meet(SimulatedOrder order, UnixNanos time)
    {
        if (HasNothingToReduce(order))
        {
            Refuse(order, time, "reduce_only_would_increase");
            return;
        }
        if (_price == 0 || !_book.IsValid)
        {
            Waiting.Add(order); // There is no market yet, or not now.
            return;
        }
        if (order.IsConditional && !BeginCondition(order, time))
            return;
        var takable = TakableLots(order, out var worst);
        var quantity = Instrument.ToQuantity(Tradable(order, Instrument.QuantityFromLots(takable).Value), GridRounding.Down);
        if (order.Terms.IsPostOnly && takable > 0)
        {
            RefusePostOnly(order, time);
            return;
        }
        var isWhole = quantity == order.Leaves;
        if (order.Terms.TimeInForce == TimeInForce.Fok && !isWhole)
        {
            Report(order, OrderEvent.Canceled, time, "fill_or_kill_not_filled");
            return;
        }
        if (!CanAfford(order, Instrument.PriceFromTicks(worst), quantity, time))
        {
            Refuse(order, time, "insufficient_balance");
            return;
        }
        Accept(order, time);
        Take(order, Instrument.ToLots(quantity), time);
        if (order.Leaves.IsZero)
            return;
        if (order.Terms.TimeInForce == TimeInForce.Ioc)
            Report(order, OrderEvent.Canceled, time, "immediate_or_cancel_rest");
        else if (order.Terms.IsReduceOnly && HasNothingToReduce(order))
            Report(order, OrderEvent.Canceled, time, "reduce_only_would_increase");
        else if (order.IsLimit)
            Rest(order);
        else
            Waiting.Add(order); // The book has no more; it goes on as the book does.
    }

    // What an order could take of the other side now, and the worst price it would have there.
    private long TakableLots(SimulatedOrder order, out long worst)
    {
        var other = Opposite(order.Terms.Side);
        var (limit, wanted) = (order.IsLimit ? TicksOf(order) : (long?)null, Instrument.ToLots(order.Leaves));
        var count = other == OrderSide.Buy ? _book.BidCount : _book.AskCount;
        var lots = 0L;
        worst = 0;
        for (var rank = 0; rank < count && lots < wanted; rank++)
        {
            var ticks = _book.TicksAt(other, rank);
            if (limit is { } most && (order.IsBuy ? ticks > most : ticks < most))
                break;
            var free = FreeLots(other, ticks);
            if (free == 0)
                continue;
            lots += Math.Min(free, wanted - lots);
            worst = ticks;
        }
        return lots;
    }

    private long FreeLots(OrderSide side, long ticks) =>
        Math.Max(0, _book.LotsAt(side, ticks) - TakenOf(side).GetValueOrDefault(ticks) - PrintedOf(side).GetValueOrDefault(ticks));

    private void Take(SimulatedOrder order, long lots, UnixNanos time)
    {
        var other = Opposite(order.Terms.Side);
        var taken = TakenOf(other);
        for (var rank = 0; lots > 0; rank++)
        {
            var ticks = _book.TicksAt(other, rank);
            var free = Math.Min(lots, FreeLots(other, ticks));
            if (free == 0)
                continue;
            taken[ticks] = taken.GetValueOrDefault(ticks) + free;
            lots -= free;
            Fill(order, Instrument.PriceFromTicks(ticks), Instrument.QuantityFromLots(free), Liquidity.Taker, time);
        }
    }

    private protected override void BeginQueue(SimulatedOrder order)
    {
        order.LotsAhead = _book.LotsAt(order.Terms.Side, TicksOf(order));
        Show(order);
    }

    private void Show(SimulatedOrder order) =>
        order.LotsShown = Instrument.ToLots(order.Terms.DisplayQuantity is { } shown && shown < order.Leaves ? shown : order.Leaves);

    // A print beyond our price is all for us, the best-priced first; at our price it is for those ahead first.
    private void Print(in MarketEvent happened, UnixNanos time)
    {
        _hasPrint = true;
        var lots = happened.Lots;
        if (happened.Aggressor != TradeAggressor.Buy)
            UseUp(OrderSide.Buy, happened.Ticks, lots);
        if (happened.Aggressor != TradeAggressor.Sell)
            UseUp(OrderSide.Sell, happened.Ticks, lots);
        while (lots > 0 && BestBeyond(happened.Ticks) is { } order)
            lots -= FillResting(order, lots, time);
        PrintQueue(happened.Ticks, happened.Aggressor, lots, time);
        foreach (var order in Resting)
            order.IsPassed = false;
        See(Instrument.PriceFromTicks(happened.Ticks).Value, time);
    }

    // The level that a print was at has so much less, and none better than it can be left; the book tells of it a moment later.
    private void UseUp(OrderSide side, long ticks, long lots)
    {
        var printed = PrintedOf(side);
        var count = side == OrderSide.Buy ? _book.BidCount : _book.AskCount;
        for (var rank = 0; rank < count; rank++)
        {
            var at = _book.TicksAt(side, rank);
            if (side == OrderSide.Buy ? at < ticks : at > ticks)
                return;
            printed[at] = at == ticks ? printed.GetValueOrDefault(at) + lots : _book.LotsAt(side, at);
        }
    }

    // Others and we stand in one line: what the print uses up of theirs before one of ours it has used up before the next, too.
    private void PrintQueue(long ticks, TradeAggressor aggressor, long lots, UnixNanos time)
    {
        var passed = 0L;
        while (lots > 0 && NextInQueue(ticks, aggressor) is { } order)
        {
            var ahead = Math.Min(lots, Math.Max(0, order.LotsAhead - passed));
            (lots, passed) = (lots - ahead, passed + ahead);
            order.IsPassed = true;
            if (lots == 0)
                break;
            var shown = order.LotsShown;
            var filled = FillResting(order, lots, time);
            lots -= filled;
            if (filled == shown && !order.Leaves.IsZero)
                order.LotsAhead += passed; // Its next part stands last; what was passed is taken off below.
        }
        for (var index = 0; index < Resting.Count && passed > 0; index++)
        {
            var order = Resting[index];
            if (!order.IsConditional && TicksOf(order) == ticks && IsTakenFrom(order, aggressor))
                order.LotsAhead = Math.Max(0, order.LotsAhead - passed);
        }
    }

    private SimulatedOrder? BestBeyond(long ticks)
    {
        SimulatedOrder? best = null;
        foreach (var order in Resting)
        {
            if (order.IsConditional || order.IsPassed || HasNothingToReduce(order) || (order.IsBuy ? ticks >= TicksOf(order) : ticks <= TicksOf(order)))
                continue;
            if (best is null || (order.IsBuy == best.IsBuy && IsBetter(order, best)))
                best = order;
        }
        return best;
    }

    private SimulatedOrder? NextInQueue(long ticks, TradeAggressor aggressor)
    {
        SimulatedOrder? next = null;
        foreach (var order in Resting)
        {
            if (order.IsConditional || order.IsPassed || HasNothingToReduce(order) || TicksOf(order) != ticks || !IsTakenFrom(order, aggressor))
                continue;
            if (next is null || order.LotsAhead < next.LotsAhead)
                next = order;
        }
        return next;
    }

    // At our price only what the other side took there; the venue may not say who did.
    private static bool IsTakenFrom(SimulatedOrder order, TradeAggressor aggressor) =>
        aggressor == TradeAggressor.Unknown || aggressor == (order.IsBuy ? TradeAggressor.Sell : TradeAggressor.Buy);

    private static bool IsBetter(SimulatedOrder order, SimulatedOrder than) =>
        order.IsBuy ? order.Terms.Price!.Value > than.Terms.Price!.Value : order.Terms.Price!.Value < than.Terms.Price!.Value;

    // Of an iceberg at most what it shows; the next part stands last.
    private long FillResting(SimulatedOrder order, long most, UnixNanos time)
    {
        var tradable = Instrument.ToLots(Instrument.ToQuantity(Tradable(order, order.Leaves.Value), GridRounding.Down));
        var lots = Math.Min(Math.Min(most, order.LotsShown), tradable);
        if (lots == 0)
        {
            order.IsPassed = true;
            return 0;
        }
        order.LotsShown -= lots;
        FillMaker(order, Instrument.QuantityFromLots(lots), time);
        if (order.LotsShown == 0 && !order.Leaves.IsZero)
            BeginQueue(order);
        return lots;
    }

    // The other side of the book came to our price or beyond: it would have traded with us first.
    private void FillCrossed(UnixNanos time)
    {
        for (var index = 0; index < Resting.Count; index++)
        {
            var order = Resting[index];
            if (order.IsConditional || HasNothingToReduce(order))
                continue;
            var crossing = CrossingLots(order);
            if (crossing == 0)
                continue;
            var count = Resting.Count;
            Take(order, crossing);
            while (crossing > 0 && Resting.Contains(order) && FillResting(order, crossing, time) is > 0 and var filled)
                crossing -= filled;
            order.IsPassed = false;
            if (Resting.Count < count)
                index = -1; // It filled, and may have ended peers before it; who had their share already cross no more.
        }
    }

    private long CrossingLots(SimulatedOrder order)
    {
        var other = Opposite(order.Terms.Side);
        var limit = TicksOf(order);
        var count = other == OrderSide.Buy ? _book.BidCount : _book.AskCount;
        var lots = 0L;
        for (var rank = 0; rank < count; rank++)
        {
            var ticks = _book.TicksAt(other, rank);
            if (ticks == limit ? Options.LimitFill == LimitFill.Strict : (order.IsBuy ? ticks > limit : ticks < limit))
                break;
            lots += FreeLots(other, ticks);
        }
        return Math.Min(lots, Instrument.ToLots(Instrument.ToQuantity(Tradable(order, order.Leaves.Value), GridRounding.Down)));
    }

    // What crossed is used up for our other orders.
    private void Take(SimulatedOrder order, long lots)
    {
        var other = Opposite(order.Terms.Side);
        var taken = TakenOf(other);
        for (var rank = 0; lots > 0; rank++)
        {
            var ticks = _book.TicksAt(other, rank);
            var free = Math.Min(lots, FreeLots(other, ticks));
            if (free > 0)
                taken[ticks] = taken.GetValueOrDefault(ticks) + free;
            lots -= free;
        }
    }
}

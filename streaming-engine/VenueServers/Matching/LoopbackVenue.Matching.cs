using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>How orders meet, trade and are triggered.</content>
internal sealed partial class LoopbackVenue
{
    private static decimal RateOf(LoopbackOrder order, Liquidity liquidity)
    {
        var tier = order.Market.Instrument.Fees.Tiers[0];
        return liquidity == Liquidity.Maker ? tier.MakerRate : tier.TakerRate;
    }

    private void Meet(LoopbackOrder order, UnixNanos now)
    {
        if (order.Terms.IsPostOnly && order.Place is null && WouldTake(order))
        {
            End(order, LoopbackOrderStatus.Expired, "post_only_would_take", now);
            return;
        }
        if (order.Terms.TimeInForce == TimeInForce.Fok && TakableLots(order) < order.LotsLeft)
        {
            End(order, LoopbackOrderStatus.Expired, "fill_or_kill_not_filled", now);
            return;
        }
        while (order.IsOpen && LotsToTake(order) is > 0 and var lots && OtherSideOf(order).Best is { } best && (!order.HasLimit || OtherSideOf(order).IsWithin(best.Ticks, order.Ticks)))
            Take(order, best.Queue.First!.Value, lots, now);
        if (!order.IsOpen)
            return;
        if (!order.HasLimit || order.Terms.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok || LotsToTake(order) == 0)
            End(order, LoopbackOrderStatus.Expired, ReasonOfRest(order), now);
        else
            Rest(order);
    }

    private static string ReasonOfRest(LoopbackOrder order) => order switch
    {
        { Terms.IsReduceOnly: true } when ReducibleOf(order) == 0 => "reduce_only",
        { Ask.QuoteQuantity: not null } when OtherSideOf(order).Best is not null => "quote_spent",
        _ => order.HasLimit ? "immediate_or_cancel_rest" : "no_liquidity",
    };

    private static void Rest(LoopbackOrder order)
    {
        Show(order);
        order.Market.Rest(order);
    }

    // Of an iceberg a part is in the book; the next part stands last.
    private static void Show(LoopbackOrder order) =>
        order.LotsShown = order.Terms.DisplayQuantity is { } shown ? Math.Min(order.LotsLeft, order.Market.Instrument.ToLots(shown)) : order.LotsLeft;

    // What it may still take: no more than it has, nor than there is to reduce, nor than its quote quantity pays for.
    private static long LotsToTake(LoopbackOrder order)
    {
        var lots = order.LotsLeft;
        var instrument = order.Market.Instrument;
        if (order.Terms.IsReduceOnly)
            lots = Math.Min(lots, instrument.ToLots(instrument.ToQuantity(ReducibleOf(order), GridRounding.Down)));
        if (order.Ask.QuoteQuantity is not { } quote || OtherSideOf(order).Best is not { } best)
            return lots;
        var payable = Math.Max(0, quote - order.FilledQuote) / (best.Ticks * instrument.PriceIncrement);
        return payable >= lots * instrument.QuantityIncrement ? lots : instrument.ToLots(instrument.ToQuantity(payable, GridRounding.Down));
    }

    private static long TakableLots(LoopbackOrder order)
    {
        var lots = 0L;
        foreach (var level in OtherSideOf(order).Levels)
        {
            if ((order.HasLimit && !OtherSideOf(order).IsWithin(level.Ticks, order.Ticks)) || lots >= order.LotsLeft)
                break;
            lots += level.Queue.Where(resting => order.Ask.SelfTrade == SelfTradeRule.Allowed || !IsOwn(order, resting))
                .Sum(static resting => resting.LotsLeft);
        }
        return lots;
    }

    private void Take(LoopbackOrder taker, LoopbackOrder maker, long wanted, UnixNanos now)
    {
        var market = taker.Market;
        if (taker.Ask.SelfTrade != SelfTradeRule.Allowed && IsOwn(taker, maker))
        {
            EndSelfTrade(taker, maker, now);
            return;
        }
        var makerLots = Math.Min(maker.LotsShown, LotsToTake(maker));
        if (makerLots == 0)
        {
            End(maker, LoopbackOrderStatus.Expired, "reduce_only", now); // Its position has gone.
            return;
        }
        EndOthers(taker, now);
        EndOthers(maker, now);
        var lots = Math.Min(wanted, makerLots);
        if (taker.Ask.FillsInParts)
            lots -= lots / 2;
        var print = market.Print(maker.Ticks, lots, taker, maker, now);
        maker.LotsLeft -= lots;
        taker.LotsLeft -= lots;
        if (lots == maker.LotsShown)
            market.Leave(maker);
        else
            market.Lessen(maker, lots);
        Tell(new LoopbackEvent.Printed(market, print));
        Fill(maker, print, Liquidity.Maker, now);
        if (maker is { IsOpen: true, Place: null })
            Rest(maker);
        Fill(taker, print, Liquidity.Taker, now);
    }

    private static bool IsOwn(LoopbackOrder order, LoopbackOrder other) => order.Ask.Account is { } account && other.Ask.Account == account;

    private void EndSelfTrade(LoopbackOrder taker, LoopbackOrder maker, UnixNanos now)
    {
        if (taker.Ask.SelfTrade is SelfTradeRule.EndsMaker or SelfTradeRule.EndsBoth)
            End(maker, LoopbackOrderStatus.Expired, "self_trade", now);
        if (taker.Ask.SelfTrade is SelfTradeRule.EndsTaker or SelfTradeRule.EndsBoth)
            End(taker, LoopbackOrderStatus.Expired, "self_trade", now);
    }

    private void Fill(LoopbackOrder order, LoopbackPrint print, Liquidity liquidity, UnixNanos now)
    {
        var instrument = order.Market.Instrument;
        var notional = print.Price * print.Quantity;
        var isFeeInBase = order.IsBuy && !Rules.TakesFeesInQuote && !order.Market.IsPerpetual;
        var fee = new Money(
            decimal.Round((isFeeInBase ? print.Quantity : notional) * RateOf(order, liquidity), Currency.Scale, MidpointRounding.ToEven),
            isFeeInBase ? instrument.Id.Base : instrument.Id.Quote);
        var fill = Realize(order, new LoopbackFill(print.Number, print.Price, print.Quantity, fee, liquidity, now, ++_cursor));
        order.Add(fill);
        if (order.LotsLeft == 0)
            (order.Status, order.EndReason) = (LoopbackOrderStatus.Filled, "filled");
        if (order.Ask.Account is not { } account)
            return;
        account.Fills.Add((order, fill));
        if (order.IsOpen)
            Hold(order);
        else
            Close(order);
        Book(account, order, fill, notional);
        Tell(order, LoopbackHappening.Filled, fill, now);
    }

    private static LoopbackFill Realize(LoopbackOrder order, LoopbackFill fill)
    {
        if (!order.Market.IsPerpetual || order.Ask.Account is not { } account)
            return fill;
        var position = account.PositionOf(order.Market);
        var (before, change) = (position.Quantity, order.IsBuy ? fill.Quantity : -fill.Quantity);
        var closed = Math.Sign(before) == -Math.Sign(change) ? Math.Min(Math.Abs(before), fill.Quantity) : 0;
        return fill with { Closed = closed, RealizedPnl = Currency.Round(position.Apply(change, fill.Price)) };
    }

    private void Book(LoopbackAccount account, LoopbackOrder order, LoopbackFill fill, decimal notional)
    {
        var id = order.Market.Instrument.Id;
        if (order.Market.IsPerpetual)
        {
            account.Add(new Money(fill.RealizedPnl - fill.Fee.Amount, id.Quote));
            _changed.Add(id.Quote);
            return;
        }
        account.Add(new Money(order.IsBuy ? fill.Quantity : -fill.Quantity, id.Base));
        account.Add(new Money(order.IsBuy ? -notional : notional, id.Quote));
        account.Add(new Money(-fill.Fee.Amount, fill.Fee.Currency));
        _changed.Add(id.Base);
        _changed.Add(id.Quote);
    }

    private static LoopbackOrder? NextTriggered(LoopbackMarket market)
    {
        if (market.LastPrice == 0)
            return null;
        foreach (var order in market.Untriggered.Values)
        {
            if (order.Terms.Type.IsTrailing())
                Follow(order);
            if (order.TriggerPrice is { } trigger && IsHit(order.Terms, trigger, market.LastPrice))
                return order;
        }
        return null;
    }

    // The trigger stays behind the best price since the order came, or since its activation.
    private static void Follow(LoopbackOrder order)
    {
        var price = order.Market.LastPrice;
        var isSell = !order.IsBuy;
        if (order.Peak is null && order.Ask.ActivationPrice is { } activation && (isSell ? price < activation : price > activation))
            return;
        if (order.Peak is { } peak && (isSell ? price <= peak : price >= peak))
            return;
        order.Peak = price;
        var offset = order.Terms.TrailingOffset!.Value * (order.Terms.TrailingIsFraction ? price : 1);
        order.TriggerPrice = order.Market.Instrument.ToPrice(isSell ? price - offset : price + offset, isSell ? GridRounding.Down : GridRounding.Up).Value;
    }

    private void Trigger(LoopbackOrder order, UnixNanos now)
    {
        order.Market.Untriggered.Remove(order.Number);
        EndOthers(order, now);
        order.Terms = order.Terms with { Type = order.HasLimit ? OrderType.Limit : OrderType.Market };
        (order.Status, order.TriggeredTime, order.UpdatedTime) = (LoopbackOrderStatus.Open, now, now);
        var isPayable = IsPayable(order);
        if (isPayable || !order.Ask.HoldsOnceTriggered)
            Hold(order);
        Tell(order, LoopbackHappening.Triggered, fill: null, now);
        if (isPayable)
            Meet(order, now);
        else
            End(order, LoopbackOrderStatus.Expired, order.Terms.IsReduceOnly ? "reduce_only" : "balance_insufficient", now);
    }

    // What a stop-market order will pay is known once it is triggered only, and so is whether one that held nothing back can be paid.
    private bool IsPayable(LoopbackOrder order)
    {
        if (order.Ask.Account is not { } account)
            return true;
        if (order.Ask.HoldsOnceTriggered)
            return CheckAccount(order, account) is null;
        if (order.HasLimit || order.Market.IsPerpetual)
            return true;
        var cost = CostOf(order);
        return cost.Amount <= FreeOf(account, cost.Currency) + order.Held.Amount;
    }
}

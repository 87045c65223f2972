using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What is to protect a position from now on; null leaves a part as it is, 0 takes it away.</summary>
/// <param name="TakeProfit">Trigger in quote currency.</param>
/// <param name="StopLoss">Trigger in quote currency.</param>
/// <param name="TrailingStop">Distance in quote currency.</param>
/// <param name="ActivePrice">From where on the trailing stop follows; null for at once.</param>
internal sealed record BybitFullStops(decimal? TakeProfit, decimal? StopLoss, decimal? TrailingStop, decimal? ActivePrice);

/// <summary>How an order that Bybit makes is called.</summary>
/// <param name="Type">Of a stop order.</param>
/// <param name="Filter">By which it is asked for.</param>
/// <param name="CreateType">Who made it.</param>
/// <param name="Parent">Client id of the order that it protects; empty for none.</param>
internal sealed record BybitStopNames(string Type, string Filter, string CreateType, string Parent);

/// <summary>Orders that Bybit makes, follows and clears by itself: take profits, stop losses and trailing stops. Used under the venue's lock.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/position/trading-stop. Those for a whole position have its size; those for a part are pairs of which one
/// ends the other; all go with the position. Of a spot limit order they are made once it has ended, for what it brought.
/// </remarks>
internal sealed class BybitStops
{
    private readonly LoopbackVenue _venue;

    public BybitStops(LoopbackVenue venue)
    {
        _venue = venue;
        venue.Listen(Hear);
    }

    /// <summary>The open order of that kind for the whole of a position; null for none.</summary>
    public static LoopbackOrder? FindFull(LoopbackAccount account, LoopbackMarket market, string type) =>
        account.OpenOrders.Values.FirstOrDefault(order =>
            order.Market == market && order.Status == LoopbackOrderStatus.Untriggered && BybitForm.Of(order).StopOrderType == type);

    /// <summary>Protects all of a position.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool SetFull(LoopbackAccount account, LoopbackMarket market, BybitFullStops stops, string triggerBy = "LastPrice", string parent = "")
    {
        var isChanged = SetTrigger(account, market, "TakeProfit", stops.TakeProfit, triggerBy, parent);
        isChanged |= SetTrigger(account, market, "StopLoss", stops.StopLoss, triggerBy, parent);
        if (stops.TrailingStop is not { } distance)
            return isChanged;
        var before = FindFull(account, market, "TrailingStop");
        if (before?.Ask.Terms.TrailingOffset == distance && before?.Ask.ActivationPrice == stops.ActivePrice)
            return isChanged;
        if (before is not null)
            Cancel(before, "CancelByUser");
        if (distance > 0 && account.PositionOf(market).Quantity != 0)
            _venue.Place(MakeTrailing(account, market, distance, stops.ActivePrice));
        return isChanged || before is not null || distance > 0;
    }

    /// <summary>Protects a part of a position by an order, or by two of which one ends the other.</summary>
    public void AddPart(LoopbackAccount account, LoopbackMarket market, decimal quantity, BybitLeg? takeProfit, BybitLeg? stopLoss, string parent = "")
    {
        if (account.PositionOf(market).Quantity == 0)
            return;
        var asks = new List<LoopbackAsk>();
        if (takeProfit is not null)
            asks.Add(MakeBound(account, market, "PartialTakeProfit", quantity, takeProfit, parent));
        if (stopLoss is not null)
            asks.Add(MakeBound(account, market, "PartialStopLoss", quantity, stopLoss, parent));
        Place(asks);
    }

    private void Hear(LoopbackEvent happened)
    {
        if (happened is not LoopbackEvent.OrderChanged { Order: { Ask.Account: { } account } order } changed)
            return;
        var protection = BybitForm.Of(order).Protection;
        if (!order.Market.IsPerpetual)
        {
            if (protection is not null && !order.IsOpen && order.Filled > 0)
                _venue.Defer(() => ProtectSpot(order));
            return;
        }
        if (changed.Fill is not { } fill)
            return;
        _venue.Defer(() => Follow(account, order.Market)); // First what was there: a position that is turned has none of it.
        if (protection is not null)
            _venue.Defer(() => Protect(account, order, protection, fill.Quantity - fill.Closed));
    }

    private void Protect(LoopbackAccount account, LoopbackOrder order, BybitProtection protection, decimal quantity)
    {
        if (quantity == 0 || account.PositionOf(order.Market).Quantity * (order.IsBuy ? 1 : -1) <= 0)
            return; // It only reduced a position of the other side, or what it opened has gone.
        var (profit, loss) = (protection.TakeProfit, protection.StopLoss);
        if (protection.IsFull)
            SetFull(account, order.Market, new BybitFullStops(profit?.Trigger, loss?.Trigger, null, null), (profit ?? loss)!.TriggerBy, order.ClientId);
        else
            AddPart(account, order.Market, quantity, profit, loss, order.ClientId);
    }

    // What it sells is what the order brought: of a buy less the fee, which was taken from it.
    private void ProtectSpot(LoopbackOrder order)
    {
        var (form, market) = (BybitForm.Of(order), order.Market);
        if (form.Protection is not { } protection)
            return;
        form.Protection = null;
        var fees = order.Fills.Where(fill => fill.Fee.Currency == market.Instrument.Id.Base).Sum(static fill => fill.Fee.Amount);
        var quantity = market.Instrument.ToQuantity(order.Filled - fees, GridRounding.Down);
        var type = protection is { TakeProfit: not null, StopLoss: not null } ? "BidirectionalTpslOrder" : "tpslOrder";
        var side = order.IsBuy ? OrderSide.Sell : OrderSide.Buy;
        var asks = new List<LoopbackAsk>();
        foreach (var (leg, isTakeProfit) in new[] { (protection.TakeProfit, true), (protection.StopLoss, false) })
        {
            if (leg is not null)
                asks.Add(Make(order.Ask.Account!, market, side, quantity, leg, isTakeProfit, new BybitStopNames(type, type, "CreateByUser", order.ClientId)));
        }
        Place(asks);
    }

    // All that is bound to a position goes with it, or has its size.
    private void Follow(LoopbackAccount account, LoopbackMarket market)
    {
        var position = account.PositionOf(market).Quantity;
        foreach (var order in account.OpenOrders.Values.Where(order => order.Market == market).ToArray())
        {
            if (!order.IsOpen)
                continue;
            var form = BybitForm.Of(order);
            var isOver = position == 0 || order.IsBuy == position > 0;
            if (form.IsBound && isOver)
                Cancel(order, "CancelByTpSlTsClear");
            else if (position == 0 && order.Terms.IsReduceOnly && order.Status == LoopbackOrderStatus.Open)
                Cancel(order, "CancelByReduceOnly");
            else if (form.IsBound && order.Status == LoopbackOrderStatus.Untriggered)
                Resize(order, SizeOf(order, form, position));
        }
    }

    private void Resize(LoopbackOrder order, decimal size)
    {
        if (size != order.Terms.Quantity.Value)
            _venue.Amend(order, order.Market.Instrument.ToQuantity(size, GridRounding.Exact), price: null, triggerPrice: null);
    }

    private static decimal SizeOf(LoopbackOrder order, BybitForm form, decimal position) =>
        form.ProtectionMode == "Full" ? Math.Abs(position) : Math.Min(order.Terms.Quantity.Value, Math.Abs(position));

    private bool SetTrigger(LoopbackAccount account, LoopbackMarket market, string type, decimal? trigger, string triggerBy, string parent)
    {
        if (trigger is not { } wanted)
            return false;
        var before = FindFull(account, market, type);
        if (before?.TriggerPrice == wanted || (before is null && wanted == 0))
            return false;
        var position = account.PositionOf(market).Quantity;
        if (before is not null && wanted > 0)
            _venue.Amend(before, quantity: null, price: null, market.Instrument.ToPrice(wanted, GridRounding.Exact));
        else if (before is not null)
            Cancel(before, "CancelByUser");
        else if (position != 0)
            _venue.Place(MakeBound(account, market, type, Math.Abs(position), new BybitLeg(wanted, triggerBy, Limit: null), parent));
        return true;
    }

    private void Cancel(LoopbackOrder order, string cancelType)
    {
        foreach (var one in order.List?.Orders ?? [order])
            BybitForm.Of(one).CancelType = cancelType;
        _venue.Cancel(order);
    }

    private void Place(List<LoopbackAsk> asks)
    {
        if (asks.Count == 1)
            _venue.Place(asks[0]);
        else
            _venue.PlaceList("", asks);
    }

    private static LoopbackAsk MakeBound(LoopbackAccount account, LoopbackMarket market, string type, decimal quantity, BybitLeg leg, string parent)
    {
        var side = account.PositionOf(market).Quantity > 0 ? OrderSide.Sell : OrderSide.Buy;
        var isTakeProfit = type.EndsWith("TakeProfit", StringComparison.Ordinal);
        var names = new BybitStopNames(type, "StopOrder", "CreateBy" + type, parent);
        return Make(account, market, side, market.Instrument.ToQuantity(quantity, GridRounding.Exact), leg, isTakeProfit, names);
    }

    // A profit is taken where the price has gone the way of the position, which is the other way of the order that closes it.
    private static LoopbackAsk Make(
        LoopbackAccount account, LoopbackMarket market, OrderSide side, Quantity quantity, BybitLeg leg, bool isTakeProfit, BybitStopNames names)
    {
        var isRising = (side == OrderSide.Sell) == isTakeProfit;
        var terms = new OrderTerms
        {
            Instrument = market.Instrument.Id,
            Side = side,
            Type = BybitOrderReader.TypeOf(side, leg.Limit is not null, isRising),
            Quantity = quantity,
            Price = leg.Limit is { } limit ? market.Instrument.ToPrice(limit, GridRounding.Exact) : null,
            TriggerPrice = market.Instrument.ToPrice(leg.Trigger, GridRounding.Exact),
            IsReduceOnly = market.IsPerpetual,
        };
        var form = new BybitForm
        {
            OrderType = leg.Limit is null ? "Market" : "Limit",
            TimeInForce = leg.Limit is null ? "IOC" : "GTC",
            Filter = names.Filter,
            StopOrderType = names.Type,
            CreateType = names.CreateType,
            TriggerDirection = isRising ? 1 : 2,
            TriggerBy = market.IsPerpetual ? leg.TriggerBy : "",
            IsReduceOnly = market.IsPerpetual,
            ClosesOnTrigger = market.IsPerpetual,
            LastPrice = market.LastPrice,
            ParentLinkId = names.Parent,
            ProtectionMode = !market.IsPerpetual ? "" : names.Type.StartsWith("Partial", StringComparison.Ordinal) ? "Partial" : "Full",
            IsTakeProfit = isTakeProfit,
        };
        return new LoopbackAsk(account, ClientId: "", terms) { HoldsOnceTriggered = market.IsPerpetual, Label = form };
    }

    private static LoopbackAsk MakeTrailing(LoopbackAccount account, LoopbackMarket market, decimal distance, decimal? activePrice)
    {
        var position = account.PositionOf(market).Quantity;
        var made = MakeBound(account, market, "TrailingStop", Math.Abs(position), new BybitLeg(market.LastPrice, "LastPrice", Limit: null), parent: "");
        return made with
        {
            ActivationPrice = activePrice,
            Terms = made.Terms with { Type = OrderType.TrailingStopMarket, TriggerPrice = null, TrailingOffset = distance },
        };
    }
}

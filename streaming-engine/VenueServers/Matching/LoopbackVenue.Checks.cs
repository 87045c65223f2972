using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>What a venue looks at before it takes an order, and what an account must hold back for it.</content>
internal sealed partial class LoopbackVenue
{
    private LoopbackAnswer.Refused? Check(LoopbackOrder order)
    {
        var (ask, market) = (order.Ask, order.Market);
        if (market.IsHalted)
            return new LoopbackAnswer.Refused(LoopbackRefusal.MarketHalted);
        if (ask.Account is not { } account)
            return null;
        if (ask.ClientId.Length > 0 && account.OrdersOf(ask.ClientId).LastOrDefault(one => one.IsOpen || Rules.ClientIds == ClientIdRule.Ever) is { } taken)
            return new LoopbackAnswer.Refused(LoopbackRefusal.ClientIdTaken, taken);
        var refusal = CheckSize(market, order.Terms) ?? CheckPrice(order) ?? CheckAccount(order, account);
        return refusal is { } found ? new LoopbackAnswer.Refused(found) : null;
    }

    private static LoopbackRefusal? CheckSize(LoopbackMarket market, OrderTerms terms)
    {
        var instrument = market.Instrument;
        if (terms.Quantity.IsZero || terms.Quantity.Value < instrument.QuantityMin || terms.Quantity.Value > instrument.QuantityMax)
            return LoopbackRefusal.QuantityOutOfRange;
        var price = terms.Price?.Value ?? terms.TriggerPrice?.Value ?? market.LastPrice;
        return !terms.IsReduceOnly && price != 0 && price * terms.Quantity.Value < instrument.NotionalMin ? LoopbackRefusal.NotionalTooSmall : null;
    }

    // Where orders are accepted first, they are looked at again when they meet the book.
    private LoopbackRefusal? CheckPrice(LoopbackOrder order)
    {
        var (terms, market) = (order.Terms, order.Market);
        if (order.Status == LoopbackOrderStatus.Untriggered)
            return Rules.RefusesHitTriggers && order.TriggerPrice is { } trigger && IsHit(terms, trigger, market.LastPrice) ? LoopbackRefusal.WouldTrigger : null;
        if (Rules.AcceptsBeforeMatching)
            return null;
        if (terms.IsPostOnly && Rules.RefusesTakingPostOnly && WouldTake(order))
            return LoopbackRefusal.WouldTake;
        return terms.Type == OrderType.Market && OtherSideOf(order).Best is null ? LoopbackRefusal.NoLiquidity : null;
    }

    private LoopbackRefusal? CheckAccount(LoopbackOrder order, LoopbackAccount account)
    {
        var market = order.Market;
        if (HoldsNothingYet(order))
            return null;
        if (!market.IsPerpetual)
        {
            var held = order.Terms.Type == OrderType.Market ? CostOf(order) : HoldOf(order);
            return held.Amount > FreeOf(account, held.Currency) ? LoopbackRefusal.BalanceInsufficient : null;
        }
        if (order.Terms.IsReduceOnly)
            return ReducibleOf(order) == 0 ? LoopbackRefusal.NothingToReduce : null;
        return CanCarry(account, order) ? null : LoopbackRefusal.BalanceInsufficient;
    }

    private static bool HoldsNothingYet(LoopbackOrder order) => order.Ask.HoldsOnceTriggered && order.Status == LoopbackOrderStatus.Untriggered;

    private LoopbackRefusal? CheckMoved(LoopbackOrder order, OrderTerms terms)
    {
        var moved = new LoopbackOrder(order.Number, order.Ask with { Terms = terms }, order.Market, order.CreatedTime) { Status = order.Status, TriggerPrice = terms.TriggerPrice?.Value };
        if (CheckPrice(moved) is { } refusal)
            return refusal;
        if (terms.IsPostOnly && !Rules.AcceptsBeforeMatching && WouldTake(moved))
            return LoopbackRefusal.WouldTake;
        if (order.Ask.Account is not { } account)
            return null;
        moved.LotsLeft = order.Market.Instrument.ToLots(terms.Quantity) - order.Market.Instrument.ToLots(order.Market.Instrument.ToQuantity(order.Filled, GridRounding.Exact));
        if (order.Market.IsPerpetual)
            return terms.IsReduceOnly || HoldsNothingYet(moved) || CanCarry(account, moved) ? null : LoopbackRefusal.BalanceInsufficient;
        var held = HoldOf(moved);
        return held.Amount - order.Held.Amount > FreeOf(account, held.Currency) ? LoopbackRefusal.BalanceInsufficient : null;
    }

    private static BookSide OtherSideOf(LoopbackOrder order) => order.IsBuy ? order.Market.Asks : order.Market.Bids;

    /// <summary>Whether somebody is on the other side at its limit.</summary>
    public static bool WouldTake(LoopbackOrder order) => OtherSideOf(order) is { Best: { } best } other && other.IsWithin(best.Ticks, order.Ticks);

    /// <summary>Whether a trigger is hit at a price; never before there is one.</summary>
    private static bool IsHit(OrderTerms terms, decimal trigger, decimal price) =>
        price != 0 && (terms.Type.TriggersUpward(terms.Side) ? price >= trigger : price <= trigger);

    // What a market order would pay, or give, by the book as it stands.
    private Money CostOf(LoopbackOrder order)
    {
        var id = order.Market.Instrument.Id;
        if (!order.IsBuy)
            return new Money(order.Ask.QuoteQuantity is { } wanted ? BaseFor(order, wanted) : order.Terms.Quantity.Value, id.Base);
        if (order.Ask.QuoteQuantity is { } quote)
            return new Money(quote, id.Quote);
        var (cost, lots) = (0m, order.LotsLeft);
        foreach (var level in OtherSideOf(order).Levels)
        {
            var taken = Math.Min(lots, level.Lots);
            cost += taken * order.Market.Instrument.QuantityIncrement * level.Ticks * order.Market.Instrument.PriceIncrement;
            lots -= taken;
            if (lots == 0)
                break;
        }
        return new Money(cost * (1 + FeeOnTop(order)), id.Quote);
    }

    // What would be sold for so much by the book as it stands.
    private static decimal BaseFor(LoopbackOrder order, decimal quote)
    {
        var (sold, instrument) = (0m, order.Market.Instrument);
        foreach (var level in OtherSideOf(order).Levels)
        {
            var price = level.Ticks * instrument.PriceIncrement;
            var there = level.Lots * instrument.QuantityIncrement;
            if (quote <= price * there)
                return sold + (quote / price);
            sold += there;
            quote -= price * there;
        }
        return sold;
    }

    private decimal FeeOnTop(LoopbackOrder order) => Rules.TakesFeesInQuote ? order.Market.Instrument.Fees.Tiers[0].TakerRate : 0;

    // Of a list the one that needs most holds back for all: only one of them will trade.
    private void Hold(LoopbackOrder order)
    {
        if (order.Ask.Account is not { } account || order.Market.IsPerpetual)
            return;
        var held = order.IsOpen ? HoldOf(order) : new Money(0, order.Held.Currency == default ? order.Market.Instrument.Id.Quote : order.Held.Currency);
        if (order.IsOpen && order.List is { } list)
        {
            var others = list.Orders.Where(other => other != order && other.IsOpen && other.Number < order.Number).Select(other => other.Held.Amount).DefaultIfEmpty(0).Max();
            held = new Money(Math.Max(0, held.Amount - others), held.Currency);
        }
        if (held == order.Held)
            return;
        account.Hold(order, held);
        _changed.Add(held.Currency);
    }

    private Money HoldOf(LoopbackOrder order)
    {
        var instrument = order.Market.Instrument;
        if (HoldsNothingYet(order))
            return new Money(0, order.IsBuy ? instrument.Id.Quote : instrument.Id.Base);
        if (order is { Status: LoopbackOrderStatus.Untriggered, Ask.QuoteQuantity: { } quote })
        {
            return order.IsBuy
                ? new Money(quote, instrument.Id.Quote)
                : new Money(instrument.ToQuantity(quote / order.TriggerPrice!.Value, GridRounding.Up).Value, instrument.Id.Base);
        }
        var quantity = order.LotsLeft * instrument.QuantityIncrement;
        if (!order.IsBuy)
            return new Money(order.Terms.Type == OrderType.Market ? 0 : quantity, instrument.Id.Base);
        var price = order.Terms.Price?.Value ?? (order.Status == LoopbackOrderStatus.Untriggered ? order.TriggerPrice : null) ?? 0;
        return new Money(price * quantity * (1 + FeeOnTop(order)), instrument.Id.Quote);
    }

    /// <summary>What an order that only reduces could close now, in base units.</summary>
    private static decimal ReducibleOf(LoopbackOrder order)
    {
        var position = order.Ask.Account?.PositionOf(order.Market).Quantity ?? 0;
        return Math.Max(0, order.IsBuy ? -position : position);
    }

    /// <summary>Whether equity carries the position that there would be with an order, and with all open ones of its side of the market.</summary>
    private bool CanCarry(LoopbackAccount account, LoopbackOrder order)
    {
        var (market, sign) = (order.Market, order.IsBuy ? 1 : -1);
        var position = account.PositionOf(market);
        var open = account.OpenOrders.Values.Where(other => other.Number != order.Number && other.Market == market && other.IsBuy == order.IsBuy)
            .Where(static other => !other.Terms.IsReduceOnly && !HoldsNothingYet(other))
            .Sum(static other => other.LotsLeft * other.Market.Instrument.QuantityIncrement);
        var after = Math.Abs(position.Quantity + (sign * (open + (order.LotsLeft * market.Instrument.QuantityIncrement))));
        return after <= Math.Abs(position.Quantity)
            || EquityOf(account, market.Instrument.Id.Quote) >= MarginBeside(account, market) + MarginFor(account, market, after);
    }

    /// <summary>Money with all positions at their last prices.</summary>
    public static decimal EquityOf(LoopbackAccount account, Currency currency) => account.BalanceOf(currency).Total
        + account.Positions.Values.Where(position => position.Market.Instrument.Id.Quote == currency).Sum(position => position.PnlAt(position.Market.LastPrice));

    /// <summary>What an account may use of a currency: what is free, without the equity that positions and open orders of perpetuals need.</summary>
    public decimal FreeOf(LoopbackAccount account, Currency currency)
    {
        var balance = account.BalanceOf(currency);
        return Math.Min(balance.Free, EquityOf(account, currency) - balance.Held - MarginOf(account, currency));
    }

    /// <summary>Equity in a currency that positions and open orders of perpetuals need.</summary>
    public decimal MarginOf(LoopbackAccount account, Currency currency)
    {
        var positions = account.Positions.Values.Where(position => position.Market.Instrument.Id.Quote == currency)
            .Sum(position => MarginFor(account, position.Market, position.Quantity));
        var orders = account.OpenOrders.Values
            .Where(order => order.Market.IsPerpetual && !order.Terms.IsReduceOnly && order.Market.Instrument.Id.Quote == currency);
        return positions + orders.Sum(order => MarginFor(account, order.Market, order.LotsLeft * order.Market.Instrument.QuantityIncrement));
    }

    /// <summary>Equity that so much in a market needs at its last price, in quote currency.</summary>
    public decimal MarginFor(LoopbackAccount account, LoopbackMarket market, decimal quantity) =>
        Math.Abs(quantity) * market.LastPrice / (account.LeverageOf(market) ?? Rules.Leverage);

    /// <summary>Whether equity carries all positions.</summary>
    public bool IsCarried(LoopbackAccount account, Currency currency) => EquityOf(account, currency)
        >= account.Positions.Values.Where(position => position.Market.Instrument.Id.Quote == currency)
            .Sum(position => MarginFor(account, position.Market, position.Quantity));

    private decimal MarginBeside(LoopbackAccount account, LoopbackMarket market) =>
        account.Positions.Values.Where(position => position.Market != market && position.Market.Instrument.Id.Quote == market.Instrument.Id.Quote)
            .Sum(position => MarginFor(account, position.Market, position.Quantity));
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Checks of orders that are there already: those that are released, and those that are amended.</content>
public sealed partial class PreTradeChecks
{
    /// <summary>The second check of an order that was held: what may have changed since it was made. What it holds back is held back already.</summary>
    /// <returns>Null when it may be sent.</returns>
    public Refusal? CheckRelease(Order order)
    {
        var terms = order.Terms;
        var holding = state.Portfolio.Holdings[state.Portfolio.IndexOf(terms.Instrument)];
        if (CheckKillSwitches(terms.Strategy, terms.Instrument) is { } killed)
            return killed;
        if (state.TradingState == TradingState.Halted)
            return Halted;
        if (terms.IsReduceOnly && OpenExposure.Reducible(terms.Side, holding.Position) <= 0)
            return new Refusal(RefusalCode.ReduceOnlyWouldIncrease, $"reduce-only {SnakeCase.From(terms.Side.ToString())} met a position of {DecimalText.Trimmed(holding.Position.SignedQuantity)}, must be against it");
        if (state.TradingState is not TradingState.Active && !terms.IsReduceOnly && OpenExposure.Reducible(terms.Side, holding.Position) < _exposure.OpenQuantity(terms.Instrument, terms.Side))
            return Reducing(holding.Position);
        return terms.IsReduceOnly ? null : CheckReleaseMoney(order);
    }

    private Refusal? CheckReleaseMoney(Order order)
    {
        var (terms, index) = (order.Terms, state.Portfolio.IndexOf(order.Terms.Instrument));
        if (options.AccountKind == AccountKind.Margin)
        {
            var price = (order.Price ?? order.TriggerPrice)?.Value ?? market.PriceOf(index) ?? 0;
            return Closable(index, terms.Side, withReducing: order.Price is not null) >= 0 ? null : CheckExposure(index, new OrderChange(order, terms.Side, order.LeavesQuantity.Value, price));
        }
        var balance = state.Portfolio.BalanceOf(terms.Side == OrderSide.Buy ? terms.Instrument.Quote : terms.Instrument.Base);
        return balance.Free < 0
            ? new Refusal(RefusalCode.BalanceInsufficient, $"{DecimalText.Trimmed(balance.Locked)} {balance.Currency} are held back by open orders, and {DecimalText.Trimmed(balance.Total)} are there")
            : null;
    }

    /// <summary>Checks the new values of an order that works: as for a new order, with what it holds back freed.</summary>
    /// <param name="order">As it stands.</param>
    /// <param name="amend">On the grid.</param>
    /// <returns>Null when it may be amended so.</returns>
    public Refusal? CheckAmend(Order order, OrderAmend amend)
    {
        var terms = order.Terms;
        var index = state.Portfolio.IndexOf(terms.Instrument);
        var holding = state.Portfolio.Holdings[index];
        var (quantity, limit, trigger) = (amend.Quantity ?? order.Quantity, amend.Price ?? order.Price, amend.TriggerPrice ?? order.TriggerPrice);
        if (market.PriceOf(index) is not { } last)
            return NoPrice(terms.Instrument);
        var price = (limit ?? trigger)?.Value ?? last;
        return CheckSize(quantity.Value, holding.Instrument, price)
            ?? (amend.TriggerPrice is { } moved ? CheckTriggerSide(terms.Type, terms.Side, moved.Value, last) : null)
            ?? (amend.Price is { } priced ? CheckCollar(priced.Value, order.Status == OrderStatus.Triggered ? last : trigger?.Value ?? last) : null)
            ?? CheckAmendState(order, amend, quantity, index)
            ?? CheckAmendMoney(order, amend, quantity, index, price);
    }

    // Whatever could trade sooner or more is as good as a new order.
    private Refusal? CheckAmendState(Order order, OrderAmend amend, Quantity quantity, int index)
    {
        if (quantity <= order.Quantity && amend is { Price: null, TriggerPrice: null })
            return null;
        if (CheckKillSwitches(order.Terms.Strategy, order.Terms.Instrument) is { } killed)
            return killed;
        if (state.TradingState == TradingState.Halted)
            return Halted;
        var position = state.Portfolio.Holdings[index].Position;
        var added = Math.Max(0, quantity.Value - order.Quantity.Value);
        var reduces = OpenExposure.Reducible(order.Terms.Side, position) >= added + _exposure.OpenQuantity(order.Terms.Instrument, order.Terms.Side);
        if (order.Terms.IsReduceOnly && added > 0 && !reduces)
            return new Refusal(RefusalCode.ReduceOnlyWouldIncrease, $"reduce-only order was to grow by {DecimalText.Trimmed(added)} with a position of {DecimalText.Trimmed(position.SignedQuantity)}; with the open orders on its side it must be against the position and no larger");
        if (reduces || order.Terms.IsReduceOnly)
            return null;
        return state.TradingState is not TradingState.Active ? Reducing(position) : CheckAge(index, amend.Time);
    }

    private Refusal? CheckAmendMoney(Order order, OrderAmend amend, Quantity quantity, int index, decimal price)
    {
        var terms = order.Terms;
        if (options.AccountKind == AccountKind.Margin)
        {
            var change = new OrderChange(order, terms.Side, quantity.Value - order.FilledQuantity.Value, price);
            var isFree = terms.IsReduceOnly
                || (quantity <= order.Quantity && amend is { Price: null, TriggerPrice: null })
                || Closable(index, terms.Side, withReducing: true) + order.LeavesQuantity.Value >= change.Quantity;
            return isFree ? null : CheckExposure(index, change);
        }
        var needed = (order.ReservedPerUnitAfter(amend) * (quantity.Value - order.FilledQuantity.Value)) - order.Reserved;
        var balance = state.Portfolio.BalanceOf(terms.Side == OrderSide.Buy ? terms.Instrument.Quote : terms.Instrument.Base);
        return needed > balance.Free
            ? new Refusal(RefusalCode.BalanceInsufficient, $"{DecimalText.Trimmed(needed)} {balance.Currency} were needed more, fee included, and {DecimalText.Trimmed(balance.Free)} were free")
            : null;
    }
}

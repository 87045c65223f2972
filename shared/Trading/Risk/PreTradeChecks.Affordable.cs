using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>How large an order may be before its money is short.</content>
public sealed partial class PreTradeChecks
{
    /// <summary>
    /// How much an order can ask for and pass the check of money, in base units on the quantity grid; 0 for nothing. No more passes, but in a margin account where it would
    /// close what a dearer order was to close.
    /// </summary>
    /// <param name="index">Of the instrument.</param>
    /// <param name="side">Of the order.</param>
    /// <param name="price">Its limit, above 0.</param>
    /// <param name="instead">An open order of that side that would be amended to that price: what it holds back counts as free. Null for a new order.</param>
    internal decimal Affordable(int index, OrderSide side, decimal price, Order? instead)
    {
        var holding = state.Portfolio.Holdings[index];
        var most = options.AccountKind == AccountKind.Cash
            ? Payable(holding.Instrument, side, price, instead)
            : Math.Max(Closable(index, side, withReducing: true) + (instead?.LeavesQuantity.Value ?? 0), WithinLeverage(index, side, price, instead));
        return holding.Instrument.ToQuantity(Math.Max(0, most), GridRounding.Down).Value;
    }

    private decimal Payable(Instrument instrument, OrderSide side, decimal price, Order? instead)
    {
        var balance = state.Portfolio.BalanceOf(side == OrderSide.Buy ? instrument.Id.Quote : instrument.Id.Base);
        return (balance.Free + (instead?.Reserved ?? 0)) / ReservedPerUnit(side, instrument, price);
    }
}

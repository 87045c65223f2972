using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What a margin account may come to hold: all in the reporting currency, up to its equity times its leverage.</content>
public sealed partial class PreTradeChecks
{
    // Whoever closes a position needs no margin; once, however many orders want to. One that rests may find that an order that only reduces has closed it before;
    // one that does not is not kept from closing by what protects the position.
    private Refusal? CheckMargin(OrderRequest request, int index, decimal price) =>
        request.IsReduceOnly || Closable(index, request.Side, withReducing: request.Type != OrderType.Market) >= request.Quantity
            ? null
            : CheckExposure(index, new OrderChange(Order: null, request.Side, request.Quantity, price));

    // Base units of a position that the orders that are open on a side leave to another.
    private decimal Closable(int index, OrderSide side, bool withReducing)
    {
        var holding = state.Portfolio.Holdings[index];
        return OpenExposure.Reducible(side, holding.Position) - _exposure.OpenQuantity(holding.Instrument.Id, side, withReducing);
    }

    private Refusal? CheckExposure(int index, OrderChange change)
    {
        if (RateOf(state.Portfolio.Holdings[index].Instrument.Id.Quote) is null)
            return NoRate(state.Portfolio.Holdings[index].Instrument.Id);
        var exposure = ExposureBeside(index) + Exposure(index, change);
        var most = state.Portfolio.Equity(market) * options.Leverage;
        return exposure > most ? Beyond(exposure, most / options.Leverage) : null;
    }

    /// <summary>Whether money may leave a margin account: what is left must carry what it holds and what its open orders may come to.</summary>
    /// <param name="change">Below 0.</param>
    /// <returns>Null when it may; always in a cash account.</returns>
    internal Refusal? CheckWithdrawal(Money change)
    {
        if (options.AccountKind == AccountKind.Cash)
            return null;
        var exposure = ExposureBeside(index: -1);
        var left = state.Portfolio.Equity(market) + (change.Amount * (RateOf(change.Currency) ?? 0));
        return exposure > 0 && exposure > left * options.Leverage ? Beyond(exposure, left) : null;
    }

    private Refusal Beyond(decimal exposure, decimal equity) => new(
        RefusalCode.MarginInsufficient,
        $"exposure would be {DecimalText.Trimmed(exposure)}, must be at most {DecimalText.Trimmed(equity * options.Leverage)}: equity {DecimalText.Trimmed(equity)} times leverage {DecimalText.Trimmed(options.Leverage)}");

    private Refusal NoRate(InstrumentId instrument) => new(
        RefusalCode.MarketPriceMissing,
        $"{instrument} is quoted in {instrument.Quote}, which has no price in {state.Portfolio.ReportingCurrency} yet; there must be one");

    // Of all markets but one.
    private decimal ExposureBeside(int index)
    {
        var exposure = 0m;
        for (var other = 0; other < state.Portfolio.Holdings.Count; other++)
        {
            if (other != index)
                exposure += Exposure(other, change: default);
        }
        return exposure;
    }

    // Until its venue has answered, an amended order may be as it was.
    private decimal Exposure(int index, OrderChange change)
    {
        var last = LastOf(index);
        var worst = _exposure.WorstNotional(index, last, change);
        if (change.Order is not null)
            worst = Math.Max(worst, _exposure.WorstNotional(index, last));
        return worst * (RateOf(state.Portfolio.Holdings[index].Instrument.Id.Quote) ?? 1);
    }

    // As in equity, a position without a price counts at its cost.
    private decimal LastOf(int index) => market.PriceOf(index) ?? state.Portfolio.Holdings[index].Position.AverageEntryPrice ?? 0;

    // What one unit of a currency is worth; null where no market tells.
    private decimal? RateOf(Currency currency)
    {
        if (currency == state.Portfolio.ReportingCurrency)
            return 1;
        for (var index = 0; index < state.Portfolio.Holdings.Count; index++)
        {
            var holding = state.Portfolio.Holdings[index];
            if (holding.ValuesBase && holding.Instrument.Id.Base == currency)
                return LastOf(index) is > 0 and var price ? price : null;
        }
        return null;
    }

    private decimal WithinLeverage(int index, OrderSide side, decimal price, Order? instead)
    {
        if (RateOf(state.Portfolio.Holdings[index].Instrument.Id.Quote) is not { } rate)
            return 0;
        var most = ((state.Portfolio.Equity(market) * options.Leverage) - ExposureBeside(index)) / rate;
        return _exposure.Room(index, market.PriceOf(index) ?? price, new OrderChange(instead, side, Quantity: 0, price), most) ?? 0;
    }
}

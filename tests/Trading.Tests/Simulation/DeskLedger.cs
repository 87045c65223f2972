using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What fills, fees and payments come to, as sums and nothing else.</summary>
internal sealed class DeskLedger(Instrument market)
{
    private readonly bool _isSpot = market.Id.Kind == InstrumentKind.Spot;
    private decimal _paidIn;

    /// <summary>Quote currency: all that was paid in, less what buys cost and fees, and what sells brought.</summary>
    public decimal Cash { get; private set; }

    /// <summary>Base units: bought less sold, less fees taken in base currency.</summary>
    public decimal Position { get; private set; }

    public static int SignOf(OrderSide side) => side == OrderSide.Buy ? 1 : -1;

    public decimal EquityAt(decimal price) => Cash + (Position * price);

    public void Add(decimal payment)
    {
        Cash += payment;
        _paidIn += payment;
    }

    public void Add(OrderSide side, Price price, Quantity quantity, Money fee)
    {
        Position += (SignOf(side) * quantity.Value) - (fee.Currency == market.Id.Base ? fee.Amount : 0);
        Cash -= (SignOf(side) * price.Value * quantity.Value) + (fee.Currency == market.Id.Quote ? fee.Amount : 0);
    }

    /// <summary>Position, balances and equity are these sums; profit less fees is what equity gained.</summary>
    public void Check(Kernel kernel, decimal price)
    {
        var portfolio = kernel.State.Portfolio;
        var position = portfolio.Holdings[0].Position;
        Assert.Equal(Position, position.SignedQuantity);
        Assert.Equal(_isSpot ? Position : 0, portfolio.BalanceOf(market.Id.Base).Total);
        // Of a perpetual the balance is what was realized; what is open is worth its profit.
        Assert.Equal(Cash, portfolio.BalanceOf(market.Id.Quote).Total - (_isSpot ? 0 : position.Cost));
        Assert.Equal(EquityAt(price), kernel.Equity);
        Assert.Equal(EquityAt(price) - _paidIn, position.RealizedPnl + position.UnrealizedPnl(price) - position.FeesInQuote);
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A margin account with 1,000 of equity, as much to carry, and a second market; all values by hand.</summary>
public sealed class MarginMarketsTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin, cash: 1_000);

    [Fact]
    public void What_is_quoted_in_another_currency_counts_at_what_that_is_worth()
    {
        Add("ETH-BTC.SIM");
        Close(0.05m);
        // 200 ETH at 0.05 BTC are 10 BTC, and at 100 as much as the account may hold.
        Assert.Null(_kernel.Refused(Buy("ETH-BTC.SIM", 200, 0.05m)));
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Refused(Buy("ETH-BTC.SIM", 0.01m, 0.05m)));
    }

    [Fact]
    public void What_is_quoted_in_a_currency_without_a_price_is_refused()
    {
        Add("ETH-EUR.SIM");
        Close(100);
        Assert.Equal(RefusalCode.MarketPriceMissing, _kernel.Refused(Buy("ETH-EUR.SIM", 0.1m, 100)));
    }

    [Fact]
    public void After_a_restart_a_position_whose_market_has_no_price_yet_counts_at_its_cost()
    {
        Add("ETH-USDT.SIM");
        Close(100);
        _kernel.Fill(_kernel.Submit(Buy("ETH-USDT.SIM", 9, 100)), 9, 100);

        var after = new KernelHarness(_kernel); // Knows the price of the first market alone.
        Assert.Equal(1_000, after.Kernel.Equity);
        Assert.Equal(RefusalCode.MarginInsufficient, after.Refused(KernelHarness.Request(OrderSide.Buy, 1.01m, 100)));
        Assert.Null(after.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100)));
    }

    [Theory]
    [InlineData(100, null)] // 9 x 100 of 900.
    [InlineData(101, RefusalCode.MarginInsufficient)]
    public void What_carries_a_position_does_not_leave_the_account(int amount, RefusalCode? expected)
    {
        Add("BTC-USDT-PERP.SIM");
        Close(100);
        _kernel.Fill(_kernel.Submit(Buy("BTC-USDT-PERP.SIM", 9, 100)), 9, 100);
        Assert.Equal(expected, Withdraw(amount));
    }

    [Fact]
    public void What_carries_open_orders_does_not_leave_either_and_all_else_does()
    {
        var bid = _kernel.Limit(OrderSide.Buy, 5, 90);
        Assert.Equal(RefusalCode.MarginInsufficient, Withdraw(501)); // It counts at the market's 100.
        _kernel.Happen(bid, OrderEvent.Rejected);
        Assert.Null(Withdraw(1_000));
    }

    private RefusalCode? Withdraw(decimal amount) =>
        _kernel.Do(new KernelCommand.ChangeBalance(_kernel.Now, new Money(-amount, Currency.Parse("USDT")), BalanceReason.Withdrawal, ""))?.Code;

    private void Add(string id) => _kernel.Do(new KernelCommand.SetInstrument(_kernel.Now, new Instrument(InstrumentId.Parse(id), 0.0001m, 0.001m, FeeSchedule.Flat(0, 0))));

    private void Close(decimal price)
    {
        var at = _kernel.Kernel.State.Portfolio.Holdings[1].Instrument.ToPrice(price, GridRounding.Exact);
        _kernel.Decision.Clear();
        _kernel.Kernel.Decide(new BarClosed(1, new Bar(_kernel.Now - TimeSpan.FromMinutes(1), _kernel.Now, at, at, at, at, 1)), _kernel.Decision);
        _kernel.Journal.AddRange(_kernel.Decision.Entries);
    }

    private static OrderRequest Buy(string id, decimal quantity, decimal price) => KernelHarness.Request(OrderSide.Buy, quantity, price) with { Instrument = InstrumentId.Parse(id) };
}

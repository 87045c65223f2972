using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What an account can pay: that much passes, and an increment of 0.001 more does not. 10,000 of cash, a last price of 100, fees of 0.2 % at worst; all values by hand.</summary>
public sealed class AffordableTests
{
    [Fact]
    public void A_cash_account_buys_with_what_is_free_and_pays_the_worst_fee()
    {
        Check(new KernelHarness(), OrderSide.Buy, 100, 99.800m); // 10,000 / 100.2 = 99.8003...
        var bids = new KernelHarness();
        var bid = bids.Limit(OrderSide.Buy, 50, 99); // Holds 50 x 99 x 1.002 = 4,959.90 back.
        bids.Accept(bid);
        Assert.Equal(99.800m, Affordable(bids, OrderSide.Buy, 100, bid)); // All of it, where that one moves to 100.
        Check(bids, OrderSide.Buy, 100, 50.300m); // 5,040.10 / 100.2 = 50.3003...
    }

    [Fact]
    public void A_cash_account_sells_what_no_other_order_offers()
    {
        var holds = new KernelHarness();
        Assert.Equal(0, Affordable(holds, OrderSide.Sell, 100));
        holds.Hold(3);
        holds.Limit(OrderSide.Sell, 1, 101);
        Check(holds, OrderSide.Sell, 100, 2);
    }

    [Theory]
    [InlineData(OrderSide.Buy, 100, 200)] // Equity times leverage is 20,000.
    [InlineData(OrderSide.Buy, 125, 160)] // At its own price where that is higher,
    [InlineData(OrderSide.Buy, 80, 200)] // else at the last.
    [InlineData(OrderSide.Sell, 100, 200)]
    public void A_margin_account_goes_as_far_as_its_leverage(OrderSide side, double price, double most) =>
        Check(new KernelHarness(AccountKind.Margin, leverage: 2), side, (decimal)price, (decimal)most);

    [Theory]
    [InlineData(OrderSide.Buy, 120)] // 30 held and 50 bid for: 80 of 200.
    [InlineData(OrderSide.Sell, 230)] // From 30 long to 200 short.
    public void A_margin_account_counts_its_position_and_its_open_orders(OrderSide side, double most)
    {
        var harness = new KernelHarness(AccountKind.Margin, leverage: 2);
        harness.Hold(30);
        harness.Limit(OrderSide.Buy, 50, 99);
        Check(harness, side, 100, (decimal)most);
    }

    [Fact]
    public void A_margin_account_beyond_its_leverage_only_closes()
    {
        var harness = new KernelHarness(AccountKind.Margin, leverage: 2);
        harness.Hold(150);
        harness.Close(50); // Equity 2,500: 5,000 of exposure at most, and 7,500 are held.
        Assert.Equal(0, Affordable(harness, OrderSide.Buy, 50));
        Check(harness, OrderSide.Sell, 50, 150);
    }

    private static decimal Affordable(KernelHarness harness, OrderSide side, decimal price, Order? instead = null) =>
        new PreTradeChecks(harness.Options, harness.Kernel.State, harness.Kernel.Market).Affordable(0, side, price, instead);

    private static void Check(KernelHarness harness, OrderSide side, decimal price, decimal most)
    {
        Assert.Equal(most, Affordable(harness, side, price));
        var money = harness.Options.AccountKind == AccountKind.Cash ? RefusalCode.BalanceInsufficient : RefusalCode.MarginInsufficient;
        Assert.Equal(money, harness.Refused(KernelHarness.Request(side, most + 0.001m, price)));
        Assert.Null(harness.Refused(KernelHarness.Request(side, most, price)));
    }
}

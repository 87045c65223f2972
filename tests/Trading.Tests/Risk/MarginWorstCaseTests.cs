using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What a margin account's open orders may come to together: 1,000 of equity and as much to carry, the price 100; all values by hand.</summary>
public sealed class MarginWorstCaseTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin, cash: 1_000);

    [Fact]
    public void An_order_counts_at_its_own_price_when_another_is_made()
    {
        _kernel.Submit(Stop(5, 110));
        // 5 x 110 + 4.8 x 101 = 1,034.8; 9.8 at 101 alone would be 989.8.
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Refused(Stop(4.8m, 101)));
    }

    [Fact]
    public void An_order_counts_as_it_was_asked_to_be_when_another_is_made()
    {
        var first = _kernel.Limit(OrderSide.Buy, 5, 100);
        _kernel.Accept(first);
        Assert.Null(_kernel.Do(new KernelCommand.Amend(_kernel.Now, first.Id, Quantity: 9, Price: null, TriggerPrice: null)));
        // The venue may have made it 9 already: with 5 more 14 x 100 would be held.
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 5, 100)));
    }

    [Fact]
    public void A_trigger_is_not_moved_to_where_its_order_could_not_be_carried()
    {
        var stop = _kernel.Submit(Stop(9, 101));
        _kernel.Accept(stop);
        // 9 x 120 = 1,080.
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Do(new KernelCommand.Amend(_kernel.Now, stop.Id, Quantity: null, Price: null, TriggerPrice: 120))?.Code);
    }

    [Fact]
    public void A_position_is_closed_without_margin_only_once()
    {
        _kernel.Hold(10);
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Sell, 10, 101)));
        // 10 short at 101 would be 1,010; from flat by the first, that is what the second makes.
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 10, 101)));
    }

    [Theory]
    [InlineData(100, RefusalCode.MarginInsufficient)] // Once the stop has closed the 10, this opens 10 short at 100: 1,000 of exposure on an equity of 500.
    [InlineData(null, null)] // At once: what protects a position does not keep it from being closed.
    public void What_only_reduces_may_have_closed_a_position_before_an_order_that_rests(int? limit, RefusalCode? expected)
    {
        _kernel.Hold(10);
        _kernel.Close(60);
        _kernel.Submit(OrderLists.Stop(quantity: 10, trigger: 50));
        Assert.Equal(expected, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 10, limit)));
    }

    [Fact]
    public void What_an_order_was_asked_to_become_leaves_less_to_close_without_margin()
    {
        _kernel.Hold(10);
        var sell = _kernel.Limit(OrderSide.Sell, 1, 103);
        _kernel.Accept(sell);
        Assert.Null(_kernel.Do(new KernelCommand.Amend(_kernel.Now, sell.Id, Quantity: 10.9m, Price: null, TriggerPrice: null)));
        // 10.9 + 9 sold of 10 would leave 9.9 short at 103, which is 1,019.7.
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 9, 103)));
    }

    [Fact]
    public void An_amendment_that_makes_more_of_what_a_position_leaves_is_checked()
    {
        // 10 long: of 19 sold at 110, 9 are short, 990. Of 20.5 at 101 it would be 10.5, and 1,060.5, though 20.5 x 101 is less than 19 x 110.
        _kernel.Hold(10);
        var sell = _kernel.Limit(OrderSide.Sell, 19, 110);
        _kernel.Accept(sell);
        Assert.Equal(RefusalCode.MarginInsufficient, _kernel.Do(new KernelCommand.Amend(_kernel.Now, sell.Id, 20.5m, 101, null))?.Code);
    }

    [Theory]
    [InlineData(0, OrderStatus.Submitted)]
    [InlineData(-10, OrderStatus.Submitted)] // 9 x 110 of 990.
    [InlineData(-11, OrderStatus.Denied)]
    public void An_order_that_was_held_is_checked_again_when_it_is_sent(int moved, OrderStatus expected)
    {
        var (kernel, stop) = Held(Stop(9, 110));
        Move(kernel, moved);
        kernel.Close(110);
        Assert.Equal(expected, stop.Status);
        Assert.Equal(expected == OrderStatus.Denied ? "margin_insufficient" : "", stop.Reason);
    }

    [Fact]
    public void An_order_that_was_held_closes_without_margin()
    {
        var (kernel, stop) = Held(Stop(9, 110), position: -9);
        Move(kernel, -800);
        kernel.Close(110);
        Assert.Equal(OrderStatus.Submitted, stop.Status);
    }

    [Fact]
    public void What_an_entry_opens_is_checked_when_it_is_sent()
    {
        // The entry buys 5 at 100, and with what follows it 5 x 100 + 5 x 120 = 1,100 would be held.
        var orders = _kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(OrderSide.Buy, 5, 100), Orders = [Stop(5, 120)] });
        _kernel.Accept(orders[0]);
        _kernel.Fill(orders[0], 5, 100);
        Assert.Equal((OrderStatus.Denied, "margin_insufficient"), (orders[1].Status, orders[1].Reason));
    }

    private static (KernelHarness Kernel, Order Stop) Held(OrderRequest request, decimal position = 0)
    {
        var kernel = new KernelHarness(AccountKind.Margin, cash: 1_000, features: new VenueFeatures { HasConditionalOrders = false });
        if (position != 0)
            kernel.Fill(kernel.Submit(KernelHarness.Request(OrderSide.Sell, -position)), -position, 100);
        Assert.Null(kernel.Do(new KernelCommand.Submit(kernel.Now, request)));
        return (kernel, kernel.Kernel.State.HeldOrders.Single());
    }

    private static void Move(KernelHarness kernel, decimal cash)
    {
        if (cash != 0)
            kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(cash, Currency.Parse("USDT")), BalanceReason.Funding, ""));
    }

    private static OrderRequest Stop(decimal quantity, decimal trigger) => KernelHarness.Request(OrderSide.Buy, quantity) with { Type = OrderType.StopMarket, TriggerPrice = trigger };
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>An amendment that could trade sooner or more is checked as a new order is.</summary>
public sealed class AmendChecksTests
{
    private readonly KernelHarness _kernel = new(AccountKind.Margin, cash: 1_000, leverage: 3);

    [Theory]
    [InlineData(TradingState.Halted, RefusalCode.TradingHalted)]
    [InlineData(TradingState.Reducing, RefusalCode.TradingReducing)]
    public void A_bid_is_not_moved_while_no_new_one_would_be_taken(TradingState state, RefusalCode expected)
    {
        var bid = Bid();
        _kernel.Do(new KernelCommand.SetTradingState(_kernel.Now, state, "ann", ""));
        Assert.Equal(expected, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100)));
        Assert.Equal(expected, Amend(bid, price: 100));
        Assert.Equal(OrderStatus.Accepted, bid.Status);
    }

    [Fact]
    public void A_bid_is_not_moved_under_a_kill_switch()
    {
        // It is to be canceled, and its venue has not said so: that is told first.
        _kernel.Hold(1);
        var stop = _kernel.Submit(OrderLists.Stop());
        _kernel.Accept(stop);
        _kernel.Do(new KernelCommand.EngageKillSwitch(_kernel.Now, KillSwitchScope.All, "", "ann", "looks wrong"));
        Assert.Equal(RefusalCode.KillSwitchEngaged, Amend(stop, trigger: 99));
    }

    [Fact]
    public void What_only_reduces_is_moved_while_trading_is_reducing()
    {
        _kernel.Hold(1);
        var stop = _kernel.Submit(OrderLists.Stop());
        _kernel.Accept(stop);
        _kernel.Do(new KernelCommand.SetTradingState(_kernel.Now, TradingState.Reducing, "ann", ""));
        Assert.Null(Amend(stop, trigger: 99));
    }

    [Theory]
    [InlineData(51, null)]
    [InlineData(null, 100)]
    public void An_order_does_not_grow_or_move_on_a_price_that_is_too_old_for_a_new_one(int? quantity, int? price)
    {
        _kernel.Do(new KernelCommand.SetLimits(_kernel.Now, RiskLimits.None with { MarketAgeMax = TimeSpan.FromSeconds(5) }, "ann"));
        var bid = Bid();
        _kernel.Advance(TimeSpan.FromHours(1));
        Assert.Equal(RefusalCode.MarketStale, Amend(bid, quantity, price));
        Assert.Null(Amend(bid, quantity: 0.5m));
    }

    [Fact]
    public void An_order_that_closes_is_moved_where_the_account_is_beyond_its_leverage()
    {
        _kernel.Hold(30);
        _kernel.Close(90); // Equity 700: 2,100 of exposure at most, and 2,700 are held.
        var exit = _kernel.Limit(OrderSide.Sell, 30, 95);
        _kernel.Accept(exit);
        Assert.Null(Amend(exit, price: 91));
    }

    [Fact]
    public void Who_amends_an_order_that_is_to_be_canceled_is_told_that()
    {
        var bid = Bid();
        _kernel.Do(new KernelCommand.Cancel(_kernel.Now, bid.Id, "ann", ""));
        _kernel.Happen(bid, OrderEvent.CancelRejected, "too_late");
        var refusal = _kernel.Do(new KernelCommand.Amend(_kernel.Now, bid.Id, 2, null, null));
        Assert.Equal((RefusalCode.OrderBusy, $"order {bid.Id} was asked to be canceled; an order that is to end cannot be amended"), (refusal?.Code, refusal?.Message));
    }

    [Fact]
    public void A_stop_is_moved_after_its_target_has_ended_with_an_amendment_on_its_way()
    {
        var (entry, target, stop) = OrderLists.Begin(_kernel);
        _kernel.Fill(entry, 1, 100);
        _kernel.Accept(target);
        _kernel.Accept(stop);
        Assert.Null(Amend(target, price: 106));
        Assert.Equal(RefusalCode.OrderBusy, Amend(stop, trigger: 98));
        _kernel.Happen(target, OrderEvent.Canceled, "by_venue");
        _kernel.Happen(target, OrderEvent.UpdateRejected, "order_closed");
        Assert.Null(Amend(stop, trigger: 98));
    }

    [Theory]
    [InlineData(false, RefusalCode.PriceOutsideCollar)] // 95 from its trigger of 110.
    [InlineData(true, null)] // 95 from the market's 100.
    public void The_limit_of_a_stop_is_measured_from_the_market_once_it_was_triggered(bool isTriggered, RefusalCode? expected)
    {
        _kernel.Do(new KernelCommand.SetLimits(_kernel.Now, RiskLimits.None with { PriceCollar = 0.06m }, "ann"));
        var stop = _kernel.Submit(KernelHarness.Request(OrderSide.Buy, 1, 110) with { Type = OrderType.StopLimit, TriggerPrice = 110 });
        _kernel.Accept(stop);
        if (isTriggered)
            _kernel.Happen(stop, OrderEvent.Triggered);
        Assert.Equal(expected, Amend(stop, price: 95));
    }

    private Order Bid()
    {
        var bid = _kernel.Limit(OrderSide.Buy, 1, 50);
        _kernel.Accept(bid);
        return bid;
    }

    private RefusalCode? Amend(Order order, decimal? quantity = null, decimal? price = null, decimal? trigger = null) =>
        _kernel.Do(new KernelCommand.Amend(_kernel.Now, order.Id, quantity, price, trigger))?.Code;
}

using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class PreTradeChecksTests
{
    private readonly KernelHarness _kernel = new();

    public static TheoryData<string, decimal, decimal?> Malformed => new()
    {
        { "quantity_not_positive", 0, 100 },
        { "quantity_not_positive", -1, 100 },
        { "quantity_off_grid", 1.0005m, 100 },
        { "quantity_below_minimum", 0.005m, 100 },
        { "quantity_above_maximum", 1_000.001m, 1 },
        { "quantity_above_maximum", 1e27m, 1 },
        { "price_not_positive", 1, 0 },
        { "price_not_positive", 1, -100 },
        { "price_off_grid", 1, 100.005m },
        { "price_outside_collar", 1, 1e27m },
        { "notional_below_minimum", 0.04m, 100 }, // 4 USDT, 5 are needed.
        { "notional_above_maximum", 501, 100 }, // 50,100 USDT, 50,000 are the most.
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_order_is_refused_with_its_code_and_changes_nothing(string code, decimal quantity, decimal? price)
    {
        var hash = _kernel.Kernel.State.Hash();

        var refusal = _kernel.Do(new KernelCommand.Submit(_kernel.Now, KernelHarness.Request(OrderSide.Buy, quantity, price)));

        Assert.Equal(code, refusal!.Code.Text());
        Assert.Empty(_kernel.Decision.Entries);
        Assert.IsType<Effect.Refused>(_kernel.Decision.Effects.Single());
        Assert.Equal(hash, _kernel.Kernel.State.Hash());
    }

    [Theory]
    [InlineData(TradingState.Active, true)]
    [InlineData(TradingState.Reducing, true)]
    [InlineData(TradingState.Reducing, false)]
    public void A_stop_that_rests_does_not_keep_its_position_from_being_closed_at_once(TradingState state, bool isReduceOnly)
    {
        var kernel = new KernelHarness(AccountKind.Margin);
        kernel.Hold(1);
        kernel.Accept(kernel.Submit(OrderLists.Stop()));
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, state, "ann", ""));
        var close = KernelHarness.Request(OrderSide.Sell, 1) with { IsReduceOnly = isReduceOnly };
        Assert.NotNull(kernel.Refused(close with { Quantity = 1.001m, IsReduceOnly = true }));
        Assert.NotNull(kernel.Refused(close with { Type = OrderType.Limit, Price = 105, IsReduceOnly = true })); // It would rest beside the stop, and both are more than there is.
        Assert.Null(kernel.Refused(close));
        Assert.NotNull(kernel.Refused(close with { IsReduceOnly = true })); // Once.
    }

    [Fact]
    public void A_thousand_open_orders_are_enough()
    {
        for (var order = 0; order < 1_000; order++)
            _kernel.Limit(OrderSide.Buy, 0.1m, 50.01m);
        Assert.Equal(RefusalCode.OpenOrdersExceeded, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 0.1m, 50.01m)));
    }

    [Fact]
    public void An_unknown_instrument_is_refused() =>
        Assert.Equal(RefusalCode.InstrumentUnknown, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1) with { Instrument = InstrumentId.Parse("ETH-USDT.SIM") }));

    [Fact]
    public void A_limit_order_needs_a_price_and_a_market_order_has_none()
    {
        Assert.Equal(RefusalCode.PriceMissing, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1) with { Type = OrderType.Limit }));
        Assert.Equal(RefusalCode.PriceNotAllowed, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100) with { Type = OrderType.Market }));
    }

    [Fact]
    public void An_expire_time_belongs_to_good_till_date_orders_and_is_in_the_future()
    {
        var order = KernelHarness.Request(OrderSide.Buy, 1, 100);
        Assert.Equal(RefusalCode.ExpireTimeInvalid, _kernel.Refused(order with { TimeInForce = TimeInForce.Gtd }));
        Assert.Equal(RefusalCode.ExpireTimeInvalid, _kernel.Refused(order with { ExpireTime = _kernel.Now + TimeSpan.FromHours(1) }));
        Assert.Equal(RefusalCode.ExpireTimePast, _kernel.Refused(order with { TimeInForce = TimeInForce.Gtd, ExpireTime = _kernel.Now }));
        Assert.Null(_kernel.Refused(order with { TimeInForce = TimeInForce.Gtd, ExpireTime = _kernel.Now + TimeSpan.FromTicks(1) }));
    }

    [Fact]
    public void Post_only_is_for_orders_that_may_rest()
    {
        Assert.Equal(RefusalCode.PostOnlyInvalid, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1) with { IsPostOnly = true }));
        Assert.Equal(RefusalCode.PostOnlyInvalid, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100) with { IsPostOnly = true, TimeInForce = TimeInForce.Ioc }));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100) with { IsPostOnly = true }));
    }

    [Fact]
    public void Without_a_price_nothing_can_be_checked_against()
    {
        var kernel = new KernelHarness(price: null);
        Assert.Equal(RefusalCode.MarketPriceMissing, kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1)));
    }

    [Fact]
    public void The_collar_bounds_the_distance_from_the_last_price_both_ways()
    {
        _kernel.Do(new KernelCommand.SetLimits(_kernel.Now, new RiskLimits { PriceCollar = 0.1m }, "test"));
        Assert.Equal(RefusalCode.PriceOutsideCollar, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 110.01m)));
        Assert.Equal(RefusalCode.PriceOutsideCollar, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 89.99m)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 110)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 90)));
    }

    [Fact]
    public void A_stale_market_takes_no_order_that_adds_risk()
    {
        _kernel.Hold(1);
        _kernel.Do(new KernelCommand.SetLimits(_kernel.Now, new RiskLimits { MarketAgeMax = TimeSpan.FromSeconds(2) }, "test"));
        _kernel.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        _kernel.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(RefusalCode.MarketStale, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Sell, 1, 101)));
    }

    [Fact]
    public void A_cash_account_reserves_price_and_worst_fee_and_refuses_what_is_not_free()
    {
        // 10,000 USDT; 50 x 100 x 1.002 = 5,010 are held back, 4,990 are left: 49.8 x 100 x 1.002 = 4,989.96.
        _kernel.Limit(OrderSide.Buy, 50, 100);
        Assert.Equal(5_010m, _kernel.Balance("USDT").Locked);
        Assert.Equal(RefusalCode.BalanceInsufficient, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 49.801m, 100)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 49.8m, 100)));
    }

    [Fact]
    public void A_cash_account_sells_only_what_it_has_and_has_not_offered_already()
    {
        Assert.Equal(RefusalCode.BalanceInsufficient, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 1)));
        _kernel.Hold(2);
        _kernel.Limit(OrderSide.Sell, 1.5m, 110);
        Assert.Equal(RefusalCode.BalanceInsufficient, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 0.501m)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Sell, 0.5m)));
    }

    [Fact]
    public void A_margin_account_bounds_the_worst_exposure_by_equity_times_leverage()
    {
        var kernel = new KernelHarness(AccountKind.Margin, cash: 10_000, leverage: 2);
        kernel.Limit(OrderSide.Sell, 150, 100); // 15,000 of 20,000.
        Assert.Equal(RefusalCode.MarginInsufficient, kernel.Refused(KernelHarness.Request(OrderSide.Sell, 50.001m)));
        Assert.Null(kernel.Refused(KernelHarness.Request(OrderSide.Sell, 50)));
        Assert.Null(kernel.Refused(KernelHarness.Request(OrderSide.Buy, 200))); // The other way is another worst case.
    }

    [Fact]
    public void What_makes_the_position_smaller_needs_no_margin()
    {
        var kernel = new KernelHarness(AccountKind.Margin);
        kernel.Hold(100);
        kernel.Close(10); // Equity 1,000, exposure 1,000.
        Assert.Equal(RefusalCode.MarginInsufficient, kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1)));
        Assert.Null(kernel.Refused(KernelHarness.Request(OrderSide.Sell, 100)));
    }

    [Fact]
    public void Reduce_only_needs_a_position_the_other_way_at_least_as_large()
    {
        var reduce = KernelHarness.Request(OrderSide.Sell, 1) with { IsReduceOnly = true };
        Assert.Equal(RefusalCode.ReduceOnlyWouldIncrease, _kernel.Refused(reduce));
        _kernel.Hold(1);
        Assert.Equal(RefusalCode.ReduceOnlyWouldIncrease, _kernel.Refused(reduce with { Quantity = 1.001m }));
        Assert.Equal(RefusalCode.ReduceOnlyWouldIncrease, _kernel.Refused(reduce with { Side = OrderSide.Buy }));
        Assert.Null(_kernel.Refused(reduce with { Quantity = 0.6m, Type = OrderType.Limit, Price = 110 }));
        Assert.Equal(RefusalCode.ReduceOnlyWouldIncrease, _kernel.Refused(reduce with { Quantity = 0.5m, Type = OrderType.Limit, Price = 111 })); // With the one above, 1.1 would be sold.
        Assert.Null(_kernel.Refused(reduce with { Quantity = 0.4m }));
    }

    [Fact]
    public void Texts_that_no_journal_entry_holds_are_refused() =>
        Assert.Equal(RefusalCode.TextTooLong, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 100) with { ClientReference = new string('x', 129) }));

    [Fact]
    public void Orders_of_one_second_are_counted_over_a_moving_window()
    {
        _kernel.Do(new KernelCommand.SetLimits(_kernel.Now, new RiskLimits { OrdersPerSecond = 2 }, "test"));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        _kernel.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        _kernel.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Equal(RefusalCode.OrderRateExceeded, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        _kernel.Advance(TimeSpan.FromMilliseconds(1)); // The first is one second old.
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
    }

    [Fact]
    public void Halted_takes_no_order_and_every_cancel()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 99);
        _kernel.Do(new KernelCommand.SetTradingState(_kernel.Now, TradingState.Halted, "test", ""));
        Assert.Equal(RefusalCode.TradingHalted, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        Assert.Null(_kernel.Do(new KernelCommand.Cancel(_kernel.Now, order.Id, "test", "")));
        Assert.Equal(OrderStatus.PendingCancel, order.Status);
    }

    [Theory]
    [InlineData(TradingState.Reducing)]
    [InlineData(TradingState.Quarantined)]
    [InlineData(TradingState.Liquidating)]
    public void Reducing_states_take_only_what_makes_the_position_smaller_open_orders_counted(TradingState state)
    {
        _kernel.Hold(2);
        _kernel.Do(new KernelCommand.Journal(new RiskState(_kernel.Now, state, [], RiskLimits.None, "engine", "", "")));
        Assert.Equal(RefusalCode.TradingReducing, _kernel.Refused(KernelHarness.Request(OrderSide.Buy, 1, 99)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Sell, 1.5m, 101)));
        Assert.Equal(RefusalCode.TradingReducing, _kernel.Refused(KernelHarness.Request(OrderSide.Sell, 0.6m, 101)));
        Assert.Null(_kernel.Refused(KernelHarness.Request(OrderSide.Sell, 0.5m, 101)));
    }

    [Theory]
    [InlineData(TradingState.Quarantined)]
    [InlineData(TradingState.Liquidating)]
    public void States_that_the_engine_leaves_by_itself_are_not_set_by_people(TradingState state)
    {
        Assert.Equal(RefusalCode.SettingInvalid, _kernel.Do(new KernelCommand.SetTradingState(_kernel.Now, state, "usr", ""))!.Code);
        Assert.Equal(TradingState.Active, _kernel.Kernel.State.TradingState);
    }

    [Fact]
    public void Every_refusal_has_a_stable_text() =>
        Assert.All(Enum.GetValues<RefusalCode>(), code => Assert.Matches("^[a-z]+(_[a-z]+)+$", code.Text()));
}

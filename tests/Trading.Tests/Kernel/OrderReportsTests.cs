using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class OrderReportsTests
{
    private readonly KernelHarness _kernel = new();

    [Fact]
    public void Canceling_all_cancels_what_is_open_once_and_nothing_else()
    {
        var filled = _kernel.Limit(OrderSide.Buy, 1, 99);
        _kernel.Fill(filled, 1, 99);
        var (first, second) = (_kernel.Limit(OrderSide.Buy, 1, 98), _kernel.Limit(OrderSide.Buy, 1, 97));
        _kernel.Do(new KernelCommand.Cancel(_kernel.Now, first.Id, "ann", ""));

        Assert.Null(_kernel.Do(new KernelCommand.CancelAll(_kernel.Now, "ann", "enough")));

        Assert.Equal(second.Id, Assert.IsType<OrderCancel>(Assert.Single(_kernel.Decision.Entries)).Id);
        Assert.Equal(OrderStatus.PendingCancel, second.Status);
        Assert.Null(_kernel.Do(new KernelCommand.CancelAll(_kernel.Now, "ann", "again")));
        Assert.True(_kernel.Decision.IsEmpty);
    }

    [Fact]
    public void A_fill_moves_cash_position_and_fee_and_frees_its_part_of_the_reserve()
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100); // Holds back 10 x 100 x 1.002 = 1,002.
        _kernel.Accept(order);

        _kernel.Fill(order, 4, 100, Usdt(0.8m));

        Assert.Equal(OrderStatus.PartiallyFilled, order.Status);
        Assert.Equal(10_000m - 400 - 0.8m, _kernel.Balance("USDT").Total);
        Assert.Equal(4m, _kernel.Balance("BTC").Total);
        Assert.Equal(601.2m, _kernel.Balance("USDT").Locked); // 6 x 100.2
        Assert.Equal(4m, _kernel.Position.SignedQuantity);
        Assert.Equal(0.8m, _kernel.Position.FeesInQuote);
    }

    [Fact]
    public void The_end_of_an_order_frees_all_it_held_back()
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100);
        _kernel.Fill(order, 4, 100);
        _kernel.Happen(order, OrderEvent.Canceled);
        Assert.Equal(0m, _kernel.Balance("USDT").Locked);
        Assert.Empty(_kernel.Kernel.State.OpenOrders);
    }

    [Fact]
    public void Fees_are_booked_in_their_own_currency_and_valued_in_quote()
    {
        var bnb = new Instrument(InstrumentId.Parse("BNB-USDT.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0, 0));
        _kernel.Do(new KernelCommand.SetInstrument(_kernel.Now, bnb));
        _kernel.Kernel.Decide(new BarClosed(1, BarAt(bnb, 600)), new Decision());
        _kernel.Do(new KernelCommand.ChangeBalance(_kernel.Now, new Money(1, Currency.Parse("BNB")), BalanceReason.Deposit, ""));
        var order = _kernel.Limit(OrderSide.Buy, 3, 100);

        _kernel.Fill(order, 1, 100, new Money(0.001m, Currency.Parse("BTC"))); // Worth 0.1 at the fill.
        _kernel.Fill(order, 1, 100, new Money(0.0005m, Currency.Parse("BNB"))); // Worth 0.3 at its last price.
        _kernel.Fill(order, 1, 100, Usdt(0.2m));

        Assert.Equal(2.999m, _kernel.Balance("BTC").Total);
        Assert.Equal(0.9995m, _kernel.Balance("BNB").Total);
        Assert.Equal(9_699.8m, _kernel.Balance("USDT").Total);
        Assert.Equal(0.6m, order.FeesInQuote);
        Assert.Equal(0.6m, _kernel.Position.FeesInQuote);
    }

    [Fact]
    public void A_fee_in_the_base_currency_leaves_less_to_sell_and_less_equity()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Fill(order, 1, 100, new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal(9_999.9m, _kernel.Kernel.Equity); // 9,900 and 0.999 at 100.
    }

    [Fact]
    public void A_deposit_of_a_coin_counts_at_its_price()
    {
        _kernel.Do(new KernelCommand.ChangeBalance(_kernel.Now, new Money(2, Currency.Parse("BTC")), BalanceReason.Deposit, ""));
        Assert.Equal(10_200m, _kernel.Kernel.Equity);
    }

    [Theory]
    [InlineData(OrderEvent.Completed)]
    [InlineData(OrderEvent.PartlyFilled)]
    [InlineData(OrderEvent.Submitted)]
    public void What_only_a_fill_or_we_can_say_is_not_taken_from_a_report(OrderEvent happened)
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Happen(order, happened);
        Assert.Equal("order_step_illegal", _kernel.Incidents.Single().Code);
        Assert.Equal(OrderStatus.Submitted, order.Status);
    }

    [Fact]
    public void What_is_held_back_and_freed_leaves_no_dust()
    {
        // Fourteen digits of price times a rate of sixteen: the products do not end within 28 digits.
        var odd = new Instrument(InstrumentId.Parse("ODD-USDT.SIM"), 0.00000001m, 0.00000001m, FeeSchedule.Flat(0.0000123456789012m, 0.0000123456789012m));
        _kernel.Do(new KernelCommand.SetInstrument(_kernel.Now, odd));
        var at = odd.ToPrice(3.00000007m, GridRounding.Exact);
        _kernel.Kernel.Decide(new BarClosed(1, new Bar(_kernel.Now, _kernel.Now, at, at, at, at, 1)), new Decision());
        var orders = Enumerable.Range(1, 50).Select(index => _kernel.Submit(KernelHarness.Request(OrderSide.Buy, 1.00000001m * index, 3.00000007m) with { Instrument = odd.Id })).ToArray();
        foreach (var order in orders)
            _kernel.Happen(order, OrderEvent.Canceled);
        Assert.Equal(0m, _kernel.Balance("USDT").Locked);
    }

    [Fact]
    public void A_fee_without_a_price_is_booked_and_told()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Fill(order, 1, 100, new Money(0.01m, Currency.Parse("XYZ")));
        Assert.Equal(-0.01m, _kernel.Balance("XYZ").Total);
        Assert.Equal("fee_not_valued", _kernel.Incidents.Single().Code);
    }

    [Fact]
    public void A_trade_told_twice_is_booked_once()
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100);
        _kernel.Fill(order, 4, 100, tradeId: "X");
        _kernel.Fill(order, 4, 100, tradeId: "X");
        Assert.Empty(_kernel.Decision.Entries);
        Assert.Equal(4m, _kernel.Position.SignedQuantity);
    }

    [Fact]
    public void A_fill_after_the_cancel_counts_and_completes_the_order()
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100);
        _kernel.Happen(order, OrderEvent.Canceled);
        _kernel.Fill(order, 4, 100);
        Assert.Equal(OrderStatus.Canceled, order.Status);
        _kernel.Fill(order, 6, 100);
        Assert.Equal(OrderStatus.Filled, order.Status);
        Assert.Equal(10m, _kernel.Position.SignedQuantity);
        Assert.Equal(0m, _kernel.Balance("USDT").Locked);
        Assert.Empty(_kernel.Incidents);
    }

    [Theory]
    [InlineData(OrderEvent.Rejected)]
    [InlineData(OrderEvent.Expired)]
    public void A_fill_of_an_order_that_ended_otherwise_is_booked_and_told(OrderEvent end)
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100);
        _kernel.Happen(order, end);
        _kernel.Fill(order, 4, 100);
        Assert.Equal("fill_after_end", _kernel.Incidents.Single().Code);
        Assert.Equal(4m, _kernel.Position.SignedQuantity);
    }

    [Theory]
    [InlineData("held")]
    [InlineData("canceled")]
    [InlineData("released")]
    [InlineData("released_canceled")]
    [InlineData("denied")]
    public void A_fill_of_an_order_that_was_never_sent_is_told_and_not_booked(string kind)
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: OrderLists.WithoutStops);
        kernel.Hold(1);
        Assert.Null(kernel.Do(new KernelCommand.Submit(kernel.Now, OrderLists.Stop())));
        var stop = kernel.Kernel.State.OpenOrders.Single();
        var sell = kernel.Limit(OrderSide.Sell, 1, 101);
        if (kind is "released" or "released_canceled" or "denied")
        {
            kernel.SetState(TradingState.Halted);
            kernel.Close(96);
            Assert.Equal(OrderStatus.Released, stop.Status);
        }
        if (kind == "denied")
        {
            kernel.Fill(sell, 1, 101);
            kernel.SetState(TradingState.Active);
            kernel.Close(96);
            Assert.Equal(OrderStatus.Denied, stop.Status);
        }
        if (kind is "canceled" or "released_canceled")
        {
            kernel.Do(new KernelCommand.Cancel(kernel.Now, stop.Id, "ann", ""));
            Assert.Equal(OrderStatus.Canceled, stop.Status);
        }
        var before = (stop.Status, kernel.Position.SignedQuantity);
        kernel.Fill(stop, 1, 96);
        Assert.Equal("fill_of_unsent_order", kernel.Incidents.Single().Code);
        Assert.Empty(kernel.Decision.Entries);
        Assert.Equal(before, (stop.Status, kernel.Position.SignedQuantity));
    }

    [Fact]
    public void More_than_was_asked_for_is_booked_and_told()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Fill(order, 1.5m, 100);
        Assert.Equal("overfill", _kernel.Incidents.Single().Code);
        Assert.Equal(1.5m, _kernel.Position.SignedQuantity);
        Assert.Equal(OrderStatus.Filled, order.Status);
        _kernel.Fill(order, 0.5m, 100);
        Assert.Equal(2m, _kernel.Position.SignedQuantity);
    }

    [Fact]
    public void A_report_for_an_order_nobody_knows_is_told()
    {
        var other = new KernelHarness().Limit(OrderSide.Buy, 1, 100);
        _kernel.Fill(other, 1, 100);
        Assert.Equal("order_unknown", _kernel.Incidents.Single().Code);
        Assert.Empty(_kernel.Decision.Entries);
    }

    [Fact]
    public void An_illegal_step_is_told_and_changes_nothing()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Happen(order, OrderEvent.NotPlaced);
        Assert.Equal("order_step_illegal", _kernel.Incidents.Single().Code);
        Assert.Equal(OrderStatus.Submitted, order.Status);
    }

    [Fact]
    public void The_same_news_by_answer_and_stream_is_no_incident()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Accept(order);
        _kernel.Accept(order);
        Assert.Empty(_kernel.Decision.Effects);
        Assert.Empty(_kernel.Decision.Entries);
    }

    [Fact]
    public void A_rejected_cancel_brings_the_order_back_to_where_it_was()
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100);
        _kernel.Accept(order);
        _kernel.Fill(order, 1, 100);
        _kernel.Do(new KernelCommand.Cancel(_kernel.Now, order.Id, "ann", ""));
        _kernel.Happen(order, OrderEvent.CancelRejected, "too_late");
        Assert.Equal(OrderStatus.PartiallyFilled, order.Status);
    }

    [Fact]
    public void Canceling_what_is_closed_or_unknown_is_refused()
    {
        var order = _kernel.Limit(OrderSide.Buy, 1, 100);
        _kernel.Happen(order, OrderEvent.Canceled);
        Assert.Equal(RefusalCode.OrderClosed, _kernel.Do(new KernelCommand.Cancel(_kernel.Now, order.Id, "ann", ""))!.Code);
        var unknown = ClientOrderId.Create('b', 0, 5, 5, OrderRole.Working);
        Assert.Equal(RefusalCode.OrderUnknown, _kernel.Do(new KernelCommand.Cancel(_kernel.Now, unknown, "ann", ""))!.Code);
    }

    [Fact]
    public void An_unknown_outcome_keeps_the_reserve_until_it_is_known()
    {
        var order = _kernel.Limit(OrderSide.Buy, 10, 100);
        _kernel.Happen(order, OrderEvent.OutcomeUnknown);
        Assert.Equal(1_002m, _kernel.Balance("USDT").Locked);
        Assert.Contains(order, _kernel.Kernel.State.OpenOrders);
        _kernel.Happen(order, OrderEvent.NotPlaced);
        Assert.Equal(0m, _kernel.Balance("USDT").Locked);
    }

    [Fact]
    public void Closed_orders_beyond_the_bound_are_forgotten_the_oldest_first()
    {
        var options = _kernel.Options with { ClosedOrdersMax = 2 };
        var state = new KernelState(options);
        var orders = new List<ClientOrderId>();
        for (var index = 0; index < 3; index++)
        {
            var order = _kernel.Limit(OrderSide.Buy, 1, 100);
            _kernel.Happen(order, OrderEvent.Canceled);
            orders.Add(order.Id);
        }
        foreach (var entry in _kernel.Journal)
            state.Fold(entry);
        Assert.Null(state.FindOrder(orders[0]));
        Assert.NotNull(state.FindOrder(orders[1]));
        Assert.NotNull(state.FindOrder(orders[2]));
    }

    private static Money Usdt(decimal amount) => new(amount, Currency.Parse("USDT"));

    private Bar BarAt(Instrument instrument, decimal price)
    {
        var at = instrument.ToPrice(price, GridRounding.Exact);
        return new Bar(_kernel.Now - TimeSpan.FromMinutes(1), _kernel.Now, at, at, at, at, 1);
    }
}

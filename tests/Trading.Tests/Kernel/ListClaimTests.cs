using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>What the exits of a list are for: their share of what its entry opened, and no more of it than others have left.</summary>
public sealed class ListClaimTests
{
    private static readonly InstrumentId Euro = InstrumentId.Parse("BTC-EUR.SIM");

    // Two stops that share their size, at 97 and 95; the first fills its 0.5 before it is made as large as the 0.8 that the entry has filled. The second is there for the rest.
    [Fact]
    public void What_a_stop_left_is_for_another_that_shares_its_size()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, first, second) = BeginFilled(kernel, 0.5m, new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop(), Stop(trigger: 95)], Peers = Contingency.Ouo });
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(first, 0.5m, 97);
        kernel.Happen(first, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal((OrderStatus.Filled, false, 0m), (first.Status, second.IsCancelRequested, SentQuantity(kernel)));
        Settle(kernel);
        Assert.Equal(0.3m, second.LeavesQuantity.Value);
    }

    // A target of 8 % has 0.04 of 0.5 so far, worth 4.2: it waits for its entry. The stop has 0.4 after 0.1 were sold.
    [Fact]
    public void An_exit_that_waits_to_become_large_enough_and_its_entry_outlive_a_sell()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(Two(Target(0.08m), Stop()));
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        kernel.Accept(entry);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(stop);
        Assert.True(target.IsHeld);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.1m)), 0.1m, 100);
        Assert.Equal((false, false), (entry.IsCancelRequested, target.IsClosed));
    }

    // A perpetual's fee in its base currency (as BNB for BNB-USDT) leaves the position as it is: all of it needs the stop.
    [Fact]
    public void A_perpetual_is_protected_whole_whatever_its_fee_was_paid_in()
    {
        var perpetual = InstrumentId.Parse("BTC-USDT-PERP.SIM");
        var kernel = new KernelHarness(AccountKind.Margin, cash: 100_000, leverage: 10);
        Assert.Null(kernel.Do(new KernelCommand.SetInstrument(kernel.Now, new Instrument(perpetual, 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.002m)) { QuantityMin = 0.01m, QuantityMax = 1_000, NotionalMin = 5, NotionalMax = 50_000 })));
        var at = kernel.Market.ToPrice(100, GridRounding.Exact);
        kernel.Advance(TimeSpan.FromMinutes(1));
        kernel.Kernel.Decide(new BarClosed(1, new Bar(kernel.Now - TimeSpan.FromMinutes(1), kernel.Now, at, at, at, at, 1)), kernel.Decision);
        var (entry, _, stop) = Begin(kernel, OrderListRequest.Bracket(
            KernelHarness.Request(Buy, 100, 100) with { Instrument = perpetual }, Target(100) with { Instrument = perpetual }, Stop(100) with { Instrument = perpetual }));
        kernel.Fill(entry, 100, 100, new Money(0.1m, Currency.Parse("BTC")));
        Assert.Equal(100m, kernel.Kernel.State.Portfolio.Holdings[1].Position.SignedQuantity);
        Assert.Equal(100m, stop.Quantity.Value);
    }

    // A bar that touches nothing costs no memory, lists or not.
    [Fact]
    public void A_bar_allocates_nothing_for_orders_that_are_held_and_not_hit()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10, features: WithoutStops);
        var touched = Target() with { Type = OrderType.MarketIfTouched, Price = null, TriggerPrice = 105 };
        var (entry, target, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), touched, Stop()));
        kernel.Fill(entry, 1, 100);
        Assert.Equal((OrderStatus.Emulated, OrderStatus.Emulated), (target.Status, stop.Status));
        for (var bar = 0; bar < 100; bar++)
            kernel.Close(100);
        var at = kernel.Market.ToPrice(100, GridRounding.Exact);
        var now = kernel.Now;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var bar = 0; bar < 100; bar++)
        {
            now += TimeSpan.FromMinutes(1);
            kernel.Decision.Clear();
            kernel.Kernel.Decide(new BarClosed(0, new Bar(now - TimeSpan.FromMinutes(1), now, at, at, at, at, 1)), kernel.Decision);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Two entries' worth of fills while a sell takes: what replay, a snapshot and the live state say is one.
    [Fact]
    public void What_was_taken_and_closed_late_reads_back()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.2m)), 0.2m, 100);
        Settle(kernel);
        kernel.Fill(stop, 0.3m, 97);
        kernel.Happen(target, OrderEvent.Canceled);
        kernel.SetState(TradingState.Halted);
        kernel.Fill(entry, 0.2m, 97);
        AssertReadsBack(kernel);
        var read = AssertReadsBack(new KernelHarness(kernel));
        var writer = new MessageWriter();
        read.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        Assert.Equal(read.Hash(), KernelState.Read(kernel.Options, ref reader).Hash());
        kernel.SetState(TradingState.Active);
        kernel.Close(97);
        Assert.Equal(0.2m, SentQuantity(kernel));
    }

    // 0.5 of 1 were sold by hand and 0.46 by the target; the stop rests for 0.04. A buy that has nothing to do with it ends.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_that_rests_stays_when_an_order_ends_that_took_nothing_from_it(bool isBuy)
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (_, target, stop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 100);
        Settle(kernel);
        kernel.Fill(target, 0.46m, 105);
        kernel.Happen(stop, OrderEvent.Updated);
        Assert.Equal((0.04m, false), (stop.LeavesQuantity.Value, stop.IsCancelRequested));
        var other = target;
        if (isBuy)
        {
            other = kernel.Limit(Buy, 1, 99);
            kernel.Accept(other);
            kernel.Fill(other, 0.5m, 99);
        }
        Assert.Null(kernel.Do(new KernelCommand.Cancel(kernel.Now, other.Id, "ann", "")));
        kernel.Happen(other, OrderEvent.Canceled);
        Assert.Equal((0.04m, false), (stop.LeavesQuantity.Value, stop.IsCancelRequested));
    }

    // The same where nothing was taken from the list: what the test before compares with.
    [Fact]
    public void A_stop_that_rests_stays_when_an_order_ends_where_nothing_was_taken()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (_, target, stop) = BeginFilled(kernel);
        kernel.Fill(target, 0.96m, 105);
        kernel.Happen(stop, OrderEvent.Updated);
        Assert.Null(kernel.Do(new KernelCommand.Cancel(kernel.Now, target.Id, "ann", "")));
        kernel.Happen(target, OrderEvent.Canceled);
        Assert.Equal((0.04m, false), (stop.LeavesQuantity.Value, stop.IsCancelRequested));
    }

    // A reduce-only limit far from the market closes nothing now: what a stop left is closed, or a person is told.
    [Fact]
    public void A_rest_is_closed_or_told_beside_a_limit_that_the_market_does_not_reach()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1);
        kernel.Accept(kernel.Submit(KernelHarness.Request(Sell, 0.3m, 109) with { IsReduceOnly = true }));
        var (_, target, _) = BeginShort(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1)), 1, 97);
        kernel.Happen(target, OrderEvent.Canceled);
        Assert.Equal(0.3m, kernel.Position.SignedQuantity);
        Assert.True(SentQuantity(kernel) == 0.3m || Codes(kernel).Length > 0, "0.3 have neither stop nor closing, and nobody is told");
    }

    // What others close is of the oldest list, also where that has a closing by now: of 1.3 the first list has 0.3.
    [Fact]
    public void What_others_close_is_of_the_oldest_list_also_where_that_is_being_closed()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        var (_, _, otherStop) = BeginFilled(kernel);
        kernel.Fill(entry, 0.3m, 100);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(stop, OrderEvent.UpdateRejected, "order_filled");
        kernel.Happen(entry, OrderEvent.Canceled); // All that is open of the first list is younger than the second.
        var sell = kernel.Submit(KernelHarness.Request(Sell, 0.3m, 101));
        kernel.Accept(sell);
        kernel.SetState(TradingState.Halted);
        kernel.Happen(target, OrderEvent.Canceled);
        var closing = kernel.Kernel.State.OpenOrders.Single(order => order.Status == OrderStatus.Released);
        kernel.Fill(sell, 0.3m, 101);
        Assert.Equal((true, 0), (closing.IsClosed, Amended(kernel, otherStop).Length));
    }

    // A list of 1 has ended with its exits canceled, and its 1 was sold. A second buys 1. Then the first's target turns out to have filled 0.5 before its cancel.
    [Fact]
    public void A_late_fill_of_an_exit_whose_position_was_sold_since_is_of_the_other_lists()
    {
        var desk = new ListDesk();
        var kernel = desk.Kernel;
        var (_, target, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
        foreach (var exit in new[] { target, stop })
        {
            Assert.Null(kernel.Do(new KernelCommand.Cancel(kernel.Now, exit.Id, "ann", "")));
            kernel.Happen(exit, OrderEvent.Canceled);
        }
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = One }), 1, 100);
        var (_, _, otherStop) = BeginFilled(kernel, request: Bracket(strategy: One));
        kernel.Fill(target, 0.5m, 105);
        desk.Settle();
        Assert.Equal(0.5m, desk.HeldByOne);
        if (!otherStop.IsClosed)
            kernel.Fill(otherStop, otherStop.LeavesQuantity.Value, 97);
        Assert.Equal((0m, 1m), (desk.HeldByOne, kernel.Position.SignedQuantity));
    }

    // Cash: 1 by hand, 1 of a strategy's bracket for dollars, which it sells for euros: its stop is for nothing any more.
    [Fact]
    public void What_a_strategy_sells_by_another_instrument_of_the_same_base_is_off_its_exits()
    {
        var kernel = BeginWithEuro();
        kernel.Hold(1);
        StartIdle(kernel, One);
        var (_, target, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1) with { Instrument = Euro, Strategy = One }), 1, 100);
        Assert.Equal(1m, kernel.Balance("BTC").Total); // That by hand.
        Assert.True(target.IsCancelRequested && stop.IsCancelRequested);
    }

    // The same where it has bought 1 for euros, too, and sells that: its bracket keeps all it is for.
    [Fact]
    public void What_a_strategy_bought_by_another_instrument_is_sold_before_what_its_list_has()
    {
        var kernel = BeginWithEuro();
        StartIdle(kernel, One);
        var (_, target, stop) = BeginFilled(kernel, request: Bracket(strategy: One));
        foreach (var side in new[] { Buy, Sell })
            kernel.Fill(kernel.Submit(KernelHarness.Request(side, 1) with { Instrument = Euro, Strategy = One }), 1, 100);
        Assert.Equal((1m, 1m), (target.LeavesQuantity.Value, stop.LeavesQuantity.Value));
        Assert.False(target.IsCancelRequested || stop.IsCancelRequested);
        Assert.Empty(Amended(kernel, stop));
    }

    // A strategy holds 1 that it bought for euros, a bracket by hand 1 that was bought for dollars; 1 is sold by hand: it is the bracket's.
    [Fact]
    public void What_a_strategy_holds_by_another_instrument_of_the_same_base_is_not_by_hand()
    {
        var kernel = BeginWithEuro();
        StartIdle(kernel, One);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Buy, 1) with { Instrument = Euro, Strategy = One }), 1, 100);
        var (_, _, stop) = BeginFilled(kernel);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1)), 1, 100);
        Assert.Equal(1m, kernel.Balance("BTC").Total); // The strategy's.
        Assert.True(stop.IsClosed || stop.IsCancelRequested, $"the stop of the bracket sells {stop.LeavesQuantity} of the strategy's");
    }

    private static OrderListRequest Two(OrderRequest first, OrderRequest second) => new()
    {
        Entry = KernelHarness.Request(Buy, 1, 100) with { Strategy = first.Strategy },
        Orders = [first, second],
    };

    // A cash account with 1,000 euros and a market to spend them in, too.
    private static KernelHarness BeginWithEuro()
    {
        var kernel = new KernelHarness();
        Assert.Null(kernel.Do(new KernelCommand.SetInstrument(kernel.Now, new Instrument(Euro, 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.002m)) { QuantityMin = 0.01m, QuantityMax = 1_000, NotionalMin = 5, NotionalMax = 50_000 })));
        Assert.Null(kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(1_000, Currency.Parse("EUR")), BalanceReason.Deposit, "")));
        var at = kernel.Market.ToPrice(100, GridRounding.Exact);
        kernel.Advance(TimeSpan.FromMinutes(1));
        kernel.Kernel.Decide(new BarClosed(1, new Bar(kernel.Now - TimeSpan.FromMinutes(1), kernel.Now, at, at, at, at, 1)), kernel.Decision);
        return kernel;
    }

    private static void Settle(KernelHarness kernel)
    {
        for (var turn = 0; turn < 4; turn++)
        {
            foreach (var order in kernel.Kernel.State.OpenOrders.Where(order => order.RequestedAmend is not null).ToArray())
                kernel.Happen(order, OrderEvent.Updated);
            foreach (var order in kernel.Kernel.State.OpenOrders.Where(order => order.IsCancelRequested).ToArray())
                kernel.Happen(order, OrderEvent.Canceled);
            kernel.Close(100);
        }
    }
}

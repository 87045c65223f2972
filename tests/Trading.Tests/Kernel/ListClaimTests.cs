using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>What the exits of a list are for: their share of what its entry opened, and no more of it than others have left.</summary>
public sealed class ListClaimTests
{
    // Entry 1, stops of 0.5 each, no peers; the strategy sells 0.5: stops may sell 0.5 together.
    [Fact]
    public void Stops_without_peers_sell_no_more_together_than_is_left()
    {
        var (kernel, _, first, second) = BeginTwo(Stop(0.5m), Stop(0.5m, 95));
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m) with { Strategy = One }), 0.5m, 100);
        Settle(kernel);
        Assert.Equal(0.5m, HeldByOne(kernel));
        var open = new[] { first, second }.Where(stop => !stop.IsClosed).Sum(stop => stop.LeavesQuantity.Value);
        Assert.Equal(0.5m, open);
    }

    // The same, and the market falls through both: the second fills later, and is for nothing.
    [Fact]
    public void The_second_stop_does_not_sell_what_the_first_and_a_sell_closed()
    {
        var (kernel, _, first, second) = BeginTwo(Stop(0.5m), Stop(0.5m, 95));
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m) with { Strategy = One }), 0.5m, 100);
        Settle(kernel);
        kernel.Fill(first, first.LeavesQuantity.Value, 97);
        Settle(kernel);
        if (!second.IsClosed)
            kernel.Fill(second, second.LeavesQuantity.Value, 95);
        Assert.Equal((0m, 1m), (HeldByOne(kernel), kernel.Position.SignedQuantity));
    }

    // A target for half and a stop for all, without peers: the position of 1 has a stop of 1, and once the target has filled its 0.5, of 0.5.
    [Fact]
    public void A_stop_for_all_beside_a_target_for_half_protects_all()
    {
        var (kernel, _, target, stop) = BeginTwo(Target(0.5m), Stop());
        Assert.Equal((0.5m, 1m), (target.LeavesQuantity.Value, stop.LeavesQuantity.Value));
        kernel.Fill(target, 0.5m, 105);
        Settle(kernel);
        Assert.Equal((0.5m, 0.5m), (HeldByOne(kernel), stop.LeavesQuantity.Value));
    }

    // The same with a stop for all and two targets that end all: nothing is left for the stop.
    [Fact]
    public void A_stop_without_peers_ends_once_targets_closed_all()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var orders = kernel.Submit(new OrderListRequest
        {
            Entry = KernelHarness.Request(Buy, 1, 100) with { Strategy = One },
            Orders = [Target(0.5m) with { Strategy = One }, Stop(0.5m) with { Strategy = One }],
        });
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], 1, 100);
        kernel.Accept(orders[1]);
        kernel.Accept(orders[2]);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.5m) with { Strategy = One }), 0.5m, 100);
        Settle(kernel);
        kernel.Fill(orders[1], orders[1].LeavesQuantity.Value, 105);
        Settle(kernel);
        Assert.Equal(0m, HeldByOne(kernel));
        Assert.True(orders[2].IsClosed || orders[2].IsCancelRequested, $"the stop sells {orders[2].LeavesQuantity} of a position of 0");
    }

    // A sell's first fill leaves 0.005 of the list's, too small; 1 is bought; the last fill is of that: the list still has 0.005.
    [Fact]
    public void Exits_are_made_smaller_also_where_the_last_fill_took_from_none()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (_, target, stop) = BeginFilled(kernel);
        var sell = kernel.Submit(KernelHarness.Request(Sell, 1, 101));
        kernel.Accept(sell);
        kernel.Fill(sell, 0.995m, 101);
        kernel.Hold(1);
        kernel.Fill(sell, 0.005m, 101);
        Assert.Equal(OrderStatus.Filled, sell.Status);
        Settle(kernel);
        Assert.Equal(1.0m, kernel.Position.SignedQuantity);
        if (!stop.IsClosed)
            kernel.Fill(stop, stop.LeavesQuantity.Value, 97);
        Assert.InRange(kernel.Position.SignedQuantity, 0.99m, 1m);
        _ = target;
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

    // Of 0.8 a person keeps 0.4 by canceling the second stop; the first sells 0.4; 0.1 that come late are sold, and no more.
    [Fact]
    public void A_late_fill_does_not_sell_what_a_person_kept()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var orders = kernel.Submit(Two(Stop(0.5m), Stop(0.5m, 95)));
        var (entry, first, second) = (orders[0], orders[1], orders[2]);
        kernel.Accept(entry);
        kernel.Fill(entry, 0.8m, 100);
        kernel.Accept(first);
        kernel.Accept(second);
        Assert.Null(kernel.Do(new KernelCommand.Cancel(kernel.Now, second.Id, "ann", "")));
        kernel.Happen(second, OrderEvent.Canceled);
        kernel.Fill(first, 0.4m, 97);
        Assert.True(entry.IsCancelRequested);
        kernel.Fill(entry, 0.1m, 100);
        Assert.InRange(SentQuantity(kernel), 0.05m, 0.1m);
    }

    // 0.04 that came late were too small and sold by hand; then 1 was bought by hand; 0.04 that come now are of the entry, and no more.
    [Fact]
    public void A_late_fill_does_not_sell_what_was_bought_by_hand_since()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        kernel.Fill(stop, 0.5m, 97);
        kernel.Happen(target, OrderEvent.Canceled);
        kernel.Fill(entry, 0.04m, 97);
        Assert.Equal(0m, SentQuantity(kernel));
        kernel.Hold(0.06m, 97);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.1m)), 0.1m, 97);
        Assert.Equal(0m, kernel.Position.SignedQuantity);
        kernel.Hold(1, 97);
        kernel.Fill(entry, 0.04m, 97);
        Assert.Equal(0m, SentQuantity(kernel));
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

    // What waited to be sent again was denied, lives, and is canceled: that its venue says so is no incident.
    [Fact]
    public void The_cancel_of_one_that_was_denied_and_lives_is_no_incident()
    {
        var engine = ExecutionHarness.Recovered(kind: AccountKind.Margin);
        engine.Kernel.Hold(1);
        var stop = engine.Kernel.Submit(Stop());
        var sell = engine.Kernel.Submit(KernelHarness.Request(Sell, 1, 101));
        engine.Accept(sell);
        engine.Engage();
        engine.Lose(stop);
        while (stop.Status == OrderStatus.Unknown)
            engine.NotFound(engine.AwaitQuery(stop));
        engine.Kernel.Fill(sell, 1, 101);
        engine.Disengage();
        engine.Kernel.Close(98);
        Assert.Equal(OrderStatus.Denied, stop.Status);
        engine.Kernel.Accept(stop);
        Assert.Equal(["order_alive_after_end"], Codes(engine.Kernel));
        engine.Kernel.Happen(stop, OrderEvent.Canceled);
        Assert.Empty(Codes(engine.Kernel));
    }

    // A venue that keeps reduce-only orders to what the account holds says yes to each amendment and has 0.5 again: it is asked so often and no more.
    [Fact]
    public void An_order_that_its_venue_keeps_smaller_is_not_amended_for_ever()
    {
        var engine = ExecutionHarness.Recovered(kind: AccountKind.Margin);
        var kernel = engine.Kernel;
        var orders = kernel.Submit(Bracket());
        var (entry, target, stop) = (orders[0], orders[1], orders[2]);
        engine.Accept(entry);
        kernel.Fill(entry, 1, 100);
        engine.Accept(target);
        engine.Accept(stop);
        kernel.Happen(stop, OrderEvent.Updated); // The venue made it smaller.
        var (amends, incidents) = (0, 0);
        for (var tick = 0; tick < 400; tick++)
        {
            engine.Tick();
            foreach (var query in engine.Effects.OfType<Effect.Query>().Where(query => query.Order == stop).ToArray())
            {
                var found = engine.OrderAt(stop, VenueOrderStatus.Open);
                engine.Answer(query, new OrderAnswer.Found(found with { Terms = found.Terms with { Quantity = kernel.Market.ToQuantity(0.5m, GridRounding.Exact) } }, []));
                incidents += Codes(kernel).Count(code => code == "order_differs");
                if (stop.RequestedAmend is not { } amend)
                    continue;
                amends++;
                kernel.Tell(new ExecutionInput.AmendAnswered(engine.Now, stop.Id, amend.Time, new AmendOutcome.Amended(engine.Now)));
                kernel.Happen(stop, OrderEvent.Updated); // And smaller again.
            }
        }
        Assert.True(amends <= 5 && incidents <= 5, $"{amends} amendments and {incidents} incidents");
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
        var sell = kernel.Submit(KernelHarness.Request(Sell, 0.3m, 101));
        kernel.Accept(sell);
        kernel.SetState(TradingState.Halted);
        kernel.Happen(target, OrderEvent.Canceled);
        var closing = kernel.Kernel.State.OpenOrders.Single(order => order.Status == OrderStatus.Released);
        kernel.Fill(sell, 0.3m, 101);
        Assert.Equal((true, 0), (closing.IsClosed, Amended(kernel, otherStop).Length));
    }

    // A strategy holds 1 that it bought for euros, a bracket by hand 1 that was bought for dollars; 1 is sold by hand: it is the bracket's.
    [Fact]
    public void What_a_strategy_holds_by_another_instrument_of_the_same_base_is_not_by_hand()
    {
        var euro = InstrumentId.Parse("BTC-EUR.SIM");
        var kernel = new KernelHarness();
        Assert.Null(kernel.Do(new KernelCommand.SetInstrument(kernel.Now, new Instrument(euro, 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.002m)) { QuantityMin = 0.01m, QuantityMax = 1_000, NotionalMin = 5, NotionalMax = 50_000 })));
        Assert.Null(kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(1_000, Currency.Parse("EUR")), BalanceReason.Deposit, "")));
        var at = kernel.Market.ToPrice(100, GridRounding.Exact);
        kernel.Advance(TimeSpan.FromMinutes(1));
        kernel.Kernel.Decide(new BarClosed(1, new Bar(kernel.Now - TimeSpan.FromMinutes(1), kernel.Now, at, at, at, at, 1)), kernel.Decision);
        StartIdle(kernel, One);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Buy, 1) with { Instrument = euro, Strategy = One }), 1, 100);
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

    private static (KernelHarness Kernel, Order Entry, Order First, Order Second) BeginTwo(OrderRequest first, OrderRequest second, decimal filled = 1)
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var orders = kernel.Submit(Two(first with { Strategy = One }, second with { Strategy = One }));
        kernel.Accept(orders[0]);
        kernel.Fill(orders[0], filled, 100);
        foreach (var exit in orders.Skip(1).Where(exit => !exit.IsHeld))
            kernel.Accept(exit);
        return (kernel, orders[0], orders[1], orders[2]);
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

    private static decimal HeldByOne(KernelHarness kernel) => kernel.Kernel.State.Portfolio.PositionOf(One, KernelHarness.Btc).SignedQuantity;
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Lists where something does not go as planned: late fills, refused amendments, fees in coins, positions that others close, orders long ended.</summary>
public sealed class OrderListTests
{
    private static readonly VenueFeatures WithoutStops = new() { HasConditionalOrders = false };

    private static OrderRequest Target(decimal quantity = 1, decimal price = 105) =>
        KernelHarness.Request(Sell, quantity, price) with { IsReduceOnly = true, Role = OrderRole.Exit };

    private static OrderRequest Stop(decimal quantity = 1, decimal trigger = 97) =>
        KernelHarness.Request(Sell, quantity) with { Type = StopMarket, TriggerPrice = trigger, IsReduceOnly = true, Role = OrderRole.Protective };

    private static OrderListRequest Bracket(decimal quantity = 1) => OrderListRequest.Bracket(KernelHarness.Request(Buy, quantity, 100), Target(quantity), Stop(quantity));

    // Of an entry of 1 at 100.
    private static (Order Entry, Order Target, Order Stop) Begin(KernelHarness kernel, OrderListRequest? request = null)
    {
        var orders = kernel.Submit(request ?? Bracket());
        kernel.Accept(orders[0]);
        return (orders[0], orders[1], orders[2]);
    }

    private static decimal[] Amended(KernelHarness kernel, Order order) =>
        [.. kernel.Decision.Entries.OfType<OrderAmend>().Where(amend => amend.Id == order.Id).Select(amend => amend.Quantity!.Value.Value)];

    private static Order? Sent(KernelHarness kernel) => kernel.Decision.Effects.OfType<Effect.Submit>().SingleOrDefault()?.Order;

    private static string[] Codes(KernelHarness kernel) => [.. kernel.Incidents.Select(incident => incident.Code)];

    [Fact]
    public void Exits_wait_while_rounding_leaves_them_nothing()
    {
        // Exits of 0.1 for an entry of 100: of 0.5 filled their share is 0.0005, below a lot.
        var kernel = new KernelHarness(cash: 20_000);
        var (entry, target, stop) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 100, 100), Target(0.1m), Stop(0.1m)));
        kernel.Fill(entry, 0.5m, 100);
        Assert.Equal([OrderStatus.Emulated, OrderStatus.Emulated], [target.Status, stop.Status]);
        kernel.Fill(entry, 99.5m, 100);
        Assert.Equal([OrderStatus.Submitted, OrderStatus.Submitted], [target.Status, stop.Status]);
        Assert.Equal([0.1m, 0.1m], [target.Quantity.Value, stop.Quantity.Value]);
    }

    [Fact]
    public void An_entry_that_ended_long_ago_still_gives_its_exits_their_size()
    {
        var kernel = new KernelHarness(closedOrdersMax: 2);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.4m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Happen(entry, OrderEvent.Canceled);
        for (var others = 0; others < 5; others++)
            kernel.Happen(kernel.Limit(Buy, 0.1m, 90), OrderEvent.Rejected);
        Assert.Same(entry, kernel.Kernel.State.FindOrder(entry.Id));
        // 0.1 of the target's 0.4: the stop works for 0.3.
        kernel.Fill(target, 0.1m, 105);
        Assert.Equal([0.3m], Amended(kernel, stop));
        AssertReadsBack(kernel);

        // Once nothing of the list is open any more, it goes as others do.
        kernel.Happen(stop, OrderEvent.Updated);
        kernel.Fill(target, 0.3m, 105);
        kernel.Happen(stop, OrderEvent.Canceled);
        AssertReadsBack(kernel);
        for (var others = 0; others < 3; others++)
            kernel.Happen(kernel.Limit(Buy, 0.1m, 90), OrderEvent.Rejected);
        Assert.Null(kernel.Kernel.State.FindOrder(entry.Id));
        Assert.False(kernel.Kernel.State.HasClusters);
        AssertReadsBack(kernel);
    }

    [Fact]
    public void A_state_that_is_read_knows_no_more_of_lists_than_the_one_that_was_written()
    {
        var kernel = new KernelHarness(closedOrdersMax: 2);
        var (entry, _, _) = Begin(kernel);
        kernel.Happen(entry, OrderEvent.Canceled); // Its exits with it, and the first of the three is forgotten.
        var read = AssertReadsBack(kernel);
        Assert.Null(kernel.Kernel.State.ClusterOf(entry.Id));
        Assert.Null(read.ClusterOf(entry.Id));
    }

    [Fact]
    public void A_fill_of_the_entry_after_its_exits_have_closed_the_position_is_sold_at_once()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 0.5m, 105); // The entry is canceled with it, and fills once more before its venue hears of that.
        Assert.True(entry.IsCancelRequested);
        kernel.Happen(stop, OrderEvent.Canceled);
        kernel.Fill(entry, 0.2m, 100);
        var sold = Assert.IsType<Order>(Sent(kernel));
        Assert.Equal((Sell, Market, 0.2m, true, OrderRole.Protective), (sold.Terms.Side, sold.Terms.Type, sold.Quantity.Value, sold.Terms.IsReduceOnly, sold.Terms.Role));
        Assert.Equal(["entry_filled_late"], Codes(kernel));
        kernel.Fill(sold, 0.2m, 101);
        Assert.Equal(0, kernel.Position.SignedQuantity);
        AssertReadsBack(kernel);
    }

    [Fact]
    public void A_late_fill_does_not_wait_for_the_end_of_exits_that_are_canceled()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 0.5m, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 0.5m, 105);
        Assert.Equal((OrderStatus.PendingCancel, OrderStatus.PendingCancel), (entry.Status, stop.Status));
        kernel.Fill(entry, 0.3m, 100);
        Assert.Equal(0.3m, Sent(kernel)!.Quantity.Value);
    }

    [Fact]
    public void A_fill_that_comes_after_the_entry_was_canceled_unfilled_is_sold_at_once()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Happen(entry, OrderEvent.Canceled);
        Assert.Equal([OrderStatus.Canceled, OrderStatus.Canceled], [target.Status, stop.Status]);
        kernel.Fill(entry, 0.3m, 100, fee: new Money(0.0003m, Currency.Parse("BTC")));
        Assert.Equal(0.299m, Sent(kernel)!.Quantity.Value); // 0.2997 are there, and a lot is 0.001.
    }

    [Fact]
    public void A_late_fill_that_is_too_small_to_sell_is_told()
    {
        var kernel = new KernelHarness();
        var (entry, _, _) = Begin(kernel);
        kernel.Happen(entry, OrderEvent.Canceled);
        kernel.Fill(entry, 0.02m, 100); // Of 2 USDT, where 5 are the least.
        Assert.Null(Sent(kernel));
        Assert.Equal(["exit_too_small"], Codes(kernel));
    }

    [Fact]
    public void Where_a_person_canceled_the_exits_the_entry_fills_without_them()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Do(new KernelCommand.Cancel(kernel.Now, target.Id, "anna", ""));
        kernel.Do(new KernelCommand.Cancel(kernel.Now, stop.Id, "anna", ""));
        kernel.Fill(entry, 1, 100);
        Assert.Null(Sent(kernel));
        Assert.Empty(Codes(kernel));
    }

    [Fact]
    public void An_amendment_that_got_lost_is_asked_for_again()
    {
        var (harness, entry, stop) = Growing();
        harness.Kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, new AmendOutcome.Unknown("timeout")));
        harness.Found(harness.AwaitQuery(stop), VenueOrderStatus.Open); // In its old size, that of its terms.
        Assert.Equal([0.8m], Amended(harness.Kernel, stop));
        Assert.Equal((OrderStatus.PendingUpdate, 0.8m), (stop.Status, stop.RequestedAmend!.Quantity!.Value.Value));
        Assert.Equal(0.8m, entry.FilledQuantity.Value);
    }

    [Fact]
    public void A_refused_amendment_of_an_exit_is_told_and_asked_for_again_a_few_times()
    {
        var (harness, entry, stop) = Growing();
        var (asked, told) = (0, 0);
        while (harness.State.FindOrder(stop.Id) is { RequestedAmend: not null })
        {
            asked++;
            harness.Kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, new AmendOutcome.Rejected("too_many_requests")));
            told += Codes(harness.Kernel).Count(code => code == "protection_short");
            while (harness.Kernel.Kernel.WatchedOrders > 0 && stop.RequestedAmend is null)
            {
                harness.Tick();
                if (harness.Effects.OfType<Effect.Query>().SingleOrDefault() is { } query)
                    harness.Found(query, VenueOrderStatus.Open);
            }
        }
        Assert.Equal((5, 1), (asked, told));
        // What its entry fills next asks anew.
        harness.Kernel.Fill(entry, 0.1m, 100);
        Assert.Equal([0.9m], Amended(harness.Kernel, stop));
    }

    [Fact]
    public void A_stop_that_was_refused_its_growth_is_asked_for_it_after_a_restart()
    {
        var (harness, _, stop) = Growing();
        harness.Kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, stop.Id, new AmendOutcome.Rejected("too_many_requests")));
        var after = harness.Restart();
        after.Recover();
        var again = after.State.FindOrder(stop.Id)!;
        after.Found(after.Effects.OfType<Effect.Query>().FirstOrDefault(query => query.Order == again) ?? after.AwaitQuery(again), VenueOrderStatus.Open);
        Assert.Equal(0.8m, again.RequestedAmend!.Quantity!.Value.Value);
    }

    [Fact]
    public void A_peer_that_its_venue_refuses_to_make_smaller_is_told_and_asked_for_again()
    {
        var harness = ExecutionHarness.Recovered();
        var kernel = harness.Kernel;
        var orders = kernel.Submit(Bracket());
        foreach (var order in orders)
        {
            if (order == orders[0])
                harness.Accept(order);
        }
        kernel.Fill(orders[0], 1, 100);
        harness.Accept(orders[1]);
        harness.Accept(orders[2]);
        kernel.Fill(orders[1], 0.4m, 105);
        Assert.Equal([0.6m], Amended(kernel, orders[2]));
        kernel.Tell(new ExecutionInput.AmendAnswered(harness.Now, orders[2].Id, new AmendOutcome.Rejected("too_many_requests")));
        Assert.Equal(["exit_too_large"], Codes(kernel));
        harness.Found(harness.AwaitQuery(orders[2]), VenueOrderStatus.Open);
        Assert.Equal([0.6m], Amended(kernel, orders[2]));
    }

    // An entry that filled 0.5 and then 0.3, with a stop of 0.5 whose amendment to 0.8 is on its way.
    private static (ExecutionHarness Harness, Order Entry, Order Stop) Growing()
    {
        var harness = ExecutionHarness.Recovered();
        var kernel = harness.Kernel;
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        harness.Accept(orders[0]);
        kernel.Fill(orders[0], 0.5m, 100);
        harness.Accept(orders[1]);
        kernel.Fill(orders[0], 0.3m, 100);
        Assert.Equal([0.8m], Amended(kernel, orders[1]));
        return (harness, orders[0], orders[1]);
    }

    [Fact]
    public void A_stop_that_may_not_be_sent_yet_takes_nothing_from_its_target()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Halted, "anna", "test"));
        kernel.Close(96);
        Assert.Equal((OrderStatus.Accepted, OrderStatus.Released), (target.Status, stop.Status));
        Assert.Equal(["protection_denied"], Codes(kernel));
        kernel.Close(95);
        Assert.Empty(Codes(kernel)); // Told once.

        kernel.Do(new KernelCommand.SetTradingState(kernel.Now, TradingState.Active, "anna", "test"));
        kernel.Close(95);
        Assert.Equal(OrderStatus.PendingCancel, target.Status);
        kernel.Happen(target, OrderEvent.Canceled);
        Assert.Same(stop, Sent(kernel));
    }

    [Fact]
    public void A_stop_is_sent_for_what_is_still_there()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 2, 100), Orders = [Stop(2)] });
        kernel.Fill(orders[0], 2, 100);
        kernel.Do(new KernelCommand.ChangeBalance(kernel.Now, new Money(-1.2m, Currency.Parse("BTC")), BalanceReason.Correction, "W1"));
        kernel.Close(96);
        Assert.Equal(0.8m, kernel.Decision.Effects.OfType<Effect.Submit>().Single().Terms.Quantity.Value);
    }

    [Fact]
    public void A_stop_here_that_is_too_small_to_send_is_told_when_its_entry_ends()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        kernel.Fill(orders[0], 0.02m, 100);
        Assert.Equal(OrderStatus.Emulated, orders[1].Status);
        kernel.Happen(orders[0], OrderEvent.Canceled);
        Assert.Equal(["exit_too_small"], Codes(kernel));
        Assert.Equal(OrderStatus.Canceled, orders[1].Status);
    }

    [Fact]
    public void Exits_ask_for_what_their_own_entry_left_after_its_fee()
    {
        var kernel = new KernelHarness();
        var first = Begin(kernel);
        kernel.Fill(first.Entry, 1, 100, fee: new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal([0.999m, 0.999m], [first.Target.Quantity.Value, first.Stop.Quantity.Value]);
        var second = Begin(kernel);
        kernel.Fill(second.Entry, 1, 100, fee: new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal([0.999m, 0.999m], [second.Target.Quantity.Value, second.Stop.Quantity.Value]);
        AssertReadsBack(kernel);
    }

    [Fact]
    public void Exits_of_a_strategy_stay_while_its_own_position_does()
    {
        // By hand 1 is sold short, by a strategy 1 is bought: the account is flat, and the strategy is not.
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5);
        var strategy = StrategyInstanceId.Parse("stg_one");
        var (entry, target, stop) = Begin(kernel, new OrderListRequest
        {
            Entry = KernelHarness.Request(Buy, 1, 100) with { Strategy = strategy },
            Orders = [Target() with { Strategy = strategy }, Stop() with { Strategy = strategy }],
            Peers = Contingency.Ouo,
        });
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1)), 1, 100);
        Assert.Equal(0, kernel.Position.SignedQuantity);
        Assert.Equal([OrderStatus.Accepted, OrderStatus.Accepted], [target.Status, stop.Status]);
    }

    [Fact]
    public void Exits_by_hand_stay_while_the_position_by_hand_does()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5);
        var (entry, target, stop) = Begin(kernel);
        kernel.Do(new KernelCommand.StartStrategy(kernel.Now, StrategyInstanceId.Parse("stg_one"), StrategyCatalog.Get("ma-cross"), [KernelHarness.Btc], StrategyCatalog.Get("ma-cross").Read([]), "test"));
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 1) with { Strategy = StrategyInstanceId.Parse("stg_one") }), 1, 100);
        Assert.Equal(0, kernel.Position.SignedQuantity);
        Assert.Equal([OrderStatus.Accepted, OrderStatus.Accepted], [target.Status, stop.Status]);
    }

    [Fact]
    public void A_cancel_of_an_exit_that_is_rejected_is_not_asked_for_at_once_again()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Fill(target, 1, 105);
        Assert.Equal(OrderStatus.PendingCancel, stop.Status);
        kernel.Happen(stop, OrderEvent.CancelRejected);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Cancel>());
    }

    [Theory]
    [InlineData(100, 97, 95, "stop was 97, must be below 95, the entry's")] // The entry would fill at 95 or so, and the stop be hit at once.
    [InlineData(94, 95, 95, "stop was 95, must be below 94, the entry's")]
    [InlineData(94, 93, 95, null)]
    public void A_stop_is_behind_what_its_entry_can_fill_at(int limit, int trigger, int last, string? message)
    {
        var kernel = new KernelHarness(price: last);
        var refusal = kernel.Do(new KernelCommand.SubmitList(kernel.Now, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, limit), Target(), Stop(trigger: trigger))));
        Assert.Equal(message, refusal?.Message);
    }

    [Fact]
    public void A_trailing_stop_of_a_list_must_have_a_trigger_above_0()
    {
        var kernel = new KernelHarness();
        var trailing = Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 100 };
        var refusal = kernel.Do(new KernelCommand.SubmitList(kernel.Now, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target(), trailing)));
        Assert.Equal((RefusalCode.TrailingOffsetInvalid, "trailing offset was 100, must be below the 100 that its entry fills at"), (refusal!.Code, refusal.Message));
        Assert.Empty(kernel.Decision.Entries);
    }

    [Fact]
    public void A_target_is_not_amended_to_where_its_stop_is()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        var refusal = kernel.Do(new KernelCommand.Amend(kernel.Now, target.Id, null, 97, null));
        Assert.Equal((RefusalCode.AmendInvalid, $"price was 97, must be above the 97 of the stop {stop.Id}"), (refusal!.Code, refusal.Message));
        refusal = kernel.Do(new KernelCommand.Amend(kernel.Now, stop.Id, null, null, 106));
        Assert.Equal((RefusalCode.AmendInvalid, $"trigger price was 106, must be below the 105 of the target {target.Id}"), (refusal!.Code, refusal.Message));
    }

    [Fact]
    public void A_bar_does_not_hit_a_trigger_that_moved_within_it()
    {
        // Prints of 95, 110 and 108 are one bar, whose low came before the trigger was at 104.
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5, features: WithoutStops);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Buy, 1)), 1, 100);
        Assert.Null(kernel.Do(new KernelCommand.Submit(kernel.Now, Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 6 })));
        var stop = kernel.Kernel.State.HeldOrders.Single();
        var open = kernel.Now;
        foreach (var price in new[] { 95m, 110, 108 })
        {
            kernel.Advance(TimeSpan.FromSeconds(10));
            kernel.Kernel.Decide(new TradeSeen(0, new TradeTick(kernel.Now, kernel.Now, At(price), kernel.Market.ToQuantity(1, GridRounding.Exact), OrderSide.Buy, 1)), new Decision());
        }
        Assert.Equal(104m, stop.TriggerPrice!.Value.Value);
        kernel.Kernel.Decide(new BarClosed(0, new Bar(open, kernel.Now, At(95), At(110), At(95), At(108), 3)), new Decision());
        Assert.Equal(OrderStatus.Emulated, stop.Status);

        Price At(decimal price) => kernel.Market.ToPrice(price, GridRounding.Exact);
    }

    [Fact]
    public void An_entry_cannot_be_made_larger_than_its_exits()
    {
        var kernel = new KernelHarness();
        var (entry, _, _) = Begin(kernel);
        var refusal = kernel.Do(new KernelCommand.Amend(kernel.Now, entry.Id, 2, null, null));
        Assert.Equal((RefusalCode.AmendInvalid, $"quantity of entry {entry.Id} was 2, must be at most the 1 that its exits are for"), (refusal!.Code, refusal.Message));
        Assert.Null(kernel.Do(new KernelCommand.Amend(kernel.Now, entry.Id, 0.5m, null, null)));
    }

    [Fact]
    public void Orders_that_could_open_a_position_make_room_before_one_is_sent()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 5, features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Orders = [KernelHarness.Request(Sell, 1, 105), Stop() with { IsReduceOnly = false, Role = OrderRole.Working }], Peers = Contingency.Oco });
        kernel.Accept(orders[0]);
        kernel.Close(96);
        Assert.Equal((OrderStatus.PendingCancel, OrderStatus.Released), (orders[0].Status, orders[1].Status));
        kernel.Happen(orders[0], OrderEvent.Canceled);
        Assert.Same(orders[1], Sent(kernel));
    }

    [Fact]
    public void A_cancel_that_makes_room_is_asked_for_once()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Close(96);
        Assert.Single(kernel.Decision.Effects.OfType<Effect.Cancel>());
        kernel.Happen(target, OrderEvent.CancelRejected);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Cancel>());
        kernel.Close(95);
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Cancel>());
        Assert.Equal(OrderStatus.Released, stop.Status);
    }

    [Fact]
    public void A_stop_that_never_left_is_sent_once_more()
    {
        var harness = ExecutionHarness.Recovered();
        var orders = harness.Kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        harness.Accept(orders[0]);
        harness.Kernel.Fill(orders[0], 1, 100);
        harness.Answer(orders[1], new SubmitOutcome.NotSent("deadline"));
        Assert.Equal((orders[1], 2), (Sent(harness.Kernel), orders[1].Attempt));
        harness.Answer(orders[1], new SubmitOutcome.NotSent("deadline"));
        Assert.Equal(OrderStatus.NotPlaced, orders[1].Status);
        Assert.Equal(["protection_ended"], Codes(harness.Kernel));
    }

    [Fact]
    public void A_stop_that_its_venue_ends_is_told()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Happen(stop, OrderEvent.Canceled, "maintenance");
        Assert.Equal(["protection_ended"], Codes(kernel));
    }

    [Fact]
    public void A_stop_that_somebody_canceled_is_not_told_as_lost()
    {
        var kernel = new KernelHarness();
        var (entry, target, stop) = Begin(kernel);
        kernel.Fill(entry, 1, 100);
        kernel.Accept(target);
        kernel.Accept(stop);
        kernel.Do(new KernelCommand.Cancel(kernel.Now, stop.Id, "anna", ""));
        kernel.Happen(stop, OrderEvent.Canceled);
        Assert.Empty(Codes(kernel));
    }

    [Fact]
    public void An_exit_shows_no_more_than_it_has()
    {
        var kernel = new KernelHarness();
        var (entry, _, _) = Begin(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target() with { DisplayQuantity = 0.5m }, Stop()));
        kernel.Fill(entry, 0.4m, 100);
        var sent = kernel.Decision.Effects.OfType<Effect.Submit>().First();
        Assert.Equal((0.4m, null), (sent.Terms.Quantity.Value, sent.Terms.DisplayQuantity));
    }

    [Fact]
    public void All_orders_of_a_list_count_against_the_rate()
    {
        var kernel = new KernelHarness();
        kernel.Do(new KernelCommand.SetLimits(kernel.Now, new RiskLimits { OrdersPerSecond = 2 }, "anna"));
        var refusal = kernel.Do(new KernelCommand.SubmitList(kernel.Now, Bracket()));
        Assert.Equal((RefusalCode.OrderRateExceeded, "the list has 3 orders and 0 were made in the last second, must be at most 2 in all"), (refusal!.Code, refusal.Message));
        Assert.Empty(kernel.Decision.Entries);
    }

    [Fact]
    public void A_key_answers_only_the_whole_list_it_made()
    {
        var kernel = new KernelHarness();
        var request = Bracket();
        request = request with { Entry = request.Entry! with { IdempotencyKey = "k1", UserId = "anna" } };
        kernel.Submit(request);
        Assert.Null(kernel.Do(new KernelCommand.SubmitList(kernel.Now, request)));
        Assert.Empty(kernel.Decision.Entries);
        var other = request with { Orders = [request.Orders[0], Stop(trigger: 96)] };
        Assert.Equal(RefusalCode.IdempotencyKeyUsed, kernel.Do(new KernelCommand.SubmitList(kernel.Now, other))?.Code);
    }

    [Fact]
    public void A_trailing_stop_begins_on_the_grid_of_now()
    {
        var kernel = new KernelHarness(features: WithoutStops);
        var trailing = Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 3 };
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [trailing] });
        kernel.Accept(orders[0]);
        kernel.Close(100.01m);
        kernel.Do(new KernelCommand.SetInstrument(kernel.Now, new Instrument(KernelHarness.Btc, 0.5m, 0.001m, kernel.Market.Fees)));
        kernel.Fill(orders[0], 1, 99.5m);
        Assert.Equal(97m, orders[1].TriggerPrice!.Value.Value); // 3 behind 100, the price on the grid below 100.01.
    }

    private static KernelState AssertReadsBack(KernelHarness kernel)
    {
        var writer = new MessageWriter();
        kernel.Kernel.State.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        var read = KernelState.Read(kernel.Options, ref reader);
        Assert.Equal(kernel.Kernel.State.Hash(), read.Hash());
        Assert.Equal(kernel.Kernel.State.ClosedOrders.Select(order => order.Id), read.ClosedOrders.Select(order => order.Id));
        Assert.Equal(kernel.Kernel.State.HasClusters, read.HasClusters);
        return read;
    }
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>What a list and an amendment of it may ask for, and what of it is sent.</summary>
public sealed class OrderListRequestTests
{
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
    public void What_closes_what_an_entry_opens_only_reduces()
    {
        var kernel = new KernelHarness();
        AssertRefused(kernel, OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target() with { IsReduceOnly = false }, Stop() with { IsReduceOnly = false }), "a sell of 1 was to close what the entry of 1 opens, must be reduce-only");
        // One that turns the position round does not.
        Assert.Null(kernel.Do(new KernelCommand.SubmitList(kernel.Now, new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [KernelHarness.Request(Sell, 2, 105)] })));
    }

    [Fact]
    public void Peers_of_a_side_all_only_reduce_or_none_does()
    {
        var kernel = new KernelHarness(AccountKind.Margin);
        kernel.Hold(1);
        var peers = new OrderListRequest { Orders = [Target() with { IsReduceOnly = false }, Stop()], Peers = Contingency.Oco };
        AssertRefused(kernel, peers, "orders of one side that cancel or reduce each other were reduce-only in part, must all be, or none");
        Assert.Null(kernel.Do(new KernelCommand.SubmitList(kernel.Now, peers with { Orders = [KernelHarness.Request(Buy, 1, 90), Stop()] })));
    }

    [Fact]
    public void The_key_of_a_list_is_that_of_its_first_order()
    {
        var kernel = new KernelHarness();
        var keyed = KernelHarness.Request(Buy, 1, 90) with { IdempotencyKey = "k1", UserId = "ann" };
        kernel.Submit(keyed);
        AssertRefused(
            kernel,
            OrderListRequest.Bracket(KernelHarness.Request(Buy, 1, 100), Target() with { IdempotencyKey = "k1", UserId = "ann" }, Stop()),
            "an order of the list had idempotency key 'k1', must have none: a list is known by that of its first order");
        // Who asks again with it gets the order that it made.
        Assert.Null(kernel.Do(new KernelCommand.Submit(kernel.Now, keyed)));
    }

    private static void AssertRefused(KernelHarness kernel, OrderListRequest request, string message)
    {
        var refusal = kernel.Do(new KernelCommand.SubmitList(kernel.Now, request));
        Assert.Equal((RefusalCode.OrderListInvalid, message), (refusal?.Code, refusal?.Message));
        Assert.Empty(kernel.Decision.Entries);
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

    // A list of which we closed a rest at the market has an order more; its key answers as before.
    [Fact]
    public void A_key_answers_a_list_also_where_a_rest_of_it_was_closed()
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var request = Bracket();
        request = request with { Entry = request.Entry! with { IdempotencyKey = "k1", UserId = "anna" } };
        var (_, target, _) = BeginShort(kernel, request);
        kernel.Happen(target, OrderEvent.Canceled);
        Assert.Equal(0.3m, SentQuantity(kernel));
        Assert.Null(kernel.Do(new KernelCommand.SubmitList(kernel.Now, request)));
        Assert.Empty(kernel.Decision.Entries);
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
        kernel.Fill(orders[0], 1, 99.76m);
        Assert.Equal(96.5m, orders[1].TriggerPrice!.Value.Value); // 3 behind 99.5, the price on the grid below 99.76.
    }

    [Theory]
    [InlineData(97, 94)]
    [InlineData(110, 107)]
    public void A_trailing_stop_begins_behind_the_fill_it_protects(int fill, int trigger)
    {
        // The last price is 100: that was before there was a position.
        var kernel = new KernelHarness(features: WithoutStops);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1), Orders = [Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 3 }] });
        kernel.Fill(orders[0], 1, fill);
        Assert.Equal(trigger, orders[1].TriggerPrice!.Value.Value);
    }

    [Fact]
    public void Exits_keep_to_their_entry_until_it_fills()
    {
        // Last price 110, entry 100, target 105, stop 97.
        var kernel = new KernelHarness(price: 110);
        var (entry, target, stop) = Begin(kernel);
        Assert.Equal((RefusalCode.OrderListInvalid, "stop was 101, must be below 100, the entry's"), Amend(stop, trigger: 101));
        Assert.Equal((RefusalCode.OrderListInvalid, "target was 99, must be above 100, the entry's"), Amend(target, price: 99));
        Assert.Equal((RefusalCode.OrderListInvalid, "stop was 97, must be below 96, the entry's"), Amend(entry, price: 96));
        Assert.Equal((RefusalCode.OrderListInvalid, "target was 105, must be above 106, the entry's"), Amend(entry, price: 106));
        Assert.Empty(kernel.Decision.Entries);
        Assert.Null(Amend(stop, trigger: 99));
        Assert.Null(kernel.Do(new KernelCommand.Amend(kernel.Now, entry.Id, 0.6m, null, null))); // A smaller entry has exits as large as it.
        kernel.Happen(entry, OrderEvent.Updated);
        Assert.Null(Amend(stop, trigger: 98));

        // While the entry may become another, its exits are not moved.
        Assert.Null(Amend(entry, price: 99.5m));
        Assert.Equal((RefusalCode.OrderBusy, $"order {entry.Id} of its list is being amended; it must be at rest before another of the list is moved"), Amend(target, price: 104));
        kernel.Happen(entry, OrderEvent.Updated);

        // Once there is a position, its stop may follow the market: profit is kept so.
        kernel.Fill(entry, 0.6m, 99.5m);
        kernel.Accept(target);
        kernel.Accept(stop);
        Assert.Null(Amend(stop, trigger: 102));

        (RefusalCode, string)? Amend(Order order, decimal? price = null, decimal? trigger = null) =>
            kernel.Do(new KernelCommand.Amend(kernel.Now, order.Id, null, price, trigger)) is { } refusal ? (refusal.Code, refusal.Message) : null;
    }
}

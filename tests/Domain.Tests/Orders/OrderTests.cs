namespace VeloZ.Domain.Tests;

public sealed class OrderTests
{
    private static readonly UnixNanos Start = new(1_000);
    private static readonly UnixNanos Later = new(2_000);

    [Fact]
    public void New_order_is_what_was_asked_for()
    {
        var order = Make(OrderStatus.Submitted);
        Assert.Equal((OrderStatus.Submitted, 1, "", ""), (order.Status, order.Attempt, order.VenueOrderId, order.Reason));
        Assert.Equal((Markets.Quantity(10), default(Quantity), Markets.Quantity(10)), (order.Quantity, order.FilledQuantity, order.LeavesQuantity));
        Assert.Equal((Start, Start), (order.CreatedTime, order.UpdatedTime));
        Assert.Null(order.AverageFillPrice);
        Assert.False(order.IsClosed);
    }

    [Fact]
    public void Events_leave_what_they_do_not_tell()
    {
        var order = Make(OrderStatus.Submitted);
        order.Apply(OrderEvent.Accepted, Later, venueOrderId: "v-1");
        order.Apply(OrderEvent.Canceled, new UnixNanos(3_000), reason: "by_user");
        Assert.Equal(("v-1", "by_user", new UnixNanos(3_000)), (order.VenueOrderId, order.Reason, order.UpdatedTime));
        Assert.True(order.IsClosed);
    }

    [Fact]
    public void Illegal_step_is_a_bug_and_changes_nothing()
    {
        var order = Make(OrderStatus.Denied);
        var fault = Assert.Throws<InvariantException>(() => order.Apply(OrderEvent.Accepted, Later, "v-1"));
        Assert.Equal($"order {order.Id} was Denied when Accepted was folded, must be a legal step", fault.Message);
        Assert.Equal((OrderStatus.Denied, "", Start), (order.Status, order.VenueOrderId, order.UpdatedTime));
    }

    [Theory]
    [InlineData(OrderStatus.Submitted)]
    [InlineData(OrderStatus.Accepted)]
    [InlineData(OrderStatus.Triggered)]
    [InlineData(OrderStatus.PartiallyFilled)]
    public void Refused_request_gives_back_the_state_before_it(OrderStatus before)
    {
        AssertAfter(before, before, OrderEvent.CancelRequested, OrderEvent.CancelRejected);
        AssertAfter(before, before, OrderEvent.CancelRequested, OrderEvent.CancelRequested, OrderEvent.CancelRejected);
        AssertAfter(before, before, OrderEvent.UpdateRequested, OrderEvent.UpdateRejected);
        AssertAfter(before, before, OrderEvent.UpdateRequested, OrderEvent.Updated);
        AssertAfter(before, before, OrderEvent.UpdateRequested, OrderEvent.CancelRequested, OrderEvent.CancelRejected);
        AssertAfter(before, before, OrderEvent.CancelRequested, OrderEvent.CancelRejected, OrderEvent.UpdateRequested, OrderEvent.UpdateRejected);
    }

    [Fact]
    public void What_happened_during_a_request_is_the_state_to_come_back_to()
    {
        AssertAfter(OrderStatus.Accepted, OrderStatus.Submitted, OrderEvent.CancelRequested, OrderEvent.Accepted, OrderEvent.CancelRejected);
        AssertAfter(OrderStatus.Triggered, OrderStatus.Accepted, OrderEvent.UpdateRequested, OrderEvent.Triggered, OrderEvent.UpdateRejected);
        AssertAfter(OrderStatus.Triggered, OrderStatus.Submitted, OrderEvent.CancelRequested, OrderEvent.Accepted, OrderEvent.Triggered, OrderEvent.CancelRejected);
    }

    [Fact]
    public void A_late_acknowledgment_during_a_request_takes_no_fill_and_no_trigger_back()
    {
        AssertAfter(OrderStatus.PartiallyFilled, OrderStatus.PartiallyFilled, OrderEvent.CancelRequested, OrderEvent.Accepted, OrderEvent.CancelRejected);
        AssertAfter(OrderStatus.PartiallyFilled, OrderStatus.PartiallyFilled, OrderEvent.UpdateRequested, OrderEvent.Triggered, OrderEvent.UpdateRejected);
        AssertAfter(OrderStatus.Triggered, OrderStatus.Triggered, OrderEvent.CancelRequested, OrderEvent.Accepted, OrderEvent.CancelRejected);
    }

    [Fact]
    public void An_order_found_after_an_unknown_outcome_is_as_far_as_it_was()
    {
        AssertAfter(OrderStatus.Accepted, OrderStatus.Submitted, OrderEvent.OutcomeUnknown, OrderEvent.Accepted);
        AssertAfter(OrderStatus.Triggered, OrderStatus.Triggered, OrderEvent.CancelRequested, OrderEvent.OutcomeUnknown, OrderEvent.Accepted);
        AssertAfter(OrderStatus.PartiallyFilled, OrderStatus.PartiallyFilled, OrderEvent.UpdateRequested, OrderEvent.OutcomeUnknown, OrderEvent.Accepted);
        AssertAfter(OrderStatus.Unknown, OrderStatus.Submitted, OrderEvent.OutcomeUnknown, OrderEvent.CancelRequested);
    }

    [Fact]
    public void An_intent_that_never_arrived_is_sent_again_or_not_placed_but_no_order_the_venue_had()
    {
        AssertAfter(OrderStatus.Submitted, OrderStatus.Submitted, OrderEvent.OutcomeUnknown, OrderEvent.Submitted);
        AssertAfter(OrderStatus.Unknown, OrderStatus.Submitted, OrderEvent.OutcomeUnknown, OrderEvent.Submitted, OrderEvent.OutcomeUnknown);
        AssertAfter(OrderStatus.NotPlaced, OrderStatus.Submitted, OrderEvent.CancelRequested, OrderEvent.OutcomeUnknown, OrderEvent.NotPlaced);

        var acknowledged = After(OrderStatus.Submitted, OrderEvent.CancelRequested, OrderEvent.Accepted, OrderEvent.OutcomeUnknown);
        Assert.Null(acknowledged.Next(OrderEvent.NotPlaced));
        Assert.Null(acknowledged.Next(OrderEvent.Submitted));
        var filled = After(OrderStatus.Submitted, OrderEvent.OutcomeUnknown);
        Fill(filled, "t1", 5, 1);
        Assert.Equal(OrderStatus.Unknown, filled.Status);
        Assert.Null(filled.Next(OrderEvent.NotPlaced));
    }

    [Fact]
    public void Resubmitting_counts_attempts()
    {
        var order = Make(OrderStatus.Submitted);
        order.Resubmit(2);
        Assert.Equal(2, order.Attempt);
    }

    [Fact]
    public void Amended_values_hold_once_the_venue_says_so()
    {
        var order = Make(OrderStatus.Accepted);
        order.Apply(OrderEvent.UpdateRequested, Later);
        order.Request(new OrderAmend(Later, order.Id, Markets.Quantity(4), Markets.Price(99), TriggerPrice: null));
        Assert.Equal((Markets.Quantity(10), Markets.Price(100)), (order.Quantity, order.Price));
        order.ApplyRequest();
        Assert.Equal((Markets.Quantity(4), Markets.Price(99), Markets.Price(95)), (order.Quantity, order.Price, order.TriggerPrice));
        Assert.Equal(Markets.Quantity(10), order.Terms.Quantity);
        order.ApplyRequest(); // Nothing is on its way.
        Assert.Equal((Markets.Quantity(4), Markets.Price(99), Markets.Price(95)), (order.Quantity, order.Price, order.TriggerPrice));
        order.MoveTrail(Markets.Price(96), Later); // The limit keeps its distance of 4.
        Assert.Equal((Markets.Price(100), Markets.Price(96)), (order.Price, order.TriggerPrice));
    }

    [Fact]
    public void A_limit_that_trails_never_comes_to_nothing()
    {
        var order = Make(OrderStatus.Accepted); // 100, with a trigger of 95.
        order.MoveTrail(Markets.Price(1), Later);
        Assert.Equal((Markets.Price(6), Markets.Price(1)), (order.Price, order.TriggerPrice));
        order = Make(OrderStatus.Accepted);
        order.Request(new OrderAmend(Later, order.Id, null, Markets.Price(10), TriggerPrice: null));
        order.ApplyRequest();
        order.MoveTrail(Markets.Price(84), Later);
        Assert.Equal((Markets.Price(10), Markets.Price(84)), (order.Price, order.TriggerPrice));
    }

    [Theory]
    [InlineData(4, 100, 1_000, 400)] // Less: what is held back stays until it holds.
    [InlineData(20, 100, 2_000, 2_000)]
    [InlineData(10, 110, 1_100, 1_100)] // 100 a unit at a price of 100 are 110 at one of 110.
    public void An_amendment_on_its_way_holds_back_the_more_of_before_and_after(int quantity, int price, int pending, int after)
    {
        var order = Make(OrderStatus.Accepted);
        order.Request(new OrderAmend(Later, order.Id, Markets.Quantity(quantity), Markets.Price(price), TriggerPrice: null));
        order.Apply(OrderEvent.UpdateRequested, Later);
        Assert.Equal(pending, order.Reserved);
        order.ApplyRequest();
        order.Apply(OrderEvent.Updated, Later);
        Assert.Equal(after, order.Reserved);
    }

    [Fact]
    public void A_refused_amendment_is_forgotten()
    {
        var order = Make(OrderStatus.Accepted);
        order.Apply(OrderEvent.UpdateRequested, Later);
        order.Request(new OrderAmend(Later, order.Id, Markets.Quantity(4), Markets.Price(99), TriggerPrice: null));
        order.Apply(OrderEvent.UpdateRejected, Later);
        order.ApplyRequest(); // The venue tells of a change of its own.
        Assert.Equal((Markets.Quantity(10), Markets.Price(100)), (order.Quantity, order.Price));
    }

    [Fact]
    public void A_fill_of_all_that_was_does_not_close_an_order_that_is_asked_to_be_larger()
    {
        var order = Enlarging();
        Fill(order, "t1", 100, 10);
        Assert.Equal((OrderStatus.PendingUpdate, false), (order.Status, order.IsClosed));
        order.ApplyRequest();
        order.Apply(OrderEvent.Updated, Later);
        Assert.Equal((OrderStatus.PartiallyFilled, Markets.Quantity(4)), (order.Status, order.LeavesQuantity));
        Fill(order, "t2", 100, 4);
        Assert.Equal(OrderStatus.Filled, order.Status);
    }

    [Fact]
    public void An_order_that_filled_whole_is_filled_once_its_amendment_is_refused()
    {
        var order = Enlarging();
        Fill(order, "t1", 100, 10);
        order.Apply(OrderEvent.UpdateRejected, Later);
        Assert.Equal(OrderStatus.Filled, order.Status);
    }

    [Fact]
    public void An_order_that_is_made_as_small_as_what_it_filled_is_filled()
    {
        var order = Make(OrderStatus.Accepted);
        order.Request(new OrderAmend(Later, order.Id, Markets.Quantity(4), null, TriggerPrice: null));
        order.Apply(OrderEvent.UpdateRequested, Later);
        Fill(order, "t1", 100, 4);
        Assert.Equal(OrderStatus.PendingUpdate, order.Status);
        order.ApplyRequest();
        order.Apply(OrderEvent.Updated, Later);
        Assert.Equal(OrderStatus.Filled, order.Status);
    }

    // 10 that are asked to be 14.
    private static Order Enlarging()
    {
        var order = Make(OrderStatus.Accepted);
        order.Request(new OrderAmend(Later, order.Id, Markets.Quantity(14), null, TriggerPrice: null));
        order.Apply(OrderEvent.UpdateRequested, Later);
        return order;
    }

    private static void AssertAfter(OrderStatus expected, OrderStatus before, params OrderEvent[] events) => Assert.Equal(expected, After(before, events).Status);

    // The order comes to where it starts by events too, as it does in the kernel.
    private static Order After(OrderStatus before, params OrderEvent[] events)
    {
        var order = Make(OrderStatus.Submitted);
        if (before == OrderStatus.PartiallyFilled)
            Fill(order, "first", 1, 1);
        else if (before != OrderStatus.Submitted)
            order.Apply(before == OrderStatus.Triggered ? OrderEvent.Triggered : OrderEvent.Accepted, Later);
        foreach (var happened in events)
            order.Apply(happened, Later);
        return order;
    }

    private static void Fill(Order order, string trade, decimal price, decimal quantity) =>
        order.ApplyFill(trade, Markets.Price(price), Markets.Quantity(quantity), feeInQuote: 0, feeInBase: 0, Later);

    private static Order Make(OrderStatus status) => new(
        ClientOrderId.Create('b', 0, 0, 1, OrderRole.Working),
        new OrderTerms
        {
            Instrument = Markets.Btc,
            Side = OrderSide.Buy,
            Type = OrderType.StopLimit,
            Quantity = Markets.Quantity(10),
            Price = Markets.Price(100),
            TriggerPrice = Markets.Price(95),
        },
        status,
        Start,
        reservedPerUnit: 100);
}

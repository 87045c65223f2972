using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class OrderFillTests
{
    [Fact]
    public void Fills_add_up_and_the_last_completes_the_order()
    {
        var order = Make(OrderStatus.Accepted);
        Fill(order, "a", 100, 2.5m, fee: 0.25m);
        Assert.Equal((OrderStatus.PartiallyFilled, Markets.Quantity(2.5m), Markets.Quantity(7.5m)), (order.Status, order.FilledQuantity, order.LeavesQuantity));
        Assert.Equal((100m, 750m), (order.AverageFillPrice, order.Reserved));
        Fill(order, "b", 104, 7.5m, fee: -0.05m);
        Assert.Equal((OrderStatus.Filled, Markets.Quantity(10), default(Quantity)), (order.Status, order.FilledQuantity, order.LeavesQuantity));
        Assert.Equal((new Notional(1_030), 103m, 0.20m, 0m), (order.FilledNotional, order.AverageFillPrice, order.FeesInQuote, order.Reserved));
        Assert.Equal(new UnixNanos(2_000), order.UpdatedTime);
    }

    [Fact]
    public void A_fill_can_overtake_the_acknowledgment()
    {
        var order = Make(OrderStatus.Submitted);
        Fill(order, "a", 100, 1);
        order.Apply(OrderEvent.Accepted, new UnixNanos(3_000), "v-1");
        Assert.Equal((OrderStatus.PartiallyFilled, "v-1"), (order.Status, order.VenueOrderId));
    }

    [Fact]
    public void A_fill_during_a_pending_cancel_does_not_end_the_cancel()
    {
        var order = Make(OrderStatus.Accepted);
        order.Apply(OrderEvent.CancelRequested, new UnixNanos(1_500));
        Fill(order, "a", 100, 4);
        Assert.Equal((OrderStatus.PendingCancel, OrderStatus.PartiallyFilled), (order.Status, order.PreviousStatus));
        order.Apply(OrderEvent.CancelRejected, new UnixNanos(3_000));
        Assert.Equal(OrderStatus.PartiallyFilled, order.Status);

        order.Apply(OrderEvent.CancelRequested, new UnixNanos(3_500));
        Fill(order, "b", 100, 6);
        Assert.Equal(OrderStatus.Filled, order.Status);
    }

    [Theory]
    [InlineData(OrderStatus.Canceled)]
    [InlineData(OrderStatus.Expired)]
    [InlineData(OrderStatus.Rejected)]
    [InlineData(OrderStatus.NotPlaced)]
    public void A_fill_after_the_end_is_booked_and_revives_nothing(OrderStatus closed)
    {
        var order = Make(closed);
        Fill(order, "a", 100, 4);
        Assert.Equal((closed, Markets.Quantity(4), 0m), (order.Status, order.FilledQuantity, order.Reserved));
        Fill(order, "b", 100, 6);
        Assert.Equal((OrderStatus.Filled, Markets.Quantity(10)), (order.Status, order.FilledQuantity));
    }

    [Fact]
    public void More_than_was_asked_for_is_booked_and_nothing_is_left()
    {
        var order = Make(OrderStatus.Accepted);
        Fill(order, "a", 100, 12);
        Assert.Equal((OrderStatus.Filled, Markets.Quantity(12), default(Quantity)), (order.Status, order.FilledQuantity, order.LeavesQuantity));
        Fill(order, "b", 100, 1);
        Assert.Equal((OrderStatus.Filled, Markets.Quantity(13), default(Quantity)), (order.Status, order.FilledQuantity, order.LeavesQuantity));
        Assert.Equal(0, order.Reserved);
    }

    [Fact]
    public void A_trade_is_booked_once()
    {
        var order = Make(OrderStatus.Accepted);
        Fill(order, "a", 100, 1);
        Fill(order, "b", 100, 1);
        Fill(order, "c", 100, 1);
        foreach (var trade in (string[])["a", "b", "c"])
        {
            Assert.True(order.HasTrade(trade));
            Assert.Equal($"trade {trade} of order {order.Id} was folded twice, must be once", Assert.Throws<InvariantException>(() => Fill(order, trade, 100, 1)).Message);
        }
        Assert.False(order.HasTrade("d"));
        Assert.False(order.HasTrade(""));
        Assert.False(Make(OrderStatus.Accepted).HasTrade(""));
        Assert.Equal((Markets.Quantity(3), new Notional(300)), (order.FilledQuantity, order.FilledNotional));
    }

    [Fact]
    public void An_order_of_many_fills_knows_each_of_them()
    {
        var order = Make(OrderStatus.Accepted);
        for (var count = 1; count <= 20; count++)
        {
            Fill(order, $"t{count}", 100, 0.1m);
            for (var trade = 1; trade <= 20; trade++)
                Assert.Equal(trade <= count, order.HasTrade($"t{trade}"));
        }
        Assert.Throws<InvariantException>(() => Fill(order, "t2", 100, 0.1m));
        Assert.Throws<InvariantException>(() => Fill(order, "t20", 100, 0.1m));

        var written = Bytes(order);
        var reader = new MessageReader(written);
        var read = Order.ReadFrom(ref reader);
        Assert.Equal(written, Bytes(read));
        Assert.True(read.HasTrade("t1") && read.HasTrade("t20") && !read.HasTrade("t21"));
    }

    [Fact]
    public void An_order_of_before_fees_in_base_were_kept_is_read_as_one_without()
    {
        var order = Make(OrderStatus.Accepted);
        Fill(order, "t1", 100, 1, fee: 0.123457m);
        var (fees, none) = (new MessageWriter(), new MessageWriter());
        fees.Decimal(0.123457m);
        none.Decimal(0);
        var written = Bytes(order);
        var end = written.AsSpan().IndexOf(fees.Written) + fees.Written.Length;
        Assert.Equal(none.Written, written.AsSpan(end, none.Written.Length));
        byte[] before = [.. written[..end], .. written[(end + none.Written.Length)..]];
        var reader = new MessageReader(before);
        Assert.Equal(written, Bytes(Order.ReadFrom(ref reader, version: 2)));
        Assert.False(reader.HasMore);
    }

    [Fact]
    public void An_order_that_was_held_before_the_time_of_its_trigger_was_kept_is_not_read()
    {
        var written = Bytes(Make(OrderStatus.Emulated));
        var fault = Assert.Throws<MessageFormatException>(() =>
        {
            var reader = new MessageReader(written);
            return Order.ReadFrom(ref reader, version: 3);
        });
        Assert.Contains("which is held for its trigger", fault.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(Order order)
    {
        var writer = new MessageWriter();
        order.WriteTo(writer);
        return writer.Written.ToArray();
    }

    [Fact]
    public void An_order_of_few_fills_remembers_them_in_little_memory()
    {
        // A set of two texts took 200 bytes and more, in each of the thousands of orders that are remembered.
        var order = Make(OrderStatus.Accepted);
        Fill(order, "a", 100, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fill(order, "b", 100, 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
        Assert.True(order.HasTrade("b"));
    }

    [Theory]
    [InlineData(OrderStatus.Denied)]
    [InlineData(OrderStatus.Emulated)]
    [InlineData(OrderStatus.Released)]
    public void An_order_that_was_never_sent_cannot_fill(OrderStatus status)
    {
        var order = Make(status);
        Assert.Throws<InvariantException>(() => Fill(order, "a", 100, 1));
        Assert.Equal((default(Quantity), default(Notional), 0m), (order.FilledQuantity, order.FilledNotional, order.FeesInQuote));
        Assert.False(order.HasTrade("a"));
    }

    [Fact]
    public void The_fill_that_reaches_the_amended_quantity_completes_the_order()
    {
        var order = Make(OrderStatus.Accepted);
        order.Request(new OrderAmend(default, order.Id, Markets.Quantity(4), Price: null, TriggerPrice: null));
        order.ApplyRequest();
        Assert.Equal(OrderEvent.PartlyFilled, order.EventOf(Markets.Quantity(3.999m)));
        Assert.Equal(OrderEvent.Completed, order.EventOf(Markets.Quantity(4)));
        Assert.Equal(400, order.Reserved);
    }

    // Whatever happens, in any legal order: fills are never lost, and an open order that has some says so.
    [Fact]
    public void An_open_order_with_fills_is_partially_filled_or_comes_back_to_it() => Prop.ForAll(
        Gen.Choose(0, 18).ListOf(40).ToArbitrary(),
        choices =>
        {
            var order = Make(OrderStatus.Submitted);
            var filled = 0m;
            foreach (var choice in choices)
            {
                var happened = (OrderEvent)Math.Min(choice, 17);
                var isFill = choice == 18 || happened == OrderEvent.PartlyFilled;
                if (isFill && order.Next(OrderEvent.PartlyFilled) is not null && filled < 9)
                    Fill(order, "t" + ++filled, 100, 1);
                else if (!isFill && happened != OrderEvent.Completed && order.Next(happened) is not null)
                    order.Apply(happened, new UnixNanos(2_000));
                var waits = OrderStateMachine.IsInFlight(order.Status) && order.Status != OrderStatus.Submitted;
                var state = waits ? order.PreviousStatus : order.Status;
                if (order.FilledQuantity.Value != filled || (filled > 0 && !order.IsClosed && state != OrderStatus.PartiallyFilled) || (filled == 0 && state == OrderStatus.PartiallyFilled))
                    return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Quantity_price_and_leaves_follow_from_the_fills() => Prop.ForAll(
        Gen.Choose(1, 400).Two().ListOf().ToArbitrary(),
        fills =>
        {
            var order = Make(OrderStatus.Accepted);
            foreach (var (index, (price, quantity)) in fills.Index())
                Fill(order, $"t{index}", price / 4m, quantity / 100m);
            var sum = fills.Sum(fill => fill.Item2 / 100m);
            var paid = fills.Sum(fill => fill.Item1 / 4m * (fill.Item2 / 100m));
            return order.FilledQuantity.Value == sum
                && order.FilledNotional.Value == paid
                && order.LeavesQuantity.Value == Math.Max(0, 10 - sum)
                && order.AverageFillPrice == (sum == 0 ? null : paid / sum)
                && order.Status == (sum == 0 ? OrderStatus.Accepted : sum < 10 ? OrderStatus.PartiallyFilled : OrderStatus.Filled);
        }).QuickCheckThrowOnFailure();

    private static void Fill(Order order, string trade, decimal price, decimal quantity, decimal fee = 0) =>
        order.ApplyFill(trade, Markets.Price(price), Markets.Quantity(quantity), fee, feeInBase: 0, new UnixNanos(2_000));

    private static Order Make(OrderStatus status) => new(
        ClientOrderId.Create('b', 0, 0, 1, OrderRole.Working),
        new OrderTerms { Instrument = Markets.Btc, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = Markets.Quantity(10), Price = Markets.Price(100) },
        status,
        new UnixNanos(1_000),
        reservedPerUnit: 100);
}

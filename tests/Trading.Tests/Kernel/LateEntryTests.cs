using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>An entry that fills after some of its exits have ended: their share has a stop, or is closed, or somebody is told.</summary>
public sealed class LateEntryTests
{
    private readonly ListDesk _desk = new(byHand: 0);

    private KernelHarness Kernel => _desk.Kernel;

    // Stops of a half each for 0.5 that have filled; 0.25 are sold, so that the second and the entry end; before that arrives the entry fills 0.3. Of the 0.55 the first stop
    // has 0.4, its half of 0.8; 0.15 are the second's, and closed.
    [Fact]
    public void The_share_of_a_stop_that_ended_is_closed()
    {
        var (entry, first, second) = _desk.Begin(Stop(0.5m), Stop(0.5m, 95), filled: 0.5m);
        _desk.Sell(0.25m);
        Assert.True(entry.IsCancelRequested && second.IsCancelRequested);
        Kernel.Fill(entry, 0.3m, 100);
        Assert.Equal(0.15m, SentQuantity(Kernel));
        Assert.Equal(["entry_filled_late"], Codes(Kernel));
        _desk.Settle();
        Assert.Equal(0.4m, first.LeavesQuantity.Value);
    }

    // Stops of a half each; the entry has filled 0.2 and the first stop its 0.1, so that the entry is asked to end; it fills 0.6 before. The second stop is for 0.4 of 0.7.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_share_of_a_stop_that_filled_is_closed(bool secondFillsToo)
    {
        var (entry, first, second) = _desk.Begin(Stop(0.5m), Stop(0.5m, 95), filled: 0.2m);
        _desk.Fill(first, 0.1m, 97);
        Assert.True(entry.IsCancelRequested);
        Kernel.Fill(entry, 0.6m, 97);
        Assert.Equal(0.3m, SentQuantity(Kernel));
        var closing = Sent(Kernel)!;
        _desk.Settle();
        Assert.Equal(0.4m, second.LeavesQuantity.Value);
        if (secondFillsToo)
        {
            Kernel.Fill(second, 0.4m, 95);
            Assert.Equal(0m, SentQuantity(Kernel));
            Kernel.Fill(closing, 0.3m, 95);
            Assert.Equal(0m, _desk.HeldByOne);
        }
    }

    // Two stops for all, at 97 and 95, that do not know of each other; the first fills its 0.3 before it is made as large as the 0.5 that the entry has filled. What is left, and
    // what comes late, is the second's.
    [Fact]
    public void What_another_stop_is_for_is_not_closed()
    {
        var (entry, first, second) = _desk.Begin(Stop(), Stop(trigger: 95), filled: 0.3m);
        _desk.Fill(entry, 0.2m, 100);
        Kernel.Fill(first, 0.3m, 97);
        Kernel.Happen(first, OrderEvent.UpdateRejected, "order_filled");
        Assert.Equal((OrderStatus.Filled, 0m), (first.Status, SentQuantity(Kernel)));
        Kernel.Fill(entry, 0.3m, 97);
        Assert.Equal(0m, SentQuantity(Kernel));
        _desk.Settle();
        Assert.Equal((0.5m, 0.5m), (_desk.HeldByOne, second.LeavesQuantity.Value));
    }

    // Of 0.8 a person keeps 0.4 by canceling the second stop; the first sells 0.4; 0.1 that come late are sold, and no more.
    [Fact]
    public void What_a_person_kept_is_not_sold()
    {
        var (entry, first, second) = _desk.Begin(Stop(0.5m), Stop(0.5m, 95), filled: 0.8m);
        Assert.Null(Kernel.Do(new KernelCommand.Cancel(Kernel.Now, second.Id, "ann", "")));
        Kernel.Happen(second, OrderEvent.Canceled);
        _desk.Fill(first, 0.4m, 97);
        Assert.True(entry.IsCancelRequested);
        Kernel.Fill(entry, 0.1m, 100);
        Assert.Equal(0.1m, SentQuantity(Kernel));
    }

    // A person sold 0.3 of 0.5 and canceled the exits; the entry, canceled by then, fills 0.2 late: that is closed, and the 0.2 before it are kept.
    [Fact]
    public void After_the_entry_has_ended_only_the_fill_itself_is_closed()
    {
        var entry = BeginGivenUp(Kernel);
        Kernel.Fill(entry, 0.2m, 100);
        Assert.Equal((0.7m, 0.2m), (Kernel.Position.SignedQuantity, SentQuantity(Kernel)));
    }

    // A stop for the half of the entry; a person cancels both when 0.5 have filled. Of 0.2 that come late the stop was for 0.1.
    [Fact]
    public void What_no_exit_was_for_is_not_closed()
    {
        var orders = Kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop(0.5m)] });
        Kernel.Accept(orders[0]);
        Kernel.Fill(orders[0], 0.5m, 100);
        Kernel.Accept(orders[1]);
        foreach (var order in orders)
        {
            Assert.Null(Kernel.Do(new KernelCommand.Cancel(Kernel.Now, order.Id, "ann", "")));
            Kernel.Happen(order, OrderEvent.Canceled);
        }
        Kernel.Fill(orders[0], 0.2m, 100);
        Assert.Equal(0.1m, SentQuantity(Kernel));
    }

    // All that had filled and 0.1 more were sold by hand: of 0.2 that come late only 0.1 are a position.
    [Fact]
    public void No_more_is_closed_than_there_is()
    {
        var entry = BeginGivenUp(Kernel);
        Kernel.Fill(Kernel.Submit(KernelHarness.Request(Sell, 0.6m)), 0.6m, 100);
        Kernel.Fill(entry, 0.2m, 100);
        Assert.Equal((0.1m, 0.1m), (Kernel.Position.SignedQuantity, SentQuantity(Kernel)));
    }

    // What the venue took as its fee cannot be sold, though a person has more.
    [Fact]
    public void The_fee_of_the_fill_is_off()
    {
        var kernel = new KernelHarness();
        kernel.Hold(1);
        var entry = BeginGivenUp(kernel);
        kernel.Fill(entry, 0.2m, 100, new Money(0.001m, Currency.Parse("BTC")));
        Assert.Equal(0.199m, SentQuantity(kernel));
    }

    // 0.04 that came late were too small and told; then the entry ended. Of 0.04 more that come now a person may have kept what was there before: they are told, too.
    [Fact]
    public void What_was_too_small_before_the_entry_ended_is_not_sold_after_it()
    {
        var (entry, target, stop) = BeginFilled(Kernel, 0.5m);
        Kernel.Fill(stop, 0.5m, 97);
        Kernel.Happen(target, OrderEvent.Canceled);
        Kernel.Fill(entry, 0.04m, 97);
        Assert.Equal(["exit_too_small"], Codes(Kernel));
        Kernel.Happen(entry, OrderEvent.Canceled);
        Kernel.Fill(entry, 0.04m, 97);
        Assert.Equal(["exit_too_small"], Codes(Kernel));
        Assert.Equal(0m, SentQuantity(Kernel));
    }

    // 0.04 that came late were too small and sold by hand; then 1 was bought by hand; 0.04 that come now are of the entry, and no more.
    [Fact]
    public void What_was_bought_by_hand_since_is_not_sold()
    {
        var (entry, target, stop) = BeginFilled(Kernel, 0.5m);
        Kernel.Fill(stop, 0.5m, 97);
        Kernel.Happen(target, OrderEvent.Canceled);
        Kernel.Fill(entry, 0.04m, 97);
        Assert.Equal(0m, SentQuantity(Kernel));
        Kernel.Hold(0.06m, 97);
        Kernel.Fill(Kernel.Submit(KernelHarness.Request(Sell, 0.1m)), 0.1m, 97);
        Assert.Equal(0m, Kernel.Position.SignedQuantity);
        Kernel.Hold(1, 97);
        Kernel.Fill(entry, 0.04m, 97);
        Assert.Equal(0m, SentQuantity(Kernel));
    }

    // Two lists of 1 (the first of 2 that has filled 1). 0.5 sold by hand are the first's; its target sells 1 before it is made smaller, of which 0.5 are the second's. Then its
    // entry fills 0.3 late: 0.8 are held, the second's stop is for 0.5, and the 0.3 are closed.
    [Fact]
    public void What_another_list_has_borne_is_not_owed_again()
    {
        var (entry, target, stop) = BeginFilled(Kernel, 1, Bracket(2));
        var (_, otherTarget, otherStop) = BeginFilled(Kernel);
        Kernel.Fill(Kernel.Submit(KernelHarness.Request(Sell, 0.5m)), 0.5m, 100);
        Assert.Equal([0.5m], Amended(Kernel, target));
        Kernel.Fill(target, 1, 105);
        Assert.Equal([0.5m, 0.5m], [.. Amended(Kernel, otherTarget), .. Amended(Kernel, otherStop)]);
        foreach (var order in new[] { otherTarget, otherStop })
            Kernel.Happen(order, OrderEvent.Updated);
        Kernel.Happen(stop, OrderEvent.Canceled);
        Assert.True(entry.IsCancelRequested);
        Kernel.Fill(entry, 0.3m, 100);
        Assert.Equal((0.8m, 0.3m), (Kernel.Position.SignedQuantity, SentQuantity(Kernel)));
        AssertReadsBack(Kernel);
    }

    // The first list has filled 0.4 of 1; target and stop, which nobody links, both sell 0.4: 0.4 are of the second list, of 1. The entry of the first fills 0.6 late: of the 1.2
    // that are held the second has a stop for 0.6, and 0.6 are to be closed.
    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 3)]
    public void What_another_list_has_borne_of_peers_is_not_owed_again(int target10, int stop10)
    {
        var (byTarget, byStop) = (target10 / 10m, stop10 / 10m);
        var (entry, target, stop) = BeginFilled(Kernel, 0.4m);
        var (_, otherTarget, otherStop) = BeginFilled(Kernel);
        Kernel.Fill(target, byTarget, 105);
        Kernel.Fill(stop, byStop, 97);
        foreach (var order in new[] { otherTarget, otherStop })
            Kernel.Happen(order, OrderEvent.Updated);
        Assert.Equal(1.4m - byTarget - byStop, otherStop.LeavesQuantity.Value);
        foreach (var order in new[] { target, stop }.Where(order => !order.IsClosed))
            Kernel.Happen(order, OrderEvent.Canceled);
        Assert.True(entry.IsCancelRequested);
        Kernel.Fill(entry, 0.6m, 100);
        Assert.Equal((2 - byTarget - byStop, 0.6m), (Kernel.Position.SignedQuantity, SentQuantity(Kernel)));
    }

    // The same, and 0.3 come late before their cancels are there.
    [Fact]
    public void What_comes_late_after_another_list_has_borne_is_closed()
    {
        var (entry, target, stop) = BeginFilled(Kernel, 0.4m);
        BeginFilled(Kernel);
        Kernel.Fill(target, 0.4m, 105);
        Kernel.Fill(stop, 0.4m, 97);
        Kernel.Fill(entry, 0.3m, 100);
        Assert.Equal(0.3m, SentQuantity(Kernel));
    }

    // The entry has filled 0.5 of 1; 0.5 are sold, and the target sells 0.2 before its cancel: 0.2 short, which no list bears. The entry fills 0.4 late: 0.2 are held, and closed.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_late_fill_opens_beyond_a_short_of_its_own_exits_is_closed(bool isByStop)
    {
        var desk = new ListDesk();
        var kernel = desk.Kernel;
        var (entry, target, stop) = BeginFilled(kernel, 0.5m, Bracket(strategy: One));
        if (isByStop)
            desk.Fill(stop, 0.5m, 97);
        else
            desk.Sell(0.5m);
        desk.Fill(target, 0.2m, 105);
        Assert.Equal((-0.2m, true), (desk.HeldByOne, entry.IsCancelRequested));
        kernel.Fill(entry, 0.4m, 100);
        Assert.Equal((0.2m, 0.2m), (desk.HeldByOne, SentQuantity(kernel)));
    }

    // The entry fills 0.1 and 0.2; the target fills its 0.1 when it was to become 0.3; the other 0.2 are sold; then the entry, which was to end, fills 0.7.
    [Fact]
    public void No_target_outlives_its_stop_where_all_was_sold()
    {
        var desk = new ListDesk();
        var kernel = desk.Kernel;
        var (entry, target, stop) = BeginFilled(kernel, 0.1m, Bracket(strategy: One));
        desk.Fill(entry, 0.2m, 100);
        desk.Fill(target, 0.1m, 105);
        desk.Sell(0.2m);
        desk.Fill(entry, 0.7m, 100);
        desk.Settle();
        Assert.Equal(0.7m, desk.HeldByOne);
        Assert.True(stop.IsClosed || stop.LeavesQuantity.Value == 0.7m, $"stop {stop.Status} {stop.Quantity}, target {target.Status} {target.LeavesQuantity}");
        desk.AssertProtectedOrTold(0.7m);
    }

    // The entry has filled 0.5; then a person has canceled all of the list.
    private static Order BeginGivenUp(KernelHarness kernel)
    {
        var (entry, target, stop) = BeginFilled(kernel, 0.5m);
        foreach (var order in new[] { entry, target, stop })
        {
            Assert.Null(kernel.Do(new KernelCommand.Cancel(kernel.Now, order.Id, "ann", "")));
            kernel.Happen(order, OrderEvent.Canceled);
        }
        return entry;
    }
}

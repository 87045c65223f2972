using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Exits whose entry fills in parts, at a venue that makes no order larger.</summary>
public sealed class GrowingExitTests
{
    // As Binance's spot: a stop beside a target is held here.
    private static readonly VenueFeatures Fixed = new() { HasAmendments = false, HasLinkedOrders = false };

    private readonly KernelHarness _kernel = new(features: Fixed);

    [Fact]
    public void A_target_is_sent_whole_once_its_entry_has_filled()
    {
        var (entry, target, stop) = Begin(_kernel);
        _kernel.Fill(entry, 0.4m, 100);
        Assert.Equal((OrderStatus.Emulated, OrderStatus.Emulated), (target.Status, stop.Status));
        _kernel.Fill(entry, 0.6m, 100);
        Assert.Same(target, Sent(_kernel));
        Assert.Equal((OrderStatus.Submitted, 1m, OrderStatus.Emulated, 1m), (target.Status, target.Quantity.Value, stop.Status, stop.Quantity.Value));
    }

    [Fact]
    public void It_is_sent_for_what_has_filled_once_its_entry_ends_without_the_rest()
    {
        var (entry, target, _) = Begin(_kernel);
        _kernel.Fill(entry, 0.4m, 100);
        _kernel.Happen(entry, OrderEvent.Canceled);
        Assert.Same(target, Sent(_kernel));
        Assert.Equal(0.4m, target.Quantity.Value);
    }

    [Theory]
    [InlineData(10_499, false)]
    [InlineData(10_500, true)]
    public void It_is_sent_once_the_market_is_at_its_price_and_its_entry_is_to_end(int highCents, bool isSent)
    {
        var (entry, target, _) = Begin(_kernel);
        _kernel.Fill(entry, 0.4m, 100);
        _kernel.Close(100);
        _kernel.CloseWithin(low: 100, high: highCents / 100m, close: 100);
        Assert.Equal((isSent ? OrderStatus.Submitted : OrderStatus.Emulated, isSent), (target.Status, entry.IsCancelRequested));
        Assert.Equal(isSent ? target : null, Sent(_kernel));
        Assert.Equal(isSent, _kernel.Decision.Effects.OfType<Effect.Cancel>().Any(cancel => cancel.Order == entry));
        Assert.Equal(0.4m, target.Quantity.Value);
    }

    [Theory]
    [InlineData(9_501, false)]
    [InlineData(9_500, true)]
    public void So_is_one_that_buys(int lowCents, bool isSent)
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: Fixed);
        var (entry, target, _) = Begin(kernel, ShortBracket(1));
        kernel.Fill(entry, 0.4m, 100);
        kernel.Close(100);
        kernel.CloseWithin(low: lowCents / 100m, high: 100, close: 100);
        Assert.Equal(isSent ? OrderStatus.Submitted : OrderStatus.Emulated, target.Status);
    }

    [Fact]
    public void What_was_before_the_fill_does_not_send_it()
    {
        var (entry, target, _) = Begin(_kernel);
        _kernel.Advance(TimeSpan.FromSeconds(30));
        _kernel.Fill(entry, 0.4m, 100);
        _kernel.CloseWithin(low: 100, high: 105, close: 100);
        Assert.Equal(OrderStatus.Emulated, target.Status);
    }

    [Fact]
    public void One_that_rests_is_not_asked_to_grow_and_what_it_lacks_is_told_when_that_grows()
    {
        var (entry, target, stop) = Begin(_kernel);
        _kernel.Fill(entry, 0.4m, 100);
        _kernel.Close(105);
        _kernel.Accept(target);
        var told = new List<string>();
        for (var part = 0; part < 2; part++)
        {
            _kernel.Fill(entry, 0.1m, 100); // Before its venue hears that it is to end.
            Assert.Empty(_kernel.Decision.Effects.OfType<Effect.Amend>());
            Assert.Empty(Amended(_kernel, target));
            told.AddRange(Codes(_kernel));
        }
        Assert.Equal(["protection_short", "protection_short"], told);
        _kernel.Happen(entry, OrderEvent.CancelRejected); // Other news.
        Assert.Empty(Codes(_kernel));
        Assert.Equal((0.4m, 0.6m), (target.Quantity.Value, stop.Quantity.Value)); // The stop is ours, and as large as the position.
        _kernel.Happen(entry, OrderEvent.Canceled);
        _kernel.Fill(target, 0.4m, 105);
        Assert.Equal((OrderStatus.Emulated, 0.2m), (stop.Status, stop.LeavesQuantity.Value));
    }

    [Fact]
    public void One_that_rests_is_made_smaller()
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: Fixed);
        var (_, target, stop) = BeginFilled(kernel);
        kernel.Fill(stop, 0.3m, 97);
        Assert.Equal([0.7m], Amended(kernel, target));
        Assert.Same(target, Assert.Single(kernel.Decision.Effects.OfType<Effect.Amend>()).Order);
    }

    // A halt is no reason to give up what closes the position.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_comes_due_while_trading_is_halted_waits_until_it_goes_on(bool isAtPrice)
    {
        var (entry, target, _) = Begin(_kernel);
        _kernel.Fill(entry, 0.4m, 100);
        _kernel.Close(100);
        _kernel.SetState(TradingState.Halted);
        if (isAtPrice)
            _kernel.CloseWithin(low: 100, high: 105, close: 100);
        else
            _kernel.Happen(entry, OrderEvent.Canceled);
        Assert.Equal(OrderStatus.Released, target.Status);
        Assert.Equal(["protection_denied"], Codes(_kernel));
        _kernel.Close(100);
        Assert.Empty(Codes(_kernel));
        _kernel.SetState(TradingState.Active);
        _kernel.Close(100);
        Assert.Same(target, Sent(_kernel));
        Assert.Equal(0.4m, target.Quantity.Value);
    }

    [Fact]
    public void Where_others_have_closed_the_position_its_price_ends_no_entry()
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: Fixed);
        var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Target()] });
        var (entry, target) = (orders[0], orders[1]);
        kernel.Accept(entry);
        kernel.Fill(entry, 0.4m, 100);
        kernel.Close(100);
        kernel.Fill(kernel.Submit(KernelHarness.Request(Sell, 0.4m)), 0.4m, 100);
        kernel.CloseWithin(low: 100, high: 105, close: 100);
        Assert.False(entry.IsCancelRequested);
        Assert.Equal(OrderStatus.Emulated, target.Status);
    }

    // They could not be sent as they are once the market is there.
    [Fact]
    public void What_waits_for_a_trigger_or_must_rest_is_sent_with_the_first_part()
    {
        var touched = KernelHarness.Request(Sell, 1) with { Type = OrderType.MarketIfTouched, TriggerPrice = 105, IsReduceOnly = true, Role = OrderRole.Exit };
        foreach (var exit in new[] { touched, Target() with { IsPostOnly = true }, KernelHarness.Request(Buy, 1, 95) })
        {
            var kernel = new KernelHarness(features: Fixed);
            var orders = kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [exit] });
            kernel.Accept(orders[0]);
            kernel.Fill(orders[0], 0.4m, 100);
            Assert.Same(orders[1], Sent(kernel));
            Assert.Equal(0.4m, orders[1].Quantity.Value);
        }
    }

    [Fact]
    public void A_restart_goes_on_waiting()
    {
        var (entry, target, _) = Begin(_kernel);
        _kernel.Fill(entry, 0.4m, 100);
        var again = new KernelHarness(_kernel);
        Assert.Equal(OrderStatus.Emulated, again.Kernel.State.FindOrder(target.Id)!.Status);
        again.Fill(again.Kernel.State.FindOrder(entry.Id)!, 0.6m, 100, tradeId: "T9");
        Assert.Equal((target.Id, 1m), (Sent(again)!.Id, Sent(again)!.Quantity.Value));
    }

    // What protects does not wait: the first part has it at once, and the rest is sold when it fills.
    [Fact]
    public void A_stop_that_rests_protects_the_first_part_and_the_rest_is_sold_when_it_fills()
    {
        var orders = _kernel.Submit(new OrderListRequest { Entry = KernelHarness.Request(Buy, 1, 100), Orders = [Stop()] });
        var (entry, stop) = (orders[0], orders[1]);
        _kernel.Accept(entry);
        _kernel.Fill(entry, 0.4m, 100);
        Assert.Equal((OrderStatus.Submitted, 0.4m), (stop.Status, stop.Quantity.Value));
        _kernel.Accept(stop);
        _kernel.Fill(entry, 0.6m, 100);
        Assert.Empty(_kernel.Decision.Effects.OfType<Effect.Amend>());
        Assert.Equal(["protection_short"], Codes(_kernel));
        _kernel.Fill(stop, 0.4m, 97);
        var rest = Assert.IsType<Order>(Sent(_kernel));
        Assert.Equal((Sell, OrderType.Market, 0.6m), (rest.Terms.Side, rest.Terms.Type, rest.Quantity.Value));
    }
}

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
    public void One_that_rests_is_not_asked_to_grow_and_what_it_lacks_is_told_once()
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
        Assert.Equal(["protection_short"], told);
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

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;
using static VeloZ.Trading.Tests.OrderLists;

namespace VeloZ.Trading.Tests;

/// <summary>Two stops of a list that are held here: the second waits while the first is on its way to the market, and closes what that leaves.</summary>
public sealed class HeldStopPairTests
{
    [Fact]
    public void Two_held_stops_that_reduce_each_other_close_no_more_than_their_position()
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: WithoutStops);
        kernel.Hold(1);
        StartIdle(kernel, One);
        var orders = Hold(kernel, One, Stop(trigger: 97), Stop(trigger: 95));
        kernel.Close(94);
        Assert.Equal(1, SentQuantity(kernel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_second_held_stop_is_sent_once_the_first_has_failed(bool isFilled)
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: WithoutStops, leverage: 10);
        kernel.Hold(1); // By hand, not to be sold.
        StartIdle(kernel, One);
        var orders = Hold(kernel, One, Stop(trigger: 97), Stop(trigger: 95));
        kernel.Close(96);
        Assert.Equal(1, SentQuantity(kernel));
        kernel.Close(94); // Before the first has an answer.
        Assert.Empty(kernel.Decision.Effects.OfType<Effect.Submit>());
        kernel.Close(98);
        if (isFilled)
        {
            kernel.Fill(orders[1], 1, 96);
            Assert.Equal(OrderStatus.Canceled, orders[2].Status);
            return;
        }
        kernel.Happen(orders[1], OrderEvent.Rejected, "too_many_orders"); // The second was hit, wherever the price is by now.
        Assert.Same(orders[2], Sent(kernel));
        Assert.Equal(1, orders[2].Quantity.Value);
    }

    [Fact]
    public void A_second_held_stop_trails_while_the_first_is_on_its_way()
    {
        var kernel = new KernelHarness(AccountKind.Margin, features: WithoutStops, leverage: 10);
        var trailing = Stop() with { Type = TrailingStopMarket, TriggerPrice = null, TrailingOffset = 5 };
        var orders = Hold(kernel, default, Stop(trigger: 97), trailing);
        kernel.Close(97);
        Assert.Same(orders[1], Sent(kernel));
        kernel.Close(110); // Before it has an answer.
        Assert.Equal(105, orders[2].TriggerPrice?.Value);
    }

    // Bought at 100, with both stops held for it.
    private static IReadOnlyList<Order> Hold(KernelHarness kernel, StrategyInstanceId strategy, OrderRequest first, OrderRequest second)
    {
        var orders = kernel.Submit(new OrderListRequest
        {
            Entry = KernelHarness.Request(Buy, 1) with { Strategy = strategy },
            Orders = [first with { Strategy = strategy }, second with { Strategy = strategy }],
            Peers = Contingency.Ouo,
        });
        kernel.Fill(orders[0], 1, 100);
        return orders;
    }
}

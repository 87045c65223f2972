using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>What the engine tells of its own orders is no refusal of the venue.</summary>
public sealed class WarningTests
{
    [Fact]
    public void Protection_that_ended_is_told_apart_from_the_order_that_the_venue_refused()
    {
        // Bought at 10, decided at 20: a stop 15 behind 10 has no price, so the venue refuses it, and the position has no protection.
        var stop = Scenario.Request(OrderType.TrailingStopMarket, OrderSide.Sell, 1) with { TrailingOffset = 15, IsReduceOnly = true, Role = OrderRole.Protective };
        var result = new Scenario()
            .Bar(20, 20, 20, 20)
            .Bar(10, 10, 10, 10)
            .Bar(10, 10, 10, 10)
            .List(0, OrderListRequest.Bracket(Scenario.Request(OrderType.Market, OrderSide.Buy, 1), Scenario.Request(OrderType.Limit, OrderSide.Sell, 1, price: 100) with { IsReduceOnly = true, Role = OrderRole.Exit }, stop))
            .Run();
        Assert.Equal([new RefusalCount("protection_ended", 1)], result.Warnings);
        Assert.Equal([new RefusalCount("trailing_offset_invalid", 1)], result.Rejections);
        Assert.Empty(result.Denials);
    }
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders that may only reduce, of each type and under each time in force, that find less to reduce than they are for; all values by hand.</summary>
/// <remarks>
/// A position of 1 is opened at 01:00 for 100. At the close of bar 1 an order is made to close it; half of it, or all, is closed at 02:00 by another. Bar 2 is that of
/// <see cref="TriggerBars"/>: a trailing trigger 2.5 behind is at 100.5 - 2.5 or 99.5 + 2.5, one 2.5 % behind at 100.5 x 0.975 = 97.9875, so 97.98, or at 99.5 x 1.025 =
/// 101.9875, so 101.99. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class ReduceOnlyTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };
    private static readonly SimulationOptions Emulated = Margin with { Features = new VenueFeatures { HasConditionalOrders = false } };

    /// <summary>Type, side, trigger, limit, offset and whether that is a fraction; what there is for it at 02:40.</summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string> Triggered => new()
    {
        { StopMarket, Sell, 98, null, null, false, "02:40 Sell 0.5 @ 98 Taker fee 0.049" },
        { StopMarket, Buy, 102, null, null, false, "02:40 Buy 0.5 @ 102 Taker fee 0.051" },
        { StopLimit, Sell, 98, 97.5, null, false, "02:40 Sell 0.5 @ 98 Taker fee 0.049" },
        { StopLimit, Buy, 102, 102.5, null, false, "02:40 Buy 0.5 @ 102 Taker fee 0.051" },
        { MarketIfTouched, Sell, 102, null, null, false, "02:40 Sell 0.5 @ 102 Taker fee 0.051" },
        { MarketIfTouched, Buy, 98, null, null, false, "02:40 Buy 0.5 @ 98 Taker fee 0.049" },
        { LimitIfTouched, Sell, 102, 101.5, null, false, "02:40 Sell 0.5 @ 102 Taker fee 0.051" },
        { LimitIfTouched, Buy, 98, 98.5, null, false, "02:40 Buy 0.5 @ 98 Taker fee 0.049" },
        { TrailingStopMarket, Sell, null, null, 2.5, false, "02:40 Sell 0.5 @ 98 Taker fee 0.049" },
        { TrailingStopMarket, Buy, null, null, 2.5, false, "02:40 Buy 0.5 @ 102 Taker fee 0.051" },
        { TrailingStopMarket, Sell, null, null, 0.025, true, "02:40 Sell 0.5 @ 97.98 Taker fee 0.04899" },
        { TrailingStopMarket, Buy, null, null, 0.025, true, "02:40 Buy 0.5 @ 101.99 Taker fee 0.050995" },
        { TrailingStopLimit, Sell, 97.5, 97, 2.5, false, "02:40 Sell 0.5 @ 98 Taker fee 0.049" },
        { TrailingStopLimit, Buy, 102.5, 103, 2.5, false, "02:40 Buy 0.5 @ 102 Taker fee 0.051" },
        { TrailingStopLimit, Sell, 97.5, 97, 0.025, true, "02:40 Sell 0.5 @ 97.98 Taker fee 0.04899" },
        { TrailingStopLimit, Buy, 102.5, 103, 0.025, true, "02:40 Buy 0.5 @ 101.99 Taker fee 0.050995" },
    };

    [Theory]
    [MemberData(nameof(Triggered))]
    public void A_trigger_closes_what_there_is_and_no_more(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string fill)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { IsReduceOnly = true };
        AssertHalf(Margin, request, OrderStatus.Canceled, fill); // Its rest has nothing to do.
        AssertHalf(Margin, request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, fill);
        AssertHalf(Margin, request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled); // It cannot fill wholly.
        AssertHalf(Margin, Until(request, "02:34"), OrderStatus.Expired);
        AssertHalf(Margin, Until(request, "04:30"), OrderStatus.Canceled, fill);
        AssertHalf(Margin, request with { TimeInForce = TimeInForce.Fok, Quantity = 0.5m }, OrderStatus.Filled, fill);
    }

    [Theory]
    [MemberData(nameof(Triggered))]
    public void One_that_is_held_here_closes_what_there_is_at_the_next_open(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string fill)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { IsReduceOnly = true };
        // Bar 3 opens at 102 where bar 2 rose, at 98 where it fell.
        var open = request.Type.TriggersUpward(request.Side) ? $"03:00 {side} 0.5 @ 102 Taker fee 0.051" : $"03:00 {side} 0.5 @ 98 Taker fee 0.049";
        Assert.StartsWith("02:40", fill, StringComparison.Ordinal);
        AssertHalf(Emulated, request, OrderStatus.Canceled, open);
        AssertHalf(Emulated, request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, open);
        AssertHalf(Emulated, request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled);
        AssertHalf(Emulated, Until(request, "03:00"), OrderStatus.Expired);
        AssertHalf(Emulated, Until(request, "04:30"), OrderStatus.Canceled, open);
    }

    [Theory]
    [MemberData(nameof(Triggered))]
    public void A_trigger_that_finds_no_position_closes_nothing(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string fill)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { IsReduceOnly = true };
        Assert.NotEmpty(fill);
        AssertClosed(Margin, request, closed: 1, OrderStatus.Canceled);
        AssertClosed(Emulated, request, closed: 1, OrderStatus.Denied); // It is never sent.
    }

    [Theory]
    [InlineData(Sell, 102, "02:40 Sell 0.5 @ 102 Maker fee 0.0255")]
    [InlineData(Buy, 98, "02:40 Buy 0.5 @ 98 Maker fee 0.0245")]
    public void A_limit_closes_what_there_is_when_the_market_comes(OrderSide side, double limit, string fill)
    {
        var request = Scenario.Request(Limit, side, 1, (decimal)limit) with { IsReduceOnly = true };
        AssertHalf(Margin, request, OrderStatus.Canceled, fill);
        AssertHalf(Margin, Until(request, "02:34"), OrderStatus.Expired);
        AssertHalf(Margin, Until(request, "02:35"), OrderStatus.Canceled, $"02:35{fill[5..]}");
        AssertHalf(Margin, request with { IsPostOnly = true, DisplayQuantity = 0.1m }, OrderStatus.Canceled, fill);
        AssertClosed(Margin, request, closed: 1, OrderStatus.Canceled);
    }

    [Theory]
    [InlineData(TimeInForce.Gtc, OrderStatus.Canceled, "02:00 Sell 0.4 @ 100 Taker fee 0.04", "03:00 Sell 0.3 @ 101 Maker fee 0.01515", "03:00 Sell 0.3 @ 102 Taker fee 0.0306")]
    [InlineData(TimeInForce.Gtd, OrderStatus.Expired, "02:00 Sell 0.4 @ 100 Taker fee 0.04", "03:00 Sell 0.3 @ 101 Maker fee 0.01515")] // Its date is bar 3's open.
    [InlineData(TimeInForce.Ioc, OrderStatus.Canceled, "02:00 Sell 0.4 @ 100 Taker fee 0.04", "03:00 Sell 0.3 @ 101 Maker fee 0.01515")]
    [InlineData(TimeInForce.Fok, OrderStatus.Canceled, "03:00 Sell 0.3 @ 101 Maker fee 0.01515")]
    public void The_rest_of_a_market_order_closes_what_others_left(TimeInForce timeInForce, OrderStatus status, params string[] fills)
    {
        // Bar 2's open has 0.4 for it. Bar 3 opens beyond the other order, which rests at 101 and is there first: of the 0.6 its 0.3 are gone. Bar 4 finds nothing left.
        var run = new Scenario { Options = Margin, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 100.5m, 99.5m, 100, volume: 4).Bar(102, 103, 101.5m, 102).Bar(102, 103, 101, 102)
            .Market(0, Buy, 1)
            .Submit(1, Scenario.Request(Market, Sell, 1) with { IsReduceOnly = true, TimeInForce = timeInForce, ExpireTime = timeInForce == TimeInForce.Gtd ? Scenario.Time("03:00") : null })
            .Limit(1, Sell, 0.3m, 101);
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1", .. fills], run.RunForFills());
        Assert.Equal(status, run.StatusOf(1));
    }

    [Theory]
    [InlineData(TimeInForce.Gtc)]
    [InlineData(TimeInForce.Ioc)]
    [InlineData(TimeInForce.Fok)]
    public void One_that_is_for_more_than_the_position_is_refused(TimeInForce timeInForce)
    {
        var run = Opened(Margin, Scenario.Request(Limit, Sell, 1.5m, 99) with { IsReduceOnly = true, TimeInForce = timeInForce });
        Assert.Equal(["01:00 Buy 1 @ 100 Taker fee 0.1"], run.RunForFills());
        var refusal = Assert.Single(run.Strategy.Refusals);
        Assert.Equal(
            (RefusalCode.ReduceOnlyWouldIncrease, "reduce-only sell of 1.5 met a position of 1; with the open orders on its side it must be against the position and no larger"),
            (refusal.Code, refusal.Message));
    }

    private static OrderRequest Until(OrderRequest request, string time, long nanos = 0) =>
        request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(time, nanos) };

    private static void AssertHalf(SimulationOptions options, OrderRequest request, OrderStatus status, params string[] fills) => AssertClosed(options, request, 0.5m, status, fills);

    private static void AssertClosed(SimulationOptions options, OrderRequest request, decimal closed, OrderStatus status, params string[] fills)
    {
        var opening = request.Side == Sell ? Buy : Sell;
        var run = Opened(options, request).Market(1, request.Side, closed);
        Assert.Equal([$"01:00 {opening} 1 @ 100 Taker fee 0.1", $"02:00 {request.Side} {closed} @ 100 Taker fee {closed / 10}", .. fills], run.RunForFills());
        Assert.Equal(status, run.StatusOf(1));
    }

    // A limit waits for the market to come to it.
    private static Scenario Opened(SimulationOptions options, OrderRequest request)
    {
        var rises = request.Type == Limit ? request.Side == Sell : request.Type.TriggersUpward(request.Side);
        var bars = new Scenario { Options = options };
        return (rises ? TriggerBars.Rising(bars) : TriggerBars.Falling(bars)).Market(0, request.Side == Sell ? Buy : Sell, 1).Submit(1, request);
    }
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders that must not take, and orders that show a part, of each type and under each time in force; all values by hand.</summary>
/// <remarks>
/// Each is made at the close of bar 0, at 100, and one with a trigger hits it at 02:40 (see <see cref="TriggerBars"/>). A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class PostOnlyAndIcebergTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin };
    private static readonly SimulationOptions Emulated = Margin with { Features = new VenueFeatures { HasConditionalOrders = false } };

    /// <summary>Type, side, trigger, limit, offset and whether that is a fraction: each would take at its trigger.</summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool> Taking => new()
    {
        { StopLimit, Buy, 102, 102.5, null, false },
        { StopLimit, Sell, 98, 97.5, null, false },
        { LimitIfTouched, Sell, 102, 101.5, null, false },
        { LimitIfTouched, Buy, 98, 98.5, null, false },
        { TrailingStopLimit, Buy, 103, 103.5, 3, false },
        { TrailingStopLimit, Sell, 97, 96.5, 3, false },
        { TrailingStopLimit, Buy, 103, 103.5, 0.03, true },
        { TrailingStopLimit, Sell, 97, 96.5, 0.03, true },
    };

    [Theory]
    [MemberData(nameof(Taking))]
    public void A_post_only_order_that_would_take_at_its_trigger_is_rejected(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { IsPostOnly = true };
        foreach (var options in new[] { Margin, Emulated }) // Held here, it would take at bar 3's open, 102 or 98.
        {
            AssertRejected(options, request);
            AssertRejected(options, request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time("04:30") });
        }
    }

    [Theory]
    [MemberData(nameof(TriggeredTimeInForceTableTests.Resting), MemberType = typeof(TriggeredTimeInForceTableTests))]
    public void A_post_only_order_that_can_rest_fills_as_any_other(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string time, string fill) =>
        AssertRests(TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { IsPostOnly = true }, time, fill);

    [Theory]
    [MemberData(nameof(TriggeredTimeInForceTableTests.Resting), MemberType = typeof(TriggeredTimeInForceTableTests))]
    public void An_iceberg_is_whole_over_bars(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string time, string fill) =>
        AssertRests(TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { DisplayQuantity = 0.1m }, time, fill);

    [Theory]
    [InlineData(Buy, 98, "02:40", "Buy 1 @ 98 Maker fee 0.049")]
    [InlineData(Sell, 102, "02:40", "Sell 1 @ 102 Maker fee 0.051")]
    public void A_limit_that_rests_from_the_first_does_so_too(OrderSide side, double limit, string time, string fill)
    {
        var request = Scenario.Request(Limit, side, 1, (decimal)limit);
        AssertRests(request with { IsPostOnly = true }, time, fill);
        AssertRests(request with { DisplayQuantity = 0.1m }, time, fill);
        AssertRests(request with { IsPostOnly = true, DisplayQuantity = 0.1m }, time, fill);
    }

    [Fact]
    public void An_iceberg_takes_its_share_of_each_bar()
    {
        // 0.4 of bar 2 at 97, 0.3 of bar 3's open of 97.9 and the rest of bar 4's: the bar's volume is its limit, and what it shows is not.
        var run = new Scenario { Options = Margin, Participation = 0.1m }
            .Bar(100, 100, 100, 100).Bar(100, 101, 99, 100).Bar(100, 100.5m, 97, 97.5m, volume: 4).Bar(97.9m, 98.5m, 97.8m, 98.2m, volume: 3).Bar(97, 98, 96, 97)
            .Submit(0, Scenario.Request(Limit, Buy, 1, 98) with { DisplayQuantity = 0.1m });
        Assert.Equal(
            ["02:40 Buy 0.4 @ 98 Maker fee 0.0196", "03:00 Buy 0.3 @ 98 Maker fee 0.0147", "04:00 Buy 0.3 @ 98 Maker fee 0.0147"],
            run.RunForFills());
    }

    [Fact]
    public async Task An_iceberg_good_till_a_moment_ends_with_what_it_has_not_shown()
    {
        // 5 ahead of the 1 that is shown: 6.5 fill it. Its next part stands behind the 5 that the book still has when its date comes.
        var run = new EventScript()
            .Events("book 99x5 / 101x3\nprint 99 x 6.5 sell\nprint 100 x 1\nprint 99 x 9 sell")
            .Order(0, EventScript.Request(Limit, Buy, 3, 99) with { DisplayQuantity = 1, TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time("00:03") });
        Assert.Equal(["1 buy 1 @ 99 maker"], await run.RunOverBookAsync());
        Assert.Equal(OrderStatus.Expired, run.Orders[0]!.Status);
    }

    [Fact]
    public async Task A_triggered_iceberg_shows_its_part_in_the_queue()
    {
        // The print of 101 triggers it; nobody else bids 100, so its first part has the print there. The print below is all for us, part after part.
        var run = new EventScript()
            .Events("book 99x5 / 101x3\nprint 100.5 x 1\nprint 101 x 0.1 buy\nprint 100 x 1 sell\nprint 99.5 x 1.5 sell")
            .Order(1, EventScript.Request(StopLimit, Buy, 3, 100, 101) with { DisplayQuantity = 1 });
        Assert.Equal(["3 buy 1 @ 100 maker", "4 buy 1 @ 100 maker", "4 buy 0.5 @ 100 maker"], await run.RunOverBookAsync());
    }

    [Theory]
    [InlineData(Limit, null, 98d)]
    [InlineData(StopLimit, 102d, 101.5)]
    [InlineData(LimitIfTouched, 98d, 97d)]
    [InlineData(TrailingStopLimit, 103d, 102.5)]
    public void What_must_not_take_or_shows_a_part_may_not_be_immediate(OrderType type, double? trigger, double limit)
    {
        var request = TriggerBars.Request(type, Buy, trigger, limit, type == TrailingStopLimit ? 3 : null, isFraction: false);
        foreach (var timeInForce in new[] { TimeInForce.Ioc, TimeInForce.Fok })
        {
            AssertRefused(request with { TimeInForce = timeInForce, IsPostOnly = true }, RefusalCode.PostOnlyInvalid, "post-only must be on a limit order that may rest: gtc or gtd");
            AssertRefused(request with { TimeInForce = timeInForce, DisplayQuantity = 0.1m }, RefusalCode.DisplayQuantityInvalid, "a display quantity must be on a limit order that may rest: gtc or gtd");
        }
    }

    [Theory]
    [InlineData(Market, null)]
    [InlineData(StopMarket, 102d)]
    [InlineData(MarketIfTouched, 98d)]
    [InlineData(TrailingStopMarket, null)]
    public void What_has_no_limit_can_neither_be_post_only_nor_show_a_part(OrderType type, double? trigger)
    {
        var request = TriggerBars.Request(type, Buy, trigger, limit: null, type == TrailingStopMarket ? 3 : null, isFraction: false);
        AssertRefused(request with { IsPostOnly = true }, RefusalCode.PostOnlyInvalid, "post-only must be on a limit order that may rest: gtc or gtd");
        AssertRefused(request with { DisplayQuantity = 0.1m }, RefusalCode.DisplayQuantityInvalid, "a display quantity must be on a limit order that may rest: gtc or gtd");
    }

    [Fact]
    public void A_venue_that_shows_all_takes_no_iceberg()
    {
        var run = TriggerBars.Rising(new Scenario { Options = Margin with { Features = new VenueFeatures { HasIceberg = false } } })
            .Submit(0, Scenario.Request(Limit, Buy, 1, 98) with { DisplayQuantity = 0.1m });
        Assert.Empty(run.RunForFills());
        Assert.Equal(RefusalCode.OrderTypeUnsupported, Assert.Single(run.Strategy.Refusals).Code);
    }

    private static void AssertRefused(OrderRequest request, RefusalCode code, string message)
    {
        var run = TriggerBars.Rising(new Scenario { Options = Margin }).Submit(0, request);
        Assert.Empty(run.RunForFills());
        var refusal = Assert.Single(run.Strategy.Refusals);
        Assert.Equal((code, message), (refusal.Code, refusal.Message));
        Assert.Null(Assert.Single(run.Strategy.Orders));
    }

    private static void AssertRejected(SimulationOptions options, OrderRequest request)
    {
        var run = TriggerBars.Hitting(request, new Scenario { Options = options }).Submit(0, request);
        var result = run.Run();
        Assert.Empty(result.Fills);
        Assert.Equal([new RefusalCount("post_only_would_take", 1)], result.Rejections);
        Assert.Equal(OrderStatus.Rejected, run.StatusOf(0));
    }

    // Good till canceled, and good till a second before it fills, and one after; there and held here.
    private static void AssertRests(OrderRequest request, string time, string fill)
    {
        var (before, after) = TriggerBars.OnTheWayTo(time);
        foreach (var options in new[] { Margin, Emulated })
        {
            AssertRun(options, request, OrderStatus.Filled, $"{time} {fill}");
            AssertRun(options, request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(before) }, OrderStatus.Expired);
            AssertRun(options, request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(after) }, OrderStatus.Filled, $"{after} {fill}");
            AssertRun(options, request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(time, nanos: 1) }, OrderStatus.Filled, $"{time} {fill}");
        }
    }

    private static void AssertRun(SimulationOptions options, OrderRequest request, OrderStatus status, params string[] fills)
    {
        var bars = new Scenario { Options = options };
        var run = request.Type == Limit && request.Side == Buy ? TriggerBars.Falling(bars) : request.Type == Limit ? TriggerBars.Rising(bars) : TriggerBars.Hitting(request, bars);
        Assert.Equal(fills, run.Submit(0, request).RunForFills());
        Assert.Equal(status, run.StatusOf(0));
    }
}

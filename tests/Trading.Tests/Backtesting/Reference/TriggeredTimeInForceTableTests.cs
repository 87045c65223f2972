using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>What each time in force makes of each type of order that its venue triggers; all values by hand.</summary>
/// <remarks>
/// Each is made at the close of bar 0, at 100, and triggered at 02:40 (see <see cref="TriggerBars"/>). Bar 2 has 0.4 for us. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class TriggeredTimeInForceTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin };

    /// <summary>
    /// Type, side, trigger, limit, offset and whether that is a fraction; what is taken at the trigger, and what good till canceled makes of the rest at bar 3's open:
    /// a market order takes there, 102 or 98, a limit rests, and the open is beyond it.
    /// </summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string, string> Taking => new()
    {
        { StopMarket, Buy, 102, null, null, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102 Taker fee 0.0612" },
        { StopMarket, Sell, 98, null, null, false, "02:40 Sell 0.4 @ 98 Taker fee 0.0392", "03:00 Sell 0.6 @ 98 Taker fee 0.0588" },
        { StopLimit, Buy, 102, 102.5, null, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102.5 Maker fee 0.03075" },
        { StopLimit, Sell, 98, 97.5, null, false, "02:40 Sell 0.4 @ 98 Taker fee 0.0392", "03:00 Sell 0.6 @ 97.5 Maker fee 0.02925" },
        { MarketIfTouched, Sell, 102, null, null, false, "02:40 Sell 0.4 @ 102 Taker fee 0.0408", "03:00 Sell 0.6 @ 102 Taker fee 0.0612" },
        { MarketIfTouched, Buy, 98, null, null, false, "02:40 Buy 0.4 @ 98 Taker fee 0.0392", "03:00 Buy 0.6 @ 98 Taker fee 0.0588" },
        { LimitIfTouched, Sell, 102, 101.5, null, false, "02:40 Sell 0.4 @ 102 Taker fee 0.0408", "03:00 Sell 0.6 @ 101.5 Maker fee 0.03045" },
        { LimitIfTouched, Buy, 98, 98.5, null, false, "02:40 Buy 0.4 @ 98 Taker fee 0.0392", "03:00 Buy 0.6 @ 98.5 Maker fee 0.02955" },
        { TrailingStopMarket, Buy, null, null, 3, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102 Taker fee 0.0612" },
        { TrailingStopMarket, Sell, null, null, 3, false, "02:40 Sell 0.4 @ 98 Taker fee 0.0392", "03:00 Sell 0.6 @ 98 Taker fee 0.0588" },
        { TrailingStopMarket, Buy, null, null, 0.03, true, "02:40 Buy 0.4 @ 101.97 Taker fee 0.040788", "03:00 Buy 0.6 @ 102 Taker fee 0.0612" },
        { TrailingStopMarket, Sell, null, null, 0.03, true, "02:40 Sell 0.4 @ 97.97 Taker fee 0.039188", "03:00 Sell 0.6 @ 98 Taker fee 0.0588" },
        // The limit stays half a unit beyond the trigger: at 102.5 and 97.5, or at 102.47 and 97.47.
        { TrailingStopLimit, Buy, 103, 103.5, 3, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102.5 Maker fee 0.03075" },
        { TrailingStopLimit, Sell, 97, 96.5, 3, false, "02:40 Sell 0.4 @ 98 Taker fee 0.0392", "03:00 Sell 0.6 @ 97.5 Maker fee 0.02925" },
        { TrailingStopLimit, Buy, 103, 103.5, 0.03, true, "02:40 Buy 0.4 @ 101.97 Taker fee 0.040788", "03:00 Buy 0.6 @ 102.47 Maker fee 0.030741" },
        { TrailingStopLimit, Sell, 97, 96.5, 0.03, true, "02:40 Sell 0.4 @ 97.97 Taker fee 0.039188", "03:00 Sell 0.6 @ 97.47 Maker fee 0.029241" },
    };

    /// <summary>As <see cref="Taking"/>, with limits that the market is not beyond at the trigger, and where a later bar goes through them.</summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string, string> Resting => new()
    {
        { StopLimit, Buy, 102, 101.5, null, false, "03:40", "Buy 1 @ 101.5 Maker fee 0.05075" },
        { StopLimit, Sell, 98, 98.5, null, false, "03:40", "Sell 1 @ 98.5 Maker fee 0.04925" },
        { LimitIfTouched, Sell, 102, 104, null, false, "04:40", "Sell 1 @ 104 Maker fee 0.052" },
        { LimitIfTouched, Buy, 98, 96, null, false, "04:40", "Buy 1 @ 96 Maker fee 0.048" },
        // Half a unit on the other side: at 101.5 and 98.5, or at 101.47 and 98.47.
        { TrailingStopLimit, Buy, 103, 102.5, 3, false, "03:40", "Buy 1 @ 101.5 Maker fee 0.05075" },
        { TrailingStopLimit, Sell, 97, 97.5, 3, false, "03:40", "Sell 1 @ 98.5 Maker fee 0.04925" },
        { TrailingStopLimit, Buy, 103, 102.5, 0.03, true, "03:40", "Buy 1 @ 101.47 Maker fee 0.050735" },
        { TrailingStopLimit, Sell, 97, 97.5, 0.03, true, "03:40", "Sell 1 @ 98.47 Maker fee 0.049235" },
    };

    [Theory]
    [MemberData(nameof(Taking))]
    public void Good_till_canceled_works_on_for_what_the_trigger_did_not_fill(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest) =>
        AssertThin(TriggerBars.Request(type, side, trigger, limit, offset, isFraction), OrderStatus.Filled, first, rest);

    [Theory]
    [MemberData(nameof(Taking))]
    public void Immediate_or_cancel_ends_what_the_trigger_did_not_fill(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        Assert.NotEmpty(rest); // Would fill later, and must not.
        AssertThin(TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, first);
    }

    [Theory]
    [MemberData(nameof(Taking))]
    public void Fill_or_kill_fills_at_its_trigger_wholly_or_not_at_all(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        Assert.NotEmpty(rest);
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { TimeInForce = TimeInForce.Fok };
        AssertThin(request, OrderStatus.Canceled);
        AssertThin(request with { Quantity = 0.40001m }, OrderStatus.Canceled);
        AssertThin(request with { Quantity = 0.4m }, OrderStatus.Filled, first);
    }

    [Theory]
    [MemberData(nameof(Taking))]
    public void Good_till_date_ends_what_its_date_leaves_unfilled(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertThin(Until(request, "02:34"), OrderStatus.Expired); // Before its trigger.
        AssertThin(Until(request, "02:35"), OrderStatus.Expired, $"02:35{first[5..]}"); // Triggered, and in part filled.
        AssertThin(Until(request, "02:40"), OrderStatus.Expired, first);
        AssertThin(Until(request, "03:00"), OrderStatus.Expired, first);
        AssertThin(Until(request, "03:00", nanos: 1), OrderStatus.Filled, first, rest);
    }

    [Theory]
    [MemberData(nameof(Resting))]
    public void Good_till_canceled_rests_where_the_market_is_not_beyond_its_limit(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string time, string fill) =>
        AssertWide(TriggerBars.Request(type, side, trigger, limit, offset, isFraction), OrderStatus.Filled, $"{time} {fill}");

    [Theory]
    [MemberData(nameof(Resting))]
    public void Immediate_orders_end_at_a_trigger_where_the_market_is_not_beyond_their_limit(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string time, string fill)
    {
        Assert.NotEmpty(time + fill); // What would fill it later.
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertWide(request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled);
        AssertWide(request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled);
    }

    [Theory]
    [MemberData(nameof(Resting))]
    public void Good_till_date_ends_a_triggered_limit_that_rests(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string time, string fill)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        var (before, after) = TriggerBars.OnTheWayTo(time);
        AssertWide(Until(request, "02:34"), OrderStatus.Expired); // Not triggered.
        AssertWide(Until(request, "02:41"), OrderStatus.Expired);
        AssertWide(Until(request, before), OrderStatus.Expired); // It has rested since its trigger.
        AssertWide(Until(request, after), OrderStatus.Filled, $"{after} {fill}");
        AssertWide(Until(request, time, nanos: 1), OrderStatus.Filled, $"{time} {fill}");
    }

    private static OrderRequest Until(OrderRequest request, string time, long nanos = 0) =>
        request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(time, nanos) };

    private static void AssertThin(OrderRequest request, OrderStatus status, params string[] fills) =>
        AssertRun(TriggerBars.Hitting(request, new Scenario { Options = Margin, Participation = 0.1m }, second: 4), request, status, fills);

    private static void AssertWide(OrderRequest request, OrderStatus status, params string[] fills) =>
        AssertRun(TriggerBars.Hitting(request, new Scenario { Options = Margin }), request, status, fills);

    private static void AssertRun(Scenario run, OrderRequest request, OrderStatus status, string[] fills)
    {
        Assert.Equal(fills, run.Submit(0, request).RunForFills());
        Assert.Equal(status, run.StatusOf(0));
    }
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>What each time in force makes of each type of order that is held here until its trigger; all values by hand.</summary>
/// <remarks>
/// Each is made at the close of bar 0, at 100. Bar 2 reaches its trigger (see <see cref="TriggerBars"/>), which is known at its close: it is sent at 03:00, as a market or
/// limit order, and meets bar 3's open, 102 or 98, where 0.4 are for us. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class EmulatedTimeInForceTableTests
{
    private static readonly SimulationOptions Emulated = new() { AccountKind = AccountKind.Margin, Features = new VenueFeatures { HasConditionalOrders = false } };
    private static readonly SimulationOptions WithoutDates = Emulated with { Features = Emulated.Features with { HasGoodTillDate = false } };

    /// <summary>
    /// Type, side, trigger, limit, offset and whether that is a fraction; what is taken of bar 3's open, and what good till canceled makes of the rest at bar 4's, which
    /// is as high: a market order takes there, a limit rests, and the open is beyond it.
    /// </summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string, string> Taking => new()
    {
        { StopMarket, Buy, 102, null, null, false, "03:00 Buy 0.4 @ 102 Taker fee 0.0408", "04:00 Buy 0.6 @ 102 Taker fee 0.0612" },
        { StopMarket, Sell, 98, null, null, false, "03:00 Sell 0.4 @ 98 Taker fee 0.0392", "04:00 Sell 0.6 @ 98 Taker fee 0.0588" },
        { StopLimit, Buy, 102, 102.5, null, false, "03:00 Buy 0.4 @ 102 Taker fee 0.0408", "04:00 Buy 0.6 @ 102.5 Maker fee 0.03075" },
        { StopLimit, Sell, 98, 97.5, null, false, "03:00 Sell 0.4 @ 98 Taker fee 0.0392", "04:00 Sell 0.6 @ 97.5 Maker fee 0.02925" },
        { MarketIfTouched, Sell, 102, null, null, false, "03:00 Sell 0.4 @ 102 Taker fee 0.0408", "04:00 Sell 0.6 @ 102 Taker fee 0.0612" },
        { MarketIfTouched, Buy, 98, null, null, false, "03:00 Buy 0.4 @ 98 Taker fee 0.0392", "04:00 Buy 0.6 @ 98 Taker fee 0.0588" },
        { LimitIfTouched, Sell, 102, 101.5, null, false, "03:00 Sell 0.4 @ 102 Taker fee 0.0408", "04:00 Sell 0.6 @ 101.5 Maker fee 0.03045" },
        { LimitIfTouched, Buy, 98, 98.5, null, false, "03:00 Buy 0.4 @ 98 Taker fee 0.0392", "04:00 Buy 0.6 @ 98.5 Maker fee 0.02955" },
        { TrailingStopMarket, Buy, null, null, 3, false, "03:00 Buy 0.4 @ 102 Taker fee 0.0408", "04:00 Buy 0.6 @ 102 Taker fee 0.0612" },
        { TrailingStopMarket, Sell, null, null, 3, false, "03:00 Sell 0.4 @ 98 Taker fee 0.0392", "04:00 Sell 0.6 @ 98 Taker fee 0.0588" },
        { TrailingStopMarket, Buy, null, null, 0.03, true, "03:00 Buy 0.4 @ 102 Taker fee 0.0408", "04:00 Buy 0.6 @ 102 Taker fee 0.0612" },
        { TrailingStopMarket, Sell, null, null, 0.03, true, "03:00 Sell 0.4 @ 98 Taker fee 0.0392", "04:00 Sell 0.6 @ 98 Taker fee 0.0588" },
        // The limit stays half a unit beyond the trigger: at 102.5 and 97.5, or at 102.47 and 97.47.
        { TrailingStopLimit, Buy, 103, 103.5, 3, false, "03:00 Buy 0.4 @ 102 Taker fee 0.0408", "04:00 Buy 0.6 @ 102.5 Maker fee 0.03075" },
        { TrailingStopLimit, Sell, 97, 96.5, 3, false, "03:00 Sell 0.4 @ 98 Taker fee 0.0392", "04:00 Sell 0.6 @ 97.5 Maker fee 0.02925" },
        { TrailingStopLimit, Buy, 103, 103.5, 0.03, true, "03:00 Buy 0.4 @ 102 Taker fee 0.0408", "04:00 Buy 0.6 @ 102.47 Maker fee 0.030741" },
        { TrailingStopLimit, Sell, 97, 96.5, 0.03, true, "03:00 Sell 0.4 @ 98 Taker fee 0.0392", "04:00 Sell 0.6 @ 97.47 Maker fee 0.029241" },
    };

    [Theory]
    [MemberData(nameof(Taking))]
    public void Good_till_canceled_works_on_for_what_the_first_open_did_not_fill(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest) =>
        AssertThin(TriggerBars.Request(type, side, trigger, limit, offset, isFraction), OrderStatus.Filled, first, rest);

    [Theory]
    [MemberData(nameof(Taking))]
    public void Immediate_or_cancel_ends_what_the_first_open_did_not_fill(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        Assert.NotEmpty(rest); // Would fill later, and must not.
        AssertThin(TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, first);
    }

    [Theory]
    [MemberData(nameof(Taking))]
    public void Fill_or_kill_fills_at_the_first_open_wholly_or_not_at_all(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        Assert.NotEmpty(rest);
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction) with { TimeInForce = TimeInForce.Fok };
        AssertThin(request, OrderStatus.Canceled);
        AssertThin(request with { Quantity = 0.4m }, OrderStatus.Filled, first);
    }

    [Theory]
    [MemberData(nameof(Taking))]
    public void Good_till_date_ends_here_before_it_is_sent_and_at_the_venue_afterwards(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertThin(Until(request, "02:50"), OrderStatus.Expired); // Reached, and not known yet.
        AssertThin(Until(request, "03:00"), OrderStatus.Expired); // Its date comes before the bar that closes then.
        AssertThin(Until(request, "03:00", nanos: 1), OrderStatus.Expired, first);
        AssertThin(Until(request, "04:00"), OrderStatus.Expired, first);
        AssertThin(Until(request, "04:00", nanos: 1), OrderStatus.Filled, first, rest);
    }

    [Theory]
    [MemberData(nameof(Taking))]
    public void Good_till_date_is_canceled_from_here_where_the_venue_knows_no_such_time(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertRun(WithoutDates, Until(request, "03:00"), OrderStatus.Expired); // Held here still.
        AssertRun(WithoutDates, Until(request, "04:00"), OrderStatus.Canceled, first);
        AssertRun(WithoutDates, Until(request, "04:00", nanos: 1), OrderStatus.Filled, first, rest);
    }

    [Theory]
    [MemberData(nameof(TriggeredTimeInForceTableTests.Resting), MemberType = typeof(TriggeredTimeInForceTableTests))]
    public void A_limit_that_bar_3_opens_short_of_rests_as_one_that_the_venue_triggered(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string time, string fill)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertWide(request, OrderStatus.Filled, $"{time} {fill}");
        AssertWide(request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled);
        AssertWide(request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled);
        var (before, after) = TriggerBars.OnTheWayTo(time);
        AssertWide(Until(request, before), OrderStatus.Expired);
        AssertWide(Until(request, after), OrderStatus.Filled, $"{after} {fill}");
        AssertWide(Until(request, time, nanos: 1), OrderStatus.Filled, $"{time} {fill}");
    }

    private static OrderRequest Until(OrderRequest request, string time, long nanos = 0) =>
        request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(time, nanos) };

    private static void AssertThin(OrderRequest request, OrderStatus status, params string[] fills) => AssertRun(Emulated, request, status, fills);

    private static void AssertRun(SimulationOptions options, OrderRequest request, OrderStatus status, params string[] fills) =>
        AssertFills(TriggerBars.Hitting(request, new Scenario { Options = options, Participation = 0.1m }, third: 4), request, status, fills);

    private static void AssertWide(OrderRequest request, OrderStatus status, params string[] fills) =>
        AssertFills(TriggerBars.Hitting(request, new Scenario { Options = Emulated }), request, status, fills);

    private static void AssertFills(Scenario run, OrderRequest request, OrderStatus status, string[] fills)
    {
        Assert.Equal(fills, run.Submit(0, request).RunForFills());
        Assert.Equal(status, run.StatusOf(0));
    }
}

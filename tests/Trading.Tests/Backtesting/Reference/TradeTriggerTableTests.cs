using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders with a trigger over prints, one a second, there and held here, under every time in force; all values by hand.</summary>
/// <remarks>
/// Each is made when print 0 is seen, at 100, and meets print 1. Those that rise go 100, 99.5, 100.99, 101.5, those that fall 100, 100.5, 99.01, 98.5: a trigger of 101 or
/// 99 is missed by print 2 and hit by print 3, and so is a trailing one 1.5 behind (99.5 + 1.5, 100.5 - 1.5) or 1.5 % behind (99.5 x 1.015 = 100.9925, so 101; 100.5 x
/// 0.985 = 98.9925, so 98.99: away from the market).
/// </remarks>
public sealed class TradeTriggerTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };
    private static readonly SimulationOptions Emulated = Margin with { Features = new VenueFeatures { HasConditionalOrders = false } };

    /// <summary>
    /// Type, side, trigger, limit, offset and whether that is a fraction; what is taken of the 0.4 of print 3, and what good till canceled has of print 4, of 101.2 or 98.8:
    /// a market order takes it, a limit rests, and the print is beyond it.
    /// </summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string, string> There => new()
    {
        { StopMarket, Buy, 101, null, null, false, "3 buy 0.4 @ 101.5 taker", "4 buy 0.6 @ 101.2 taker" },
        { StopMarket, Sell, 99, null, null, false, "3 sell 0.4 @ 98.5 taker", "4 sell 0.6 @ 98.8 taker" },
        { StopLimit, Buy, 101, 101.6, null, false, "3 buy 0.4 @ 101.5 taker", "4 buy 0.6 @ 101.6 maker" },
        { StopLimit, Sell, 99, 98.4, null, false, "3 sell 0.4 @ 98.5 taker", "4 sell 0.6 @ 98.4 maker" },
        { MarketIfTouched, Sell, 101, null, null, false, "3 sell 0.4 @ 101.5 taker", "4 sell 0.6 @ 101.2 taker" },
        { MarketIfTouched, Buy, 99, null, null, false, "3 buy 0.4 @ 98.5 taker", "4 buy 0.6 @ 98.8 taker" },
        { LimitIfTouched, Sell, 101, 101.1, null, false, "3 sell 0.4 @ 101.5 taker", "4 sell 0.6 @ 101.1 maker" },
        { LimitIfTouched, Buy, 99, 98.9, null, false, "3 buy 0.4 @ 98.5 taker", "4 buy 0.6 @ 98.9 maker" },
        { TrailingStopMarket, Buy, null, null, 1.5, false, "3 buy 0.4 @ 101.5 taker", "4 buy 0.6 @ 101.2 taker" },
        { TrailingStopMarket, Sell, null, null, 1.5, false, "3 sell 0.4 @ 98.5 taker", "4 sell 0.6 @ 98.8 taker" },
        { TrailingStopMarket, Buy, null, null, 0.015, true, "3 buy 0.4 @ 101.5 taker", "4 buy 0.6 @ 101.2 taker" },
        { TrailingStopMarket, Sell, null, null, 0.015, true, "3 sell 0.4 @ 98.5 taker", "4 sell 0.6 @ 98.8 taker" },
        // The limit stays 0.6 beyond the trigger: at 101.6, and at 98.4 or 98.39.
        { TrailingStopLimit, Buy, 101.5, 102.1, 1.5, false, "3 buy 0.4 @ 101.5 taker", "4 buy 0.6 @ 101.6 maker" },
        { TrailingStopLimit, Sell, 98.5, 97.9, 1.5, false, "3 sell 0.4 @ 98.5 taker", "4 sell 0.6 @ 98.4 maker" },
        { TrailingStopLimit, Buy, 101.5, 102.1, 0.015, true, "3 buy 0.4 @ 101.5 taker", "4 buy 0.6 @ 101.6 maker" },
        { TrailingStopLimit, Sell, 98.5, 97.9, 0.015, true, "3 sell 0.4 @ 98.5 taker", "4 sell 0.6 @ 98.39 maker" },
    };

    /// <summary>The same held here: sent at print 3, they meet print 4, of 101.2 or 98.8 and 0.4, and have print 5, of 101.1 or 98.9, for the rest.</summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string, string> Here => new()
    {
        { StopMarket, Buy, 101, null, null, false, "4 buy 0.4 @ 101.2 taker", "5 buy 0.6 @ 101.1 taker" },
        { StopMarket, Sell, 99, null, null, false, "4 sell 0.4 @ 98.8 taker", "5 sell 0.6 @ 98.9 taker" },
        { StopLimit, Buy, 101, 101.6, null, false, "4 buy 0.4 @ 101.2 taker", "5 buy 0.6 @ 101.6 maker" },
        { StopLimit, Sell, 99, 98.4, null, false, "4 sell 0.4 @ 98.8 taker", "5 sell 0.6 @ 98.4 maker" },
        { MarketIfTouched, Sell, 101, null, null, false, "4 sell 0.4 @ 101.2 taker", "5 sell 0.6 @ 101.1 taker" },
        { MarketIfTouched, Buy, 99, null, null, false, "4 buy 0.4 @ 98.8 taker", "5 buy 0.6 @ 98.9 taker" },
        { LimitIfTouched, Sell, 101, 101.05, null, false, "4 sell 0.4 @ 101.2 taker", "5 sell 0.6 @ 101.05 maker" },
        { LimitIfTouched, Buy, 99, 98.95, null, false, "4 buy 0.4 @ 98.8 taker", "5 buy 0.6 @ 98.95 maker" },
        { TrailingStopMarket, Buy, null, null, 1.5, false, "4 buy 0.4 @ 101.2 taker", "5 buy 0.6 @ 101.1 taker" },
        { TrailingStopMarket, Sell, null, null, 1.5, false, "4 sell 0.4 @ 98.8 taker", "5 sell 0.6 @ 98.9 taker" },
        { TrailingStopMarket, Buy, null, null, 0.015, true, "4 buy 0.4 @ 101.2 taker", "5 buy 0.6 @ 101.1 taker" },
        { TrailingStopMarket, Sell, null, null, 0.015, true, "4 sell 0.4 @ 98.8 taker", "5 sell 0.6 @ 98.9 taker" },
        { TrailingStopLimit, Buy, 101.5, 102.1, 1.5, false, "4 buy 0.4 @ 101.2 taker", "5 buy 0.6 @ 101.6 maker" },
        { TrailingStopLimit, Sell, 98.5, 97.9, 1.5, false, "4 sell 0.4 @ 98.8 taker", "5 sell 0.6 @ 98.4 maker" },
        { TrailingStopLimit, Buy, 101.5, 102.1, 0.015, true, "4 buy 0.4 @ 101.2 taker", "5 buy 0.6 @ 101.6 maker" },
        { TrailingStopLimit, Sell, 98.5, 97.9, 0.015, true, "4 sell 0.4 @ 98.8 taker", "5 sell 0.6 @ 98.39 maker" },
    };

    [Theory]
    [MemberData(nameof(There))]
    public void Its_time_in_force_says_what_becomes_of_what_the_print_at_the_trigger_did_not_fill(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertThere(request, OrderStatus.Filled, first, rest);
        AssertThere(request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, first);
        AssertThere(request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled);
        AssertThere(request with { TimeInForce = TimeInForce.Fok, Quantity = 0.4m }, OrderStatus.Filled, first);
        AssertThere(Until(request, 3), OrderStatus.Expired); // Before its trigger.
        AssertThere(Until(request, 3, nanos: 1), OrderStatus.Expired, first);
        AssertThere(Until(request, 4), OrderStatus.Expired, first);
        AssertThere(Until(request, 4, nanos: 1), OrderStatus.Filled, first, rest);
    }

    [Theory]
    [MemberData(nameof(Here))]
    public void Held_here_it_meets_the_print_after_the_one_at_its_trigger(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        AssertHere(request, OrderStatus.Filled, first, rest);
        AssertHere(request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, first);
        AssertHere(request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled);
        AssertHere(request with { TimeInForce = TimeInForce.Fok, Quantity = 0.4m }, OrderStatus.Filled, first);
        AssertHere(Until(request, 3), OrderStatus.Expired); // Here.
        AssertHere(Until(request, 4), OrderStatus.Expired); // There, before it met a print.
        AssertHere(Until(request, 4, nanos: 1), OrderStatus.Expired, first);
        AssertHere(Until(request, 5), OrderStatus.Expired, first);
        AssertHere(Until(request, 5, nanos: 1), OrderStatus.Filled, first, rest);
    }

    [Theory]
    [InlineData(2, false, "4 sell 1 @ 101 taker", "5 sell 1 @ 100.9 taker")] // Behind 103; the 102 later moves it nowhere.
    [InlineData(1.99, false, "3 sell 1 @ 101.01 taker", "4 sell 1 @ 101 taker")]
    [InlineData(2.01, false, "5 sell 1 @ 100.9 taker", "6 sell 1 @ 100.5 taker")]
    [InlineData(0.02, true, "5 sell 1 @ 100.9 taker", "6 sell 1 @ 100.5 taker")] // 103 x 0.98 = 100.94.
    [InlineData(0.0193, true, "3 sell 1 @ 101.01 taker", "4 sell 1 @ 101 taker")] // 103 x 0.9807 = 101.0121, so 101.01.
    [InlineData(0.0194, true, "4 sell 1 @ 101 taker", "5 sell 1 @ 100.9 taker")] // 103 x 0.9806 = 101.0018, so 101.
    [InlineData(3, false, null, null)]
    [InlineData(0.03, true, null, null)] // 99.91.
    public void A_trailing_stop_to_sell_follows_the_highest_print(double offset, bool isFraction, string? there, string? here) =>
        AssertTrailing(Sell, offset, isFraction, there, here, "100", "103", "102", "101.01", "101", "100.9", "100.5");

    [Theory]
    [InlineData(2, false, "4 buy 1 @ 99 taker", "5 buy 1 @ 99.1 taker")] // Above 97; the 98 later moves it nowhere.
    [InlineData(1.99, false, "3 buy 1 @ 98.99 taker", "4 buy 1 @ 99 taker")]
    [InlineData(2.01, false, "5 buy 1 @ 99.1 taker", "6 buy 1 @ 99.5 taker")]
    [InlineData(0.02, true, "3 buy 1 @ 98.99 taker", "4 buy 1 @ 99 taker")] // 97 x 1.02 = 98.94.
    [InlineData(0.0205, true, "3 buy 1 @ 98.99 taker", "4 buy 1 @ 99 taker")] // 97 x 1.0205 = 98.9885, so 98.99.
    [InlineData(0.0206, true, "4 buy 1 @ 99 taker", "5 buy 1 @ 99.1 taker")] // 97 x 1.0206 = 98.9982, so 99.
    [InlineData(3, false, null, null)]
    [InlineData(0.03, true, null, null)] // 99.91.
    public void A_trailing_stop_to_buy_follows_the_lowest_print(double offset, bool isFraction, string? there, string? here) =>
        AssertTrailing(Buy, offset, isFraction, there, here, "100", "97", "98", "98.99", "99", "99.1", "99.5");

    private static void AssertTrailing(OrderSide side, double offset, bool isFraction, string? there, string? here, params string[] prices)
    {
        var lines = string.Join('\n', prices.Select(price => $"print {price} x 9"));
        var request = TriggerBars.Request(TrailingStopMarket, side, null, null, offset, isFraction);
        Assert.Equal(there is null ? [] : [there], new EventScript { Options = Margin }.Events(lines).Order(0, request).RunOverPrints());
        Assert.Equal(here is null ? [] : [here], new EventScript { Options = Emulated }.Events(lines).Order(0, request).RunOverPrints());
    }

    private static OrderRequest Until(OrderRequest request, int second, long nanos = 0) =>
        request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time($"00:{second}", nanos) };

    private static void AssertThere(OrderRequest request, OrderStatus status, params string[] fills) => AssertRun(
        Margin,
        request.Type.TriggersUpward(request.Side)
            ? "print 100 x 1\nprint 99.5 x 1\nprint 100.99 x 1\nprint 101.5 x 0.4\nprint 101.2 x 9"
            : "print 100 x 1\nprint 100.5 x 1\nprint 99.01 x 1\nprint 98.5 x 0.4\nprint 98.8 x 9",
        request,
        status,
        fills);

    private static void AssertHere(OrderRequest request, OrderStatus status, params string[] fills) => AssertRun(
        Emulated,
        request.Type.TriggersUpward(request.Side)
            ? "print 100 x 1\nprint 99.5 x 1\nprint 100.99 x 1\nprint 101.5 x 9\nprint 101.2 x 0.4\nprint 101.1 x 9"
            : "print 100 x 1\nprint 100.5 x 1\nprint 99.01 x 1\nprint 98.5 x 9\nprint 98.8 x 0.4\nprint 98.9 x 9",
        request,
        status,
        fills);

    private static void AssertRun(SimulationOptions options, string lines, OrderRequest request, OrderStatus status, string[] fills)
    {
        var run = new EventScript { Options = options }.Events(lines).Order(0, request);
        Assert.Equal(fills, run.RunOverPrints());
        Assert.Equal(status, run.Orders[0]!.Status);
    }
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Entries of each type and time in force that fill in part, and the exits that follow them; all values by hand.</summary>
/// <remarks>
/// Bar 2, which has 0.4 for the entry, is that of <see cref="TriggerBars"/>: a trigger is hit at 02:40. After a rise the stop is at 101.4, which bar 3 hits at 03:40; after
/// a fall it is at 96.9, which bar 4 hits at 04:40. No bar reaches the target of 110. A taker pays 10 basis points, a maker 5.
/// </remarks>
public sealed class EntryTimeInForceTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };

    /// <summary>Type, trigger, limit, offset and whether that is a fraction, of an entry of 1 that buys; what it fills at its trigger and of bar 3's open; what a stop of 0.4, and one of 1, sells.</summary>
    public static TheoryData<OrderType, double?, double?, double?, bool, string, string, string, string> Entries => new()
    {
        { StopMarket, 102, null, null, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102 Taker fee 0.0612", "03:40 Sell 0.4 @ 101.4 Taker fee 0.04056", "03:40 Sell 1 @ 101.4 Taker fee 0.1014" },
        { StopLimit, 102, 102.5, null, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102.5 Maker fee 0.03075", "03:40 Sell 0.4 @ 101.4 Taker fee 0.04056", "03:40 Sell 1 @ 101.4 Taker fee 0.1014" },
        { MarketIfTouched, 98, null, null, false, "02:40 Buy 0.4 @ 98 Taker fee 0.0392", "03:00 Buy 0.6 @ 98 Taker fee 0.0588", "04:40 Sell 0.4 @ 96.9 Taker fee 0.03876", "04:40 Sell 1 @ 96.9 Taker fee 0.0969" },
        { LimitIfTouched, 98, 98.5, null, false, "02:40 Buy 0.4 @ 98 Taker fee 0.0392", "03:00 Buy 0.6 @ 98.5 Maker fee 0.02955", "04:40 Sell 0.4 @ 96.9 Taker fee 0.03876", "04:40 Sell 1 @ 96.9 Taker fee 0.0969" },
        { TrailingStopMarket, 103, null, 3, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102 Taker fee 0.0612", "03:40 Sell 0.4 @ 101.4 Taker fee 0.04056", "03:40 Sell 1 @ 101.4 Taker fee 0.1014" },
        { TrailingStopMarket, 103, null, 0.03, true, "02:40 Buy 0.4 @ 101.97 Taker fee 0.040788", "03:00 Buy 0.6 @ 102 Taker fee 0.0612", "03:40 Sell 0.4 @ 101.4 Taker fee 0.04056", "03:40 Sell 1 @ 101.4 Taker fee 0.1014" },
        { TrailingStopLimit, 103, 103.5, 3, false, "02:40 Buy 0.4 @ 102 Taker fee 0.0408", "03:00 Buy 0.6 @ 102.5 Maker fee 0.03075", "03:40 Sell 0.4 @ 101.4 Taker fee 0.04056", "03:40 Sell 1 @ 101.4 Taker fee 0.1014" },
        { TrailingStopLimit, 103, 103.5, 0.03, true, "02:40 Buy 0.4 @ 101.97 Taker fee 0.040788", "03:00 Buy 0.6 @ 102.47 Maker fee 0.030741", "03:40 Sell 0.4 @ 101.4 Taker fee 0.04056", "03:40 Sell 1 @ 101.4 Taker fee 0.1014" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void Exits_are_for_what_the_time_in_force_lets_the_entry_fill(
        OrderType type, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest, string sold, string soldAll)
    {
        var entry = TriggerBars.Request(type, Buy, trigger, limit, offset, isFraction);
        AssertRun(entry, OrderStatus.Filled, OrderStatus.Filled, first, rest, soldAll);
        AssertRun(entry with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, OrderStatus.Filled, first, sold);
        AssertRun(entry with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled, OrderStatus.Canceled);
        AssertRun(Until(entry, "02:34"), OrderStatus.Expired, OrderStatus.Canceled);
        AssertRun(Until(entry, "02:35"), OrderStatus.Expired, OrderStatus.Filled, $"02:35{first[5..]}", sold);
        AssertRun(Until(entry, "03:00"), OrderStatus.Expired, OrderStatus.Filled, first, sold);
        AssertRun(Until(entry, "03:00", nanos: 1), OrderStatus.Filled, OrderStatus.Filled, first, rest, soldAll);
    }

    [Theory]
    [InlineData(TimeInForce.Gtc, OrderStatus.Filled, "02:00 Buy 0.4 @ 100 Taker fee 0.04", "03:00 Buy 0.6 @ 102 Taker fee 0.0612", "03:20 Sell 1 @ 102.1 Maker fee 0.05105")]
    [InlineData(TimeInForce.Gtd, OrderStatus.Expired, "02:00 Buy 0.4 @ 100 Taker fee 0.04", "03:20 Sell 0.4 @ 102.1 Maker fee 0.02042")]
    [InlineData(TimeInForce.Ioc, OrderStatus.Canceled, "02:00 Buy 0.4 @ 100 Taker fee 0.04", "03:20 Sell 0.4 @ 102.1 Maker fee 0.02042")]
    [InlineData(TimeInForce.Fok, OrderStatus.Canceled)]
    public void The_target_of_a_market_entry_is_for_what_it_filled(TimeInForce timeInForce, OrderStatus status, params string[] fills) =>
        AssertTarget(Scenario.Request(Market, Buy, 1), timeInForce, status, fills);

    [Theory]
    [InlineData(TimeInForce.Gtc, OrderStatus.Canceled, "02:00 Buy 0.4 @ 100 Taker fee 0.04", "03:20 Sell 0.4 @ 102.1 Maker fee 0.02042")] // Its rest at 100.5 is not reached, and ends with the target's fill.
    [InlineData(TimeInForce.Gtd, OrderStatus.Expired, "02:00 Buy 0.4 @ 100 Taker fee 0.04", "03:20 Sell 0.4 @ 102.1 Maker fee 0.02042")]
    [InlineData(TimeInForce.Ioc, OrderStatus.Canceled, "02:00 Buy 0.4 @ 100 Taker fee 0.04", "03:20 Sell 0.4 @ 102.1 Maker fee 0.02042")]
    [InlineData(TimeInForce.Fok, OrderStatus.Canceled)]
    public void The_target_of_a_limit_entry_is_for_what_it_filled(TimeInForce timeInForce, OrderStatus status, params string[] fills) =>
        AssertTarget(Scenario.Request(Limit, Buy, 1, 100.5m), timeInForce, status, fills);

    // Made at the close of bar 1: 0.4 of bar 2's open. Bar 3 opens at 102 and rises to 102.2 at 03:20.
    private static void AssertTarget(OrderRequest entry, TimeInForce timeInForce, OrderStatus status, string[] fills)
    {
        var dated = timeInForce == TimeInForce.Gtd ? Until(entry, "03:00") : entry with { TimeInForce = timeInForce };
        var run = TriggerBars.Rising(new Scenario { Options = Margin, Participation = 0.1m }, second: 4).List(1, Bracket(dated, target: 102.1m, stop: 95));
        Assert.Equal(fills, run.RunForFills());
        Assert.Equal(
            [status, fills.Length == 0 ? OrderStatus.Canceled : OrderStatus.Filled, OrderStatus.Canceled],
            Enumerable.Range(0, 3).Select(run.StatusOf));
    }

    private static void AssertRun(OrderRequest entry, OrderStatus status, OrderStatus stop, params string[] fills)
    {
        var run = TriggerBars.Hitting(entry, new Scenario { Options = Margin, Participation = 0.1m }, second: 4)
            .List(0, Bracket(entry, target: 110, stop: entry.Type.IsStop() ? 101.4m : 96.9m));
        Assert.Equal(fills, run.RunForFills());
        Assert.Equal([status, OrderStatus.Canceled, stop], Enumerable.Range(0, 3).Select(run.StatusOf));
    }

    private static OrderRequest Until(OrderRequest request, string time, long nanos = 0) =>
        request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time(time, nanos) };

    private static OrderListRequest Bracket(OrderRequest entry, decimal target, decimal stop) => OrderListRequest.Bracket(
        entry,
        Scenario.Request(Limit, Sell, 1, target) with { IsReduceOnly = true, Role = OrderRole.Exit },
        Scenario.Request(StopMarket, Sell, 1, trigger: stop) with { IsReduceOnly = true, Role = OrderRole.Protective });
}

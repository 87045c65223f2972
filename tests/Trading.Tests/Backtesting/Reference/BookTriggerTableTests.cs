using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;
using static VeloZ.Domain.OrderType;

namespace VeloZ.Trading.Tests;

/// <summary>Orders with a trigger over a captured book, one event a second, under every time in force; all values by hand.</summary>
/// <remarks>
/// Each is made at second 1, when 100 was printed. The print of second 2 moves a trailing trigger: 99.8 + 1.2 is 101 and 100.2 - 1.2 is 99; by 1.2 % it is 99.8 x 1.012 =
/// 100.9976, so 101, and 100.2 x 0.988 = 98.9976, so 98.99. The print of second 3, at 101 or 98.99, hits it, and takes 0.1 of the 0.5 there: the book has 0.4 on each side, at
/// 99 and 101 or at 98.99 and 101. At second 4
/// come asks of 102, at second 5 bids of 98, at second 6 a print that meets a limit that rests. Held here, an order is sent in the second it is hit, and meets the same book.
/// </remarks>
public sealed class BookTriggerTableTests
{
    private static readonly SimulationOptions Margin = new() { AccountKind = AccountKind.Margin, Leverage = 10 };
    private static readonly SimulationOptions Emulated = Margin with { Features = new VenueFeatures { HasConditionalOrders = false } };

    /// <summary>Type, side, trigger, limit, offset and whether that is a fraction; what is taken at the trigger, and what good till canceled has later.</summary>
    public static TheoryData<OrderType, OrderSide, double?, double?, double?, bool, string, string> Orders => new()
    {
        { StopMarket, Buy, 101, null, null, false, "3 buy 0.4 @ 101 taker", "4 buy 0.6 @ 102 taker" },
        { StopMarket, Sell, 99, null, null, false, "3 sell 0.4 @ 98.99 taker", "5 sell 0.6 @ 98 taker" },
        { StopLimit, Buy, 101, 101.5, null, false, "3 buy 0.4 @ 101 taker", "6 buy 0.6 @ 101.5 maker" },
        { StopLimit, Sell, 99, 98.5, null, false, "3 sell 0.4 @ 98.99 taker", "6 sell 0.6 @ 98.5 maker" },
        { MarketIfTouched, Sell, 101, null, null, false, "3 sell 0.4 @ 99 taker", "5 sell 0.6 @ 98 taker" },
        { MarketIfTouched, Buy, 99, null, null, false, "3 buy 0.4 @ 101 taker", "4 buy 0.6 @ 102 taker" },
        { LimitIfTouched, Sell, 101, 98.5, null, false, "3 sell 0.4 @ 99 taker", "6 sell 0.6 @ 98.5 maker" },
        { LimitIfTouched, Buy, 99, 101.5, null, false, "3 buy 0.4 @ 101 taker", "6 buy 0.6 @ 101.5 maker" },
        { TrailingStopMarket, Buy, null, null, 1.2, false, "3 buy 0.4 @ 101 taker", "4 buy 0.6 @ 102 taker" },
        { TrailingStopMarket, Sell, null, null, 1.2, false, "3 sell 0.4 @ 98.99 taker", "5 sell 0.6 @ 98 taker" },
        { TrailingStopMarket, Buy, null, null, 0.012, true, "3 buy 0.4 @ 101 taker", "4 buy 0.6 @ 102 taker" },
        { TrailingStopMarket, Sell, null, null, 0.012, true, "3 sell 0.4 @ 98.99 taker", "5 sell 0.6 @ 98 taker" },
        // The limit stays half a unit beyond the trigger: at 101.5, and at 98.5 or 98.49, which the print of 98.5 goes through.
        { TrailingStopLimit, Buy, 101.2, 101.7, 1.2, false, "3 buy 0.4 @ 101 taker", "6 buy 0.6 @ 101.5 maker" },
        { TrailingStopLimit, Sell, 98.8, 98.3, 1.2, false, "3 sell 0.4 @ 98.99 taker", "6 sell 0.6 @ 98.5 maker" },
        { TrailingStopLimit, Buy, 101.2, 101.7, 0.012, true, "3 buy 0.4 @ 101 taker", "6 buy 0.6 @ 101.5 maker" },
        { TrailingStopLimit, Sell, 98.8, 98.3, 0.012, true, "3 sell 0.4 @ 98.99 taker", "6 sell 0.6 @ 98.49 maker" },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Its_time_in_force_says_what_becomes_of_what_the_book_did_not_fill(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        await AssertRunsAsync(request, OrderStatus.Filled, first, rest);
        await AssertRunsAsync(request with { TimeInForce = TimeInForce.Ioc }, OrderStatus.Canceled, first);
        await AssertRunsAsync(request with { TimeInForce = TimeInForce.Fok }, OrderStatus.Canceled);
        await AssertRunsAsync(request with { TimeInForce = TimeInForce.Fok, Quantity = 0.4m }, OrderStatus.Filled, first);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Good_till_date_ends_what_its_date_leaves_unfilled(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction, string first, string rest)
    {
        var request = TriggerBars.Request(type, side, trigger, limit, offset, isFraction);
        var later = rest[0] - '0';
        await AssertRunsAsync(Until(request, 3), OrderStatus.Expired);
        await AssertRunsAsync(Until(request, 3, nanos: 1), OrderStatus.Expired, first);
        await AssertRunsAsync(Until(request, later), OrderStatus.Expired, first);
        await AssertRunsAsync(Until(request, later, nanos: 1), OrderStatus.Filled, first, rest);
    }

    private static OrderRequest Until(OrderRequest request, int second, long nanos = 0) =>
        request with { TimeInForce = TimeInForce.Gtd, ExpireTime = Scenario.Time($"00:{second}", nanos) };

    private static async Task AssertRunsAsync(OrderRequest request, OrderStatus status, params string[] fills)
    {
        var (book, second, third) = request.Type.TriggersUpward(request.Side)
            ? ("book 99x0.4 / 101x0.5", "print 99.8 x 0.1", "print 101 x 0.1 buy")
            : ("book 98.99x0.5 / 101x0.4", "print 100.2 x 0.1", "print 98.99 x 0.1 sell");
        var last = request.Side == Buy ? "print 101.5 x 5 sell" : "print 98.5 x 5 buy";
        foreach (var options in new[] { Margin, Emulated })
        {
            var run = new EventScript { Options = options }
                .Events($"{book}\nprint 100 x 1\n{second}\n{third}\nask 102x4\nbid 98x4\n{last}")
                .Order(1, request);
            Assert.Equal(fills, await run.RunOverBookAsync());
            Assert.Equal(status, run.Orders[0]!.Status);
        }
    }
}

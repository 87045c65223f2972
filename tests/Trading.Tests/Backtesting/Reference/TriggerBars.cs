using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// Two markets that hit a trigger at 02:40, on bar 2's way from its nearer to its farther extreme. Bar 1 goes 100, 99, 101, 100 in both, so that a trailing trigger 3
/// behind is at 102 (above 99) or at 98 (below 101) when bar 2 opens, and one 3 % behind at 101.97 (99 x 1.03) or 97.97 (101 x 0.97).
/// </summary>
internal static class TriggerBars
{
    /// <summary>Bar 2 goes 100, 99.5, 103 (02:40), 102.5; bar 3 goes 102, 102.2, 101 (03:40), 101.8; bar 4 goes 102, 101.5, 105 (04:40), 104.</summary>
    /// <param name="scenario">Without bars.</param>
    /// <param name="second">Volume of bar 2.</param>
    /// <param name="third">Volume of bar 3.</param>
    public static Scenario Rising(Scenario scenario, decimal second = 1_000, decimal third = 1_000) => scenario
        .Bar(100, 100, 100, 100)
        .Bar(100, 101, 99, 100)
        .Bar(100, 103, 99.5m, 102.5m, second)
        .Bar(102, 102.2m, 101, 101.8m, third)
        .Bar(102, 105, 101.5m, 104);

    /// <summary>Bar 2 goes 100, 100.5, 97 (02:40), 97.5; bar 3 goes 98, 97.8, 99 (03:40), 98.2; bar 4 goes 98, 98.5, 95 (04:40), 96.</summary>
    /// <param name="scenario">Without bars.</param>
    /// <param name="second">Volume of bar 2.</param>
    /// <param name="third">Volume of bar 3.</param>
    public static Scenario Falling(Scenario scenario, decimal second = 1_000, decimal third = 1_000) => scenario
        .Bar(100, 100, 100, 100)
        .Bar(100, 101, 99, 100)
        .Bar(100, 100.5m, 97, 97.5m, second)
        .Bar(98, 99, 97.8m, 98.2m, third)
        .Bar(98, 98.5m, 95, 96);

    /// <summary>The market whose bar 2 moves the way that triggers such an order.</summary>
    public static Scenario Hitting(OrderRequest request, Scenario scenario, decimal second = 1_000, decimal third = 1_000) =>
        request.Type.TriggersUpward(request.Side) ? Rising(scenario, second, third) : Falling(scenario, second, third);

    /// <summary>
    /// Seconds before and after the way to a point goes through the prices that the tables have there. Bars 2 and 4 go 0.175 a second on it, so 2.45 by 34 and 2.625 by 35;
    /// bar 3 goes 0.06 a second, so 0.66 by 31 and 0.78 by 33.
    /// </summary>
    public static (string Before, string After) OnTheWayTo(string point) => point switch
    {
        "02:40" => ("02:34", "02:35"), // To 101.95 and 102.125, or to 98.05 and 97.875.
        "03:40" => ("03:31", "03:33"), // To 101.54 and 101.42, or to 98.46 and 98.58.
        "04:40" => ("04:34", "04:35"), // To 103.95 and 104.125, or to 96.05 and 95.875.
        _ => throw new ArgumentOutOfRangeException(nameof(point), point, "no table has it"),
    };

    /// <summary>An order of 1 with its first trigger, which is null for a trailing stop that sells or buys at the market.</summary>
    public static OrderRequest Request(OrderType type, OrderSide side, double? trigger, double? limit, double? offset, bool isFraction) =>
        Scenario.Request(type, side, 1, (decimal?)limit, (decimal?)trigger) with { TrailingOffset = (decimal?)offset, TrailingIsFraction = isFraction };
}

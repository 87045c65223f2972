using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>How a figure is shown and written.</summary>
public enum StatisticUnit
{
    /// <summary>Quote currency without a sign of direction.</summary>
    Amount,

    /// <summary>Quote currency where above 0 is good: shown with its sign.</summary>
    Profit,

    /// <summary>A fraction, shown in per cent.</summary>
    Fraction,

    /// <summary>A fraction where above 0 is good: shown in per cent with its sign.</summary>
    Return,

    /// <summary>A plain number.</summary>
    Ratio,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A length of time; seconds in data.</summary>
    Duration,
}

/// <summary>One figure's value in whichever form its unit has; all null when it does not exist.</summary>
/// <param name="Amount">Of <see cref="StatisticUnit.Amount"/> and <see cref="StatisticUnit.Profit"/>.</param>
/// <param name="Number">Of fractions, ratios and counts.</param>
/// <param name="Duration">Of <see cref="StatisticUnit.Duration"/>.</param>
public readonly record struct StatisticValue(decimal? Amount, double? Number, TimeSpan? Duration)
{
    /// <summary>Whether the figure exists.</summary>
    public bool Exists => Amount is not null || Number is not null || Duration is not null;
}

/// <summary>One figure of a report: its name, its definition in words, and where it is read.</summary>
/// <param name="Name">Snake-case name in data; the property's own, with <c>_seconds</c> after a duration.</param>
/// <param name="Label">On screen.</param>
/// <param name="Group">Title of the table it stands in.</param>
/// <param name="Unit">How it is shown.</param>
/// <param name="Definition">One or two sentences.</param>
/// <param name="WhenMissing">Why it may not exist; empty when it always does.</param>
/// <param name="Read">Takes it from the figures.</param>
public sealed record Statistic(
    string Name,
    string Label,
    string Group,
    StatisticUnit Unit,
    string Definition,
    string WhenMissing,
    Func<PerformanceStatistics, StatisticValue> Read);

/// <summary>Every figure there is: JSON, HTML and command line all go by these lists, so none can be forgotten.</summary>
public static class StatisticCatalog
{
    /// <summary>Figures of <see cref="PortfolioStatistics"/>, in the order they are shown.</summary>
    public static IReadOnlyList<Statistic> Portfolio { get; } = PortfolioCatalog.Make();

    /// <summary>Figures of <see cref="TradeStatistics"/>, in the order they are shown.</summary>
    public static IReadOnlyList<Statistic> Trades { get; } = TradeCatalog.Make();

    /// <summary>Both lists.</summary>
    public static IEnumerable<Statistic> All => Portfolio.Concat(Trades);
}

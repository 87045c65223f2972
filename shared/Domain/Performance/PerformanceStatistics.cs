namespace VeloZ.Domain;

/// <summary>All figures of a run. A value that does not exist is null, never NaN, 0 or a sentinel.</summary>
/// <param name="Portfolio">From equity over time.</param>
/// <param name="Trades">From the closed round trips.</param>
public sealed record PerformanceStatistics(PortfolioStatistics Portfolio, TradeStatistics Trades)
{
    /// <summary>Computes them; the same input gives the same figures.</summary>
    /// <param name="input">The run's figures.</param>
    public static PerformanceStatistics Of(PerformanceInput input) =>
        new(PortfolioCalculation.Of(input), TradeCalculation.Of(input.Trades));
}

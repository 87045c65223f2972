namespace VeloZ.Domain.Tests;

public sealed class ProbabilisticSharpeTests
{
    // The example of Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier" (2012): two years of months, Sharpe ratio 0.458 a month.
    [Fact]
    public void The_paper_s_example_with_normal_returns_is_0_982() =>
        Assert.Equal(0.982, PortfolioCalculation.ProbabilisticSharpe(24, 0.458, benchmark: 0, skewness: 0, kurtosis: 3)!.Value, 0.0005);

    [Fact]
    public void The_paper_s_example_with_skewed_returns_is_0_913() =>
        Assert.Equal(0.913, PortfolioCalculation.ProbabilisticSharpe(24, 0.458, benchmark: 0, skewness: -2.448, kurtosis: 10.164)!.Value, 0.0005);

    [Fact]
    public void Without_a_Sharpe_ratio_there_is_no_probability() =>
        Assert.Null(PortfolioCalculation.ProbabilisticSharpe(24, sharpe: null, benchmark: 0, skewness: 0, kurtosis: 3));

    // Expected values: Python, 0.5 * math.erfc(-z / math.sqrt(2)).
    [Theory]
    [InlineData(-8, 6.220960574271819e-16)]
    [InlineData(-3, 0.0013498980316300957)]
    [InlineData(-NormalDistribution.Quantile95, 0.05)]
    [InlineData(-0.5, 0.3085375387259869)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.6914624612740131)]
    [InlineData(NormalDistribution.Quantile99, 0.99)]
    [InlineData(6, 0.9999999990134123)]
    public void The_cumulative_normal_matches_the_error_function(double z, double expected) =>
        Assert.Equal(1, NormalDistribution.Cumulative(z) / expected, 1e-8);

    [Fact]
    public void The_cumulative_normal_vanishes_far_out() => Assert.Equal(0, NormalDistribution.Cumulative(-38));
}

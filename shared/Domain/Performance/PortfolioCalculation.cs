namespace VeloZ.Domain;

/// <summary>Computes <see cref="PortfolioStatistics"/>, where each figure is defined.</summary>
internal static class PortfolioCalculation
{
    private const int DaysPerYear = 365;
    private static readonly double RootOfYear = Math.Sqrt(DaysPerYear);

    public static PortfolioStatistics Of(PerformanceInput input)
    {
        var curve = EquityCurve.Of(input);
        var days = (input.To - input.From).TotalDays;
        var cagr = Cagr(input, days);
        var maxDrawdown = (double)input.MaxDrawdown;

        var returns = DailyReturns.OfEquity(input.Daily);
        var mean = SampleMath.Mean(returns);
        var deviation = SampleMath.Deviation(returns);
        var (skewness, kurtosis) = (SampleMath.Skewness(returns), SampleMath.Kurtosis(returns));
        var dailySharpe = SampleMath.Ratio(mean, deviation);

        var market = DailyReturns.OfMarket(input.Daily);
        var isComparable = market.Length == returns.Length;
        var marketMean = SampleMath.Mean(market);
        var beta = isComparable ? SampleMath.Ratio(SampleMath.Covariance(returns, market), SampleMath.Variance(market)) : null;
        var active = isComparable ? returns.Zip(market, (own, other) => own - other).ToArray() : [];
        var trackingError = SampleMath.Deviation(active);

        var lastYear = returns[Math.Max(0, returns.Length - DaysPerYear)..];
        return new PortfolioStatistics
        {
            StartEquity = input.StartEquity,
            EndEquity = input.EndEquity,
            NetProfit = input.EndEquity - input.StartEquity,
            TotalFees = input.Fees,
            Turnover = input.Turnover,
            DailyTurnover = DailyTurnover(input, curve, days),
            TotalReturn = Change(input.StartEquity, input.EndEquity),
            Cagr = cagr,
            MarketChange = Change(input.FirstPrice, input.LastPrice),
            AnnualStandardDeviation = deviation * RootOfYear,
            AnnualVariance = SampleMath.Variance(returns) * DaysPerYear,
            Sharpe = dailySharpe * RootOfYear,
            Sortino = SampleMath.Ratio(mean, SampleMath.DownsideDeviation(returns)) * RootOfYear,
            Calmar = SampleMath.Ratio(cagr, maxDrawdown),
            ProbabilisticSharpe = ProbabilisticSharpe(returns.Length, dailySharpe, input.BenchmarkSharpe / RootOfYear, skewness, kurtosis),
            Alpha = DaysPerYear * (mean - (beta * marketMean)),
            Beta = beta,
            InformationRatio = SampleMath.Ratio(SampleMath.Mean(active), trackingError) * RootOfYear,
            TrackingError = trackingError * RootOfYear,
            Treynor = SampleMath.Ratio(DaysPerYear * mean, beta),
            ValueAtRisk95 = ValueAtRisk(lastYear, NormalDistribution.Quantile95),
            ValueAtRisk99 = ValueAtRisk(lastYear, NormalDistribution.Quantile99),
            Skewness = skewness,
            Kurtosis = kurtosis,
            BestDay = returns.Length == 0 ? null : returns.Max(),
            WorstDay = returns.Length == 0 ? null : returns.Min(),
            MaxDrawdown = maxDrawdown,
            MaxDrawdownDuration = input.MaxDrawdownDuration,
            DrawdownRecovery = EquityCurve.Recovery(curve),
            Exposure = input.Exposure,
            LongExposure = input.LongExposure,
        };
    }

    /// <summary>
    /// Probability that the true Sharpe ratio exceeds a benchmark: cumulative normal of (SR - SR*) sqrt(n - 1) / sqrt(1 - skew SR + (kurtosis - 1) / 4 SR^2).
    /// </summary>
    /// <param name="count">How many returns.</param>
    /// <param name="sharpe">Of the returns' own period, not annualized.</param>
    /// <param name="benchmark">Of the same period.</param>
    /// <param name="skewness">Of the returns.</param>
    /// <param name="kurtosis">Of the returns, 3 for the normal distribution.</param>
    internal static double? ProbabilisticSharpe(int count, double? sharpe, double benchmark, double? skewness, double? kurtosis)
    {
        if (sharpe is not { } ratio || skewness is not { } skew || kurtosis is not { } tails)
            return null;
        var variance = 1 - (skew * ratio) + ((tails - 1) / 4 * ratio * ratio);
        return variance > 0 ? NormalDistribution.Cumulative((ratio - benchmark) * Math.Sqrt(count - 1) / Math.Sqrt(variance)) : null;
    }

    private static double? Change(decimal before, decimal after) => before <= 0 ? null : (double)((after / before) - 1);

    private static double? Cagr(PerformanceInput input, double days) =>
        days < 1 || input.StartEquity <= 0 || input.EndEquity < 0
            ? null
            : SampleMath.Finite(Math.Pow((double)(input.EndEquity / input.StartEquity), DaysPerYear / days) - 1);

    private static double? DailyTurnover(PerformanceInput input, IReadOnlyList<EquityCurve.Point> curve, double days) =>
        EquityCurve.TimeWeightedMean(curve) is { } equity and > 0 ? SampleMath.Ratio((double)input.Turnover / equity, days) : null;

    private static double? ValueAtRisk(double[] returns, double quantile) => (quantile * SampleMath.Deviation(returns)) - SampleMath.Mean(returns);
}

namespace VeloZ.Domain;

/// <summary>Figures from equity over time. Amounts are in the reporting currency; ratios and returns are fractions (0.01 is 1 %).</summary>
/// <remarks>
/// "Daily returns" are simple returns of equity from one 00:00 UTC to the next; the partial days at both ends are left out.
/// There are none when equity was 0 or less at a sample but the last. The risk-free rate is 0, a year has 365 days, deviations are of samples (n - 1).
/// "The market" is the instrument bought and held.
/// </remarks>
public sealed record PortfolioStatistics
{
    /// <summary>Equity before the first bar.</summary>
    public required decimal StartEquity { get; init; }

    /// <summary>Equity at the last close, open positions valued there.</summary>
    public required decimal EndEquity { get; init; }

    /// <summary>End equity - start equity, after fees.</summary>
    public required decimal NetProfit { get; init; }

    /// <summary>All fees, valued in quote currency at the fill; negative when rebates were more.</summary>
    public required decimal TotalFees { get; init; }

    /// <summary>Sum of price x quantity over all fills.</summary>
    public required decimal Turnover { get; init; }

    /// <summary>Turnover / time-weighted mean equity / days of the run: how often equity is traded in a day.</summary>
    /// <value>Null when the run has no length or mean equity is 0 or less.</value>
    public required double? DailyTurnover { get; init; }

    /// <summary>End equity / start equity - 1.</summary>
    /// <value>Null when start equity is 0 or less.</value>
    public required double? TotalReturn { get; init; }

    /// <summary>Compound annual growth rate: (end equity / start equity)^(365 days / length of the run) - 1.</summary>
    /// <value>Null when the run is shorter than one day, start equity is 0 or less, or end equity is negative. Says little under a month.</value>
    public required double? Cagr { get; init; }

    /// <summary>Last price / first price - 1.</summary>
    /// <value>Null when the first price is 0 or less.</value>
    public required double? MarketChange { get; init; }

    /// <summary>Deviation of daily returns x sqrt(365).</summary>
    /// <value>Null under 2 daily returns.</value>
    public required double? AnnualStandardDeviation { get; init; }

    /// <summary>Variance of daily returns x 365.</summary>
    /// <value>Null under 2 daily returns.</value>
    public required double? AnnualVariance { get; init; }

    /// <summary>Annualized Sharpe ratio: mean of daily returns / their deviation x sqrt(365).</summary>
    /// <value>Null under 2 daily returns or when the deviation is 0.</value>
    /// <remarks>Scaling assumes independent returns. Source: W. F. Sharpe, "The Sharpe Ratio", 1994.</remarks>
    public required double? Sharpe { get; init; }

    /// <summary>Annualized Sortino ratio: mean of daily returns / downside deviation x sqrt(365); the downside deviation is the root of the sum of squared negative returns over (n - 1).</summary>
    /// <value>Null under 2 daily returns or without a negative one.</value>
    /// <remarks>Source: F. A. Sortino and L. N. Price, "Performance Measurement in a Downside Risk Framework", 1994, with n - 1 for n.</remarks>
    public required double? Sortino { get; init; }

    /// <summary>CAGR / greatest drawdown.</summary>
    /// <value>Null without a drawdown or a CAGR.</value>
    /// <remarks>Source: T. W. Young, "Calmar Ratio: A Smoother Tool", Futures, 1991; here over the whole run.</remarks>
    public required double? Calmar { get; init; }

    /// <summary>Probability, 0 to 1, that the true Sharpe ratio exceeds <see cref="PerformanceInput.BenchmarkSharpe"/>, given length, skewness and kurtosis of the daily returns.</summary>
    /// <value>Null under 4 daily returns or when their deviation is 0.</value>
    /// <remarks>Source: D. H. Bailey and M. Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2), 2012, equation 11.</remarks>
    public required double? ProbabilisticSharpe { get; init; }

    /// <summary>Jensen's alpha: 365 x (mean of daily returns - beta x mean of the market's).</summary>
    /// <value>Null when beta is.</value>
    /// <remarks>Source: M. C. Jensen, "The Performance of Mutual Funds in the Period 1945-1964", 1968.</remarks>
    public required double? Alpha { get; init; }

    /// <summary>Covariance of the daily returns with the market's / variance of the market's.</summary>
    /// <value>Null under 2 daily returns or when the market's did not vary.</value>
    public required double? Beta { get; init; }

    /// <summary>Mean of (daily return - the market's) / its deviation x sqrt(365).</summary>
    /// <value>Null under 2 daily returns or when the tracking error is 0.</value>
    public required double? InformationRatio { get; init; }

    /// <summary>Deviation of (daily return - the market's) x sqrt(365).</summary>
    /// <value>Null under 2 daily returns.</value>
    public required double? TrackingError { get; init; }

    /// <summary>Treynor ratio: 365 x mean of daily returns / beta.</summary>
    /// <value>Null when beta is null or 0.</value>
    /// <remarks>Source: J. L. Treynor, "How to Rate Management of Investment Funds", 1965.</remarks>
    public required double? Treynor { get; init; }

    /// <summary>Loss of one day, as a fraction of equity, that 95 % of days stay within: 1.645 x deviation - mean of the last 365 daily returns, taken as normal.</summary>
    /// <value>Positive is a loss. Null under 2 daily returns.</value>
    /// <remarks>Variance-covariance method; source: P. Jorion, "Value at Risk", 3rd edition, 2006, chapter 5.</remarks>
    public required double? ValueAtRisk95 { get; init; }

    /// <summary>Loss of one day, as a fraction of equity, that 99 % of days stay within: 2.326 x deviation - mean of the last 365 daily returns, taken as normal.</summary>
    /// <value>Positive is a loss. Null under 2 daily returns.</value>
    public required double? ValueAtRisk99 { get; init; }

    /// <summary>Skewness of the daily returns: third central moment / deviation^3, of the population; below 0 the left tail is longer.</summary>
    /// <value>Null under 3 daily returns or when they do not vary.</value>
    public required double? Skewness { get; init; }

    /// <summary>Kurtosis of the daily returns: fourth central moment / variance^2, of the population; 3 for the normal distribution, more with fat tails.</summary>
    /// <value>Null under 4 daily returns or when they do not vary.</value>
    public required double? Kurtosis { get; init; }

    /// <summary>Greatest daily return.</summary>
    /// <value>Null without daily returns.</value>
    public required double? BestDay { get; init; }

    /// <summary>Least daily return.</summary>
    /// <value>Null without daily returns.</value>
    public required double? WorstDay { get; init; }

    /// <summary>Greatest fraction below the peak of equity, over all closes; 0 or more, above 1 when equity fell below 0.</summary>
    public required double MaxDrawdown { get; init; }

    /// <summary>Longest time from a peak of equity to the close that reached it again, or to the end of the data.</summary>
    public required TimeSpan MaxDrawdownDuration { get; init; }

    /// <summary>Time from the lowest point of the deepest drawdown to the first that was back at its peak; seen at 00:00 UTC and at both ends of the run only.</summary>
    /// <value>Null without a drawdown at those moments, or when it was not made good by the end.</value>
    public required TimeSpan? DrawdownRecovery { get; init; }

    /// <summary>Time with a position / time of the run, 0 to 1.</summary>
    public required double Exposure { get; init; }

    /// <summary>Time with a long position / time of the run, 0 to 1.</summary>
    public required double LongExposure { get; init; }
}

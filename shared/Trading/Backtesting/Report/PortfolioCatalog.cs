using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The figures of <see cref="PortfolioStatistics"/> in words.</summary>
internal static class PortfolioCatalog
{
    private const string Return = "Return";
    private const string Risk = "Risk";
    private const string Adjusted = "Return for risk";
    private const string Market = "Against buy and hold";
    private const string Activity = "Activity and costs";
    private const string TwoReturns = "It needs at least 2 daily returns: 3 samples of equity at 00:00 UTC, none at or below 0.";
    private const string OneReturn = "There was no whole day from one 00:00 UTC to the next, or equity was 0 or less.";
    private const string NoBeta = "It needs at least 2 daily returns and a market that moved.";

    public static IReadOnlyList<Statistic> Make() =>
    [
        Amount("start_equity", "Start equity", Return, "Equity before the first bar.", p => p.StartEquity),
        Amount("end_equity", "End equity", Return, "Equity at the last close. Positions that are still open are valued there.", p => p.EndEquity),
        new("net_profit", "Net profit", Return, StatisticUnit.Profit, "End equity less start equity, after fees and funding.", "", p => new(p.Portfolio.NetProfit, null, null)),
        Number("total_return", "Total return", Return, StatisticUnit.Return, "End equity / start equity - 1.", "Start equity was 0 or less.", p => p.TotalReturn),
        Number("cagr", "Annual growth (CAGR)", Return, StatisticUnit.Return, "Compound annual growth rate: (end equity / start equity) to the power of 365 days / length of the run, less 1. Says little for a run under a month.", "The run was shorter than a day, or equity ended below 0.", p => p.Cagr),
        Number("market_change", "Market change", Return, StatisticUnit.Return, "Last close / first open - 1: what buying and holding returned, before fees.", "The first price was 0 or less.", p => p.MarketChange),
        Number("best_day", "Best day", Return, StatisticUnit.Return, "Greatest return from one 00:00 UTC to the next.", OneReturn, p => p.BestDay),
        Number("worst_day", "Worst day", Return, StatisticUnit.Return, "Least return from one 00:00 UTC to the next.", OneReturn, p => p.WorstDay),

        new("max_drawdown", "Max drawdown", Risk, StatisticUnit.Fraction, "Greatest fall of equity below its peak so far, as a share of the peak, over all closes.", "", p => new(null, p.Portfolio.MaxDrawdown, null)),
        Time("max_drawdown_duration_seconds", "Longest drawdown", Risk, "Longest time from a peak of equity to the close that reached it again, or to the end of the data.", "", p => p.MaxDrawdownDuration),
        Time("drawdown_recovery_seconds", "Recovery from the deepest", Risk, "From the lowest point of the deepest drawdown to the first that was back at its peak, seen at 00:00 UTC and at both ends of the run.", "There was no drawdown at those moments, or it was not made good by the end.", p => p.DrawdownRecovery),
        Number("annual_standard_deviation", "Annual volatility", Risk, StatisticUnit.Fraction, "Sample deviation (n - 1) of daily returns times the root of 365.", TwoReturns, p => p.AnnualStandardDeviation),
        Number("annual_variance", "Annual variance", Risk, StatisticUnit.Ratio, "Sample variance of daily returns times 365.", TwoReturns, p => p.AnnualVariance),
        Number("value_at_risk95", "Daily value at risk, 95 %", Risk, StatisticUnit.Fraction, "Loss of a day that 95 of 100 days stay within, if daily returns are normal: 1.645 deviations less the mean, over the last 365 days. Below 0 it is a gain.", TwoReturns, p => p.ValueAtRisk95),
        Number("value_at_risk99", "Daily value at risk, 99 %", Risk, StatisticUnit.Fraction, "Loss of a day that 99 of 100 days stay within, if daily returns are normal: 2.326 deviations less the mean, over the last 365 days. Below 0 it is a gain.", TwoReturns, p => p.ValueAtRisk99),
        Number("skewness", "Skewness of daily returns", Risk, StatisticUnit.Ratio, "Third central moment / deviation cubed. Below 0, large losses are more common than large gains.", "It needs at least 3 daily returns that differ, from equity above 0.", p => p.Skewness),
        Number("kurtosis", "Kurtosis of daily returns", Risk, StatisticUnit.Ratio, "Fourth central moment / variance squared. 3 for the normal distribution; above it, extreme days are more common.", "It needs at least 4 daily returns that differ, from equity above 0.", p => p.Kurtosis),

        Number("sharpe", "Sharpe ratio", Adjusted, StatisticUnit.Ratio, "Mean of daily returns / their sample deviation, times the root of 365. Risk-free rate 0.", "It needs at least 2 daily returns that differ, from equity above 0.", p => p.Sharpe),
        Number("sortino", "Sortino ratio", Adjusted, StatisticUnit.Ratio, "Mean of daily returns / downside deviation, times the root of 365. Only losing days count as risk.", "It needs at least 2 daily returns, one of them below 0, from equity above 0.", p => p.Sortino),
        Number("calmar", "Calmar ratio", Adjusted, StatisticUnit.Ratio, "Annual growth / max drawdown.", "There was no drawdown, or no annual growth rate.", p => p.Calmar),
        Number("probabilistic_sharpe", "Probabilistic Sharpe", Adjusted, StatisticUnit.Fraction, "Probability that the true annual Sharpe ratio is above 1, given length, skewness and kurtosis of the daily returns (Bailey and Lopez de Prado, 2012).", "It needs at least 4 daily returns that differ, from equity above 0.", p => p.ProbabilisticSharpe),

        Number("alpha", "Alpha", Market, StatisticUnit.Return, "Return a year that the market's moves do not explain: 365 times (mean daily return - beta x the market's).", NoBeta, p => p.Alpha),
        Number("beta", "Beta", Market, StatisticUnit.Ratio, "Covariance of daily returns with the market's / variance of the market's: 1 moves with it, 0 independently of it.", NoBeta, p => p.Beta),
        Number("information_ratio", "Information ratio", Market, StatisticUnit.Ratio, "Mean daily return above the market's / its deviation, times the root of 365.", "It needs at least 2 daily returns that differ from the market's by different amounts.", p => p.InformationRatio),
        Number("tracking_error", "Tracking error", Market, StatisticUnit.Fraction, "Deviation of daily returns from the market's, times the root of 365.", TwoReturns, p => p.TrackingError),
        Number("treynor", "Treynor ratio", Market, StatisticUnit.Ratio, "365 times the mean daily return / beta.", "Beta does not exist or is 0.", p => p.Treynor),

        Number("exposure", "Exposure", Activity, StatisticUnit.Fraction, "Time with a position / time of the run.", "", p => p.Exposure),
        Number("long_exposure", "Long exposure", Activity, StatisticUnit.Fraction, "Time with a long position / time of the run.", "", p => p.LongExposure),
        Amount("turnover", "Turnover", Activity, "Sum of price x quantity over all fills.", p => p.Turnover),
        Number("daily_turnover", "Turnover a day", Activity, StatisticUnit.Fraction, "Turnover / mean equity / days of the run: 100 % trades all equity once a day.", "The run has no length, or mean equity was 0 or less.", p => p.DailyTurnover),
        Amount("total_fees", "Fees", Activity, "All fees, valued in quote currency at the fill.", p => p.TotalFees),
    ];

    private static Statistic Amount(string name, string label, string group, string definition, Func<PortfolioStatistics, decimal> read) =>
        new(name, label, group, StatisticUnit.Amount, definition, "", figures => new StatisticValue(read(figures.Portfolio), null, null));

    private static Statistic Number(string name, string label, string group, StatisticUnit unit, string definition, string whenMissing, Func<PortfolioStatistics, double?> read) =>
        new(name, label, group, unit, definition, whenMissing, figures => new StatisticValue(null, read(figures.Portfolio), null));

    private static Statistic Time(string name, string label, string group, string definition, string whenMissing, Func<PortfolioStatistics, TimeSpan?> read) =>
        new(name, label, group, StatisticUnit.Duration, definition, whenMissing, figures => new StatisticValue(null, null, read(figures.Portfolio)));
}

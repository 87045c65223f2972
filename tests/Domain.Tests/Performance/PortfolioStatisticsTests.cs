using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

/// <summary>
/// Expected values of the week come from Python's statistics module over the simple daily returns
/// r = 10150/10000 - 1, 10080/10150 - 1, ... and m = 102/100 - 1, 101/102 - 1, ... (7 of each); its formula stands beside each.
/// </summary>
public sealed class PortfolioStatisticsTests
{
    private const double Tolerance = 1e-12;
    private readonly PortfolioStatistics _week = PerformanceStatistics.Of(Runs.Week()).Portfolio;

    [Fact]
    public void Amounts_are_exact()
    {
        Assert.Equal(10_000m, _week.StartEquity);
        Assert.Equal(10_700m, _week.EndEquity);
        Assert.Equal(700m, _week.NetProfit);
        Assert.Equal(53m, _week.TotalFees);
        Assert.Equal(53_000m, _week.Turnover);
    }

    [Fact]
    public void Returns_are_fractions_of_the_start()
    {
        Assert.Equal(0.07, _week.TotalReturn!.Value, Tolerance); // 10700 / 10000 - 1
        Assert.Equal(0.07, _week.MarketChange!.Value, Tolerance); // 107 / 100 - 1
        Assert.Equal(25.915999651875232, _week.Cagr!.Value, 1e-9); // 1.07 ** (365 / 7.5) - 1
        Assert.Equal(1295.7999825937616, _week.Calmar!.Value, 1e-7); // CAGR / 0.02
    }

    [Fact]
    public void Volatility_is_of_daily_returns_times_the_root_of_365()
    {
        Assert.Equal(0.24256468479619403, _week.AnnualStandardDeviation!.Value, Tolerance); // stdev(r) * sqrt(365)
        Assert.Equal(0.05883762631027697, _week.AnnualVariance!.Value, Tolerance); // variance(r) * 365
    }

    [Fact]
    public void Sharpe_and_Sortino_use_n_minus_1_and_365_days()
    {
        Assert.Equal(12.681309249598101, _week.Sharpe!.Value, 1e-10); // mean(r) / stdev(r) * sqrt(365)
        Assert.Equal(44.25534310895342, _week.Sortino!.Value, 1e-10); // mean(r) / sqrt(sum(min(x, 0)**2 for x in r) / 6) * sqrt(365)
    }

    [Fact]
    public void The_market_is_compared_day_by_day()
    {
        Assert.Equal(0.5241568018969507, _week.Beta!.Value, Tolerance); // covariance(r, m) / variance(m)
        Assert.Equal(1.4318400255270967, _week.Alpha!.Value, Tolerance); // 365 * (mean(r) - beta * mean(m))
        Assert.Equal(5.868545003707827, _week.Treynor!.Value, Tolerance); // 365 * mean(r) / beta
        Assert.Equal(0.22162339682966178, _week.TrackingError!.Value, Tolerance); // stdev(r - m) * sqrt(365)
        Assert.Equal(-0.2743641966076499, _week.InformationRatio!.Value, Tolerance); // mean(r - m) / stdev(r - m) * sqrt(365)
    }

    [Fact]
    public void Risk_of_a_day_is_a_positive_fraction()
    {
        Assert.Equal(0.012456244939477773, _week.ValueAtRisk95!.Value, Tolerance); // -(mean(r) + NormalDist().inv_cdf(0.05) * stdev(r))
        Assert.Equal(0.021108779320207577, _week.ValueAtRisk99!.Value, Tolerance); // -(mean(r) + NormalDist().inv_cdf(0.01) * stdev(r))
        Assert.Equal(0.021825396825396748, _week.BestDay!.Value, Tolerance); // 10300 / 10080 - 1
        Assert.Equal(-0.006896551724137945, _week.WorstDay!.Value, Tolerance); // 10080 / 10150 - 1
    }

    [Fact]
    public void Value_at_risk_looks_back_365_days()
    {
        // 400 days of +1 % and -1 % in turns, after 100 days of +-20 %: the last 365 returns hold none of the wild ones.
        decimal[] changes = [.. Enumerable.Range(0, 100).Select(day => day % 2 == 0 ? 0.2m : -0.2m), .. Enumerable.Range(0, 400).Select(day => day % 2 == 0 ? 0.01m : -0.01m)];
        var equities = new List<decimal> { 1_000_000 };
        foreach (var change in changes)
            equities.Add(decimal.Round(equities[^1] * (1 + change), 8));

        var found = PerformanceStatistics.Of(Runs.Of([.. equities])).Portfolio.ValueAtRisk95!.Value;

        // 182 of +0.01 and 183 of -0.01: mean -0.01/365, deviation sqrt((365 * 0.0001 - 0.0001 / 365) / 364) = 0.01001369...
        Assert.Equal((1.6448536269514722 * Math.Sqrt(((365 * 0.0001) - (0.0001 / 365)) / 364)) + (0.01 / 365), found, 1e-9);
    }

    [Fact]
    public void Shape_is_of_the_population()
    {
        Assert.Equal(-0.22154017532538198, _week.Skewness!.Value, 1e-10); // sum((x - mean)**3) / 7 / pvariance(r)**1.5
        Assert.Equal(1.2003130704510736, _week.Kurtosis!.Value, 1e-10); // sum((x - mean)**4) / 7 / pvariance(r)**2
    }

    [Fact]
    public void Probabilistic_Sharpe_compares_with_1_a_year()
    {
        // NormalDist().cdf((sr - 1 / sqrt(365)) * sqrt(6) / sqrt(1 - skew * sr + (kurt - 1) / 4 * sr**2)), sr = mean(r) / stdev(r)
        Assert.Equal(0.9169943333877985, _week.ProbabilisticSharpe!.Value, 1e-10);
    }

    [Fact]
    public void Turnover_is_per_day_of_time_weighted_equity()
    {
        // Trapezoids: (10000 / 2 + 10150 + ... + 10390 + 10600 / 2) + 0.5 x (10600 + 10700) / 2 = 77215; / 7.5 days = 10295.33; 53000 / 10295.33 / 7.5
        Assert.Equal(0.686395130479829, _week.DailyTurnover!.Value, Tolerance);
    }

    [Fact]
    public void Figures_of_the_run_are_passed_on()
    {
        Assert.Equal(0.02, _week.MaxDrawdown, Tolerance);
        Assert.Equal(TimeSpan.FromHours(30), _week.MaxDrawdownDuration);
        Assert.Equal(0.6, _week.Exposure);
        Assert.Equal(0.4, _week.LongExposure);
    }

    [Fact]
    public void Recovery_runs_from_the_trough_of_the_deepest_drawdown()
    {
        // Deepest: 120 -> 90 on day 3, back at 125 on day 6. The dip from 125 to 124 is shallower.
        var found = PerformanceStatistics.Of(Runs.Of(100, 120, 100, 90, 110, 119, 125, 124, 130)).Portfolio.DrawdownRecovery;
        Assert.Equal(TimeSpan.FromDays(3), found);
    }

    [Fact]
    public void A_drawdown_not_made_good_has_no_recovery() =>
        Assert.Null(PerformanceStatistics.Of(Runs.Of(100, 120, 90, 119)).Portfolio.DrawdownRecovery);

    [Fact]
    public void One_daily_return_has_no_deviation_and_no_ratio()
    {
        var found = PerformanceStatistics.Of(Runs.Of(100, 110)).Portfolio;
        Assert.Null(found.Sharpe);
        Assert.Null(found.Sortino);
        Assert.Null(found.AnnualStandardDeviation);
        Assert.Null(found.Beta);
        Assert.Null(found.TrackingError);
        Assert.Null(found.ValueAtRisk95);
        Assert.Equal(0.1, found.BestDay!.Value, Tolerance);
        Assert.Equal(0.1, found.WorstDay!.Value, Tolerance);
    }

    [Fact]
    public void Equal_daily_returns_have_no_Sharpe_ratio()
    {
        // 1 % a day, from a start without a finite decimal form.
        var equities = Enumerable.Range(0, 40).Select(day => Compound(3_000m / 7, day)).ToArray();
        var found = PerformanceStatistics.Of(Runs.Of(equities)).Portfolio;
        Assert.Null(found.Sharpe);
        Assert.Null(found.Skewness);
        Assert.Null(found.Kurtosis);
        Assert.Null(found.ProbabilisticSharpe);
        Assert.Equal(0.0, found.AnnualStandardDeviation);
    }

    [Fact]
    public void Without_a_losing_day_there_is_no_Sortino_ratio()
    {
        var found = PerformanceStatistics.Of(Runs.Of(100, 101, 103, 104)).Portfolio;
        Assert.NotNull(found.Sharpe);
        Assert.Null(found.Sortino);
    }

    [Fact]
    public void Without_a_drawdown_there_is_no_Calmar_ratio() =>
        Assert.Null(PerformanceStatistics.Of(Runs.Week() with { MaxDrawdown = 0 }).Portfolio.Calmar);

    [Fact]
    public void A_run_shorter_than_a_day_has_no_growth_rate()
    {
        var day = Runs.Week() with { To = Runs.Start + TimeSpan.FromHours(23), Daily = [Runs.Week().Daily[0]] };
        Assert.Null(PerformanceStatistics.Of(day).Portfolio.Cagr);
        Assert.Null(PerformanceStatistics.Of(day).Portfolio.Calmar);
        Assert.Equal(0.07, PerformanceStatistics.Of(day).Portfolio.TotalReturn!.Value, Tolerance);
    }

    [Fact]
    public void Lost_equity_has_no_daily_returns_and_no_growth_rate()
    {
        var found = PerformanceStatistics.Of(Runs.Of(100, 50, -10, -20)).Portfolio;
        Assert.Equal(-1.2, found.TotalReturn!.Value, Tolerance);
        Assert.Null(found.Cagr);
        Assert.Null(found.Sharpe);
        Assert.Null(found.BestDay);
        Assert.Null(found.Alpha);
    }

    [Fact]
    public void A_market_that_stands_still_has_no_beta()
    {
        var week = Runs.Week();
        var found = PerformanceStatistics.Of(week with { Daily = [.. week.Daily.Select(day => day with { Price = 100 })] }).Portfolio;
        Assert.Null(found.Beta);
        Assert.Null(found.Alpha);
        Assert.Null(found.Treynor);
        Assert.Equal(found.AnnualStandardDeviation!.Value, found.TrackingError!.Value, Tolerance); // The market returns 0 a day.
    }

    [Fact]
    public void Holding_the_market_has_beta_1_and_no_alpha_or_tracking_error()
    {
        var week = Runs.Week();
        var found = PerformanceStatistics.Of(week with { Daily = [.. week.Daily.Select(day => day with { Equity = day.Price * 100 })] }).Portfolio;
        Assert.Equal(1, found.Beta!.Value, Tolerance);
        Assert.Equal(0, found.Alpha!.Value, Tolerance);
        Assert.Equal(0, found.TrackingError!.Value, Tolerance);
        Assert.Null(found.InformationRatio);
    }

    [Fact]
    public void A_run_without_length_answers_nothing_but_amounts()
    {
        var found = PerformanceStatistics.Of(Runs.Week() with { To = Runs.Start, Daily = [] }).Portfolio;
        Assert.Null(found.DailyTurnover);
        Assert.Null(found.Cagr);
        Assert.Null(found.BestDay);
        Assert.Equal(700m, found.NetProfit);
    }

    [Fact]
    public void Scaling_equity_changes_no_ratio() => Prop.ForAll(
        Gen.Choose(100, 200).Select(value => (decimal)value).ArrayOf(12).ToArbitrary(),
        Gen.Choose(2, 1_000).ToArbitrary(),
        (equities, factor) =>
        {
            var (one, many) = (PerformanceStatistics.Of(Runs.Of(equities)).Portfolio, PerformanceStatistics.Of(Runs.Of([.. equities.Select(equity => equity * factor)])).Portfolio);
            return Near(one.Sharpe, many.Sharpe) && Near(one.Sortino, many.Sortino) && Near(one.Beta, many.Beta)
                && Near(one.ValueAtRisk99, many.ValueAtRisk99) && Near(one.TotalReturn, many.TotalReturn) && Near(one.ProbabilisticSharpe, many.ProbabilisticSharpe);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_days_changes_neither_Sharpe_nor_shape() => Prop.ForAll(
        Gen.Choose(-50, 50).ArrayOf(10).ToArbitrary(),
        changes =>
        {
            var (one, other) = (PerformanceStatistics.Of(Runs.Of(Path(changes))).Portfolio, PerformanceStatistics.Of(Runs.Of(Path([.. changes.Reverse()]))).Portfolio);
            return Near(one.Sharpe, other.Sharpe) && Near(one.Skewness, other.Skewness) && Near(one.Kurtosis, other.Kurtosis) && Near(one.Sortino, other.Sortino);
        }).QuickCheckThrowOnFailure();

    private static decimal[] Path(int[] permille)
    {
        var equities = new List<decimal> { 10_000 };
        foreach (var change in permille)
            equities.Add(equities[^1] * (1 + (change / 1_000m)));
        return [.. equities];
    }

    private static decimal Compound(decimal start, int days) => days == 0 ? start : Compound(start, days - 1) * 1.01m;

    private static bool Near(double? left, double? right) =>
        left is { } one && right is { } other ? Math.Abs(one - other) <= 1e-6 * Math.Max(1, Math.Abs(one)) : left is null && right is null;
}

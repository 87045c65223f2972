namespace VeloZ.Trading;

/// <summary>A sentence that the reader must know before believing the figures.</summary>
/// <param name="IsWarning">Whether it weakens the result; else it explains.</param>
/// <param name="Text">For people.</param>
internal readonly record struct Notice(bool IsWarning, string Text);

/// <summary>What weakens or explains a result, warnings first.</summary>
internal static class ReportNotices
{
    private const int SampleMin = 30;

    public static IReadOnlyList<Notice> Of(BacktestReport report)
    {
        var notices = Warnings(report).Select(text => new Notice(IsWarning: true, text));
        return [.. notices, .. Remarks(report.Result).Select(text => new Notice(IsWarning: false, text))];
    }

    private static IEnumerable<string> Warnings(BacktestReport report)
    {
        var result = report.Result;
        var scale = ReportFormat.ScaleOf(result.Instrument.Id.Quote);
        if (result.MaxDrawdown >= 1)
            yield return $"Equity fell to 0 or below. {(result.Liquidations == 0 ? "A real account would have been closed out before; returns" : "Returns")} after that moment mean nothing.";
        if (result.Liquidations > 0)
            yield return $"The venue took the position {Times(result.Liquidations)} for want of margin. When, and at which price, stands under Funding and liquidations.";
        if (result.Trades.Count == 0)
            yield return "No trade was closed, so there is nothing to judge the strategy by.";
        else if (result.Trades.Count < SampleMin)
            yield return $"Only {Plural(result.Trades.Count, "closed trade")}. Under {SampleMin}, win rate, profit factor and expectancy are weak evidence.";
        if (result.Trades.Sum(trade => trade.GrossPnl) is > 0 and var gross && report.Statistics.Trades.TotalProfitLoss < 0)
            yield return $"Fees decided the result: the trades made {ReportFormat.Signed(gross, scale)} {result.Instrument.Id.Quote} before fees and lost after them.";
        if (result.To - result.From < TimeSpan.FromDays(SampleMin))
            yield return $"The run covers {ReportFormat.Duration(result.To - result.From)}. Figures scaled to a year, such as annual growth and Calmar, say little under a month.";
        if (report.Statistics.Portfolio.Sharpe is not null && result.Daily.Count - 1 < SampleMin)
            yield return $"Sharpe, Sortino and volatility rest on {result.Daily.Count - 1} daily returns. Under {SampleMin} they swing from run to run.";
        if (result.MissingBars > 0)
            yield return $"{ReportFormat.Count(result.MissingBars)} of {ReportFormat.Count(result.MissingBars + result.Bars)} bars are missing from the data. Nothing could trade in them.";
        if (result.FundingCoverage is { Missing: > 0 } coverage)
            yield return $"{ReportFormat.Count(coverage.Missing)} of {Plural(coverage.Missing + coverage.Settlements, "funding settlement")} {(coverage.Missing == 1 ? "is" : "are")} missing: the rates are from {ReportFormat.Time(coverage.From)} to {ReportFormat.Time(coverage.To)}, the run from {ReportFormat.Time(result.From)} to {ReportFormat.Time(result.To)}. A position paid nothing at them.";
        if (result.Denials.Sum(denial => denial.Count) + result.Rejections.Sum(rejection => rejection.Count) is > 0 and var refused)
            yield return $"{Plural(refused, "order")} {(refused == 1 ? "was" : "were")} refused. The reasons stand under Refused orders.";
        if (result.Warnings.Sum(warning => warning.Count) is > 0 and var told)
            yield return $"The engine warned {Times(told)} of orders that could not do what they were made for. The reasons stand under Told by the engine.";
        if (result.Fills.Count > 0 && result.Fees == 0)
            yield return "No fees were charged. Real venues charge them.";
    }

    private static IEnumerable<string> Remarks(BacktestResult result)
    {
        if (result.OpenTrades > 0)
            yield return $"{Plural(result.OpenTrades, "trade")} {(result.OpenTrades == 1 ? "is" : "are")} still open at the end: valued at the last close in equity, left out of all trade figures.";
        if (result.Trades.Count > ReportData.TradesMax)
            yield return $"The page carries the first {ReportFormat.Count(ReportData.TradesMax)} of {ReportFormat.Count(result.Trades.Count)} trades, in the table and in the chart. Figures are of all.";
        yield return $"Fills are simulated from {result.Interval.Text} bars by the rules under Assumptions; what happened inside a bar is not known.";
    }

    private static string Times(int count) => count == 1 ? "once" : $"{ReportFormat.Count(count)} times";

    private static string Plural(long count, string noun) => $"{ReportFormat.Count(count)} {noun}{(count == 1 ? "" : "s")}";
}

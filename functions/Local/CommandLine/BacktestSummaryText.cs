using System.Globalization;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>The result for a person at a terminal: one screen.</summary>
internal static class BacktestSummaryText
{
    private const string None = "–";

    public static void Write(TextWriter output, BacktestReport report, string? directory)
    {
        var result = report.Result;
        var quote = result.Instrument.Id.Quote;
        var portfolio = report.Statistics.Portfolio;
        var trades = report.Statistics.Trades;
        output.WriteLine($"{result.Strategy} on {result.Instrument.Id}, {result.Interval} bars from {result.From} to {result.To}");
        output.WriteLine($"  {string.Join("  ", result.Parameters.Select(one => $"{one.Name}={one.Value}"))}");
        output.WriteLine();
        Row(output, "Equity", $"{Amount(result.StartEquity)} to {Amount(result.EndEquity)} {quote}");
        Row(output, "Net profit", $"{Amount(portfolio.NetProfit)} {quote}, {Percent(portfolio.TotalReturn)} (the market {Percent(portfolio.MarketChange)})");
        Row(output, "Max drawdown", Share((double)result.MaxDrawdown));
        Row(output, "Sharpe / Sortino", $"{Ratio(portfolio.Sharpe)} / {Ratio(portfolio.Sortino)}");
        Row(output, "Trades", $"{result.Trades.Count}{(result.OpenTrades > 0 ? $" and {result.OpenTrades} open" : "")}, win rate {Share(trades.WinRate)}, profit factor {Ratio(trades.ProfitFactor)}");
        Row(output, "Orders / fills", $"{result.Orders} / {result.Fills.Count}, fees {Amount(result.Fees)} {quote}");
        Row(output, "Exposure", Share(result.Exposure));
        Row(output, "Bars", $"{result.Bars.ToString("N0", CultureInfo.InvariantCulture)}, {result.MissingBars.ToString("N0", CultureInfo.InvariantCulture)} missing");
        if (result.Prints + result.Events > 0)
            Row(output, result.Prints > 0 ? "Prints" : "Events", (result.Prints + result.Events).ToString("N0", CultureInfo.InvariantCulture));
        if (result.FundingCoverage is not null)
            Row(output, "Funding", $"paid {Amount(result.FundingPaid)}, received {Amount(result.FundingReceived)} {quote}, in {result.FundingPayments.Count.ToString("N0", CultureInfo.InvariantCulture)} payments");
        if (result.FundingCoverage is { Missing: > 0 } coverage)
            Row(output, "Funding missing", $"{coverage.Missing.ToString("N0", CultureInfo.InvariantCulture)} x; the rates are from {coverage.From} to {coverage.To}");
        if (result.Liquidations > 0)
            Row(output, "Liquidated", $"{result.Liquidations} x, for want of margin");
        if (result.RuinTime is { } ruin)
            Row(output, "Ended early", $"all equity was lost at {ruin}");
        foreach (var denial in result.Denials)
            Row(output, "Refused by us", $"{denial.Count} x {denial.Code}");
        foreach (var rejection in result.Rejections)
            Row(output, "Refused by venue", $"{rejection.Count} x {rejection.Code}");
        foreach (var warning in result.Warnings)
            Row(output, "Told by engine", $"{warning.Count} x {warning.Code}");
        output.WriteLine();
        output.WriteLine($"  Assumed: {string.Join("  ", result.Settings.Select(one => $"{one.Name}={one.Value}"))}");
        output.WriteLine($"  Trade hash {result.TradeHash}");
        output.WriteLine($"  {report.ElapsedSeconds.ToString("0.000", CultureInfo.InvariantCulture)} s, {report.BarsPerSecond.ToString("N0", CultureInfo.InvariantCulture)} {(result.Prints > 0 ? "prints" : result.Events > 0 ? "events" : "bars")} a second");
        if (directory is not null)
            output.WriteLine($"  Report: {Path.Combine(directory, "report.html")}");
    }

    private static void Row(TextWriter output, string name, string text) => output.WriteLine($"  {name,-17} {text}");

    private static string Amount(decimal value) => decimal.Round(value, 2).ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(double? value) => value is { } known ? known.ToString("+0.00 %;-0.00 %;0.00 %", CultureInfo.InvariantCulture) : None;

    private static string Share(double? value) => value is { } known ? known.ToString("0.00 %", CultureInfo.InvariantCulture) : None;

    private static string Ratio(double? value) => value is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) : None;
}

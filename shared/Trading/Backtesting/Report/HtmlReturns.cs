using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Monthly returns as a heat table, and how trade returns are distributed.</summary>
internal static class HtmlReturns
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    public static void Write(HtmlWriter html, BacktestReport report)
    {
        html.Write($"<section id=\"returns\">\n<div class=\"head\"><h2>Monthly returns</h2></div>\n");
        WriteMonths(html, report.Monthly);
        html.Write($"<p class=\"hint\">In per cent, UTC. The first and the last month count for the part the run covers.</p>\n</section>\n");
        html.Write($"<section>\n<div class=\"head\"><h2>Distribution of trade returns</h2></div>\n");
        WriteHistogram(html, report.Result.Trades);
        html.Write($"</section>\n");
    }

    private static void WriteMonths(HtmlWriter html, MonthlyReturns monthly)
    {
        var greatest = monthly.Years.SelectMany(year => year.Months).Select(month => Math.Abs(month ?? 0)).DefaultIfEmpty().Max();
        html.Write($"<div class=\"scroll\"><table class=\"heat\"><thead><tr><th scope=\"col\">Year</th>");
        foreach (var month in Months)
            html.Write($"<th scope=\"col\">{month}</th>");
        html.Write($"<th scope=\"col\">Total</th></tr></thead><tbody>\n");
        foreach (var year in monthly.Years)
        {
            html.Write($"<tr><th scope=\"row\">{year.Year}</th>");
            foreach (var month in year.Months)
                WriteMonth(html, month, greatest);
            html.Write($"<td class=\"total {ReportFormat.Tone(year.Total)}\">{Short(year.Total)}</td></tr>\n");
        }
        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteMonth(HtmlWriter html, double? month, double greatest)
    {
        if (month is not { } value)
        {
            html.Write($"<td class=\"none\"><span aria-label=\"not in the run\">·</span></td>");
            return;
        }
        // The root spreads small returns: one wild month would leave all others without color.
        var strength = greatest == 0 ? 0 : (int)Math.Round(Math.Sqrt(Math.Abs(value) / greatest) * 100);
        html.Write($"<td class=\"cell {(value > 0 ? "gain" : value < 0 ? "loss" : "")}\" style=\"--strength:{strength}%\">{Short(month)}</td>");
    }

    // The unit stands below the table, so that twelve months fit on a phone.
    private static string Short(double? value) => value is { } number ? ReportFormat.Signed((decimal)number * 100, 2) : ReportFormat.Missing;

    private static void WriteHistogram(HtmlWriter html, IReadOnlyList<RoundTrip> trades)
    {
        var bins = TradeHistogram.Of(trades);
        if (bins.Count == 0)
        {
            html.Write($"<p class=\"empty\">No trade was closed.</p>\n");
            return;
        }
        var most = bins.Max(bin => bin.Count);
        html.Write($"<div class=\"histogram\" role=\"list\" aria-label=\"Number of trades by return\">\n");
        foreach (var (index, bin) in bins.Index())
        {
            var label = Label(bin, isFirst: index == 0, isLast: index == bins.Count - 1);
            var height = (100.0 * bin.Count / most).ToString("0.##", CultureInfo.InvariantCulture);
            html.Write($"<div class=\"bin {(bin.From >= -1e-12 ? "gain" : "loss")}\" role=\"listitem\" tabindex=\"0\" style=\"--height:{height}%\" data-tip=\"{label}: {ReportFormat.Count(bin.Count)} {(bin.Count == 1 ? "trade" : "trades")}\"><span class=\"visually-hidden\">{label}: {bin.Count}</span></div>\n");
        }
        html.Write($"</div>\n<div class=\"axis\" aria-hidden=\"true\"><span>{(bins[0].IsOpen ? "under " : "")}{ReportFormat.SignedPercent(bins[0].IsOpen ? bins[0].To : bins[0].From)}</span>{Zero(bins)}<span>{(bins[^1].IsOpen ? "over " : "")}{ReportFormat.SignedPercent(bins[^1].IsOpen ? bins[^1].From : bins[^1].To)}</span></div>\n");
        html.Write($"<p class=\"hint\">{Summary(trades)}</p>\n");
    }

    private static string Label(ReturnBin bin, bool isFirst, bool isLast) => (bin.IsOpen, isFirst, isLast) switch
    {
        (true, true, false) => $"under {ReportFormat.SignedPercent(bin.To)}",
        (true, false, true) => $"{ReportFormat.SignedPercent(bin.From)} and more",
        _ => $"{ReportFormat.SignedPercent(bin.From)} to {ReportFormat.SignedPercent(bin.To)}",
    };

    private static Html Zero(IReadOnlyList<ReturnBin> bins)
    {
        var place = -bins[0].From / (bins[^1].To - bins[0].From);
        return place is > 0.12 and < 0.88 ? Html.Of($"<span class=\"zero\" style=\"left:{(place * 100).ToString("0.##", CultureInfo.InvariantCulture)}%\">0 %</span>") : default;
    }

    private static string Summary(IReadOnlyList<RoundTrip> trades)
    {
        var returns = trades.Select(trade => (double)trade.Return).Order().ToArray();
        var median = (returns[(returns.Length - 1) / 2] + returns[returns.Length / 2]) / 2;
        return $"Return after fees on the amount that opened the trade. Median {ReportFormat.SignedPercent(median)}, worst {ReportFormat.SignedPercent(returns[0])}, best {ReportFormat.SignedPercent(returns[^1])}.";
    }
}

namespace VeloZ.Trading;

/// <summary>All statistics in grouped tables, each with its definition.</summary>
internal static class HtmlStatistics
{
    public static void Write(HtmlWriter html, BacktestReport report)
    {
        var scale = ReportFormat.ScaleOf(report.Result.Instrument.Id.Quote);
        html.Write($"<section id=\"statistics\">\n<div class=\"head\"><h2>Statistics</h2></div>\n<p class=\"hint\">Amounts in {report.Result.Instrument.Id.Quote}. Hover, tap or focus a name for its definition. A dash is a value that does not exist, never a zero.</p>\n<div class=\"groups\">\n");
        foreach (var group in StatisticCatalog.All.GroupBy(statistic => statistic.Group, StringComparer.Ordinal))
        {
            html.Write($"<table class=\"group\"><caption>{group.Key}</caption><tbody>\n");
            foreach (var statistic in group)
                WriteRow(html, statistic, statistic.Read(report.Statistics), scale);
            html.Write($"</tbody></table>\n");
        }
        html.Write($"</div>\n</section>\n");
    }

    /// <summary>A figure's name that shows its definition when hovered or focused.</summary>
    public static Html Explained(Statistic statistic, string id) =>
        Html.Of($"<span class=\"tip\" tabindex=\"0\" aria-describedby=\"{id}\">{statistic.Label}<span class=\"bubble\" role=\"tooltip\" id=\"{id}\">{statistic.Definition}</span></span>");

    private static void WriteRow(HtmlWriter html, Statistic statistic, StatisticValue value, int scale)
    {
        var tone = statistic.Unit is StatisticUnit.Profit or StatisticUnit.Return ? ReportFormat.Tone(value.Number ?? (double?)value.Amount) : "";
        var text = ReportFormat.Value(statistic, value, scale);
        var id = "why-" + Key(statistic);
        var shown = value.Exists
            ? Html.Of($"{text}")
            : Html.Of($"<span class=\"tip\" tabindex=\"0\" aria-describedby=\"{id}\">{text}<span class=\"bubble\" role=\"tooltip\" id=\"{id}\">Does not exist. {statistic.WhenMissing}</span></span>");
        html.Write($"<tr data-statistic=\"{Key(statistic)}\"><th scope=\"row\">{Explained(statistic, "is-" + Key(statistic))}</th><td class=\"{tone}\">{shown}</td></tr>\n");
    }

    private static string Key(Statistic statistic) => (StatisticCatalog.Portfolio.Contains(statistic) ? "portfolio." : "trades.") + statistic.Name;
}

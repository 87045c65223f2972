namespace VeloZ.Trading;

/// <summary>What the result rests on: settings, parameters, and the orders that were refused.</summary>
internal static class HtmlAssumptions
{
    public static void Write(HtmlWriter html, BacktestResult result)
    {
        html.Write($"<section id=\"assumptions\">\n<div class=\"head\"><h2>Assumptions</h2></div>\n<div class=\"groups\">\n");
        WriteValues(html, "Strategy parameters", result.Parameters, "The strategy has no parameters.");
        WriteValues(html, "Simulation settings", result.Settings, "No settings were recorded.");
        WriteValues(
            html,
            "Market",
            [
                new("instrument", result.Instrument.Id.Text),
                new("interval", result.Interval.Text),
                new("price increment", Domain.DecimalText.Trimmed(result.Instrument.PriceIncrement)),
                new("quantity increment", Domain.DecimalText.Trimmed(result.Instrument.QuantityIncrement)),
                new("bars", ReportFormat.Count(result.Bars)),
                new("missing bars", ReportFormat.Count(result.MissingBars)),
            ],
            "");
        html.Write($"</div>\n</section>\n<section id=\"refused\">\n<div class=\"head\"><h2>Refused orders</h2></div>\n");
        if (result.Denials.Count + result.Rejections.Count == 0)
            html.Write($"<p class=\"empty\">None: every order passed the risk checks and was taken by the simulated venue.</p>\n");
        else
            WriteRefusals(html, result);
        html.Write($"</section>\n");
        if (result.Warnings.Count > 0)
            WriteWarnings(html, result.Warnings);
    }

    private static void WriteValues(HtmlWriter html, string title, IReadOnlyList<NamedValue> values, string whenEmpty)
    {
        html.Write($"<table class=\"group\"><caption>{title}</caption><tbody>\n");
        foreach (var value in values)
            html.Write($"<tr><th scope=\"row\">{value.Name}</th><td>{value.Value}</td></tr>\n");
        if (values.Count == 0)
            html.Write($"<tr><td colspan=\"2\" class=\"muted left\">{whenEmpty}</td></tr>\n");
        html.Write($"</tbody></table>\n");
    }

    private static void WriteRefusals(HtmlWriter html, BacktestResult result)
    {
        html.Write($"<div class=\"scroll\"><table class=\"refusals\"><thead><tr><th scope=\"col\">Orders</th><th scope=\"col\">Refused by</th><th scope=\"col\">Why</th><th scope=\"col\">Code</th></tr></thead><tbody>\n");
        foreach (var (by, refusals) in new[] { ("our risk checks", result.Denials), ("the simulated venue", result.Rejections) })
        {
            foreach (var refusal in refusals)
                html.Write($"<tr><td>{ReportFormat.Count(refusal.Count)}</td><td>{by}</td><td>{RefusalWords.Of(refusal.Code)}</td><td><code>{refusal.Code}</code></td></tr>\n");
        }
        html.Write($"</tbody></table></div>\n");
    }

    private static void WriteWarnings(HtmlWriter html, IReadOnlyList<RefusalCount> warnings)
    {
        html.Write($"<section id=\"warnings\">\n<div class=\"head\"><h2>Told by the engine</h2></div>\n<div class=\"scroll\"><table class=\"refusals\"><thead><tr><th scope=\"col\">Times</th><th scope=\"col\">What</th><th scope=\"col\">Code</th></tr></thead><tbody>\n");
        foreach (var warning in warnings)
            html.Write($"<tr><td>{ReportFormat.Count(warning.Count)}</td><td>{RefusalWords.Of(warning.Code)}</td><td><code>{warning.Code}</code></td></tr>\n");
        html.Write($"</tbody></table></div>\n</section>\n");
    }
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a perpetual adds: the funding that was paid, and the positions that the venue took. Not on the page of a spot market.</summary>
internal static class HtmlPerpetual
{
    public static bool IsOn(BacktestResult result) => result.Instrument.Id.Kind == InstrumentKind.Perpetual;

    public static void Write(HtmlWriter html, BacktestResult result)
    {
        if (!IsOn(result))
            return;
        html.Write($"<section id=\"perpetual\">\n<div class=\"head\"><h2>Funding and liquidations</h2></div>\n<div class=\"groups\">\n");
        WriteFunding(html, result);
        html.Write($"</div>\n");
        if (result.Liquidations == 0)
            html.Write($"<p class=\"empty\">The venue took no position: margin was never used up.</p>\n");
        else
            WriteLiquidations(html, result);
        html.Write($"</section>\n");
    }

    private static void WriteFunding(HtmlWriter html, BacktestResult result)
    {
        var quote = result.Instrument.Id.Quote;
        var scale = ReportFormat.ScaleOf(quote);
        html.Write($"<table class=\"group\"><caption>Funding, {quote}</caption><tbody>\n");
        Row(html, "paid", ReportFormat.Amount(result.FundingPaid, scale));
        Row(html, "received", ReportFormat.Amount(result.FundingReceived, scale));
        Row(html, "payments", ReportFormat.Count(result.FundingPayments.Count));
        if (result.FundingCoverage is { } coverage)
        {
            Row(html, "settlements in the run", ReportFormat.Count(coverage.Settlements));
            Row(html, "missing settlements", ReportFormat.Count(coverage.Missing));
            Row(html, "rates from", ReportFormat.Time(coverage.From));
            Row(html, "rates to", ReportFormat.Time(coverage.To));
        }
        html.Write($"</tbody></table>\n");
    }

    private static void WriteLiquidations(HtmlWriter html, BacktestResult result)
    {
        var instrument = result.Instrument;
        var scale = ReportFormat.ScaleOf(instrument.Id.Quote);
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Liquidations\"><table class=\"refusals\"><caption>Liquidations</caption><thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Side</th><th scope=\"col\">Quantity</th><th scope=\"col\">Price</th><th scope=\"col\">Fee</th></tr></thead><tbody>\n");
        foreach (var fill in result.Fills.Where(fill => fill.IsLiquidation))
            html.Write($"<tr><td>{ReportFormat.Time(fill.Time)}</td><td>{(fill.Side == OrderSide.Buy ? "Buy" : "Sell")}</td><td>{instrument.Format(fill.Quantity)}</td><td>{instrument.Format(fill.Price)}</td><td>{ReportFormat.Amount(fill.Fee, scale)}</td></tr>\n");
        html.Write($"</tbody></table></div>\n<p class=\"hint\">Fills by which the venue took a position for want of margin. Price in {instrument.Id.Quote} per {instrument.Id.Base}, fee in {instrument.Id.Quote}, times UTC.</p>\n");
    }

    private static void Row(HtmlWriter html, string name, string value) => html.Write($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
}

using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The list of trades: the first rows stand in the page, the script sorts and pages through all it carries.</summary>
internal static class HtmlTrades
{
    /// <summary>Rows that are there without script, and on a page with it.</summary>
    public const int RowsShown = 100;

    // Keys are places in the rows of ReportData; null sorts nothing.
    private static readonly (string Label, int Key)[] Columns =
        [("#", -1), ("Side", 0), ("Entry", 1), ("Entry price", 4), ("Exit", 2), ("Exit price", 5), ("Quantity", 3), ("Net profit", 6), ("Return", 7), ("Fees", 8), ("MAE", 9), ("MFE", 10), ("Time", 11)];

    public static void Write(HtmlWriter html, BacktestResult result)
    {
        var quote = result.Instrument.Id.Quote;
        html.Write($"<section id=\"trades\">\n<div class=\"head\"><h2>Trades</h2></div>\n");
        if (result.Trades.Count == 0)
        {
            html.Write($"<p class=\"empty\">No trade was closed.</p>\n</section>\n");
            return;
        }
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Trades\"><table class=\"trades\" id=\"trade-table\"><thead><tr>");
        foreach (var (label, key) in Columns)
            html.Write($"<th scope=\"col\" data-key=\"{key}\">{label}</th>");
        html.Write($"</tr></thead><tbody>\n");
        foreach (var (index, trade) in result.Trades.Take(RowsShown).Index())
            WriteRow(html, index + 1, trade, result.Instrument, ReportFormat.ScaleOf(quote));
        html.Write($"</tbody></table></div>\n<div class=\"pager scripted\" id=\"pager\"></div>\n<p class=\"hint\">{Note(result)} Profit, fees and excursions in {quote}, prices in {quote} per {result.Instrument.Id.Base}, times UTC.</p>\n</section>\n");
    }

    private static string Note(BacktestResult result) => result.Trades.Count switch
    {
        > ReportData.TradesMax => $"The page carries the first {ReportFormat.Count(ReportData.TradesMax)} of {ReportFormat.Count(result.Trades.Count)} trades; trades.csv has all.",
        > RowsShown => $"{ReportFormat.Count(result.Trades.Count)} trades; without script and on paper the first {RowsShown}.",
        _ => $"{result.Trades.Count} {(result.Trades.Count == 1 ? "trade" : "trades")}.",
    };

    // The same cells as Assets/trades.js makes.
    private static void WriteRow(HtmlWriter html, int number, RoundTrip trade, Instrument instrument, int scale)
    {
        var isLong = trade.Side == OrderSide.Buy;
        var (net, share) = (ReportFormat.Shown(trade.NetPnl, scale), ReportFormat.ShownPercent(trade.Return));
        html.Write($"""
            <tr><td>{number}</td><td class="{(isLong ? "up" : "down")}">{(isLong ? "Long" : "Short")}</td><td>{ReportFormat.Time(trade.EntryTime)}</td><td>{ReportFormat.Amount(trade.EntryPrice, instrument.PriceScale)}</td><td>{ReportFormat.Time(trade.ExitTime)}</td><td>{ReportFormat.Amount(trade.ExitPrice, instrument.PriceScale)}</td><td>{ReportFormat.Amount(trade.Quantity, instrument.QuantityScale)}</td><td class="{ReportFormat.Tone((double)net)}">{ReportFormat.Signed(net, scale)}</td><td class="{ReportFormat.Tone((double)share)}">{ReportFormat.SignedPercent((double)share)}</td><td>{ReportFormat.Amount(trade.Fees, scale)}</td><td>{ReportFormat.Amount(trade.MaxAdverseExcursion, scale)}</td><td>{ReportFormat.Amount(trade.MaxFavorableExcursion, scale)}</td><td>{ReportFormat.Duration(trade.Duration)}</td></tr>

            """);
    }
}

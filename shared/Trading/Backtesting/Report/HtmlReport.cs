namespace VeloZ.Trading;

/// <summary>
/// <c>report.html</c>: one file that needs nothing else, readable without script, on a phone and on paper.
/// Equal runs give equal pages: no clock and no speed is in it.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter output, BacktestReport report)
    {
        var html = new HtmlWriter(output);
        var result = report.Result;
        WriteHead(html, $"{result.Strategy} on {result.Instrument.Id}", HtmlPerpetual.IsOn(result));
        HtmlOverview.Write(html, report);
        HtmlCharts.Write(html, result);
        HtmlReturns.Write(html, report);
        HtmlStatistics.Write(html, report);
        HtmlTrades.Write(html, result);
        HtmlPerpetual.Write(html, result);
        HtmlAssumptions.Write(html, result);
        WriteEnd(html, result.TradeHash, result.StateHash, ReportData.Of(result));
    }

    private static void WriteHead(HtmlWriter html, string title, bool hasPerpetual)
    {
        // Only our own script may run, and nothing may be fetched: a hostile name that slipped through would still do nothing.
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '{ReportAssets.ScriptHash}'; base-uri 'none'; form-action 'none'" />
            <title>{title} – VeloZ backtest</title>
            <style>
            {new Html(ReportAssets.Style)}</style>
            </head>
            <body>
            <header class="bar">
            <div class="wrap">
            <span class="brand">VeloZ <span class="muted">backtest report</span></span>
            <nav aria-label="Sections"><a href="#equity">Equity</a><a href="#price">Price</a><a href="#returns">Returns</a><a href="#statistics">Statistics</a><a href="#trades">Trades</a>{new Html(hasPerpetual ? "<a href=\"#perpetual\">Funding</a>" : "")}<a href="#assumptions">Assumptions</a></nav>
            <button type="button" class="quiet scripted" id="theme">Theme: system</button>
            </div>
            </header>
            <main class="wrap">

            """);
    }

    private static void WriteEnd(HtmlWriter html, string tradeHash, string stateHash, Html data) => html.Write($"""
        </main>
        <footer class="wrap">
        <p>Past results, simulated or real, do not foretell future ones. All times are UTC.</p>
        <dl class="hashes">
        <div><dt>Trade hash</dt><dd><code>{tradeHash}</code></dd></div>
        <div><dt>State hash</dt><dd><code>{stateHash}</code></dd></div>
        </dl>
        <p>Equal trade hashes mean equal fills, down to the last digit.</p>
        </footer>
        <div id="tooltip" class="tooltip" hidden="hidden"></div>
        <script type="application/json" id="data">{data}</script>
        <script>{new Html(ReportAssets.Script)}</script>
        </body>
        </html>

        """);
}

using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Figures of equity, drawdown and price. Plain curves stand here for readers without script; the script draws over them.</summary>
internal static class HtmlCharts
{
    private const int Width = 1_000;
    private const int Height = 300;

    public static void Write(HtmlWriter html, BacktestResult result)
    {
        var quote = result.Instrument.Id.Quote;
        var scale = ReportFormat.ScaleOf(quote);
        WriteFigure(
            html,
            "equity",
            "Equity and drawdown",
            Html.Of($"<span class=\"key line-equity\">Equity</span><span class=\"key line-market\">Buy and hold</span><span class=\"key area-drawdown scripted\">Drawdown</span>"),
            $"Equity in {quote} over time with buy and hold of {result.Instrument.Id} for comparison, and the drawdown below the peak underneath.",
            $"Equity went from {ReportFormat.Amount(result.StartEquity, scale)} to {ReportFormat.Amount(result.EndEquity, scale)} {quote}. Axes, drawdown and zoom need script.",
            EquityCurves(result));
        WriteFigure(
            html,
            "price",
            "Price and trades",
            Html.Of($"<span class=\"key mark-buy scripted\">Buy</span><span class=\"key mark-sell scripted\">Sell</span><span class=\"key line-win scripted\">Won</span><span class=\"key line-loss scripted\">Lost</span>"),
            $"Price of {result.Instrument.Id} over time with the entry and exit of each trade.",
            $"The price went from {DecimalText.Trimmed(result.FirstPrice)} to {DecimalText.Trimmed(result.LastPrice)} {quote}. Axes, trades and zoom need script.",
            PriceCurve(result));
    }

    private static void WriteFigure(HtmlWriter html, string id, string title, Html keys, string description, string plainNote, Html curves) => html.Write($"""
        <section id="{id}">
        <div class="head"><h2>{title}</h2><div class="keys">{keys}</div>
        <div class="tools scripted" role="group" aria-label="Zoom"><button type="button" class="quiet" data-zoom="left" aria-label="Earlier">←</button><button type="button" class="quiet" data-zoom="right" aria-label="Later">→</button><button type="button" class="quiet" data-zoom="in" aria-label="Zoom in">+</button><button type="button" class="quiet" data-zoom="out" aria-label="Zoom out">−</button><button type="button" class="quiet" data-zoom="reset">Reset</button></div>
        </div>
        <div class="chart" data-chart="{id}" tabindex="0" role="group" aria-label="{description} Arrow keys move along it, plus and minus zoom, 0 resets."><svg class="plain" viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" role="img" aria-label="{description}"><title>{title}</title>{curves}</svg></div>
        <p class="hint unscripted">{plainNote}</p>
        <p class="hint scripted mouse">Drag to zoom, double-click to reset. Both charts move together.</p>
        <p class="visually-hidden" aria-live="polite" data-readout="{id}"></p>
        </section>

        """);

    private static Html EquityCurves(BacktestResult result)
    {
        if (result.Chart.Count == 0)
            return default;
        var equity = result.Chart.Select(point => point.Equity).Prepend(result.StartEquity).ToArray();
        var market = result.FirstPrice > 0 ? result.Chart.Select(point => result.StartEquity * point.Close / result.FirstPrice).Prepend(result.StartEquity).ToArray() : [];
        var all = equity.Concat(market).ToArray();
        return Html.Of($"<path class=\"line market\" d=\"{Path(market, all.Min(), all.Max())}\" /><path class=\"line equity\" d=\"{Path(equity, all.Min(), all.Max())}\" />");
    }

    private static Html PriceCurve(BacktestResult result)
    {
        var closes = result.Chart.Select(point => point.Close).Prepend(result.FirstPrice).ToArray();
        return Html.Of($"<path class=\"line close\" d=\"{Path(closes, closes.Min(), closes.Max())}\" />");
    }

    private static string Path(decimal[] values, decimal least, decimal greatest)
    {
        var path = new StringBuilder();
        for (var index = 0; index < values.Length; index++)
        {
            var x = values.Length == 1 ? 0 : (double)index / (values.Length - 1) * Width;
            var y = greatest == least ? Height / 2.0 : (double)((greatest - values[index]) / (greatest - least)) * Height;
            path.Append(CultureInfo.InvariantCulture, $"{(index == 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
        }
        return path.ToString();
    }
}

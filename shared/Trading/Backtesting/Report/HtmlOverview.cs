namespace VeloZ.Trading;

/// <summary>The top of the page: what ran, the result in a sentence, the tiles, and what to know before believing them.</summary>
internal static class HtmlOverview
{
    public static void Write(HtmlWriter html, BacktestReport report)
    {
        var result = report.Result;
        html.Write($"""
            <section class="hero">
            <p class="eyebrow"><b>{result.Instrument.Id}</b> <span>{result.Interval}</span> <span>{ReportFormat.Time(result.From)} – {ReportFormat.Time(result.To)} UTC</span> <span>{ReportFormat.Duration(result.To - result.From)}, {ReportFormat.Count(result.Bars)} {(result.Bars == 1 ? "bar" : "bars")}</span></p>
            <h1>{result.Strategy}</h1>
            <p class="verdict">{Verdict(report)}</p>

            """);
        if (result.Parameters.Count > 0)
        {
            html.Write($"<ul class=\"chips\" aria-label=\"Parameters\">");
            foreach (var parameter in result.Parameters)
                html.Write($"<li>{parameter.Name} <b>{parameter.Value}</b></li>");
            html.Write($"</ul>\n");
        }
        html.Write($"</section>\n");
        WriteTiles(html, report);
        WriteNotices(html, ReportNotices.Of(report));
    }

    private static Html Verdict(BacktestReport report)
    {
        var (result, portfolio) = (report.Result, report.Statistics.Portfolio);
        var scale = ReportFormat.ScaleOf(result.Instrument.Id.Quote);
        var profit = portfolio.NetProfit;
        var amount = $"{ReportFormat.Amount(Math.Abs(profit), scale)} {result.Instrument.Id.Quote}";
        var lead = profit switch
        {
            > 0 => Html.Of($"Gained <b class=\"up\">{amount}</b>"),
            < 0 => Html.Of($"Lost <b class=\"down\">{amount}</b>"),
            _ => Html.Of($"Neither gained nor lost"),
        };
        var share = portfolio.TotalReturn is { } total && profit != 0 ? Html.Of($" (<b class=\"{ReportFormat.Tone(total)}\">{ReportFormat.SignedPercent(total)}</b>)") : default;
        var market = portfolio.MarketChange is { } change
            ? Html.Of($" while the market {(change > 0 ? "rose" : change < 0 ? "fell" : "stood still")}{(change == 0 ? "" : " " + ReportFormat.Percent(Math.Abs(change)))}")
            : default;
        var depth = portfolio.MaxDrawdown == 0 ? Html.Of($"Equity never fell.") : Html.Of($"At worst, equity stood {ReportFormat.Percent(portfolio.MaxDrawdown)} below its peak.");
        return Html.Of($"{lead}{share}{market}. {depth}");
    }

    private static void WriteTiles(HtmlWriter html, BacktestReport report)
    {
        var (result, portfolio, trades) = (report.Result, report.Statistics.Portfolio, report.Statistics.Trades);
        var quote = result.Instrument.Id.Quote;
        var scale = ReportFormat.ScaleOf(quote);
        html.Write($"<section class=\"tiles\" aria-label=\"Key figures\">\n");
        Tile(html, "net_profit", $"{ReportFormat.Amount(portfolio.StartEquity, scale)} → {ReportFormat.Amount(portfolio.EndEquity, scale)} {quote}", report);
        Tile(html, "total_return", portfolio.MarketChange is { } change ? $"market {ReportFormat.SignedPercent(change)}" : "", report);
        Tile(html, "max_drawdown", portfolio.MaxDrawdown == 0 ? "equity never fell" : $"longest {ReportFormat.Duration(portfolio.MaxDrawdownDuration)}", report);
        Tile(html, "sharpe", portfolio.ProbabilisticSharpe is { } probability ? $"truly above 1: {ReportFormat.Percent(probability)} likely" : $"from {Math.Max(0, result.Daily.Count - 1)} daily returns", report);
        Tile(html, "win_rate", $"{ReportFormat.Count(trades.Wins)} won, {ReportFormat.Count(trades.Losses)} lost", report);
        Tile(html, "profit_factor", trades.AverageTrade is { } average ? $"average trade {ReportFormat.Signed(average, scale)} {quote}" : "", report);
        Tile(html, "count", result.OpenTrades > 0 ? $"and {result.OpenTrades} still open; {ReportFormat.Count(result.Fills.Count)} fills" : $"{ReportFormat.Count(result.Fills.Count)} fills, {ReportFormat.Count(result.Orders)} orders", report);
        Tile(html, "total_fees", $"on {ReportFormat.Amount(portfolio.Turnover, scale)} {quote} traded", report);
        Tile(html, "exposure", $"long {ReportFormat.Percent(portfolio.LongExposure)} of the time", report);
        Tile(html, "cagr", portfolio.Calmar is { } calmar ? $"Calmar ratio {ReportFormat.Ratio(calmar)}" : "", report);
        html.Write($"</section>\n");
    }

    private static void Tile(HtmlWriter html, string name, string below, BacktestReport report)
    {
        var statistic = StatisticCatalog.All.First(statistic => statistic.Name == name);
        var value = statistic.Read(report.Statistics);
        var text = ReportFormat.Value(statistic, value, ReportFormat.ScaleOf(report.Result.Instrument.Id.Quote));
        var tone = statistic.Unit is StatisticUnit.Profit or StatisticUnit.Return ? ReportFormat.Tone(value.Number ?? (double?)value.Amount) : "";
        html.Write($"""
            <div class="tile"><div class="label">{HtmlStatistics.Explained(statistic, "tile-" + name)}</div><div class="value {tone}">{text}</div><div class="below">{(value.Exists ? below : statistic.WhenMissing)}</div></div>

            """);
    }

    private static void WriteNotices(HtmlWriter html, IReadOnlyList<Notice> notices)
    {
        html.Write($"<section class=\"notices\" aria-label=\"Before you rely on it\">\n<h2>Before you rely on it</h2>\n<ul>\n");
        foreach (var notice in notices)
            html.Write($"<li class=\"{(notice.IsWarning ? "warning" : "remark")}\"><span class=\"mark\">{(notice.IsWarning ? "Caution" : "Note")}</span> {notice.Text}</li>\n");
        html.Write($"</ul>\n</section>\n");
    }
}

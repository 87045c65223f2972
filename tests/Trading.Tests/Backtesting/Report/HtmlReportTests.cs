using System.Xml.Linq;

namespace VeloZ.Trading.Tests;

public sealed class HtmlReportTests
{
    private const string DataStart = "<script type=\"application/json\" id=\"data\">";

    public static TheoryData<string> Names => [.. SampleRuns.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_is_well_formed_and_its_ids_are_unique(string name)
    {
        var page = Parsed(Page(name));
        var ids = page.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>().ToArray();
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        // What is described points at something.
        Assert.All(page.Descendants().Select(element => (string?)element.Attribute("aria-describedby")).OfType<string>(), id => Assert.Contains(id, ids, StringComparer.Ordinal));
        Assert.All(page.Descendants("a").Select(link => (string?)link.Attribute("href")).OfType<string>(), target => Assert.Contains(target![1..], ids, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_fetches_nothing(string name)
    {
        var html = Page(name);
        var page = Parsed(html);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "link" or "iframe" or "object" or "embed" or "base" or "img" or "form");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "srcset" or "action" or "poster" or "data");
        Assert.All(page.Descendants().Attributes("href"), link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", Between(html, "<style>", "</style>"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_statistic_is_shown_with_its_value_and_its_definition(string name)
    {
        var report = SampleRuns.Of(name).Report();
        var rows = Parsed(Html(report)).Descendants("tr").Where(row => row.Attribute("data-statistic") is not null).ToDictionary(row => (string)row.Attribute("data-statistic")!, StringComparer.Ordinal);
        Assert.Equal(StatisticCatalog.All.Count(), rows.Count);
        foreach (var statistic in StatisticCatalog.All)
        {
            var row = rows[(StatisticCatalog.Portfolio.Contains(statistic) ? "portfolio." : "trades.") + statistic.Name];
            Assert.Contains(statistic.Definition, row.Element("th")!.Value, StringComparison.Ordinal);
            var cell = row.Element("td")!.Value;
            if (statistic.Read(report.Statistics).Exists)
                Assert.NotEqual("–", cell, StringComparer.Ordinal);
            else
                Assert.Equal("–Does not exist. " + statistic.WhenMissing, cell);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_number_is_NaN_or_infinite(string name)
    {
        var html = Page(name);
        var seen = Markup(html) + Between(html, DataStart, "</script>");
        Assert.All(["NaN", "Infinity", "∞"], wrong => Assert.DoesNotContain(wrong, seen, StringComparison.Ordinal));
    }

    [Fact]
    public void Hostile_text_is_shown_and_never_becomes_markup()
    {
        var html = Page("hostile");
        var page = Parsed(html);
        Assert.Equal(SampleRuns.Hostile, page.Descendants("h1").Single().Value);
        Assert.Empty(page.Descendants("img"));
        Assert.Equal(2, CountOf(html, "<script"));
        Assert.Equal(2, CountOf(html, "</script"));
    }

    [Fact]
    public void Only_the_page_s_own_script_may_run()
    {
        var html = Page("minutes");
        var script = Between(html, "<script>", "</script>");
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"script-src 'sha256-{hash}'", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_runs_give_equal_pages_however_fast_they_were()
    {
        var result = SampleRuns.Small.Build();
        Assert.Equal(Html(BacktestReport.Of(result, 0.1, 10)), Html(BacktestReport.Of(SampleRuns.Small.Build(), 99, 1)));
    }

    [Fact]
    public void A_hundred_trades_stand_in_the_page_and_five_thousand_in_its_data()
    {
        var html = Page("many");
        var table = Parsed(html).Descendants("table").Single(element => (string?)element.Attribute("id") == "trade-table");
        Assert.Equal(100, table.Element("tbody")!.Elements("tr").Count());
        using var data = System.Text.Json.JsonDocument.Parse(Between(html, DataStart, "</script>"));
        Assert.Equal(5_000, data.RootElement.GetProperty("trades").GetArrayLength());
        Assert.Contains("The page carries the first 5,000 of 7,200 trades; trades.csv has all.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_weakens_a_result_is_said()
    {
        var html = Html(new RunBuilder { Bars = 24 * 10, MissingBars = 3, FeeRate = 0, Denials = [new("balance_insufficient", 2)] }.Report());
        Assert.Contains("3 of 243 bars are missing", html, StringComparison.Ordinal);
        Assert.Contains("Only 7 closed trades", html, StringComparison.Ordinal);
        Assert.Contains("The run covers 10 d", html, StringComparison.Ordinal);
        Assert.Contains("rest on 10 daily returns", html, StringComparison.Ordinal);
        Assert.Contains("2 orders were refused", html, StringComparison.Ordinal);
        Assert.Contains("No fees were charged", html, StringComparison.Ordinal);
        Assert.Contains("Not enough free balance when the order was made.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Lost_equity_and_open_trades_are_said()
    {
        Assert.Contains("Equity fell to 0 or below", Page("ruined"), StringComparison.Ordinal);
        Assert.Contains("1 trade is still open at the end", Page("minutes"), StringComparison.Ordinal);
        Assert.Contains("No trade was closed, so there is nothing to judge", Page("untraded"), StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_have_a_title_and_a_description()
    {
        var charts = Parsed(Page("months")).Descendants("svg").ToArray();
        Assert.Equal(2, charts.Length);
        Assert.All(charts, chart => Assert.NotEmpty(chart.Element("title")!.Value));
        Assert.All(charts, chart => Assert.NotNull(chart.Attribute("aria-label")));
    }

    private static string Page(string name) => Html(SampleRuns.Of(name).Report());

    private static string Html(BacktestReport report)
    {
        var output = new StringWriter();
        HtmlReport.Write(output, report);
        return output.ToString();
    }

    // The page is written so that it is XML too, but for what stands in style and script.
    private static XElement Parsed(string html) => XDocument.Parse(Markup(html)["<!doctype html>".Length..]).Root!;

    private static string Markup(string html)
    {
        foreach (var (start, end) in new[] { ("<style>", "</style>"), (DataStart, "</script>"), ("<script>", "</script>") })
            html = html.Replace(start + Between(html, start, end) + end, "", StringComparison.Ordinal);
        return html;
    }

    private static string Between(string html, string start, string end)
    {
        var from = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return html[from..html.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static int CountOf(string text, string part) => text.Split(part, StringSplitOptions.None).Length - 1;
}

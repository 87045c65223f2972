using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class ReportDataFilesTests
{
    [Fact]
    public void The_summary_is_as_approved() => Golden.Matches("summary.approved.json", BacktestSummaryJson.Line(SampleRuns.Small.Report()) + "\n");

    [Fact]
    public void The_report_json_is_as_approved() => Golden.Matches("report.approved.json", Json(SampleRuns.Small.Report()));

    [Fact]
    public void The_trades_are_as_approved() => Golden.Matches("trades.approved.csv", Csv(ReportCsv.WriteTrades));

    [Fact]
    public void The_fills_are_as_approved() => Golden.Matches("fills.approved.csv", Csv(ReportCsv.WriteFills));

    [Fact]
    public void The_daily_equity_is_as_approved() => Golden.Matches("equity.approved.csv", Csv(ReportCsv.WriteEquity));

    [Fact]
    public void The_monthly_returns_are_as_approved() => Golden.Matches("monthly.approved.csv", Csv(ReportCsv.WriteMonthly));

    [Fact]
    public void The_summary_is_one_line_that_begins_with_the_promised_names_in_order()
    {
        var line = BacktestSummaryJson.Line(SampleRuns.Small.Report());
        Assert.DoesNotContain('\n', line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            "strategy instrument bars from to orders fills trades start_equity end_equity fees net_profit total_return max_drawdown sharpe sortino calmar profit_factor win_rate exposure trade_hash elapsed_seconds bars_per_second",
            string.Join(' ', json.RootElement.EnumerateObject().Take(23).Select(property => property.Name)));
    }

    [Fact]
    public void Amounts_are_text_ratios_are_numbers_and_what_does_not_exist_is_null()
    {
        using var json = JsonDocument.Parse(BacktestSummaryJson.Line(new RunBuilder { Hold = 0, Bars = 30 }.Report()));
        Assert.Equal("10000", json.RootElement.GetProperty("end_equity").GetString());
        Assert.Equal("0", json.RootElement.GetProperty("net_profit").GetString());
        Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("total_return").ValueKind);
        foreach (var name in new[] { "sharpe", "sortino", "calmar", "profit_factor", "win_rate" })
            Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty(name).ValueKind);
        Assert.Equal("2024-01-10T00:00:00Z", json.RootElement.GetProperty("from").GetString());
    }

    [Fact]
    public void Every_statistic_of_the_records_is_in_the_catalog_and_in_the_json()
    {
        using var json = JsonDocument.Parse(Json(SampleRuns.Small.Report()));
        foreach (var (section, type, catalog) in new[] { ("portfolio", typeof(PortfolioStatistics), StatisticCatalog.Portfolio), ("trades", typeof(TradeStatistics), StatisticCatalog.Trades) })
        {
            var expected = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(NameOf).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, catalog.Select(statistic => statistic.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
            var written = json.RootElement.GetProperty("statistics").GetProperty(section).EnumerateObject().Select(property => property.Name);
            Assert.Equal(expected, written.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void There_are_at_least_45_statistics() => Assert.True(StatisticCatalog.All.Count() >= 45);

    [Fact]
    public void Every_entry_of_the_catalog_reads_the_property_it_is_named_for()
    {
        var figures = new RunBuilder { Bars = 24 * 90 }.Report().Statistics;
        Assert.All(StatisticCatalog.Portfolio, statistic => Assert.Equal(Plain(PropertyOf(figures.Portfolio, statistic.Name)), Plain(statistic.Read(figures))));
        Assert.All(StatisticCatalog.Trades, statistic => Assert.Equal(Plain(PropertyOf(figures.Trades, statistic.Name)), Plain(statistic.Read(figures))));
    }

    [Fact]
    public void What_may_be_missing_says_why()
    {
        foreach (var (_, run) in SampleRuns.All)
        {
            var figures = run.Report().Statistics;
            Assert.All(StatisticCatalog.All.Where(statistic => !statistic.Read(figures).Exists), statistic => Assert.NotEmpty(statistic.WhenMissing));
        }
    }

    [Fact]
    public void Csv_lines_end_with_carriage_return_and_line_feed_and_have_as_many_fields_as_the_header()
    {
        foreach (var write in new Action<TextWriter, BacktestReport>[] { ReportCsv.WriteTrades, ReportCsv.WriteFills, ReportCsv.WriteEquity, ReportCsv.WriteMonthly, ReportCsv.WriteFunding })
        {
            var text = Csv(write);
            Assert.Equal(text.Count(letter => letter == '\n'), text.Split("\r\n", StringSplitOptions.None).Length - 1);
            var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.All(lines, line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
        }
    }

    [Fact]
    public void Hostile_names_stay_text_in_json()
    {
        var line = BacktestSummaryJson.Line(new RunBuilder { Strategy = SampleRuns.Hostile, Bars = 30 }.Report());
        Assert.DoesNotContain('<', line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(SampleRuns.Hostile, json.RootElement.GetProperty("strategy").GetString());
    }

    private static string Json(BacktestReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ReportJson.Write(buffer, report);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Csv(Action<TextWriter, BacktestReport> write)
    {
        var output = new StringWriter();
        write(output, SampleRuns.Small.Report());
        return output.ToString();
    }

    // The snake-case rule of all names in JSON, by the framework's own policy.
    private static string NameOf(PropertyInfo property)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        return (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(TimeSpan) ? name + "_seconds" : name;
    }

    private static object? PropertyOf(object figures, string name) => figures.GetType().GetProperties().Single(property => NameOf(property) == name).GetValue(figures);

    private static decimal? Plain(object? value) => value switch
    {
        null => null,
        StatisticValue found => Plain((object?)found.Amount ?? (object?)found.Number ?? found.Duration),
        TimeSpan span => span.Ticks,
        decimal amount => amount,
        _ => (decimal)Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
    };
}

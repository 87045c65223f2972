using System.Buffers;
using System.Text.Json;

namespace VeloZ.Trading.Tests;

/// <summary>What reports tell of funding, of positions that the venue took, and of what the engine warned of.</summary>
public sealed class PerpetualReportTests
{
    [Fact]
    public void The_summary_has_funding_its_gaps_liquidations_and_warnings()
    {
        using var json = JsonDocument.Parse(BacktestSummaryJson.Line(SampleRuns.Perpetual.Report()));
        var summary = json.RootElement;
        // 0.84 + 1.266 paid, 0.842 received; nine days after the start is the last rate.
        Assert.Equal(("2.106", "0.842", 3), (summary.GetProperty("funding_paid").GetString(), summary.GetProperty("funding_received").GetString(), summary.GetProperty("funding_payments").GetInt32()));
        Assert.Equal((3, "2024-01-10T00:00:00Z", "2024-01-19T00:00:00Z"), (summary.GetProperty("missing_funding").GetInt32(), summary.GetProperty("funding_from").GetString(), summary.GetProperty("funding_to").GetString()));
        Assert.Equal(1, summary.GetProperty("liquidations").GetInt32());
        Assert.Equal("""{"protection_ended":2}""", summary.GetProperty("warnings").GetRawText());
        Assert.Equal("{}", summary.GetProperty("rejections").GetRawText());
    }

    [Fact]
    public void A_spot_market_has_none_of_it()
    {
        using var json = JsonDocument.Parse(BacktestSummaryJson.Line(SampleRuns.Small.Report()));
        var summary = json.RootElement;
        Assert.Equal(("0", "0", 0), (summary.GetProperty("funding_paid").GetString(), summary.GetProperty("funding_received").GetString(), summary.GetProperty("funding_payments").GetInt32()));
        Assert.Equal((JsonValueKind.Null, 0), (summary.GetProperty("funding_from").ValueKind, summary.GetProperty("liquidations").GetInt32()));
        Assert.DoesNotContain("perpetual\"", Page(SampleRuns.Small), StringComparison.Ordinal);
        Assert.Contains("<a href=\"#perpetual\">Funding</a>", Page(SampleRuns.Perpetual), StringComparison.Ordinal);
        Assert.DoesNotContain("Told by the engine", Page(SampleRuns.Small), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_lists_each_payment_and_marks_the_fills_of_liquidations()
    {
        var buffer = new ArrayBufferWriter<byte>();
        ReportJson.Write(buffer, SampleRuns.Perpetual.Report());
        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        Assert.Equal(
            """{"time":"2024-01-10T16:00:00Z","instrument":"BTC-USDT-PERP.BYBIT","rate":"0.0002","price":"42100","position":"-0.1","paid":"-0.842"}""",
            json.RootElement.GetProperty("funding")[1].GetRawText());
        var fills = json.RootElement.GetProperty("fills").EnumerateArray().ToArray();
        Assert.All(fills[..^1], fill => Assert.False(fill.GetProperty("liquidation").GetBoolean()));
        Assert.True(fills[^1].GetProperty("liquidation").GetBoolean());
    }

    [Fact]
    public void So_do_the_tables()
    {
        Assert.Equal(
            """
            time,instrument,rate,price,position,paid
            2024-01-10T08:00:00Z,BTC-USDT-PERP.BYBIT,0.0001,42000,0.2,0.84
            2024-01-10T16:00:00Z,BTC-USDT-PERP.BYBIT,0.0002,42100,-0.1,-0.842
            2024-01-11T00:00:00Z,BTC-USDT-PERP.BYBIT,0.0001,42200,0.3,1.266

            """.ReplaceLineEndings("\r\n"),
            Csv(ReportCsv.WriteFunding));
        var fills = Csv(ReportCsv.WriteFills).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith(",position_after,liquidation", fills[0], StringComparison.Ordinal);
        Assert.EndsWith(",false", fills[1], StringComparison.Ordinal);
        Assert.EndsWith(",true", fills[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_says_what_happened()
    {
        var report = SampleRuns.Perpetual.Report();
        var html = Page(SampleRuns.Perpetual);
        var taken = report.Result.Fills[^1];
        Assert.Contains("The venue took the position once for want of margin.", html, StringComparison.Ordinal);
        Assert.Contains("3 of 30 funding settlements are missing: the rates are from 2024-01-10 00:00 to 2024-01-19 00:00, the run from 2024-01-10 00:00 to 2024-01-20 00:00.", html, StringComparison.Ordinal);
        Assert.Contains($"<td>{ReportFormat.Time(taken.Time)}</td><td>{taken.Side}</td><td>{taken.Quantity}</td><td>{taken.Price}</td><td>{ReportFormat.Amount(taken.Fee, 2)}</td>", html, StringComparison.Ordinal);
        Assert.Contains("<tr><th scope=\"row\">paid</th><td>2.11</td></tr>\n<tr><th scope=\"row\">received</th><td>0.84</td></tr>\n<tr><th scope=\"row\">payments</th><td>3</td></tr>", html, StringComparison.Ordinal);
        Assert.Contains("The engine warned 2 times", html, StringComparison.Ordinal);
        Assert.Contains("<tr><td>2</td><td>An order that protects a position was refused or ended by the venue.</td><td><code>protection_ended</code></td></tr>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing is liquidated", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Where_margin_was_enough_the_page_says_so()
    {
        var html = Page(new RunBuilder { Id = "BTC-USDT-PERP.BYBIT", Bars = 24 * 10 });
        Assert.Contains("The venue took no position", html, StringComparison.Ordinal);
        Assert.DoesNotContain("The venue took the position", html, StringComparison.Ordinal);
    }

    private static string Page(RunBuilder run)
    {
        var output = new StringWriter();
        HtmlReport.Write(output, run.Report());
        return output.ToString();
    }

    private static string Csv(Action<TextWriter, BacktestReport> write)
    {
        var output = new StringWriter();
        write(output, SampleRuns.Perpetual.Report());
        return output.ToString();
    }
}

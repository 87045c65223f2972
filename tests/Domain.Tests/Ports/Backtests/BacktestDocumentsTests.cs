using System.Text;

namespace VeloZ.Domain.Tests;

public sealed class BacktestDocumentsTests
{
    private static readonly PointResult[] Points =
    [
        new PointResult.Done(0, [new("fast", "5"), new("slow", "20")], "aa", "bb", 4, 2, 100_123.4500m, 0.0m, 0.015m),
        new PointResult.Failed(1, [new("fast", "30"), new("slow", "20")], "parameters_invalid", "fast must be less than slow"),
        new PointResult.Done(2, [new("fast", "6"), new("slow", "20")], "cc", "dd", 0, 0, -1m, -0.5m, 0m),
    ];

    private static PinnedBacktestPlan Plan =>
        new(BacktestPlan.Of(BacktestJobId.Parse("bt_plan"), BacktestPlanTests.Samples.Sweep(("fast", ["5", "10"]), ("slow", ["20"]))), new BarsPin("0a1b", 120));

    [Fact]
    public void A_sweep_comes_back_as_it_was()
    {
        var sweep = BacktestPlanTests.Samples.Sweep(("fast", ["5", "10"]), ("slow", ["20"]));
        var written = BacktestDocuments.Write(sweep);
        Assert.Equal(
            """{"schema":1,"strategy":"ma-cross","grid":[{"name":"fast","values":["5","10"]},{"name":"slow","values":["20"]}],"bars":{"blob":"bars/x.csv","instrument":"BTC-USDT.SIM","interval":"1h","from":"2026-01-05T00:00:00Z","to":null},"price_increment":"0.01","quantity_increment":"0.00001","cash":"100000.5","maker_rate":"-0.0001","taker_rate":"0.001","slippage_bps":"0","leverage":"3","points_per_batch":1,"concurrency_max":10,"tolerated_share":"0.05"}""",
            Encoding.UTF8.GetString(written));
        Assert.Equal(written, BacktestDocuments.Write(BacktestDocuments.ReadSweep(written)));
        Assert.Equal(sweep.Bars, BacktestDocuments.ReadSweep(written).Bars);
    }

    [Fact]
    public void A_plan_comes_back_as_it_was()
    {
        var plan = Plan;
        var written = BacktestDocuments.Write(plan);
        var sweep = Encoding.UTF8.GetString(BacktestDocuments.Write(plan.Plan.Sweep));
        Assert.Equal($$"""{"schema":1,"sweep":{{sweep}},"bars_etag":"0a1b","bars_size_bytes":120}""", Encoding.UTF8.GetString(written));
        var back = BacktestDocuments.ReadPlan(plan.Plan.Job, written);
        Assert.Equal((plan.Bars, plan.Plan.Job, 2), (back.Bars, back.Plan.Job, back.Plan.Points));
        Assert.Equal(written, BacktestDocuments.Write(back));
        // S3 has its tags in quotes.
        var quoted = plan with { Bars = new BarsPin("\"0a1b-3\"", 120) };
        Assert.Equal(quoted.Bars, BacktestDocuments.ReadPlan(plan.Plan.Job, BacktestDocuments.Write(quoted)).Bars);
    }

    [Theory]
    [InlineData("{\"schema\":1,\"sweep\"", "{\"schema\":2,\"sweep\"", "the plan had schema 2, must be 1")]
    [InlineData("\"sweep\":{\"schema\":1", "\"sweep\":{\"schema\":3", "the plan did not hold: the sweep in it had schema 3, must be 1")]
    [InlineData("\"0a1b\"", "\"\"", "the plan did not hold: bars_etag was empty, must be the tag of a blob")]
    [InlineData("\"0a1b\"", "null", "the plan did not hold: ")]
    [InlineData(",\"bars_etag\":\"0a1b\"", "", "the plan did not hold: ")]
    [InlineData(":120", ":-1", "the plan did not hold: bars_size_bytes was -1, must be 0 or more")]
    [InlineData("\"points_per_batch\":1", "\"points_per_batch\":0", "points per batch were 0, must be 1 or more")]
    public void A_plan_that_does_not_hold_is_refused(string was, string broken, string message)
    {
        var text = Encoding.UTF8.GetString(BacktestDocuments.Write(Plan));
        Assert.Contains(was, text, StringComparison.Ordinal);
        var fault = Assert.Throws<BacktestJobException>(() => BacktestDocuments.ReadPlan(Plan.Plan.Job, Encoding.UTF8.GetBytes(text.Replace(was, broken, StringComparison.Ordinal))));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_is_no_plan()
    {
        var sweep = BacktestDocuments.Write(Plan.Plan.Sweep);
        Assert.StartsWith("the plan did not hold: ", Assert.Throws<BacktestJobException>(() => BacktestDocuments.ReadPlan(Plan.Plan.Job, sweep)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_comes_back_as_it_was()
    {
        var result = new BacktestSweepResult(BacktestJobId.Parse("bt_1"), BacktestJobState.FailedPartial, Points, "ff");
        var back = BacktestDocuments.ReadResult(BacktestDocuments.Write(result));
        Assert.Equal((result.Job, result.State, result.ResultHash), (back.Job, back.State, back.ResultHash));
        Assert.Equal(BacktestResultHash.Of(Points), BacktestResultHash.Of(back.Points));
        Assert.Equal("fast must be less than slow", ((PointResult.Failed)back.Points[1]).Message);
        Assert.Equal(BacktestDocuments.Write(Points), BacktestDocuments.Write(BacktestDocuments.ReadPoints(BacktestDocuments.Write(Points))));
    }

    [Fact]
    public void A_failure_comes_back_as_it_was()
    {
        var failure = new BacktestFailure("States.Timeout", "");
        Assert.Equal(failure, BacktestDocuments.ReadFailure(BacktestDocuments.Write(failure)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":2,"error":"a","cause":"b"}""")]
    [InlineData("""{"schema":1,"error":null,"cause":"b"}""")]
    [InlineData("""{"schema":1,"error":"a","cause":"b","more":1}""")]
    public void What_is_no_document_is_refused(string text) => Assert.Throws<BacktestJobException>(() => BacktestDocuments.ReadFailure(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"bars/x.csv\"", "\"../x.csv\"")]
    [InlineData("\"BTC-USDT.SIM\"", "\"BTCUSDT\"")]
    [InlineData("\"1h\"", "\"2h\"")]
    [InlineData("\"100000.5\"", "\"1e5\"")]
    [InlineData("\"100000.5\"", "100000.5")]
    [InlineData("\"2026-01-05T00:00:00Z\"", "\"soon\"")]
    public void A_value_that_does_not_hold_is_refused(string was, string broken)
    {
        var text = Encoding.UTF8.GetString(BacktestDocuments.Write(BacktestPlanTests.Samples.Sweep(("fast", ["5"]))));
        Assert.Contains(was, text, StringComparison.Ordinal);
        Assert.Throws<BacktestJobException>(() => BacktestDocuments.ReadSweep(Encoding.UTF8.GetBytes(text.Replace(was, broken, StringComparison.Ordinal))));
    }

    // printf '0|fast=5,slow=20|aa|bb|4|2|100123.45|0|0.015\n1|fast=30,slow=20|failed|parameters_invalid\n2|fast=6,slow=20|cc|dd|0|0|-1|-0.5|0\n' | sha256sum
    [Fact]
    public void The_fingerprint_is_that_of_the_lines() => Assert.Equal("2c3fa38d251700245f714b0b42ad6a4a352c1d1b70fe89ac10a0d0b240c8f595", BacktestResultHash.Of(Points));

    [Fact]
    public void A_message_counts_for_nothing_in_the_fingerprint_and_the_order_does()
    {
        Assert.Equal(BacktestResultHash.Of(Points), BacktestResultHash.Of([Points[0], ((PointResult.Failed)Points[1]) with { Message = "other" }, Points[2]]));
        Assert.NotEqual(BacktestResultHash.Of(Points), BacktestResultHash.Of([Points[1], Points[0], Points[2]]));
    }

    [Theory]
    [InlineData("bt_0", true)]
    [InlineData("bt_01j8-x_y", true)]
    [InlineData("bt_", false)]
    [InlineData("bt_A", false)]
    [InlineData("bt_a/b", false)]
    [InlineData("bt_a.b", false)]
    [InlineData("stg_a", false)]
    [InlineData("bt_012345678901234567890123456789012345678901234567890123456789", true)]
    [InlineData("bt_0123456789012345678901234567890123456789012345678901234567890", false)]
    public void An_id_is_told_from_other_texts(string text, bool isId)
    {
        Assert.Equal(isId, BacktestJobId.TryParse(text, out var id));
        Assert.Equal(isId ? text : "", id.ToString());
    }
}

using System.Text.Json;

namespace VeloZ.Local.Tests;

public sealed class BacktestCommandTests : IDisposable
{
    private static readonly string[] Promised =
    [
        "strategy", "instrument", "bars", "from", "to", "orders", "fills", "trades", "start_equity", "end_equity", "fees", "net_profit", "total_return",
        "max_drawdown", "sharpe", "sortino", "calmar", "profit_factor", "win_rate", "exposure", "trade_hash", "elapsed_seconds", "bars_per_second",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_is_one_object_on_the_last_line_with_all_that_is_promised()
    {
        var result = await BacktestAsync("--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        using var json = JsonDocument.Parse(Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(Promised, json.RootElement.EnumerateObject().Select(one => one.Name).Take(Promised.Length));
        Assert.Equal(400, json.RootElement.GetProperty("bars").GetInt32());
        Assert.Equal("BTC-USDT.SIM", json.RootElement.GetProperty("instrument").GetString());
        Assert.Equal("100000", json.RootElement.GetProperty("start_equity").GetString());
        Assert.True(json.RootElement.GetProperty("trades").GetInt32() > 0);
    }

    [Fact]
    public async Task The_report_holds_page_and_tables_and_the_same_run_gives_the_same_hash()
    {
        var (first, second) = (_folder.In("one"), _folder.In("two"));
        var one = await BacktestAsync("--json", "--report", first);
        var two = await BacktestAsync("--json", "--report", second);

        Assert.Equal(["equity.csv", "fills.csv", "funding.csv", "monthly.csv", "report.html", "report.json", "trades.csv"], Directory.GetFiles(first).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(Path.Combine(first, "report.html")), File.ReadAllBytes(Path.Combine(second, "report.html")));
        Assert.Equal(Hash(one), Hash(two));
    }

    [Fact]
    public async Task For_a_person_it_prints_one_screen_with_the_assumptions()
    {
        var result = await BacktestAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("fill=next-open  limit-fill=strict  bar-path=adaptive  participation=0.1", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", result.Output + result.Error, StringComparison.Ordinal); // No colors and no bar when piped.
    }

    [Fact]
    public async Task From_warms_the_strategy_up_on_the_bars_before()
    {
        var result = await BacktestAsync("--json", "--from", "2023-11-15T00:00:00Z");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("2023-11-15T00:00:00Z", json.RootElement.GetProperty("from").GetString());
        Assert.Equal("30", json.RootElement.GetProperty("settings").GetProperty("warm_up_bars").GetString());
    }

    [Fact]
    public async Task Every_assumption_can_be_set_and_is_told()
    {
        string[] options =
        [
            "--fill", "close", "--limit-fill", "touch", "--bar-path", "low-first", "--participation", "off", "--slippage-bps", "2.5", "--impact-bps", "10", "--latency-ms", "150",
            "--maker-bps", "-1", "--taker-bps", "5", "--account", "margin", "--leverage", "3", "--cash", "5000", "--order-rate-limit", "10", "--price-collar", "0.2", "--fee-currency", "received",
        ];
        var result = await BacktestAsync(["--json", .. options]);
        using var json = JsonDocument.Parse(result.Output);
        var told = json.RootElement.GetProperty("settings");
        for (var index = 0; index < options.Length; index += 2)
            Assert.Equal(options[index + 1], told.GetProperty(options[index][2..].Replace('-', '_')).GetString());
    }

    [Fact]
    public async Task Shorts_need_a_margin_account()
    {
        var refused = await BacktestAsync("--param", "allow_short=true");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("must be a margin account (--account margin)", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(0, (await BacktestAsync("--param", "allow_short=true", "--account", "margin")).ExitCode);
    }

    [Fact]
    public async Task An_order_that_cannot_be_paid_is_refused_and_counted()
    {
        var result = await BacktestAsync("--json", "--param", "size_fraction=1");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(0, json.RootElement.GetProperty("fills").GetInt32());
        Assert.True(json.RootElement.GetProperty("denials").GetProperty("balance_insufficient").GetInt32() > 0);
    }

    private static string? Hash(RunResult result)
    {
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("trade_hash").GetString();
    }

    private async Task<RunResult> BacktestAsync(params string[] more)
    {
        var data = _folder.Write("bars.csv", BarText.Waves(400));
        return await Veloz.RunAsync(
        [
            "backtest", "--strategy", "ma-cross", "--param", "fast=10", "--param", "slow=30", "--param", "ma_type=sma", "--data", data, "--symbol", "BTCUSDT", .. more,
        ]);
    }
}

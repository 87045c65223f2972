using System.Text.Json;

namespace VeloZ.Local.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("backtest", "--help")]
    [InlineData("import", "--help")]
    [InlineData("data", "--help")]
    [InlineData("data", "verify", "--help")]
    [InlineData("data", "export", "--help")]
    [InlineData("data", "remove", "--help")]
    [InlineData("strategies", "--help")]
    [InlineData("strategies", "check", "--help")]
    [InlineData("bench", "--help")]
    [InlineData("up", "--help")]
    [InlineData("settings", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("demo", "--help")]
    [InlineData("simulate", "--help")]
    [InlineData("venue", "--help")]
    public async Task Every_command_helps(params string[] arguments)
    {
        var result = await Veloz.RunAsync(arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strategies_are_listed_and_told()
    {
        var list = await Veloz.RunAsync("strategies");
        Assert.Contains("ma-cross", list.Output, StringComparison.Ordinal);
        Assert.Contains("bollinger-reversion", list.Output, StringComparison.Ordinal);
        Assert.Contains("size_fraction", (await Veloz.RunAsync("strategies", "ma-cross")).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await Veloz.RunAsync("strategies", "--json")).Output);
        Assert.Equal(9, json.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal(2, (await Veloz.RunAsync("strategies", "moon")).ExitCode);
    }

    [Fact]
    public async Task Bench_measures_and_its_runs_agree()
    {
        var result = await Veloz.RunAsync("bench", "quick", "--bars", "5000", "--runs", "2");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("trade hash", result.Output, StringComparison.Ordinal);
        Assert.Contains("durable entries/s", result.Output, StringComparison.Ordinal);
        Assert.Contains("orders/s with their fills", result.Output, StringComparison.Ordinal);
    }
}

namespace VeloZ.Local.Tests;

public sealed class SettingsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Each_value_is_shown_with_where_it_comes_from_and_secrets_are_not()
    {
        Directory.CreateDirectory(_folder.In("data"));
        _folder.Write("data/veloz.json", """{ "log_level": "warn" }""");
        var result = await RunAsync(new() { ["VELOZ_PORT"] = "8123", ["VELOZ_POTR"] = "1" }, "settings");

        Assert.Equal(0, result.ExitCode);
        var lines = result.Output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.Contains("VELOZ_PORT 8123 VELOZ_PORT", lines);
        Assert.Contains($"VELOZ_LOG_LEVEL warn log_level in {Path.Combine("data", "veloz.json")}", lines);
        Assert.Contains("VELOZ_MARKET_SOURCE sim default", lines);
        Assert.Equal("veloz: VELOZ_POTR is set, and no setting has that name", result.ErrorLine);
    }

    [Theory]
    [InlineData("VELOZ_MARKET_SOURCE", "binance_rest", "VELOZ_MARKET_SOURCE was 'binance_rest', must be sim, file, binance_ws, bybit_ws, coinbase_ws or okx_ws in this version; binance_rest comes with a later one")]
    [InlineData("VELOZ_EXECUTION_MODE", "paper", "VELOZ_MARKET_SOURCE was sim while VELOZ_EXECUTION_MODE is paper, must be binance_ws or bybit_ws or coinbase_ws or okx_ws; made-up and recorded bars are traded in mode sim_engine")]
    [InlineData("VELOZ_EXECUTION_MODE", "binance_spot", "VELOZ_EXECUTION_MODE is binance_spot, which trades real money: it needs VELOZ_LIVE_TRADING=true besides")]
    [InlineData("VELOZ_WAL_MAX_SIZE", "5000", "VELOZ_WAL_MAX_SIZE was '5000', must be a multiple of 4096 from 1048576 to 1073741824")]
    [InlineData("VELOZ_JWT_SECRET", "hush", "VELOZ_JWT_SECRET is set, and sign-in comes with a later version: until then the service listens on 127.0.0.1 only and its HTTP is read-only; unset it")]
    public async Task An_engine_does_not_start_with_a_setting_that_does_not_hold(string name, string value, string expected)
    {
        var result = await RunAsync(new() { [name] = value }, "up", "--port", "0");
        Assert.Equal((2, "veloz: " + expected), (result.ExitCode, result.ErrorLine));
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    [Fact]
    public async Task A_feed_file_that_is_not_there_is_told_and_nothing_is_begun()
    {
        var result = await RunAsync([], "up", "--market", "file:missing.csv", "--port", "0");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("missing.csv", result.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<RunResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) => Veloz.RunInAsync(_folder.Path, environment, arguments);
}

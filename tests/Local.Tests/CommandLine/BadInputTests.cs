namespace VeloZ.Local.Tests;

/// <summary>Each bad input ends with code 2 and one line on standard error that says what was and what was needed.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string First = "2026-01-01T00:00:00Z,100,101,99,100,1\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Files => new()
    {
        { "empty", "", "empty" },
        { "header only", BarText.Header, "row" },
        { "unsorted", BarText.Header + First + "2025-12-31T23:59:00Z,100,101,99,100,1\n", "line 3, column timestamp (1)" },
        { "duplicated", BarText.Header + First + First, "line 3, column timestamp (1)" },
        { "high below low", BarText.Header + "2026-01-01T00:00:00Z,100,98,99,100,1\n", "line 2, column high (3)" },
        { "price of 0", BarText.Header + "2026-01-01T00:00:00Z,0,101,0,100,1\n", "line 2, column open (2)" },
        { "negative price", BarText.Header + "2026-01-01T00:00:00Z,-1,101,-1,100,1\n", "line 2, column open (2)" },
        { "NaN", BarText.Header + "2026-01-01T00:00:00Z,NaN,101,99,100,1\n", "line 2, column open (2)" },
        { "1e400", BarText.Header + "2026-01-01T00:00:00Z,1e400,101,99,100,1\n", "line 2, column open (2)" },
        { "comma", BarText.Header + "2026-01-01T00:00:00Z,\"1,5\",101,99,100,1\n", "line 2, column open (2)" },
        { "quotes", "timestamp,bid_open,ask_open,bid_size\n2026-01-01T00:00:00Z,1,2,3\n", "quotes" },
        { "trades", "timestamp,price,quantity\n2026-01-01T00:00:00Z,100,1\n", "trades" },
        { "days as minutes", BarText.Header + First + "2026-01-02T00:00:00Z,100,101,99,100,1\n2026-01-03T00:00:00Z,100,101,99,100,1\n", "1d" },
        { "off the tick", BarText.Header + "2026-01-01T00:00:00Z,100.001,101,99,100,1\n", "--price-increment" },
    };

    public static TheoryData<string, string[]> Usages => new()
    {
        { "strategy was 'moon', must be one of bollinger-reversion, donchian, grid, ibs-reversion, ma-cross, macd, market-making, rsi2, safety-dca, or the file of a document, FILE.json", ["--strategy", "moon"] },
        { "--strategy is missing", [] },
        { "--symbol is missing", ["--strategy", "ma-cross"] },
        { "has no parameter 'speed'", ["--strategy", "ma-cross", "--param", "speed=1"] },
        { "parameter fast was '0', must be a whole number from 1 to 1000", ["--strategy", "ma-cross", "--param", "fast=0"] },
        { "parameter fast was '1,5', must be a whole number", ["--strategy", "ma-cross", "--param", "fast=1,5"] },
        { "--param was 'fast', must be NAME=VALUE", ["--strategy", "ma-cross", "--param", "fast"] },
        { "--symbol was 'B!', must be an instrument", ["--strategy", "ma-cross", "--symbol", "B!"] },
        { "--interval was '2m', must be one of 1s 1m 5m 15m 1h 4h 1d 1w", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--interval", "2m"] },
        { "--cash was '1,5', must be a number above 0", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--cash", "1,5"] },
        { "--cash was '0', must be a number above 0", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--cash", "0"] },
        { "--participation was '1.1', must be a number above 0 and at most 1", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--participation", "1.1"] },
        { "--fill was 'soon', must be next-open or close", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--fill", "soon"] },
        { "--fee-currency was 'base', must be quote or received", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--fee-currency", "base"] },
        { "exclude each other", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--fee-bps", "1", "--maker-bps", "1", "--taker-bps", "1"] },
        { "--maker-bps and --taker-bps must be given together", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--maker-bps", "1"] },
        { "fee tiers must start with one from volume 0", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--fee-tiers", "5=1/1"] },
        { "--from must be before --to", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--from", "2026-01-02", "--to", "2026-01-01"] },
        { "--from was 'yesterday', must be a UTC day or time", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--from", "yesterday"] },
        { "there are no imported 1m bars of BTC-USDT.SIM", ["--strategy", "ma-cross", "--symbol", "BTCUSDT"] },
        { "Unrecognized command or argument '--bogus'; see 'veloz backtest --help'", ["--bogus"] },
        { "--maintenance-rate was 0.01 and BTC-USDT.SIM is not a perpetual; only the venue of a perpetual takes positions: leave it out", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--maintenance-rate", "0.01"] },
        { "--leverage was 3 and a cash account has none; leave it out, or give --account margin", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--leverage", "3"] },
        { "missing.csv", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--data", "missing.csv"] },
        { "its funding rates were not imported", ["--strategy", "ma-cross", "--symbol", "BTC-USDT-PERP.BYBIT", "--data", "good.csv"] },
        { "at most 16", ["--strategy", "ma-cross", "--symbol", "BTCUSDT", "--data", "good.csv", "--price-increment", "0.000000000001"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_bad_file_is_refused(string what, string text, string expected)
    {
        var path = _folder.Write("bars.csv", text);
        var result = await RunAsync("backtest", "--strategy", "ma-cross", "--symbol", "BTCUSDT", "--data", path);
        AssertRefused(result, expected, what);
    }

    [Fact]
    public async Task Random_bytes_are_refused()
    {
        var path = _folder.In("bytes.csv");
        var bytes = new byte[4_096];
        new Random(7).NextBytes(bytes);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        AssertRefused(await RunAsync("backtest", "--strategy", "ma-cross", "--symbol", "BTCUSDT", "--data", path), "bytes.csv", "random bytes");
    }

    [Fact]
    public async Task Gaps_are_refused_only_when_asked()
    {
        var path = _folder.Write("bars.csv", BarText.Header + First + "2026-01-01T00:01:00Z,100,101,99,100,1\n2026-01-01T00:05:00Z,100,101,99,100,1\n");
        string[] arguments = ["backtest", "--strategy", "ma-cross", "--symbol", "BTCUSDT", "--data", path];
        var lenient = await RunAsync(arguments);
        Assert.Equal(0, lenient.ExitCode);
        Assert.Contains("3 missing", lenient.Output, StringComparison.Ordinal);
        AssertRefused(await RunAsync([.. arguments, "--strict"]), "3 bars were missing", "strict");
    }

    [Theory]
    [MemberData(nameof(Usages))]
    public async Task Bad_usage_is_refused(string expected, string[] arguments)
    {
        _folder.Write("good.csv", BarText.Header + First);
        AssertRefused(await RunAsync(["backtest", .. arguments]), expected, string.Join(' ', arguments));
    }

    [Theory]
    [InlineData("see 'veloz strategies check --help'", "strategies", "check")]
    [InlineData("folder: is a folder; must be the file of a strategy document", "strategies", "check", "folder")]
    [InlineData("folder.json: is a folder; must be the file of a strategy document", "backtest", "--symbol", "BTCUSDT", "--strategy", "folder.json")]
    [InlineData("missing.json: there is no such file; must be the file of a strategy document", "strategies", "check", "missing.json")]
    [InlineData("--maintenance-rate was 0.01 and BTC-USDT.SIM is not a perpetual", "up", "--data", "data", "--maintenance-rate", "0.01")]
    public async Task Bad_usage_of_other_commands_is_refused(string expected, params string[] arguments)
    {
        Directory.CreateDirectory(_folder.In("folder"));
        Directory.CreateDirectory(_folder.In("folder.json"));
        AssertRefused(await RunAsync(arguments), expected, string.Join(' ', arguments));
    }

    [Theory]
    [InlineData("VELOZ_PORT", "eighty", "VELOZ_PORT was 'eighty', must be a whole number from 0 to 65535")]
    [InlineData("VELOZ_LOG_LEVEL", "loud", "VELOZ_LOG_LEVEL was 'loud', must be debug, info, warn or error")]
    [InlineData("VELOZ_VAULT_ADDR", "https://vault", "AWS Secrets Manager")]
    public async Task A_bad_setting_is_refused(string name, string value, string expected)
    {
        var result = await Veloz.RunInAsync(_folder.Path, new Dictionary<string, string> { [name] = value });
        AssertRefused(result, expected, name);
    }

    private static void AssertRefused(RunResult result, string expected, string what)
    {
        Assert.True(result.ExitCode == 2, $"{what}: exit code was {result.ExitCode}, must be 2; {result.Output}{result.Error}");
        Assert.StartsWith("veloz: ", result.ErrorLine, StringComparison.Ordinal);
        Assert.Contains(expected, result.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }

    private async Task<RunResult> RunAsync(params string[] arguments) => await Veloz.RunInAsync(_folder.Path, new Dictionary<string, string>(), arguments);
}

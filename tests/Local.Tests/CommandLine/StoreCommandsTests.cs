using System.Text.Json;

namespace VeloZ.Local.Tests;

public sealed class StoreCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Imported_bars_give_the_backtest_that_their_file_gives()
    {
        var data = _folder.Write("bars.csv", BarText.Waves(400));
        var import = await RunAsync("import", data, "--symbol", "BTC-USDT.BINANCE");
        Assert.Equal(0, import.ExitCode);
        Assert.Contains("400 bars added", import.Output, StringComparison.Ordinal);
        Assert.Contains("times taken as bar opens", import.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.In("data")));

        var stored = await RunAsync("backtest", "--strategy", "ma-cross", "--symbol", "BTC-USDT.BINANCE", "--json");
        var direct = await RunAsync("backtest", "--strategy", "ma-cross", "--symbol", "BTC-USDT.BINANCE", "--json", "--data", data);

        Assert.Equal(Hash(direct), Hash(stored));
    }

    [Fact]
    public async Task A_bad_file_among_good_ones_leaves_nothing_behind()
    {
        var good = _folder.Write("good.csv", BarText.Waves(50));
        var bad = _folder.Write("bad.csv", BarText.Header + "2026-01-01T00:00:00Z,100,98,99,100,1\n");
        var result = await RunAsync("import", good, bad, "--symbol", "BTCUSDT");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bad.csv line 2, column high (3)", result.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    [Fact]
    public async Task Data_lists_verifies_exports_and_removes()
    {
        var text = BarText.Waves(50);
        await RunAsync("import", _folder.Write("bars.csv", text), "--symbol", "BTCUSDT");

        using var list = JsonDocument.Parse((await RunAsync("data", "--json")).Output);
        var item = Assert.Single(list.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal("BTC-USDT.SIM", item.GetProperty("instrument").GetString());
        Assert.Equal(50, item.GetProperty("bars").GetInt32());
        Assert.Contains("50 bars are sound", (await RunAsync("data", "verify")).Output, StringComparison.Ordinal);
        var exported = (await RunAsync("data", "export", "--symbol", "BTCUSDT")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(51, exported.Length);
        Assert.Equal(0, (await RunAsync("data", "remove", "--symbol", "BTCUSDT")).ExitCode);
        Assert.Contains("Nothing was imported yet", (await RunAsync("data")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_series_is_told_and_refused()
    {
        await RunAsync("import", _folder.Write("bars.csv", BarText.Waves(50)), "--symbol", "BTCUSDT");
        var file = Directory.GetFiles(_folder.In("data"), "*.vzb", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var result = await RunAsync("data", "verify");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("1m.vzb", result.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_values_for_a_stored_bar_are_refused_unless_replace_is_given()
    {
        await RunAsync("import", _folder.Write("bars.csv", BarText.Header + "2026-01-01T00:00:00Z,100,101,99,100,1\n"), "--symbol", "BTCUSDT");
        var other = _folder.Write("other.csv", BarText.Header + "2026-01-01T00:00:00Z,100,101,99,100.5,1\n");
        var refused = await RunAsync("import", other, "--symbol", "BTCUSDT");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("2026-01-01T00:00:00Z", refused.ErrorLine, StringComparison.Ordinal);
        var replaced = await RunAsync("import", other, "--symbol", "BTCUSDT", "--replace");
        Assert.Contains("1 replaced", replaced.Output, StringComparison.Ordinal);
    }

    private static string? Hash(RunResult result)
    {
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("trade_hash").GetString();
    }

    private async Task<RunResult> RunAsync(params string[] arguments) => await Veloz.RunInAsync(_folder.Path, new Dictionary<string, string>(), arguments);
}

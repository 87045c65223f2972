using System.Text.Json;

namespace VeloZ.Local.Tests;

public sealed class TickCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Trades_are_imported_listed_verified_and_removed()
    {
        var file = _folder.Write("trades.csv", TradeText.Spot(500));
        var import = await RunAsync("import", file, "--kind", "trades", "--symbol", "BTC-USDT.BINANCE");
        Assert.True(import.ExitCode == 0, import.Error);
        Assert.Contains("trades.csv: 500 trades added\n", import.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("BTC-USDT.BINANCE trades: 500 trades from 2024-01-01T00:00:00Z to 2024-01-01T00:00:49.9Z on 1 days, 0 ids missing", import.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.In("data")));

        Assert.Contains("500 there already", (await RunAsync("import", file, "--kind", "trades", "--symbol", "BTC-USDT.BINANCE")).Output, StringComparison.Ordinal);
        Assert.Contains("BTC-USDT.BINANCE         trades                500 trades  2024-01-01T00:00:00Z to 2024-01-01T00:00:49.9Z  0 ids missing", (await RunAsync("data")).Output, StringComparison.Ordinal);
        Assert.Contains("BTC-USDT.BINANCE trades: 500 trades are sound", (await RunAsync("data", "verify")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("data", "remove", "--kind", "trades", "--symbol", "BTC-USDT.BINANCE")).ExitCode);
        Assert.Contains("Nothing was imported yet", (await RunAsync("data")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backtest_over_prints_is_the_same_from_the_file_and_from_the_store()
    {
        var file = _folder.Write("trades.csv", TradeText.Spot(5_000));
        await RunAsync("import", file, "--kind", "trades", "--symbol", "BTC-USDT.BINANCE");
        string[] options = ["backtest", "--over", "trades", "--strategy", "safety-dca", "--param", "base=100", "--param", "safety=100", "--symbol", "BTC-USDT.BINANCE", "--price-increment", "0.01", "--json"];
        var fromFile = await RunAsync([.. options, "--data", file]);
        var fromStore = await RunAsync([.. options, "--data-dir", _folder.In("data")]);
        Assert.True(fromFile.ExitCode == 0, fromFile.Error);
        Assert.True(fromStore.ExitCode == 0, fromStore.Error);
        using var one = JsonDocument.Parse(fromFile.Output);
        using var two = JsonDocument.Parse(fromStore.Output);
        Assert.True(one.RootElement.GetProperty("fills").GetInt32() > 0);
        Assert.Equal(one.RootElement.GetProperty("trade_hash").GetString(), two.RootElement.GetProperty("trade_hash").GetString());
    }

    [Theory]
    [InlineData("trades", "BTC-USDT.BINANCE", "there are no imported trades of BTC-USDT.BINANCE; give a file by --data")]
    [InlineData("capture", "BTC-USDT.BINANCE", "nothing was captured of BTC-USDT.BINANCE in the time asked for, must have a print or a whole book")]
    [InlineData("bars", "BTC-USDT-PERP.BINANCE", "there are no imported 1m bars of BTC-USDT-PERP.BINANCE")]
    [InlineData("trades", "BTC-USDT-PERP.BINANCE", "there are no imported trades of BTC-USDT-PERP.BINANCE")]
    public async Task A_backtest_without_its_data_says_what_is_missing(string over, string symbol, string message)
    {
        var result = await RunAsync("backtest", "--over", over, "--strategy", "ma-cross", "--symbol", symbol, "--data-dir", _folder.In("nothing"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_perpetual_is_run_with_its_imported_funding_alone()
    {
        var bars = _folder.Write("bars.csv", BarText.Waves(50));
        string[] options = ["backtest", "--strategy", "ma-cross", "--symbol", "BTC-USDT-PERP.BINANCE", "--data", bars, "--account", "margin", "--leverage", "2"];
        var without = await RunAsync(options);
        Assert.Equal(2, without.ExitCode);
        Assert.Contains("its funding rates were not imported", without.Error, StringComparison.Ordinal);
        await RunAsync("import", _folder.Write("funding.csv", TradeText.FundingHeader + "1704067200000,8,0.0001\n"), "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE");
        var with = await RunAsync(options);
        Assert.True(with.ExitCode == 0, with.Error);
        Assert.Contains("maintenance-rate=0.005", with.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Funding_that_is_not_of_the_run_is_refused_and_gaps_in_it_are_told()
    {
        // From 2023-11-14 22:14 on, 600 minutes: settlements at 00:00 and 08:00 of the next day.
        var bars = _folder.Write("bars.csv", BarText.Waves(600));
        string[] options = ["backtest", "--strategy", "ma-cross", "--symbol", "BTC-USDT-PERP.BINANCE", "--data", bars, "--account", "margin"];
        await RunAsync("import", _folder.Write("funding.csv", TradeText.FundingHeader + "1704067200000,8,0.0001\n"), "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE");
        var refused = await RunAsync(options);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            "were from 2024-01-01T00:00:00Z to 2024-01-01T00:00:00Z and the run is from 2023-11-14T22:14:00Z to 2023-11-15T08:14:00Z: none of the settlements within it (2) is there",
            refused.ErrorLine,
            StringComparison.Ordinal);
        Assert.Contains("veloz import FILE --kind funding --symbol BTC-USDT-PERP.BINANCE", refused.ErrorLine, StringComparison.Ordinal);

        await RunAsync("data", "remove", "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE");
        await RunAsync("import", _folder.Write("funding.csv", TradeText.FundingHeader + "1700006400000,8,0.0001\n"), "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE");
        var told = (await RunAsync(options)).Output;
        Assert.Contains("  Funding           paid ", told, StringComparison.Ordinal);
        Assert.Contains("  Funding missing   1 x; the rates are from 2023-11-15T00:00:00Z to 2023-11-15T00:00:00Z", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_is_listed_as_json()
    {
        await RunAsync("import", _folder.Write("bars.csv", BarText.Waves(50)), "--symbol", "BTCUSDT");
        await RunAsync("import", _folder.Write("agg.csv", "1,100.5,2,7,9,1704067200000,true\n4,100.5,2,10,10,1704067200000,false\n"), "--kind", "agg-trades", "--symbol", "BTCUSDT");
        await RunAsync("import", _folder.Write("funding.csv", TradeText.FundingHeader + "1704067200000,8,0.0001\n1704153600000,8,-0.0001\n"), "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE");
        using var list = JsonDocument.Parse((await RunAsync("data", "--json")).Output);
        Assert.Equal(
            [("bars", "BTC-USDT.SIM"), ("agg_trades", "BTC-USDT.SIM"), ("funding", "BTC-USDT-PERP.BINANCE")],
            list.RootElement.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("kind").GetString(), item.GetProperty("instrument").GetString())));
        var items = list.RootElement.GetProperty("items");
        Assert.Equal((50, "1m"), (items[0].GetProperty("bars").GetInt32(), items[0].GetProperty("interval").GetString()));
        Assert.Equal((2, 2), (items[1].GetProperty("trades").GetInt32(), items[1].GetProperty("missing_ids").GetInt32()));
        Assert.Equal((2, 2), (items[2].GetProperty("rates").GetInt32(), items[2].GetProperty("missing").GetInt32()));
        var verified = await RunAsync("data", "verify");
        Assert.Contains("BTC-USDT-PERP.BINANCE funding: 2 rates are sound", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_file_among_good_ones_leaves_nothing_behind()
    {
        var good = _folder.Write("good.csv", TradeText.Spot(50));
        var bad = _folder.Write("bad.csv", TradeText.Spot(3, firstId: 60) + "70,0,1,1,1704067300000,True,True\n");
        var result = await RunAsync("import", good, bad, "--kind", "trades", "--symbol", "BTCUSDT");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bad.csv line 4, column price (2): price was 0, must be above 0", result.ErrorLine, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    [Fact]
    public async Task Gaps_are_told_and_refused_when_strict()
    {
        var trades = _folder.Write("trades.csv", TradeText.Spot(3) + "20,1,1,1,1704067300000,True,True\n");
        var strict = await RunAsync("import", trades, "--kind", "trades", "--symbol", "BTCUSDT", "--strict");
        Assert.Equal(2, strict.ExitCode);
        Assert.Contains("trades.csv line 4, column id (1): 7 ids were missing", strict.ErrorLine, StringComparison.Ordinal);
        var told = await RunAsync("import", trades, "--kind", "trades", "--symbol", "BTCUSDT");
        Assert.Contains("4 trades added, 7 ids missing in the file", told.Output, StringComparison.Ordinal);
        Assert.Contains("first gap: 7 ids between 12 (line 3) and 20 (line 4)", told.Output, StringComparison.Ordinal);

        var funding = _folder.Write("funding.csv", TradeText.FundingHeader + "1704067200000,8,0.0001\n1704153600000,8,0.0001\n");
        Assert.Contains("2 settlements were missing", (await RunAsync("import", funding, "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE", "--strict")).ErrorLine, StringComparison.Ordinal);
        Assert.Contains("first gap: 2 settlements between 2024-01-01T00:00:00Z and 2024-01-02T00:00:00Z (line 3)", (await RunAsync("import", funding, "--kind", "funding", "--symbol", "BTC-USDT-PERP.BINANCE")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_values_for_a_stored_trade_are_refused_unless_replace_is_given()
    {
        await RunAsync("import", _folder.Write("trades.csv", TradeText.Spot(3)), "--kind", "trades", "--symbol", "BTCUSDT");
        var other = _folder.Write("other.csv", "11,99,1,99,1704067200100,True,True\n");
        var refused = await RunAsync("import", other, "--kind", "trades", "--symbol", "BTCUSDT");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("BTC-USDT.SIM trade 11 was at 2024-01-01T00:00:00.1Z", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("1 replaced", (await RunAsync("import", other, "--kind", "trades", "--symbol", "BTCUSDT", "--replace")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_series_of_trades_is_told_and_refused()
    {
        await RunAsync("import", _folder.Write("trades.csv", TradeText.Spot(50)), "--kind", "trades", "--symbol", "BTCUSDT");
        var file = Directory.GetFiles(_folder.In("data"), "*.vzt", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        Assert.Contains("damaged: ", (await RunAsync("data")).Output, StringComparison.Ordinal);
        var result = await RunAsync("data", "verify");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("2024-01-01.vzt: file was cut short or added to; remove the series and import its trades again", result.ErrorLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kind was 'quotes', must be bars or trades or agg-trades or funding", "import", "f.csv", "--kind", "quotes", "--symbol", "BTCUSDT")]
    [InlineData("--interval and --stamp are of bars, must not be given with --kind trades", "import", "f.csv", "--kind", "trades", "--symbol", "BTCUSDT", "--interval", "1m")]
    [InlineData("--interval and --stamp are of bars, must not be given with --kind funding", "import", "f.csv", "--kind", "funding", "--symbol", "BTCUSDT", "--stamp", "open")]
    [InlineData("--symbol was BTC-USDT.SIM, must be a perpetual to have funding, such as BTC-USDT-PERP.BINANCE", "import", "f.csv", "--kind", "funding", "--symbol", "BTCUSDT")]
    [InlineData("f.csv: file was not found", "import", "f.csv", "--kind", "trades", "--symbol", "BTCUSDT")]
    [InlineData("there are no imported aggregated trades of BTC-USDT.SIM; 'veloz data' lists what there is", "data", "verify", "--kind", "agg-trades", "--symbol", "BTCUSDT")]
    [InlineData("there are no imported funding rates of BTC-USDT.SIM; 'veloz data' lists what there is", "data", "remove", "--kind", "funding", "--symbol", "BTCUSDT")]
    [InlineData("--interval is of bars, must not be given with --kind trades", "data", "verify", "--kind", "trades", "--symbol", "BTCUSDT", "--interval", "1m")]
    [InlineData("--symbol is missing", "data", "verify", "--kind", "trades")]
    public async Task A_bad_usage_is_refused(string expected, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    private async Task<RunResult> RunAsync(params string[] arguments) => await Veloz.RunInAsync(_folder.Path, new Dictionary<string, string>(), arguments);
}

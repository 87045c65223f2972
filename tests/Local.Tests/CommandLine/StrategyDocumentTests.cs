using System.Text.Json;

namespace VeloZ.Local.Tests;

/// <summary>Strategies from files of documents: checked, tested back, traded, and kept by their account whatever becomes of the file.</summary>
public sealed class StrategyDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_example_is_printed_and_holds()
    {
        var example = await Veloz.RunAsync("strategies", "example", "trailing-bracket");
        var file = _folder.Write("mine.json", example.Output);
        var held = await Veloz.RunAsync("strategies", "check", file);
        Assert.Equal((0, ""), (held.ExitCode, held.Error));
        Assert.StartsWith($"{file}: trailing-bracket holds, ", held.Output, StringComparison.Ordinal);
        Assert.EndsWith("; it decides from bar 21 on\n", held.Output, StringComparison.Ordinal);
        Assert.Contains("  trail          The stop trails this fraction behind the best price.", (await Veloz.RunAsync("strategies", file)).Output, StringComparison.Ordinal);
        using var schema = JsonDocument.Parse((await Veloz.RunAsync("strategies", "schema")).Output);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.Equal("veloz: example was 'moon', must be one of ma-cross-json, macd-json, rsi2-json, trailing-bracket", (await Veloz.RunAsync("strategies", "example", "moon")).ErrorLine);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "cycle", "values had a cycle highest -> highest_before -> highest, must be made of prices, parameters and other values (value_cycle)" },
        { "indicator", "values.highest.indicator was 'donchan', must be one of adx, atr, bollinger, cci, dema, donchian, ema, hma, ichimoku, keltner, macd, mfi, obv, parabolic-sar, rsi, sma, stoch-rsi, stochastic, supertrend, tema, vwap, vwma, williams-r, wma (indicator_unknown)" },
        { "size", "the document had 10000000 bytes, must have at most 65536 (document_too_large)" },
        { "depth", "the document was nested deeper than 32 at byte 33, must be nested at most so deep (depth_exceeded)" },
        { "taken", "id was 'macd', which is a strategy of the catalogue; must be another (name_taken)" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_document_that_does_not_hold_is_refused_before_anything_is_begun(string fault, string message)
    {
        var example = (await Veloz.RunAsync("strategies", "example", "trailing-bracket")).Output;
        var file = _folder.Write("bad.json", fault switch
        {
            "cycle" => example.Replace("{ \"indicator\": \"donchian\", \"output\": \"upper\", \"with\": { \"period\": \"entry\" } }", "{ \"add\": [\"highest_before\", 1] }", StringComparison.Ordinal),
            "indicator" => example.Replace("\"donchian\"", "\"donchan\"", StringComparison.Ordinal),
            "size" => new string(' ', 10_000_000),
            "depth" => new string('[', 1_000) + new string(']', 1_000),
            _ => example.Replace("\"trailing-bracket\"", "\"macd\"", StringComparison.Ordinal),
        });
        var refused = await UpAsync("--strategy", file);
        Assert.Equal((2, $"veloz: {file}: strategy document: {message}"), (refused.ExitCode, refused.ErrorLine));
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    [Fact]
    public async Task Protection_that_ended_is_told_by_the_engine_and_not_refused_by_the_venue()
    {
        // Decided at 20, bought at 10: a stop 15 behind 10 has no price. The venue refuses it, and the position is left at the next close.
        var file = _folder.Write("mine.json", """
            { "format": "veloz-strategy/1", "id": "far-stop", "title": "Far stop", "category": "momentum", "description": "Buys above 10.",
              "entry": { "long": { "when": { "above": ["close", 10] } } }, "exit": { "after_bars": 50 },
              "sizing": { "quantity": 1 }, "protection": { "trailing": { "distance": 15 } } }
            """);
        var bars = _folder.Write("bars.csv", BarText.Header + string.Concat(new[] { 20, 10, 9, 8, 7 }.Select((price, bar) => $"2024-01-01T00:0{bar}:00Z,{price},{price},{price},{price},1000\n")));
        var result = await Veloz.RunAsync("backtest", "--strategy", file, "--data", bars, "--symbol", "BTC-USDT.SIM");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("  Refused by venue  1 x trailing_offset_invalid\n  Told by engine    1 x protection_ended\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_trades_on_paper_as_in_a_backtest_and_its_account_keeps_it()
    {
        var file = _folder.Write("mine.json", (await Veloz.RunAsync("strategies", "example", "trailing-bracket")).Output);
        string[] strategy = ["--strategy", file, "--param", "entry=5", "--param", "target=0.02", "--param", "trail=0.01"];
        var tested = await Veloz.RunAsync(["backtest", .. strategy, "--data", _folder.Write("bars.csv", BarText.Waves(400)), "--symbol", "BTC-USDT.SIM", "--json"]);
        var up = await UpAsync(strategy);
        Assert.Equal(0, up.ExitCode);
        Assert.Contains("  strategy trailing-bracket as stg_trailing_bracket (document ", up.Output, StringComparison.Ordinal);
        var verified = await VerifyAsync();
        Assert.Equal(Text(tested.Output, "trade_hash"), Text(verified, "trade_hash"));
        Assert.True(Result(verified).GetProperty("fills").GetInt64() > 10);
        Assert.Equal(64, Result(verified).GetProperty("strategies")[0].GetProperty("document_sha256").GetString()!.Length);

        // A changed file is no other strategy in silence, and no file at all does no harm.
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"0.03\"", "\"0.04\"", StringComparison.Ordinal));
        var changed = await UpAsync(strategy);
        Assert.Equal(2, changed.ExitCode);
        Assert.Contains("stg_trailing_bracket of this account was deployed from document trailing-bracket of hash ", changed.Error, StringComparison.Ordinal);
        Assert.Contains("; nothing was changed", changed.Error, StringComparison.Ordinal);
        Assert.Equal(Text(verified, "state_hash"), Text(await VerifyAsync(), "state_hash"));
        File.Delete(file);
        var later = await UpAsync();
        Assert.Equal(0, later.ExitCode);
        Assert.Contains(", running\n", later.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<RunResult> UpAsync(params string[] arguments) => Veloz.RunInAsync(
        _folder.Path,
        new Dictionary<string, string>(),
        ["up", "--data", _folder.In("data"), "--port", "0", "--no-page", "--market", "file:" + _folder.Write("bars.csv", BarText.Waves(400)), "--speed", "max", "--exit-at-end", .. arguments]);

    private async Task<string> VerifyAsync() => (await Veloz.RunAsync("verify", "--data", _folder.In("data"), "--json")).Output;

    private static string Text(string output, string name) => Result(output).GetProperty(name).GetString()!;

    private static JsonElement Result(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
}

using System.Globalization;
using System.Text.Json;
using VeloZ.Trading;

namespace VeloZ.Local.Tests;

/// <summary>What a program reads of a strategy before it runs or sweeps it.</summary>
public sealed class StrategiesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_strategy_tells_what_it_needs_and_how_far_each_parameter_goes()
    {
        using var json = JsonDocument.Parse((await Veloz.RunAsync("strategies", "--json")).Output);
        var strategies = json.RootElement.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(StrategyCatalog.All.Select(one => one.Id), strategies.Select(one => Text(one, "id")));
        Assert.All(strategies, Check);
    }

    [Fact]
    public async Task A_strategy_s_bars_and_ranges_are_those_of_its_rule()
    {
        var average = await OneAsync("ma-cross");
        Assert.Equal(50, average.GetProperty("warm_up_bars").GetInt32()); // Its slow average.
        Assert.Equal("""["bars"]""", average.GetProperty("data").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(
            ["fast integer 1 1000 20 null", "slow integer 2 5000 50 null", "ma_type choice null null ema sma|ema", "quantity decimal 0 1000000000 0 null", "size_fraction decimal 0.0001 1 0.95 null", "allow_short boolean null null False null"],
            average.GetProperty("parameters").EnumerateArray().Select(Row));
        var quotes = await OneAsync("market-making");
        Assert.Equal(["bars", "trades", "book"], quotes.GetProperty("data").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["spot", "perpetual"], quotes.GetProperty("instruments").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task A_document_tells_the_protection_that_it_is_written_with()
    {
        var bracket = await OneAsync(_folder.Write("bracket.json", (await Veloz.RunAsync("strategies", "example", "trailing-bracket")).Output));
        Check(bracket);
        Assert.Equal(21, bracket.GetProperty("warm_up_bars").GetInt32()); // The highest of the 20 bars before.
        Assert.Equal("With each entry it sends a trailing stop and a target, in the size that has filled; an entry whose orders cannot be placed is not made.", Text(bracket, "protection"));
        var crossing = await OneAsync(_folder.Write("cross.json", (await Veloz.RunAsync("strategies", "example", "ma-cross-json")).Output));
        Check(crossing);
        Assert.Equal("None but its rule: it leaves by market order at a close. No stop waits at the venue.", Text(crossing, "protection"));
    }

    [Fact]
    public async Task People_read_it_too()
    {
        var output = (await Veloz.RunAsync("strategies", "market-making")).Output;
        Assert.Contains("  Decides on       bars or trades or book\n", output, StringComparison.Ordinal);
        Assert.Contains("  Warm-up          0 bars with the defaults\n", output, StringComparison.Ordinal);
        Assert.Contains("  Trades in        spot and perpetual\n", output, StringComparison.Ordinal);
        Assert.Contains("  Protection       None but its bound: it holds no more than inventory_max.", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<JsonElement> OneAsync(string strategy)
    {
        using var json = JsonDocument.Parse((await Veloz.RunAsync("strategies", strategy, "--json")).Output);
        return Assert.Single(json.RootElement.GetProperty("items").EnumerateArray()).Clone();
    }

    private static void Check(JsonElement strategy)
    {
        Assert.True(strategy.GetProperty("warm_up_bars").GetInt32() >= 0);
        Assert.NotEmpty(strategy.GetProperty("data").EnumerateArray());
        Assert.NotEmpty(strategy.GetProperty("instruments").EnumerateArray());
        Assert.NotEmpty(Text(strategy, "protection"));
        Assert.NotEmpty(strategy.GetProperty("parameters").EnumerateArray());
        Assert.All(strategy.GetProperty("parameters").EnumerateArray(), CheckParameter);
    }

    private static void CheckParameter(JsonElement parameter)
    {
        var (min, max, start) = (parameter.GetProperty("min"), parameter.GetProperty("max"), parameter.GetProperty("default"));
        switch (Text(parameter, "type"))
        {
            case "integer":
                Assert.InRange(start.GetInt32(), min.GetInt32(), max.GetInt32());
                break;
            case "decimal":
                Assert.InRange(Number(start), Number(min), Number(max));
                break;
            case "choice":
                Assert.Contains(start.GetString(), parameter.GetProperty("choices").EnumerateArray().Select(one => one.GetString()));
                break;
            default:
                Assert.Contains(start.ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
                break;
        }
    }

    private static string Row(JsonElement parameter) => string.Join(
        ' ',
        new[] { "name", "type", "min", "max", "default", "choices" }.Select(name => parameter.GetProperty(name) switch
        {
            { ValueKind: JsonValueKind.Null } => "null",
            { ValueKind: JsonValueKind.Array } many => string.Join('|', many.EnumerateArray().Select(one => one.GetString())),
            var one => one.ToString(),
        }));

    private static decimal Number(JsonElement value) => decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

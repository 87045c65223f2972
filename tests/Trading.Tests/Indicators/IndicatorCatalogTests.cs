using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed partial class IndicatorCatalogTests
{
    // Beside the defaults: the least that the ranges allow, and odd ones.
    private static readonly string[][] Settings =
    [
        [],
        ["period=1", "rsi_period=1", "smoothing=1", "average=1", "fast=1", "slow=2", "signal=1", "atr_period=1", "conversion=1", "base=1", "wide=1", "displacement=1"],
        ["period=7", "rsi_period=5", "smoothing=2", "average=4", "fast=5", "slow=11", "signal=3", "atr_period=23", "conversion=3", "base=31", "wide=17", "displacement=6", "multiple=1.5", "deviations=0.5", "step=0.05"],
    ];

    public static TheoryData<string> Names => [.. IndicatorCatalog.All.Select(one => one.Name)];

    [Fact]
    public void It_has_all_indicators_by_name() => Assert.Equal(
        [
            "adx", "atr", "bollinger", "cci", "dema", "donchian", "ema", "hma", "ichimoku", "keltner", "macd", "mfi", "obv", "parabolic-sar", "rsi", "sma",
            "stoch-rsi", "stochastic", "supertrend", "tema", "vwap", "vwma", "williams-r", "wma",
        ],
        IndicatorCatalog.All.Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_definition_tells_what_its_indicators_have(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        foreach (var parameters in Sets(definition))
        {
            var indicator = definition.Create(parameters);
            Assert.Equal(definition.Outputs.Count, indicator.OutputCount);
            Assert.Equal(definition.WarmUpBars(parameters), indicator.WarmUpBars);
        }
        Assert.Matches("^[a-z]+(-[a-z]+)*$", name);
        Assert.All(definition.Outputs, output => Assert.Matches(SnakeCase(), output));
        Assert.All(definition.Parameters, parameter => Assert.Matches(SnakeCase(), parameter.Name));
        Assert.All(definition.Parameters, parameter => Assert.Equal(parameter.DefaultText, parameter.Normalize(parameter.DefaultText)));
        Assert.Equal(definition.Outputs.Count - 1, definition.OutputIndex(definition.Outputs[^1]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_ready_with_the_bar_declared_and_not_before(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        var bars = RandomMarket.Bars(seed: 3, count: 140, price: 100);
        foreach (var parameters in Sets(definition))
        {
            var indicator = definition.Create(parameters);
            Assert.False(indicator.IsReady);
            for (var index = 0; index < bars.Length; index++)
            {
                indicator.Update(bars[index]);
                Assert.Equal(index + 1 >= definition.WarmUpBars(parameters), indicator.IsReady);
                var isKnown = Enumerable.Range(0, indicator.OutputCount).All(output => double.IsFinite(indicator.Output(output)));
                Assert.Equal(indicator.IsReady, isKnown);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restored_one_goes_on_equally_from_any_cut(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        var bars = RandomMarket.Bars(seed: 5, count: 200, price: 0.0123m);
        foreach (var parameters in Sets(definition))
        {
            for (var cut = 0; cut < bars.Length; cut += cut < 20 ? 1 : 13)
                AssertGoesOn(definition, parameters, bars, cut);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_that_is_cut_short_is_refused(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        var indicator = definition.Create(definition.Read([]));
        foreach (var bar in RandomMarket.Bars(seed: 7, count: 90, price: 100))
            indicator.Update(bar);
        var state = Saved(indicator);
        for (var length = 0; length < state.Length; length++)
            Assert.Throws<MessageFormatException>(() => Restored(definition, definition.Read([]), state[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_with_a_changed_byte_is_read_or_refused(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        var indicator = definition.Create(definition.Read([]));
        foreach (var bar in RandomMarket.Bars(seed: 7, count: 90, price: 100))
            indicator.Update(bar);
        var state = Saved(indicator);
        var chance = new SplitMix64(9);
        for (var trial = 0; trial < 300; trial++)
        {
            var changed = state.ToArray();
            changed[(int)(chance.Next() % (ulong)changed.Length)] ^= (byte)(1 << (int)(chance.Next() % 8));
            // Any other exception fails the test.
            try
            {
                var reader = new MessageReader(changed);
                definition.Create(definition.Read([])).Restore(ref reader);
            }
            catch (MessageFormatException)
            {
                Assert.NotEqual(state, changed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_of_a_longer_one_is_refused(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        if (definition.Parameters.All(one => one.Name != "period"))
            return;
        var state = Saved(Fed(definition, definition.Read([new("period", "40")])));
        Assert.Throws<MessageFormatException>(() => Restored(definition, definition.Read([new("period", "3")]), state));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_update_allocates_nothing(string name)
    {
        var definition = IndicatorCatalog.Get(name);
        var indicator = definition.Create(definition.Read([]));
        var bars = RandomMarket.Bars(seed: 11, count: 3_000, price: 20_000);
        var (sum, least) = (0.0, long.MaxValue);
        // The least of a few rounds: the runtime may allocate on this thread once, as when it compiles the loop anew. An update that allocates does so in every round.
        for (var round = 0; round < 6; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            sum += Feed(indicator, bars);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void A_parameter_that_does_not_hold_says_what_was_and_what_is_needed()
    {
        Assert.Equal("indicator rsi has no parameter 'speed', must be one of period", Refusal("rsi", "speed", "1"));
        Assert.Equal("indicator obv has no parameter 'period', must be given none", Refusal("obv", "period", "1"));
        Assert.Equal("parameter period was '0', must be a whole number from 1 to 5000", Refusal("rsi", "period", "0"));
        Assert.Equal("indicator macd: parameter fast was 26 and slow was 26, fast must be less than slow", Refusal("macd", "fast", "26"));
        Assert.Equal("indicator parabolic-sar: parameter step was 0.3 and max was 0.2, step must be at most max", Refusal("parabolic-sar", "step", "0.3"));
        Assert.Equal("indicator macd has no output 'line', must be one of macd, signal, histogram", Assert.Throws<StrategySettingException>(() => IndicatorCatalog.Get("macd").OutputIndex("line")).Message);
        Assert.StartsWith("indicator was 'moon', must be one of adx, atr", Assert.Throws<StrategySettingException>(() => IndicatorCatalog.Get("moon")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_not_there_is_refused() =>
        Assert.All([-1, 1], index => Assert.Throws<ArgumentOutOfRangeException>(() => new RelativeStrengthIndex(14).Output(index)));

    private static string Refusal(string indicator, string name, string value) =>
        Assert.Throws<StrategySettingException>(() => IndicatorCatalog.Get(indicator).Read([new(name, value)])).Message;

    private static IEnumerable<ParameterSet> Sets(IndicatorDefinition definition) => Settings.Select(texts => definition.Read(
        texts.Select(text => KeyValuePair.Create(text.Split('=')[0], text.Split('=')[1]))
            .Where(given => definition.Parameters.FirstOrDefault(one => one.Name == given.Key) is { } parameter && Allows(parameter, given.Value))));

    private static bool Allows(ParameterDefinition parameter, string value) => parameter is not IntegerParameter { Min: > 1 } || value != "1";

    private static double Feed(Indicator indicator, Bar[] bars)
    {
        var sum = 0.0;
        foreach (ref readonly var bar in bars.AsSpan())
        {
            indicator.Update(bar);
            for (var output = 0; output < indicator.OutputCount && indicator.IsReady; output++)
                sum += indicator.Output(output);
        }
        return sum;
    }

    private static void AssertGoesOn(IndicatorDefinition definition, ParameterSet parameters, Bar[] bars, int cut)
    {
        var whole = definition.Create(parameters);
        foreach (var bar in bars[..cut])
            whole.Update(bar);
        var restored = Restored(definition, parameters, Saved(whole));
        AssertSame(whole, restored);
        foreach (var bar in bars[cut..])
        {
            whole.Update(bar);
            restored.Update(bar);
            AssertSame(whole, restored);
        }
        Assert.Equal(Saved(whole), Saved(restored));
    }

    private static void AssertSame(Indicator whole, Indicator restored)
    {
        Assert.Equal(whole.IsReady, restored.IsReady);
        for (var output = 0; output < whole.OutputCount; output++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(whole.Output(output)), BitConverter.DoubleToInt64Bits(restored.Output(output)));
    }

    private static Indicator Fed(IndicatorDefinition definition, ParameterSet parameters)
    {
        var indicator = definition.Create(parameters);
        foreach (var bar in RandomMarket.Bars(seed: 13, count: 200, price: 100))
            indicator.Update(bar);
        return indicator;
    }

    private static byte[] Saved(Indicator indicator)
    {
        var writer = new MessageWriter();
        indicator.Save(writer);
        return writer.Written.ToArray();
    }

    private static Indicator Restored(IndicatorDefinition definition, ParameterSet parameters, byte[] state)
    {
        var indicator = definition.Create(parameters);
        var reader = new MessageReader(state);
        indicator.Restore(ref reader);
        Assert.False(reader.HasMore);
        return indicator;
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}

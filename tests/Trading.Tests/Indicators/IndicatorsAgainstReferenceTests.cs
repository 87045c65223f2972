using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Every indicator with its defaults against its plain reference, over markets with jumps and standstills, tiny and huge prices.</summary>
public sealed class IndicatorsAgainstReferenceTests
{
    private static readonly string[] Percents = ["rsi", "stochastic", "stoch-rsi", "adx", "mfi"];

    public static TheoryData<string> Names => IndicatorCatalogTests.Names;

    // What each output is where the price has been 0.7 and the volume 3 from the first bar on.
    public static TheoryData<string, double[]> Flat => new()
    {
        { "adx", [0, 0, 0] },
        { "atr", [0] },
        { "bollinger", [0.7, 0.7, 0.7] },
        { "cci", [0] },
        { "dema", [0.7] },
        { "donchian", [0.7, 0.7, 0.7] },
        { "ema", [0.7] },
        { "hma", [0.7] },
        { "ichimoku", [0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7] },
        { "keltner", [0.7, 0.7, 0.7] },
        { "macd", [0, 0, 0] },
        { "mfi", [50] },
        { "obv", [0] },
        { "parabolic-sar", [0.7, 1] },
        { "rsi", [50] },
        { "sma", [0.7] },
        { "stoch-rsi", [50, 50] },
        { "stochastic", [50, 50] },
        { "supertrend", [0.7, -1, 0.7, 0.7] },
        { "tema", [0.7] },
        { "vwap", [0.7, 0.7, 0.7] },
        { "vwma", [0.7] },
        { "williams-r", [-50] },
        { "wma", [0.7] },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void It_agrees_with_its_reference_over_any_market(string name)
    {
        foreach (var price in new[] { 0.0000123m, 100m, 1_500_000_000m })
        {
            for (var seed = 1UL; seed <= 4; seed++)
            {
                var bars = RandomMarket.Bars(seed, count: 400, price);
                var indicator = Default(name);
                for (var index = 0; index < bars.Length; index++)
                {
                    indicator.Update(bars[index]);
                    if (indicator.IsReady && (index % 7 == 0 || index < 120))
                        AssertAgree(indicator, NaiveIndicators.Of(name, bars[..(index + 1)]), bars[..(index + 1)], $"{name} seed {seed} price {price} bar {index}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_agrees_with_its_reference_after_a_long_time(string name)
    {
        var bars = RandomMarket.Bars(seed: 21, count: 20_000, price: 6_543.21m);
        var indicator = Default(name);
        foreach (var bar in bars)
            indicator.Update(bar);
        AssertAgree(indicator, NaiveIndicators.Of(name, bars), bars, name);
    }

    [Theory]
    [MemberData(nameof(Flat))]
    public void In_a_flat_market_it_is_exact(string name, double[] expected)
    {
        var indicator = Default(name);
        foreach (var bar in RandomMarket.Flat(count: 300, price: 0.7m, volume: 3))
        {
            indicator.Update(bar);
            if (indicator.IsReady)
                Assert.Equal(expected, Outputs(indicator).Select(value => value + 0.0)); // -0 is 0.
        }
        Assert.True(indicator.IsReady);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_stays_finite_and_in_bounds_when_a_market_stops_for_good(string name)
    {
        var indicator = Default(name);
        Bar[] bars = [.. RandomMarket.Bars(seed: 31, count: 300, price: 42), .. RandomMarket.Flat(count: 12_000, price: 42, volume: 0)];
        foreach (var bar in bars)
        {
            indicator.Update(bar);
            if (indicator.IsReady)
                AssertInBounds(name, indicator);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_stays_in_bounds_over_any_market(string name)
    {
        for (var seed = 100UL; seed < 110; seed++)
        {
            var indicator = Default(name);
            foreach (var bar in RandomMarket.Bars(seed, count: 2_000, price: seed % 2 == 0 ? 0.00003m : 31_000))
            {
                indicator.Update(bar);
                if (indicator.IsReady)
                    AssertInBounds(name, indicator);
            }
        }
    }

    [Fact]
    public void When_a_market_stops_for_good_strength_and_movement_stay_until_they_are_nothing()
    {
        var (strength, stochastic, movement) = (new RelativeStrengthIndex(14), new StochasticRelativeStrength(14, 14, 3, 3), new DirectionalMovement(14));
        var bars = RandomMarket.Bars(seed: 33, count: 100, price: 42);
        Bar[] still = [.. Enumerable.Range(0, 12_000).Select(index => bars[^1] with { Open = bars[^1].Close, High = bars[^1].Close, Low = bars[^1].Close })];
        Indicator[] all = [strength, stochastic, movement];
        foreach (var bar in bars.Append(still[0]))
        {
            foreach (var indicator in all)
                indicator.Update(bar);
        }
        var (index, plus) = (strength.Value, movement.Plus);
        for (var count = 0; count < still.Length; count++)
        {
            foreach (var indicator in all)
                indicator.Update(still[count]);
            // After some 6,200 bars what is left of the moves is below 1e-200.
            Assert.Equal(count < 6_000 ? index : count > 6_500 || strength.Value == 50 ? 50 : index, strength.Value, 1e-9);
            Assert.Equal(count < 6_000 ? plus : count > 6_500 || movement.Plus == 0 ? 0 : plus, movement.Plus, 1e-9);
            if (count is > 20 and < 6_000)
                Assert.Equal([50, 50], Outputs(stochastic));
        }
    }

    [Fact]
    public void What_a_huge_price_rounded_away_is_gone_when_it_has_left()
    {
        // Means with 28 digits: a third of 10^15 has 13 after the point, and 0.000000001 has its first digit at the ninth.
        var average = new HullMovingAverage(20);
        for (var index = 0; index < 50; index++)
            average.Update(1_000_000_000_000_000m / (3 + index));
        for (var index = 0; index < 50; index++)
            average.Update(0.000000001m);
        Assert.Equal(1e-9, average.Value, 1e-20);
    }

    private static void AssertInBounds(string name, Indicator indicator)
    {
        var outputs = Outputs(indicator);
        Assert.All(outputs, value => Assert.True(double.IsFinite(value), $"{name} was {value}"));
        if (Percents.Contains(name))
            Assert.All(outputs, value => Assert.InRange(value, 0, 100));
        if (name == "williams-r")
            Assert.InRange(outputs[0], -100, 0);
        if (name is "bollinger" or "keltner" or "donchian")
            Assert.True(outputs[0] >= outputs[1] && outputs[1] >= outputs[2], $"{name} was {string.Join(", ", outputs)}");
        if (name == "vwap")
            Assert.True(outputs[1] >= outputs[0] && outputs[0] >= outputs[2], $"{name} was {string.Join(", ", outputs)}");
        if (name == "atr")
            Assert.True(outputs[0] >= 0);
        if (name is "supertrend" or "parabolic-sar")
            Assert.True(outputs[1] is 1 or -1);
    }

    // Prices may differ by 1e-9 of the highest price so far, the rest by 1e-6 of 100: what doubles of the reference leave away, and squares of it double.
    private static void AssertAgree(Indicator indicator, double[] expected, Bar[] bars, string where)
    {
        var outputs = Outputs(indicator);
        Assert.Equal(expected.Length, outputs.Length);
        var isPercent = Percents.Any(name => where.StartsWith(name, StringComparison.Ordinal)) || where.StartsWith("williams", StringComparison.Ordinal) || where.StartsWith("cci", StringComparison.Ordinal);
        var size = isPercent ? 100 : where.StartsWith("obv", StringComparison.Ordinal) ? bars.Sum(bar => (double)bar.Volume) : (double)bars.Max(bar => bar.High.Value);
        var tolerance = size * (isPercent || where.StartsWith("bollinger", StringComparison.Ordinal) || where.StartsWith("vwap", StringComparison.Ordinal) ? 1e-7 : 1e-9);
        for (var index = 0; index < outputs.Length; index++)
            Assert.True(Math.Abs(outputs[index] - expected[index]) <= tolerance, $"{where}, output {index}: was {outputs[index]:R}, reference {expected[index]:R}");
    }

    private static double[] Outputs(Indicator indicator) => [.. Enumerable.Range(0, indicator.OutputCount).Select(indicator.Output)];

    private static Indicator Default(string name) => IndicatorCatalog.Get(name).Create(IndicatorCatalog.Get(name).Read([]));
}

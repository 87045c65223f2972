using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class BollingerBandsTests
{
    [Fact]
    public void Bands_are_the_mean_and_population_deviations_around_it()
    {
        // 2 4 4 4 5 5 7 9: mean 5, population standard deviation 2 (the textbook example).
        var bands = Fed(8, 1.5m, 2, 4, 4, 4, 5, 5, 7, 9);
        Assert.Equal(5m, bands.Middle);
        Assert.Equal(8m, bands.Upper);
        Assert.Equal(2m, bands.Lower);
    }

    [Fact]
    public void The_oldest_value_leaves_the_window()
    {
        // Of 100 2 4 4 4 5 5 7 9 the last eight count.
        var bands = Fed(8, 2, 100, 2, 4, 4, 4, 5, 5, 7, 9);
        Assert.Equal(9m, bands.Upper);
        Assert.Equal(1m, bands.Lower);
    }

    [Fact]
    public void In_a_flat_market_the_bands_are_the_price()
    {
        var bands = Fed(20, 2, [.. Enumerable.Repeat(6_612.45m, 7), .. Enumerable.Repeat(0.07m, 40)]);
        Assert.Equal(0.07m, bands.Middle);
        Assert.Equal(0.07m, bands.Lower);
        Assert.Equal(0.07m, bands.Upper);
    }

    [Fact]
    public void They_agree_with_the_two_pass_formula_over_a_long_walk()
    {
        var random = new SplitMix64(11);
        var bands = new BollingerBands(20, 2);
        var values = new List<decimal>();
        for (var index = 0; index < 5_000; index++)
        {
            values.Add(20_000 + (decimal)(random.Next() % 1_000_000) / 100);
            bands.Update(values[^1]);
            if (index < 19)
                continue;
            var window = values.TakeLast(20).Select(value => (double)value).ToArray();
            var mean = window.Average();
            var deviation = Math.Sqrt(window.Sum(value => (value - mean) * (value - mean)) / 20);
            Assert.Equal(mean - (2 * deviation), (double)bands.Lower, 1e-6);
            Assert.Equal(mean + (2 * deviation), (double)bands.Upper, 1e-6);
        }
    }

    [Fact]
    public void Restored_bands_go_on_exactly()
    {
        var whole = Fed(8, 2, 2, 4, 4, 4, 5, 5, 7, 9, 3);
        var restored = new BollingerBands(8, 2);
        var writer = new MessageWriter();
        whole.Save(writer);
        var reader = new MessageReader(writer.Written);
        restored.Restore(ref reader);
        whole.Update(11);
        restored.Update(11);
        Assert.Equal(whole.Lower, restored.Lower);
        Assert.Equal(whole.Upper, restored.Upper);
    }

    private static BollingerBands Fed(int period, decimal deviations, params decimal[] values)
    {
        var bands = new BollingerBands(period, deviations);
        foreach (var value in values)
            bands.Update(value);
        return bands;
    }
}

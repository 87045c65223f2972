using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class GeneratedBarsTests
{
    private static readonly UnixNanos Start = new(1_577_836_800 * UnixNanos.PerSecond); // 2020-01-01, a Wednesday.

    [Fact]
    public void First_thousand_bars_of_a_seed_never_change()
    {
        var bars = GeneratedBars.Make(BarInterval.Parse("1m"), Start, 1_000, seed: 42);
        Assert.Equal("95dd780f4a14b4d41bc0dd414bb4a7b9693bd156868b91e7d52374799ea85375", HashOf(bars));
    }

    [Fact]
    public void Same_seed_gives_the_same_bars_and_another_seed_gives_others()
    {
        var interval = BarInterval.Parse("1h");
        Assert.Equal(HashOf(GeneratedBars.Make(interval, Start, 500, seed: 7)), HashOf(GeneratedBars.Make(interval, Start, 500, seed: 7)));
        Assert.NotEqual(HashOf(GeneratedBars.Make(interval, Start, 500, seed: 7)), HashOf(GeneratedBars.Make(interval, Start, 500, seed: 8)), StringComparer.Ordinal);
    }

    [Fact]
    public void Fewer_bars_are_the_beginning_of_more()
    {
        var interval = BarInterval.Parse("5m");
        var few = GeneratedBars.Make(interval, Start, 10, seed: 7);
        var many = GeneratedBars.Make(interval, Start, 100, seed: 7);
        Assert.Equal(Lines(few), Lines(many)[..10]);
    }

    [Theory]
    [InlineData("1s", 50_000)]
    [InlineData("1m", 200_000)]
    [InlineData("1d", 20_000)]
    public void Bars_are_sound_and_gapless_and_stay_in_a_plausible_range(string interval, int count)
    {
        var made = GeneratedBars.Make(BarInterval.Parse(interval), Start, count, seed: 3);
        var copy = new BarSeries(made.Interval, count);
        for (var index = 0; index < count; index++)
        {
            // Add refuses bars that do not fit together.
            copy.Add(new UnixNanos(made.OpenTimes[index]), made.Open[index], made.High[index], made.Low[index], made.Close[index], made.Volume[index]);
            Assert.True(index == 0 || made.Open[index] == made.Close[index - 1]);
            Assert.InRange(made.Close[index], 300m, 3_000_000m);
        }
        Assert.Equal((count, 0L), (copy.Count, copy.Missing));
        Assert.Equal(30_000m, made.Open[0]);
    }

    [Fact]
    public void Weeks_of_the_cheapest_price_stay_positive()
    {
        var made = GeneratedBars.Make(BarInterval.Parse("1w"), new UnixNanos(Start.Value + (5 * UnixNanos.PerDay)), 5_000, seed: 1, startPrice: 0.000001m, priceScale: 8);
        for (var index = 0; index < made.Count; index++)
            Assert.True(made.Low[index] > 0 && made.High[index] >= made.Low[index]);
    }

    [Theory]
    [InlineData("30000.001", 2, "start price was 30000.001, must be 100 to 1000000000000 whole ticks of 10^-2")]
    [InlineData("0.99", 2, "start price was 0.99, must be 100 to 1000000000000 whole ticks of 10^-2")]
    [InlineData("79228162514264337593543950335", 12, "start price was 79228162514264337593543950335, must be 100 to 1000000000000 whole ticks of 10^-12")]
    public void Start_price_off_its_grid_or_range_is_refused(string price, int scale, string reason)
    {
        var value = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        var fault = Assert.Throws<ArgumentException>(() => GeneratedBars.Make(BarInterval.Parse("1m"), Start, 1, seed: 1, value, scale));
        Assert.StartsWith(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_off_the_interval_is_refused() =>
        Assert.Throws<ArgumentException>(() => GeneratedBars.Make(BarInterval.Parse("1w"), Start, 1, seed: 1));

    private static string[] Lines(BarSeries bars) => [.. Enumerable.Range(0, bars.Count).Select(index => string.Join(
        '|',
        bars.OpenTimes[index],
        DecimalText.Trimmed(bars.Open[index]),
        DecimalText.Trimmed(bars.High[index]),
        DecimalText.Trimmed(bars.Low[index]),
        DecimalText.Trimmed(bars.Close[index]),
        DecimalText.Trimmed(bars.Volume[index])))];

    private static string HashOf(BarSeries bars) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Lines(bars)))));
}

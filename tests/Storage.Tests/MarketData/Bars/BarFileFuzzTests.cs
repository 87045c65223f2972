using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class BarFileFuzzTests
{
    private const ulong Seed = 20260117;

    // Bytes that mean something to the reader, so that mutants get past the first check.
    private static readonly byte[] Telling = "0123456789.,;\t\"\r\n-+eETZ: \0\u00E9NaN"u8.ToArray();

    [Fact]
    public void Mutated_csv_parses_or_is_told_and_nothing_else()
    {
        var random = new Random((int)Seed);
        var original = Encoding.UTF8.GetBytes(Original());
        var parsed = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var mutant = Mutants.OfText(original, Telling, random);
            try
            {
                var bars = BarText.Read(mutant).Bars;
                Assert.True(bars.Count <= 41, $"round {round} of seed {Seed}");
                AssertSound(bars);
                parsed++;
            }
            catch (DataFormatException fault)
            {
                Assert.DoesNotContain('\n', fault.Message);
            }
        }
        Assert.True(parsed > 100, $"only {parsed} mutants parsed: the others tell nothing of the reader");
    }

    private static void AssertSound(BarSeries bars)
    {
        var copy = new BarSeries(bars.Interval);
        for (var index = 0; index < bars.Count; index++)
            copy.Add(new UnixNanos(bars.OpenTimes[index]), bars.Open[index], bars.High[index], bars.Low[index], bars.Close[index], bars.Volume[index]);
    }

    private static string Original()
    {
        var text = new StringBuilder(BarText.Header);
        for (var index = 0; index < 40; index++)
        {
            var time = new UnixNanos(BarText.Time("2018-04-04T00:00:00Z").Value + (index * 60L * UnixNanos.PerSecond));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{time},{7_000 + index}.5,{7_002 + index}.25,{6_990 + index},{7_001 + index},{index}.12345678\n");
        }
        return text.ToString();
    }
}

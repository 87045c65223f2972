using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class MovingAveragesTests
{
    // StockCharts ChartSchool, "Moving Averages - Simple and Exponential", the spreadsheet of Intel's closes: 10-day SMA and EMA, printed to 2 digits.
    private static readonly decimal[] Closes =
    [
        22.27m, 22.19m, 22.08m, 22.17m, 22.18m, 22.13m, 22.23m, 22.43m, 22.24m, 22.29m, 22.15m, 22.39m, 22.38m, 22.61m, 23.36m,
        24.05m, 23.75m, 23.83m, 23.95m, 23.63m, 23.82m, 23.87m, 23.65m, 23.19m, 23.10m, 23.33m, 22.68m, 23.10m, 22.40m, 22.17m,
    ];

    private static readonly double[] Simple =
    [
        22.22, 22.21, 22.23, 22.26, 22.31, 22.42, 22.61, 22.77, 22.91, 23.08, 23.21, 23.38, 23.53, 23.65, 23.71, 23.69, 23.61, 23.51, 23.43, 23.28, 23.13,
    ];

    private static readonly double[] Exponential =
    [
        22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.80, 22.97, 23.13, 23.28, 23.34, 23.43, 23.51, 23.54, 23.47, 23.40, 23.39, 23.26, 23.23, 23.08, 22.92,
    ];

    [Fact]
    public void The_simple_average_gives_the_published_values() => AssertPublished(new SimpleMovingAverage(10), Simple);

    [Fact]
    public void The_exponential_average_gives_the_published_values() => AssertPublished(new ExponentialMovingAverage(10), Exponential);

    [Fact]
    public void Averages_of_a_flat_market_are_equal_and_not_almost_equal()
    {
        var (fast, slow) = (new SimpleMovingAverage(10), new SimpleMovingAverage(30));
        decimal[] before = [6_612.45m, 6_621.01m, 0.1m, 0.3m, 17_208.86m];
        for (var index = 0; index < 100; index++)
        {
            var value = index < 50 ? before[index % before.Length] : 0.7m;
            fast.Update(value);
            slow.Update(value);
        }
        Assert.Equal(0, fast.CompareTo(slow));
        Assert.Equal(0.7m, slow.Mean);
    }

    [Fact]
    public void It_is_ready_with_its_last_value_of_the_period_and_not_before()
    {
        foreach (var average in new MovingAverage[] { new SimpleMovingAverage(3), new ExponentialMovingAverage(3) })
        {
            average.Update(1);
            average.Update(2);
            Assert.False(average.IsReady);
            average.Update(6);
            Assert.True(average.IsReady);
            Assert.Equal(3, average.Value, 12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(25)]
    public void A_restored_average_goes_on_exactly(int seen)
    {
        foreach (var make in new Func<MovingAverage>[] { () => new SimpleMovingAverage(10), () => new ExponentialMovingAverage(10) })
        {
            var (whole, first, second) = (make(), make(), make());
            for (var index = 0; index < seen; index++)
            {
                whole.Update(Closes[index]);
                first.Update(Closes[index]);
            }
            var writer = new MessageWriter();
            first.Save(writer);
            var reader = new MessageReader(writer.Written);
            second.Restore(ref reader);
            Assert.False(reader.HasMore);
            foreach (var value in Closes[seen..])
            {
                whole.Update(value);
                second.Update(value);
                Assert.Equal(whole.IsReady, second.IsReady);
                Assert.Equal(whole.Value, second.Value); // Bit for bit.
            }
        }
    }

    private static void AssertPublished(MovingAverage average, double[] expected)
    {
        var values = new List<double>();
        foreach (var close in Closes)
        {
            average.Update(close);
            if (average.IsReady)
                values.Add(average.Value);
        }
        Assert.Equal(expected.Length, values.Count);
        // Printed to two digits, and its closes too: half a unit of the last digit each.
        Assert.All(expected.Zip(values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.011));
    }
}

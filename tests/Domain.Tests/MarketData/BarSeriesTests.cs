namespace VeloZ.Domain.Tests;

public sealed class BarSeriesTests
{
    private static readonly UnixNanos Start = Times.Read("2024-01-01T00:00:00Z");
    private static readonly BarInterval Minute = BarInterval.Parse("1m");

    [Fact]
    public void Bars_come_back_as_they_were_given()
    {
        var series = new BarSeries(Minute);
        series.Add(At(0), 10, 12.5m, 9.25m, 11, 0);
        series.Add(At(1), 11, 11, 11, 11, 123.456789m);
        Assert.Equal(2, series.Count);
        Assert.Equal([At(0).Value, At(1).Value], series.OpenTimes.ToArray());
        Assert.Equal((10m, 12.5m, 9.25m, 11m, 0m), (series.Open[0], series.High[0], series.Low[0], series.Close[0], series.Volume[0]));
        Assert.Equal((11m, 11m, 11m, 11m, 123.456789m), (series.Open[1], series.High[1], series.Low[1], series.Close[1], series.Volume[1]));
    }

    [Theory]
    [InlineData(1, "10", "12", "9", "11", "1", "must be after")] // The same time.
    [InlineData(0, "10", "12", "9", "11", "1", "must be after")]
    [InlineData(2, "0", "12", "0", "11", "1", "low must be above 0")]
    [InlineData(2, "10", "12", "-1", "11", "1", "low must be above 0")]
    [InlineData(2, "10", "8", "9", "9", "1", "high the greatest")]
    [InlineData(2, "8.99", "12", "9", "11", "1", "low the least")]
    [InlineData(2, "12.01", "12", "9", "11", "1", "high the greatest")]
    [InlineData(2, "10", "12", "9", "8.99", "1", "low the least")]
    [InlineData(2, "10", "12", "9", "12.01", "1", "high the greatest")]
    [InlineData(2, "10", "12", "9", "11", "-0.1", "volume 0 or more")]
    public void A_bar_that_does_not_fit_is_refused_and_changes_nothing(int minute, string open, string high, string low, string close, string volume, string reason)
    {
        var series = new BarSeries(Minute);
        series.Add(At(1), 10, 12, 9, 11, 1);
        var fault = Assert.Throws<InvariantException>(() =>
            series.Add(At(minute), Markets.Read(open), Markets.Read(high), Markets.Read(low), Markets.Read(close), Markets.Read(volume)));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (series.Count, series.Open.Count, series.Volume.Count));
    }

    [Fact]
    public void A_bar_off_the_grid_of_time_is_refused()
    {
        var fault = Assert.Throws<InvariantException>(() => new BarSeries(Minute).Add(At(0) + TimeSpan.FromSeconds(1), 10, 12, 9, 11, 1));
        Assert.Equal("bar opened at 2024-01-01T00:00:01Z, must be on the 1m grid", fault.Message);
    }

    [Fact]
    public void A_range_takes_its_start_and_leaves_its_end()
    {
        var series = Of(0, 1, 2, 5, 6);
        Assert.Equal(0..5, series.Between(At(0), At(7)));
        Assert.Equal(1..3, series.Between(At(1), At(5)));
        Assert.Equal(3..4, series.Between(At(3), At(6)));
        Assert.Equal(3..3, series.Between(At(3), At(4)));
        Assert.Equal(0..0, series.Between(At(-9), At(0)));
        Assert.Equal(5..5, series.Between(At(7), At(9)));
        Assert.Equal(2..2, series.Between(At(2), At(1))); // Turned round.
        Assert.Equal(0..0, Of().Between(At(0), At(9)));
    }

    [Fact]
    public void Missing_counts_the_intervals_without_a_bar()
    {
        Assert.Equal(0, Of().Missing);
        Assert.Equal(0, Of(3).Missing);
        Assert.Equal(0, Of(3, 4, 5).Missing);
        Assert.Equal(3, Of(0, 1, 4, 6).Missing); // 2, 3 and 5.
    }

    [Fact]
    public void It_grows_and_gives_back_what_it_took()
    {
        var series = new BarSeries(Minute);
        for (var minute = 0; minute < 3_000; minute++)
            series.Add(At(minute), 1 + minute, 2 + minute, 1, 1 + minute, minute / 8m);
        series.Trim();
        series.Add(At(3_000), 7, 8, 6, 7, 1);
        Assert.Equal(3_001, series.Count);
        Assert.Equal((2_001m, 2_002m, 1m, 250m), (series.Open[2_000], series.High[2_000], series.Low[2_000], series.Volume[2_000]));
        Assert.Equal((7m, 8m, 6m), (series.Open[3_000], series.High[3_000], series.Low[3_000]));
        Assert.Equal(At(3_000).Value, series.OpenTimes[^1]);
    }

    private static BarSeries Of(params int[] minutes)
    {
        var series = new BarSeries(Minute);
        foreach (var minute in minutes)
            series.Add(At(minute), 10, 12, 9, 11, 1);
        return series;
    }

    private static UnixNanos At(int minute) => Start + TimeSpan.FromMinutes(minute);
}

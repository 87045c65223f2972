namespace VeloZ.Domain.Tests;

public sealed class FundingSeriesTests
{
    private static readonly UnixNanos Start = Times.Read("2024-01-01T00:00:00Z");

    [Fact]
    public void Rates_are_kept_in_order()
    {
        var series = Of((0, 8, 0.0001m), (8, 8, -0.00025m));
        Assert.Equal(2, series.Count);
        Assert.Equal(new FundingRate(Start + TimeSpan.FromHours(8), 8, -0.00025m), series[1]);
        Assert.Equal(1..2, series.Between(Start + TimeSpan.FromHours(1), Start + TimeSpan.FromHours(9)));
        Assert.Equal(0..1, series.Between(Start, Start + TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData(0, 8, "0.1", "funding was at 2024-01-01T00:00:00Z, must be after 2024-01-01T00:00:00Z")]
    [InlineData(8, 0, "0.1", "funding at 2024-01-01T08:00:00Z was for 0 hours, must be for 1 to 24")]
    [InlineData(8, 25, "0.1", "funding at 2024-01-01T08:00:00Z was for 25 hours, must be for 1 to 24")]
    [InlineData(8, 8, "1.01", "funding at 2024-01-01T08:00:00Z had a rate of 1.01, must be a fraction from -1 to 1")]
    [InlineData(8, 8, "-1.01", "funding at 2024-01-01T08:00:00Z had a rate of -1.01, must be a fraction from -1 to 1")]
    public void A_rate_that_does_not_follow_is_refused(int hours, int interval, string rate, string message)
    {
        var series = Of((0, 8, 0.0001m));
        Assert.Equal(message, Assert.Throws<InvariantException>(() => series.Add(new FundingRate(Start + TimeSpan.FromHours(hours), interval, Markets.Read(rate)))).Message);
    }

    [Fact]
    public void Missing_settlements_are_counted_by_the_hours_that_the_rates_name()
    {
        Assert.Equal(0, Of((0, 8, 0m), (8, 8, 0m), (16, 8, 0m)).Missing);
        Assert.Equal(2, Of((0, 8, 0m), (24, 8, 0m)).Missing); // 8 and 16.
        Assert.Equal(1, Of((0, 4, 0m), (8, 4, 0m)).Missing);
        Assert.Equal(0, Of((0, 8, 0m), (8, 4, 0m), (12, 4, 0m), (20, 8, 0m)).Missing);
        Assert.Equal(0, Of((0, 8, 0m), (4, 4, 0m)).Missing);
    }

    // Venues settle a few milliseconds late, never twice.
    [Fact]
    public void A_few_milliseconds_are_no_gap()
    {
        var series = new FundingSeries();
        series.Add(new FundingRate(Start + TimeSpan.FromMilliseconds(17), 8, 0));
        series.Add(new FundingRate(Start + TimeSpan.FromHours(8), 8, 0));
        series.Add(new FundingRate(Start + TimeSpan.FromHours(16) + TimeSpan.FromMilliseconds(3), 8, 0));
        Assert.Equal(0, series.Missing);
    }

    private static FundingSeries Of(params (int Hours, int Interval, decimal Rate)[] rates)
    {
        var series = new FundingSeries();
        foreach (var (hours, interval, rate) in rates)
            series.Add(new FundingRate(Start + TimeSpan.FromHours(hours), interval, rate));
        return series;
    }
}

namespace VeloZ.Domain.Tests;

public sealed class BarIntervalTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("1m", 60)]
    [InlineData("5m", 300)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3_600)]
    [InlineData("4h", 14_400)]
    [InlineData("1d", 86_400)]
    [InlineData("1w", 604_800)]
    public void Interval_has_its_text_and_length(string text, long seconds)
    {
        var interval = BarInterval.Parse(text);
        Assert.Equal((text, text, seconds * 1_000_000_000, TimeSpan.FromSeconds(seconds)), (interval.Text, interval.ToString(), interval.Nanos, interval.Duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2m")]
    [InlineData("1M")]
    [InlineData("60s")]
    [InlineData("1m ")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(BarInterval.TryParse(text, out var interval));
        Assert.Equal(default, interval);
        Assert.Equal($"interval was '{text}', must be one of 1s 1m 5m 15m 1h 4h 1d 1w", Assert.Throws<FormatException>(() => BarInterval.Parse(text)).Message);
    }

    [Fact]
    public void All_are_listed_the_shortest_first()
    {
        Assert.Equal("1s 1m 5m 15m 1h 4h 1d 1w", string.Join(' ', BarInterval.All));
        Assert.Equal(BarInterval.All.OrderBy(interval => interval.Nanos), BarInterval.All);
    }

    // 2024-01-01, 1970-01-05 and 1969-12-29 were Mondays.
    [Theory]
    [InlineData("1w", "2024-01-01T00:00:00Z", true)]
    [InlineData("1w", "2024-01-02T00:00:00Z", false)]
    [InlineData("1w", "2023-12-31T00:00:00Z", false)]
    [InlineData("1w", "2024-01-01T01:00:00Z", false)]
    [InlineData("1w", "1970-01-01T00:00:00Z", false)]
    [InlineData("1w", "1970-01-05T00:00:00Z", true)]
    [InlineData("1w", "1969-12-29T00:00:00Z", true)]
    [InlineData("1w", "1969-12-25T00:00:00Z", false)]
    [InlineData("1d", "2024-01-02T00:00:00Z", true)]
    [InlineData("1d", "2024-01-02T00:00:00.000000001Z", false)]
    [InlineData("1d", "1969-12-31T00:00:00Z", true)]
    [InlineData("1d", "1969-12-31T12:00:00Z", false)]
    [InlineData("4h", "2024-01-02T20:00:00Z", true)]
    [InlineData("4h", "2024-01-02T22:00:00Z", false)]
    [InlineData("15m", "2024-01-02T20:45:00Z", true)]
    [InlineData("15m", "2024-01-02T20:50:00Z", false)]
    [InlineData("5m", "2024-01-02T20:50:00Z", true)]
    [InlineData("1m", "2024-01-02T20:50:01Z", false)]
    [InlineData("1s", "2024-01-02T20:50:01Z", true)]
    [InlineData("1s", "2024-01-02T20:50:01.5Z", false)]
    public void Bars_open_on_their_grid(string text, string openTime, bool expected) =>
        Assert.Equal(expected, BarInterval.Parse(text).IsAligned(Times.Read(openTime)));

    [Fact]
    public void The_first_and_last_moments_are_on_no_grid()
    {
        Assert.All(BarInterval.All, interval => Assert.False(interval.IsAligned(new UnixNanos(long.MinValue))));
        Assert.All(BarInterval.All, interval => Assert.False(interval.IsAligned(UnixNanos.MaxValue)));
    }

    [Fact]
    public void No_interval_has_no_length()
    {
        Assert.Equal("", default(BarInterval).ToString());
        Assert.Throws<InvariantException>(() => default(BarInterval).Nanos);
        Assert.Throws<InvariantException>(() => default(BarInterval).Text);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class UnixNanosTests
{
    // Seconds of the dates are from GNU date: date -u -d 2026-11-21T02:48:20Z +%s.
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(1_795_229_300_123_456_000, "2026-11-21T02:48:20.123456Z")]
    [InlineData(1_795_229_300_000_000_001, "2026-11-21T02:48:20.000000001Z")]
    [InlineData(1_795_229_300_100_000_000, "2026-11-21T02:48:20.1Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(-1_000_000_000, "1969-12-31T23:59:59Z")]
    [InlineData(-1_500_000_000, "1969-12-31T23:59:58.5Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void Text_is_UTC_with_the_fraction_that_is_there(long value, string expected) => Assert.Equal(expected, new UnixNanos(value).ToString());

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("1970-01-01T23:59:59.999999Z", "1970-01-01T00:00:00Z")]
    [InlineData("2024-02-29T12:34:56Z", "2024-02-29T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59.9Z", "1969-12-31T00:00:00Z")]
    [InlineData("1969-12-31T00:00:00Z", "1969-12-31T00:00:00Z")]
    [InlineData("1969-12-30T23:59:59Z", "1969-12-30T00:00:00Z")]
    public void Day_starts_at_midnight_also_before_1970(string time, string expected) => Assert.Equal(Times.Read(expected), Times.Read(time).StartOfDay);

    [Theory]
    [InlineData(1_999_999, 1)]
    [InlineData(2_000_000, 2)]
    [InlineData(-1, -1)]
    [InlineData(-1_000_000, -1)]
    [InlineData(-1_000_001, -2)]
    public void Milliseconds_round_down(long nanos, long expected) => Assert.Equal(expected, new UnixNanos(nanos).Milliseconds);

    [Fact]
    public void Moments_come_from_milliseconds_and_points_in_time()
    {
        Assert.Equal(new UnixNanos(1_795_229_300_123_000_000), UnixNanos.FromMilliseconds(1_795_229_300_123));
        Assert.Equal(new UnixNanos(-1_000_000), UnixNanos.FromMilliseconds(-1));
        Assert.Throws<OverflowException>(() => UnixNanos.FromMilliseconds(9_223_372_036_855));
        Assert.Equal(new UnixNanos(1_795_229_300_123_456_700), UnixNanos.From(new DateTimeOffset(2026, 11, 21, 4, 48, 20, TimeSpan.FromHours(2)).AddTicks(1_234_567)));
        Assert.Throws<OverflowException>(() => UnixNanos.From(DateTimeOffset.MaxValue));
        Assert.Throws<OverflowException>(() => UnixNanos.From(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Point_in_time_is_rounded_down_to_its_ticks()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(1), new UnixNanos(199).ToDateTimeOffset());
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), new UnixNanos(-1).ToDateTimeOffset());
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), new UnixNanos(-100).ToDateTimeOffset());
    }

    [Fact]
    public void Spans_move_moments_and_moments_differ_by_spans()
    {
        var noon = Times.Read("2024-01-01T12:00:00Z");
        Assert.Equal(Times.Read("2024-01-01T12:00:01.5Z"), noon + TimeSpan.FromSeconds(1.5));
        Assert.Equal(Times.Read("2023-12-31T12:00:00Z"), noon - TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromHours(-13), Times.Read("2023-12-31T23:00:00Z") - noon);
        Assert.Equal(TimeSpan.FromTicks(1), new UnixNanos(199) - default(UnixNanos));
        Assert.Equal(TimeSpan.Zero, new UnixNanos(-99) - default(UnixNanos));
        Assert.Throws<OverflowException>(() => UnixNanos.MaxValue + TimeSpan.FromTicks(1));
        Assert.Throws<OverflowException>(() => noon + TimeSpan.MaxValue);
    }

    [Fact]
    public void Moments_compare_by_time()
    {
        var (early, late) = (new UnixNanos(-1), new UnixNanos(1));
        Assert.True(early < late && early <= late && late > early && late >= early);
        Assert.False(late < early || late <= early || early > late || early >= late);
        Assert.True(early <= new UnixNanos(-1) && early >= new UnixNanos(-1));
        Assert.Equal([early, default, late, UnixNanos.MaxValue], new[] { late, UnixNanos.MaxValue, early, default }.Order());
    }

    [Fact]
    public void Points_in_time_come_back_and_days_hold_their_moments() => Prop.ForAll(Markets.Longs.ToArbitrary(), value =>
    {
        var time = new UnixNanos(value / 100 * 100);
        var day = time.StartOfDay;
        return UnixNanos.From(time.ToDateTimeOffset()) == time
            && day <= time && time.Value - day.Value < UnixNanos.PerDay
            && day.ToDateTimeOffset() == new DateTimeOffset(time.ToDateTimeOffset().Date, TimeSpan.Zero);
    }).QuickCheckThrowOnFailure();
}

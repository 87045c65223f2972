using VeloZ.TestKit;

namespace VeloZ.Domain.Tests;

/// <summary>Time that goes on.</summary>
public sealed class MonotonicClockTests
{
    private static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly ManualTimeProvider _time = new();
    private readonly MonotonicClock _clock;

    public MonotonicClockTests() => _clock = new MonotonicClock(_time);

    [Fact]
    public void It_goes_on_with_the_machine()
    {
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Start + TimeSpan.FromSeconds(3), _clock.Now);
        Assert.Equal(Start, _clock.At(_time.GetTimestamp() - (3 * _time.TimestampFrequency)));
    }

    [Fact]
    public void Time_that_was_told_before_is_gone_on_from()
    {
        _clock.GoOnFrom(Start + TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Start + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(3), _clock.Now);
        _clock.GoOnFrom(Start + TimeSpan.FromMinutes(59)); // The past.
        Assert.Equal(Start + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(3), _clock.Now);
    }
}

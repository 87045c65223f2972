using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Engine.Tests;

public sealed class FeedPaceTests
{
    private static readonly UnixNanos First = Engines.Start;

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_first_bar_is_given_at_once_and_the_next_after_its_time()
    {
        var pace = new FeedPace(speed: 1, _time);
        Assert.Equal(TimeSpan.Zero, pace.Wait(First));
        Assert.Equal(TimeSpan.FromSeconds(60), pace.Wait(First + TimeSpan.FromMinutes(1)));
        _time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(TimeSpan.FromSeconds(15), pace.Wait(First + TimeSpan.FromMinutes(1)));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(-5), pace.Wait(First + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Ten_times_as_fast_takes_a_tenth_of_the_time()
    {
        var pace = new FeedPace(speed: 10, _time);
        pace.Wait(First);
        Assert.Equal(TimeSpan.FromSeconds(6), pace.Wait(First + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void At_full_speed_nothing_waits()
    {
        var pace = new FeedPace(speed: null, _time);
        pace.Wait(First);
        Assert.Equal(TimeSpan.Zero, pace.Wait(First + TimeSpan.FromDays(1)));
    }
}

using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>The venue's time as round trips tell it.</summary>
public sealed class VenueClockTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly MonotonicClock _ours;
    private readonly VenueClock _clock;
    private TimeSpan _ahead = TimeSpan.FromMilliseconds(300); // The venue's clock.

    public VenueClockTests()
    {
        _ours = new MonotonicClock(_time);
        _clock = new VenueClock(_ours);
    }

    private UnixNanos VenueTime => UnixNanos.From(_time.GetUtcNow()) + _ahead;

    [Fact]
    public void Before_the_first_round_trip_it_is_ours()
    {
        Assert.Equal(UnixNanos.From(_time.GetUtcNow()), _clock.Now);
        Assert.Equal(new ClockEstimate(TimeSpan.Zero, TimeSpan.Zero, 0, TimeSpan.Zero, 0), _clock.Estimate);
    }

    [Fact]
    public void A_round_trip_tells_the_offset_within_its_half()
    {
        Assert.Equal(TimeSpan.Zero, Trip(there: 20, back: 20));
        Assert.Equal(VenueTime, _clock.Now);
        Assert.Equal(new ClockEstimate(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(20), 0, TimeSpan.Zero, 1), _clock.Estimate);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromMinutes(2), _clock.Estimate.Age);
    }

    [Fact]
    public void The_venue_s_time_stays_when_ours_is_put_ahead()
    {
        Trip(there: 20, back: 20);
        _ours.GoOnFrom(UnixNanos.From(_time.GetUtcNow()) + TimeSpan.FromHours(1));
        Assert.Equal(VenueTime, _clock.Now);
        Assert.Equal(TimeSpan.FromMilliseconds(300) - TimeSpan.FromHours(1), _clock.Estimate.Offset);
        Assert.Equal(VenueTime, _clock.ToVenue(_clock.LocalNow));
        Trip(there: 10, back: 10);
        Assert.Equal(VenueTime, _clock.Now);
    }

    // 10 ms there and 90 back: taken for 50, it is 40 off; the shorter one that comes then is 2 off.
    [Fact]
    public void The_shortest_of_the_last_round_trips_counts()
    {
        Trip(there: 10, back: 90);
        Assert.Equal(TimeSpan.FromMilliseconds(260), _clock.Estimate.Offset);
        Assert.Equal(TimeSpan.FromMilliseconds(38), Trip(there: 3, back: 7));
        Assert.Equal((TimeSpan.FromMilliseconds(298), TimeSpan.FromMilliseconds(5)), (_clock.Estimate.Offset, _clock.Estimate.Error));
        Assert.Equal(TimeSpan.Zero, Trip(there: 5, back: 300));
        Assert.Equal(TimeSpan.FromMilliseconds(298), _clock.Estimate.Offset);
    }

    [Fact]
    public void It_is_sure_after_a_short_round_trip_for_a_minute()
    {
        Assert.False(_clock.IsSure);
        Trip(there: 10, back: 491); // Within 250.5 ms.
        Assert.False(_clock.IsSure);
        Trip(there: 10, back: 490);
        Assert.True(_clock.IsSure);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(_clock.IsSure);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_clock.IsSure);
    }

    [Fact]
    public void A_short_one_is_forgotten_after_sixteen_others()
    {
        Trip(there: 1, back: 1);
        _ahead = TimeSpan.FromMilliseconds(900);
        for (var trip = 0; trip < 15; trip++)
            Assert.Equal(TimeSpan.Zero, Trip(there: 30, back: 30));
        Assert.Equal(TimeSpan.FromMilliseconds(600), Trip(there: 30, back: 30));
        Assert.Equal(VenueTime, _clock.Now);
    }

    // The venue gains 50 microseconds a second: 3 ms in a minute.
    [Fact]
    public void Drift_is_told_from_samples_a_minute_apart()
    {
        Trip(there: 1, back: 1);
        for (var second = 0; second < 59; second++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(998));
            _ahead += TimeSpan.FromMicroseconds(50);
            Trip(there: 1, back: 1);
        }
        Assert.Equal(0, _clock.Estimate.DriftPpm);
        _time.Advance(TimeSpan.FromMilliseconds(998));
        _ahead += TimeSpan.FromMicroseconds(50);
        Trip(there: 1, back: 1);
        Assert.Equal(50, _clock.Estimate.DriftPpm, precision: 6);
    }

    [Fact]
    public void Time_goes_on_between_round_trips()
    {
        Trip(there: 20, back: 20);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(VenueTime, _clock.Now);
        Assert.Equal(VenueTime, _clock.At(_time.GetTimestamp()));
    }

    private TimeSpan Trip(int there, int back)
    {
        var sent = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(there));
        var told = VenueTime;
        _time.Advance(TimeSpan.FromMilliseconds(back));
        return _clock.Take(sent, _time.GetTimestamp(), told);
    }
}

using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>When a bar of a feed is given: as fast as it was in the market, some times faster, or at once.</summary>
/// <param name="speed">1 as in the market, 10 ten times as fast; null for at once.</param>
/// <param name="time">The clock.</param>
internal sealed class FeedPace(decimal? speed, TimeProvider time)
{
    private long _startStamp;
    private UnixNanos _startTime;
    private bool _isStarted;

    /// <summary>How long until a bar that closes then is given; zero or below when it is due. The first bar is due at once.</summary>
    public TimeSpan Wait(UnixNanos closeTime)
    {
        if (speed is not { } factor)
            return TimeSpan.Zero;
        if (!_isStarted)
        {
            (_startStamp, _startTime, _isStarted) = (time.GetTimestamp(), closeTime, true);
            return TimeSpan.Zero;
        }
        var inMarket = (closeTime.Value - _startTime.Value) / factor;
        return TimeSpan.FromTicks((long)(inMarket / 100)) - time.GetElapsedTime(_startStamp);
    }
}

using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Estimates a venue's time from round trips: of the last ones the shortest tells most, since what is between the moments it was sent and answered cannot be wrong by more
/// than its half. Runs on the monotonic clock: a jump of the machine's wall clock moves nothing.
/// </summary>
/// <remarks>
/// The minimum filter is that of D. Mills, "Internet Time Synchronization: The Network Time Protocol", RFC 1129, 1989. Thread-safe.
/// </remarks>
internal sealed class VenueClock
{
    private const int SamplesKept = 16;

    private static readonly TimeSpan DriftSpan = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ErrorMax = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly MonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly Queue<Sample> _samples = new();
    private Sample? _driftFrom;
    private decimal _driftPpm;
    private long _count;
    private long _lastStamp;

    /// <param name="clock">Ours.</param>
    public VenueClock(MonotonicClock clock) => (_clock, _time) = (clock, clock.Time);

    /// <summary>Our own time.</summary>
    public UnixNanos LocalNow => _clock.Now;

    /// <summary>The venue's time; ours before there was a round trip.</summary>
    public UnixNanos Now
    {
        get
        {
            lock (_gate)
                return At(Best(), _time.GetTimestamp());
        }
    }

    /// <summary>What is known now.</summary>
    public ClockEstimate Estimate
    {
        get
        {
            lock (_gate)
            {
                var best = Best();
                return new ClockEstimate(OffsetOf(best), best.RoundTrip / 2, _driftPpm, _count == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_lastStamp), _count);
            }
        }
    }

    /// <summary>Whether it is right within 250 ms, by a round trip that is not too old: else no deadline that is given by it can be trusted.</summary>
    public bool IsSure
    {
        get
        {
            lock (_gate)
                return _count > 0 && Best().RoundTrip / 2 <= ErrorMax && _time.GetElapsedTime(_lastStamp) <= AgeMax;
        }
    }

    /// <summary>The venue's time at a stamp of our monotonic clock.</summary>
    public UnixNanos At(long stamp)
    {
        lock (_gate)
            return At(Best(), stamp);
    }

    /// <summary>The venue's time at a time of ours.</summary>
    public UnixNanos ToVenue(UnixNanos ours)
    {
        lock (_gate)
            return ours + OffsetOf(Best());
    }

    /// <summary>The venue's time, or a moment before it.</summary>
    public UnixNanos Earlier(UnixNanos time) => Now is var now && now < time ? now : time;

    /// <summary>Takes a round trip.</summary>
    /// <param name="sentStamp">Of the monotonic clock, before the request.</param>
    /// <param name="answeredStamp">After the answer.</param>
    /// <param name="venueTime">What the venue said, of a moment in between.</param>
    /// <returns>How far the estimate moved; zero at the first.</returns>
    public TimeSpan Take(long sentStamp, long answeredStamp, UnixNanos venueTime)
    {
        var roundTrip = _time.GetElapsedTime(sentStamp, answeredStamp);
        var sample = new Sample(sentStamp, roundTrip, venueTime - (roundTrip / 2));
        lock (_gate)
        {
            var before = Best();
            _lastStamp = answeredStamp;
            _samples.Enqueue(sample);
            if (_samples.Count > SamplesKept)
                _samples.Dequeue();
            var best = Best();
            Follow(best);
            return ++_count == 1 ? TimeSpan.Zero : (At(best, answeredStamp) - At(before, answeredStamp)).Duration();
        }
    }

    // From one best sample to another that came long enough after it.
    private void Follow(Sample best)
    {
        if (_driftFrom is not { } from)
        {
            _driftFrom = best;
            return;
        }
        var span = _time.GetElapsedTime(from.Stamp, best.Stamp);
        if (span < DriftSpan)
            return;
        _driftPpm = (decimal)(best.VenueTime - from.VenueTime - span).Ticks / span.Ticks * 1_000_000;
        _driftFrom = best;
    }

    private UnixNanos At(Sample sample, long stamp) => sample == Sample.None ? _clock.At(stamp) : sample.VenueTime + _time.GetElapsedTime(sample.Stamp, stamp);

    private TimeSpan OffsetOf(Sample sample) => sample == Sample.None ? TimeSpan.Zero : sample.VenueTime - _clock.At(sample.Stamp);

    private Sample Best()
    {
        Sample? best = null;
        foreach (var sample in _samples)
        {
            if (best is null || sample.RoundTrip <= best.RoundTrip)
                best = sample;
        }
        return best ?? Sample.None;
    }

    // The venue's time at the stamp.
    private sealed record Sample(long Stamp, TimeSpan RoundTrip, UnixNanos VenueTime)
    {
        public static Sample None { get; } = new(0, TimeSpan.Zero, default);
    }
}

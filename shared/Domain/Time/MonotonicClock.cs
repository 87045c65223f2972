namespace VeloZ.Domain;

/// <summary>
/// The machine's time as the monotonic clock goes on from a start: a jump of the wall clock moves nothing, so what is later is never told as earlier.
/// </summary>
/// <remarks>Thread-safe. Deadlines of requests to venues, and the kernel's time where it trades live, are told by one of these.</remarks>
/// <param name="time">The machine's clock; its wall clock is read once, here.</param>
public sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _startStamp = time.GetTimestamp();
    private readonly UnixNanos _startTime = UnixNanos.From(time.GetUtcNow());
    private long _aheadNanos;

    /// <summary>The clock that is behind it.</summary>
    public TimeProvider Time => time;

    /// <summary>Now.</summary>
    public UnixNanos Now => At(time.GetTimestamp());

    /// <summary>The time at a stamp of <see cref="Time"/>.</summary>
    public UnixNanos At(long stamp) => new(_startTime.Value + Volatile.Read(ref _aheadNanos) + (time.GetElapsedTime(_startStamp, stamp).Ticks * 100));

    /// <summary>Goes on from a time that was told before it was made: where the machine's clock was set back since, this one is ahead of it from here on.</summary>
    /// <param name="last">The latest that was told.</param>
    public void GoOnFrom(UnixNanos last)
    {
        var behind = last.Value - Now.Value;
        if (behind > 0)
            Interlocked.Add(ref _aheadNanos, behind);
    }
}

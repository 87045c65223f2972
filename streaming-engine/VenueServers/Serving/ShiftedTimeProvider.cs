namespace VeloZ.VenueServers;

/// <summary>A clock that is ahead of another by a fixed span, or behind it where that is negative; spans of time are the same.</summary>
internal sealed class ShiftedTimeProvider(TimeProvider inner, TimeSpan ahead) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + ahead;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}

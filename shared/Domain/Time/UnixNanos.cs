using System.Globalization;

namespace VeloZ.Domain;

/// <summary>A moment: nanoseconds since 1970-01-01T00:00:00Z, UTC, without leap seconds.</summary>
/// <param name="Value">Nanoseconds; 0 is the epoch. Covers the years 1677 to 2262.</param>
public readonly record struct UnixNanos(long Value) : IComparable<UnixNanos>
{
    /// <summary>Nanoseconds in one second.</summary>
    public const long PerSecond = 1_000_000_000;

    /// <summary>Nanoseconds in one millisecond.</summary>
    public const long PerMillisecond = 1_000_000;

    /// <summary>Nanoseconds in one day of 24 hours.</summary>
    public const long PerDay = 86_400 * PerSecond;

    /// <summary>The latest moment that can be told.</summary>
    public static UnixNanos MaxValue => new(long.MaxValue);

    /// <summary>Whole milliseconds since the epoch, rounded down.</summary>
    public long Milliseconds => FloorDivide(Value, PerMillisecond);

    /// <summary>00:00 UTC of the day this moment is in.</summary>
    /// <exception cref="OverflowException">That day began before 1677-09-21T00:12:43Z, the first moment that can be told.</exception>
    public UnixNanos StartOfDay => new(FloorDivide(Value, PerDay) * PerDay);

    /// <summary>Makes a moment from milliseconds since the epoch.</summary>
    /// <exception cref="OverflowException">The moment lies outside the years 1677 to 2262.</exception>
    public static UnixNanos FromMilliseconds(long milliseconds) => new(milliseconds * PerMillisecond);

    /// <summary>Makes a moment from a point in time; its 100 ns ticks are kept.</summary>
    public static UnixNanos From(DateTimeOffset time) => new((time - DateTimeOffset.UnixEpoch).Ticks * 100);

    /// <summary>The moment as a UTC point in time, rounded down to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(FloorDivide(Value, 100));

    /// <summary>Orders by time.</summary>
    public int CompareTo(UnixNanos other) => Value.CompareTo(other.Value);

    /// <summary>The moment that much later.</summary>
    public static UnixNanos operator +(UnixNanos time, TimeSpan span) => new(time.Value + (span.Ticks * 100));

    /// <summary>The moment that much earlier.</summary>
    public static UnixNanos operator -(UnixNanos time, TimeSpan span) => new(time.Value - (span.Ticks * 100));

    /// <summary>The time between two moments, rounded toward zero to 100 ns.</summary>
    public static TimeSpan operator -(UnixNanos later, UnixNanos earlier) => TimeSpan.FromTicks((later.Value - earlier.Value) / 100);

    /// <summary>Earlier.</summary>
    public static bool operator <(UnixNanos left, UnixNanos right) => left.Value < right.Value;

    /// <summary>Later.</summary>
    public static bool operator >(UnixNanos left, UnixNanos right) => left.Value > right.Value;

    /// <summary>Earlier or the same.</summary>
    public static bool operator <=(UnixNanos left, UnixNanos right) => left.Value <= right.Value;

    /// <summary>Later or the same.</summary>
    public static bool operator >=(UnixNanos left, UnixNanos right) => left.Value >= right.Value;

    /// <summary>RFC 3339 text in UTC with <c>Z</c>, with as many fraction digits as the value has.</summary>
    public override string ToString()
    {
        var seconds = FloorDivide(Value, PerSecond);
        var fraction = ((Value % PerSecond) + PerSecond) % PerSecond;
        var whole = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? whole + "Z" : whole + "." + fraction.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
    }

    private static long FloorDivide(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }
}

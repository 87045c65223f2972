using System.Runtime.CompilerServices;

namespace VeloZ.Storage;

/// <summary>Reads RFC 3339 and its relatives: a space for the T, no zone (UTC), no time (00:00 UTC).</summary>
internal static class IsoTime
{
    private const long SecondsOfDay = 86_400;

    /// <summary>Reads a whole text.</summary>
    /// <param name="text">Of the file.</param>
    /// <param name="seconds">Whole seconds since the epoch.</param>
    /// <param name="nanos">The fraction in nanoseconds.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long seconds, out long nanos)
    {
        nanos = 0;
        if (!TryReadDay(text.Length < 10 ? [] : text[..10], out seconds))
            return false;
        if (text.Length == 10)
            return true;
        if (text.Length < 19 || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':' || text[16] != ':')
            return false;
        var (hour, minute, second) = (Two(text, 11), Two(text, 14), Two(text, 17));
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        seconds += (hour * 3_600) + (minute * 60) + second;
        var rest = text[19..];
        if (!TryTakeFraction(ref rest, out nanos) || !TryReadZone(rest, out var offset))
            return false;
        seconds -= offset;
        return true;
    }

    /// <summary>Reads <c>yyyy-MM-dd</c> as seconds since the epoch.</summary>
    public static bool TryReadDay(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
            return false;
        var (century, year, month, day) = (Two(text, 0), Two(text, 2), Two(text, 5), Two(text, 8));
        if (century > 99 || year > 99 || (century == 0 && year == 0) || month is < 1 or > 12)
            return false;
        var fullYear = (int)((century * 100) + year);
        if (day < 1 || day > DateTime.DaysInMonth(fullYear, (int)month))
            return false;
        var days = new DateOnly(fullYear, (int)month, (int)day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        seconds = days * SecondsOfDay;
        return true;
    }

    /// <summary>Two digits as a number; above 99 when they are not digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Two(ReadOnlySpan<byte> text, int at)
    {
        unchecked
        {
            var tens = (uint)(text[at] - '0');
            var ones = (uint)(text[at + 1] - '0');
            return tens > 9 || ones > 9 ? 100 : (tens * 10) + ones;
        }
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> rest, out long nanos)
    {
        nanos = 0;
        if (rest.IsEmpty || rest[0] != '.')
            return true;
        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length - 1 : digits;
        if (digits is 0 or > 9)
            return false;
        for (var index = 1; index <= 9; index++)
            nanos = (nanos * 10) + (index <= digits ? rest[index] - '0' : 0);
        rest = rest[(digits + 1)..];
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> zone, out long offset)
    {
        offset = 0;
        if (zone.IsEmpty || zone is [(byte)'Z' or (byte)'z'])
            return true;
        if (zone.Length != 6 || zone[0] is not ((byte)'+' or (byte)'-') || zone[3] != ':')
            return false;
        var (hours, minutes) = (Two(zone, 1), Two(zone, 4));
        offset = ((hours * 3_600) + (minutes * 60)) * (zone[0] == '-' ? -1 : 1);
        return hours < 24 && minutes < 60;
    }
}

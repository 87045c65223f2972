using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>A day as the name of a file: <c>2024-01-31</c>.</summary>
internal static class UtcDay
{
    /// <summary>The name of the day that a moment is in.</summary>
    public static string NameOf(UnixNanos time) => time.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string name, out UnixNanos start)
    {
        var isDay = DateTime.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            && day.Year is >= 1970 and < 2262;
        start = isDay ? UnixNanos.From(new DateTimeOffset(day)) : default;
        return isDay;
    }
}

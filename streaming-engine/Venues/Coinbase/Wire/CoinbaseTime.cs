using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Moments as Coinbase writes them: <c>2023-02-09T20:32:50.714964855Z</c>, with up to nine digits behind the point or no point.</summary>
internal static class CoinbaseTime
{
    private const int WholeLetters = 19; // Up to the seconds.
    private const int FractionMax = 9;

    /// <summary>A moment, exactly; false where the text is none since 1970, or of another zone.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="time">The moment.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out UnixNanos time)
    {
        time = default;
        if (text.Length <= WholeLetters || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!(TryDigits(text[..4], out var year) && TryDigits(text[5..7], out var month) && TryDigits(text[8..10], out var day)
            && TryDigits(text[11..13], out var hour) && TryDigits(text[14..16], out var minute) && TryDigits(text[17..19], out var second)
            && TryFraction(text[WholeLetters..^1], out var nanos)))
            return false;
        if (year is < 1970 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        time = new UnixNanos((ticks * 100) + nanos);
        return true;
    }

    /// <summary>A moment that must be there.</summary>
    /// <exception cref="UnreadableException">It is none.</exception>
    public static UnixNanos Utc(this JsonElement json, string name)
    {
        var text = json.Text(name);
        return TryRead(System.Text.Encoding.UTF8.GetBytes(text), out var time) ? time : throw new UnreadableException($"'{name}' was no moment in UTC");
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out int nanos)
    {
        nanos = 0;
        if (text.IsEmpty)
            return true;
        if (text[0] != '.' || text.Length is < 2 or > FractionMax + 1 || !TryDigits(text[1..], out nanos))
            return false;
        for (var digits = text.Length - 1; digits < FractionMax; digits++)
            nanos *= 10;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var letter in text)
        {
            if (letter is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (letter - '0');
        }
        return true;
    }
}

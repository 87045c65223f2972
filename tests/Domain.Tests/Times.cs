using System.Globalization;

namespace VeloZ.Domain.Tests;

/// <summary>Moments from text.</summary>
internal static class Times
{
    /// <summary>RFC 3339 text, read digit by digit where <see cref="DateTimeOffset"/> would lose the last two.</summary>
    public static UnixNanos Read(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return UnixNanos.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
        var nanos = long.Parse(text[(point + 1)..^1].PadRight(9, '0'), CultureInfo.InvariantCulture);
        return new UnixNanos(UnixNanos.From(DateTimeOffset.Parse(text[..point] + "Z", CultureInfo.InvariantCulture)).Value + nanos);
    }
}

using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Lengths of bars as Bybit calls them; of seconds it has none.</summary>
/// <remarks>Source: "interval" of https://bybit-exchange.github.io/docs/v5/enum.</remarks>
internal static class BybitInterval
{
    private static readonly (BarInterval Interval, string Name, byte[] Utf8)[] Known =
    [
        Of("1m", "1"), Of("5m", "5"), Of("15m", "15"), Of("1h", "60"), Of("4h", "240"), Of("1d", "D"), Of("1w", "W"),
    ];

    /// <summary>Its name.</summary>
    /// <exception cref="VenueException">It has none.</exception>
    public static string NameOf(BarInterval interval)
    {
        foreach (var known in Known)
        {
            if (known.Interval == interval)
                return known.Name;
        }
        throw new VenueException(VenueErrorKind.Refused, $"interval was {interval}, Bybit has bars of 1m and longer");
    }

    /// <summary>The one of a name; false where it is none of ours.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out BarInterval interval)
    {
        foreach (var known in Known)
        {
            if (!name.SequenceEqual(known.Utf8))
                continue;
            interval = known.Interval;
            return true;
        }
        interval = default;
        return false;
    }

    private static (BarInterval Interval, string Name, byte[] Utf8) Of(string text, string name) => (BarInterval.Parse(text), name, System.Text.Encoding.ASCII.GetBytes(name));
}

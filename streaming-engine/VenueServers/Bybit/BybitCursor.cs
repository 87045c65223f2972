using System.Globalization;

namespace VeloZ.VenueServers;

/// <summary>Where a page ends, as text that callers hand back as it is: Bybit's are escaped for a query already.</summary>
internal static class BybitCursor
{
    private const string Prefix = "page_token%3D";
    private const string Suffix = "%26";

    public static string Write(long key) => Prefix + key.ToString(CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The key of a cursor, escaped or not; null for none.</summary>
    /// <exception cref="BybitError">It is no cursor.</exception>
    public static long? Read(string? text)
    {
        if (text is null)
            return null;
        var plain = Uri.UnescapeDataString(text);
        var (prefix, suffix) = (Uri.UnescapeDataString(Prefix), Uri.UnescapeDataString(Suffix));
        if (!plain.StartsWith(prefix, StringComparison.Ordinal) || !plain.EndsWith(suffix, StringComparison.Ordinal))
            throw BybitError.Invalid("cursor");
        var number = plain.AsSpan(prefix.Length, plain.Length - prefix.Length - suffix.Length);
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : throw BybitError.Invalid("cursor");
    }
}

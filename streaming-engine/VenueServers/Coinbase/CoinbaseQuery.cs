using System.Globalization;
using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The parameters of a request's query; one that is empty counts as not sent, and one may be sent several times.</summary>
internal sealed partial class CoinbaseQuery
{
    private const long SecondsMax = 9_000_000_000; // Of the year 2255.

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Of a text such as <c>product_ids=BTC-USD&amp;product_ids=ETH-USD&amp;limit=5</c>.</summary>
    public CoinbaseQuery(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..].Replace('+', ' '));
            if (value.Length == 0)
                continue;
            name = Uri.UnescapeDataString(name);
            if (!_values.TryGetValue(name, out var values))
                _values.Add(name, values = []);
            values.Add(Uri.UnescapeDataString(value));
        }
    }

    /// <summary>All that was sent by a name.</summary>
    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? (IReadOnlyList<string>)[];

    public string Text(string name) => TextOrNull(name) ?? throw CoinbaseError.Invalid($"{name} argument is required");

    /// <summary>What was sent last by a name; null for nothing.</summary>
    public string? TextOrNull(string name) => All(name) is [.., var last] ? last : null;

    /// <summary>How many are wanted.</summary>
    public int Limit(int whenNot, int max)
    {
        if (TextOrNull("limit") is not { } text)
            return whenNot;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= max
            ? limit
            : throw CoinbaseError.Invalid("limit argument is invalid");
    }

    /// <summary>A page's begin, as it was told with the page before; null for the first.</summary>
    public long? Cursor() => TextOrNull("cursor") is not { } text
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw CoinbaseError.Invalid("cursor argument is invalid");

    /// <summary>A moment in seconds.</summary>
    public UnixNanos? Seconds(string name)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= SecondsMax
            ? new UnixNanos(seconds * UnixNanos.PerSecond)
            : throw CoinbaseError.Invalid($"{name} argument is invalid");
    }

    /// <summary>A moment as RFC 3339 has it.</summary>
    public UnixNanos? Time(string name) => TextOrNull(name) is { } text ? ReadTime(text) ?? throw CoinbaseError.Invalid($"{name} argument is invalid") : null;

    /// <summary>A moment as RFC 3339 has it; null of what is none.</summary>
    public static UnixNanos? ReadTime(string text) =>
        TimeForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is > 1970 and < 2255
            ? UnixNanos.From(time)
            : null;

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TimeForm();
}

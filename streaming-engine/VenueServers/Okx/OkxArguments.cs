using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The parameters of one thing that is asked for, as text.</summary>
/// <remarks>A parameter that is empty counts as not sent, and one that is unknown is not looked at.</remarks>
internal sealed partial class OkxArguments(IReadOnlyDictionary<string, string> values)
{
    private const long MillisecondsMax = 9_000_000_000_000; // Of the year 2255.

    /// <summary>Of a query such as <c>instId=BTC-USDT&amp;limit=5</c>.</summary>
    public static OkxArguments OfQuery(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..].Replace('+', ' '));
            values[Uri.UnescapeDataString(name)] = Uri.UnescapeDataString(value);
        }
        return new OkxArguments(values);
    }

    /// <summary>Of a JSON object; what is no text in it is kept as JSON.</summary>
    /// <exception cref="OkxError">It is no object, or has a text with half a surrogate pair.</exception>
    public static OkxArguments Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw OkxError.BadJson;
        try
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var one in json.EnumerateObject())
            {
                if (one.Value.ValueKind != JsonValueKind.Null)
                    values[one.Name] = one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString()! : one.Value.GetRawText();
            }
            return new OkxArguments(values);
        }
        catch (InvalidOperationException)
        {
            throw OkxError.BadJson;
        }
    }

    public string Text(string name) => TextOrNull(name) ?? throw OkxError.Empty(name);

    public string? TextOrNull(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A text that is one of some; null where it was not sent.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        return allowed.Contains(text) ? text : throw OkxError.Wrong(name);
    }

    /// <summary>A name that the caller gives: letters and digits; empty where it was not sent.</summary>
    public string Name(string name, int lengthMax)
    {
        var text = TextOrNull(name) ?? "";
        return text.Length <= lengthMax && text.All(char.IsAsciiLetterOrDigit) ? text : throw OkxError.Wrong(name);
    }

    public bool Flag(string name) => OneOf(name, "true", "false") == "true";

    /// <summary>A number above 0.</summary>
    public decimal Decimal(string name) => DecimalOrNull(name) ?? throw OkxError.Empty(name);

    /// <summary>A number above 0; null where it was not sent.</summary>
    public decimal? DecimalOrNull(string name)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        return DecimalForm().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw OkxError.Wrong(name);
    }

    /// <summary>A price of an order behind a trigger: null where it is <c>-1</c>, which means at the market.</summary>
    public decimal? LimitBehindTrigger(string name) => Text(name) == "-1" ? null : Decimal(name);

    public long? NumberOrNull(string name)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw OkxError.Wrong(name);
    }

    /// <summary>A moment in milliseconds.</summary>
    public UnixNanos? TimeOrNull(string name) => NumberOrNull(name) switch
    {
        null => null,
        > MillisecondsMax => throw OkxError.Wrong(name),
        { } value => UnixNanos.FromMilliseconds(value),
    };

    /// <summary>How many are wanted.</summary>
    public int Limit(int whenNot, int max, string name = "limit")
    {
        var limit = NumberOrNull(name) ?? whenNot;
        return limit >= 1 && limit <= max ? (int)limit : throw OkxError.Wrong(name);
    }

    [GeneratedRegex(@"\A[0-9]{1,20}(\.[0-9]{1,20})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();
}

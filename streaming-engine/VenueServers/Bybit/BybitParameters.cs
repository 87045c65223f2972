using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The parameters of a call: those of a query, or the members of a JSON object. Empty texts and nulls are as if they were not there.</summary>
internal sealed partial class BybitParameters
{
    private readonly Dictionary<string, (JsonValueKind Kind, string Text)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<BybitParameters>> _lists = new(StringComparer.Ordinal);

    private BybitParameters()
    {
    }

    /// <summary>None.</summary>
    public static BybitParameters None { get; } = new();

    /// <summary>Of a query: its values are texts and numbers at once.</summary>
    public static BybitParameters OfQuery(string query)
    {
        var parameters = new BybitParameters();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..].Replace('+', ' '));
            parameters._values[Uri.UnescapeDataString(name)] = (JsonValueKind.Undefined, Uri.UnescapeDataString(value));
        }
        return parameters;
    }

    /// <summary>Of a body; an empty one has none.</summary>
    /// <exception cref="BybitError">It is no JSON object.</exception>
    public static BybitParameters OfBody(string body)
    {
        try
        {
            if (body.Length == 0)
                return None;
            using var document = JsonDocument.Parse(body);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            throw BybitError.Parameter("params error: the body is no JSON");
        }
    }

    /// <summary>Of a JSON object.</summary>
    /// <exception cref="BybitError">It is none, or a text in it is none.</exception>
    public static BybitParameters Of(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw BybitError.Parameter("params error: an object is required");
        var parameters = new BybitParameters();
        try
        {
            foreach (var one in json.EnumerateObject())
                parameters.Take(one.Name, one.Value);
        }
        catch (InvalidOperationException)
        {
            throw BybitError.Parameter("params error: a text has half a character"); // Of a surrogate pair.
        }
        return parameters;
    }

    /// <summary>A parameter as it was sent, without a look at it; empty where it was not.</summary>
    public string Peek(string name) => _values.TryGetValue(name, out var value) ? value.Text : "";

    public string Text(string name) => TextOrNull(name) ?? throw BybitError.Missing(name);

    /// <exception cref="BybitError">It was sent as another type.</exception>
    public string? TextOrNull(string name)
    {
        if (!_values.TryGetValue(name, out var value) || value.Text.Length == 0)
            return null;
        return value.Kind is JsonValueKind.String or JsonValueKind.Undefined
            ? value.Text
            : throw BybitError.Parameter($"params error: {name} must be a string");
    }

    public decimal Decimal(string name) => DecimalOrNull(name) ?? throw BybitError.Missing(name);

    /// <summary>Not negative.</summary>
    public decimal? DecimalOrNull(string name)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        return DecimalForm().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw BybitError.Invalid(name);
    }

    /// <summary>As <see cref="DecimalOrNull"/>, where 0 is none.</summary>
    public decimal? PositiveOrNull(string name) => DecimalOrNull(name) is > 0 and var value ? value : null;

    /// <summary>Sent as a number, or as text of one.</summary>
    public long? NumberOrNull(string name)
    {
        if (!_values.TryGetValue(name, out var value) || value.Text.Length == 0)
            return null;
        return value.Kind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Undefined
            && long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw BybitError.Invalid(name);
    }

    /// <summary>A moment in milliseconds.</summary>
    public UnixNanos? TimeOrNull(string name) => NumberOrNull(name) switch
    {
        null => null,
        >= 0 and < 9_000_000_000_000 and var value => UnixNanos.FromMilliseconds(value),
        _ => throw BybitError.Invalid(name),
    };

    /// <summary>Whether it was sent as true.</summary>
    public bool IsTrue(string name)
    {
        if (!_values.TryGetValue(name, out var value) || value.Text.Length == 0)
            return false;
        return value.Kind is JsonValueKind.True or JsonValueKind.False
            ? value.Kind == JsonValueKind.True
            : throw BybitError.Parameter($"params error: {name} must be a boolean");
    }

    /// <summary>How many are wanted.</summary>
    public int Limit(int whenNot, int most)
    {
        var limit = NumberOrNull("limit") ?? whenNot;
        return limit >= 1 ? (int)Math.Min(limit, most) : throw BybitError.Invalid("limit");
    }

    /// <summary>The objects of a list; null where it was not sent.</summary>
    public IReadOnlyList<BybitParameters>? ListOrNull(string name) => _lists.GetValueOrDefault(name);

    private void Take(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _values[name] = (JsonValueKind.String, value.GetString()!);
                break;
            case JsonValueKind.Null:
                _values.Remove(name);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.Object):
                _lists[name] = [.. value.EnumerateArray().Select(Of)];
                break;
            default:
                _values[name] = (value.ValueKind, value.GetRawText());
                break;
        }
    }

    [GeneratedRegex(@"\A[0-9]{1,20}(\.[0-9]{1,20})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();
}

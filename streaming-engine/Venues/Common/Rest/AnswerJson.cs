using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An answer does not say what the venue's documents promise.</summary>
internal sealed class UnreadableException(string message) : Exception(message);

/// <summary>Reads answers to questions, which are few: each value is as it must be, or the answer is unreadable. No value is ever guessed or rounded.</summary>
internal static class AnswerJson
{
    // 28 digits are always exact.
    private const int DecimalLettersMax = 28;

    /// <summary>Reads a whole answer.</summary>
    /// <exception cref="UnreadableException">It is no JSON, or the reading says so.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException or OffGridException)
        {
            throw new UnreadableException($"an answer was not as documented: {exception.Message}");
        }
    }

    /// <summary>A property that must be there.</summary>
    public static JsonElement Get(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : throw new UnreadableException($"'{name}' was missing");

    /// <summary>A property; null where it is missing or null.</summary>
    public static JsonElement? Find(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The elements of an array.</summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw new UnreadableException($"an array was expected, {json.ValueKind} came");

    public static string Text(this JsonElement json, string name)
    {
        var value = json.Get(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new UnreadableException($"'{name}' was {value.ValueKind}, must be a text");
    }

    /// <summary>A text, or a number as its digits: venues differ in how they write ids.</summary>
    public static string Id(this JsonElement json, string name)
    {
        var value = json.Get(name);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => throw new UnreadableException($"'{name}' was {value.ValueKind}, must be a text or a whole number"),
        };
    }

    /// <summary>A whole number, as a number or as its digits in a text.</summary>
    public static long Whole(this JsonElement json, string name)
    {
        var value = json.Get(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
            return number;
        return value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? number
            : throw new UnreadableException($"'{name}' was not a whole number");
    }

    public static bool Flag(this JsonElement json, string name)
    {
        var value = json.Get(name);
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new UnreadableException($"'{name}' was {value.ValueKind}, must be true or false");
    }

    /// <summary>A moment in milliseconds since the epoch, after it.</summary>
    public static UnixNanos Milliseconds(this JsonElement json, string name)
    {
        var value = json.Whole(name);
        return value is > 0 and < 9_000_000_000_000 ? UnixNanos.FromMilliseconds(value) : throw new UnreadableException($"'{name}' was {value}, must be milliseconds since 1970");
    }

    /// <summary>A decimal, exactly: as a text, or as the digits of a number.</summary>
    public static decimal Decimal(this JsonElement json, string name) => json.Get(name).Decimal() ?? throw new UnreadableException($"'{name}' was not a decimal number");

    /// <summary>As the other; null where the value is none, or has more digits than can be kept.</summary>
    public static decimal? Decimal(this JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        // What a decimal cannot hold it would round.
        return text.Length is > 0 and <= DecimalLettersMax && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    public static Currency Currency(this JsonElement json, string name) =>
        Domain.Currency.TryParse(json.Text(name), out var currency) ? currency : throw new UnreadableException($"'{name}' was no currency");
}

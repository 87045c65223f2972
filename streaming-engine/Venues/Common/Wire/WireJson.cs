using System.Text.Json;

namespace VeloZ.Venues;

/// <summary>Finds properties of a JSON object by name, whatever their order. Of a name that comes twice the last counts.</summary>
/// <remarks>No allocation, but where the text is no JSON: then it throws <see cref="JsonException"/>, which the decoder takes.</remarks>
internal static class WireJson
{
    /// <summary>Longer texts are none that we look for.</summary>
    public const int TextBytesMax = 64;

    /// <summary>An object that is a property, as its bytes; empty where there is none.</summary>
    /// <param name="json">An object, whole.</param>
    /// <param name="name">Of the property.</param>
    /// <param name="isWhole">Whether the JSON is an object and nothing behind it.</param>
    public static ReadOnlySpan<byte> Object(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out bool isWhole)
    {
        isWhole = false;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return default;
        var found = ReadOnlySpan<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isWanted && isObject)
                found = json[start..(int)reader.BytesConsumed];
        }
        isWhole = reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        return found;
    }

    /// <summary>A reader that stands at a property's value.</summary>
    public static bool TryFind(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out Utf8JsonReader found)
    {
        found = default;
        var isFound = false;
        var reader = new Utf8JsonReader(json);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted)
            {
                found = reader;
                isFound = true;
            }
            reader.Skip();
        }
        return isFound;
    }

    public static bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => TryFind(json, name, out _);

    /// <summary>A text of at most so many bytes as the buffer has, without escapes.</summary>
    public static bool TryText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryFind(json, name, out var reader) || !TryCopy(ref reader, buffer, out var length))
            return false;
        text = buffer[..length];
        return true;
    }

    /// <summary>A whole number, 0 or more.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        return TryFind(json, name, out var reader) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value) && value >= 0;
    }

    public static bool TryFlag(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out bool value)
    {
        value = false;
        if (!TryFind(json, name, out var reader) || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            return false;
        value = reader.GetBoolean();
        return true;
    }

    /// <summary>A decimal as text, on a grid. A JSON number is none: it may have been rounded on the way.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, in WireGrid grid, out long whole)
    {
        whole = 0;
        return TryFind(json, name, out var reader) && TryDecimal(ref reader, grid, out whole);
    }

    /// <summary>As the other, of the value that the reader stands at.</summary>
    public static bool TryDecimal(scoped ref Utf8JsonReader reader, in WireGrid grid, out long whole)
    {
        whole = 0;
        Span<byte> text = stackalloc byte[TextBytesMax];
        return TryCopy(ref reader, text, out var length) && grid.TryRead(text[..length], out whole);
    }

    private static bool TryCopy(scoped ref Utf8JsonReader reader, scoped Span<byte> buffer, out int length)
    {
        length = 0;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > buffer.Length)
            return false;
        length = reader.CopyString(buffer);
        return true;
    }
}

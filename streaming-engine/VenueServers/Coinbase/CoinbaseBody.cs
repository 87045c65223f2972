using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>An object in the body of a request; a member that is null counts as not sent, and one that is unknown is not looked at.</summary>
internal sealed class CoinbaseBody
{
    private readonly JsonElement _json;

    private CoinbaseBody(JsonElement json) => _json = json;

    /// <summary>Reads a body.</summary>
    /// <exception cref="CoinbaseError">It is no JSON object.</exception>
    public static CoinbaseBody Of(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Of(document.RootElement.Clone()) ?? throw CoinbaseError.Invalid("the body must be a JSON object");
        }
        catch (JsonException)
        {
            throw CoinbaseError.Invalid("the body must be a JSON object");
        }
    }

    /// <summary>Of JSON; null where it is no object.</summary>
    public static CoinbaseBody? Of(JsonElement json) => json.ValueKind == JsonValueKind.Object ? new CoinbaseBody(json) : null;

    /// <summary>As it was sent.</summary>
    public JsonElement Json => _json;

    public bool Has(string name) => Find(name) is not null;

    public string Text(string name) => TextOrNull(name) is { Length: > 0 } text ? text : throw CoinbaseError.Invalid($"{name} is required");

    public string? TextOrNull(string name)
    {
        if (Find(name) is not { } value)
            return null;
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : throw CoinbaseError.Invalid($"{name} must be a string");
        }
        catch (InvalidOperationException)
        {
            throw CoinbaseError.Invalid($"{name} has half a surrogate pair");
        }
    }

    public bool Flag(string name) => Find(name) is { } value
        && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw CoinbaseError.Invalid($"{name} must be a boolean"));

    public CoinbaseBody? ObjectOrNull(string name) => Find(name) is { } value ? Of(value) ?? throw CoinbaseError.Invalid($"{name} must be an object") : null;

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } list || list.EnumerateArray().Any(static one => one.ValueKind != JsonValueKind.String))
            throw CoinbaseError.Invalid($"{name} must be a list of strings");
        try
        {
            return [.. list.EnumerateArray().Select(static one => one.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            throw CoinbaseError.Invalid($"{name} has half a surrogate pair");
        }
    }

    /// <summary>The names of its members.</summary>
    public IReadOnlyList<string> Names()
    {
        try
        {
            return [.. _json.EnumerateObject().Select(static one => one.Name)];
        }
        catch (InvalidOperationException)
        {
            throw CoinbaseError.Invalid("a name has half a surrogate pair");
        }
    }

    private JsonElement? Find(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}

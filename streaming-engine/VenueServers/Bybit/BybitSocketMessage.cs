using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>A message that a client sends by a socket.</summary>
/// <param name="Op">What it wants; empty where it says nothing.</param>
/// <param name="Id">Its own name of it; null for none.</param>
/// <param name="Args">Of the operation.</param>
/// <param name="Header">Of orders; undefined for none.</param>
internal sealed record BybitSocketMessage(string Op, string? Id, IReadOnlyList<JsonElement> Args, JsonElement Header)
{
    /// <summary>Reads one.</summary>
    /// <param name="message">JSON.</param>
    /// <param name="idName">How the socket calls the client's own name of a message.</param>
    /// <returns>Null where it is no JSON object, or a text in it is none.</returns>
    public static BybitSocketMessage? Read(ReadOnlyMemory<byte> message, string idName)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            JsonElement[] args = root.TryGetProperty("args", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
            foreach (var one in args.Where(static one => one.ValueKind == JsonValueKind.String))
                _ = one.GetString(); // Of texts with half a surrogate pair it throws.
            root.TryGetProperty("header", out var header);
            return new BybitSocketMessage(TextOf(root, "op") ?? "", TextOf(root, idName), args, header);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Its arguments as topics; null where one is no text.</summary>
    public List<string>? Topics() => Args.All(static one => one.ValueKind == JsonValueKind.String) ? [.. Args.Select(static one => one.GetString()!)] : null;

    /// <summary>Its arguments as a key, a time in milliseconds and a signature; null where they are none.</summary>
    public (string Key, long Expires, string Signature)? Credentials()
    {
        if (Args is not [{ ValueKind: JsonValueKind.String } key, var time, { ValueKind: JsonValueKind.String } signature])
            return null;
        var isTime = time.ValueKind == JsonValueKind.Number ? time.TryGetInt64(out var expires)
            : long.TryParse(time.ValueKind == JsonValueKind.String ? time.GetString() : "", System.Globalization.CultureInfo.InvariantCulture, out expires);
        return isTime ? (key.GetString()!, expires, signature.GetString()!) : null;
    }

    // A number is as good as its text.
    private static string? TextOf(JsonElement root, string name) => root.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;
}

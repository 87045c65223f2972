using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>A request of the WebSocket API.</summary>
/// <param name="Id">As JSON, as it was sent.</param>
/// <param name="Method">Without its version.</param>
/// <param name="Parameters">As text; a list as JSON.</param>
/// <param name="ShowsLimits">Whether the answer tells limits; null where the request does not say.</param>
internal sealed record BinanceApiRequest(string Id, string Method, Dictionary<string, string> Parameters, bool? ShowsLimits)
{
    private const string VersionPrefix = "v3/";
    private const string LimitsName = "returnRateLimits";

    /// <summary>Its parameters, to be read.</summary>
    public BinanceRequest ToRequest()
    {
        var request = BinanceRequest.Of(Parameters);
        _ = request.TextOrNull(LimitsName);
        return request;
    }

    /// <summary>Reads one; null where it is none.</summary>
    public static BinanceApiRequest? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
                return null;
            if (!root.TryGetProperty("id", out var id) || id.ValueKind is not (JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Null))
                return null;
            var name = method.GetString()!;
            var parameters = Parameterize(root);
            bool? shows = parameters.TryGetValue(LimitsName, out var text) ? text == "true" : null;
            if (name.StartsWith(VersionPrefix, StringComparison.Ordinal))
                name = name[VersionPrefix.Length..];
            return new BinanceApiRequest(id.GetRawText(), name, parameters, shows);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // The latter: a text with half a surrogate pair.
        }
    }

    private static Dictionary<string, string> Parameterize(JsonElement root)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("params", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var one in given.EnumerateObject())
                parameters[one.Name] = one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString()! : one.Value.GetRawText();
        }
        return parameters;
    }
}

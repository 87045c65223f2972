using System.Text.Json;

namespace VeloZ.Hosting;

/// <summary>Settings kept in a file: <c>veloz.json</c> in the data folder, one object of keys such as <c>port</c>.</summary>
internal static class SettingFile
{
    public const string Name = "veloz.json";

    private const int SizeBytesMax = 1 << 20;

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Its values as text, by key; none where there is no such file.</summary>
    /// <exception cref="SettingException">The file is no such object, has a key that is no setting, or holds a secret.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path))
            return new Dictionary<string, string>(StringComparer.Ordinal);
        if (new FileInfo(path).Length > SizeBytesMax)
            throw new SettingException($"{path} had more than {SizeBytesMax} bytes, must be a short object of settings such as {{\"port\": 8081}}");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            return ReadObject(path, document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new SettingException($"{path} is not JSON: {exception.Message} It must be an object of settings such as {{\"port\": 8081}}");
        }
    }

    private static Dictionary<string, string> ReadObject(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new SettingException($"{path} was a JSON {root.ValueKind.ToString().ToLowerInvariant()}, must be an object of settings such as {{\"port\": 8081}}");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            var setting = SettingTable.All.FirstOrDefault(one => one.Key == property.Name)
                ?? throw new SettingException($"{path} has '{property.Name}', which is no setting; .github/SETTINGS.md lists them, in lower case without VELOZ_");
            if (setting == SettingTable.DataDirectory)
                throw new SettingException($"{path} has '{property.Name}', which cannot be set in the data folder itself; set {setting.Name}");
            if (setting.IsSecret)
                throw new SettingException($"{path} has '{property.Name}', which is a secret and must not be kept in a file of settings; remove it, and set {setting.Name} where it is needed");
            if (!values.TryAdd(property.Name, TextOf(path, property)))
                throw new SettingException($"{path} has '{property.Name}' twice, must have it once");
        }
        return values;
    }

    private static string TextOf(string path, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => property.Value.GetString()!,
        JsonValueKind.Number => property.Value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new SettingException($"{path}: '{property.Name}' was a JSON {property.Value.ValueKind.ToString().ToLowerInvariant()}, must be a text, a number, true or false"),
    };
}

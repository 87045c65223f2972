using System.Text.Json;
using System.Text.RegularExpressions;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>Messages that real venues were recorded with, and whether what a loopback venue tells covers them.</summary>
internal static partial class RecordedMessages
{
    /// <summary>The folder of a venue's; null where there is none.</summary>
    public static string? FolderOf(string venue) =>
        Corpus.Folder is { } folder && Path.Combine(folder, "fixtures/venues", venue) is var path && Directory.Exists(path) ? path : null;

    public static string SkipReasonOf(string venue) => $"needs recorded venue messages: set VELOZ_TEST_CORPUS to a folder that has fixtures/venues/{venue}";

    /// <summary>A call by REST: method, path and whether it is signed stand in lines of their own before the answer.</summary>
    public static (string Method, string Path, bool IsSigned, JsonElement Answer) CallOf(string path)
    {
        var lines = File.ReadAllLines(path);
        return (lines[0].Trim(), lines[1].Trim(), lines[2].Trim() == "true", JsonDocument.Parse(string.Join('\n', lines[3..])).RootElement);
    }

    /// <summary>All calls of a folder, with method and path.</summary>
    public static IEnumerable<(string Name, string Route)> CallsOf(string folder) =>
        Directory.GetFiles(folder, "*.txt", SearchOption.AllDirectories).Select(path => (Path.GetRelativePath(folder, path)[..^4], RouteOf(path)));

    /// <summary>The last message that a socket was sent: it stands behind a line that begins with <c>=</c>.</summary>
    public static JsonElement LastOf(string folder, string path)
    {
        var text = File.ReadAllText(Path.Combine(folder, path));
        var from = Sent().Matches(text)[^1];
        return JsonDocument.Parse(text[(from.Index + from.Length)..]).RootElement;
    }

    private static string RouteOf(string path) => string.Join(' ', File.ReadLines(path).Take(2).Select(static line => line.Trim()));

    /// <summary>Fails where what was told lacks anything of what was recorded, or has it as another type.</summary>
    /// <param name="recorded">By the venue.</param>
    /// <param name="told">By the server.</param>
    /// <param name="where">Of a failure's message.</param>
    public static void AssertCovers(JsonElement recorded, JsonElement told, string where)
    {
        var (wanted, kind) = (KindOf(recorded), KindOf(told));
        Assert.True(wanted == kind, $"{where} was {told.GetRawText()[..Math.Min(100, told.GetRawText().Length)]}, recorded was {wanted}");
        if (recorded.ValueKind == JsonValueKind.Object)
        {
            foreach (var one in recorded.EnumerateObject())
            {
                Assert.True(told.TryGetProperty(one.Name, out var value), $"{where} had no {one.Name}");
                AssertCovers(one.Value, value, $"{where}.{one.Name}");
            }
        }
        if (recorded.ValueKind == JsonValueKind.Array && recorded.GetArrayLength() > 0)
            AssertListCovers(recorded, told, where);
    }

    // Each recorded element, or where there are fewer the first told of that form, is covered.
    private static void AssertListCovers(JsonElement recorded, JsonElement told, string where)
    {
        Assert.True(told.GetArrayLength() > 0, $"{where} was empty");
        var isTuple = recorded[0].ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
        for (var index = 0; index < recorded.GetArrayLength(); index++)
        {
            if (isTuple && recorded.GetArrayLength() == told.GetArrayLength())
            {
                AssertCovers(recorded[index], told[index], $"{where}[{index}]");
                continue;
            }
            var wanted = recorded[index];
            Assert.True(told.EnumerateArray().Any(one => Covers(wanted, one, where)), $"{where}: none of {told.GetRawText()} covers {wanted.GetRawText()}");
        }
    }

    private static bool Covers(JsonElement recorded, JsonElement told, string where)
    {
        try
        {
            AssertCovers(recorded, told, where);
            return true;
        }
        catch (Xunit.Sdk.TrueException)
        {
            return false;
        }
    }

    private static string KindOf(JsonElement json) => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : json.ValueKind.ToString();

    [GeneratedRegex(@"^=[0-9]*", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Sent();
}

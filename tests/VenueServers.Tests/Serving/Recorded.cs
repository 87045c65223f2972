using System.Text.Json;
using System.Text.RegularExpressions;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>Messages that real venues sent, and whether what a loopback venue tells covers them: it has all of their properties, with equal JSON types.</summary>
internal static partial class Recorded
{
    /// <summary>Where those of a venue are; null where there are none.</summary>
    public static string? FolderOf(string venue) =>
        Corpus.Folder is { } folder && Path.Combine(folder, "fixtures/venues", venue) is var path && Directory.Exists(path) ? path : null;

    public static string SkipReason(string venue) => $"needs recorded venue messages: set VELOZ_TEST_CORPUS to a folder that has fixtures/venues/{venue}";

    /// <summary>All answers of REST in a folder, by their file's name without its ending, with method and path.</summary>
    public static IEnumerable<(string Name, string Route)> AnswersIn(string folder) => Directory.GetFiles(folder, "*.txt", SearchOption.AllDirectories)
        .Select(path => (Path.GetRelativePath(folder, path)[..^4], File.ReadLines(path).Take(2).ToArray() is [var method, var route] ? $"{method.Trim()} {route.Trim()}" : ""));

    /// <summary>A file of an answer of REST: method, path, whether it is signed, and the answer.</summary>
    public static (string Method, string Path, bool IsSigned, JsonElement Json) ReadAnswer(string path)
    {
        var lines = File.ReadAllLines(path);
        return (lines[0].Trim(), lines[1].Trim(), lines[2].Trim() == "true", JsonDocument.Parse(string.Join('\n', lines[3..])).RootElement);
    }

    /// <summary>The last message that a socket was sent in a file: it stands behind a line that begins with '='.</summary>
    public static JsonElement ReadMessage(string path)
    {
        var text = File.ReadAllText(path);
        var from = Sent().Matches(text)[^1];
        return JsonDocument.Parse(text[(from.Index + from.Length)..]).RootElement;
    }

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
            if (told.GetArrayLength() == 1)
                AssertCovers(wanted, told[0], $"{where}[0]");
            else
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

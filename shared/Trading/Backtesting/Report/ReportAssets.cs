using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Style and script of the page, kept beside the code as files of their own languages and embedded.</summary>
internal static class ReportAssets
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>The script: its parts in the order they need each other.</summary>
    public static string Script { get; } = string.Concat(new[] { "format.js", "scale.js", "charts.js", "trades.js", "report.js" }.Select(Read));

    /// <summary>What the page's policy allows to run: this script and no other.</summary>
    public static string ScriptHash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    private static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream("report/" + name) ?? throw new InvariantException($"resource report/{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

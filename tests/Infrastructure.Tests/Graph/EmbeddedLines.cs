namespace VeloZ.Infrastructure.Tests;

/// <summary>Lists that are kept beside the tests.</summary>
internal static class EmbeddedLines
{
    /// <summary>Lines but for comments.</summary>
    public static IReadOnlyList<string> Read(string name)
    {
        using var stream = typeof(EmbeddedLines).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#')];
    }
}

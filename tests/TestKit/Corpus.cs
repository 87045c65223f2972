namespace VeloZ.TestKit;

/// <summary>Recorded market data for tests: a folder outside the repository, with bar files in <c>data/*.csv</c>.</summary>
public static class Corpus
{
    /// <summary>The first line of a bar file; files with another one hold something else.</summary>
    public const string BarHeader = "timestamp,open,high,low,close,volume";

    private const string Variable = "VELOZ_TEST_CORPUS";

    /// <summary>What a test that needs the corpus skips itself with.</summary>
    public const string SkipReason = $"needs recorded data: set {Variable} to a folder that has data/*.csv";

    /// <summary>The folder; null when the variable is not set.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Paths of all bar files, by name; none when there is no corpus.</summary>
    public static IReadOnlyList<string> BarFiles() => Folder is { } folder
        ? [.. Directory.GetFiles(Path.Combine(folder, "data"), "*.csv").Where(path => File.ReadLines(path).FirstOrDefault() == BarHeader).Order(StringComparer.Ordinal)]
        : [];
}

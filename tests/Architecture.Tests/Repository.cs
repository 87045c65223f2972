using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace VeloZ.Architecture.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Files that git tracks, or would track, as relative paths with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find([CallerFilePath] string here = "")
    {
        var directory = Path.GetDirectoryName(here);
        while (directory is not null && !File.Exists(Path.Combine(directory, "VeloZ.slnx")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("VeloZ.slnx was not found above the tests");
    }

    private static string[] List()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Path.Combine(Root, path)))];
    }
}

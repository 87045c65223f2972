using System.Runtime.CompilerServices;

namespace VeloZ.Hosting.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        var directory = Path.GetDirectoryName(here);
        while (directory is not null && !File.Exists(Path.Combine(directory, "VeloZ.slnx")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("VeloZ.slnx was not found above the tests");
    }
}

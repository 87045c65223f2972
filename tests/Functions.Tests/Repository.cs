using System.Runtime.CompilerServices;

namespace VeloZ.Functions.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string PathOf(string path) => Path.Combine(Root(), path);

    private static string Root([CallerFilePath] string here = "")
    {
        var directory = Path.GetDirectoryName(here);
        while (directory is not null && !File.Exists(Path.Combine(directory, "VeloZ.slnx")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("VeloZ.slnx was not found above the tests");
    }
}

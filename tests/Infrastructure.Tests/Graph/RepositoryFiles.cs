using System.Runtime.CompilerServices;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Files of the repository, found from this source.</summary>
internal static class RepositoryFiles
{
    public static string PathOf(string path) => Path.Combine(Root(), path);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}

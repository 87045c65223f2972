namespace VeloZ.Domain.Tests;

/// <summary>Files of the repository, found upward from the built test: source paths in a build of the workflow are not real ones.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string PathOf(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "VeloZ.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException($"VeloZ.slnx was not found above {AppContext.BaseDirectory}");
        return folder.FullName;
    }
}

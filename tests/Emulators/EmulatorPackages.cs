using System.Runtime.CompilerServices;

namespace VeloZ.Emulators;

/// <summary>The npm packages that emulators are started from: those of the lock file beside this source, installed once.</summary>
public static class EmulatorPackages
{
    private static readonly NpmPackages Packages = new(Path.GetDirectoryName(SourcePath())!, "the emulators", ("java", "-version", "Java 17 is needed"));

    /// <summary>Where they are installed.</summary>
    public static string Folder => Packages.Folder;

    /// <summary>Installs them where they are not; a test is skipped with the reason where that cannot be, and fails in the full tier.</summary>
    public static Task NeedAsync() => Packages.NeedAsync();

    /// <summary>Path of an installed file.</summary>
    /// <param name="path">Below <see cref="Folder"/>.</param>
    public static string PathOf(string path) => Path.Combine(Folder, path);

    /// <summary>Path of a script that lies beside this source.</summary>
    public static string ScriptOf(string name) => Packages.ScriptOf(name);

    private static string SourcePath([CallerFilePath] string path = "") => path;
}

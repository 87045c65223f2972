using VeloZ.Domain;

namespace VeloZ.Local;

/// <summary>What the user asked to be imported, whatever its kind.</summary>
internal sealed record ImportRequest
{
    public required string[] Files { get; init; }

    public required InstrumentId Instrument { get; init; }

    public required bool IsStrict { get; init; }

    public required bool Replace { get; init; }

    public required string DataDirectory { get; init; }

    /// <summary>Where all kinds of market data lie.</summary>
    public string MarketDirectory => Path.Combine(DataDirectory, "market");

    // What is in the data folder is its owner's alone.
    public void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(DataDirectory);
        else
            Directory.CreateDirectory(DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Reads a file with a progress bar.</summary>
    public static T Show<T>(string path, Func<IProgress<long>, T> read) =>
        ProgressLine.Show(Path.GetFileName(path), File.Exists(path) ? new FileInfo(path).Length : 0, read);
}

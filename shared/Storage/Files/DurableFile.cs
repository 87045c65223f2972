namespace VeloZ.Storage;

/// <summary>Files that take another's place whole: after a crash there is the old one or the new one.</summary>
internal static class DurableFile
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    /// <summary>Opens a new file that only its owner can read. One of that name is replaced.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = PrivateFile;
        return new FileStream(path, options);
    }

    /// <summary>Makes the folder and those above it that are missing, for the owner only, and makes their names durable.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        var above = Path.GetDirectoryName(Path.GetFullPath(path));
        if (above is not null)
            CreateFolder(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, PrivateFolder);
        if (above is not null)
            SyncFolder(above);
    }

    /// <summary>Writes a file in place of what is there, for the owner only; durable when it returns.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        using (var stream = Create(temporary))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        MoveInPlace(temporary, path);
    }

    /// <summary>Gives a file that is already durable the name of another one; durable when it returns.</summary>
    /// <param name="temporary">On the same file system.</param>
    /// <param name="path">What it replaces, if there is such a file.</param>
    public static void MoveInPlace(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes durable which files a folder has.</summary>
    /// <exception cref="DiskException">The system refused; the names may or may not be durable.</exception>
    public static void SyncFolder(string path) => SystemDisk.Instance.SyncFolder(path);
}

namespace VeloZ.Storage;

/// <summary>Linux and macOS, by their own calls: what .NET offers passes over EROFS, EINVAL and ENOTSUP of fsync and cannot sync a folder.</summary>
internal sealed class UnixDisk : IDisk
{
    public bool FolderExists(string path) => Directory.Exists(path);

    public void CreateFolder(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw PlatformFault.From(fault, "mkdir", path);
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw PlatformFault.From(fault, "readdir", folder);
        }
    }

    public string? ForeignOwner(string folder) => UnixOwner.Foreign(folder);

    public IDiskFile Open(string path, DiskAccess access) => UnixDiskFile.Open(path, access);

    public void Rename(string path, string newPath)
    {
        if (UnixCalls.Rename(path, newPath) != 0)
            throw UnixError.Last("rename", path);
    }

    public void Unlink(string path)
    {
        if (UnixCalls.Unlink(path) != 0)
            throw UnixError.Last("unlink", path);
    }

    public void SyncFolder(string folder)
    {
        var descriptor = UnixCalls.Open(folder, UnixCalls.CloseOnExec, mode: 0);
        if (descriptor < 0)
            throw UnixError.Last("open", folder);
        try
        {
            while (UnixCalls.Sync(descriptor) != 0)
            {
                if (!UnixError.WasInterrupted)
                    throw UnixError.Last("fsync", folder);
            }
        }
        finally
        {
            _ = UnixCalls.Close(descriptor);
        }
    }
}

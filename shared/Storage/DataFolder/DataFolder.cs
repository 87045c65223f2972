namespace VeloZ.Storage;

/// <summary>Where an installation keeps its data; held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FolderLock? _lock;

    private DataFolder(string path, FolderLock? held)
    {
        Root = path;
        _lock = held;
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>The journal's folder.</summary>
    public string Journal => Path.Combine(Root, "wal");

    /// <summary>The file of items.</summary>
    public string Items => Path.Combine(Root, "items.db");

    /// <summary>The folder of blobs.</summary>
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>The folder of market data.</summary>
    public string Market => Path.Combine(Root, "market");

    /// <summary>The folder of secrets.</summary>
    public string Secrets => Path.Combine(Root, "secrets");

    /// <summary>Takes the folder; makes it, for this user alone, where there is none.</summary>
    /// <exception cref="DataFolderException">It is another user's, is in use, or cannot be written.</exception>
    public static DataFolder Open(string path, IDisk disk, TimeProvider clock)
    {
        try
        {
            if (!disk.FolderExists(path))
                disk.CreateFolder(path);
            RefuseForeign(path, disk);
        }
        catch (DiskException fault)
        {
            throw DataFolderException.From(path, fault);
        }
        return new DataFolder(path, FolderLock.Take(disk, path, clock));
    }

    /// <summary>Takes a folder that is there to look at it, and changes nothing.</summary>
    /// <exception cref="DataFolderException">There is none, it is another user's, or it is in use.</exception>
    public static DataFolder OpenToRead(string path, IDisk disk)
    {
        if (!disk.FolderExists(path))
            throw new DataFolderException(path, "there is no such folder", "name the data folder with --data");
        try
        {
            RefuseForeign(path, disk);
        }
        catch (DiskException fault)
        {
            throw DataFolderException.From(path, fault);
        }
        return new DataFolder(path, FolderLock.TakeToRead(disk, path));
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _lock?.Dispose();

    private static void RefuseForeign(string path, IDisk disk)
    {
        if (disk.ForeignOwner(path) is { } owner)
            throw new DataFolderException(path, $"it belongs to {owner}, not to the user of this process", "run as that user, give the folder to this one with chown, or choose another with --data");
    }
}

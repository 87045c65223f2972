namespace VeloZ.Storage;

/// <summary>What the journal asks of a file system, call by call, so that each may fail in a simulation. Every failure is a <see cref="DiskException"/>.</summary>
public interface IDisk
{
    /// <summary>Whether there is a folder.</summary>
    bool FolderExists(string path);

    /// <summary>Makes a folder that only its user may enter; its parents as well.</summary>
    void CreateFolder(string path);

    /// <summary>Names of the files in a folder, in ordinal order.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Who owns the folder, such as <c>user id 1000</c>, when it is not the user of this process; else null.</summary>
    string? ForeignOwner(string folder);

    /// <summary>Opens a file.</summary>
    IDiskFile Open(string path, DiskAccess access);

    /// <summary>Gives a file another name in the same folder; a file of that name is replaced.</summary>
    void Rename(string path, string newPath);

    /// <summary>Removes a name.</summary>
    void Unlink(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void SyncFolder(string folder);
}

/// <summary>How a file is opened.</summary>
public enum DiskAccess
{
    /// <summary>To read what is there.</summary>
    Read,

    /// <summary>To read and write what is there.</summary>
    Write,

    /// <summary>To read and write a file that must not be there yet; only its user may read it.</summary>
    Create,
}

/// <summary>An open file.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>Its path, as failures tell it. Whoever renames an open file sets it.</summary>
    string Path { get; set; }

    /// <summary>Bytes it has now.</summary>
    long Length { get; }

    /// <summary>Reads from an offset on.</summary>
    /// <returns>Bytes read; fewer than asked for at the end, or at the system's will; 0 past the end.</returns>
    int Read(Span<byte> bytes, long offset);

    /// <summary>Writes at an offset.</summary>
    /// <returns>Bytes written; may be fewer than given.</returns>
    int Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Gives the file this length and takes the space for it, as zeros.</summary>
    void Allocate(long length);

    /// <summary>Makes its content durable, and of its metadata what reading it needs.</summary>
    void SyncData();

    /// <summary>Makes its content and metadata durable.</summary>
    void Sync();

    /// <summary>Takes the file for this process until it is closed.</summary>
    /// <returns>False when somebody else has it.</returns>
    bool TryLock();
}

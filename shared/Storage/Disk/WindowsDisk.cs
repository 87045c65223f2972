using Microsoft.Win32.SafeHandles;

namespace VeloZ.Storage;

/// <summary>Windows, where .NET's own calls do: it flushes by FlushFileBuffers, and NTFS keeps the names in its log.</summary>
internal sealed class WindowsDisk : IDisk
{
    public bool FolderExists(string path) => Directory.Exists(path);

    public void CreateFolder(string path) => Do("create", path, () => Directory.CreateDirectory(path));

    public IReadOnlyList<string> List(string folder)
    {
        IReadOnlyList<string> names = [];
        Do("list", folder, () => names = [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]);
        return names;
    }

    // The folder's access list says who may enter; there is no single owner to compare.
    public string? ForeignOwner(string folder) => null;

    public IDiskFile Open(string path, DiskAccess access)
    {
        SafeFileHandle? handle = null;
        Do("open", path, () => handle = File.OpenHandle(
            path,
            access == DiskAccess.Create ? FileMode.CreateNew : FileMode.Open,
            access == DiskAccess.Read ? FileAccess.Read : FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete));
        return new OpenFile(path, handle!);
    }

    public void Rename(string path, string newPath) => Do("rename", path, () => File.Move(path, newPath, overwrite: true));

    public void Unlink(string path) => Do("delete", path, () => File.Delete(path));

    public void SyncFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DiskException(DiskFault.NotFound, "sync", folder, "there is no such folder");
    }

    private static void Do(string call, string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw PlatformFault.From(fault, call, path);
        }
    }

    private sealed class OpenFile(string path, SafeFileHandle handle) : IDiskFile
    {
        private FileStream? _lock;

        public string Path { get; set; } = path;

        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> bytes, long offset)
        {
            try
            {
                return RandomAccess.Read(handle, bytes, offset);
            }
            catch (IOException fault)
            {
                throw PlatformFault.From(fault, "read", Path);
            }
        }

        public int Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                RandomAccess.Write(handle, bytes, offset);
                return bytes.Length;
            }
            catch (IOException fault)
            {
                throw PlatformFault.From(fault, "write", Path);
            }
        }

        public void Allocate(long length) => Do("allocate", Path, () => RandomAccess.SetLength(handle, length));

        public void SyncData() => Sync();

        public void Sync()
        {
            try
            {
                RandomAccess.FlushToDisk(handle);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw PlatformFault.From(fault, "flush", Path);
            }
        }

        // A lock here forbids others to read, too; a file beside it leaves the text readable.
        public bool TryLock()
        {
            try
            {
                _lock = new FileStream(Path + ".held", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            _lock?.Dispose();
            handle.Dispose();
        }
    }
}

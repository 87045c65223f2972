using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VeloZ.Storage;

/// <summary>An open file on Linux or macOS. Only a call that was interrupted before it did anything is made again.</summary>
internal sealed class UnixDiskFile : IDiskFile
{
    private const int UserOnly = 0x180; // Octal 600.

    private readonly SafeFileHandle _handle;

    private UnixDiskFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    public string Path { get; set; }

    public long Length => RandomAccess.GetLength(_handle);

    public static UnixDiskFile Open(string path, DiskAccess access)
    {
        // Not by File.OpenHandle: it takes an advisory lock of its own, which ours would meet.
        var flags = UnixCalls.CloseOnExec | access switch
        {
            DiskAccess.Read => 0,
            DiskAccess.Write => UnixCalls.ReadWrite,
            _ => UnixCalls.ReadWrite | UnixCalls.CreateNew,
        };
        while (true)
        {
            var descriptor = UnixCalls.Open(path, flags, UserOnly);
            if (descriptor >= 0)
                return new UnixDiskFile(path, Own(path, descriptor, access));
            if (!UnixError.WasInterrupted)
                throw UnixError.Last("open", path);
        }
    }

    public int Read(Span<byte> bytes, long offset)
    {
        while (true)
        {
            var read = UnixCalls.Read(_handle, ref MemoryMarshal.GetReference(bytes), bytes.Length, offset);
            if (read >= 0)
                return (int)read;
            if (!UnixError.WasInterrupted)
                throw UnixError.Last("pread", Path);
        }
    }

    public int Write(ReadOnlySpan<byte> bytes, long offset)
    {
        while (true)
        {
            var written = UnixCalls.Write(_handle, ref MemoryMarshal.GetReference(bytes), bytes.Length, offset);
            if (written >= 0)
                return (int)written;
            if (!UnixError.WasInterrupted)
                throw UnixError.Last("pwrite", Path);
        }
    }

    public void Allocate(long length)
    {
        // macOS has no such call: there the zeros that are written take the space.
        var isAllocated = OperatingSystem.IsLinux() && TryAllocate(length);
        while (!isAllocated && UnixCalls.Truncate(_handle, length) != 0)
        {
            if (!UnixError.WasInterrupted)
                throw UnixError.Last("ftruncate", Path);
        }
    }

    public void SyncData()
    {
        while ((OperatingSystem.IsLinux() ? UnixCalls.SyncData(_handle) : UnixCalls.Control(_handle, UnixCalls.FullSync)) != 0)
        {
            if (!UnixError.WasInterrupted)
                throw UnixError.Last(OperatingSystem.IsLinux() ? "fdatasync" : "fcntl(F_FULLFSYNC)", Path);
        }
    }

    public void Sync()
    {
        while ((OperatingSystem.IsLinux() ? UnixCalls.Sync(_handle) : UnixCalls.Control(_handle, UnixCalls.FullSync)) != 0)
        {
            if (!UnixError.WasInterrupted)
                throw UnixError.Last(OperatingSystem.IsLinux() ? "fsync" : "fcntl(F_FULLFSYNC)", Path);
        }
    }

    public bool TryLock()
    {
        while (UnixCalls.Lock(_handle, UnixCalls.ExclusiveNow) != 0)
        {
            if (UnixError.WouldBlock)
                return false;
            if (!UnixError.WasInterrupted)
                throw UnixError.Last("flock", Path);
        }
        return true;
    }

    public void Dispose() => _handle.Dispose();

    // Processors that pass variable arguments on the stack do not give open its mode: it is set again.
    private static SafeFileHandle Own(string path, int descriptor, DiskAccess access)
    {
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (access != DiskAccess.Create || UnixCalls.ChangeMode(handle, UserOnly) == 0)
            return handle;
        handle.Dispose();
        throw UnixError.Last("fchmod", path);
    }

    private bool TryAllocate(long length)
    {
        while (UnixCalls.Allocate(_handle, 0, 0, length) != 0)
        {
            if (UnixError.IsNotSupported)
                return false;
            if (!UnixError.WasInterrupted)
                throw UnixError.Last("fallocate", Path);
        }
        return true;
    }
}

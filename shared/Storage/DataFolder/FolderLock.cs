using System.Globalization;
using System.Text;

namespace VeloZ.Storage;

/// <summary>The right to use a folder: a lock on its file <c>lock</c>, which says as text who holds it. The system gives it back when the process ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string Name = "lock";
    private const int TextBytes = 64;

    private readonly IDiskFile _file;

    private FolderLock(IDiskFile file) => _file = file;

    /// <summary>Takes the folder.</summary>
    /// <exception cref="DataFolderException">Somebody else has it, or it cannot be written.</exception>
    public static FolderLock Take(IDisk disk, string folder, TimeProvider clock)
    {
        try
        {
            var held = Lock(folder, OpenOrCreate(disk, Path.Combine(folder, Name)));
            var since = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var text = $"process {Environment.ProcessId} since {since}".PadRight(TextBytes - 1) + "\n";
            held._file.WriteAll(Encoding.ASCII.GetBytes(text), 0);
            return held;
        }
        catch (DiskException fault)
        {
            throw DataFolderException.From(folder, fault);
        }
    }

    /// <summary>Takes the folder without writing into it.</summary>
    /// <returns>Null when it was never locked: then nobody uses it.</returns>
    /// <exception cref="DataFolderException">Somebody else has it.</exception>
    public static FolderLock? TakeToRead(IDisk disk, string folder)
    {
        try
        {
            return Lock(folder, disk.Open(Path.Combine(folder, Name), DiskAccess.Read));
        }
        catch (DiskException fault) when (fault.Fault == DiskFault.NotFound)
        {
            return null;
        }
        catch (DiskException fault)
        {
            throw DataFolderException.From(folder, fault);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FolderLock Lock(string folder, IDiskFile file)
    {
        if (file.TryLock())
            return new FolderLock(file);
        var bytes = new byte[TextBytes];
        var holder = Encoding.ASCII.GetString(bytes, 0, file.ReadUpTo(bytes, 0)).Trim();
        file.Dispose();
        throw new DataFolderException(folder, $"it is in use by {(holder.Length > 0 ? holder : "another process")}", "stop that first, or choose another folder with --data");
    }

    private static IDiskFile OpenOrCreate(IDisk disk, string path)
    {
        try
        {
            return disk.Open(path, DiskAccess.Write);
        }
        catch (DiskException fault) when (fault.Fault == DiskFault.NotFound)
        {
            return Create(disk, path);
        }
    }

    private static IDiskFile Create(IDisk disk, string path)
    {
        try
        {
            return disk.Open(path, DiskAccess.Create);
        }
        catch (DiskException fault) when (fault.Fault == DiskFault.Exists)
        {
            return disk.Open(path, DiskAccess.Write); // Somebody else was quicker.
        }
    }
}

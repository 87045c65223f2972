using System.Security.Cryptography;

namespace VeloZ.Storage;

/// <summary>The right to write one file of the store: a lock file beside it, gone when it is given back or the process ends.</summary>
internal sealed class SeriesLock : IDisposable
{
    private readonly FileStream _stream;

    private SeriesLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">Of the file to be written.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="MarketStoreException">Somebody else has it.</exception>
    public static SeriesLock Take(string path, string name)
    {
        var lockPath = path + ".lock";
        FileStream stream;
        try
        {
            stream = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException fault) when (File.Exists(lockPath))
        {
            throw Busy(name, fault);
        }
        // Whoever opened the file before its last owner removed it now locks a file without a name: its length tells.
        stream.SetLength(RandomNumberGenerator.GetInt32(1, 1 << 20));
        var named = new FileInfo(lockPath);
        if (named.Exists && named.Length == stream.Length)
            return new SeriesLock(stream);
        stream.Dispose();
        throw Busy(name, cause: null);
    }

    public void Dispose() => _stream.Dispose();

    private static MarketStoreException Busy(string name, Exception? cause) =>
        new($"{name} are being written by another import; try again when it is done. Nothing was changed", cause);
}

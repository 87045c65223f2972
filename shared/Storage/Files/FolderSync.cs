using System.ComponentModel;
using System.Runtime.InteropServices;

namespace VeloZ.Storage;

/// <summary>Sync of a folder on Unix, for which .NET has no call.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;

    /// <summary>Waits until the folder's names are on the disk.</summary>
    /// <exception cref="IOException">The system refused; the names may or may not be durable.</exception>
    public static void Sync(string path)
    {
        var handle = Retried(() => Open(path, ReadOnly));
        if (handle < 0)
            throw Fault("opened", path);
        try
        {
            if (Retried(() => Fsync(handle)) < 0)
                throw Fault("synced", path);
        }
        finally
        {
            // Its answer tells nothing: the names are durable by now.
            _ = Close(handle);
        }
    }

    private static int Retried(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result;
    }

    private static IOException Fault(string what, string path)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"{path}: folder could not be {what}: {error.Message} ({error.NativeErrorCode})", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}

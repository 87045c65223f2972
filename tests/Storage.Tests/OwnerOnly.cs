namespace VeloZ.Storage.Tests;

/// <summary>Whether files are for their owner only. Windows has no such modes: there a test skips.</summary>
internal static class OwnerOnly
{
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static UnixFileMode ModeOf(string path)
    {
        if (!OperatingSystem.IsWindows())
            return System.IO.File.GetUnixFileMode(path);
        Assert.Skip("Windows has no such modes");
        return default;
    }

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, mode);
        else
            Assert.Skip("Windows has no such modes");
    }
}

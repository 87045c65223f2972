using System.Diagnostics;

namespace VeloZ.Local.Tests;

/// <summary>A disk of its own in memory, which can be made small, larger and read-only. Only root on Linux may make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes it, or skips the test where this machine does not allow it.</summary>
    public static async Task<SmallDisk> MakeAsync(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a disk in memory is made by mount of Linux");
        var path = Directory.CreateTempSubdirectory("veloz-disk-").FullName;
        if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size},mode=700", "veloz-tests", path) is { Length: > 0 } fault)
        {
            Directory.Delete(path);
            Assert.Skip($"this user may not mount a disk in memory: {fault}");
        }
        return new SmallDisk(path);
    }

    /// <summary>Changes how it is mounted: <c>ro</c>, <c>rw</c>, <c>size=10m</c>.</summary>
    public async Task RemountAsync(string option) => Assert.Equal("", await RunAsync("mount", "-o", $"remount,{option}", Path));

    public void Dispose()
    {
        using var unmount = Process.Start("umount", ["--lazy", Path]);
        unmount.WaitForExit();
        Directory.Delete(Path);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? "" : $"{error.Trim()} (exit {process.ExitCode})";
    }
}

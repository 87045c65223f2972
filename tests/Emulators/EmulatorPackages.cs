using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using VeloZ.TestKit;

namespace VeloZ.Emulators;

/// <summary>The npm packages that emulators are started from: those of the lock file beside this source, installed once.</summary>
public static class EmulatorPackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    // For all tests of the process, so no single one's end stops it.
    private static readonly Lazy<Task<string?>> Fault = new(InstallAsync);

    /// <summary>Where they are installed.</summary>
    public static string Folder => Path.Combine(Source, "node_modules");

    private static string Source => Path.GetDirectoryName(SourcePath())!;

    /// <summary>Installs them where they are not; a test is skipped with the reason where that cannot be, and fails in the full tier.</summary>
    public static async Task NeedAsync()
    {
        if (await Fault.Value is not { } fault)
            return;
        Assert.SkipWhen(Tier.Pick(quick: 1, full: 0, nightly: 0) == 1, $"the emulators could not be installed: {fault}");
        Assert.Fail($"the emulators could not be installed: {fault}");
    }

    /// <summary>Path of an installed file.</summary>
    /// <param name="path">Below <see cref="Folder"/>.</param>
    public static string PathOf(string path) => Path.Combine(Folder, path);

    /// <summary>Path of a script that lies beside this source.</summary>
    public static string ScriptOf(string name) => Path.Combine(Source, name);

    private static async Task<string?> InstallAsync()
    {
        try
        {
            if (await FaultOfAsync("java", "-version") is { } noJava)
                return $"{noJava}: Java 17 is needed";
            var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"), CancellationToken.None)));
            // Test projects run side by side: one installs, the others wait.
            await using var turn = await TakeTurnAsync();
            var mark = Path.Combine(Folder, ".installed");
            if (File.Exists(mark) && await File.ReadAllTextAsync(mark, CancellationToken.None) == wanted)
                return null;
            var fault = await NpmAsync("ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund");
            if (fault is null)
                await File.WriteAllTextAsync(mark, wanted, CancellationToken.None);
            return fault;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException)
        {
            return exception.Message;
        }
    }

    private static async Task<FileStream> TakeTurnAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), "veloz-emulators-" + Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Source)))[..12]);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            }
        }
    }

    private static async Task<string?> NpmAsync(params string[] arguments) =>
        await FaultOfAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments) is { } fault ? $"{fault}: Node 20 and the npm registry are needed" : null;

    // Null where it ends well.
    private static async Task<string?> FaultOfAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Source, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
            return process.ExitCode == 0 ? null : $"{program} ended with {process.ExitCode}: {(await error + await output).Trim()}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"{program} was not found ({exception.Message})";
        }
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}

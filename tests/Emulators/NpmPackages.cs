using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using VeloZ.TestKit;

namespace VeloZ.Emulators;

/// <summary>The npm packages of a lock file that lies beside a source, installed once for all tests of the machine that need them.</summary>
/// <param name="source">Folder of <c>package.json</c> and <c>package-lock.json</c>.</param>
/// <param name="title">What they are, in a few words.</param>
/// <param name="programs">What must run besides, with its arguments and what is told where it does not.</param>
public sealed class NpmPackages(string source, string title, params (string Program, string Argument, string Needed)[] programs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // For all tests of the process, so no single one's end stops it.
    private readonly Lazy<Task<string?>> _fault = new(() => InstallAsync(source, programs));

    /// <summary>Where they are installed.</summary>
    public string Folder => Path.Combine(source, "node_modules");

    /// <summary>Installs them where they are not; a test is skipped with the reason where that cannot be, and fails in the full tier.</summary>
    public async Task NeedAsync()
    {
        if (await _fault.Value is not { } fault)
            return;
        Assert.SkipWhen(Tier.Pick(quick: 1, full: 0, nightly: 0) == 1, $"{title} could not be installed: {fault}");
        Assert.Fail($"{title} could not be installed: {fault}");
    }

    /// <summary>Path of a script that lies beside the package file.</summary>
    public string ScriptOf(string name) => Path.Combine(source, name);

    private static async Task<string?> InstallAsync(string source, (string Program, string Argument, string Needed)[] programs)
    {
        try
        {
            foreach (var (program, argument, needed) in programs)
            {
                if (await FaultOfAsync(source, program, argument) is { } missing)
                    return $"{missing}: {needed}";
            }
            var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), CancellationToken.None)));
            // Test projects run side by side: one installs, the others wait.
            await using var turn = await TakeTurnAsync(source);
            var mark = Path.Combine(source, "node_modules", ".installed");
            if (File.Exists(mark) && await File.ReadAllTextAsync(mark, CancellationToken.None) == wanted)
                return null;
            var fault = await NpmAsync(source, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund");
            if (fault is null)
                await File.WriteAllTextAsync(mark, wanted, CancellationToken.None);
            return fault;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException)
        {
            return exception.Message;
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string source)
    {
        var path = Path.Combine(Path.GetTempPath(), "veloz-emulators-" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..12]);
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

    private static async Task<string?> NpmAsync(string source, params string[] arguments) =>
        await FaultOfAsync(source, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments) is { } fault ? $"{fault}: Node 20 and the npm registry are needed" : null;

    // Null where it ends well.
    private static async Task<string?> FaultOfAsync(string source, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = source, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
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
}

using System.Diagnostics;

namespace VeloZ.Emulators;

/// <summary>A Node script that runs to its end, and no longer than the test that asked for it.</summary>
public static class NodeRun
{
    /// <summary>Runs it.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables that it has besides.</param>
    /// <param name="command">The script and its arguments.</param>
    /// <returns>What it wrote to its output.</returns>
    /// <exception cref="InvalidOperationException">It did not end well; tells what it wrote.</exception>
    public static async Task<string> ToEndAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo("node", [EmulatorPackages.ScriptOf("child.cjs"), "node", .. command])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await error}{await output}");
        }
        finally
        {
            process.StandardInput.Close(); // It ends then, whatever it does.
        }
    }
}

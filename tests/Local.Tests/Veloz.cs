using System.Diagnostics;

namespace VeloZ.Local.Tests;

/// <summary>What a run of the program left.</summary>
internal sealed record RunResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one line of standard error that a refusal is.</summary>
    public string ErrorLine => Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>The program itself, as a process: exit codes and streams are what users get.</summary>
internal static class Veloz
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "veloz.dll");

    public static async Task<RunResult> RunAsync(params string[] arguments) => await RunInAsync(Environment.CurrentDirectory, new Dictionary<string, string>(), arguments);

    public static async Task<RunResult> RunWithInputAsync(string input, params string[] arguments) =>
        await RunAsync(Environment.CurrentDirectory, new Dictionary<string, string>(), input, arguments);

    public static async Task<RunResult> RunInAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        await RunAsync(directory, environment, input: "", arguments);

    private static async Task<RunResult> RunAsync(string directory, IReadOnlyDictionary<string, string> environment, string input, string[] arguments)
    {
        using var process = Start(directory, environment, arguments);
        using var patience = new CancellationTokenSource(Patience);
        await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return new RunResult(process.ExitCode, await output, await error);
    }

    public static Process Start(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("VELOZ_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }
}

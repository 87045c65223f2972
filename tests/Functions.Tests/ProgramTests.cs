using System.Diagnostics;

namespace VeloZ.Functions.Tests;

/// <summary>The functions' programs as processes.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Programs => new() { { "VeloZ.Api", "veloz-api" }, { "VeloZ.Backtests", "veloz-backtests" } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task On_Lambda_a_build_without_its_part_refuses_to_start(string assembly, string name)
    {
        var (code, error) = await RunAsync(assembly, [], ("AWS_LAMBDA_FUNCTION_NAME", "veloz-dev-x"));
        Assert.Equal((2, $"{name}: AWS_LAMBDA_FUNCTION_NAME is set, as on AWS Lambda, but this is no cloud build; unset it, or build with -p:Cloud=true"), (code, error));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task An_argument_is_refused(string assembly, string name)
    {
        var (code, error) = await RunAsync(assembly, ["--port"]);
        Assert.Equal((2, $"{name}: an argument was '--port', must be none: settings come from the environment"), (code, error));
    }

    private async Task<(int Code, string Error)> RunAsync(string assembly, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["VELOZ_DATA_DIR"] = _folder.Path;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error.Trim());
    }
}

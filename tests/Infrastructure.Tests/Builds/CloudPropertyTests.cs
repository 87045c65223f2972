using System.Diagnostics;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Which build is asked for, by the property Cloud.</summary>
public sealed class CloudPropertyTests
{
    [Theory]
    [InlineData("tru", "Cloud was 'tru', must be true, stub or left out")]
    [InlineData("false", "Cloud was 'false', must be true, stub or left out")]
    [InlineData("true", null)]
    [InlineData("stub", null)]
    [InlineData("", null)]
    public async Task A_flavor_that_is_none_is_refused(string value, string? message)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", RepositoryFiles.PathOf("Directory.Build.targets"), "-t:CheckCloud", "-nologo", $"-p:Cloud={value}"]) { RedirectStandardOutput = true, UseShellExecute = false };
        // The host of the tests is built with variables of its own, which change where MSBuild looks.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(message is null ? 0 : 1, build.ExitCode);
        if (message is not null)
            Assert.Contains(message, output, StringComparison.Ordinal);
    }
}

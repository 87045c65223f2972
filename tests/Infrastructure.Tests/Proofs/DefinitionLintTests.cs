using System.Diagnostics;
using VeloZ.Emulators;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The definition that is deployed, with the alias in it, under the linter.</summary>
public sealed class DefinitionLintTests
{
    [Fact]
    public async Task The_linter_finds_nothing_in_what_is_deployed()
    {
        await EmulatorPackages.NeedAsync();
        var definition = (await SampleStacks.OfAsync("production")).OfToken(Tokens.Machine).Single().Text("definition")!;
        Assert.DoesNotContain("${", definition, StringComparison.Ordinal);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, definition, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("node", [EmulatorPackages.ScriptOf("StepFunctions/lint.cjs"), path]) { RedirectStandardOutput = true, UseShellExecute = false };
            using var node = Process.Start(start)!;
            var answer = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal("""{"isValid":true,"errors":[]}""", answer);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Runtime.CompilerServices;

namespace VeloZ.Simulation.Tests;

/// <summary>Cases that once failed, or come close to what a guard keeps away: one a line in <c>regressions.txt</c>, run for ever.</summary>
public sealed class RegressionTests
{
    public static TheoryData<string> Cases => [.. File.ReadLines(Path.Combine(Folder(), "regressions.txt")).Where(line => line.Length > 0 && line[0] != '#')];

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_holds(string text)
    {
        var result = SimulationResult.Of(SimulationCase.Parse(text) with { Without = null });
        Assert.True(result.Holds, $"{result.Invariant}: {result.Message}");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}

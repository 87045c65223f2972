namespace VeloZ.TestKit;

/// <summary>How thorough a test run is: <c>VELOZ_TEST_TIER</c> is <c>quick</c> (also when unset), <c>full</c> or <c>nightly</c>.</summary>
public static class Tier
{
    private const string Variable = "VELOZ_TEST_TIER";

    /// <summary>The amount of work of the tier that runs: bars, seeds, steps.</summary>
    /// <exception cref="InvalidOperationException">The variable is none of the three.</exception>
    public static int Pick(int quick, int full, int nightly) => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "quick" => quick,
        "full" => full,
        "nightly" => nightly,
        var other => throw new InvalidOperationException($"{Variable} was '{other}', must be quick, full or nightly"),
    };
}

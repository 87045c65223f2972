using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Simulation.Tests;

/// <summary>Each guard taken out is noticed, and the cases made for some of them hold with it.</summary>
public sealed class GuardTrialTests
{
    public static TheoryData<Guard> All => [.. Enum.GetValues<Guard>()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_guard_taken_out_is_noticed(Guard guard)
    {
        var trial = GuardTrial.Of(guard, Tier.Pick(quick: 200, full: 2_000, nightly: 10_000), new SimulationSweep(1, new Progress<long>()), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{trial.Failure?.Case} {trial.Failure?.Message} {trial.Directed}");
        Assert.True(trial.IsNoticed);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_case_made_for_a_guard_holds_with_it(Guard guard) => Assert.Null(DirectedCases.Run(guard, Guards.All));

    [Theory]
    [MemberData(nameof(All))]
    public void What_notices_a_guard_holds_with_it(Guard guard)
    {
        var trial = GuardTrial.Of(guard, seeds: 200, new SimulationSweep(1, new Progress<long>()), TestContext.Current.CancellationToken);
        if (trial.Failure is { } failure)
            Assert.Equal("", SimulationResult.Of(failure.Case with { Without = null }).Message);
    }
}

using VeloZ.Domain;

namespace VeloZ.Simulation.Tests;

public sealed class CaseShrinkerTests
{
    [Theory]
    [InlineData(Guard.TimeoutIsUnknown)]
    [InlineData(Guard.SyncFailureIsFatal)]
    [InlineData(Guard.RequestDeadline)]
    public void A_shrunk_case_fails_in_the_same_way_and_each_fault_of_it_is_needed(Guard guard)
    {
        var failure = new SimulationSweep(2, new Progress<long>()).FindFailure(200, guard, TestContext.Current.CancellationToken)!;
        var shrunk = CaseShrinker.Shrink(failure, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(shrunk.ToString());
        Assert.Equal(failure.Invariant, SimulationResult.Of(shrunk).Invariant);
        Assert.True(shrunk.Faults!.Count < failure.Faults.Count);
        Assert.InRange(shrunk.Faults.Count, 1, 6);
        foreach (var fault in shrunk.Faults)
        {
            var less = shrunk with { Faults = [.. shrunk.Faults.Where(one => one != fault)] };
            Assert.NotEqual(failure.Invariant, SimulationResult.Of(less).Invariant);
        }
    }
}

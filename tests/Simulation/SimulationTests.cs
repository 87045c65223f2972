using VeloZ.TestKit;

namespace VeloZ.Simulation.Tests;

public sealed class SimulationTests
{
    [Fact]
    public void Every_invariant_holds_in_every_world()
    {
        var summary = Sweep(workers: 2, Tier.Pick(quick: 100, full: SimulationSummary.FullSeeds, nightly: 100_000));
        Assert.True(summary.Failures.Count == 0, string.Join('\n', summary.Failures.Take(10).Select(failure => $"{failure.Case}: {failure.Invariant}: {failure.Message}")));
        Assert.Empty(summary.TooSeldom);
    }

    [Fact]
    public void The_same_seed_leaves_the_same_trace()
    {
        for (ulong seed = 0; seed < 10; seed++)
            Assert.Equal(SimulationResult.Of(new SimulationCase(seed)).TraceHash, SimulationResult.Of(new SimulationCase(seed)).TraceHash);
    }

    [Fact]
    public void Other_seeds_leave_other_traces() =>
        Assert.Equal(20, Enumerable.Range(0, 20).Select(seed => SimulationResult.Of(new SimulationCase((ulong)seed)).TraceHash).Distinct().Count());

    [Fact]
    public void The_number_of_workers_changes_nothing()
    {
        var (one, three) = (Sweep(workers: 1, 30), Sweep(workers: 3, 30));
        Assert.Equal(one.Faults, three.Faults);
        Assert.Equal(one.Happenings, three.Happenings);
        Assert.Equal(one.Checked, three.Checked);
        Assert.Equal(one.Events, three.Events);
    }

    [Fact]
    public void Its_faults_told_one_by_one_make_the_same_run()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var run = SimulationResult.Of(new SimulationCase(seed));
            Assert.Equal(run.TraceHash, SimulationResult.Of(new SimulationCase(seed) { Faults = run.Faults }).TraceHash);
        }
    }

    [Fact]
    public void A_world_without_faults_is_calm()
    {
        var run = SimulationResult.Of(new SimulationCase(3) { Faults = [] });
        Assert.True(run.Holds, run.Message);
        Assert.Empty(run.Faults);
        Assert.Equal(0, run.Happenings[(int)Happening.Restart]);
        Assert.Equal(0, run.Happenings[(int)Happening.UnknownOutcome]);
        Assert.True(run.Happenings[(int)Happening.OrderPlaced] > 10);
    }

    [Fact]
    public void The_trace_has_the_last_lines()
    {
        var run = SimulationResult.Of(new SimulationCase(3), traceLines: 5);
        Assert.Equal(5, run.Trace.Count);
        Assert.Contains("  ends  ", run.Trace.Last(), StringComparison.Ordinal);
    }

    private static SimulationSummary Sweep(int workers, int seeds) => new SimulationSweep(workers, new Progress<long>()).Run(0, seeds, without: null, TestContext.Current.CancellationToken);
}

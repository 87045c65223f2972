namespace VeloZ.Domain.Tests;

public sealed class BacktestPlanTests
{
    private static readonly BacktestJobId Job = BacktestJobId.Parse("bt_plan");

    [Fact]
    public void The_last_parameter_changes_fastest()
    {
        var plan = BacktestPlan.Of(Job, Samples.Sweep(("a", ["1", "2"]), ("b", ["x", "y", "z"])));
        Assert.Equal(6, plan.Points);
        Assert.Equal(
            ["a=1 b=x", "a=1 b=y", "a=1 b=z", "a=2 b=x", "a=2 b=y", "a=2 b=z"],
            Enumerable.Range(0, 6).Select(point => string.Join(' ', plan.ParametersOf(point).Select(one => $"{one.Key}={one.Value}"))));
    }

    [Theory]
    [InlineData(1, 7, 6, 7)]
    [InlineData(3, 3, 6, 7)]
    [InlineData(7, 1, 0, 7)]
    [InlineData(100, 1, 0, 7)]
    public void Batches_together_have_every_point_once(int pointsPerBatch, int batches, int first, int end)
    {
        var plan = BacktestPlan.Of(Job, Samples.Sweep(("a", ["1", "2", "3", "4", "5", "6", "7"])) with { PointsPerBatch = pointsPerBatch });
        Assert.Equal(batches, plan.Batches);
        Assert.Equal((first, end), plan.PointsOfBatch(batches - 1));
        Assert.Equal(Enumerable.Range(0, 7), Enumerable.Range(0, batches).SelectMany(batch => plan.PointsOfBatch(batch) is var (from, to) ? Enumerable.Range(from, to - from) : []));
    }

    [Fact]
    public void A_batch_or_point_that_is_not_there_is_refused()
    {
        var plan = BacktestPlan.Of(Job, Samples.Sweep(("a", ["1", "2"])));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.PointsOfBatch(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.PointsOfBatch(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.ParametersOf(2));
    }

    public static TheoryData<BacktestSweep, string> Broken => new()
    {
        { Samples.Sweep(), "the grid had no parameter, must have at least one with one value" },
        { Samples.Sweep(("a", [])), "parameter a of the grid had no value, must have at least one" },
        { Samples.Sweep(("a", ["1"]), ("a", ["2"])), "the grid had a parameter twice, must have each once" },
        { Samples.Sweep(("a", ["1"])) with { PointsPerBatch = 0 }, "points per batch were 0, must be 1 or more" },
        { Samples.Sweep(("a", ["1"])) with { ConcurrencyMax = 1_001 }, "concurrency was 1001, must be 1 to 1000" },
        { Samples.Sweep(("a", ["1"])) with { ToleratedShare = 1.1m }, "tolerated share was 1.1, must be 0 to 1" },
        { Samples.Sweep(("a", Many(5_001))), "the sweep had 5001 batches, must have at most 5000: put more points into a batch" },
        { Samples.Sweep(("a", Many(400)), ("b", Many(400))), "the grid had more than 100000 points, must have at most as many" },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void A_sweep_that_does_not_hold_is_refused(BacktestSweep sweep, string message) =>
        Assert.Equal(message, Assert.Throws<BacktestJobException>(() => BacktestPlan.Of(Job, sweep)).Message);

    private static string[] Many(int count) => [.. Enumerable.Range(0, count).Select(number => $"{number}")];

    internal static class Samples
    {
        public static BacktestSweep Sweep(params (string Name, string[] Values)[] grid) => new()
        {
            Strategy = "ma-cross",
            Grid = [.. grid.Select(one => new SweepParameter(one.Name, one.Values))],
            Bars = new SweepBars(
                BlobKey.Parse("bars/x.csv"),
                InstrumentId.Parse("BTC-USDT.SIM"),
                BarInterval.Parse("1h"),
                UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero))),
            PriceIncrement = 0.01m,
            QuantityIncrement = 0.00001m,
            Cash = 100_000.5m,
            MakerRate = -0.0001m,
            Leverage = 3,
        };
    }
}

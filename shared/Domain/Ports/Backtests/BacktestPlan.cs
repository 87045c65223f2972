namespace VeloZ.Domain;

/// <summary>A sweep cut into batches. One sweep is always cut alike; <see cref="PinnedBacktestPlan"/> is that of a job.</summary>
public sealed record BacktestPlan
{
    private BacktestPlan(BacktestJobId job, BacktestSweep sweep, int points) => (Job, Sweep, Points) = (job, sweep, points);

    /// <summary>Whose.</summary>
    public BacktestJobId Job { get; }

    /// <summary>Of what.</summary>
    public BacktestSweep Sweep { get; }

    /// <summary>How many points there are, 1 or more.</summary>
    public int Points { get; }

    /// <summary>How many batches, 1 or more.</summary>
    public int Batches => (Points + Sweep.PointsPerBatch - 1) / Sweep.PointsPerBatch;

    /// <summary>Cuts a sweep.</summary>
    /// <exception cref="BacktestJobException">The sweep does not hold. Parameters of single points are not looked at.</exception>
    public static BacktestPlan Of(BacktestJobId job, BacktestSweep sweep)
    {
        if (sweep.Grid.Count == 0)
            throw new BacktestJobException("the grid had no parameter, must have at least one with one value");
        if (sweep.Grid.DistinctBy(one => one.Name, StringComparer.Ordinal).Count() < sweep.Grid.Count)
            throw new BacktestJobException("the grid had a parameter twice, must have each once");
        if (sweep.PointsPerBatch < 1)
            throw new BacktestJobException($"points per batch were {sweep.PointsPerBatch}, must be 1 or more");
        if (sweep.ConcurrencyMax is < 1 or > 1_000)
            throw new BacktestJobException($"concurrency was {sweep.ConcurrencyMax}, must be 1 to 1000");
        if (sweep.ToleratedShare is < 0 or > 1)
            throw new BacktestJobException($"tolerated share was {DecimalText.Trimmed(sweep.ToleratedShare)}, must be 0 to 1");
        var plan = new BacktestPlan(job, sweep, PointsOf(sweep.Grid));
        return plan.Batches <= BacktestSweep.BatchesMax
            ? plan
            : throw new BacktestJobException($"the sweep had {plan.Batches} batches, must have at most {BacktestSweep.BatchesMax}: put more points into a batch");
    }

    /// <summary>The points of a batch, from its first to the one after its last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public (int First, int End) PointsOfBatch(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, Batches);
        var first = batch * Sweep.PointsPerBatch;
        return (first, Math.Min(first + Sweep.PointsPerBatch, Points));
    }

    /// <summary>What the grid gives a point, in the grid's order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> ParametersOf(int point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, Points);
        var given = new KeyValuePair<string, string>[Sweep.Grid.Count];
        for (var index = given.Length - 1; index >= 0; index--)
        {
            var (name, values) = Sweep.Grid[index];
            given[index] = KeyValuePair.Create(name, values[point % values.Count]);
            point /= values.Count;
        }
        return given;
    }

    private static int PointsOf(IReadOnlyList<SweepParameter> grid)
    {
        var points = 1L;
        foreach (var (name, values) in grid)
        {
            if (values.Count == 0)
                throw new BacktestJobException($"parameter {name} of the grid had no value, must have at least one");
            points *= values.Count;
            if (points > BacktestSweep.PointsMax)
                throw new BacktestJobException($"the grid had more than {BacktestSweep.PointsMax} points, must have at most as many");
        }
        return (int)points;
    }
}

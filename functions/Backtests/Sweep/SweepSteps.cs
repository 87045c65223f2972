using VeloZ.Domain;

namespace VeloZ.Backtests;

/// <summary>The steps of a sweep, each of which may be done twice. The state machine and the runner in process take the same ones.</summary>
internal sealed class SweepSteps(IBlobStore blobs) : IDisposable
{
    private readonly BacktestJobBlobs _jobs = new(blobs);
    private readonly SweepBarReader _bars = new(blobs);

    /// <summary>The documents of jobs.</summary>
    public BacktestJobBlobs Jobs => _jobs;

    /// <summary>Cuts the job into batches, looks at all that is the same for every point, and pins the bars that it has looked at; unless that was done before.</summary>
    /// <returns>The plan that is kept.</returns>
    /// <exception cref="BacktestJobError">The job does not hold.</exception>
    public async Task<PinnedBacktestPlan> PlanAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await _jobs.FindPlanAsync(job, cancellationToken) is { } before)
            return before;
        var sweep = await _jobs.FindAsync(job, cancellationToken) ?? throw new BacktestJobError($"there is no job {job}, must be started");
        var plan = BacktestPlan.Of(job, sweep);
        var bars = await _bars.ReadAsync(sweep.Bars, cancellationToken);
        _ = new PointRun(plan, bars.Series);
        return await _jobs.AddPlanAsync(new PinnedBacktestPlan(plan, bars.Pin), cancellationToken);
    }

    /// <summary>Runs a batch, unless it was run before.</summary>
    /// <returns>How many of its points have failed.</returns>
    /// <exception cref="BacktestJobError">There is no such plan or batch, or the bars are others than the planned ones.</exception>
    /// <exception cref="BacktestCanceledError">The job is to stop.</exception>
    public async Task<int> RunAsync(BacktestJobId job, int batch, CancellationToken cancellationToken)
    {
        var (plan, pin) = await PlanOfAsync(job, cancellationToken);
        if (batch < 0 || batch >= plan.Batches)
            throw new BacktestJobError($"the batch was {batch}, must be 0 to {plan.Batches - 1}");
        if (await _jobs.FindBatchAsync(job, batch, cancellationToken) is { } before)
            return before.Count(point => point is PointResult.Failed);
        var run = new PointRun(plan, await _bars.ReadPinnedAsync(job, plan.Sweep.Bars, pin, cancellationToken));
        var (first, end) = plan.PointsOfBatch(batch);
        var points = new List<PointResult>(end - first);
        for (var point = first; point < end; point++)
        {
            if (await _jobs.IsCanceledAsync(job, cancellationToken))
                throw new BacktestCanceledError($"job {job} was canceled before point {point}");
            points.Add(run.Run(point, cancellationToken));
        }
        await _jobs.AddBatchAsync(job, batch, points, cancellationToken);
        return points.Count(point => point is PointResult.Failed);
    }

    /// <summary>Gathers the outcomes of all points, unless they were gathered before: what comes late changes no result.</summary>
    /// <returns>The result that is kept.</returns>
    /// <exception cref="BacktestJobError">There is no such plan, or a batch has failed by such an error: what is wrong with the job is wrong with every batch.</exception>
    public async Task<BacktestSweepResult> AggregateAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await _jobs.FindResultAsync(job, cancellationToken) is { } before)
            return before;
        var (plan, _) = await PlanOfAsync(job, cancellationToken);
        var points = new List<PointResult>(plan.Points);
        for (var batch = 0; batch < plan.Batches; batch++)
            points.AddRange(await _jobs.FindBatchAsync(job, batch, cancellationToken) ?? await FailedAsync(plan, batch, cancellationToken));
        var failed = points.Count(point => point is PointResult.Failed);
        var state = failed <= plan.Sweep.ToleratedShare * plan.Points ? BacktestJobState.Succeeded : BacktestJobState.FailedPartial;
        return await _jobs.AddResultAsync(new BacktestSweepResult(job, state, points, BacktestResultHash.Of(points)), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _bars.Dispose();

    private async Task<PinnedBacktestPlan> PlanOfAsync(BacktestJobId job, CancellationToken cancellationToken) =>
        await _jobs.FindPlanAsync(job, cancellationToken) ?? throw new BacktestJobError($"there is no plan of job {job}, must be planned");

    private async Task<IEnumerable<PointResult>> FailedAsync(BacktestPlan plan, int batch, CancellationToken cancellationToken)
    {
        var failure = await _jobs.FindBatchFailureAsync(plan.Job, batch, cancellationToken);
        if (failure?.Error == nameof(BacktestJobError))
            throw new BacktestJobError(failure.Cause);
        var (code, message) = failure is null
            ? ("result_missing", $"batch {batch} left no result")
            : ("worker_failed", $"batch {batch} failed by {failure.Error}: {failure.Cause}");
        var (first, end) = plan.PointsOfBatch(batch);
        return Enumerable.Range(first, end - first).Select(point => new PointResult.Failed(point, plan.ParametersOf(point), code, message));
    }
}

using System.Collections.Concurrent;
using VeloZ.Domain;

namespace VeloZ.Backtests;

/// <summary>Runs sweeps in this process, on all its cores, by the steps that the state machine takes.</summary>
/// <remarks>A job that was cut short by the end of the process goes on where it was when it is started again.</remarks>
public sealed class InProcessBacktestRunner : IBacktestRunner, IAsyncDisposable
{
    // As often as the state machine tries.
    private const int TriesMax = 3;

    private readonly SweepSteps _steps;
    private readonly int _lanes;
    private readonly ConcurrentDictionary<BacktestJobId, Job> _jobs = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();

    /// <param name="blobs">Where jobs, bars and results are.</param>
    /// <param name="lanes">Most batches at one time; 0 for one each core.</param>
    public InProcessBacktestRunner(IBlobStore blobs, int lanes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lanes);
        _steps = new SweepSteps(blobs);
        _lanes = lanes == 0 ? Environment.ProcessorCount : lanes;
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(BacktestJobId job, BacktestSweep sweep, CancellationToken cancellationToken)
    {
        _ = BacktestPlan.Of(job, sweep);
        await _steps.Jobs.AddAsync(job, sweep, cancellationToken);
        if (await _steps.Jobs.FindResultAsync(job, cancellationToken) is not null || await _steps.Jobs.IsCanceledAsync(job, cancellationToken))
            return;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            if (_jobs.TryGetValue(job, out var there) && !there.Completion.IsFaulted)
                return;
            var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            _jobs[job] = new Job(Task.Run(() => RunAsync(job, cancellation.Token), CancellationToken.None), cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BacktestProgress?> GetProgressAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await _steps.Jobs.FindAsync(job, cancellationToken) is null)
            return null;
        var plan = (await _steps.Jobs.FindPlanAsync(job, cancellationToken))?.Plan;
        var done = plan is null ? 0 : await _steps.Jobs.CountPointsAsync(plan, cancellationToken);
        var (state, error) = await StateOfAsync(job, cancellationToken);
        return new BacktestProgress(state, plan?.Points, done, error);
    }

    /// <inheritdoc/>
    public async ValueTask CancelAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await _steps.Jobs.FindResultAsync(job, cancellationToken) is not null || await _steps.Jobs.FindAsync(job, cancellationToken) is null)
            return;
        await _steps.Jobs.CancelAsync(job, cancellationToken);
        if (!_jobs.TryGetValue(job, out var running))
            return;
        await running.Cancellation.CancelAsync();
        await running.Completion.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BacktestSweepResult?> GetResultAsync(BacktestJobId job, CancellationToken cancellationToken) => _steps.Jobs.FindResultAsync(job, cancellationToken);

    /// <summary>Waits until a job has ended that was started here; at once where none was.</summary>
    public Task WaitAsync(BacktestJobId job, CancellationToken cancellationToken) => _jobs.TryGetValue(job, out var one) ? one.Completion.WaitAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var job in _jobs.Values)
        {
            await job.Completion;
            job.Cancellation.Dispose();
        }
        _end.Dispose();
        _steps.Dispose();
    }

    private async Task<(BacktestJobState State, string? Error)> StateOfAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await _steps.Jobs.FindResultAsync(job, cancellationToken) is { } result)
            return (result.State, null);
        if (await _steps.Jobs.IsCanceledAsync(job, cancellationToken))
            return (BacktestJobState.Canceled, null);
        if (await _steps.Jobs.FindFailureAsync(job, cancellationToken) is { } failure)
            return (BacktestJobState.Failed, $"{failure.Error}: {failure.Cause}");
        return (BacktestJobState.Running, null);
    }

    // The edge of the job: what it throws is what became of it.
    private async Task RunAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        try
        {
            var (plan, _) = await TryAsync(() => _steps.PlanAsync(job, cancellationToken));
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(_lanes, plan.Sweep.ConcurrencyMax), CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, plan.Batches, options, async (batch, token) => await RunBatchAsync(job, batch, token));
            await TryAsync(() => _steps.AggregateAsync(job, cancellationToken));
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested || exception is BacktestCanceledError)
        {
            // Whoever canceled it has said so; a process that ends leaves it to go on later.
        }
        catch (Exception exception)
        {
            await _steps.Jobs.AddFailureAsync(job, FailureOf(exception), CancellationToken.None);
        }
    }

    private async Task RunBatchAsync(BacktestJobId job, int batch, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(() => _steps.RunAsync(job, batch, cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not BacktestCanceledError)
        {
            await _steps.Jobs.AddBatchFailureAsync(job, batch, FailureOf(exception), cancellationToken);
        }
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> step)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await step();
            }
            catch (StoreException exception) when (exception.Fault is StoreFault.Unavailable or StoreFault.InUse && tries < TriesMax)
            {
                // At once: it is this machine's own disk.
            }
        }
    }

    private static BacktestFailure FailureOf(Exception exception) => new(exception is BacktestJobException ? nameof(BacktestJobError) : exception.GetType().Name, exception.Message);

    private sealed record Job(Task Completion, CancellationTokenSource Cancellation);
}

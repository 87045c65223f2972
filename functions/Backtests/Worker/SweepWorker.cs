using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Hosting;

namespace VeloZ.Backtests;

/// <summary>The tasks of the state machine. Each may be done twice: it neither fails nor changes what the first left.</summary>
public sealed class SweepWorker : IDisposable
{
    /// <summary>As the state machine says it.</summary>
    public const string FunctionName = "backtests-worker";

    private readonly SweepSteps _steps;

    /// <param name="blobs">Where jobs, bars and results are.</param>
    public SweepWorker(IBlobStore blobs)
    {
        _steps = new SweepSteps(blobs);
        Function = InvokedFunction.Event.Of(FunctionName, WorkerJson.Default.WorkerRequest, WorkerJson.Default.WorkerReply, AnswerAsync);
    }

    /// <summary>The function.</summary>
    public InvokedFunction.Event Function { get; }

    /// <inheritdoc/>
    public void Dispose() => _steps.Dispose();

    private async ValueTask<WorkerReply> AnswerAsync(WorkerRequest request, CancellationToken cancellationToken)
    {
        if (!BacktestJobId.TryParse(request.Job, out var job))
            throw new BacktestJobError($"the job was '{request.Job}', must be an id such as bt_0123");
        try
        {
            return request.Op switch
            {
                "plan" => await PlanAsync(job, cancellationToken),
                "run" => await RunAsync(job, BatchOf(request), cancellationToken),
                "record-failure" => await RecordFailureAsync(job, BatchOf(request), FailureOf(request), cancellationToken),
                "aggregate" => await AggregateAsync(job, cancellationToken),
                "mark-failed" => await MarkFailedAsync(job, FailureOf(request), cancellationToken),
                var other => throw new BacktestJobError($"op was '{other}', must be plan, run, record-failure, aggregate or mark-failed"),
            };
        }
        catch (StoreException exception) when (exception.Fault is StoreFault.Unavailable or StoreFault.InUse)
        {
            throw new TransientBacktestError(exception.Message, exception);
        }
        catch (BacktestJobException exception)
        {
            throw new BacktestJobError(exception.Message, exception);
        }
    }

    private async Task<WorkerReply> PlanAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        var (plan, _) = await _steps.PlanAsync(job, cancellationToken);
        return new WorkerReply
        {
            Job = job.Text,
            PlanKey = BacktestJobBlobs.PlanKey(job).Text,
            Batches = [.. Enumerable.Range(0, plan.Batches)],
            MaxConcurrency = plan.Sweep.ConcurrencyMax,
        };
    }

    private async Task<WorkerReply> RunAsync(BacktestJobId job, int batch, CancellationToken cancellationToken) =>
        new() { Job = job.Text, Batch = batch, Failed = await _steps.RunAsync(job, batch, cancellationToken) };

    private async Task<WorkerReply> RecordFailureAsync(BacktestJobId job, int batch, BacktestFailure failure, CancellationToken cancellationToken)
    {
        await _steps.Jobs.AddBatchFailureAsync(job, batch, failure, cancellationToken);
        return new WorkerReply { Job = job.Text, Batch = batch };
    }

    private async Task<WorkerReply> AggregateAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        var result = await _steps.AggregateAsync(job, cancellationToken);
        return new WorkerReply
        {
            Job = job.Text,
            Points = result.Points.Count,
            Failed = result.Points.Count(point => point is PointResult.Failed),
            State = SnakeCase.From(result.State.ToString()),
            ResultHash = result.ResultHash,
        };
    }

    private async Task<WorkerReply> MarkFailedAsync(BacktestJobId job, BacktestFailure failure, CancellationToken cancellationToken)
    {
        await _steps.Jobs.AddFailureAsync(job, failure, cancellationToken);
        return new WorkerReply { Job = job.Text };
    }

    private static int BatchOf(WorkerRequest request) => request.Batch ?? throw new BacktestJobError($"op {request.Op} had no batch, must have one");

    private static BacktestFailure FailureOf(WorkerRequest request)
    {
        if (request.Error is not { } error)
            throw new BacktestJobError($"op {request.Op} had no error, must have one");
        return new BacktestFailure(error.Error, MessageOf(error.Cause ?? ""));
    }

    // The cause of a function's error is the JSON that its caller gets; of others it is a sentence.
    private static string MessageOf(string cause)
    {
        try
        {
            return JsonSerializer.Deserialize(cause, WorkerJson.Default.FunctionFault)?.ErrorMessage ?? cause;
        }
        catch (JsonException)
        {
            return cause;
        }
    }
}

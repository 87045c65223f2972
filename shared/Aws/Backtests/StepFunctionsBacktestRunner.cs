using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Runs sweeps by a state machine of AWS Step Functions: one execution a job, named by its id, over the same blobs as its workers.</summary>
public sealed class StepFunctionsBacktestRunner : IBacktestRunner, IDisposable
{
    private readonly AwsOptions _options;
    private readonly AmazonStepFunctionsClient _client;
    private readonly BacktestJobBlobs _jobs;
    private readonly string _stateMachine;
    private readonly string _executions;

    /// <param name="options">Where AWS is, and who asks.</param>
    /// <param name="stateMachineArn">Of the state machine.</param>
    /// <param name="blobs">Those of its workers.</param>
    /// <exception cref="FormatException">The ARN is none of a state machine.</exception>
    public StepFunctionsBacktestRunner(AwsOptions options, string stateMachineArn, IBlobStore blobs)
    {
        if (!stateMachineArn.StartsWith("arn:", StringComparison.Ordinal) || stateMachineArn.Split(':') is not [_, _, "states", _, _, "stateMachine", { Length: > 0 }])
            throw new FormatException($"state machine was '{stateMachineArn}', must be an ARN such as arn:aws:states:eu-central-1:123456789012:stateMachine:veloz-dev-backtest");
        _options = options;
        _stateMachine = stateMachineArn;
        _executions = stateMachineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal);
        _jobs = new BacktestJobBlobs(blobs);
        var config = options.Configure(new AmazonStepFunctionsConfig());
        _client = options.Credentials is { } credentials ? new AmazonStepFunctionsClient(credentials, config) : new AmazonStepFunctionsClient(config);
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(BacktestJobId job, BacktestSweep sweep, CancellationToken cancellationToken)
    {
        _ = BacktestPlan.Of(job, sweep);
        await _jobs.AddAsync(job, sweep, cancellationToken);
        var request = new StartExecutionRequest { StateMachineArn = _stateMachine, Name = job.Text, Input = $$"""{"job":"{{job.Text}}"}""" };
        try
        {
            await _client.StartExecutionAsync(request, cancellationToken);
        }
        catch (ExecutionAlreadyExistsException)
        {
            // It has run to its end, or its name would have given the same answer once more: there is no second run of a job.
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"states:StartExecution of {_stateMachine}", _options);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BacktestProgress?> GetProgressAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(job, cancellationToken) is not { } execution)
            return null;
        var plan = (await _jobs.FindPlanAsync(job, cancellationToken))?.Plan;
        var done = plan is null ? 0 : await _jobs.CountPointsAsync(plan, cancellationToken);
        var (state, error) = await StateOfAsync(job, execution, cancellationToken);
        return new BacktestProgress(state, plan?.Points, done, error);
    }

    /// <inheritdoc/>
    /// <remarks>The execution stops first: a worker that sees the mark before would tell of a failure.</remarks>
    public async ValueTask CancelAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(job, cancellationToken) is not { } execution || execution.Status != ExecutionStatus.RUNNING)
            return;
        try
        {
            await _client.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = ArnOf(job), Error = "Canceled", Cause = "canceled by its user" }, cancellationToken);
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"states:StopExecution of {ArnOf(job)}", _options);
        }
        await _jobs.CancelAsync(job, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<BacktestSweepResult?> GetResultAsync(BacktestJobId job, CancellationToken cancellationToken) => _jobs.FindResultAsync(job, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private string ArnOf(BacktestJobId job) => $"{_executions}:{job.Text}";

    private async Task<DescribeExecutionResponse?> DescribeAsync(BacktestJobId job, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = ArnOf(job) }, cancellationToken);
        }
        catch (ExecutionDoesNotExistException)
        {
            return null;
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception))
        {
            throw AwsFault.Of(exception, $"states:DescribeExecution of {ArnOf(job)}", _options);
        }
    }

    private async Task<(BacktestJobState State, string? Error)> StateOfAsync(BacktestJobId job, DescribeExecutionResponse execution, CancellationToken cancellationToken)
    {
        if (execution.Status == ExecutionStatus.RUNNING || execution.Status == ExecutionStatus.PENDING_REDRIVE)
            return (BacktestJobState.Running, null);
        if (execution.Status == ExecutionStatus.ABORTED)
            return (BacktestJobState.Canceled, null);
        // A sweep that failed in part ends in a failure too, and has a result.
        if (await _jobs.FindResultAsync(job, cancellationToken) is { } result)
            return (result.State, null);
        var failure = await _jobs.FindFailureAsync(job, cancellationToken);
        return (BacktestJobState.Failed, failure is null ? $"{execution.Error}: {execution.Cause}" : $"{failure.Error}: {failure.Cause}");
    }
}

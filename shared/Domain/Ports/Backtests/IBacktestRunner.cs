namespace VeloZ.Domain;

/// <summary>A job cannot be run as it was asked for; the message says what was and what was needed.</summary>
public sealed class BacktestJobException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Runs sweeps of backtests, here or elsewhere, with the same results.</summary>
/// <remarks>Safe for use by several threads. Any member throws <see cref="StoreException"/> when what it stores in, or what runs the job, fails.</remarks>
public interface IBacktestRunner
{
    /// <summary>Starts a job. The same job and sweep once more is no second run.</summary>
    /// <exception cref="BacktestJobException">The sweep does not hold, or the job is there with another one.</exception>
    ValueTask StartAsync(BacktestJobId job, BacktestSweep sweep, CancellationToken cancellationToken);

    /// <summary>How far a job has come.</summary>
    /// <returns>Null when there is no such job.</returns>
    ValueTask<BacktestProgress?> GetProgressAsync(BacktestJobId job, CancellationToken cancellationToken);

    /// <summary>Stops a job, if it runs. Results of points that have ended are kept.</summary>
    ValueTask CancelAsync(BacktestJobId job, CancellationToken cancellationToken);

    /// <summary>What a job found.</summary>
    /// <returns>Null when it has not ended, or ended without a result.</returns>
    ValueTask<BacktestSweepResult?> GetResultAsync(BacktestJobId job, CancellationToken cancellationToken);
}

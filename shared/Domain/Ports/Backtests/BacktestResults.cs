namespace VeloZ.Domain;

/// <summary>What became of one point of a sweep.</summary>
public abstract record PointResult
{
    private PointResult(int point, IReadOnlyList<KeyValuePair<string, string>> parameters) => (Point, Parameters) = (point, parameters);

    /// <summary>Its number, from 0.</summary>
    public int Point { get; }

    /// <summary>What the grid gave it, in the grid's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    /// <summary>It ran to its end.</summary>
    /// <param name="Number">Its number, from 0.</param>
    /// <param name="Given">What the grid gave it.</param>
    /// <param name="TradeHash">Fingerprint of its fills, lower hex.</param>
    /// <param name="StateHash">Fingerprint of the kernel's final state, lower hex.</param>
    /// <param name="Fills">How many.</param>
    /// <param name="Trades">Closed round trips.</param>
    /// <param name="EndEquity">At the last close, in quote currency.</param>
    /// <param name="Fees">All of them, in quote currency.</param>
    /// <param name="MaxDrawdown">As a fraction, 0 or more.</param>
    public sealed record Done(
        int Number,
        IReadOnlyList<KeyValuePair<string, string>> Given,
        string TradeHash,
        string StateHash,
        int Fills,
        int Trades,
        decimal EndEquity,
        decimal Fees,
        decimal MaxDrawdown) : PointResult(Number, Given);

    /// <summary>It has no result, and would have none if it were run again.</summary>
    /// <param name="Number">Its number, from 0.</param>
    /// <param name="Given">What the grid gave it.</param>
    /// <param name="Code">Lower snake-case: <c>parameters_invalid</c>, <c>worker_failed</c>, <c>result_missing</c>.</param>
    /// <param name="Message">What was and what was needed.</param>
    public sealed record Failed(int Number, IReadOnlyList<KeyValuePair<string, string>> Given, string Code, string Message) : PointResult(Number, Given);
}

/// <summary>How a job stands.</summary>
public enum BacktestJobState
{
    /// <summary>It runs, or waits to.</summary>
    Running,

    /// <summary>It has ended; no more points failed than may.</summary>
    Succeeded,

    /// <summary>It has ended; more points failed than may. The results of the others are kept.</summary>
    FailedPartial,

    /// <summary>It could not be run.</summary>
    Failed,

    /// <summary>It was canceled.</summary>
    Canceled,
}

/// <summary>How far a job has come.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Points">Of the whole sweep; null until it is planned.</param>
/// <param name="PointsDone">That have an outcome, be it a failure.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record BacktestProgress(BacktestJobState State, int? Points, int PointsDone, string? Error);

/// <summary>All that a sweep found.</summary>
/// <param name="Job">Whose.</param>
/// <param name="State"><see cref="BacktestJobState.Succeeded"/> or <see cref="BacktestJobState.FailedPartial"/>.</param>
/// <param name="Points">One for each point, in their order.</param>
/// <param name="ResultHash">Fingerprint of all points: <see cref="BacktestResultHash"/>.</param>
public sealed record BacktestSweepResult(BacktestJobId Job, BacktestJobState State, IReadOnlyList<PointResult> Points, string ResultHash);

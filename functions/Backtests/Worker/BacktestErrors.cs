namespace VeloZ.Backtests;

// The state machine chooses what to do by the names of these types.

/// <summary>Something outside failed that may not fail again: the state machine tries twice more.</summary>
internal sealed class TransientBacktestError(string message, Exception cause) : Exception(message, cause);

/// <summary>The job does not hold, and would not hold again; the message says what was and what was needed.</summary>
internal sealed class BacktestJobError(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The job is to stop.</summary>
internal sealed class BacktestCanceledError(string message) : Exception(message);

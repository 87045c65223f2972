using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine trades at a venue.</summary>
public sealed record LiveEngineOptions
{
    /// <summary>The market.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Length of its bars.</summary>
    public required BarInterval Interval { get; init; }

    /// <summary>Makes the connection: with the engine's clock, and what says whether it may still act.</summary>
    public required Func<MonotonicClock, Func<bool>, CancellationToken, Task<IVenueConnection>> Connect { get; init; }

    /// <summary>How requests are made and resolved.</summary>
    public ExecutionOptions Execution { get; init; } = new();

    /// <summary>After which the venue cancels orders that work where it hears nothing of us, 20 seconds to 2 minutes; null for never. Only at a venue that can.</summary>
    public TimeSpan? DeadManTimeout { get; init; }

    /// <summary>Live, or paper where the account is of this process and only the market is the venue's.</summary>
    public RunMode Mode { get; init; } = RunMode.Live;

    /// <summary>Whether there is real money in it.</summary>
    public bool IsRealMoney { get; init; }

    /// <summary>Bars of the past that strategies may warm up with.</summary>
    public int HistoryBars { get; init; } = 1_000;
}

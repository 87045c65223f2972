namespace VeloZ.Trading;

/// <summary>How requests to a venue across a network are made and resolved.</summary>
/// <remarks>The visibility delay is the venue's: Binance itself may answer "unknown" for 10 s. Balances are compared where the account has one venue.</remarks>
public sealed record ExecutionOptions
{
    /// <summary>A request must reach the matching engine so long after it was decided, or the venue refuses it.</summary>
    public TimeSpan RequestWindow { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A placed order is found by its id, and a fill in the list of fills, so long after it happened at the latest.</summary>
    public TimeSpan VisibilityDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Beyond the visibility delay, before "not found" counts: what clocks may be apart.</summary>
    public TimeSpan ConclusiveMargin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Least time between two questions about an order; doubled from one to the next, with jitter.</summary>
    public TimeSpan QueryDelayMin { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Greatest time between two questions about an order.</summary>
    public TimeSpan QueryDelayMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A question or a cancel without an answer for so long is made again, and a late answer to a question is not taken.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A question for the books without an answer for so long is made again: they are many requests where much has happened.</summary>
    public TimeSpan BooksTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two comparisons with a venue's books.</summary>
    public TimeSpan ReconcilePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Fills are asked for again from so long before the last comparison that agreed. Above the answer timeout and the visibility delay together.</summary>
    public TimeSpan FillsOverlap { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether an order by hand is sent a second time when it conclusively never reached the venue. One of a strategy is not: it decides anew. What protects a position
    /// is in any case, whoever trades.
    /// </summary>
    public bool ResubmitsByHand { get; init; }

    /// <summary>Of the jitter.</summary>
    public ulong Seed { get; init; }
}

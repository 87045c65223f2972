namespace VeloZ.Domain;

/// <summary>A strategy run once for every point of a grid of parameters, over the same bars.</summary>
public sealed record BacktestSweep
{
    /// <summary>Most points.</summary>
    public const int PointsMax = 100_000;

    /// <summary>Most batches: their numbers pass from state to state, which takes 256 KiB.</summary>
    public const int BatchesMax = 5_000;

    /// <summary>Catalogue id: <c>ma-cross</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Parameters and the values they take, each name once, each with at least one value. Point 0 has the first of all; the last parameter changes fastest.</summary>
    public required IReadOnlyList<SweepParameter> Grid { get; init; }

    /// <summary>What it runs over.</summary>
    public required SweepBars Bars { get; init; }

    /// <summary>Step of the price grid, in quote currency.</summary>
    public required decimal PriceIncrement { get; init; }

    /// <summary>Step of the quantity grid, in base units.</summary>
    public required decimal QuantityIncrement { get; init; }

    /// <summary>What each run starts with, in quote currency, above 0.</summary>
    public required decimal Cash { get; init; }

    /// <summary>Fee of resting orders, as a fraction of the notional.</summary>
    public decimal MakerRate { get; init; } = 0.001m;

    /// <summary>Fee of taking orders, as a fraction of the notional.</summary>
    public decimal TakerRate { get; init; } = 0.001m;

    /// <summary>What a taker loses to the spread, in basis points of the price; 0 or more.</summary>
    public decimal SlippageBps { get; init; }

    /// <summary>Of a margin account; null for a cash account.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>Points of one batch, which one worker runs; 1 or more.</summary>
    public int PointsPerBatch { get; init; } = 1;

    /// <summary>Most batches at one time, 1 to 1,000.</summary>
    public int ConcurrencyMax { get; init; } = 10;

    /// <summary>Greatest share of points that may fail, 0 to 1; beyond it the job has failed, and its results are kept.</summary>
    public decimal ToleratedShare { get; init; } = 0.05m;
}

/// <summary>A parameter of a grid.</summary>
/// <param name="Name">As the strategy declares it.</param>
/// <param name="Values">As they would be typed, in their order.</param>
public sealed record SweepParameter(string Name, IReadOnlyList<string> Values);

/// <summary>The bars of a sweep: a file of bars as <c>veloz import</c> reads them, kept as a blob, its times the opens.</summary>
/// <param name="Blob">Where it is.</param>
/// <param name="Instrument">The market; spot.</param>
/// <param name="Interval">Length of a bar.</param>
/// <param name="From">First open; null for the first there is. Bars before it warm the strategy up.</param>
/// <param name="To">First open that is left out; null for none.</param>
public sealed record SweepBars(BlobKey Blob, InstrumentId Instrument, BarInterval Interval, UnixNanos? From = null, UnixNanos? To = null);

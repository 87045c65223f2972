using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The events of one market in the order we had them, once, part by part.</summary>
public abstract class MarketFeed
{
    /// <summary>Whose events.</summary>
    public abstract Instrument Instrument { get; }

    /// <summary>About when the last event comes: what the points of a chart are spread over. Asked for once the first part is loaded.</summary>
    public abstract UnixNanos EndTime { get; }

    /// <summary>Loads the next part; the events of the one before are gone.</summary>
    /// <returns>False when there is no more.</returns>
    public abstract ValueTask<bool> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The next event of the part that is loaded; false when it has no more. What it gives by reference is valid until the next call.</summary>
    public abstract bool TryRead(out MarketEvent happened);
}

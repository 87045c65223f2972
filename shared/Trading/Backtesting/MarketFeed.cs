using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The events of one market in the order we had them, once.</summary>
public abstract class MarketFeed
{
    /// <summary>Whose events.</summary>
    public abstract Instrument Instrument { get; }

    /// <summary>When the first event comes, or before it.</summary>
    public abstract UnixNanos StartTime { get; }

    /// <summary>When the last event comes, or after it.</summary>
    public abstract UnixNanos EndTime { get; }

    /// <summary>The next event; false at the end. What it gives by reference is valid until the next call.</summary>
    public abstract bool TryRead(out MarketEvent happened);
}

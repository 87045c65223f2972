using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Bars of one market that can be told again from any point: what makes a restart exact.</summary>
public abstract class BarFeed
{
    /// <summary>Its name, journaled with what was decided on it; it says all that its bars depend on.</summary>
    public abstract string Source { get; }

    /// <summary>Whose bars.</summary>
    public abstract Instrument Instrument { get; }

    /// <summary>Length of each bar.</summary>
    public abstract BarInterval Interval { get; }

    /// <summary>Open time of the first bar there is.</summary>
    public abstract UnixNanos StartTime { get; }

    /// <summary>The next bar; false at the end.</summary>
    public abstract bool TryRead(out Bar bar);

    /// <summary>Goes to the first bar that closes after this moment.</summary>
    public abstract void SeekAfter(UnixNanos closeTime);

    /// <summary>The last bars that closed at or before this moment, oldest first, at most so many; the feed stays where it is.</summary>
    public abstract IReadOnlyList<Bar> Before(UnixNanos closeTime, int count);
}

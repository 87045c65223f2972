using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>A market whose streams are followed, and how far they were told. Its owner calls it under its gate.</summary>
/// <typeparam name="TBook">Keeps its book by the venue's rule.</typeparam>
internal sealed class FollowedMarket<TBook>(MarketSubscription subscription, WireMarket wire, TBook book, BarFollower? bars)
    where TBook : class, IBookFeed
{
    private UnixNanos? _firstQuote; // Since the book was told last.
    private UnixNanos _lastQuote;

    public MarketSubscription Subscription { get; } = subscription;

    public WireMarket Wire { get; } = wire;

    public TBook Book { get; } = book;

    public BarFollower? Bars { get; } = bars;

    /// <summary>How often what was told of the book had a hole.</summary>
    public long Losses { get; private set; }

    /// <summary>Number of the last print.</summary>
    public long LastTrade { get; set; }

    /// <summary>Number of the last best prices.</summary>
    public long LastQuote { get; set; }

    /// <summary>The book has a hole.</summary>
    public void Lose(UnixNanos now)
    {
        Losses++;
        Book.Lose(now);
    }

    /// <summary>Numbers begin anew.</summary>
    public void CountAnew() => (LastTrade, LastQuote) = (0, 0);

    /// <summary>The book was told.</summary>
    public void BookTold() => _firstQuote = null;

    /// <summary>Best prices came; for how long they did so, up to the ones before these, without a word of the book. The book's word on these may still be on its way.</summary>
    public TimeSpan QuotesSinceBook(UnixNanos now)
    {
        if (_firstQuote is not { } first)
            (_firstQuote, first, _lastQuote) = (now, now, now);
        var span = _lastQuote - first;
        _lastQuote = now;
        return span;
    }
}

using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Keeps a book of Coinbase right: a snapshot is the book, whenever it comes, and each change after it follows; where one is missing is seen by the connection.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels ("Level2 Channel"): quantities are whole, and 0 takes a level away. For one
/// thread.
/// </remarks>
/// <param name="market">Whose.</param>
/// <param name="sink">Told snapshots, changes and that the book is invalid.</param>
internal sealed class CoinbaseBookFeed(WireMarket market, IMarketEventSink sink) : IBookFeed
{
    private long _lastNumber;

    /// <inheritdoc/>
    public bool IsLive { get; private set; }

    /// <summary>Takes a book, whole.</summary>
    /// <param name="number">Of its message.</param>
    /// <param name="venueTime">When the venue says.</param>
    /// <param name="receivedTime">When we had it.</param>
    /// <param name="levels">All of it.</param>
    public void Snapshot(long number, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        IsLive = true;
        Tell(MarketEventKind.BookSnapshot, number, venueTime, receivedTime, levels);
    }

    /// <summary>Takes changes; of a book that is not live they are of no use.</summary>
    /// <param name="number">Of their message.</param>
    /// <param name="venueTime">When the venue says.</param>
    /// <param name="receivedTime">When we had them.</param>
    /// <param name="levels">What changed.</param>
    public void Change(long number, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        if (IsLive)
            Tell(MarketEventKind.BookDelta, number, venueTime, receivedTime, levels);
    }

    /// <inheritdoc/>
    public void Lose(UnixNanos receivedTime)
    {
        if (!IsLive)
            return;
        IsLive = false;
        sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = receivedTime, ReceivedTime = receivedTime, Sequence = _lastNumber });
    }

    private void Tell(MarketEventKind kind, long number, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        _lastNumber = number;
        sink.Take(market, new MarketEvent { Kind = kind, VenueTime = venueTime, ReceivedTime = receivedTime, Sequence = number, Levels = levels });
    }
}

using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Keeps a book of Bybit right: a snapshot is the book, whenever it comes, and each change after it has the next number; where one has not, the book is invalid until another
/// snapshot has come.
/// </summary>
/// <remarks>
/// Source: "Process snapshot/delta" of https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook. That numbers have no holes is not said there; a hole that is none
/// costs a snapshot. For one thread.
/// </remarks>
/// <param name="market">Whose.</param>
/// <param name="sink">Told snapshots, changes and that the book is invalid.</param>
internal sealed class BybitBookFeed(WireMarket market, IMarketEventSink sink) : IBookFeed
{
    /// <inheritdoc/>
    public bool IsLive { get; private set; }

    /// <summary>The number of the last message that the book holds.</summary>
    public long LastId { get; private set; }

    /// <summary>How often a change did not follow on the one before.</summary>
    public long Gaps { get; private set; }

    /// <summary>Takes a book, whole.</summary>
    /// <param name="updateId">Its number (<c>u</c>); 1 where Bybit began anew.</param>
    /// <param name="venueTime">When the venue says.</param>
    /// <param name="receivedTime">When we had it.</param>
    /// <param name="levels">All of it.</param>
    public void Snapshot(long updateId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        IsLive = true;
        Tell(MarketEventKind.BookSnapshot, updateId, venueTime, receivedTime, levels);
    }

    /// <summary>Takes changes.</summary>
    /// <param name="updateId">Their number (<c>u</c>).</param>
    /// <param name="venueTime">When the venue says.</param>
    /// <param name="receivedTime">When we had them.</param>
    /// <param name="levels">What changed.</param>
    public void Change(long updateId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        // What it holds comes once more by a connection that takes over.
        if (!IsLive || updateId <= LastId)
            return;
        if (updateId == LastId + 1)
        {
            Tell(MarketEventKind.BookDelta, updateId, venueTime, receivedTime, levels);
            return;
        }
        Gaps++;
        Lose(receivedTime);
    }

    /// <inheritdoc/>
    public void Lose(UnixNanos receivedTime)
    {
        if (!IsLive)
            return;
        IsLive = false;
        sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = receivedTime, ReceivedTime = receivedTime, Sequence = LastId });
    }

    private void Tell(MarketEventKind kind, long updateId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        LastId = updateId;
        sink.Take(market, new MarketEvent { Kind = kind, VenueTime = venueTime, ReceivedTime = receivedTime, Sequence = updateId, Levels = levels });
    }
}

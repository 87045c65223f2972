using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Keeps a book of OKX right: it is told whole first, and each change names the one before it. Where one does not, the book is invalid until it is told whole again.
/// </summary>
/// <remarks>
/// Source: "Sequence ID" of https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel. A number that falls, as after maintenance, is no gap as long as
/// the change names the one before it. For one thread.
/// </remarks>
/// <param name="market">Whose.</param>
/// <param name="sink">Told snapshots, changes and that the book is invalid.</param>
internal sealed class OkxBookFeed(WireMarket market, IMarketEventSink sink) : IBookFeed
{
    /// <inheritdoc/>
    public bool IsLive { get; private set; }

    /// <summary>The number of the last change that the book holds.</summary>
    public long LastId { get; private set; }

    /// <summary>How often a change did not follow on the one before.</summary>
    public long Gaps { get; private set; }

    /// <summary>Takes the whole book.</summary>
    public void Snapshot(long lastId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        (IsLive, LastId) = (true, lastId);
        Tell(MarketEventKind.BookSnapshot, venueTime, receivedTime, levels);
    }

    /// <summary>Takes changes; where nothing changed for long there are none, and the number stays.</summary>
    /// <returns>Whether the numbers began anew with them.</returns>
    public bool Change(long previousId, long lastId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        if (!IsLive)
            return false;
        if (previousId != LastId)
        {
            Gaps++;
            Lose(receivedTime);
            return false;
        }
        LastId = lastId;
        Tell(MarketEventKind.BookDelta, venueTime, receivedTime, levels);
        return lastId < previousId;
    }

    /// <inheritdoc/>
    public void Lose(UnixNanos receivedTime)
    {
        if (!IsLive)
            return;
        IsLive = false;
        Tell(MarketEventKind.BookInvalidated, receivedTime, receivedTime, []);
    }

    private void Tell(MarketEventKind kind, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels) =>
        sink.Take(market, new MarketEvent { Kind = kind, VenueTime = venueTime, ReceivedTime = receivedTime, Sequence = LastId, Levels = levels });
}

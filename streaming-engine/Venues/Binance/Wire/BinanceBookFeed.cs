using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>
/// Keeps a book of Binance right: changes are kept until a snapshot that they follow on has come, each then follows on the one before, and where one does not the book is
/// invalid until another snapshot has.
/// </summary>
/// <remarks>
/// Source: "How to manage a local order book correctly" in https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md, for futures
/// https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly. For one thread.
/// </remarks>
/// <param name="market">Whose.</param>
/// <param name="isFutures">Whether each change names the one before it; of spot its first number follows on that one's last.</param>
/// <param name="sink">Told snapshots, changes and that the book is invalid.</param>
internal sealed class BinanceBookFeed(WireMarket market, bool isFutures, IMarketEventSink sink) : IBookFeed
{
    private const int LevelsKeptMax = 100_000; // A snapshot that is late for so long is asked for anew.

    private readonly List<Kept> _kept = [];
    private readonly List<BookLevelChange> _levels = [];
    private bool _isLive;

    /// <inheritdoc/>
    public bool IsLive => _isLive;

    /// <summary>The number of the last change that the book holds.</summary>
    public long LastId { get; private set; }

    /// <summary>How often a change did not follow on the one before.</summary>
    public long Gaps { get; private set; }

    /// <summary>Takes changes.</summary>
    /// <param name="firstId">Number of the first (<c>U</c>).</param>
    /// <param name="lastId">Number of the last (<c>u</c>).</param>
    /// <param name="previousId">Of futures the number of the last before these (<c>pu</c>); of spot nothing is told, -1.</param>
    /// <param name="venueTime">When the venue says.</param>
    /// <param name="receivedTime">When we had them.</param>
    /// <param name="levels">What changed.</param>
    public void Change(long firstId, long lastId, long previousId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        if (!_isLive)
        {
            Keep(new Kept(firstId, lastId, previousId, venueTime, _levels.Count, levels.Length), levels);
            return;
        }
        if (lastId < LastId || (!isFutures && lastId == LastId))
            return; // It holds that already.
        if (!Follows(firstId, previousId))
        {
            Break(receivedTime);
            Keep(new Kept(firstId, lastId, previousId, venueTime, _levels.Count, levels.Length), levels);
            return;
        }
        Tell(lastId, venueTime, receivedTime, levels);
    }

    /// <summary>Takes a snapshot.</summary>
    /// <returns>Whether the book is right from here on; else the snapshot was older than the changes that came, and another is to be asked for.</returns>
    public bool Snapshot(long lastId, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        if (_isLive)
            return true; // Asked for twice.
        var next = 0;
        while (next < _kept.Count && IsBefore(_kept[next], lastId))
            next++;
        if (next < _kept.Count && !Joins(_kept[next], lastId))
            return false;
        sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookSnapshot, VenueTime = receivedTime, ReceivedTime = receivedTime, Sequence = lastId, Levels = levels });
        (_isLive, LastId) = (true, lastId);
        var all = CollectionsMarshal.AsSpan(_levels);
        for (; next < _kept.Count && _isLive; next++)
        {
            var kept = _kept[next];
            if (Follows(kept.FirstId, kept.PreviousId) || Joins(kept, lastId))
                Tell(kept.LastId, kept.VenueTime, receivedTime, all.Slice(kept.Start, kept.Count));
            else
                Break(receivedTime);
        }
        Forget();
        return _isLive;
    }

    /// <inheritdoc/>
    public void Lose(UnixNanos receivedTime)
    {
        if (_isLive)
            Invalidate(receivedTime);
        Forget();
    }

    private bool Follows(long firstId, long previousId) => isFutures ? previousId == LastId : firstId <= LastId + 1;

    private bool IsBefore(in Kept kept, long lastId) => isFutures ? kept.LastId < lastId : kept.LastId <= lastId;

    // The first change after a snapshot holds its number, or the one after it.
    private static bool Joins(in Kept kept, long lastId) => kept.FirstId <= lastId + 1 && kept.LastId >= lastId;

    private void Break(UnixNanos receivedTime)
    {
        Gaps++;
        Invalidate(receivedTime);
    }

    private void Invalidate(UnixNanos receivedTime)
    {
        _isLive = false;
        sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = receivedTime, ReceivedTime = receivedTime, Sequence = LastId });
    }

    private void Tell(long lastId, UnixNanos venueTime, UnixNanos receivedTime, ReadOnlySpan<BookLevelChange> levels)
    {
        LastId = lastId;
        sink.Take(market, new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = venueTime, ReceivedTime = receivedTime, Sequence = lastId, Levels = levels });
    }

    private void Keep(in Kept kept, ReadOnlySpan<BookLevelChange> levels)
    {
        // What comes after something missing cannot follow on what came before it.
        if (_levels.Count + levels.Length > LevelsKeptMax || (_kept.Count > 0 && !IsNext(_kept[^1], kept)))
            Forget();
        _kept.Add(kept with { Start = _levels.Count });
        _levels.AddRange(levels);
    }

    private bool IsNext(in Kept last, in Kept next) => isFutures ? next.PreviousId == last.LastId : next.FirstId <= last.LastId + 1;

    private void Forget()
    {
        _kept.Clear();
        _levels.Clear();
    }

    // Changes that wait for a snapshot.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Kept(long FirstId, long LastId, long PreviousId, UnixNanos VenueTime, int Start, int Count);
}

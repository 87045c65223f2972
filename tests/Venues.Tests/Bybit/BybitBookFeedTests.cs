using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>The documented procedure of a local book, and what breaks it.</summary>
public sealed class BybitBookFeedTests
{
    private static readonly UnixNanos Time = UnixNanos.FromMilliseconds(1_767_225_600_000);
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BYBIT"), 1, 1, FeeSchedule.Flat(0, 0));
    private static readonly WireMarket Market = WireMarket.Of(0, "BTCUSDT", Instrument);

    private readonly Sink _sink = new();

    [Fact]
    public void Changes_count_from_a_snapshot_on()
    {
        var feed = new BybitBookFeed(Market, _sink);
        Change(feed, 7, 1);
        Assert.False(feed.IsLive);
        Snapshot(feed, 10, 2);
        Change(feed, 11, 3);
        Change(feed, 12, 4);
        Assert.Equal(["BookSnapshot 10 2", "BookDelta 11 3", "BookDelta 12 4"], _sink.Told);
        Assert.Equal((true, 12L), (feed.IsLive, feed.LastId));
    }

    [Fact]
    public void A_gap_makes_it_invalid_until_another_snapshot()
    {
        var feed = Live(10);
        Change(feed, 12, 1);
        Assert.Equal(("BookInvalidated 10", false, 1L), (_sink.Told[^1], feed.IsLive, feed.Gaps));
        Change(feed, 13, 2);
        Assert.Equal("BookInvalidated 10", _sink.Told[^1]);
        Snapshot(feed, 14, 3);
        Change(feed, 15, 4);
        Assert.Equal(["BookSnapshot 14 3", "BookDelta 15 4"], _sink.Told.TakeLast(2));
    }

    [Fact]
    public void What_it_holds_already_is_passed_over()
    {
        var feed = Live(10);
        Change(feed, 11, 1);
        Change(feed, 11, 1);
        Change(feed, 9, 5);
        Assert.Equal(["BookSnapshot 10 0", "BookDelta 11 1"], _sink.Told);
        Assert.True(feed.IsLive);
    }

    // "Occasionally, you'll receive u=1, which is a snapshot data due to the restart of the service. So please overwrite your local orderbook."
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(500)]
    public void A_snapshot_overwrites_it_whenever_it_comes(long id)
    {
        var feed = Live(10);
        Snapshot(feed, id, 7);
        Change(feed, id + 1, 8);
        Assert.Equal([$"BookSnapshot {id} 7", $"BookDelta {id + 1} 8"], _sink.Told.TakeLast(2));
    }

    [Fact]
    public void A_lost_connection_makes_it_invalid_once()
    {
        var feed = Live(10);
        feed.Lose(Time);
        feed.Lose(Time);
        Change(feed, 11, 1);
        Assert.Equal(["BookSnapshot 10 0", "BookInvalidated 10"], _sink.Told);
    }

    // 100,000 changes, of which the quick tier takes a part, with some lost, doubled and late, restarts and lost connections, against a plain book that has all of them:
    // whenever the feed is live, both are the same.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void While_it_is_live_it_is_the_venue_s_book(ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "book", 0);
        var (book, venue) = (new OrderBook(Instrument), new SortedDictionary<(OrderSide Side, long Ticks), long>());
        var feed = new BybitBookFeed(Market, new BookSink(book));
        var (id, compared, late) = (1L, 0, (Id: 0L, Levels: Array.Empty<BookLevelChange>()));
        for (var update = 0; update < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); update++)
        {
            id++;
            var levels = new BookLevelChange[1 + (int)chance.NextBelow(4)];
            for (var index = 0; index < levels.Length; index++)
            {
                var side = chance.NextBelow(2) == 0 ? Buy : Sell;
                levels[index] = new BookLevelChange(side, (side == Buy ? 100 : 200) + (long)chance.NextBelow(50), (long)chance.NextBelow(4));
                if (levels[index].Lots == 0)
                    venue.Remove((side, levels[index].Ticks));
                else
                    venue[(side, levels[index].Ticks)] = levels[index].Lots;
            }
            var fate = chance.NextBelow(200);
            if (fate > 0)
                feed.Change(id, Time, Time, levels);
            if (fate == 1)
                feed.Change(id, Time, Time, levels);
            if (fate == 2)
                feed.Lose(Time);
            if (fate == 3)
                feed.Change(late.Id, Time, Time, late.Levels);
            if (fate == 4)
                late = (id, levels);
            if (fate == 5)
                feed.Snapshot(id = 1, Time, Time, WholeOf(venue));
            if (!feed.IsLive && chance.NextBelow(5) == 0)
                feed.Snapshot(id, Time, Time, WholeOf(venue));
            Assert.Equal(feed.IsLive, book.IsValid);
            if (!feed.IsLive || feed.LastId != id)
                continue;
            compared++;
            Assert.Equal(venue, Levels(book));
        }
        Assert.True(compared > 10_000 && feed.Gaps > 50, $"{compared} were compared, {feed.Gaps} gaps");
    }

    private BybitBookFeed Live(long id)
    {
        var feed = new BybitBookFeed(Market, _sink);
        Snapshot(feed, id, 0);
        return feed;
    }

    private static void Snapshot(BybitBookFeed feed, long id, long lots) => feed.Snapshot(id, Time, Time, [new BookLevelChange(Buy, 100, lots)]);

    private static void Change(BybitBookFeed feed, long id, long lots) => feed.Change(id, Time, Time, [new BookLevelChange(Buy, 100, lots)]);

    private static BookLevelChange[] WholeOf(SortedDictionary<(OrderSide Side, long Ticks), long> venue) =>
        [.. venue.Select(static level => new BookLevelChange(level.Key.Side, level.Key.Ticks, level.Value))];

    private static IEnumerable<KeyValuePair<(OrderSide Side, long Ticks), long>> Levels(OrderBook book)
    {
        for (var rank = book.BidCount - 1; rank >= 0; rank--)
            yield return new((Buy, book.TicksAt(Buy, rank)), book.LotsAt(Buy, book.TicksAt(Buy, rank)));
        for (var rank = 0; rank < book.AskCount; rank++)
            yield return new((Sell, book.TicksAt(Sell, rank)), book.LotsAt(Sell, book.TicksAt(Sell, rank)));
    }

    private sealed class Sink : IMarketEventSink
    {
        public List<string> Told { get; } = [];

        public void Take(WireMarket market, in MarketEvent happened) =>
            Told.Add(string.Join(' ', [$"{happened.Kind} {happened.Sequence}", .. happened.Levels.ToArray().Select(level => $"{level.Lots}")]));
    }

    private sealed class BookSink(OrderBook book) : IMarketEventSink
    {
        public void Take(WireMarket market, in MarketEvent happened)
        {
            switch (happened.Kind)
            {
                case MarketEventKind.BookInvalidated:
                    book.Invalidate();
                    return;
                case MarketEventKind.BookSnapshot:
                    book.Clear();
                    break;
            }
            foreach (ref readonly var level in happened.Levels)
                book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
            if (happened.Kind == MarketEventKind.BookSnapshot)
                book.Complete(happened.Sequence, happened.ReceivedTime);
        }
    }
}

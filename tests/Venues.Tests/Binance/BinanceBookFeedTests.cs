using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>The documented procedure of a local book, and what breaks it.</summary>
public sealed class BinanceBookFeedTests
{
    private static readonly UnixNanos Time = UnixNanos.FromMilliseconds(1_767_225_600_000);
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BINANCE"), 1, 1, FeeSchedule.Flat(0, 0));
    private static readonly WireMarket Market = WireMarket.Of(0, "BTCUSDT", Instrument);

    private readonly Sink _sink = new();

    [Fact]
    public void Changes_wait_for_the_snapshot_and_follow_on_it()
    {
        var feed = Spot();
        Change(feed, 101, 103, 1);
        Change(feed, 104, 105, 2);
        Change(feed, 106, 106, 3);
        Assert.Empty(_sink.Told);
        // The first is in the snapshot whole, of the second the last number is.
        Assert.True(feed.Snapshot(104, Time, [new(Buy, 9, 9)]));
        Assert.Equal(["BookSnapshot 104 9", "BookDelta 105 2", "BookDelta 106 3"], _sink.Told);
        Change(feed, 107, 110, 4);
        Assert.Equal((110, true, "BookDelta 110 4"), (feed.LastId, feed.IsLive, _sink.Told[^1]));
    }

    [Fact]
    public void A_snapshot_that_is_older_than_all_that_came_is_not_taken()
    {
        var feed = Spot();
        Change(feed, 101, 103, 1);
        Assert.False(feed.Snapshot(99, Time, []));
        Assert.False(feed.IsLive);
        Assert.Empty(_sink.Told);
        Assert.True(feed.Snapshot(100, Time, []));
        Assert.Equal(["BookSnapshot 100", "BookDelta 103 1"], _sink.Told);
    }

    [Fact]
    public void A_snapshot_that_is_newer_than_all_that_came_is_followed_by_what_comes()
    {
        var feed = Spot();
        Change(feed, 101, 103, 1);
        Assert.True(feed.Snapshot(200, Time, []));
        Change(feed, 195, 199, 2); // It holds that.
        Change(feed, 200, 201, 3);
        Assert.Equal(["BookSnapshot 200", "BookDelta 201 3"], _sink.Told);
    }

    [Fact]
    public void A_gap_makes_it_invalid_until_another_snapshot()
    {
        var feed = Live(100);
        Change(feed, 101, 101, 1);
        Change(feed, 103, 104, 2);
        Assert.Equal(("BookInvalidated 101", false, 1L), (_sink.Told[^1], feed.IsLive, feed.Gaps));
        Assert.False(feed.IsLive);
        Change(feed, 105, 106, 3);
        Assert.True(feed.Snapshot(104, Time, []));
        Assert.Equal(["BookSnapshot 104", "BookDelta 106 3"], _sink.Told.TakeLast(2));
    }

    // What came before a gap among the changes that wait is of no use.
    [Fact]
    public void A_gap_before_the_snapshot_keeps_only_what_comes_after_it()
    {
        var feed = Spot();
        Change(feed, 101, 103, 1);
        Change(feed, 110, 111, 2);
        Assert.False(feed.Snapshot(103, Time, []));
        Assert.True(feed.Snapshot(109, Time, []));
        Assert.Equal(["BookSnapshot 109", "BookDelta 111 2"], _sink.Told);
    }

    [Fact]
    public void A_lost_connection_makes_it_invalid_and_nothing_before_it_counts()
    {
        var feed = Live(100);
        feed.Lose(Time);
        Assert.Equal("BookInvalidated 100", _sink.Told[^1]);
        feed.Lose(Time);
        Assert.Single(_sink.Told, told => told.StartsWith("BookInvalidated", StringComparison.Ordinal));
        Change(feed, 500, 501, 1);
        Assert.True(feed.Snapshot(500, Time, []));
    }

    // Of futures each names the one before it, and their numbers have holes.
    [Fact]
    public void Of_futures_each_follows_on_the_one_that_it_names()
    {
        var feed = new BinanceBookFeed(Market, isFutures: true, _sink);
        Change(feed, 90, 95, 1, previous: 80);
        Change(feed, 97, 105, 2, previous: 95);
        Change(feed, 120, 130, 3, previous: 105);
        Assert.True(feed.Snapshot(100, Time, []));
        Assert.Equal(["BookSnapshot 100", "BookDelta 105 2", "BookDelta 130 3"], _sink.Told);
        Change(feed, 131, 140, 4, previous: 129);
        Assert.Equal("BookInvalidated 130", _sink.Told[^1]);
    }

    // 100,000 changes with numbers lost, doubled and late, against a plain book that has all of them: whenever the feed is live, both are the same.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void While_it_is_live_it_is_the_venue_s_book(ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "book", 0);
        var (book, venue) = (new OrderBook(Instrument), new SortedDictionary<(OrderSide Side, long Ticks), long>());
        var feed = new BinanceBookFeed(Market, isFutures: false, new BookSink(book));
        var (id, compared) = (0L, 0);
        for (var update = 0; update < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); update++)
        {
            var first = id + 1;
            id += 1 + (long)chance.NextBelow(3);
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
                feed.Change(first, id, -1, Time, Time, levels);
            if (fate == 1)
                feed.Change(first, id, -1, Time, Time, levels);
            if (fate == 2)
                feed.Lose(Time);
            if (!feed.IsLive && chance.NextBelow(5) == 0)
                feed.Snapshot(id, Time, [.. venue.Select(level => new BookLevelChange(level.Key.Side, level.Key.Ticks, level.Value))]);
            Assert.Equal(feed.IsLive, book.IsValid);
            if (!feed.IsLive || feed.LastId != id)
                continue;
            compared++;
            Assert.Equal(venue, Levels(book));
        }
        Assert.True(compared > 10_000 && feed.Gaps > 50, $"{compared} were compared, {feed.Gaps} gaps");
    }

    private BinanceBookFeed Spot() => new(Market, isFutures: false, _sink);

    private BinanceBookFeed Live(long id)
    {
        var feed = Spot();
        Change(feed, id, id, 0);
        feed.Snapshot(id, Time, []);
        return feed;
    }

    private static void Change(BinanceBookFeed feed, long first, long last, long lots, long previous = -1) =>
        feed.Change(first, last, previous, Time, Time, [new BookLevelChange(Buy, 100, lots)]);

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

using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>How OKX's books are linked, and what breaks them.</summary>
public sealed class OkxBookFeedTests
{
    private static readonly UnixNanos Time = UnixNanos.FromMilliseconds(1_767_225_600_000);
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.OKX"), 1, 1, FeeSchedule.Flat(0, 0));
    private static readonly WireMarket Market = WireMarket.Of(0, "BTC-USDT", Instrument);

    private readonly Sink _sink = new();

    // The five messages of "Sequence ID" in the document: whole, a change, none for long, numbers begun anew, a change.
    [Fact]
    public void Documented_messages_follow_on_each_other()
    {
        var feed = new OkxBookFeed(Market, _sink);
        feed.Snapshot(10, Time, Time, [new(Buy, 100, 9)]);
        Assert.False(Change(feed, 10, 15, 1));
        Assert.False(feed.Change(15, 15, Time, Time, []));
        Assert.True(Change(feed, 15, 3, 2));
        Assert.False(Change(feed, 3, 5, 4));
        Assert.Equal(["BookSnapshot 10 9", "BookDelta 15 1", "BookDelta 15", "BookDelta 3 2", "BookDelta 5 4"], _sink.Told);
        Assert.Equal((5, true, 0L), (feed.LastId, feed.IsLive, feed.Gaps));
    }

    [Fact]
    public void Changes_before_the_whole_book_count_for_nothing()
    {
        var feed = new OkxBookFeed(Market, _sink);
        Change(feed, 9, 10, 1);
        Assert.Empty(_sink.Told);
        feed.Snapshot(12, Time, Time, []);
        Change(feed, 12, 14, 2);
        Assert.Equal(["BookSnapshot 12", "BookDelta 14 2"], _sink.Told);
    }

    [Theory]
    [InlineData(16, 20)] // One is missing.
    [InlineData(3, 5)] // Its beginning anew is missing.
    [InlineData(14, 15)] // Told twice.
    public void A_change_that_does_not_name_the_one_before_makes_it_invalid(long previous, long last)
    {
        var feed = Live(14);
        Change(feed, 14, 15, 1);
        Change(feed, previous, last, 2);
        Assert.Equal(["BookSnapshot 14", "BookDelta 15 1", "BookInvalidated 15"], _sink.Told);
        Assert.Equal((false, 1L), (feed.IsLive, feed.Gaps));
        Change(feed, last, last + 1, 3);
        Assert.Equal(3, _sink.Told.Count);
        feed.Snapshot(30, Time, Time, []);
        Change(feed, 30, 31, 4);
        Assert.Equal(["BookSnapshot 30", "BookDelta 31 4"], _sink.Told[3..]);
        Assert.True(feed.IsLive);
    }

    [Fact]
    public void A_whole_book_takes_the_place_of_what_there_was()
    {
        var feed = Live(14);
        feed.Snapshot(40, Time, Time, [new(Sell, 200, 1)]);
        Change(feed, 40, 41, 2);
        Assert.Equal(["BookSnapshot 14", "BookSnapshot 40 1", "BookDelta 41 2"], _sink.Told);
    }

    [Fact]
    public void A_lost_connection_makes_it_invalid_once()
    {
        var feed = Live(14);
        feed.Lose(Time);
        feed.Lose(Time);
        Assert.Equal(["BookSnapshot 14", "BookInvalidated 14"], _sink.Told);
    }

    // 100,000 changes with numbers that skip, begin anew, get lost, and books that are told whole, against a plain book that has all of them.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void While_it_is_live_it_is_the_venue_s_book(ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "book", 0);
        var (book, venue) = (new OrderBook(Instrument), new SortedDictionary<(OrderSide Side, long Ticks), long>());
        var feed = new OkxBookFeed(Market, new BookSink(book));
        var (id, compared, anew, rounds) = (10L, 0, 0, Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000));
        for (var update = 0; update < rounds; update++)
        {
            var previous = id;
            var fate = chance.NextBelow(200);
            id = fate == 3 ? (long)chance.NextBelow((ulong)id) : fate == 4 ? id : id + 1 + (long)chance.NextBelow(3);
            var levels = new BookLevelChange[fate == 4 ? 0 : 1 + (int)chance.NextBelow(4)];
            for (var index = 0; index < levels.Length; index++)
            {
                var side = chance.NextBelow(2) == 0 ? Buy : Sell;
                levels[index] = new BookLevelChange(side, (side == Buy ? 100 : 200) + (long)chance.NextBelow(50), (long)chance.NextBelow(4));
                if (levels[index].Lots == 0)
                    venue.Remove((side, levels[index].Ticks));
                else
                    venue[(side, levels[index].Ticks)] = levels[index].Lots;
            }
            if (fate > 0 && feed.Change(previous, id, Time, Time, levels))
                anew++;
            if (fate == 1)
                feed.Change(previous, id, Time, Time, levels);
            if (fate == 2)
                feed.Lose(Time);
            if (!feed.IsLive && chance.NextBelow(5) == 0)
                feed.Snapshot(id, Time, Time, [.. venue.Select(level => new BookLevelChange(level.Key.Side, level.Key.Ticks, level.Value))]);
            Assert.Equal(feed.IsLive, book.IsValid);
            if (!feed.IsLive || feed.LastId != id || fate == 0)
                continue;
            compared++;
            Assert.Equal(venue, Levels(book));
        }
        Assert.True(compared > rounds / 2 && feed.Gaps > rounds / 400 && anew > rounds / 400, $"{compared} were compared, {feed.Gaps} gaps, {anew} began anew");
    }

    private OkxBookFeed Live(long id)
    {
        var feed = new OkxBookFeed(Market, _sink);
        feed.Snapshot(id, Time, Time, []);
        return feed;
    }

    private static bool Change(OkxBookFeed feed, long previous, long last, long lots) => feed.Change(previous, last, Time, Time, [new BookLevelChange(Buy, 100, lots)]);

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
            Told.Add(string.Join(' ', [$"{happened.Kind} {happened.Sequence}", .. happened.Levels.ToArray().Select(static level => $"{level.Lots}")]));
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

using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>A book whose messages are numbered by their connection, and what breaks it.</summary>
public sealed class CoinbaseBookFeedTests
{
    private static readonly UnixNanos Time = UnixNanos.FromMilliseconds(1_767_225_600_000);
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USD.COINBASE"), 1, 1, FeeSchedule.Flat(0, 0));
    private static readonly WireMarket Market = WireMarket.Of(0, "BTC-USD", Instrument);

    [Fact]
    public void Changes_follow_on_a_snapshot_and_are_of_no_use_without_one()
    {
        var book = new OrderBook(Instrument);
        var feed = new CoinbaseBookFeed(Market, new BookSink(book));
        feed.Change(0, Time, Time, [new(Buy, 100, 5)]);
        Assert.Equal((false, false, 0), (feed.IsLive, book.IsValid, book.BidCount));
        feed.Snapshot(1, Time, Time, [new(Buy, 100, 1)]);
        feed.Change(2, Time, Time, [new(Buy, 100, 2)]);
        Assert.Equal((true, 2L), (book.IsValid, book.LotsAt(Buy, 100)));
        feed.Lose(Time);
        Assert.Equal((false, false), (feed.IsLive, book.IsValid));
    }

    [Fact]
    public void Numbers_follow_each_other_and_begin_anew_with_a_connection()
    {
        var sequence = new CoinbaseSequence();
        Assert.Equal(
            [SequenceStep.Next, SequenceStep.Next, SequenceStep.Again, SequenceStep.Again, SequenceStep.Gap, SequenceStep.Next],
            new long[] { 5, 6, 6, 5, 8, 9 }.Select(sequence.Take));
        Assert.Equal(1, sequence.Gaps);
        sequence.Reset();
        Assert.Equal(SequenceStep.Next, sequence.Take(0));
    }

    // 100,000 messages, some of another channel, lost, doubled and late, against a plain book that has all of them: whenever the feed is live, both are the same.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void While_it_is_live_it_is_the_venue_s_book(ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "book", 0);
        var (book, venue) = (new OrderBook(Instrument), new SortedDictionary<(OrderSide Side, long Ticks), long>());
        var (feed, sequence) = (new CoinbaseBookFeed(Market, new BookSink(book)), new CoinbaseSequence());
        var (number, compared) = (0L, 0);
        for (var update = 0; update < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); update++)
        {
            if (!feed.IsLive && chance.NextBelow(5) == 0)
            {
                sequence.Reset(); // Another connection.
                number = 0;
                Tell([.. venue.Select(level => new BookLevelChange(level.Key.Side, level.Key.Ticks, level.Value))], isSnapshot: true);
            }
            if (chance.NextBelow(10) == 0)
                Take(() => { }); // A heartbeat.
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
            if (fate == 0)
                number++; // It is lost.
            else
                Tell(levels, isSnapshot: false);
            if (fate == 1)
            {
                number--; // It comes again.
                Tell(levels, isSnapshot: false);
            }
            Assert.Equal(feed.IsLive, book.IsValid);
            if (!feed.IsLive || fate == 0)
                continue;
            compared++;
            Assert.Equal(venue, Levels(book));
        }
        Assert.True(compared > 10_000 && sequence.Gaps > 50, $"{compared} were compared, {sequence.Gaps} gaps");

        void Tell(BookLevelChange[] changed, bool isSnapshot)
        {
            var at = number;
            Take(() =>
            {
                if (isSnapshot)
                    feed.Snapshot(at, Time, Time, changed);
                else
                    feed.Change(at, Time, Time, changed);
            });
        }

        void Take(Action tell)
        {
            switch (sequence.Take(number++))
            {
                case SequenceStep.Next:
                    tell();
                    break;
                case SequenceStep.Gap:
                    feed.Lose(Time);
                    break;
            }
        }
    }

    private static IEnumerable<KeyValuePair<(OrderSide Side, long Ticks), long>> Levels(OrderBook book)
    {
        for (var rank = book.BidCount - 1; rank >= 0; rank--)
            yield return new((Buy, book.TicksAt(Buy, rank)), book.LotsAt(Buy, book.TicksAt(Buy, rank)));
        for (var rank = 0; rank < book.AskCount; rank++)
            yield return new((Sell, book.TicksAt(Sell, rank)), book.LotsAt(Sell, book.TicksAt(Sell, rank)));
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

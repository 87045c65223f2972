namespace VeloZ.Domain.Tests;

public sealed class OrderBookTests
{
    private static readonly Instrument Market = Markets.Of(0.5m, 0.001m);
    private static readonly UnixNanos Venue = new(1);
    private static readonly UnixNanos Received = new(2);

    [Fact]
    public void A_new_book_is_empty_and_not_valid()
    {
        var book = new OrderBook(Market);
        Assert.Equal((false, 0, 0, false), (book.IsValid, book.BidCount, book.AskCount, book.IsCrossed));
        Assert.Null(book.Best(Venue));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Level(OrderSide.Buy, 0));
        book.Apply(OrderSide.Buy, 1, 1, 1, Received);
        Assert.False(book.IsValid);
    }

    [Fact]
    public void A_snapshot_replaces_all_and_sorts()
    {
        var book = new OrderBook(Market);
        book.Apply(OrderSide.Buy, 999, 1, 1, Received);
        book.Apply(Snapshot(7, [(99.5m, 1), (100, 2.5m), (98, 3)], [(101, 4), (100.5m, 5)]));
        Assert.Equal((true, 7L, Received), (book.IsValid, book.Sequence, book.ReceivedTime));
        Assert.Equal([(100m, 2.5m), (99.5m, 1m), (98m, 3m)], Levels(book, OrderSide.Buy));
        Assert.Equal([(100.5m, 5m), (101m, 4m)], Levels(book, OrderSide.Sell));
        Assert.Equal(new QuoteTick(Venue, Received, Markets.Price(100), Markets.Quantity(2.5m), Markets.Price(100.5m), Markets.Quantity(5)), book.Best(Venue));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Level(OrderSide.Buy, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Level(OrderSide.Sell, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Level(OrderSide.Buy, -1));
    }

    [Fact]
    public void Deltas_add_change_and_take_away_levels()
    {
        var book = new OrderBook(Market);
        book.Apply(Snapshot(7, [(100, 1)], [(101, 1)]));
        Apply(book, OrderSide.Buy, 100.5m, 2, 8); // A new best.
        Apply(book, OrderSide.Buy, 90, 3, 9); // A new worst.
        Apply(book, OrderSide.Buy, 100, 4, 10); // Changed.
        Assert.Equal([(100.5m, 2m), (100m, 4m), (90m, 3m)], Levels(book, OrderSide.Buy));
        Apply(book, OrderSide.Buy, 100.5m, 0, 11);
        Apply(book, OrderSide.Buy, 90, 0, 12);
        Apply(book, OrderSide.Buy, 95, 0, 13); // Was never there.
        Assert.Equal([(100m, 4m)], Levels(book, OrderSide.Buy));
        Assert.Equal((13L, new UnixNanos(13)), (book.Sequence, book.ReceivedTime));
        Apply(book, OrderSide.Sell, 101, 0, 14);
        Assert.Null(book.Best(Venue));
        Assert.Equal((1, 0), (book.BidCount, book.AskCount));
    }

    [Fact]
    public void A_book_is_crossed_when_its_best_bid_meets_its_best_ask()
    {
        var book = new OrderBook(Market);
        book.Apply(Snapshot(1, [(100, 1)], [(101, 1)]));
        Assert.False(book.IsCrossed);
        Apply(book, OrderSide.Buy, 101, 1, 2);
        Assert.True(book.IsCrossed);
        Apply(book, OrderSide.Buy, 102, 1, 3);
        Assert.True(book.IsCrossed);
        Apply(book, OrderSide.Sell, 101, 0, 4);
        Assert.False(book.IsCrossed);
    }

    [Fact]
    public void After_a_gap_only_a_snapshot_makes_it_valid_again()
    {
        var book = new OrderBook(Market);
        book.Apply(Snapshot(1, [(100, 1)], [(101, 1)]));
        book.Invalidate();
        Apply(book, OrderSide.Buy, 100, 2, 2);
        Assert.False(book.IsValid);
        book.Apply(Snapshot(3, [], []));
        Assert.True(book.IsValid);
    }

    [Fact]
    public void A_snapshot_that_does_not_fit_leaves_a_book_that_may_not_be_priced_from()
    {
        var book = new OrderBook(Market);
        book.Apply(Snapshot(1, [(100, 1)], [(101, 1)]));
        Assert.Throws<OffGridException>(() => book.Apply(Snapshot(2, [(100, 1), (99.75m, 1)], [(101, 1)])));
        Assert.False(book.IsValid);
    }

    [Fact]
    public void Values_of_another_grid_or_below_zero_are_refused()
    {
        var book = new OrderBook(Market);
        book.Apply(Snapshot(1, [(100, 1)], [(101, 1)]));
        Assert.Throws<OffGridException>(() => Apply(book, OrderSide.Buy, 99.75m, 1, 2));
        Assert.Throws<OffGridException>(() => Apply(book, OrderSide.Buy, 99.5m, 0.0001m, 2));
        Assert.Equal("lots were -1, must be 0 or more", Assert.Throws<InvariantException>(() => book.Apply(OrderSide.Buy, 200, -1, 2, Received)).Message);
        Assert.Equal((1L, true), (book.Sequence, book.IsValid));
        Assert.Equal([(100m, 1m)], Levels(book, OrderSide.Buy));
    }

    [Fact]
    public void Changing_a_level_allocates_nothing_once_warm()
    {
        var book = new OrderBook(Market);
        for (var ticks = 0; ticks < 1_000; ticks++)
        {
            book.Apply(OrderSide.Buy, 10_000 - ticks, 1, ticks, Received);
            book.Apply(OrderSide.Sell, 10_001 + ticks, 1, ticks, Received);
        }
        Churn(book, 1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Churn(book, 20_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Takes levels away and puts them back, near the best and far from it; reads the top as a strategy does.
    private static void Churn(OrderBook book, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var distance = round % 10 == 0 ? round % 1_000 : round % 5;
            book.Apply(OrderSide.Buy, 10_000 - distance, 0, round, Received);
            book.Apply(OrderSide.Sell, 10_001 + distance, 0, round, Received);
            book.Apply(OrderSide.Sell, 10_001 + distance, 5, round, Received);
            book.Apply(OrderSide.Buy, 10_000 - distance, 5, round, Received);
            if (book.IsCrossed || book.Best(Venue) is null)
                Assert.Fail("the book lost its levels");
        }
    }

    private static void Apply(OrderBook book, OrderSide side, decimal price, decimal quantity, long sequence) =>
        book.Apply(new BookDelta(side, Markets.Price(price), Markets.Quantity(quantity)), sequence, new UnixNanos(sequence));

    private static BookSnapshot Snapshot(long sequence, (decimal Price, decimal Quantity)[] bids, (decimal Price, decimal Quantity)[] asks)
    {
        static BookLevel[] Levels((decimal Price, decimal Quantity)[] levels) =>
            [.. levels.Select(level => new BookLevel(Markets.Price(level.Price), Markets.Quantity(level.Quantity)))];
        return new BookSnapshot(Venue, Received, sequence, Levels(bids), Levels(asks));
    }

    private static (decimal Price, decimal Quantity)[] Levels(OrderBook book, OrderSide side) =>
        [.. Enumerable.Range(0, side == OrderSide.Buy ? book.BidCount : book.AskCount).Select(rank => book.Level(side, rank)).Select(level => (level.Price.Value, level.Quantity.Value))];
}

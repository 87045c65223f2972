using VeloZ.TestKit;

namespace VeloZ.Domain.Tests;

public sealed class UnifiedBookTests
{
    private static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(5);

    // Grids of 0.01 and of 0.1: 100.10 is 10,010 ticks of one and 1,001 of the other. Lots of 0.001 and of 0.01.
    private readonly UnifiedBook _book = new([Market("AAA", 0.01m, 0.001m), Market("BBB", 0.1m, 0.01m)], SilenceMax);

    [Fact]
    public void Levels_of_both_are_read_best_first_with_whose_they_are()
    {
        Snapshot(0, bids: [(10_010, 1_500), (10_005, 2_000)], asks: [(10_021, 500)]);
        Snapshot(1, bids: [(1_001, 30), (1_000, 10)], asks: [(1_002, 25), (1_003, 5)]);
        Assert.Equal(["100.1 1.5 0", "100.1 0.3 1", "100.05 2 0", "100 0.1 1"], Read(OrderSide.Buy, 10));
        Assert.Equal(["100.2 0.25 1", "100.21 0.5 0", "100.3 0.05 1"], Read(OrderSide.Sell, 10));
        Assert.Equal(["100.1 1.5 0", "100.1 0.3 1"], Read(OrderSide.Buy, 2));
    }

    [Fact]
    public void The_best_price_is_that_of_all_who_have_it()
    {
        Assert.Null(_book.Best(OrderSide.Buy, Start));
        Snapshot(0, bids: [(10_010, 1_500)], asks: [(10_021, 500)]);
        Snapshot(1, bids: [(1_001, 30)], asks: [(1_002, 25)]);
        Assert.Equal("100.1 1.8 0", Best(OrderSide.Buy)); // 1.5 and 0.3.
        Assert.Equal("100.2 0.25 1", Best(OrderSide.Sell));
    }

    [Fact]
    public void A_change_moves_its_own_book()
    {
        Snapshot(0, bids: [(10_010, 1_500)], asks: [(10_021, 500)]);
        Snapshot(1, bids: [(1_000, 30)], asks: [(1_003, 25)]);
        Assert.True(Happen(0, MarketEventKind.BookDelta, [new(OrderSide.Buy, 10_010, 0), new(OrderSide.Sell, 10_020, 700)]));
        Assert.Equal(("100 0.3 1", "100.2 0.7 0"), (Best(OrderSide.Buy), Best(OrderSide.Sell)));
    }

    // One may be bought there and sold here: whoever reads it wants to see that.
    [Fact]
    public void Books_that_cross_each_other_are_both_read()
    {
        Snapshot(0, bids: [(10_010, 1_000)], asks: [(10_021, 1_000)]);
        Snapshot(1, bids: [(1_005, 10)], asks: [(1_006, 10)]);
        Assert.Equal(("100.5 0.1 1", "100.21 1 0"), (Best(OrderSide.Buy), Best(OrderSide.Sell)));
    }

    [Fact]
    public void A_book_that_crosses_itself_is_asked_for_anew_and_left_out_until_then()
    {
        Snapshot(0, bids: [(10_010, 1_000)], asks: [(10_021, 1_000)]);
        Snapshot(1, bids: [(1_000, 10)], asks: [(1_003, 10)]);
        Assert.False(Happen(0, MarketEventKind.BookDelta, [new(OrderSide.Buy, 10_021, 1)]));
        Assert.False(_book.IsRead(0, Start));
        Assert.Equal("100 0.1 1", Best(OrderSide.Buy));
        Assert.True(Happen(0, MarketEventKind.BookDelta, [new(OrderSide.Buy, 10_030, 1)])); // Of a book that is on its way.
        Assert.Equal("100 0.1 1", Best(OrderSide.Buy));
        Snapshot(0, bids: [(10_011, 1_000)], asks: [(10_021, 1_000)]);
        Assert.Equal("100.11 1 0", Best(OrderSide.Buy));
    }

    [Fact]
    public void A_book_that_was_missed_is_left_out_until_it_is_there_again()
    {
        Snapshot(0, bids: [(10_010, 1_000)], asks: [(10_021, 1_000)]);
        Assert.True(Happen(0, MarketEventKind.BookInvalidated, []));
        Assert.Null(_book.Best(OrderSide.Buy, Start));
        Assert.Empty(Read(OrderSide.Buy, 10));
    }

    [Fact]
    public void A_market_of_which_nothing_was_heard_for_too_long_is_left_out_until_it_is_heard_again()
    {
        Snapshot(0, bids: [(10_010, 1_000)], asks: [(10_021, 1_000)]);
        Assert.True(_book.IsRead(0, Start + SilenceMax));
        var late = Start + SilenceMax + TimeSpan.FromMilliseconds(1);
        Assert.False(_book.IsRead(0, late));
        Assert.Null(_book.Best(OrderSide.Buy, late));
        _book.Take(0, new MarketEvent { Kind = MarketEventKind.Trade, VenueTime = late, ReceivedTime = late, Ticks = 10_010, Lots = 1 });
        Assert.Equal(100.1m, _book.Best(OrderSide.Buy, late)!.Value.Price.Value);
    }

    [Theory]
    [InlineData("BTC-USD.BBB", "markets were BTC-USDT.AAA and BTC-USD.BBB, must be of the same base, quote and kind: their prices are no prices of one thing")]
    [InlineData("ETH-USDT.BBB", "markets were BTC-USDT.AAA and ETH-USDT.BBB, must be of the same base, quote and kind: their prices are no prices of one thing")]
    [InlineData("BTC-USDT.AAA", "market BTC-USDT.AAA was given twice, must be given once")]
    public void Markets_that_are_not_of_one_pair_are_refused(string other, string message) => Assert.StartsWith(
        message,
        Assert.Throws<ArgumentException>(() => new UnifiedBook([Market("AAA", 0.01m, 0.001m), new Instrument(InstrumentId.Parse(other), 0.1m, 0.01m, FeeSchedule.Flat(0, 0))], SilenceMax)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void None_is_refused() => Assert.Throws<ArgumentException>(() => new UnifiedBook([], SilenceMax));

    // Against all levels of plain dictionaries, sorted.
    [Fact]
    public void Over_a_random_market_it_reads_what_plain_books_have()
    {
        decimal[] ticks = [0.01m, 0.1m, 0.05m];
        var book = new UnifiedBook([.. ticks.Select((tick, index) => Market($"V{index}", tick, 0.001m))], SilenceMax);
        var plain = ticks.Select(static _ => (Bids: new SortedDictionary<long, long>(), Asks: new SortedDictionary<long, long>(), IsValid: false)).ToArray();
        var random = new Random(7);
        for (var step = 0; step < Tier.Pick(quick: 3_000, full: 30_000, nightly: 300_000); step++)
        {
            var market = random.Next(ticks.Length);
            if (random.Next(40) == 0)
            {
                plain[market].IsValid = false;
                book.Take(market, new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = Start, ReceivedTime = Start });
            }
            else
            {
                var kind = !plain[market].IsValid || random.Next(100) == 0 ? MarketEventKind.BookSnapshot : MarketEventKind.BookDelta;
                if (kind == MarketEventKind.BookSnapshot)
                    plain[market] = ([], [], true);
                var levels = Enumerable.Range(0, random.Next(1, 6)).Select(_ => LevelOf(random, ticks[market], kind)).DistinctBy(static level => (level.Side, level.Ticks)).ToArray();
                foreach (var level in levels)
                {
                    var side = level.Side == OrderSide.Buy ? plain[market].Bids : plain[market].Asks;
                    if (level.Lots == 0)
                        side.Remove(level.Ticks);
                    else
                        side[level.Ticks] = level.Lots;
                }
                Assert.True(book.Take(market, new MarketEvent { Kind = kind, VenueTime = Start, ReceivedTime = Start, Levels = levels }));
            }
            Assert.Equal(Plain(bids: true), Read(book, OrderSide.Buy, 8));
            Assert.Equal(Plain(bids: false), Read(book, OrderSide.Sell, 8));
        }

        string[] Plain(bool bids) => [.. plain
            .SelectMany((one, index) => one.IsValid ? (bids ? one.Bids : one.Asks).Select(level => (Price: level.Key * ticks[index], Quantity: level.Value * 0.001m, Index: index)) : [])
            .OrderBy(level => bids ? -level.Price : level.Price).ThenBy(static level => level.Index)
            .Take(8)
            .Select(static level => TextOf(level.Price, level.Quantity, level.Index))];
    }

    // Bids below 100 and asks above.
    private static BookLevelChange LevelOf(Random random, decimal tick, MarketEventKind kind)
    {
        var side = random.Next(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var middle = (long)(100 / tick);
        var away = random.Next(1, (int)(2 / tick));
        return new BookLevelChange(side, side == OrderSide.Buy ? middle - away : middle + away, kind == MarketEventKind.BookSnapshot ? random.Next(1, 5_000) : random.Next(3) == 0 ? 0 : random.Next(1, 5_000));
    }

    private static Instrument Market(string venue, decimal tick, decimal lot) => new(InstrumentId.Parse($"BTC-USDT.{venue}"), tick, lot, FeeSchedule.Flat(0, 0));

    private static string TextOf(decimal price, decimal quantity, int market) => $"{DecimalText.Trimmed(price)} {DecimalText.Trimmed(quantity)} {market}";

    private static string[] Read(UnifiedBook book, OrderSide side, int count)
    {
        var levels = new VenueLevel[count];
        return [.. levels[..book.Read(side, Start, levels)].Select(static level => TextOf(level.Price.Value, level.Quantity.Value, level.Market))];
    }

    private string[] Read(OrderSide side, int count) => Read(_book, side, count);

    private string? Best(OrderSide side) => _book.Best(side, Start) is { } best ? TextOf(best.Price.Value, best.Quantity, best.Market) : null;

    private void Snapshot(int market, (long Ticks, long Lots)[] bids, (long Ticks, long Lots)[] asks) => Assert.True(Happen(
        market,
        MarketEventKind.BookSnapshot,
        [.. bids.Select(static level => new BookLevelChange(OrderSide.Buy, level.Ticks, level.Lots)), .. asks.Select(static level => new BookLevelChange(OrderSide.Sell, level.Ticks, level.Lots))]));

    private bool Happen(int market, MarketEventKind kind, BookLevelChange[] levels) =>
        _book.Take(market, new MarketEvent { Kind = kind, VenueTime = Start, ReceivedTime = Start, Levels = levels });
}

using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Contract;

/// <summary>What market data of every venue must do. An adapter derives from it and opens its own desk for each test.</summary>
public abstract class MarketDataContract
{
    private static readonly BarInterval Minute = BarInterval.Parse("1m");

    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The shortest bars that the venue streams: a test waits for some.</summary>
    protected virtual BarInterval Shortest => BarInterval.Parse("1s");

    /// <summary>Opens a desk.</summary>
    /// <param name="faults">What goes wrong there, as <c>gap=0.5</c>; empty for nothing.</param>
    protected abstract Task<VenueDesk> OpenAsync(string faults = "");

    /// <summary>Opens a desk for a test that waits for bars: where the shortest are long, its clock may be fast.</summary>
    protected virtual Task<VenueDesk> OpenForBarsAsync() => OpenAsync();

    [Fact]
    public async Task MD01_market_has_its_grid_and_limits()
    {
        await using var desk = await OpenAsync();
        var markets = await desk.Data.ReadMarketsAsync(Stop);
        var market = markets.Single(market => market.Instrument.Id == desk.Instrument.Id).Instrument;
        Assert.Equal((desk.Listed.PriceIncrement, desk.Listed.QuantityIncrement), (market.PriceIncrement, market.QuantityIncrement));
        Assert.True(market.QuantityMin > 0 && (market.NotionalMin > 0 || market.QuantityMin > market.QuantityIncrement || market.QuantityMax > 0));
    }

    [Fact]
    public async Task MD02_history_has_all_pages_and_no_bar_that_goes_on()
    {
        await using var desk = await OpenAsync();
        var now = desk.Clock.Now;
        var start = new UnixNanos(now.Value - (now.Value % Minute.Nanos) - (2_500 * Minute.Nanos));
        var bars = await desk.Data.ReadBarsAsync(desk.Market, Minute, start, now, Stop);
        Assert.Equal(2_500, bars.Count);
        Assert.Equal(start, bars[0].OpenTime);
        Assert.All(bars.Zip(bars.Skip(1)), static pair => Assert.Equal(pair.First.CloseTime, pair.Second.OpenTime));
        Assert.True(bars[^1].CloseTime <= now);
    }

    [Fact]
    public async Task MD09_bar_that_goes_on_is_no_history_though_our_clock_is_ahead()
    {
        await using var desk = await OpenAsync();
        var now = desk.Clock.Now;
        var minute = new UnixNanos(now.Value - (now.Value % Minute.Nanos));
        var bars = await desk.Data.ReadBarsAsync(desk.Market, Minute, new UnixNanos(minute.Value - (3 * Minute.Nanos)), now + TimeSpan.FromHours(1), Stop);
        Assert.InRange(bars.Count, 3, 4); // The fourth where the minute has ended meanwhile.
        Assert.True(bars[^1].CloseTime <= desk.Clock.Now, $"it closes {bars[^1].CloseTime}");
    }

    [Fact]
    public async Task MD03_print_is_told_with_its_price_size_and_aggressor()
    {
        await using var desk = await OpenAsync();
        var market = Start(desk, interval: null);
        await market.UntilAsync(static told => told.Book.IsValid, Stop);
        desk.Trade(Buy, 0.3m, 60_000);
        desk.Trade(Sell, 0.2m, 60_000);
        await market.UntilAsync(static told => told.Trades.Count == 1, Stop);
        Assert.Equal((60_000m, 0.2m, Sell), (market.Trades[0].Price.Value, market.Trades[0].Quantity.Value, market.Trades[0].Aggressor));
    }

    [Fact]
    public async Task MD04_book_and_best_prices_are_the_venues()
    {
        await using var desk = await OpenAsync();
        var market = Start(desk, interval: null);
        await market.UntilAsync(static told => told.Book.IsValid, Stop);
        for (var step = 0; step < 30; step++)
        {
            desk.Trade(Buy, 0.1m + (step * 0.01m), 59_999 + (step % 3 * 0.1m));
            desk.Trade(Sell, 0.05m, 59_999 + (step % 2 * 0.1m));
        }
        await UntilEqualAsync(desk, market);
        await market.UntilAsync(told => told.Quote?.Bid.Value == told.Book.Level(Buy, 0).Price.Value, Stop);
    }

    [Fact]
    public async Task MD05_gap_is_seen_and_the_book_is_read_anew()
    {
        await using var desk = await OpenAsync();
        var market = Start(desk, interval: null);
        await market.UntilAsync(static told => told.Book.IsValid, Stop);
        desk.Fault("gap=1");
        desk.Trade(Buy, 0.1m, 59_999);
        await desk.FaultedAsync(Stop);
        desk.Fault("");
        desk.Trade(Buy, 0.2m, 59_999.5m);
        await market.UntilAsync(static told => told.Counts is { Invalidated: > 0, Snapshots: > 1 } && told.Book.IsValid, Stop);
        await UntilEqualAsync(desk, market);
    }

    [Fact]
    public async Task MD06_broken_stream_makes_the_book_stale_until_it_is_read_anew()
    {
        await using var desk = await OpenAsync();
        var market = Start(desk, interval: null);
        await market.UntilAsync(static told => told.Book.IsValid, Stop);
        desk.BreakStream();
        await market.UntilAsync(static told => told.Counts.Invalidated > 0, Stop);
        desk.Trade(Buy, 0.1m, 59_999);
        var nudge = 0;
        // A venue that tells changes only says nothing of a book that stands still.
        while (!market.Book.IsValid)
        {
            desk.Trade(Buy, 0.01m, 59_999 + (++nudge % 5 * 0.1m));
            await desk.PauseAsync(Stop);
        }
        await UntilEqualAsync(desk, market);
    }

    [Fact]
    public async Task MD07_book_that_is_asked_for_anew_is_told_whole()
    {
        await using var desk = await OpenAsync();
        var market = Start(desk, interval: null);
        await market.UntilAsync(static told => told.Book.IsValid, Stop);
        desk.Data.Resync(0);
        desk.Trade(Buy, 0.1m, 59_999);
        await market.UntilAsync(static told => told.Counts is { Invalidated: 1, Snapshots: 2 }, Stop);
        await UntilEqualAsync(desk, market);
    }

    [Fact]
    public async Task MD08_bars_come_when_they_close_each_once_and_with_those_before_the_stream()
    {
        await using var desk = await OpenForBarsAsync();
        desk.Trade(Buy, 0.1m, 60_000);
        desk.Trade(Sell, 0.1m, 60_000);
        var now = desk.Clock.Now; // The venue has bars of what was before its first print as little as of what is to come.
        var since = new UnixNanos(now.Value - (now.Value % Shortest.Nanos));
        var market = Start(desk, Shortest, since);
        await market.UntilAsync(static told => told.Bars.Count >= 3, Stop);
        Assert.Equal(since, market.Bars[0].OpenTime);
        Assert.All(market.Bars.Zip(market.Bars.Skip(1)), static pair => Assert.Equal(pair.First.CloseTime, pair.Second.OpenTime));
    }

    private static ListeningMarket Start(VenueDesk desk, BarInterval? interval, UnixNanos? since = null)
    {
        var market = new ListeningMarket(desk.Instrument);
        desk.Data.Start([new MarketSubscription(Index: 0, desk.Market, interval, since)], market);
        return market;
    }

    // As far as the shortest of the books that are told goes.
    private static Task UntilEqualAsync(VenueDesk desk, ListeningMarket market) =>
        market.UntilAsync(told => told.Book.IsValid && Levels(told.Book, Buy).SequenceEqual(desk.Levels(Buy, 20)) && Levels(told.Book, Sell).SequenceEqual(desk.Levels(Sell, 20)), Stop);

    private static IEnumerable<(decimal Price, decimal Quantity)> Levels(OrderBook book, OrderSide side) =>
        Enumerable.Range(0, Math.Min(20, side == Buy ? book.BidCount : book.AskCount)).Select(rank => book.Level(side, rank)).Select(static level => (level.Price.Value, level.Quantity.Value));
}

using VeloZ.Domain;

namespace VeloZ.VenueServers.Tests;

/// <summary>Prices that go as recorded ones went.</summary>
public sealed class PricePathTests
{
    private static readonly long Open = UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)).Value;

    // 100 to its low of 94, which is nearer than 112, to that, and to 106; each in 20 seconds. Then two minutes later 200 over 212 and 187 to 194.
    [Theory]
    [InlineData(0, 100)]
    [InlineData(10, 97)]
    [InlineData(20, 94)]
    [InlineData(30, 103)]
    [InlineData(40, 112)]
    [InlineData(50, 109)]
    [InlineData(60, 106)]
    [InlineData(150, 106)] // Bars are missing.
    [InlineData(180, 200)]
    [InlineData(200, 212)]
    [InlineData(220, 187)]
    [InlineData(240, 194)]
    [InlineData(9_999, 194)]
    public void It_goes_from_open_over_the_nearer_extreme_and_the_other_to_close(int seconds, int price)
    {
        Assert.Equal(price, Path(speed: 1).At(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(price, Path(speed: 60).At(TimeSpan.FromSeconds(seconds) / 60), 3);
    }

    [Fact]
    public void The_book_is_around_it_and_orders_that_it_passes_fill()
    {
        var desk = new MatchingDesk();
        var flow = new SimulatedFlow(desk.Venue, desk.Spot, price: 100, seed: 3, Path(speed: 1), TimeSpan.FromSeconds(1));
        flow.Begin();
        var offered = Assert.IsType<LoopbackAnswer.Taken>(desk.Venue.Place(desk.Ask(desk.Ann, OrderSide.Sell, 0.1m, 110))).Order;
        for (var second = 1; second <= 200; second++)
        {
            flow.Step();
            var path = Path(speed: 1).At(TimeSpan.FromSeconds(second));
            // Its increment is 1: levels are below and above the whole price, but for those that it has come to or that others have taken.
            Assert.InRange(desk.Spot.Bids.Best!.Ticks, path - 12, path);
            Assert.InRange(desk.Spot.Asks.Best!.Ticks, Math.Floor(path), path + 12);
            Assert.Equal(second >= 39, !offered.IsOpen); // 94 + 19 x 0.9 = 111.1, and who bids does so one below.
        }
        Assert.Equal(0.1m, offered.Filled);
        Assert.All(offered.Fills, static fill => Assert.Equal(110, fill.Price));
    }

    [Fact]
    public async Task A_path_for_a_market_that_is_not_there_is_refused()
    {
        var options = new VenueServerOptions { Protocol = VenueProtocolName.Binance, Paths = new Dictionary<string, Func<PricePath>> { ["XRPUSDT"] = static () => Path(speed: 1) } };
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => VenueServer.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal("market XRPUSDT was to go by a file, must be one of BTCUSDT ETHUSDT", exception.Message);
    }

    private static PricePath Path(decimal speed)
    {
        var bars = new BarSeries(BarInterval.Parse("1m"));
        Add(bars, minute: 0, 100, 112, 94, 106);
        Add(bars, minute: 3, 200, 212, 187, 194);
        return new PricePath(bars, speed);
    }

    private static void Add(BarSeries bars, int minute, params decimal[] prices) =>
        bars.Add(new UnixNanos(Open + (minute * BarInterval.Parse("1m").Nanos)), prices[0], prices[1], prices[2], prices[3], volume: 1);
}

using VeloZ.Domain;
using VeloZ.Trading;
using VeloZ.Venues;
using VeloZ.VenueServers;

namespace VeloZ.Engine.Tests;

/// <summary>Engines that trade on paper on the market of a loopback Binance, whose account nobody has a key of.</summary>
public sealed class PaperEngineTests : IAsyncLifetime
{
    private const int Limit = 120_000;
    private const int NewsMax = 100_000;

    private static readonly InstrumentId Bitcoin = InstrumentId.Parse("BTC-USDT.BINANCE");
    private static readonly PaperVenueOptions Account = new() { Balances = [new Money(100_000, Currency.Parse("USDT"))], Fees = FeeSchedule.Flat(0.001m, 0.001m) };

    private readonly TemporaryFolder _folder = new();
    private VenueServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Books => Path.Combine(_folder.Path, PaperAccount.FolderName);

    public async ValueTask InitializeAsync() => _server = await VenueServer.StartAsync(new VenueServerOptions { Seed = 7 }, TimeProvider.System, Stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = Limit)]
    public async Task Orders_trade_at_live_prices_and_a_restart_has_what_the_paper_venue_has()
    {
        await using (var engine = await StartAsync())
        {
            await UntilAsync(engine, static view => view.TradingState == TradingState.Active && view.Balances.Any(static balance => balance.Total == 100_000));
            await SubmitAsync(engine, OrderSide.Buy, 0.02m, 70_000);
            await UntilAsync(engine, static view => view.FillCount > 0 && view.OpenOrders.Count == 0);
            await SubmitAsync(engine, OrderSide.Buy, 0.01m, 50_000);
            await SubmitAsync(engine, OrderSide.Sell, 0.02m, 70_000);
            await UntilAsync(engine, static view => view.OpenOrders.Count(order => order.Status == OrderStatus.Accepted) == 2);
        }
        var books = await ReadBooksAsync();
        Assert.Equal(0.02m, books.Fills.Sum(static fill => fill.Quantity.Value));
        Assert.All(books.Fills, static fill => Assert.InRange(fill.Price.Value, 55_000, 65_000)); // The loopback market begins at 60,000.
        await using var second = await StartAsync();
        await UntilAsync(second, static view => view.TradingState == TradingState.Active);
        Assert.Equal(books.Balances.Select(money => (money.Currency.Code, money.Amount)), second.View.Balances.Select(balance => (balance.Currency.Code, balance.Total)).Order());
        Assert.Equal(books.Orders.Where(order => order.Status == VenueOrderStatus.Open).Select(order => order.ClientId), second.View.OpenOrders.Select(order => order.Id.Text).Order());
        Assert.Equal(0.02m, second.View.Positions.Single().SignedQuantity);
        Assert.All(books.Orders, static order => Assert.StartsWith("vp", order.ClientId, StringComparison.Ordinal));
        await SubmitAsync(second, OrderSide.Buy, 0.01m, 49_000); // Which is taken once the books agree.
        await UntilAsync(second, static view => view.TradingState == TradingState.Active);
    }

    // As where the process ended after the venue's books had it and before the engine's journal did.
    [Fact(Timeout = Limit)]
    public async Task A_fill_that_the_engine_did_not_hear_of_is_found_at_its_start()
    {
        ClientOrderId id;
        await using (var engine = await StartAsync())
        {
            id = (await SubmitAsync(engine, OrderSide.Buy, 0.01m, 50_000)).Order!.Id;
            await UntilAsync(engine, static view => view.OpenOrders.Any(order => order.Status == OrderStatus.Accepted));
        }
        await using (var alone = await OpenVenueAsync(MovedMarket.To(49_000)))
        {
            await alone.OpenAccountAsync([MovedMarket.Market], leverage: 1, Stop);
            alone.MarketData.Start([new MarketSubscription(Index: 0, MovedMarket.Market, Interval: null, BarsSince: null)], new Deaf());
        }
        var fill = Assert.Single((await ReadBooksAsync()).Fills);
        Assert.Equal((id.Text, 50_000m, 0.01m, 0.5m), (fill.ClientId, fill.Price.Value, fill.Quantity.Value, fill.Fee.Amount));
        await using var second = await StartAsync();
        await UntilAsync(second, static view => view is { TradingState: TradingState.Active, OpenOrders.Count: 0 });
        Assert.Equal([("BTC", 0.01m), ("USDT", 99_499.5m)], second.View.Balances.Select(balance => (balance.Currency.Code, balance.Total)).Order());
    }

    // As where the process ended after the engine's journal had it and before the venue's books did.
    [Fact(Timeout = Limit)]
    public async Task An_order_that_the_paper_venue_lost_is_no_order()
    {
        await using (var engine = await StartAsync())
        {
            await SubmitAsync(engine, OrderSide.Buy, 0.01m, 50_000);
            await UntilAsync(engine, static view => view.OpenOrders.Any(order => order.Status == OrderStatus.Accepted));
        }
        Directory.Delete(Books, recursive: true);
        await using var second = await StartAsync();
        await UntilAsync(second, static view => view.OpenOrders.Count == 0);
        Assert.Equal(0, second.View.FillCount);
    }

    [Fact(Timeout = Limit)]
    public async Task A_paper_account_is_not_taken_to_real_money()
    {
        await using (var paper = await StartAsync())
        {
            await UntilAsync(paper, static view => view.TradingState == TradingState.Active);
            Assert.Equal("paper", EngineJson.ModeOf(paper));
        }
        var live = Options() with { Live = Options().Live! with { Mode = RunMode.Live } };
        var exception = await Assert.ThrowsAsync<FeedMismatchException>(() => EngineHost.StartAsync(live, TimeProvider.System, Stop));
        Assert.Contains("runs on feed paper:BTC-USDT.BINANCE:1m, not on live:BTC-USDT.BINANCE:1m", exception.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Damaged_books_of_the_paper_venue_are_refused_and_named()
    {
        await using (var paper = await StartAsync())
            await UntilAsync(paper, static view => view.TradingState == TradingState.Active);
        var file = Directory.GetFiles(Books, "*.wal").First(static path => !path.Contains("spare", StringComparison.Ordinal));
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.Position = 4_096 + 200;
            var before = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(before ^ 1));
        }
        var exception = await Assert.ThrowsAnyAsync<JournalDamagedException>(StartAsync);
        Assert.Contains(Books, exception.Message, StringComparison.Ordinal);
    }

    private Task<EngineHost> StartAsync() => EngineHost.StartAsync(Options(), TimeProvider.System, Stop);

    private EngineOptions Options() => new()
    {
        DataDirectory = _folder.Path,
        JournalFileBytes = 1 << 20,
        JournalPatience = TimeSpan.FromMinutes(1),
        Live = new LiveEngineOptions
        {
            Instrument = Bitcoin,
            Interval = BarInterval.Parse("1m"),
            Mode = RunMode.Paper,
            Connect = PaperAccount.Over(Connect, Books, isSync: true, Account),
        },
    };

    // Where orders would go, nobody is.
    private BinanceVenue Connect(MonotonicClock clock, Func<bool> mayAct) => new(
        new BinanceOptions { Rest = _server.Address, Streams = new UriBuilder(_server.Address) { Scheme = "ws", Path = "/ws" }.Uri, Trade = new Uri("http://127.0.0.1:1"), SocketApi = new Uri("ws://127.0.0.1:1") },
        clock,
        mayAct);

    private async Task<VenueBooks> ReadBooksAsync()
    {
        await using var venue = await OpenVenueAsync(MovedMarket.To(49_000));
        var account = await venue.OpenAccountAsync([MovedMarket.Market], leverage: 1, Stop);
        return (await account.ReadBooksAsync([Bitcoin], since: default, Stop))!;
    }

    private Task<IVenueConnection> OpenVenueAsync(IVenueConnection market) =>
        PaperAccount.Over((_, _) => market, Books, isSync: true, Account)(new MonotonicClock(TimeProvider.System), static () => true, Stop);

    private static async Task<CommandAnswer> SubmitAsync(EngineHost engine, OrderSide side, decimal quantity, decimal price)
    {
        using var news = engine.News.Subscribe(NewsMax);
        while (true)
        {
            var request = new OrderRequest { Instrument = Bitcoin, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price };
            var answer = await engine.SendAsync(new KernelCommand.Submit(default, request), Stop);
            if (answer.Refusal is null)
                return answer;
            Assert.True(answer.Refusal.Code is RefusalCode.ReconciliationOpen or RefusalCode.MarketStale, answer.Refusal.Message);
            await news.News.ReadAsync(Stop);
        }
    }

    private static async Task UntilAsync(EngineHost engine, Func<EngineView, bool> isThere)
    {
        using var news = engine.News.Subscribe(NewsMax);
        while (!isThere(engine.View))
            await news.News.ReadAsync(Stop);
    }

    private sealed class Deaf : IMarketListener
    {
        public void Take(int index, in MarketEvent happened)
        {
        }

        public void TakeBar(int index, in Bar bar)
        {
        }

        public void Noticed(string code, string message)
        {
        }
    }

    // A market that is told as one book.
    private sealed class MovedMarket(long bidTicks) : IVenueConnection, IMarketDataSource
    {
        public static VenueMarket Market { get; } = new("BTCUSDT", new Instrument(Bitcoin, 0.01m, 0.00001m, FeeSchedule.Flat(0, 0)));

        public string Venue => Bitcoin.Venue;

        public IMarketDataSource MarketData => this;

        public VenueFeatures Features => VenueFeatures.All;

        public ClockEstimate Clock => default;

        public static MovedMarket To(long price) => new(price * 100);

        public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
        {
            var now = UnixNanos.From(TimeProvider.System.GetUtcNow());
            BookLevelChange[] levels = [new(OrderSide.Buy, bidTicks, 100_000), new(OrderSide.Sell, bidTicks + 1, 100_000)];
            listener.Take(0, new MarketEvent { Kind = MarketEventKind.BookSnapshot, VenueTime = now, ReceivedTime = now, Sequence = 1, Levels = levels });
        }

        public Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Resync(int index)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

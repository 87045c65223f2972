using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.TestKit;
using VeloZ.Trading;
using VeloZ.Venues;
using VeloZ.VenueServers;

namespace VeloZ.Engine.Tests;

/// <summary>Engines that trade at a loopback Binance in this process, by its protocol.</summary>
public sealed class LiveEngineTests : IAsyncLifetime
{
    private const int Limit = 120_000;
    private const int NewsMax = 100_000;
    private const string Secret = "ann-secret";

    private readonly TemporaryFolder _folder = new();
    private VenueServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ServeAsync("");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact(Timeout = Limit)]
    public async Task An_order_rests_at_the_venue_and_is_canceled_there()
    {
        await using var engine = await StartAsync();
        await UntilAsync(engine, static view => view.TradingState == TradingState.Active && view.Balances.Count == 2);
        Assert.Equal([("BTC", 10m), ("USDT", 100_000m)], engine.View.Balances.Select(balance => (balance.Currency.Code, balance.Total)).Order());
        var placed = (await SubmitAsync(engine, 50_000)).Order!;
        await UntilAsync(engine, view => view.OpenOrders.Any(order => order.Id == placed.Id && order.Status == OrderStatus.Accepted && order.VenueOrderId.Length > 0));
        await engine.SendAsync(new KernelCommand.CancelAll(default, "test", ""), Stop);
        await UntilAsync(engine, static view => view.OpenOrders.Count == 0);
    }

    [Fact(Timeout = Limit)]
    public async Task An_order_that_takes_fills_and_the_books_agree()
    {
        await using var engine = await StartAsync();
        await SubmitAsync(engine, 70_000);
        await UntilAsync(engine, static view => view.FillCount > 0 && view.OpenOrders.Count == 0);
        Assert.Equal(TradingState.Active, engine.View.TradingState);
    }

    // From the socket to the kernel, from there to the wire, to the venue's answer, to the fill.
    [Fact(Timeout = Limit)]
    public async Task Each_step_of_trading_is_timed_and_told_as_a_metric()
    {
        await using var engine = await StartAsync();
        using var meter = EngineMetrics.Make(engine);
        using var text = new PrometheusText([meter], EngineMetrics.Names);
        await SubmitAsync(engine, 70_000);
        await UntilAsync(engine, static view => view.FillCount > 0 && view.OpenOrders.Count == 0);
        var samples = ExpositionFormat.Read(text.Write()).Single(static family => family.Name == "veloz_venue_latency_seconds").Samples;
        foreach (var step in new[] { "socket_to_kernel", "kernel_to_wire", "wire_to_ack", "ack_to_fill" })
        {
            var ofStep = samples.Where(sample => sample.Labels["venue"] == "BINANCE" && sample.Labels["step"] == step).ToArray();
            var count = ofStep.Single(static sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value;
            Assert.True(step == "socket_to_kernel" ? count > 0 : count == 1, $"{step} was counted {count} times");
            Assert.InRange(ofStep.Single(static sample => sample.Labels.GetValueOrDefault("le") == "+Inf").Value, 1, count); // Read before it, while the market goes on.
        }
    }

    // The page must not say paper of real money.
    [Theory(Timeout = Limit)]
    [InlineData(true, "live")]
    [InlineData(false, "demo")]
    public async Task Whose_money_it_is_is_told(bool isReal, string mode)
    {
        var options = OptionsOf(Secret, "BTC-USDT.BINANCE");
        await using var engine = await EngineHost.StartAsync(options with { Live = options.Live! with { IsRealMoney = isReal } }, TimeProvider.System, Stop);
        Assert.Equal(mode, EngineJson.ModeOf(engine));
    }

    [Fact(Timeout = Limit)]
    public async Task The_venues_clock_is_told_as_a_metric()
    {
        await _server.DisposeAsync();
        _server = await ServeAsync("clock=-3s");
        await using var engine = await StartAsync();
        using var meter = EngineMetrics.Make(engine);
        using var text = new PrometheusText([meter], EngineMetrics.Names);
        var families = ExpositionFormat.Read(text.Write()).ToDictionary(static family => family.Name);
        var error = Value("veloz_venue_clock_error_seconds");
        Assert.InRange(error, 0, 0.25); // Else it would not trade.
        Assert.InRange(Value("veloz_venue_clock_offset_seconds"), -3 - error - 0.001, -3 + error + 0.001); // It is told in whole milliseconds.
        Assert.InRange(Value("veloz_venue_clock_age_seconds"), 0, Limit / 1_000);
        Assert.True(double.IsFinite(Value("veloz_venue_clock_drift_ppm")));

        double Value(string name) => families[name].Samples.Single(static sample => sample.Labels["venue"] == "BINANCE").Value;
    }

    [Fact(Timeout = Limit)]
    public async Task A_restart_finds_the_orders_that_rest()
    {
        ClientOrderId id;
        await using (var first = await StartAsync())
        {
            id = (await SubmitAsync(first, 50_000)).Order!.Id;
            await UntilAsync(first, static view => view.OpenOrders.Any(order => order.Status == OrderStatus.Accepted));
        }
        await using var second = await StartAsync();
        await UntilAsync(second, static view => view.TradingState == TradingState.Active);
        Assert.Equal((id, OrderStatus.Accepted), second.View.OpenOrders.Select(order => (order.Id, order.Status)).Single());
    }

    // What waits is due by the account's time, which never falls: it must not stand still for the hour.
    [Fact(Timeout = Limit)]
    public async Task A_restart_with_a_clock_that_was_set_back_goes_on()
    {
        await using (var first = await StartAsync(new ShiftedTime(TimeSpan.FromHours(1))))
        {
            await SubmitAsync(first, 50_000);
            await UntilAsync(first, static view => view.OpenOrders.Any(order => order.Status == OrderStatus.Accepted));
        }
        await _server.DisposeAsync();
        _server = await ServeAsync("error-before=1"); // It forgot the order, and takes no other.
        await using var second = await StartAsync();
        await UntilAsync(second, static view => view.OpenOrders.Count == 0);
    }

    [Theory(Timeout = Limit)]
    [InlineData("timeout=1")]
    [InlineData("error-after=1")]
    [InlineData("lost-report=1")]
    public async Task An_order_whose_answer_or_report_is_lost_is_found(string faults)
    {
        await _server.DisposeAsync();
        _server = await ServeAsync(faults);
        await using var engine = await StartAsync();
        await SubmitAsync(engine, 50_000);
        await UntilAsync(engine, static view => view.OpenOrders.Any(order => order.Status == OrderStatus.Accepted));
    }

    [Fact(Timeout = Limit)]
    public async Task An_order_that_never_arrived_ends_as_not_placed()
    {
        await _server.DisposeAsync();
        _server = await ServeAsync("error-before=1");
        await using var engine = await StartAsync();
        await SubmitAsync(engine, 50_000);
        await UntilAsync(engine, static view => view.OrderCount == 1 && view.OpenOrders.Count == 0);
        Assert.Equal(0, engine.View.FillCount);
    }

    [Fact(Timeout = Limit)]
    public async Task A_key_that_does_not_hold_is_told_and_nothing_is_begun()
    {
        var exception = await Assert.ThrowsAsync<VenueException>(() => EngineHost.StartAsync(OptionsOf("another-secret", "BTC-USDT.BINANCE"), TimeProvider.System, Stop));
        Assert.Contains("its key must be right", exception.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_market_that_the_venue_has_not_is_told()
    {
        var exception = await Assert.ThrowsAsync<VenueException>(() => EngineHost.StartAsync(OptionsOf(Secret, "DOGE-USDT.BINANCE"), TimeProvider.System, Stop));
        Assert.Contains("BINANCE has no market DOGE-USDT.BINANCE", exception.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_paper_account_is_not_taken_to_a_venue()
    {
        await using (var paper = await Engines.StartAsync(Engines.Options(_folder.Path, Engines.Bars(50))))
            await paper.Completion.WaitAsync(Stop);
        var exception = await Assert.ThrowsAsync<FeedMismatchException>(StartAsync);
        Assert.Contains("file:test", exception.Message, StringComparison.Ordinal);
    }

    private static Task<VenueServer> ServeAsync(string faults) => VenueServer.StartAsync(
        new VenueServerOptions
        {
            Seed = 7,
            Faults = FaultOptions.Parse(faults, seed: 7),
            Accounts = [new VenueAccountOptions("ann", Secret) { Balances = [new Money(100_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))] }],
        },
        TimeProvider.System,
        Stop);

    private Task<EngineHost> StartAsync() => StartAsync(TimeProvider.System);

    private Task<EngineHost> StartAsync(TimeProvider time) => EngineHost.StartAsync(OptionsOf(Secret, "BTC-USDT.BINANCE"), time, Stop);

    private EngineOptions OptionsOf(string secret, string instrument)
    {
        var sockets = new UriBuilder(_server.Address) { Scheme = "ws" }.Uri;
        var venue = new BinanceOptions
        {
            Rest = _server.Address,
            Trade = _server.Address,
            Streams = new Uri(sockets, "/ws"),
            SocketApi = new Uri(sockets, "/ws-api/v3"),
            Key = "ann",
            Secret = secret,
            AnswerTimeout = TimeSpan.FromSeconds(1),
        };
        return new EngineOptions
        {
            DataDirectory = _folder.Path,
            JournalFileBytes = 1 << 20,
            JournalPatience = TimeSpan.FromMinutes(1),
            Live = new LiveEngineOptions
            {
                Instrument = InstrumentId.Parse(instrument),
                Interval = BarInterval.Parse("1m"),
                Connect = (clock, mayAct, _) => Task.FromResult<IVenueConnection>(new BinanceVenue(venue, clock, mayAct)),
            },
        };
    }

    // Refused while the venue is still being asked, and while its book is still being read.
    private static async Task<CommandAnswer> SubmitAsync(EngineHost engine, decimal price)
    {
        using var news = engine.News.Subscribe(NewsMax);
        while (true)
        {
            var request = new OrderRequest { Instrument = engine.Market.Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.01m, Price = price };
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

    private sealed class ShiftedTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}

using VeloZ.Domain;
using VeloZ.Trading;
using VeloZ.Venues;
using VeloZ.VenueServers;

namespace VeloZ.Engine.Tests;

/// <summary>Engines that trade a perpetual, at a loopback OKX in this process whose positions pay funding every two seconds.</summary>
public sealed class LivePerpetualTests : IAsyncLifetime
{
    private const int Limit = 120_000;
    private const int NewsMax = 100_000;

    private static readonly InstrumentId Perp = InstrumentId.Parse("BTC-USDT-PERP.OKX");

    private readonly TemporaryFolder _folder = new();
    private VenueServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await VenueServer.StartAsync(
        new VenueServerOptions
        {
            Protocol = VenueProtocolName.Okx,
            Seed = 7,
            FundingRate = 0.0001m,
            FundingPeriod = TimeSpan.FromSeconds(2),
            Accounts = [new VenueAccountOptions("ann", "ann-secret") { Passphrase = "open sesame", Balances = [new Money(100_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))] }],
        },
        TimeProvider.System,
        Stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    // Whatever it pays, what is there is what the venue says: each comparison is exact.
    [Fact(Timeout = Limit)]
    public async Task Position_and_its_funding_are_the_venues_over_a_restart_until_it_is_closed()
    {
        await using (var first = await StartAsync(_folder.In("one")))
        {
            using var news = first.News.Subscribe(NewsMax);
            await SubmitAsync(first, OrderSide.Sell, 1.5m, 50_000); // 90,000 of 100,000 equity.
            await UntilAsync(first, static view => view.Positions.Single().SignedQuantity == -1.5m);
            Assert.Equal(10, first.View.Balances.Single(static balance => balance.Currency.Code == "BTC").Total);
            Assert.True(await FundingAsync(news) > 0); // A short gets what longs pay.
        }
        await using var second = await StartAsync(_folder.In("one"));
        using var later = second.News.Subscribe(NewsMax);
        await UntilAsync(second, static view => view is { TradingState: TradingState.Active, Positions: [{ SignedQuantity: -1.5m }] });
        await FundingAsync(later);
        await SubmitAsync(second, OrderSide.Buy, 1.5m, 70_000, isReduceOnly: true);
        await UntilAsync(second, static view => view.Positions.Single().SignedQuantity == 0);
        Assert.NotEqual(0, second.View.Positions.Single().RealizedPnl);
        await AgreedAsync(second);
        Assert.Equal(TradingState.Active, second.View.TradingState);
    }

    // 1.5 short lose 150 where the price is 100 above what they were sold at; the 10 BTC beside them are no part of what this account trades.
    [Fact(Timeout = Limit)]
    public async Task Equity_is_cash_and_the_positions_open_profit()
    {
        await using var engine = await StartAsync(_folder.In("one"));
        await SubmitAsync(engine, OrderSide.Sell, 1.5m, 50_000);
        await UntilAsync(engine, static view => view.Positions.Single().SignedQuantity == -1.5m);
        var view = engine.View;
        var cash = view.Balances.Single(static balance => balance.Currency.Code == "USDT").Total;
        var entry = view.Positions.Single().Cost / -1.5m;
        Assert.Equal([cash - 150, cash], new decimal?[] { entry + 100, null }.Select(price => decimal.Round(view.Equity(price), 8)));
    }

    [Fact(Timeout = Limit)]
    public async Task Order_beyond_the_accounts_own_leverage_is_refused_though_the_venue_would_take_it()
    {
        await using var engine = await StartAsync(_folder.In("one"));
        await SubmitAsync(engine, OrderSide.Buy, 0.01m, 50_000);
        var request = new OrderRequest { Instrument = Perp, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 3, Price = 50_000 };
        Assert.Equal(RefusalCode.MarginInsufficient, (await engine.SendAsync(new KernelCommand.Submit(default, request), Stop)).Refusal?.Code);
    }

    [Fact(Timeout = Limit)]
    public async Task Account_does_not_begin_on_a_position_that_is_there()
    {
        await using (var first = await StartAsync(_folder.In("one")))
        {
            await SubmitAsync(first, OrderSide.Buy, 0.01m, 70_000);
            await UntilAsync(first, static view => view.Positions.Single().SignedQuantity == 0.01m);
        }
        var refusal = await Assert.ThrowsAsync<VenueException>(() => StartAsync(_folder.In("two")));
        Assert.Contains($"OKX has a position of 0.01 in {Perp} already, must have none where an account begins", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Leverage_that_the_venue_does_not_grant_is_told()
    {
        var refusal = await Assert.ThrowsAsync<VenueException>(() => StartAsync(_folder.In("one"), leverage: 5));
        Assert.Contains("leverage of BTC-USDT-SWAP with cross margin at OKX is 3, must be at least the 5 of this account", refusal.Message, StringComparison.Ordinal);
    }

    private Task<EngineHost> StartAsync(string folder, decimal leverage = 1)
    {
        var sockets = new UriBuilder(_server.Address) { Scheme = "ws" }.Uri;
        var venue = new OkxOptions
        {
            IsPerpetual = true,
            Rest = _server.Address,
            PublicSocket = new Uri(sockets, "/ws/v5/public"),
            PrivateSocket = new Uri(sockets, "/ws/v5/private"),
            BusinessSocket = new Uri(sockets, "/ws/v5/business"),
            Key = "ann",
            Secret = "ann-secret",
            Passphrase = "open sesame",
        };
        var options = new EngineOptions
        {
            DataDirectory = folder,
            JournalFileBytes = 1 << 20,
            JournalPatience = TimeSpan.FromMinutes(1),
            Simulation = new SimulationOptions { Leverage = leverage },
            Live = new LiveEngineOptions
            {
                Instrument = Perp,
                Interval = BarInterval.Parse("1m"),
                Execution = new ExecutionOptions { ReconcilePeriod = TimeSpan.FromMilliseconds(500) },
                Connect = (clock, mayAct, _) => Task.FromResult<IVenueConnection>(new OkxVenue(venue, clock, mayAct)),
            },
        };
        return EngineHost.StartAsync(options, TimeProvider.System, Stop);
    }

    // Refused while the venue is still being asked, and while its book is still being read.
    private static async Task SubmitAsync(EngineHost engine, OrderSide side, decimal quantity, decimal price, bool isReduceOnly = false)
    {
        using var news = engine.News.Subscribe(NewsMax);
        while (true)
        {
            var request = new OrderRequest { Instrument = Perp, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price, IsReduceOnly = isReduceOnly };
            if ((await engine.SendAsync(new KernelCommand.Submit(default, request), Stop)).Refusal is not { } refusal)
                return;
            Assert.True(refusal.Code is RefusalCode.ReconciliationOpen or RefusalCode.MarketStale or RefusalCode.MarketPriceMissing or RefusalCode.TradingReducing, refusal.Message);
            await news.News.ReadAsync(Stop);
        }
    }

    private static async Task<decimal> FundingAsync(NewsSubscription news)
    {
        while (true)
        {
            if (await news.News.ReadAsync(Stop) is EngineNews.Journaled { Entry: AccountUpdate { Reason: BalanceReason.Funding, Change.Amount: not 0 } update })
                return update.Change.Amount;
        }
    }

    private static async Task AgreedAsync(EngineHost engine)
    {
        using var news = engine.News.Subscribe(NewsMax);
        while (await news.News.ReadAsync(Stop) is not EngineNews.Journaled { Entry: ReconcileResult { Differences.Count: 0 } })
        {
        }
    }

    private static async Task UntilAsync(EngineHost engine, Func<EngineView, bool> isThere)
    {
        using var news = engine.News.Subscribe(NewsMax);
        while (!isThere(engine.View))
            await news.News.ReadAsync(Stop);
    }
}

using VeloZ.Aws;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.Engine;
using VeloZ.Hosting;
using VeloZ.Trading;

namespace VeloZ.Local.Tests;

/// <summary>An engine whose stream goes away under it.</summary>
public sealed class CloudOutageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)] // It waits for ten minutes where nothing gives the journal up.
    public async Task It_refuses_orders_and_stops_when_it_is_asked_to()
    {
        await using var cloud = await CloudBench.StartAsync();
        var proxy = await HttpFaultProxy.StartAsync(cloud.Kinesis);
        await using var engine = await EngineHost.StartAsync(Options(new StoreOptions { Schema = cloud.Schema, Journal = cloud.Items with { Endpoint = proxy.Address } }), TimeProvider.System, Stop);
        // Until the first bar there is no price, and a busy emulator may be slow at first.
        while ((await engine.SendAsync(Buy(engine), Stop)).Refusal is { } early)
            Assert.True(early.Code is RefusalCode.MarketPriceMissing or RefusalCode.JournalUnavailable, early.Message);
        await proxy.DisposeAsync();

        // The first ones are on their way for as long as the stream is away; once a frame has waited too long, others are refused.
        var orders = new List<Task<CommandAnswer>>();
        do
        {
            orders.Add(engine.SendAsync(Buy(engine), Stop));
            await Task.WhenAny(orders[^1], Task.Delay(TimeSpan.FromMilliseconds(100), Stop));
        }
        while (!orders[^1].IsCompleted);

        Assert.Equal(RefusalCode.JournalUnavailable, (await orders[^1]).Refusal!.Code);
        var fault = await Assert.ThrowsAsync<JournalFailedException>(engine.StopAsync);
        Assert.Contains("the journal was closed while frame 1/", fault.Message, StringComparison.Ordinal);
        foreach (var waiting in orders.SkipLast(1))
            await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
    }

    [Fact(Timeout = 120_000)]
    public async Task Items_that_are_away_for_a_while_end_nothing_and_are_stored_when_they_are_back()
    {
        await using var cloud = await CloudBench.StartAsync();
        await using var proxy = await HttpFaultProxy.StartAsync(cloud.Items.Endpoint!);
        await using var engine = await EngineHost.StartAsync(Options(new StoreOptions { Schema = cloud.Schema, Items = cloud.Items with { Endpoint = proxy.Address } }), TimeProvider.System, Stop);
        using var news = engine.News.Subscribe(10_000);
        // Four refusals in a row are one that is told to the engine.
        for (var count = 0; count < 12; count++)
            proxy.Faults.Add(HttpFault.Answer.Json(500, "InternalServerError", "told by the proxy"), "TransactWriteItems");
        while ((await engine.SendAsync(Buy(engine), Stop)).Refusal is { } early)
            Assert.True(early.Code is RefusalCode.MarketPriceMissing or RefusalCode.JournalUnavailable, early.Message);

        Assert.Equal("store_away", await NextIncidentAsync(news));
        Assert.Null((await engine.SendAsync(Buy(engine), Stop)).Refusal);
        Assert.Equal("store_back", await NextIncidentAsync(news));
        await engine.StopAsync();

        await using var items = await DynamoItemStore.OpenAsync(cloud.Items, cloud.Schema.State, TimeProvider.System, Stop);
        var stored = await items.QueryAsync(new ItemQuery("ACCOUNT#main", ItemRange.All, ItemQuery.LimitMax), cursor: null, Stop);
        Assert.Equal(2, stored.Items.Count(item => item.Item.Type == "order"));
    }

    [Fact(Timeout = 120_000)] // A stop that waits for the answer never ends.
    public async Task An_answer_of_the_items_that_never_comes_does_not_keep_the_engine_from_stopping()
    {
        await using var cloud = await CloudBench.StartAsync();
        await using var proxy = await HttpFaultProxy.StartAsync(cloud.Items.Endpoint!);
        var engine = await EngineHost.StartAsync(Options(new StoreOptions { Schema = cloud.Schema, Items = cloud.Items with { Endpoint = proxy.Address } }), TimeProvider.System, Stop);
        var held = new HttpFault.Held();
        proxy.Faults.Add(held, "TransactWriteItems");
        await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), Stop);
        await held.Arrived;
        await engine.StopAsync();
        Assert.True(engine.Completion.IsCompletedSuccessfully);
        held.Release();
    }

    private static async Task<string> NextIncidentAsync(NewsSubscription news)
    {
        await foreach (var one in news.News.ReadAllAsync(Stop))
        {
            if (one is EngineNews.Happened happened)
                return happened.Incident.Code;
        }
        throw new InvalidOperationException("the engine ended");
    }

    private static KernelCommand.Submit Buy(EngineHost engine) =>
        new(default, new OrderRequest { Instrument = engine.Market.Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 100 });

    private EngineOptions Options(StoreOptions stores)
    {
        var instrument = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        return new EngineOptions
        {
            DataDirectory = _folder.In("data"),
            Stores = stores,
            // No bar comes while it runs.
            Feed = _ => new GeneratedBarFeed(instrument, BarInterval.Parse("1w"), UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)), seed: 1, startPrice: 60_000),
            StopPatience = TimeSpan.FromSeconds(1),
        };
    }
}

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
        await using var engine = await EngineHost.StartAsync(Options(cloud, proxy), TimeProvider.System, Stop);
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

    private static KernelCommand.Submit Buy(EngineHost engine) =>
        new(default, new OrderRequest { Instrument = engine.Feed.Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 100 });

    private EngineOptions Options(CloudBench cloud, HttpFaultProxy proxy)
    {
        var instrument = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        return new EngineOptions
        {
            DataDirectory = _folder.In("data"),
            Stores = new StoreOptions { Schema = cloud.Schema, Journal = cloud.Items with { Endpoint = proxy.Address } },
            // No bar comes while it runs.
            Feed = _ => new GeneratedBarFeed(instrument, BarInterval.Parse("1w"), UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)), seed: 1, startPrice: 60_000),
            StopPatience = TimeSpan.FromSeconds(1),
        };
    }
}

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
        var proxy = await FaultProxy.StartAsync(cloud.Kinesis);
        await using var engine = await EngineHost.StartAsync(Options(cloud, proxy), TimeProvider.System, Stop);
        Assert.Null((await engine.SendAsync(Buy(engine), Stop)).Refusal);
        await proxy.DisposeAsync();

        // The first one is on its way for as long as the stream is away; once it has waited too long, others are refused.
        var waiting = engine.SendAsync(Buy(engine), Stop);
        Task<CommandAnswer> other;
        do
        {
            other = engine.SendAsync(Buy(engine), Stop);
            await Task.WhenAny(other, Task.Delay(TimeSpan.FromMilliseconds(100), Stop));
        }
        while (!other.IsCompleted);
        var refusal = (await other).Refusal!;

        Assert.Equal(RefusalCode.JournalUnavailable, refusal.Code);
        var fault = await Assert.ThrowsAsync<JournalFailedException>(engine.StopAsync);
        Assert.Contains("the journal was closed while frame 1/", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
    }

    private static KernelCommand.Submit Buy(EngineHost engine) =>
        new(default, new OrderRequest { Instrument = engine.Feed.Instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 100 });

    private EngineOptions Options(CloudBench cloud, FaultProxy proxy)
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

using Microsoft.AspNetCore.Builder;
using VeloZ.Api;
using VeloZ.Backtests;
using VeloZ.Domain;
using VeloZ.Functions.Tests;
using VeloZ.Storage;

[assembly: AssemblyFixture(typeof(EventHosts))]

namespace VeloZ.Functions.Tests;

/// <summary>The functions' own hosts, each with what the events ask for, for all tests that invoke them.</summary>
public sealed class EventHosts : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SqliteItemStore? _items;
    private WebApplication? _api;
    private WebApplication? _backtests;
    private SweepWorker? _worker;

    /// <summary>Clients of the hosts by the functions' names.</summary>
    public Dictionary<string, HttpClient> Clients { get; } = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        _items = SqliteItemStore.Open(_folder.In("items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        foreach (var instrument in SampleInstruments.All)
            await _items.PutAsync(InstrumentItem.Of(instrument), ItemCondition.New, CancellationToken.None);
        _api = ApiProgram.Build(FunctionHosts.Settings(_folder.Path), _items);
        Clients.Add(ApiHost.FunctionName, new HttpClient { BaseAddress = await FunctionHosts.StartAsync(_api) });
        var blobs = FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System);
        await SampleSweep.PrepareAsync(blobs, BacktestJobId.Parse("bt_events"));
        _worker = new SweepWorker(blobs);
        _backtests = BacktestsProgram.Build(FunctionHosts.Settings(_folder.Path), _worker);
        Clients.Add(SweepWorker.FunctionName, new HttpClient { BaseAddress = await FunctionHosts.StartAsync(_backtests) });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients.Values)
            client.Dispose();
        await _api!.DisposeAsync();
        await _backtests!.DisposeAsync();
        _worker!.Dispose();
        await _items!.DisposeAsync();
        _folder.Dispose();
    }
}

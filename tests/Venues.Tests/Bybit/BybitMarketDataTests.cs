using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of Bybit's protocol, from the loopback venue that speaks it.</summary>
public sealed class BybitMarketDataTests : MarketDataContract
{
    protected override BarInterval Shortest => BarInterval.Parse("1m");

    protected override Task<VenueDesk> OpenAsync(string faults = "") => BybitExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: false);

    // Bybit has no bars of less than a minute.
    protected override Task<VenueDesk> OpenForBarsAsync() => BybitExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: false, new FastTimeProvider(40), TimeSpan.FromMinutes(2));
}

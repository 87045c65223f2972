using VeloZ.Contract;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of OKX's protocol, from the loopback venue that speaks it.</summary>
public sealed class OkxMarketDataTests : MarketDataContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => OkxExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: false);
}

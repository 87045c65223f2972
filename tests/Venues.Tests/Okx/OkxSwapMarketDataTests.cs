using VeloZ.Contract;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of swaps of OKX's protocol, which it counts in contracts.</summary>
public sealed class OkxSwapMarketDataTests : MarketDataContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => OkxExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: false, isPerpetual: true);
}

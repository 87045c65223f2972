using VeloZ.Contract;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of Binance's protocol, from the loopback venue that speaks it.</summary>
public sealed class BinanceMarketDataTests : MarketDataContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => BinanceExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: false);
}

using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of Coinbase's protocol, from the loopback venue that speaks it.</summary>
public sealed class CoinbaseMarketDataTests : MarketDataContract
{
    protected override BarInterval Shortest => BarInterval.Parse("1m");

    protected override Task<VenueDesk> OpenAsync(string faults = "") => CoinbaseExecutionTests.OpenAsync(faults, CoinbaseExecutionTests.Secret, isListening: false);

    // Coinbase has no bars of less than a minute.
    protected override Task<VenueDesk> OpenForBarsAsync() =>
        CoinbaseExecutionTests.OpenAsync("", CoinbaseExecutionTests.Secret, isListening: false, new FastTimeProvider(40), TimeSpan.FromMinutes(2));
}

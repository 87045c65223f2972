using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>What is told where a venue does not tell its time.</summary>
public sealed class ClockKeeperTests
{
    private const int Limit = 60_000;

    private static readonly Uri Nobody = new("http://127.0.0.1:1/");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("BINANCE")]
    [InlineData("BYBIT")]
    [InlineData("COINBASE")]
    [InlineData("OKX")]
    public async Task A_start_without_the_venue_says_why(string venue)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var clock = new MonotonicClock(new FastTimeProvider(20));
        await using IVenueConnection connection = venue switch
        {
            "BINANCE" => new BinanceVenue(new BinanceOptions { Rest = Nobody, Trade = Nobody }, clock, static () => true),
            "BYBIT" => new BybitVenue(new BybitOptions { Rest = Nobody }, clock, static () => true),
            "COINBASE" => new CoinbaseVenue(new CoinbaseOptions { Rest = Nobody, Key = "ann", Secret = key.ExportECPrivateKeyPem() }, clock, static () => true),
            _ => new OkxVenue(new OkxOptions { Rest = Nobody }, clock, static () => true),
        };
        var exception = await Assert.ThrowsAsync<VenueException>(() => connection.OpenAccountAsync([], leverage: 1, Stop));
        Assert.Equal($"{venue} did not tell its time in 9 tries: connection_failed", exception.Message);
    }
}

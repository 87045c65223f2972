
namespace VeloZ.VenueServers.Tests;

/// <summary>A client of others, npm's ccxt, trades at the loopback Coinbase as it does at the real one: only its addresses are overridden.</summary>
public sealed class CoinbaseClientTests
{
}

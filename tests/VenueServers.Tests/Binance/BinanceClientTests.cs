using VeloZ.Domain;

namespace VeloZ.VenueServers.Tests;

/// <summary>A client of others, npm's ccxt, trades at the loopback Binance as it does at the real one: only its addresses are overridden.</summary>
public sealed class BinanceClientTests
{
    [Fact(Timeout = 240_000)]
    public async Task Ccxt_trades_by_REST_and_WebSocket()
    {
        var options = new VenueServerOptions
        {
            Seed = 7,
            Accounts = [new VenueAccountOptions("key", "secret") { Balances = [new Money(100_000, Currency.Parse("USDT")), new Money(1, Currency.Parse("BTC"))] }],
        };
        await using var server = await VenueServer.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
        var seen = await ClientRun.SeenAsync("binance.mjs", server, "key", "secret");
        Assert.Equal("""{"symbols":["BTC/USDT","ETH/USDT"],"limits":5,"price":0.01,"amount":0.00001}""", Of("market"));
        Assert.True(seen.GetProperty("time").GetInt64() > 1_700_000_000_000);
        Assert.Equal("""{"bids":5,"asks":5,"isOrdered":true}""", Of("book"));
        Assert.Equal("""{"count":10,"step":60000}""", Of("candles"));
        Assert.Equal("\"BTC/USDT\"", Of("ticker"));
        Assert.Equal("""{"status":"open","open":[true],"after":"canceled","left":0}""", Of("limit"));
        // 0.1 % of what was bought is the fee.
        Assert.Equal("""{"status":"closed","filled":0.01,"gained":0.00999,"traded":0.01,"orders":["canceled","closed"]}""", Of("market_order"));
        Assert.True(seen.GetProperty("trades").GetBoolean());
        Assert.True(seen.GetProperty("watched_trades").GetBoolean());
        Assert.Equal("""{"isOrdered":true,"isDeep":true}""", Of("watched_book"));
        Assert.Equal("""{"last":"closed","isSold":true}""", Of("watched_orders"));

        string Of(string name) => seen.GetProperty(name).GetRawText();
    }
}

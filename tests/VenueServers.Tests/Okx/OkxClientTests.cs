using VeloZ.Domain;

namespace VeloZ.VenueServers.Tests;

/// <summary>A client of others, npm's ccxt, trades at the loopback OKX as it does at the real one: only its addresses are overridden.</summary>
public sealed class OkxClientTests
{
    [Fact(Timeout = 240_000)]
    public async Task Ccxt_trades_by_REST_and_WebSocket()
    {
        var options = new VenueServerOptions
        {
            Protocol = VenueProtocolName.Okx,
            Seed = 7,
            Accounts = [new VenueAccountOptions("key", "secret") { Passphrase = "phrase", Balances = [new Money(100_000, Currency.Parse("USDT")), new Money(1, Currency.Parse("BTC"))] }],
        };
        await using var server = await VenueServer.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
        var seen = await ClientRun.SeenAsync("okx.mjs", server, "key", "secret", "phrase");
        Assert.Equal("""{"symbols":["BTC/USDT","BTC/USDT:USDT","ETH/USDT","ETH/USDT:USDT"],"least":0.00001,"price":0.1,"contract":0.01,"linear":true}""", Of("market"));
        Assert.True(seen.GetProperty("time").GetInt64() > 1_700_000_000_000);
        Assert.Equal("""{"bids":5,"asks":5,"isOrdered":true}""", Of("book"));
        Assert.Equal("""{"count":10,"step":60000}""", Of("candles"));
        Assert.Equal("\"BTC/USDT\"", Of("ticker"));
        Assert.Equal("""["BTC/USDT","ETH/USDT"]""", Of("tickers"));
        Assert.Equal("0", Of("funding"));
        Assert.Equal("true", Of("mark"));
        Assert.Equal("""{"open":[[true,"open",0.01,50000]],"edited":[0.02,50001],"after":"canceled","left":0}""", Of("limit"));
        // 0.1 % of what was bought is the fee.
        Assert.Equal("""{"status":"closed","gained":0.00999,"traded":0.01,"fee":"BTC","closed":[true],"canceled":[true]}""", Of("market_order"));
        Assert.Equal("\"InsufficientFunds\"", Of("refused"));
        Assert.Equal("true", Of("trades"));
        Assert.Equal("""{"open":[[true,90000]],"left":0}""", Of("algo"));
        Assert.Equal("""{"contracts":5,"side":"short","leverage":10,"size":0.01,"left":0}""", Of("swap"));
        Assert.Equal("true", Of("watched_trades"));
        Assert.Equal("""{"isOrdered":true,"isDeep":true}""", Of("watched_book"));
        Assert.Equal("\"BTC/USDT\"", Of("watched_ticker"));
        Assert.Equal("true", Of("watched_candles"));
        Assert.Equal("true", Of("watched_balance"));
        Assert.Equal("""{"last":"closed","isSold":true}""", Of("watched_orders"));
        Assert.Equal("""[true,"canceled"]""", Of("by_socket"));

        string Of(string name) => seen.GetProperty(name).GetRawText();
    }
}

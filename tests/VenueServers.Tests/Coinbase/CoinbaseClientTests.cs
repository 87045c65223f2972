using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.VenueServers.Tests;

/// <summary>A client of others, npm's ccxt, trades at the loopback Coinbase as it does at the real one: only its addresses are overridden.</summary>
public sealed class CoinbaseClientTests
{
    [Fact(Timeout = 240_000)]
    public async Task Ccxt_trades_by_REST_and_WebSocket()
    {
        const string Key = "organizations/00/apiKeys/loopback";
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new VenueServerOptions
        {
            Protocol = VenueProtocolName.Coinbase,
            Seed = 7,
            Accounts = [new VenueAccountOptions(Key, secret.ExportECPrivateKeyPem()) { Balances = [new Money(100_000, Currency.Parse("USD")), new Money(1, Currency.Parse("BTC"))] }],
        };
        await using var server = await VenueServer.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
        var seen = await ClientRun.SeenAsync("coinbase.mjs", server, Key, secret.ExportECPrivateKeyPem());
        Assert.Equal("""{"symbols":["BTC/USD","BTC/USDT","ETH/USD","ETH/USDT"],"least":1e-8,"price":0.01,"taker":0.012,"spot":true}""", Of("market"));
        Assert.True(seen.GetProperty("time").GetInt64() > 1_700_000_000_000);
        Assert.Equal("""{"bids":5,"asks":5,"isOrdered":true}""", Of("book"));
        Assert.Equal("""{"count":10,"step":60000}""", Of("candles"));
        Assert.Equal("true", Of("ticker"));
        Assert.Equal("""["BTC/USD","ETH/USD"]""", Of("tickers"));
        Assert.Equal("""["BTC/USD"]""", Of("best"));
        Assert.Equal("true", Of("trades"));
        Assert.Equal("0.006", Of("fees"));
        Assert.Equal("""["BTC","ETH","USD","USDT"]""", Of("accounts"));
        Assert.Equal("""{"open":[[true,"open",0.01,50000,true]],"edited":[0.02,50001],"after":"canceled","left":0,"canceled":[true]}""", Of("limit"));
        Assert.Equal("""{"trigger":70000,"price":71000,"isOpen":true}""", Of("stop"));
        Assert.Equal("""{"status":"closed","gained":0.01,"traded":0.01,"fee":"USD","isPaid":true,"closed":[true]}""", Of("market_order"));
        Assert.Equal("true", Of("cost"));
        Assert.Equal("\"InsufficientFunds\"", Of("refused"));
        Assert.Equal("true", Of("again"));
        Assert.Equal("\"AuthenticationError\"", Of("unauthorized"));
        Assert.Equal("true", Of("watched_trades"));
        Assert.Equal("""{"isOrdered":true,"isDeep":true}""", Of("watched_book"));
        Assert.Equal("\"BTC/USD\"", Of("watched_ticker"));
        Assert.Equal("""["BTC/USD"]""", Of("watched_tickers"));
        Assert.Equal("""{"last":"closed","filled":0.01,"side":"sell"}""", Of("watched_orders"));

        string Of(string name) => seen.GetProperty(name).GetRawText();
    }
}

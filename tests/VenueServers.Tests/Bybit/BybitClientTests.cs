using System.Runtime.CompilerServices;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Emulators;

namespace VeloZ.VenueServers.Tests;

/// <summary>A client of others, npm's ccxt, trades at the loopback Bybit as it does at the real one: only its addresses are overridden.</summary>
public sealed class BybitClientTests
{
    private static readonly NpmPackages Packages = new(Path.Combine(Path.GetDirectoryName(SourcePath())!, "..", "Clients"), "the clients of venues");

    [Fact(Timeout = 240_000)]
    public async Task Ccxt_trades_by_REST_and_WebSocket()
    {
        await Packages.NeedAsync();
        Money[] balances = [new Money(100_000, Currency.Parse("USDT")), new Money(1, Currency.Parse("BTC"))];
        var options = new VenueServerOptions
        {
            Protocol = VenueProtocolName.Bybit,
            Seed = 7,
            Accounts = [new VenueAccountOptions("key", "secret") { Balances = balances }],
        };
        await using var server = await VenueServer.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
        var address = server.Address.ToString().TrimEnd('/');
        var output = await NodeRun.ToEndAsync(Packages.Folder, new Dictionary<string, string>(), Packages.ScriptOf("bybit.mjs"), address, "key", "secret");
        var seen = JsonDocument.Parse(output).RootElement;
        Assert.Equal("""["BTC/USDT","BTC/USDT:USDT","ETH/USDT","ETH/USDT:USDT"]""", Of("markets"));
        Assert.Equal("""{"price":0.01,"amount":0.000001,"least":5}""", Of("spot"));
        Assert.Equal("""{"price":0.1,"amount":0.001,"leverage":100}""", Of("linear"));
        Assert.True(seen.GetProperty("time").GetInt64() > 1_700_000_000_000);
        Assert.Equal("""{"bids":5,"asks":5,"isOrdered":true}""", Of("book"));
        Assert.Equal("""{"count":10,"step":60000}""", Of("candles"));
        Assert.Equal("""["BTC/USDT","BTC/USDT:USDT"]""", Of("tickers"));
        Assert.Equal("""{"open":[true],"changed":[0.02,51000],"after":"canceled","left":0}""", Of("limit"));
        // 0.1 % of what was bought is the fee.
        Assert.Equal("""{"orders":["closed"],"gained_and_paid":0.01,"traded":0.01,"pays_a_thousandth":true}""", Of("market_order"));
        Assert.Equal("""{"side":"short","contracts":0.05,"leverage":20}""", Of("position"));
        Assert.Equal("[[true,90000,true]]", Of("stops"));
        Assert.Equal("""[{"isOrdered":true,"isDeep":true},{"isOrdered":true,"isDeep":true}]""", Of("watched_books"));
        Assert.Equal("\"BTC/USDT:USDT\"", Of("watched_ticker"));
        Assert.Equal("""{"last":"closed","symbols":["BTC/USDT","BTC/USDT:USDT"]}""", Of("watched_orders"));
        Assert.Equal("0", Of("left"));
        foreach (var name in new[] { "trades", "watched_trades", "watched_balance", "funding" })
            Assert.Equal("true", Of(name));

        string Of(string name) => seen.GetProperty(name).GetRawText();
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}

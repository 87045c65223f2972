namespace VeloZ.VenueServers;

/// <summary>What somebody can listen to.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels.</remarks>
/// <param name="Name">As it is subscribed to.</param>
internal sealed record CoinbaseChannel(string Name)
{
    public static readonly CoinbaseChannel Heartbeats = new("heartbeats") { IsOfUserSocket = true };
    public static readonly CoinbaseChannel Candles = new("candles") { NeedsProducts = true };
    public static readonly CoinbaseChannel Status = new("status");
    public static readonly CoinbaseChannel Ticker = new("ticker") { NeedsProducts = true };
    public static readonly CoinbaseChannel TickerBatch = new("ticker_batch") { NeedsProducts = true };
    public static readonly CoinbaseChannel Level2 = new("level2") { NeedsProducts = true, MessageName = "l2_data" };
    public static readonly CoinbaseChannel MarketTrades = new("market_trades") { NeedsProducts = true };
    public static readonly CoinbaseChannel User = new("user") { IsOfUserSocket = true, NeedsToken = true };

    private static readonly CoinbaseChannel[] All = [Heartbeats, Candles, Status, Ticker, TickerBatch, Level2, MarketTrades, User];

    /// <summary>Whether the socket of an account's orders has it, too.</summary>
    public bool IsOfUserSocket { get; private init; }

    /// <summary>Whether one must say of which products.</summary>
    public bool NeedsProducts { get; private init; }

    /// <summary>Whether one must say who one is.</summary>
    public bool NeedsToken { get; private init; }

    /// <summary>As its messages name it.</summary>
    public string MessageName { get; private init; } = Name;

    /// <summary>That of a name; null where there is none.</summary>
    public static CoinbaseChannel? Find(string name) => Array.Find(All, channel => channel.Name == name);
}

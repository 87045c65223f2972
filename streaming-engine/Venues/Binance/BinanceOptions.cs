namespace VeloZ.Venues;

/// <summary>Where Binance is, and who we are there. No record: its secret is never printed.</summary>
public sealed class BinanceOptions
{
    /// <summary>Market data by REST.</summary>
    public Uri Rest { get; init; } = new("https://api.binance.com");

    /// <summary>Market streams: the address of a single raw stream, <c>/ws</c>.</summary>
    public Uri Streams { get; init; } = new("wss://stream.binance.com:9443/ws");

    /// <summary>Orders by REST.</summary>
    public Uri Trade { get; init; } = new("https://api.binance.com");

    /// <summary>The WebSocket API, which tells an account's own events.</summary>
    public Uri SocketApi { get; init; } = new("wss://ws-api.binance.com:443/ws-api/v3");

    /// <summary>Of the account; empty where only market data are wanted.</summary>
    public string Key { get; init; } = "";

    /// <summary>What requests are signed with (HMAC SHA-256).</summary>
    public string Secret { get; init; } = "";

    /// <summary>Most between two tries to connect.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For an answer, whole; then its outcome is unknown.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

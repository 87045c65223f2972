namespace VeloZ.Venues;

/// <summary>Where Bybit is, and who we are there. No record: its secret is never printed.</summary>
public sealed class BybitOptions
{
    /// <summary>Market data, orders and books by REST.</summary>
    public Uri Rest { get; init; } = new("https://api.bybit.com");

    /// <summary>Market streams of spot.</summary>
    public Uri PublicSocket { get; init; } = new("wss://stream.bybit.com/v5/public/spot");

    /// <summary>An account's own events.</summary>
    public Uri PrivateSocket { get; init; } = new("wss://stream.bybit.com/v5/private");

    /// <summary>Of the account; empty where only market data are wanted.</summary>
    public string Key { get; init; } = "";

    /// <summary>What requests are signed with (HMAC SHA-256).</summary>
    public string Secret { get; init; } = "";

    /// <summary>Most between two tries to connect.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For an answer, whole; then its outcome is unknown.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

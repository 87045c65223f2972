namespace VeloZ.Venues;

/// <summary>Where Coinbase's Advanced Trade is, and who we are there. No record: its secret is never printed.</summary>
public sealed class CoinbaseOptions
{
    /// <summary>Market data, orders and books by REST.</summary>
    public Uri Rest { get; init; } = new("https://api.coinbase.com");

    /// <summary>Market streams.</summary>
    public Uri Socket { get; init; } = new("wss://advanced-trade-ws.coinbase.com");

    /// <summary>An account's own events.</summary>
    public Uri UserSocket { get; init; } = new("wss://advanced-trade-ws-user.coinbase.com");

    /// <summary>Name of the account's key, <c>organizations/…/apiKeys/…</c>; empty where only market data are wanted.</summary>
    public string Key { get; init; } = "";

    /// <summary>What requests are signed with: an EC private key on curve P-256 as PEM, in which <c>\n</c> may stand for a line's end.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Most between two tries to connect.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For an answer, whole; then its outcome is unknown.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with a secret, without telling it; null where nothing is.</summary>
    public static string? FlawOf(string secret)
    {
        try
        {
            using var key = CoinbaseTokens.ReadKey(secret);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}

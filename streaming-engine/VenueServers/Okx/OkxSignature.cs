using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Who signed a request, or a login.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-rest-authentication and https://www.okx.com/docs-v5/en/#overview-websocket-login.</remarks>
/// <param name="Key">Of the account; null where it was not sent, as with the others.</param>
/// <param name="Sign">Base64.</param>
/// <param name="Timestamp">As it was signed.</param>
/// <param name="Passphrase">Of the account.</param>
internal sealed record OkxSignature(string? Key, string? Sign, string? Timestamp, string? Passphrase)
{
    private const string LoginPath = "GET/users/self/verify";

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    /// <summary>The account that signed a REST request.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="request">Method, path with its query as they were sent, and body, without separators.</param>
    /// <exception cref="OkxError">It did not, or comes too late or too early.</exception>
    public LoopbackAccount ProveRequest(LoopbackVenue venue, string request)
    {
        if (string.IsNullOrEmpty(Key))
            throw Refused("50103", "Request header \"OK-ACCESS-KEY\" cannot be empty.");
        if (string.IsNullOrEmpty(Sign))
            throw Refused("50106", "Request header \"OK-ACCESS-SIGN\" cannot be empty.");
        if (string.IsNullOrEmpty(Timestamp))
            throw Refused("50107", "Request header \"OK-ACCESS-TIMESTAMP\" cannot be empty.");
        if (string.IsNullOrEmpty(Passphrase))
            throw Refused("50104", "Request header \"OK-ACCESS-PASSPHRASE\" cannot be empty.");
        if (!DateTimeOffset.TryParseExact(Timestamp, "yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw Refused("50112", "Invalid OK-ACCESS-TIMESTAMP.");
        if ((time - venue.Now.ToDateTimeOffset()).Duration() > TimeMax)
            throw Refused("50102", "Timestamp request expired.");
        var account = venue.FindAccount(Key) ?? throw Refused("50111", "Invalid OK-ACCESS-KEY.");
        if (!HasPassphrase(account))
            throw Refused("50105", "Request header \"OK-ACCESS-PASSPHRASE\" incorrect.");
        return IsRight(account, request) ? account : throw Refused("50113", "Invalid signature.");
    }

    /// <summary>The account that signed a login of a socket.</summary>
    /// <exception cref="OkxError">It did not, or comes too late or too early.</exception>
    public LoopbackAccount ProveLogin(LoopbackVenue venue)
    {
        if (string.IsNullOrEmpty(Key) || venue.FindAccount(Key) is not { } account)
            throw Refused("60005", "Invalid apiKey");
        if (!long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > long.MaxValue / UnixNanos.PerSecond)
            throw Refused("60004", "Invalid timestamp");
        if ((new UnixNanos(seconds * UnixNanos.PerSecond).ToDateTimeOffset() - venue.Now.ToDateTimeOffset()).Duration() > TimeMax)
            throw Refused("60006", "Timestamp request expired");
        if (!HasPassphrase(account))
            throw Refused("60024", "Wrong passphrase");
        return IsRight(account, LoginPath) ? account : throw Refused("60007", "Invalid sign");
    }

    private static OkxError Refused(string code, string message) => new(code, message, 401);

    private bool HasPassphrase(LoopbackAccount account) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(account.Passphrase), Encoding.UTF8.GetBytes(Passphrase ?? ""));

    private bool IsRight(LoopbackAccount account, string signed)
    {
        var proof = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Secret), Encoding.UTF8.GetBytes(Timestamp + signed)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(proof), Encoding.UTF8.GetBytes(Sign ?? ""));
    }
}

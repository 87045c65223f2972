using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What a request by REST says of who signed it.</summary>
/// <param name="Key">Of <c>X-BAPI-API-KEY</c>; null where it was not sent, as with the others.</param>
/// <param name="Timestamp">Of <c>X-BAPI-TIMESTAMP</c>, in milliseconds.</param>
/// <param name="Window">Of <c>X-BAPI-RECV-WINDOW</c>, in milliseconds.</param>
/// <param name="Signature">Of <c>X-BAPI-SIGN</c>.</param>
internal sealed record BybitSignature(string? Key, string? Timestamp, string? Window, string? Signature);

/// <summary>Who signed a request.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/guide and https://bybit-exchange.github.io/docs/v5/ws/connect.</remarks>
internal static class BybitProof
{
    private const long WindowDefault = 5_000; // Milliseconds.
    private const long AheadMax = 1_000;

    /// <summary>Proves a request by REST.</summary>
    /// <param name="venue">Whose accounts there are.</param>
    /// <param name="signed">Its headers.</param>
    /// <param name="payload">The query of a GET as it was sent, without its question mark; the body of a POST.</param>
    /// <exception cref="BybitError">The signature is not right, or the request comes too late or too early.</exception>
    public static LoopbackAccount Prove(LoopbackVenue venue, BybitSignature signed, string payload)
    {
        var (key, timestamp, window, signature) = signed;
        if (string.IsNullOrEmpty(key))
            throw InvalidKey();
        CheckTime(venue.Now, timestamp, window);
        if (venue.FindAccount(key) is not { } account)
            throw InvalidKey();
        var text = timestamp + key + window + payload;
        return IsSignedBy(account, text, signature) ? account : throw new BybitError(10004, $"error sign! origin_string[{text}]");
    }

    /// <summary>Proves whoever opened a socket.</summary>
    /// <param name="venue">Whose accounts there are.</param>
    /// <param name="key">Of the account.</param>
    /// <param name="expires">Until when the signature is good, in milliseconds.</param>
    /// <param name="signature">Of <c>GET/realtime</c> and that time.</param>
    /// <returns>The account; or why not.</returns>
    public static (LoopbackAccount? Account, string? Refusal) Prove(LoopbackVenue venue, string key, long expires, string signature)
    {
        if (expires <= venue.Now.Milliseconds)
            return (null, "Params Error: expires is in the past");
        return venue.FindAccount(key) is { } account && IsSignedBy(account, "GET/realtime" + expires.ToString(CultureInfo.InvariantCulture), signature)
            ? (account, null)
            : (null, "Request not authorized: invalid key or sign");
    }

    /// <summary>A time must be within the window before now, and less than a second ahead.</summary>
    /// <exception cref="BybitError">It is not.</exception>
    public static void CheckTime(UnixNanos now, string? timestamp, string? window)
    {
        var isTime = TryRead(timestamp, out var time);
        var isWindow = TryRead(string.IsNullOrEmpty(window) ? null : window, out var length) || string.IsNullOrEmpty(window);
        if (string.IsNullOrEmpty(window))
            length = WindowDefault;
        if (!isTime || !isWindow || time < now.Milliseconds - length || time >= now.Milliseconds + AheadMax)
        {
            throw new BybitError(
                10002,
                "invalid request, please check your server timestamp or recv_window param. "
                + $"req_timestamp[{timestamp}],server_timestamp[{now.Milliseconds}],recv_window[{window}]");
        }
    }

    // At most 15 digits: no sum of two of them overflows.
    private static bool TryRead(string? text, out long value)
    {
        value = 0;
        return text is { Length: <= 15 } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static BybitError InvalidKey() => new(10003, "API key is invalid.");

    private static bool IsSignedBy(LoopbackAccount account, string text, string? signature)
    {
        var wanted = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Secret), Encoding.UTF8.GetBytes(text)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(wanted), Encoding.UTF8.GetBytes(signature ?? ""));
    }
}

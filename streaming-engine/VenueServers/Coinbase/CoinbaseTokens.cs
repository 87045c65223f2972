using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Proves by a JSON Web Token who asks. Thread-safe.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication and
/// https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-authentication.
/// </remarks>
internal sealed class CoinbaseTokens
{
    private const string Host = "api.coinbase.com";
    private const int SecondsMax = 120;

    private readonly Lock _gate = new(); // Keys are used by one at a time.
    private readonly Dictionary<string, (LoopbackAccount Account, ECDsa Key)> _keys = new(StringComparer.Ordinal);
    private readonly LoopbackVenue _venue;

    /// <exception cref="FormatException">The secret of an account is no key; it is not told.</exception>
    public CoinbaseTokens(LoopbackVenue venue)
    {
        _venue = venue;
        foreach (var account in venue.Accounts)
        {
            if (CoinbaseSecret.FlawOf(account.Secret) is { } flaw)
                throw new FormatException($"the secret of key {account.Key} {flaw}");
            _keys.Add(account.Key, (account, CoinbaseSecret.Read(account.Secret)));
        }
    }

    /// <summary>The account that signed a request.</summary>
    /// <param name="authorization">The header; null where it was not sent.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="host">To which it was sent.</param>
    /// <param name="path">As it was sent, without its query.</param>
    /// <exception cref="CoinbaseError">It did not, or the token is too old or too young, or of another request.</exception>
    /// <remarks>The token may name Coinbase's host instead of ours. A client that takes away <c>https://</c> leaves <c>http://</c>.</remarks>
    public LoopbackAccount ProveRequest(string? authorization, string method, string host, string path)
    {
        const string Scheme = "Bearer ";
        if (authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
            throw CoinbaseError.Unauthorized;
        string[] wanted = [$"{method} {Host}{path}", $"{method} {host}{path}", $"{method} http://{host}{path}"];
        return Prove(authorization[Scheme.Length..].Trim(), uris => uris.Any(uri => wanted.Contains(uri)));
    }

    /// <summary>The account that signed a message of a socket: its token names no request.</summary>
    /// <exception cref="CoinbaseError">It did not, or the token is too old or too young.</exception>
    public LoopbackAccount ProveMessage(string token) => Prove(token, static uris => uris.Count == 0);

    private LoopbackAccount Prove(string token, Func<IReadOnlyList<string>, bool> isOfRequest)
    {
        try
        {
            if (token.Split('.') is not [var header, var payload, var signature])
                throw CoinbaseError.Unauthorized;
            using var head = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            var name = TextOf(head.RootElement, "kid");
            var isRight = TextOf(head.RootElement, "alg") == "ES256"
                && name is not null
                && TextOf(claims.RootElement, "sub") == name
                && TextOf(claims.RootElement, "iss") is "cdp" or "coinbase-cloud"
                && IsInTime(claims.RootElement)
                && isOfRequest(UrisOf(claims.RootElement));
            return isRight && Verify(name!, $"{header}.{payload}", signature) is { } account ? account : throw CoinbaseError.Unauthorized;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            throw CoinbaseError.Unauthorized;
        }
    }

    private LoopbackAccount? Verify(string name, string signed, string signature)
    {
        if (!_keys.TryGetValue(name, out var found))
            return null;
        var bytes = Base64Url.DecodeFromChars(signature);
        lock (_gate)
        {
            return found.Key.VerifyData(Encoding.ASCII.GetBytes(signed), bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                ? found.Account
                : null;
        }
    }

    // No token holds longer than two minutes, whatever it says.
    private bool IsInTime(JsonElement claims)
    {
        var now = _venue.Now.Value / UnixNanos.PerSecond;
        return NumberOf(claims, "nbf") is { } begin && NumberOf(claims, "exp") is { } end && begin <= now && now < end && now - begin < SecondsMax;
    }

    // One request as text, or several as a list.
    private static IReadOnlyList<string> UrisOf(JsonElement claims)
    {
        if (TextOf(claims, "uri") is { } uri)
            return [uri];
        return claims.TryGetProperty("uris", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)]
            : [];
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? NumberOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}

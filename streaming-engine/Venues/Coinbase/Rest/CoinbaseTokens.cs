using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>JSON Web Tokens that tell Coinbase who asks, each for one request and for two minutes at most. Thread-safe.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication and
/// https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-authentication. Coinbase knows no deadline but a token's: it has whole seconds, so that a
/// request's is brought down to one.
/// </remarks>
internal sealed class CoinbaseTokens : IDisposable
{
    private const long LifeMax = 120; // Seconds.
    private const long Behind = 5; // Seconds that a token holds already: the venue's clock is known within a part of one.

    private readonly Lock _gate = new(); // A key is used by one at a time.
    private readonly string _key;
    private readonly ECDsa _secret;
    private readonly VenueClock _clock;

    /// <param name="key">Its name.</param>
    /// <param name="secret">EC private key as PEM.</param>
    /// <param name="clock">Of the venue.</param>
    /// <exception cref="FormatException">The secret is no such key; it is not told.</exception>
    public CoinbaseTokens(string key, string secret, VenueClock clock) => (_key, _secret, _clock) = (key, ReadKey(secret), clock);

    /// <summary>A token of a request, or of a message on a socket.</summary>
    /// <param name="request">Method, host and path without a query, as <c>GET api.coinbase.com/api/v3/brokerage/accounts</c>; null for a message.</param>
    public string Of(string? request) => Sign(request, long.MaxValue);

    /// <summary>A token that holds until a deadline, or two minutes.</summary>
    /// <param name="request">As with the other.</param>
    /// <param name="deadline">By our clock.</param>
    /// <returns>Null where no whole second is left before it.</returns>
    public string? Of(string request, UnixNanos deadline)
    {
        var end = Seconds(_clock.ToVenue(deadline));
        return end <= Seconds(_clock.Now) ? null : Sign(request, end);
    }

    /// <summary>Reads a secret.</summary>
    /// <exception cref="FormatException">It is no key on P-256 as PEM; its message does not tell it.</exception>
    public static ECDsa ReadKey(string secret)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(secret.Replace("\\n", "\n", StringComparison.Ordinal).Trim());
            // A key without its private part fails here.
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256")
                return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("is no EC private key as PEM", exception);
        }
        key.Dispose();
        throw new FormatException("is on another curve than P-256");
    }

    public void Dispose() => _secret.Dispose();

    private string Sign(string? request, long end)
    {
        var begin = Seconds(_clock.Now) - Behind;
        var signed = $"{Part(WriteHead)}.{Part(json => WriteClaims(json, request, begin, Math.Min(end, begin + LifeMax)))}";
        byte[] signature;
        lock (_gate)
            signature = _secret.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("alg", "ES256");
        json.WriteString("typ", "JWT");
        json.WriteString("kid", _key);
        json.WriteString("nonce", RandomNumberGenerator.GetHexString(32, lowercase: true));
    }

    private void WriteClaims(Utf8JsonWriter json, string? request, long begin, long end)
    {
        json.WriteString("sub", _key);
        json.WriteString("iss", "cdp");
        json.WriteNumber("nbf", begin);
        json.WriteNumber("exp", end);
        if (request is not null)
            json.WriteString("uri", request);
    }

    private static string Part(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(stream.ToArray());
    }

    private static long Seconds(UnixNanos time) => time.Value / UnixNanos.PerSecond;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VeloZ.Emulators;

/// <summary>Why a signature was refused.</summary>
internal enum SignatureFault
{
    Missing,
    Malformed,
    UnknownKey,
    WrongRegion,
    Mismatch,
    Skewed,
    Expired,
}

/// <summary>A signature was refused.</summary>
internal sealed class SignatureException(SignatureFault fault, string message) : Exception(message)
{
    public SignatureFault Fault { get; } = fault;
}

/// <summary>A request whose signature was right, and what its chunks are signed with.</summary>
internal sealed record SignedRequest(AwsIdentity Identity, string Time, string Scope, byte[] Key, string Signature);

/// <summary>Proves signatures of version 4 that are in the header.</summary>
/// <remarks>Source: AWS Identity and Access Management, "Create a signed AWS API request".</remarks>
internal sealed class SignatureCheck(string region, string service, IEnumerable<AwsIdentity> identities, TimeProvider timeProvider)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, AwsIdentity> _identities = identities.ToDictionary(identity => identity.AccessKey, StringComparer.Ordinal);

    /// <summary>Proves one.</summary>
    /// <param name="request">With all its headers.</param>
    /// <param name="payloadHash">What stands for its body.</param>
    /// <exception cref="SignatureException">It is not right.</exception>
    public SignedRequest Verify(HttpRequest request, string payloadHash)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            throw new SignatureException(SignatureFault.Missing, "no signature in the header");
        var fields = header[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries).Select(field => field.Split('=', 2)).ToDictionary(field => field[0], field => field[^1], StringComparer.Ordinal);
        var credential = fields.GetValueOrDefault("Credential", "").Split('/');
        if (credential.Length != 5 || !fields.TryGetValue("SignedHeaders", out var signedHeaders) || !fields.TryGetValue("Signature", out var signature))
            throw new SignatureException(SignatureFault.Malformed, "the authorization header is malformed");
        if (!_identities.TryGetValue(credential[0], out var identity))
            throw new SignatureException(SignatureFault.UnknownKey, "the access key id does not exist");
        if (credential[2] != region)
            throw new SignatureException(SignatureFault.WrongRegion, $"the region '{credential[2]}' is wrong; expecting '{region}'");
        if (credential[3] != service || credential[4] != "aws4_request")
            throw new SignatureException(SignatureFault.Malformed, $"the service '{credential[3]}' is wrong; expecting '{service}'");
        var time = request.Headers["X-Amz-Date"].ToString();
        if (!DateTimeOffset.TryParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed) || (timeProvider.GetUtcNow() - signed).Duration() > SkewMax)
            throw new SignatureException(SignatureFault.Skewed, "the difference between the request time and the server's time is too large");
        var scope = string.Join('/', credential[1..]);
        var key = KeyOf(identity.SecretKey, credential[1], region, service);
        var expected = Sign(key, $"{Algorithm}\n{time}\n{scope}\n{Hash(Canonical(request, signedHeaders.Split(';'), payloadHash))}");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature)))
            throw new SignatureException(SignatureFault.Mismatch, "the request signature we calculated does not match the signature you provided");
        return identity.IsExpired
            ? throw new SignatureException(SignatureFault.Expired, "the provided token has expired")
            : new SignedRequest(identity, time, scope, key, signature);
    }

    /// <summary>HMAC of a text, in hexadecimal.</summary>
    public static string Sign(byte[] key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    /// <summary>SHA-256 of a text, in hexadecimal.</summary>
    public static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>SHA-256 of bytes, in hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] KeyOf(string secretKey, string day, string region, string service)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in (string[])[day, region, service, "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }

    private static string Canonical(HttpRequest request, string[] signedHeaders, string payloadHash)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var path = Encoded(Uri.UnescapeDataString(target[0]), keepsSlash: true);
        var query = target.Length < 2 || target[1].Length == 0
            ? ""
            : string.Join('&', target[1].Split('&').Select(pair => pair.Split('=', 2)).Select(pair => $"{Encoded(Uri.UnescapeDataString(pair[0]), keepsSlash: false)}={(pair.Length < 2 ? "" : Encoded(Uri.UnescapeDataString(pair[1]), keepsSlash: false))}").Order(StringComparer.Ordinal));
        var headers = string.Concat(signedHeaders.Select(name => $"{name}:{string.Join(' ', request.Headers[name].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))}\n"));
        return $"{request.Method}\n{path}\n{query}\n{headers}\n{string.Join(';', signedHeaders)}\n{payloadHash}";
    }

    private static string Encoded(string text, bool keepsSlash)
    {
        var encoded = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var letter = (char)value;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~' || (keepsSlash && letter == '/'))
                encoded.Append(letter);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }
        return encoded.ToString();
    }
}

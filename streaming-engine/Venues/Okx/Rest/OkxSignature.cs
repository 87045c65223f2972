using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Proves to OKX who asks.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-rest-authentication and https://www.okx.com/docs-v5/en/#overview-websocket-login.</remarks>
internal static class OkxSignature
{
    private const string LoginPayload = "GET/users/self/verify";

    /// <summary>A moment as it is signed by REST: ISO 8601, in milliseconds.</summary>
    public static string TimestampOf(UnixNanos time) => time.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Base64 of HMAC SHA-256.</summary>
    public static string Of(string payload, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));

    /// <summary>A login of a socket.</summary>
    public static byte[] LoginOf(OkxOptions options, UnixNanos now)
    {
        var seconds = (now.Milliseconds / 1_000).ToString(CultureInfo.InvariantCulture);
        var login = new OkxParameters()
            .Add("apiKey", options.Key)
            .Add("passphrase", options.Passphrase)
            .Add("timestamp", seconds)
            .Add("sign", Of(seconds + LoginPayload, options.Secret));
        return OkxSocketRequest.Of("login", [login]);
    }
}

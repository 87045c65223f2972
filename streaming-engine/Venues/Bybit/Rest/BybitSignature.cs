using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Venues;

/// <summary>What Bybit knows us by.</summary>
/// <remarks>Source: "Create A Request" of https://bybit-exchange.github.io/docs/v5/guide.</remarks>
internal static class BybitSignature
{
    /// <summary>Hex of HMAC SHA-256.</summary>
    public static string Of(string payload, string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));
}

using System.Security.Cryptography;

namespace VeloZ.VenueServers;

/// <summary>The secret of an account at Coinbase: a private key on the curve P-256.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/authentication-authorization/api-key-authentication.</remarks>
public static class CoinbaseSecret
{
    private const int Ed25519Bytes = 64; // Seed and public key, as Coinbase gives them.

    /// <summary>What is wrong with a secret, without telling it; null where nothing is.</summary>
    /// <param name="secret">PEM, in which <c>\n</c> may stand for a line's end as in Coinbase's own files, or the same as base64 without the lines around it.</param>
    public static string? FlawOf(string secret)
    {
        try
        {
            using var key = Read(secret);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Reads a secret.</summary>
    /// <exception cref="FormatException">It is none; its message does not tell it.</exception>
    internal static ECDsa Read(string secret)
    {
        var key = ECDsa.Create();
        try
        {
            Import(key, secret);
            // A key without its private part fails here.
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid.FriendlyName is not ("nistP256" or "ECDSA_P256"))
                throw new FormatException("is on another curve than P-256");
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FormatException("is no EC private key on curve P-256 as PEM or base64", exception);
        }
        catch (FormatException)
        {
            key.Dispose();
            throw;
        }
    }

    private static void Import(ECDsa key, string secret)
    {
        var text = secret.Replace("\\n", "\n", StringComparison.Ordinal).Trim();
        if (text.StartsWith("-----BEGIN", StringComparison.Ordinal))
        {
            key.ImportFromPem(text);
            return;
        }
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var count))
            throw new FormatException("is no EC private key on curve P-256 as PEM or base64");
        if (count == Ed25519Bytes)
            throw new FormatException("is an Ed25519 key, whose signatures .NET does not know; make one for ES256, which Coinbase calls ECDSA");
        try
        {
            key.ImportECPrivateKey(bytes.AsSpan(0, count), out _);
        }
        catch (CryptographicException)
        {
            key.ImportPkcs8PrivateKey(bytes.AsSpan(0, count), out _);
        }
    }
}

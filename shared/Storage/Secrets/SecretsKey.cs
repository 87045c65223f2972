using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>What opens the secrets file: 32 bytes, or a passphrase that becomes 32 bytes by the file's salt and rounds.</summary>
internal sealed class SecretsKey
{
    public const int SizeBytes = 32;

    private const int PassphraseLengthMin = 16;

    private readonly byte[] _material;
    private readonly Dictionary<string, byte[]> _derived = new(StringComparer.Ordinal);

    private SecretsKey(byte[] material, bool isPassphrase)
    {
        _material = material;
        IsPassphrase = isPassphrase;
    }

    public bool IsPassphrase { get; }

    public static SecretsKey OfBytes(byte[] key) => new(key, isPassphrase: false);

    /// <summary>Reads the text of <c>VELOZ_SECRETS_KEY</c>.</summary>
    /// <exception cref="StoreException">It is no key, and too short for a passphrase.</exception>
    public static SecretsKey OfText(string text)
    {
        if (TryDecode(text) is { } key)
            return OfBytes(key);
        return text.Length >= PassphraseLengthMin
            ? new SecretsKey(Encoding.UTF8.GetBytes(text), isPassphrase: true)
            : throw new StoreException(
                StoreFault.Denied, $"VELOZ_SECRETS_KEY had {text.Length} characters, must be {SizeBytes} bytes in base 64 or a passphrase of at least {PassphraseLengthMin} characters");
    }

    /// <summary>The bytes of base 64; null when they are not 32.</summary>
    public static byte[]? TryDecode(string text)
    {
        Span<byte> key = stackalloc byte[SizeBytes + 2];
        return Base64.IsValid(text, out var size) && size == SizeBytes && Convert.TryFromBase64String(text, key, out _) ? key[..SizeBytes].ToArray() : null;
    }

    /// <summary>The key of a file.</summary>
    /// <exception cref="StoreException">The file takes the other kind of key.</exception>
    public byte[] Of(string path, SecretsHeader header)
    {
        if (header.IsPassphrase != IsPassphrase)
        {
            var (needed, given) = header.IsPassphrase ? ("a passphrase", "a key of 32 bytes") : ("a key of 32 bytes", "a passphrase");
            throw new StoreException(StoreFault.Denied, $"{path}: secrets were sealed with {needed}, {given} was given; set VELOZ_SECRETS_KEY to the one they were sealed with. Nothing was changed");
        }
        if (!IsPassphrase)
            return _material;
        // Half a second of work: once for a file.
        var name = $"{header.Rounds} {Convert.ToHexString(header.Salt)}";
        if (!_derived.TryGetValue(name, out var key))
        {
            key = Rfc2898DeriveBytes.Pbkdf2(_material, header.Salt, header.Rounds, HashAlgorithmName.SHA256, SizeBytes);
            _derived.Add(name, key);
        }
        return key;
    }
}

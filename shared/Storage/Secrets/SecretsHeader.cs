using System.Buffers.Binary;
using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The start of a secrets file: how its key is made. Layout: <c>SECRETS-FORMAT.md</c>.</summary>
/// <param name="IsPassphrase">Whether the key comes from a passphrase; else it is 32 bytes as they are.</param>
/// <param name="Rounds">Of PBKDF2; 0 without a passphrase.</param>
/// <param name="Salt">Of this file.</param>
internal sealed record SecretsHeader(bool IsPassphrase, int Rounds, byte[] Salt)
{
    public const int SizeBytes = 32;
    public const int RoundsMin = 1_000;
    public const int RoundsMax = 10_000_000;

    private const int SaltBytes = 16;
    private const ushort LayoutVersion = 1;

    private static ReadOnlySpan<byte> Mark => "VZSECRET"u8;

    public static SecretsHeader New(bool isPassphrase, int rounds) => new(isPassphrase, isPassphrase ? rounds : 0, RandomNumberGenerator.GetBytes(SaltBytes));

    public byte[] Write()
    {
        var bytes = new byte[SizeBytes];
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), LayoutVersion);
        bytes[10] = IsPassphrase ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Rounds);
        Salt.CopyTo(bytes, 16);
        return bytes;
    }

    /// <summary>Says whether the file is one that this program reads; its checksum is proved after that.</summary>
    /// <exception cref="StoreException">It is no secrets file, or of another version.</exception>
    public static void Recognize(string path, ReadOnlySpan<byte> file)
    {
        if (file.Length < SizeBytes || !file.StartsWith(Mark))
            throw SecretsFile.Damaged(path, "file did not begin as secrets files do");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        if (version != LayoutVersion)
            throw new StoreException(StoreFault.OtherVersion, $"{path}: secrets file had version {version}, must be {LayoutVersion}; use the program that wrote it. Nothing was changed");
    }

    /// <exception cref="StoreException">A field is out of range.</exception>
    public static SecretsHeader Read(string path, ReadOnlySpan<byte> file)
    {
        var (kind, rounds) = (file[10], BinaryPrimitives.ReadUInt32LittleEndian(file[12..]));
        return (kind, rounds) switch
        {
            (0, 0) or (1, >= RoundsMin and <= RoundsMax) => new SecretsHeader(kind == 1, (int)rounds, file[16..SizeBytes].ToArray()),
            _ => throw SecretsFile.Damaged(path, $"key kind was {kind} with {rounds} rounds, must be 0 with none or 1 with {RoundsMin} to {RoundsMax}"),
        };
    }
}

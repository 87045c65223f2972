using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The file <c>key</c> beside the secrets, for who gives no key of his own.</summary>
internal static class SecretsKeyFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the key, or makes one where there are no secrets yet.</summary>
    /// <param name="path">Of the key file.</param>
    /// <param name="secretsPath">Of the secrets: a new key would not open them.</param>
    /// <exception cref="StoreException">It is missing, can be read by others, or is no key.</exception>
    public static SecretsKey Load(string path, string secretsPath)
    {
        if (!File.Exists(path))
        {
            if (File.Exists(secretsPath))
                throw new StoreException(StoreFault.Denied, $"{path}: key file was missing, must be there to open {secretsPath}; put it back or set VELOZ_SECRETS_KEY. Nothing was changed");
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretsKey.SizeBytes)) + "\n"));
        }
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) is var open and not UnixFileMode.None)
            throw new StoreException(StoreFault.Denied, $"{path}: key file could be used by others ({open}), must be for its owner only: chmod 600 {path}");
        return SecretsKey.TryDecode(File.ReadAllText(path).TrimEnd()) is { } key
            ? SecretsKey.OfBytes(key)
            : throw new StoreException(StoreFault.Damaged, $"{path}: key file did not hold {SecretsKey.SizeBytes} bytes in base 64; restore a backup");
    }
}

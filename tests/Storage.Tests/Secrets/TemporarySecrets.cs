using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

/// <summary>Secret stores in a folder of their own, and what is done to their files.</summary>
internal sealed class TemporarySecrets : IDisposable
{
    public const string Passphrase = "correct horse battery staple";

    public static readonly SecretName Key = SecretName.Parse("exchange/binance/api_key");

    private readonly TemporaryFolder _folder = new();

    public ManualTimeProvider Time { get; } = new();

    public string Folder => _folder.File("secrets");

    public string SecretsFile => Path.Combine(Folder, "secrets.vzs");

    public string KeyFile => Path.Combine(Folder, "key");

    /// <summary>Opens a store with the text of VELOZ_SECRETS_KEY, or with the key file.</summary>
    public FileSecretStore Open(string? key = null) => FileSecretStore.Open(
        new FileSecretStoreOptions { Folder = Folder, Key = key is null ? null : Secret.OfText(key), Rounds = 1_000 }, Time);

    /// <summary>Opening must fail, and leave the file as it is.</summary>
    public StoreException FaultOf(string? key = null)
    {
        var before = File.ReadAllBytes(SecretsFile);
        var fault = Assert.Throws<StoreException>(() => Open(key));
        Assert.Equal(before, File.ReadAllBytes(SecretsFile));
        return fault;
    }

    public async Task PutAsync(string value, string? key = null, string name = "exchange/binance/api_key") =>
        await Open(key).PutAsync(SecretName.Parse(name), Secret.OfText(value), TestContext.Current.CancellationToken);

    public async Task<string?> GetAsync(string? key = null) => (await Open(key).GetAsync(Key, TestContext.Current.CancellationToken))?.Value.RevealText();

    /// <summary>Changes the file and mends its checksum, as somebody who knows the layout but not the key.</summary>
    public void Forge(Action<byte[]> change)
    {
        var file = File.ReadAllBytes(SecretsFile);
        change(file);
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 4), Crc32C.Of(file.AsSpan(0, file.Length - 4)));
        File.WriteAllBytes(SecretsFile, file);
    }

    public void Dispose() => _folder.Dispose();
}

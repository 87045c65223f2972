using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class FallbackSecretStoreContract : SecretStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<ISecretStore> OpenAsync() => ValueTask.FromResult<ISecretStore>(
        new FallbackSecretStore(FileSecretStore.Open(new FileSecretStoreOptions { Folder = _folder.Path }, Time), new EnvironmentSecretStore(_ => null)));
}

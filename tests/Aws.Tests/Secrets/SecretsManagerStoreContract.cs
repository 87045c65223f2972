using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Aws.Tests;

public sealed class SecretsManagerStoreContract : SecretStoreContract, IAsyncLifetime
{
    private readonly SecretsBench _bench = new();

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    protected override ValueTask<ISecretStore> OpenAsync() => ValueTask.FromResult<ISecretStore>(_bench.Open(Time));
}

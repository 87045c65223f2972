using Amazon.Runtime;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>A server without secrets, and stores that ask it.</summary>
internal sealed class SecretsBench : IAsyncDisposable
{
    public const string ExpiredKey = "AKIAEXPIRED";
    public const string DeniedKey = "AKIADENIED";
    public const string WriterKey = "AKIAWRITER";

    private readonly List<SecretsManagerStore> _stores = [];
    private SecretsServer? _server;

    public static CloudEnvironment Environment { get; } = new("test", EnvironmentTier.Development);

    public SecretsServer Server => _server!;

    public async ValueTask StartAsync() => _server = await SecretsServer.StartAsync(
        TestAws.Region,
        TimeProvider.System,
        new AwsIdentity(TestAws.AccessKey, TestAws.SecretKey),
        new AwsIdentity(ExpiredKey, TestAws.SecretKey) { IsExpired = true },
        new AwsIdentity(DeniedKey, TestAws.SecretKey) { Denied = ["*"] },
        new AwsIdentity(WriterKey, TestAws.SecretKey) { Denied = ["secretsmanager:GetSecretValue"] });

    public SecretsManagerStore Open(ManualTimeProvider time, int recoveryDays = 0, CloudEnvironment? environment = null, string accessKey = TestAws.AccessKey, string secretKey = TestAws.SecretKey) =>
        Open(TestAws.At(Server.Address) with { Credentials = new BasicAWSCredentials(accessKey, secretKey) }, time, recoveryDays, environment);

    public SecretsManagerStore Open(AwsOptions options, ManualTimeProvider time, int recoveryDays = 0, CloudEnvironment? environment = null)
    {
        var store = SecretsManagerStore.Open(options, new SecretsManagerStoreOptions { Environment = environment ?? Environment, RecoveryDays = recoveryDays }, time);
        _stores.Add(store);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            store.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

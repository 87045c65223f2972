using Amazon.Runtime;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>A server with an empty bucket, and stores that ask it.</summary>
internal sealed class S3Bench : IAsyncDisposable
{
    public const string Bucket = "veloz-test-data-000000000000-eu-central-1";
    public const string ExpiredKey = "AKIAEXPIRED";
    public const string DeniedKey = "AKIADENIED";
    public const string ReaderKey = "AKIAREADER";

    /// <summary>May read all, and list all but snapshots.</summary>
    public const string HalfBlindKey = "AKIAHALFBLIND";

    private readonly List<S3BlobStore> _stores = [];
    private S3Server? _server;

    public S3Server Server => _server!;

    public async ValueTask StartAsync()
    {
        _server = await S3Server.StartAsync(
            TestAws.Region,
            TimeProvider.System,
            new AwsIdentity(TestAws.AccessKey, TestAws.SecretKey),
            new AwsIdentity(ExpiredKey, TestAws.SecretKey) { IsExpired = true },
            new AwsIdentity(DeniedKey, TestAws.SecretKey) { Denied = ["*"] },
            new AwsIdentity(ReaderKey, TestAws.SecretKey) { Denied = ["s3:PutObject", "s3:DeleteObject"] },
            new AwsIdentity(HalfBlindKey, TestAws.SecretKey) { Denied = ["s3:ListBucket snapshots/"] });
        _server.CreateBucket(Bucket);
    }

    public Task<S3BlobStore> OpenAsync() => OpenAsync(TestAws.At(Server.Address));

    public Task<S3BlobStore> OpenAsAsync(string accessKey, string secretKey = TestAws.SecretKey) =>
        OpenAsync(TestAws.At(Server.Address) with { Credentials = new BasicAWSCredentials(accessKey, secretKey) });

    public async Task<S3BlobStore> OpenAsync(AwsOptions options, string bucket = Bucket)
    {
        var store = await S3BlobStore.OpenAsync(options, bucket, prefix: "", new ManualTimeProvider(), TestContext.Current.CancellationToken);
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

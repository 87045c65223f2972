using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Aws.Tests;

public sealed class S3BlobStoreContract : BlobStoreContract, IAsyncLifetime
{
    private readonly S3Bench _bench = new();

    // Three parts, the last one short, in every tier.
    protected override int LargeBytes => 20_000_001;

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    protected override async ValueTask<IBlobStore> OpenAsync() => await _bench.OpenAsync();
}

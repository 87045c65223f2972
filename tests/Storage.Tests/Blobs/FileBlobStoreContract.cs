using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

public sealed class FileBlobStoreContract : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IBlobStore> OpenAsync() => ValueTask.FromResult<IBlobStore>(FileBlobStore.Open(_folder.File("blobs"), new ManualTimeProvider()));
}

using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class SqliteItemStoreContract : ItemStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _opened;

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IItemStore> OpenAsync() =>
        ValueTask.FromResult<IItemStore>(SqliteItemStore.Open(_folder.File($"items-{_opened++}.db"), Time, TimeSpan.Zero));
}

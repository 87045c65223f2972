using System.Text;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

public sealed class SqliteItemStoreDamageTests : IAsyncLifetime
{
    private const int HeaderBytes = 100;

    private readonly TemporaryItems _items = new();
    private IReadOnlyList<StoredItem> _all = [];
    private byte[] _whole = [];

    public async ValueTask InitializeAsync()
    {
        await using (var store = _items.Open())
        {
            for (var number = 0; number < 20; number++)
            {
                // In all indexes, in some and in none.
                var indexKeys = ItemIndex.Names.Take(number % 4).Select(index => new ItemIndexKey(index, ItemSamples.IndexPartition, $"AT#{number / 3}"));
                var item = new Item(ItemSamples.Key($"{number:D2}"), "order", 1, ItemSamples.EveryKind, number % 3 == 0 ? UnixNanos.MaxValue : null, indexKeys);
                await store.PutAsync(item, ItemCondition.New, TestContext.Current.CancellationToken);
            }
            _all = await TemporaryItems.AllAsync(store);
        }
        _whole = TemporaryItems.Read(_items.Database);
    }

    public ValueTask DisposeAsync()
    {
        _items.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Any_flipped_byte_of_the_header_is_told_or_does_not_matter()
    {
        for (var at = 0; at < HeaderBytes; at++)
        {
            foreach (var mask in (byte[])[0x01, 0x80, 0xFF])
                await MustBeToldOrHarmlessAsync(at, mask);
        }
    }

    [Fact]
    public async Task Any_flipped_byte_of_the_pages_is_told_or_does_not_matter()
    {
        var step = Tier.Pick(quick: 17, full: 3, nightly: 1);
        var told = 0;
        for (var at = HeaderBytes; at < _whole.Length; at += step)
            told += await MustBeToldOrHarmlessAsync(at, 0x10) ? 1 : 0;
        Assert.NotEqual(0, told);
    }

    [Fact]
    public async Task File_cut_at_any_page_is_told()
    {
        for (var length = 4_096; length < _whole.Length; length += 4_096)
            Assert.True(await IsToldAsync(_whole[..length]), $"cut at {length} went unseen");
        Assert.True(await IsToldAsync(_whole[..^1]));
    }

    [Fact]
    public void Garbage_is_told_and_left_as_it_was()
    {
        var garbage = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not a database\n", 1_000)));
        var fault = Assert.Throws<StoreException>(() => _items.Open(garbage, log: null));
        Assert.Equal(StoreFault.Damaged, fault.Fault);
        Assert.StartsWith($"{_items.Database}: database was damaged; keep the file and restore a backup", fault.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, File.ReadAllBytes(_items.Database));
    }

    [Fact]
    public void Empty_file_is_no_new_store()
    {
        var fault = Assert.Throws<StoreException>(() => _items.Open([], log: null));
        Assert.Equal((StoreFault.Damaged, $"{_items.Database}: file was empty, must be a database; keep the file and restore a backup"), (fault.Fault, fault.Message));
    }

    [Fact]
    public void Log_without_its_database_is_no_new_store()
    {
        File.Delete(_items.Database);
        File.WriteAllText(_items.Log, "log");
        var fault = Assert.Throws<StoreException>(() => _items.Open());
        Assert.Equal((StoreFault.Damaged, $"{_items.Database}: file was missing, must be beside its -wal file; keep the file and restore a backup"), (fault.Fault, fault.Message));
        Assert.False(File.Exists(_items.Database));
    }

    [Fact]
    public async Task Store_of_another_version_is_refused()
    {
        await using (var store = _items.Open())
            store.Execute("PRAGMA user_version = 3");
        var fault = Assert.Throws<StoreException>(() => _items.Open());
        Assert.Equal((StoreFault.OtherVersion, $"{_items.Database}: item store had version 3, must be 1 or 2; use the program that wrote it"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Database_of_another_program_is_refused()
    {
        await using (var store = _items.Open())
            store.Execute("PRAGMA application_id = 7");
        var fault = Assert.Throws<StoreException>(() => _items.Open());
        Assert.Equal((StoreFault.Damaged, $"{_items.Database}: file had the mark 7, must have 1448757588 as item stores do; keep the file and restore a backup"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Changed_definition_of_a_column_is_told()
    {
        // A flipped bit makes TEXT a type that SQLite takes for a number: the key '07' is then not found though all pages are well.
        await using (var store = _items.Open())
            store.Execute("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'pk TEXT', 'pk DEXT') WHERE name = 'items'");
        var fault = Assert.Throws<StoreException>(() => _items.Open());
        Assert.Equal((StoreFault.Damaged, $"{_items.Database}: tables were not defined as those of an item store; keep the file and restore a backup"), (fault.Fault, fault.Message));
    }

    [Theory]
    [InlineData("version = 9")]
    [InlineData("gsi1sk = 'AT#9'")]
    [InlineData("gsi2pk = NULL, gsi2sk = NULL")]
    [InlineData("gsi3pk = gsi2sk, gsi3sk = gsi2pk")]
    public async Task Row_changed_behind_the_store_is_told(string change)
    {
        await using (var store = _items.Open())
            store.Execute($"UPDATE items SET {change} WHERE sk = '07'");
        var fault = Assert.Throws<StoreException>(() => _items.Open());
        Assert.Equal((StoreFault.Damaged, $"{_items.Database}: a row did not match its checksum; keep the file and restore a backup"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Item_put_into_an_index_behind_the_store_is_told()
    {
        await using (var store = _items.Open())
            store.Execute("UPDATE items SET gsi1pk = 'P', gsi1sk = 'S' WHERE sk = '08'");
        Assert.Equal(StoreFault.Damaged, Assert.Throws<StoreException>(() => _items.Open()).Fault);
    }

    [Fact]
    public async Task Missing_index_is_told()
    {
        await using (var store = _items.Open())
            store.Execute("DROP INDEX items_by_gsi2");
        var fault = Assert.Throws<StoreException>(() => _items.Open());
        Assert.Equal((StoreFault.Damaged, $"{_items.Database}: tables were not defined as those of an item store; keep the file and restore a backup"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Row_changed_under_the_open_store_is_told_when_it_is_read()
    {
        await using var store = _items.Open();
        store.Execute("UPDATE items SET type = 'fill' WHERE sk = '07'");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(ItemSamples.Key("07"), TestContext.Current.CancellationToken));
        Assert.Equal(StoreFault.Damaged, fault.Fault);
        Assert.NotNull(await store.GetAsync(ItemSamples.Key("08"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Store_whose_pages_break_is_used_no_more()
    {
        await using var store = _items.Open();
        store.Execute("PRAGMA shrink_memory");
        // The kind of a page is its first byte; page 2 is the first of the table.
        using (var file = new FileStream(_items.Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 4_096;
            file.Write(new byte[file.Length - 4_096]);
        }
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(ItemSamples.Key("07"), TestContext.Current.CancellationToken));
        Assert.Equal(StoreFault.Damaged, fault.Fault);
        var next = await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(ItemSamples.Item("x", 1), ItemCondition.New, TestContext.Current.CancellationToken));
        Assert.Equal($"{_items.Database}: database failed before; open it again when the disk is well", next.Message);
    }

    private async Task<bool> MustBeToldOrHarmlessAsync(int at, byte mask)
    {
        var damaged = (byte[])_whole.Clone();
        damaged[at] ^= mask;
        try
        {
            return await IsToldAsync(damaged);
        }
        catch (Exception fault) when (fault is not StoreException)
        {
            throw new InvalidOperationException($"byte {at} xor {mask:x2}: {fault.Message}", fault);
        }
    }

    // Throws when the store opens and says something else than before.
    private async Task<bool> IsToldAsync(byte[] database)
    {
        try
        {
            await using var store = _items.Open(database, log: null);
            Assert.Equal(_all, await TemporaryItems.AllAsync(store));
            foreach (var stored in _all)
                Assert.Equal(stored, await store.GetAsync(stored.Item.Key, TestContext.Current.CancellationToken));
            foreach (var index in ItemIndex.Names)
                Assert.Equal(_all.Where(stored => stored.Item.FindIndexKey(index) is not null), (await TemporaryItems.IndexAsync(store, index)).OrderBy(stored => stored.Item.Key.SortKey, StringComparer.Ordinal));
            return false;
        }
        catch (StoreException)
        {
            return true;
        }
    }
}

using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class SqliteItemStoreTests : IDisposable
{
    private readonly TemporaryItems _items = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _items.Dispose();

    [Fact]
    public async Task Items_are_there_after_a_restart()
    {
        var item = new Item(ItemSamples.Key("a"), "order", 3, ItemSamples.EveryKind);
        await using (var store = _items.Open())
        {
            await store.PutAsync(item, ItemCondition.New, Stop);
            await store.PutAsync(item, ItemCondition.Any, Stop);
        }
        await using var again = _items.Open();
        Assert.Equal(new StoredItem(item, 2), await again.GetAsync(item.Key, Stop));
    }

    [Fact]
    public async Task Store_in_use_is_refused_and_let_go_when_closed()
    {
        await using (var store = _items.Open())
        {
            var fault = Assert.Throws<StoreException>(() => _items.Open());
            Assert.Equal(StoreFault.InUse, fault.Fault);
            Assert.StartsWith($"{_items.Database}: database was in use by another process, must be free; stop that one first", fault.Message, StringComparison.Ordinal);
            await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        }
        await using var again = _items.Open();
        Assert.NotNull(await again.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task Full_disk_is_told_and_changes_nothing()
    {
        await using var store = _items.Open();
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        store.Execute("PRAGMA max_page_count = 5");
        var large = new Item(ItemSamples.Key("b"), "blob", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[100_000]))));
        var fault = await Assert.ThrowsAsync<StoreException>(async () =>
            await store.TransactAsync(new ItemTransaction(new ItemWrite.Put(ItemSamples.Item("a", 2), ItemCondition.Any), new ItemWrite.Put(large, ItemCondition.New)), Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.StartsWith($"{_items.Database}: disk was full, must have room: free some space on it; nothing was changed", fault.Message, StringComparison.Ordinal);
        Assert.Equal([new StoredItem(ItemSamples.Item("a", 1), 1)], await TemporaryItems.AllAsync(store));
        store.Execute("PRAGMA max_page_count = 1000");
        Assert.Equal(new ItemPutOutcome.Written(1), await store.PutAsync(large, ItemCondition.New, Stop));
    }

    [Fact]
    public async Task Expired_items_are_removed_the_oldest_first()
    {
        await using var store = _items.Open();
        var now = UnixNanos.From(_items.Time.GetUtcNow());
        for (var second = 1; second <= 5; second++)
            await store.PutAsync(new Item(ItemSamples.Key($"{second}"), "session", 1, ItemValue.MapOf(), now + TimeSpan.FromSeconds(second)), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.Item("stays", 1), ItemCondition.New, Stop);
        _items.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2, store.RemoveExpired(limit: 2, Stop));
        Assert.Equal(1, store.RemoveExpired(limit: 2, Stop));
        Assert.Equal(0, store.RemoveExpired(limit: 2, Stop));
        Assert.Equal(["4", "5", "stays"], (await TemporaryItems.AllAsync(store)).Select(stored => stored.Item.Key.SortKey));
    }

    [Fact]
    public async Task Items_of_equal_keys_of_an_index_are_in_the_order_of_their_own()
    {
        await using var store = _items.Open();
        ItemKey[] keys = [new("P", "1"), new("P", "2"), new("P#1", "0"), new("Q", "1")];
        foreach (var key in keys.Reverse())
            await store.PutAsync(ItemSamples.IndexedItem(key, new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, "same")), ItemCondition.New, Stop);
        Assert.Equal(keys, (await TemporaryItems.IndexAsync(store, ItemIndex.Gsi1)).Select(stored => stored.Item.Key));
    }

    [Fact]
    public async Task Expired_items_that_are_removed_are_in_no_index()
    {
        await using var store = _items.Open();
        var end = UnixNanos.From(_items.Time.GetUtcNow()) + TimeSpan.FromSeconds(1);
        await store.PutAsync(new Item(ItemSamples.Key("a"), "session", 1, ItemValue.MapOf(), end, [new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, "1")]), ItemCondition.New, Stop);
        _items.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, store.RemoveExpired(limit: 2, Stop));
        store.Execute("CREATE TEMP TABLE must (n INTEGER CHECK (n = 0)); INSERT INTO must SELECT count(*) FROM items INDEXED BY items_by_gsi1 WHERE gsi1pk IS NOT NULL");
    }

    [Fact]
    public async Task Attributes_can_be_asked_for_in_SQL()
    {
        await using var store = _items.Open();
        await store.PutAsync(new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("price", ItemValue.Of(1.50m)))), ItemCondition.New, Stop);
        store.Execute("CREATE TEMP TABLE must (price TEXT CHECK (price = '1.5')); INSERT INTO must SELECT json_extract(attributes, '$.price.n') FROM items");
    }

    [Fact]
    public async Task Every_write_is_synced_to_the_log()
    {
        await using var store = _items.Open();
        // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
        store.Execute("CREATE TEMP TABLE must (s INTEGER CHECK (s = 2)); INSERT INTO must SELECT synchronous FROM pragma_synchronous");
        store.Execute("CREATE TEMP TABLE mode (m TEXT CHECK (m = 'wal')); INSERT INTO mode SELECT journal_mode FROM pragma_journal_mode");
    }

    [Fact]
    public async Task Store_that_was_closed_says_so()
    {
        var store = _items.Open();
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task Leftovers_of_a_store_that_was_not_made_whole_do_no_harm()
    {
        File.WriteAllText(_items.Database + ".new", "half a database");
        File.WriteAllText(_items.Database + ".new-wal", "half a log");
        await using var store = _items.Open();
        Assert.Empty(await TemporaryItems.AllAsync(store));
        Assert.False(File.Exists(_items.Database + ".new"));
    }

    [Fact]
    public async Task Files_are_for_the_owner_only()
    {
        await using var store = _items.Open();
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        Assert.Equal(OwnerOnly.File, OwnerOnly.ModeOf(_items.Database));
        Assert.Equal(OwnerOnly.File, OwnerOnly.ModeOf(_items.Log));
    }
}

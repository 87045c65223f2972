using VeloZ.Domain;

namespace VeloZ.Contract;

public abstract partial class ItemStoreContract
{
    // An index may lag, and is then asked again. One that is wrong stays so however often it is asked.
    private const int AskedMax = 500;

    [Fact]
    public async Task IS33_item_comes_back_with_its_keys_of_indexes()
    {
        await using var store = await OpenAsync();
        var item = new Item(
            ItemSamples.Key("a"),
            "order",
            3,
            ItemSamples.EveryKind,
            UnixNanos.From(Time.GetUtcNow()) + TimeSpan.FromSeconds(10),
            [new ItemIndexKey(ItemIndex.Gsi3, "Q", "é"), new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, "1")]);
        await store.PutAsync(item, ItemCondition.New, Stop);
        await store.PutAsync(item, ItemCondition.Version(1), Stop);
        Assert.Equal(new StoredItem(item, 2), await store.GetAsync(item.Key, Stop));
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "a");
        await IndexMustHaveAsync(store, ItemIndex.Gsi2);
        var query = new ItemQuery("Q", ItemRange.All, limit: 5, isDescending: false, ItemIndex.Gsi3);
        await EventuallyAsync<StoredItem>(async () => [.. (await store.QueryAsync(query, cursor: null, Stop)).Items], [new StoredItem(item, 2)]);
    }

    [Fact]
    public async Task IS34_item_without_keys_of_an_index_is_not_in_it()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(ItemSamples.Item("plain", 1), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("first", "1"), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("second", "2", ItemIndex.Gsi2), ItemCondition.New, Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "first");
        await IndexMustHaveAsync(store, ItemIndex.Gsi2, "second");
        await IndexMustHaveAsync(store, ItemIndex.Gsi3);
        Assert.Equal(["first", "plain", "second"], await KeysAsync(store, ItemRange.All));
    }

    [Fact]
    public async Task IS35_put_replaces_the_keys_of_indexes()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(ItemSamples.IndexedItem("a", "2"), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("b", "1"), ItemCondition.New, Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "b", "a");
        // Another place in the index, then another index, then none.
        await store.PutAsync(ItemSamples.IndexedItem("a", "0"), ItemCondition.Version(1), Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "a", "b");
        await store.TransactAsync(new ItemTransaction(new ItemWrite.Put(ItemSamples.IndexedItem("a", "0", ItemIndex.Gsi2), ItemCondition.Any)), Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "b");
        await IndexMustHaveAsync(store, ItemIndex.Gsi2, "a");
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Any, Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi2);
        Assert.Equal(new StoredItem(ItemSamples.Item("a", 1), 4), await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS36_item_that_is_deleted_or_was_never_put_is_in_no_index()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["a", "b", "c"])
            await store.PutAsync(ItemSamples.IndexedItem(sortKey, sortKey), ItemCondition.New, Stop);
        await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Any, Stop);
        var conflict = await store.TransactAsync(
            new ItemTransaction(
                new ItemWrite.Put(ItemSamples.IndexedItem("d", "d"), ItemCondition.New),
                new ItemWrite.Delete(ItemSamples.Key("b"), ItemCondition.Version(1)),
                new ItemWrite.Check(ItemSamples.Key("c"), ItemCondition.Version(2))),
            Stop);
        Assert.IsType<ItemTransactionOutcome.Conflict>(conflict);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "b", "c");
        await store.TransactAsync(new ItemTransaction(new ItemWrite.Delete(ItemSamples.Key("b"), ItemCondition.Version(1))), Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "c");
    }

    [Fact]
    public async Task IS37_index_is_in_the_order_of_its_own_sort_keys_over_all_partitions_of_the_table()
    {
        await using var store = await OpenAsync();
        // As in the table: U+FF5E is before U+1F600 in UTF-8, and after it in UTF-16.
        string[] ordered = ["A", "Z", "a", "a b", "a#1", "é", "\uff5e", "\ud83d\ude00"];
        for (var place = 0; place < ordered.Length; place++)
        {
            var key = new ItemKey($"TABLE#{place % 3}", $"S#{ordered.Length - place}");
            await store.PutAsync(ItemSamples.IndexedItem(key, new ItemIndexKey(ItemIndex.Gsi2, ItemSamples.IndexPartition, ordered[place])), ItemCondition.New, Stop);
        }
        // What is in the partition of another index, or of the table, of the same name is not meant.
        await store.PutAsync(ItemSamples.IndexedItem(new ItemKey(ItemSamples.IndexPartition, "a"), new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, "a")), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.IndexedItem(ItemSamples.Key("x"), new ItemIndexKey(ItemIndex.Gsi2, ItemSamples.IndexPartition + "#1", "a")), ItemCondition.New, Stop);
        await PlacesMustBeAsync(store, ItemRange.All, ordered);
        await PlacesMustBeAsync(store, new ItemRange.Prefix("a"), "a", "a b", "a#1");
        await PlacesMustBeAsync(store, new ItemRange.Between("Z", "a#1"), "Z", "a", "a b", "a#1");
        await PlacesMustBeAsync(store, new ItemRange.Between("b", null), "é", "\uff5e", "\ud83d\ude00");
        await PlacesMustBeAsync(store, new ItemRange.Between(null, "Z"), "A", "Z");
        await PlacesMustBeAsync(store, new ItemRange.Between("b", "a"));
    }

    [Fact]
    public async Task IS38_pages_of_an_index_hold_each_item_once_also_where_keys_are_equal()
    {
        await using var store = await OpenAsync();
        // Four of each place, in two partitions of the table.
        var keys = Enumerable.Range(0, 20).Select(number => new ItemKey($"TABLE#{number % 2}", $"K#{number:D2}")).ToArray();
        for (var number = 0; number < keys.Length; number++)
            await store.PutAsync(ItemSamples.IndexedItem(keys[number], new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, $"AT#{number / 4}")), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("other", "B"), ItemCondition.New, Stop);
        foreach (var isDescending in (bool[])[false, true])
        {
            foreach (var limit in (int[])[1, 2, 3, 19, 20, 21])
            {
                var found = await EventuallyAsync(() => IndexAsync(store, ItemIndex.Gsi1, new ItemRange.Prefix("AT#"), isDescending, limit), found => found.Count == keys.Length);
                Assert.Equal(keys.ToHashSet(), found.Select(stored => stored.Item.Key).ToHashSet());
                var places = found.Select(stored => stored.Item.FindIndexKey(ItemIndex.Gsi1)!.SortKey).ToArray();
                Assert.Equal(isDescending ? places.OrderDescending(StringComparer.Ordinal) : places.Order(StringComparer.Ordinal), places);
            }
        }
    }

    [Fact]
    public async Task IS39_pages_of_an_index_go_on_behind_what_was_read_though_items_come_and_go()
    {
        await using var store = await OpenAsync();
        foreach (var place in (string[])["1", "2", "3", "4"])
            await store.PutAsync(ItemSamples.IndexedItem("k" + place, place), ItemCondition.New, Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "k1", "k2", "k3", "k4");
        var query = new ItemQuery(ItemSamples.IndexPartition, ItemRange.All, limit: 2, isDescending: false, ItemIndex.Gsi1);
        var first = await store.QueryAsync(query, cursor: null, Stop);
        Assert.Equal(["k1", "k2"], first.Items.Select(stored => stored.Item.Key.SortKey));
        await store.DeleteAsync(ItemSamples.Key("k2"), ItemCondition.Any, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("k0", "0"), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("k5", "25"), ItemCondition.New, Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "k0", "k1", "k5", "k3", "k4");
        var second = await store.QueryAsync(query, first.NextCursor, Stop);
        Assert.Equal(["k5", "k3"], second.Items.Select(stored => stored.Item.Key.SortKey));
    }

    [Fact]
    public async Task IS40_expired_item_is_in_no_index_and_pages_go_on_behind_it()
    {
        await using var store = await OpenAsync();
        var end = UnixNanos.From(Time.GetUtcNow()) + TimeSpan.FromSeconds(1);
        foreach (var place in (string[])["1", "2", "4", "5"])
            await store.PutAsync(new Item(ItemSamples.Key(place), "session", 1, ItemValue.MapOf(), end, [new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, place)]), ItemCondition.New, Stop);
        foreach (var place in (string[])["3", "6"])
            await store.PutAsync(ItemSamples.IndexedItem(place, place), ItemCondition.New, Stop);
        await IndexMustHaveAsync(store, ItemIndex.Gsi1, "1", "2", "3", "4", "5", "6");
        Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var limit in (int[])[1, 2, 10])
            Assert.Equal(["6", "3"], (await IndexAsync(store, ItemIndex.Gsi1, ItemRange.All, isDescending: true, limit)).Select(stored => stored.Item.Key.SortKey));
    }

    [Fact]
    public async Task IS41_cursor_of_the_table_is_none_of_an_index_nor_one_index_s_of_another()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["1", "2"])
        {
            var key = new ItemKey(ItemSamples.IndexPartition, sortKey);
            await store.PutAsync(ItemSamples.IndexedItem(key, [.. ItemIndex.Names.Select(index => new ItemIndexKey(index, ItemSamples.IndexPartition, sortKey))]), ItemCondition.New, Stop);
        }
        string?[] asked = [null, .. ItemIndex.Names];
        foreach (var one in asked)
        {
            var cursor = (await EventuallyAsync(async () => await store.QueryAsync(QueryOf(one), cursor: null, Stop), page => page.NextCursor is not null)).NextCursor;
            foreach (var other in asked.Where(other => other != one))
                await Assert.ThrowsAsync<FormatException>(async () => await store.QueryAsync(QueryOf(other), cursor, Stop));
            var query = QueryOf(one);
            var further = new ItemQuery(query.PartitionKey, new ItemRange.Prefix("1"), limit: 1, isDescending: false, one);
            await Assert.ThrowsAsync<FormatException>(async () => await store.QueryAsync(further, cursor, Stop));
        }

        static ItemQuery QueryOf(string? index) => new(ItemSamples.IndexPartition, ItemRange.All, limit: 1, isDescending: false, index);
    }

    [Fact]
    public async Task IS42_longest_keys_of_indexes_and_the_largest_item_in_all_of_them_are_kept()
    {
        await using var store = await OpenAsync();
        var (partition, sort) = (new string('p', 2_047) + "1", new string('é', 512));
        var indexKeys = ItemIndex.Names.Select(index => new ItemIndexKey(index, partition, sort)).ToArray();
        var rest = new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("a", ItemValue.Of(Array.Empty<byte>()))), expiresAt: null, indexKeys).SizeBytes;
        var largest = new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[Item.BytesMax - rest]))), expiresAt: null, indexKeys);
        Assert.Equal(new ItemPutOutcome.Written(1), await store.PutAsync(largest, ItemCondition.New, Stop));
        foreach (var index in ItemIndex.Names)
        {
            var query = new ItemQuery(partition, new ItemRange.Between(sort, sort), limit: 1, isDescending: false, index);
            await EventuallyAsync<StoredItem>(async () => [.. (await store.QueryAsync(query, cursor: null, Stop)).Items], [new StoredItem(largest, 1)]);
        }
    }

    [Fact]
    public async Task IS43_page_of_an_index_ends_once_it_is_large()
    {
        await using var store = await OpenAsync();
        foreach (var place in (string[])["1", "2", "3", "4"])
        {
            var attributes = ItemValue.MapOf(("a", ItemValue.Of(new byte[400_000])));
            await store.PutAsync(new Item(ItemSamples.Key(place), "blob", 1, attributes, expiresAt: null, [new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, "same")]), ItemCondition.New, Stop);
        }
        var found = await EventuallyAsync(() => IndexAsync(store, ItemIndex.Gsi1, ItemRange.All), found => found.Count == 4);
        Assert.Equal(["1", "2", "3", "4"], found.Select(stored => stored.Item.Key.SortKey).Order(StringComparer.Ordinal));
        var first = await store.QueryAsync(new ItemQuery(ItemSamples.IndexPartition, ItemRange.All, limit: 500, isDescending: false, ItemIndex.Gsi1), cursor: null, Stop);
        Assert.InRange(first.Items.Count, 1, 3);
        Assert.NotNull(first.NextCursor);
    }

    /// <summary>All items of an index that a range means, over all pages.</summary>
    protected static async Task<IReadOnlyList<StoredItem>> IndexAsync(IItemStore store, string index, ItemRange range, bool isDescending = false, int limit = 500)
    {
        var query = new ItemQuery(ItemSamples.IndexPartition, range, limit, isDescending, index);
        var items = new List<StoredItem>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(query, cursor, Stop);
            Assert.True(page.Items.Count <= limit, $"page had {page.Items.Count} items, must have at most {limit}");
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return items;
    }

    private static Task IndexMustHaveAsync(IItemStore store, string index, params string[] sortKeys) =>
        EventuallyAsync(async () => [.. (await IndexAsync(store, index, ItemRange.All)).Select(stored => stored.Item.Key.SortKey)], sortKeys);

    private static async Task PlacesMustBeAsync(IItemStore store, ItemRange range, params string[] places)
    {
        await EventuallyAsync(() => PlacesAsync(isDescending: false), places);
        await EventuallyAsync(() => PlacesAsync(isDescending: true), [.. places.Reverse()]);

        async Task<string[]> PlacesAsync(bool isDescending) =>
            [.. (await IndexAsync(store, ItemIndex.Gsi2, range, isDescending, limit: 3)).Select(stored => stored.Item.FindIndexKey(ItemIndex.Gsi2)!.SortKey)];
    }

    private static async Task EventuallyAsync<T>(Func<Task<T[]>> ask, T[] expected) => Assert.Equal(expected, await EventuallyAsync(ask, found => found.SequenceEqual(expected)));

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> isThere)
    {
        for (var asked = 1; ; asked++)
        {
            var found = await ask();
            if (isThere(found) || asked == AskedMax)
                return found;
        }
    }
}

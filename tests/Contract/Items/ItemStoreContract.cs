using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Contract;

/// <summary>What every item store must do. An adapter derives from it and opens its own store, empty for each test.</summary>
public abstract partial class ItemStoreContract
{
    /// <summary>The clock of the store under test.</summary>
    protected ManualTimeProvider Time { get; } = new();

    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Sequences of the comparison with the plain store; slow stores take fewer.</summary>
    protected virtual int Sequences => Tier.Pick(quick: 20, full: 200, nightly: 2_000);

    /// <summary>Writers that contend for one item, and what each of them adds.</summary>
    protected virtual (int Writers, int Additions) Contention => (4, 50);

    /// <summary>Opens an empty store on <see cref="Time"/>.</summary>
    protected abstract ValueTask<IItemStore> OpenAsync();

    [Fact]
    public async Task IS01_item_comes_back_as_it_was_put()
    {
        await using var store = await OpenAsync();
        var item = new Item(ItemSamples.Key("a"), "order", 3, ItemSamples.EveryKind, UnixNanos.From(Time.GetUtcNow()) + TimeSpan.FromTicks(10_000_007));
        Assert.Equal(new ItemPutOutcome.Written(1), await store.PutAsync(item, ItemCondition.New, Stop));
        Assert.Equal(new StoredItem(item, 1), await store.GetAsync(item.Key, Stop));
    }

    [Fact]
    public async Task IS02_item_that_is_not_there_is_null()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        Assert.Null(await store.GetAsync(ItemSamples.Key("b"), Stop));
        Assert.Null(await store.GetAsync(new ItemKey("OTHER#1", "a"), Stop));
    }

    [Fact]
    public async Task IS03_put_replaces_all_attributes_and_counts_the_version()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(new Item(ItemSamples.Key("a"), "order", 1, ItemSamples.EveryKind), ItemCondition.Any, Stop);
        var second = new Item(ItemSamples.Key("a"), "fill", 2, ItemValue.MapOf(("only", ItemValue.Of(1))));
        Assert.Equal(new ItemPutOutcome.Written(2), await store.PutAsync(second, ItemCondition.Any, Stop));
        Assert.Equal(new StoredItem(second, 2), await store.GetAsync(second.Key, Stop));
    }

    [Fact]
    public async Task IS04_put_of_what_must_be_new_tells_what_is_there()
    {
        await using var store = await OpenAsync();
        var first = ItemSamples.Item("a", 1);
        await store.PutAsync(first, ItemCondition.New, Stop);
        Assert.Equal(new ItemPutOutcome.Conflict(new StoredItem(first, 1)), await store.PutAsync(ItemSamples.Item("a", 2), ItemCondition.New, Stop));
        Assert.Equal(new StoredItem(first, 1), await store.GetAsync(first.Key, Stop));
    }

    [Fact]
    public async Task IS05_put_of_a_version_takes_place_at_that_version_only()
    {
        await using var store = await OpenAsync();
        Assert.Equal(new ItemPutOutcome.Conflict(null), await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Version(1), Stop));
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        Assert.Equal(new ItemPutOutcome.Written(2), await store.PutAsync(ItemSamples.Item("a", 2), ItemCondition.Version(1), Stop));
        var current = new StoredItem(ItemSamples.Item("a", 2), 2);
        Assert.Equal(new ItemPutOutcome.Conflict(current), await store.PutAsync(ItemSamples.Item("a", 3), ItemCondition.Version(1), Stop));
        Assert.Equal(new ItemPutOutcome.Conflict(current), await store.PutAsync(ItemSamples.Item("a", 3), ItemCondition.Version(3), Stop));
        Assert.Equal(current, await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS06_delete_takes_place_at_its_version_only()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        Assert.Equal(new ItemDeleteOutcome.Conflict(new StoredItem(ItemSamples.Item("a", 1), 1)), await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Version(2), Stop));
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Version(1), Stop));
        Assert.Null(await store.GetAsync(ItemSamples.Key("a"), Stop));
        Assert.Equal(new ItemDeleteOutcome.Conflict(null), await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Version(1), Stop));
    }

    [Fact]
    public async Task IS07_delete_of_any_does_not_ask_what_was_there()
    {
        await using var store = await OpenAsync();
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Any, Stop));
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.Item("b", 1), ItemCondition.New, Stop);
        Assert.Equal(new ItemDeleteOutcome.Deleted(), await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Any, Stop));
        Assert.Null(await store.GetAsync(ItemSamples.Key("a"), Stop));
        Assert.NotNull(await store.GetAsync(ItemSamples.Key("b"), Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.New, Stop));
    }

    [Fact]
    public async Task IS08_key_that_was_deleted_starts_again_at_version_1()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Any, Stop);
        await store.PutAsync(ItemSamples.Item("a", 2), ItemCondition.Any, Stop);
        await store.DeleteAsync(ItemSamples.Key("a"), ItemCondition.Any, Stop);
        Assert.Equal(new ItemPutOutcome.Written(1), await store.PutAsync(ItemSamples.Item("a", 3), ItemCondition.New, Stop));
    }

    [Fact]
    public async Task IS09_expired_item_is_not_there_for_anybody()
    {
        await using var store = await OpenAsync();
        var end = UnixNanos.From(Time.GetUtcNow()) + TimeSpan.FromSeconds(10);
        var item = new Item(ItemSamples.Key("a"), "session", 1, ItemValue.MapOf(), end);
        await store.PutAsync(item, ItemCondition.Any, Stop);
        await store.PutAsync(item, ItemCondition.Any, Stop);
        await store.PutAsync(ItemSamples.Item("b", 1), ItemCondition.New, Stop);
        Time.Advance(TimeSpan.FromTicks(99_999_999));
        Assert.Equal(new StoredItem(item, 2), await store.GetAsync(item.Key, Stop));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await store.GetAsync(item.Key, Stop));
        Assert.Equal(["b"], await KeysAsync(store, ItemRange.All));
        Assert.Equal(new ItemPutOutcome.Conflict(null), await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Version(2), Stop));
        Assert.Equal(new ItemDeleteOutcome.Conflict(null), await store.DeleteAsync(item.Key, ItemCondition.Version(2), Stop));
        Assert.Equal(new ItemPutOutcome.Written(1), await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop));
    }

    [Fact]
    public async Task IS10_put_without_expiry_takes_the_expiry_away()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(new Item(ItemSamples.Key("a"), "session", 1, ItemValue.MapOf(), UnixNanos.From(Time.GetUtcNow()) + TimeSpan.FromSeconds(10)), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Version(1), Stop);
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new StoredItem(ItemSamples.Item("a", 1), 2), await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS11_query_is_in_the_order_of_UTF8_bytes_either_way()
    {
        await using var store = await OpenAsync();
        // U+FF5E before U+1F600 in UTF-8, after it in UTF-16; no culture's order.
        string[] ordered = ["A", "Z", "a", "a b", "a#1", "ab", "z", "é", "\uff5e", "\ud83d\ude00"];
        foreach (var sortKey in ordered.Reverse())
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        Assert.Equal(ordered, await KeysAsync(store, ItemRange.All));
        Assert.Equal(ordered.Reverse(), await KeysAsync(store, ItemRange.All, isDescending: true));
    }

    [Fact]
    public async Task IS12_query_is_of_one_partition()
    {
        await using var store = await OpenAsync();
        foreach (var partition in (string[])["P", "P#1", "P#10", "p#1"])
            await store.PutAsync(new Item(new ItemKey(partition, "in " + partition), "order", 1, ItemValue.MapOf()), ItemCondition.New, Stop);
        var page = await store.QueryAsync(new ItemQuery("P#1", ItemRange.All, limit: 10), cursor: null, Stop);
        Assert.Equal(["in P#1"], page.Items.Select(stored => stored.Item.Key.SortKey));
    }

    [Fact]
    public async Task IS13_query_by_prefix()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["ORDER", "ORDER#", "ORDER#1", "ORDER#17", "ORDER#é", "ORDER#\ud83d\ude00", "ORDER%", "ORDERS#1", "order#1"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        Assert.Equal(["ORDER#", "ORDER#1", "ORDER#17", "ORDER#é", "ORDER#\ud83d\ude00"], await KeysAsync(store, new ItemRange.Prefix("ORDER#")));
        Assert.Equal(["ORDER#17", "ORDER#1"], await KeysAsync(store, new ItemRange.Prefix("ORDER#1"), isDescending: true));
        Assert.Empty(await KeysAsync(store, new ItemRange.Prefix("ORDER_")));
    }

    [Fact]
    public async Task IS14_query_between_two_keys_takes_both()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["1", "2", "3", "31", "4"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        Assert.Equal(["2", "3"], await KeysAsync(store, new ItemRange.Between("2", "3")));
        Assert.Equal(["31", "4"], await KeysAsync(store, new ItemRange.Between("30", null)));
        Assert.Equal(["2", "1"], await KeysAsync(store, new ItemRange.Between(null, "2"), isDescending: true));
        Assert.Equal(["3"], await KeysAsync(store, new ItemRange.Between("3", "3")));
    }

    [Fact]
    public async Task IS15_query_whose_first_key_is_after_its_last_is_empty()
    {
        await using var store = await OpenAsync();
        await store.PutAsync(ItemSamples.Item("2", 1), ItemCondition.New, Stop);
        Assert.Empty(await KeysAsync(store, new ItemRange.Between("3", "1")));
    }

    [Fact]
    public async Task IS16_pages_hold_each_item_once()
    {
        await using var store = await OpenAsync();
        var keys = Enumerable.Range(0, 23).Select(number => $"K#{number:D2}").ToArray();
        foreach (var sortKey in keys)
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.Item("L", 1), ItemCondition.New, Stop);
        foreach (var limit in (int[])[1, 5, 22, 23, 24, 500])
        {
            Assert.Equal(keys, await KeysAsync(store, new ItemRange.Prefix("K#"), limit: limit));
            Assert.Equal(keys.Reverse(), await KeysAsync(store, new ItemRange.Prefix("K#"), isDescending: true, limit));
        }
    }

    [Fact]
    public async Task IS17_pages_go_on_behind_what_was_read_though_items_come_and_go()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["1", "2", "3", "4"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        var query = new ItemQuery(ItemSamples.Partition, ItemRange.All, limit: 2);
        var first = await store.QueryAsync(query, cursor: null, Stop);
        Assert.Equal(["1", "2"], first.Items.Select(stored => stored.Item.Key.SortKey));
        await store.DeleteAsync(ItemSamples.Key("2"), ItemCondition.Any, Stop);
        await store.PutAsync(ItemSamples.Item("0", 1), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.Item("25", 1), ItemCondition.New, Stop);
        var second = await store.QueryAsync(query, first.NextCursor, Stop);
        Assert.Equal(["25", "3"], second.Items.Select(stored => stored.Item.Key.SortKey));
    }

    [Fact]
    public async Task IS18_cursor_of_another_query_is_refused()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["1", "2"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        var page = await store.QueryAsync(new ItemQuery(ItemSamples.Partition, ItemRange.All, limit: 1), cursor: null, Stop);
        await Assert.ThrowsAsync<FormatException>(async () => await store.QueryAsync(new ItemQuery("OTHER#1", ItemRange.All, limit: 1), page.NextCursor, Stop));
        await Assert.ThrowsAsync<FormatException>(async () => await store.QueryAsync(new ItemQuery(ItemSamples.Partition, ItemRange.All, limit: 1), "x", Stop));
    }

    [Fact]
    public async Task IS19_page_ends_once_it_is_large()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["1", "2", "3", "4"])
            await store.PutAsync(new Item(ItemSamples.Key(sortKey), "blob", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[400_000])))), ItemCondition.New, Stop);
        var first = await store.QueryAsync(new ItemQuery(ItemSamples.Partition, ItemRange.All, limit: 500), cursor: null, Stop);
        Assert.InRange(first.Items.Count, 1, 3);
        Assert.NotNull(first.NextCursor);
        Assert.Equal(["1", "2", "3", "4"], await KeysAsync(store, ItemRange.All));
    }

    [Fact]
    public async Task IS20_transaction_does_all_of_its_writes()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["a", "b", "c"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        var outcome = await store.TransactAsync(
            new ItemTransaction(
                new ItemWrite.Put(ItemSamples.Item("a", 2), ItemCondition.Version(1)),
                new ItemWrite.Delete(ItemSamples.Key("b"), ItemCondition.Version(1)),
                new ItemWrite.Check(ItemSamples.Key("c"), ItemCondition.Version(1)),
                new ItemWrite.Check(ItemSamples.Key("x"), ItemCondition.New),
                new ItemWrite.Put(ItemSamples.Item("d", 2), ItemCondition.New),
                new ItemWrite.Delete(ItemSamples.Key("y"), ItemCondition.Any)),
            Stop);
        Assert.Equal([2, 0, 0, 0, 1, 0], Assert.IsType<ItemTransactionOutcome.Committed>(outcome).Versions);
        Assert.Equal(["a", "c", "d"], await KeysAsync(store, ItemRange.All));
        Assert.Equal(new StoredItem(ItemSamples.Item("a", 2), 2), await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS21_transaction_of_which_one_condition_fails_changes_nothing_and_tells_each()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["a", "b"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        var outcome = await store.TransactAsync(
            new ItemTransaction(
                new ItemWrite.Put(ItemSamples.Item("a", 2), ItemCondition.Version(1)),
                new ItemWrite.Delete(ItemSamples.Key("b"), ItemCondition.Version(7)),
                new ItemWrite.Put(ItemSamples.Item("c", 2), ItemCondition.New),
                new ItemWrite.Check(ItemSamples.Key("x"), ItemCondition.Version(1))),
            Stop);
        Assert.Equal(
            [new ItemConflict(1, new StoredItem(ItemSamples.Item("b", 1), 1)), new ItemConflict(3, null)],
            Assert.IsType<ItemTransactionOutcome.Conflict>(outcome).Conflicts);
        Assert.Equal(["a", "b"], await KeysAsync(store, ItemRange.All));
        Assert.Equal(new StoredItem(ItemSamples.Item("a", 1), 1), await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS22_transaction_of_100_writes_takes_place()
    {
        await using var store = await OpenAsync();
        var writes = Enumerable.Range(0, 100).Select(number => new ItemWrite.Put(ItemSamples.Item($"{number:D3}", number), ItemCondition.New));
        Assert.IsType<ItemTransactionOutcome.Committed>(await store.TransactAsync(new ItemTransaction(writes), Stop));
        Assert.Equal(100, (await KeysAsync(store, ItemRange.All)).Count);
    }

    [Fact]
    public async Task IS23_largest_item_and_longest_keys_are_kept()
    {
        await using var store = await OpenAsync();
        var key = new ItemKey(new string('p', 2_047) + "1", new string('é', 512));
        var rest = new Item(key, "order", 1, ItemValue.MapOf(("a", ItemValue.Of(Array.Empty<byte>())))).SizeBytes;
        var largest = new Item(key, "order", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[Item.BytesMax - rest]))));
        Assert.Equal(new ItemPutOutcome.Written(1), await store.PutAsync(largest, ItemCondition.New, Stop));
        Assert.Equal(new StoredItem(largest, 1), await store.GetAsync(key, Stop));
    }

    [Fact]
    public async Task IS24_numbers_of_all_sizes_are_exact()
    {
        await using var store = await OpenAsync();
        decimal[] numbers = [decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, -7.9228162514264337593543950335m, long.MaxValue, long.MinValue, 0m, 100_000m];
        var item = new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("all", ItemValue.ListOf(numbers.Select(ItemValue.Of)))));
        await store.PutAsync(item, ItemCondition.New, Stop);
        Assert.Equal(item, (await store.GetAsync(item.Key, Stop))!.Item);
    }

    [Fact]
    public async Task IS25_text_of_all_characters_is_kept()
    {
        await using var store = await OpenAsync();
        var text = "\0\u0001\"\\/<>&'\u2028\uffff\ud83d\ude00" + new string([.. Enumerable.Range(1, 0xD7FF).Select(code => (char)code)]);
        var item = new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("text", ItemValue.Of(text)), ("\"naïve\\name\0", ItemValue.Of(""))));
        await store.PutAsync(item, ItemCondition.New, Stop);
        Assert.Equal(item, (await store.GetAsync(item.Key, Stop))!.Item);
    }

    [Fact]
    public async Task IS26_deepest_value_is_kept()
    {
        await using var store = await OpenAsync();
        var value = ItemValue.Of(1);
        for (var depth = 1; depth < ItemValue.DepthMax; depth++)
            value = depth % 2 == 0 ? ItemValue.ListOf(value) : ItemValue.MapOf(("in", value));
        var item = new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("top", value)));
        await store.PutAsync(item, ItemCondition.New, Stop);
        Assert.Equal(item, (await store.GetAsync(item.Key, Stop))!.Item);
    }

    [Fact]
    public async Task IS27_canceled_call_does_nothing()
    {
        await using var store = await OpenAsync();
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Any, canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync(ItemSamples.Key("a"), canceled.Token));
        Assert.Null(await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS28_versions_lose_no_addition_of_several_writers()
    {
        await using var store = await OpenAsync();
        var (writers, additions) = Contention;
        await store.PutAsync(ItemSamples.Item("a", 0), ItemCondition.New, Stop);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => AddAsync(store, additions), Stop)));
        var total = writers * additions;
        Assert.Equal(new StoredItem(ItemSamples.Item("a", total), 1 + total), await store.GetAsync(ItemSamples.Key("a"), Stop));
    }

    [Fact]
    public async Task IS29_any_sequence_of_calls_agrees_with_a_plain_store()
    {
        for (var seed = 1; seed <= Sequences; seed++)
        {
            await using var store = await OpenAsync();
            await new ItemStoreComparison(store, Time, unchecked((ulong)seed)).RunAsync(steps: 60, Stop);
        }
    }

    [Fact]
    public async Task IS30_attributes_of_any_name_are_kept()
    {
        await using var store = await OpenAsync();
        string[] names = ["pk", "sk", "ttl", "type", "schema_version", "version", "expires_at", "write_id", "_", "_pk", "__pk", "gsi1pk", "gsi3sk", "_gsi2pk", "a.b", "a b", "#a", ":a"];
        var item = new Item(ItemSamples.Key("a"), "order", 1, new ItemValue.Map(names.Select(name => KeyValuePair.Create(name, ItemValue.Of(name)))));
        await store.PutAsync(item, ItemCondition.New, Stop);
        Assert.Equal(new StoredItem(item, 1), await store.GetAsync(item.Key, Stop));
    }

    [Fact]
    public async Task IS31_pages_go_on_behind_items_that_have_expired()
    {
        await using var store = await OpenAsync();
        foreach (var sortKey in (string[])["1", "2", "4", "5"])
            await store.PutAsync(new Item(ItemSamples.Key(sortKey), "session", 1, ItemValue.MapOf(), UnixNanos.From(Time.GetUtcNow()) + TimeSpan.FromSeconds(1)), ItemCondition.New, Stop);
        foreach (var sortKey in (string[])["3", "6"])
            await store.PutAsync(ItemSamples.Item(sortKey, 1), ItemCondition.New, Stop);
        Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var limit in (int[])[1, 2, 10])
        {
            Assert.Equal(["3", "6"], await KeysAsync(store, ItemRange.All, limit: limit));
            Assert.Equal(["6", "3"], await KeysAsync(store, ItemRange.All, isDescending: true, limit));
        }
    }

    [Fact]
    public async Task IS32_puts_over_anything_by_several_writers_are_all_counted()
    {
        await using var store = await OpenAsync();
        var (writers, additions) = Contention;
        var versions = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => PutAnyAsync(store, additions), Stop)));
        Assert.Equal(Enumerable.Range(1, writers * additions).Select(version => (long)version), versions.SelectMany(version => version).Order());
    }

    /// <summary>Sort keys of all pages of a query.</summary>
    protected static async Task<IReadOnlyList<string>> KeysAsync(IItemStore store, ItemRange range, bool isDescending = false, int limit = 500)
    {
        var query = new ItemQuery(ItemSamples.Partition, range, limit, isDescending);
        var keys = new List<string>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(query, cursor, Stop);
            Assert.True(page.Items.Count <= limit, $"page had {page.Items.Count} items, must have at most {limit}");
            keys.AddRange(page.Items.Select(stored => stored.Item.Key.SortKey));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return keys;
    }

    // Half of them in transactions.
    private static async Task<List<long>> PutAnyAsync(IItemStore store, int puts)
    {
        var versions = new List<long>();
        for (var put = 0; put < puts; put++)
        {
            var item = ItemSamples.Item("a", put);
            if (put % 2 == 0)
                versions.Add(Assert.IsType<ItemPutOutcome.Written>(await store.PutAsync(item, ItemCondition.Any, Stop)).Version);
            else
                versions.AddRange(Assert.IsType<ItemTransactionOutcome.Committed>(await store.TransactAsync(new ItemTransaction(new ItemWrite.Put(item, ItemCondition.Any)), Stop)).Versions);
        }
        return versions;
    }

    private static async Task AddAsync(IItemStore store, int additions)
    {
        for (var done = 0; done < additions;)
        {
            var current = (await store.GetAsync(ItemSamples.Key("a"), Stop))!;
            var next = ItemSamples.Item("a", current.Item.Attributes.GetInteger("value") + 1);
            var outcome = await store.TransactAsync(new ItemTransaction(new ItemWrite.Put(next, ItemCondition.Version(current.Version))), Stop);
            done += outcome is ItemTransactionOutcome.Committed ? 1 : 0;
        }
    }
}

using Amazon.DynamoDBv2.Model;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

public sealed class ItemAttributesTests(DynamoFixture dynamo)
{
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Item_is_real_attributes_in_the_table()
    {
        var table = await dynamo.CreateTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        // 2026-01-01T00:00:00.5Z: the second behind it is 1767225601.
        var end = UnixNanos.From(_time.GetUtcNow()) + TimeSpan.FromMilliseconds(500);
        await store.PutAsync(new Item(ItemSamples.Key("a"), "order", 3, ItemSamples.EveryKind, end), ItemCondition.New, Stop);
        var attributes = await RawAsync(table);
        Assert.Equal(("ACCOUNT#acc_1", "a", "order"), (attributes["pk"].S, attributes["sk"].S, attributes["type"].S));
        Assert.Equal(("3", "1", "1767225601", "1767225600500000000"), (attributes["schema_version"].N, attributes["version"].N, attributes["ttl"].N, attributes["expires_at"].N));
        Assert.Equal(("né \"quoted\"", "-0.000012345", true), (attributes["text"].S, attributes["price"].N, attributes["on"].BOOL));
        Assert.Equal([0, 1, 255], attributes["raw"].B.ToArray());
        Assert.Equal(("a", "1", 4), (attributes["list"].L[0].S, attributes["list"].L[1].N, attributes["list"].L.Count));
        Assert.Equal("2.5", attributes["map"].M["b"].M["c"].N);
    }

    [Fact]
    public async Task Item_without_expiry_has_no_ttl()
    {
        var table = await dynamo.CreateTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        await store.PutAsync(new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(), UnixNanos.From(_time.GetUtcNow()) + TimeSpan.FromDays(1)), ItemCondition.New, Stop);
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.Any, Stop);
        Assert.Equal(["pk", "schema_version", "sk", "type", "value", "version", "write_id"], (await RawAsync(table)).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("type", null, "its type was no text")]
    [InlineData("version", null, "its version was no integer")]
    [InlineData("value", "1.23456789012345678901234567890123", "more digits than a decimal")]
    [InlineData("value", "1E+100", "more digits than a decimal")]
    public async Task What_is_no_item_is_damage_and_not_passed_over(string attribute, string? number, string reason)
    {
        var table = await dynamo.CreateTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop);
        var attributes = await RawAsync(table);
        attributes.Remove(attribute);
        if (number is not null)
            attributes[attribute] = new AttributeValue { N = number };
        using var client = DynamoTables.NewClient(await dynamo.OptionsAsync());
        await client.PutItemAsync(table.Name, attributes, Stop);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(ItemSamples.Key("a"), Stop));
        Assert.Equal(StoreFault.Damaged, fault.Fault);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursor_beyond_the_range_is_refused()
    {
        var table = await dynamo.CreateTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        foreach (var range in (ItemRange[])[new ItemRange.Prefix("b"), new ItemRange.Between("b", "c"), new ItemRange.Between("b", null), new ItemRange.Between(null, "Z")])
        {
            var query = new ItemQuery(ItemSamples.Partition, range, limit: 1);
            await Assert.ThrowsAsync<FormatException>(async () => await store.QueryAsync(query, ItemCursor.After(query, "a"), Stop));
        }
    }

    [Fact]
    public async Task Keys_of_indexes_are_attributes_named_for_them_and_the_item_s_own_of_these_names_are_others()
    {
        var table = await dynamo.CreateIndexedTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        var item = new Item(ItemSamples.Key("a"), "order", 1, ItemValue.MapOf(("gsi1pk", ItemValue.Of(1)), ("gsi2sk", ItemValue.Of("mine"))), expiresAt: null, [new ItemIndexKey(ItemIndex.Gsi2, "P", "S")]);
        await store.PutAsync(item, ItemCondition.New, Stop);
        var attributes = await RawAsync(table);
        Assert.Equal(("P", "S", "1", "mine"), (attributes["gsi2pk"].S, attributes["gsi2sk"].S, attributes["_gsi1pk"].N, attributes["_gsi2sk"].S));
        Assert.DoesNotContain("gsi1pk", attributes.Keys);
        Assert.Equal(new StoredItem(item, 1), await store.GetAsync(item.Key, Stop));
    }

    [Theory]
    [InlineData("gsi1pk")]
    [InlineData("gsi1sk")]
    public async Task Half_a_key_of_an_index_is_damage(string missing)
    {
        var table = await dynamo.CreateIndexedTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        await store.PutAsync(ItemSamples.IndexedItem("a", "1"), ItemCondition.New, Stop);
        var attributes = await RawAsync(table);
        attributes.Remove(missing);
        using var client = DynamoTables.NewClient(await dynamo.OptionsAsync());
        await client.PutItemAsync(table.Name, attributes, Stop);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(ItemSamples.Key("a"), Stop));
        Assert.Equal(StoreFault.Damaged, fault.Fault);
        Assert.Contains($"its {missing} was no text", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_that_the_table_lacks_is_refused_with_those_that_it_has()
    {
        var (plain, indexed) = (await dynamo.CreateTableAsync(Stop), await dynamo.CreateIndexedTableAsync(Stop));
        await MustRefuseAsync(plain, "must be none");
        await MustRefuseAsync(indexed with { Indexes = [.. indexed.Indexes.Take(2)] }, "must be gsi1 or gsi2");

        async Task MustRefuseAsync(TableShape table, string needed)
        {
            await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
            var item = ItemSamples.IndexedItem("a", "1", ItemIndex.Gsi3);
            Func<Task>[] calls =
            [
                async () => await store.QueryAsync(new ItemQuery(ItemSamples.IndexPartition, ItemRange.All, limit: 1, isDescending: false, ItemIndex.Gsi3), cursor: null, Stop),
                async () => await store.PutAsync(item, ItemCondition.Any, Stop),
                async () => await store.TransactAsync(new ItemTransaction(new ItemWrite.Put(item, ItemCondition.New)), Stop),
            ];
            foreach (var call in calls)
            {
                var fault = await Assert.ThrowsAsync<StoreException>(call);
                Assert.Equal((StoreFault.OtherShape, $"table {table.Name}: index was gsi3, {needed}"), (fault.Fault, fault.Message));
            }
            Assert.Null(await store.GetAsync(item.Key, Stop));
        }
    }

    [Fact]
    public async Task Cursor_beyond_the_range_of_an_index_is_refused()
    {
        var table = await dynamo.CreateIndexedTableAsync(Stop);
        await using var store = await DynamoItemStore.OpenAsync(await dynamo.OptionsAsync(), table, _time, Stop);
        foreach (var range in (ItemRange[])[new ItemRange.Prefix("b"), new ItemRange.Between("b", null)])
        {
            var query = new ItemQuery(ItemSamples.IndexPartition, range, limit: 1, isDescending: false, ItemIndex.Gsi1);
            await Assert.ThrowsAsync<FormatException>(async () => await store.QueryAsync(query, ItemCursor.After(query, "a", ItemSamples.Key("a")), Stop));
        }
    }

    private async Task<Dictionary<string, AttributeValue>> RawAsync(TableShape table)
    {
        using var client = DynamoTables.NewClient(await dynamo.OptionsAsync());
        return (await client.GetItemAsync(table.Name, ItemAttributes.Write(ItemSamples.Key("a")), consistentRead: true, Stop)).Item;
    }
}

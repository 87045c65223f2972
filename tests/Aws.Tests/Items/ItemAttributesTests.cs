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

    private async Task<Dictionary<string, AttributeValue>> RawAsync(TableShape table)
    {
        using var client = DynamoTables.NewClient(await dynamo.OptionsAsync());
        return (await client.GetItemAsync(table.Name, ItemAttributes.Write(ItemSamples.Key("a")), consistentRead: true, Stop)).Item;
    }
}

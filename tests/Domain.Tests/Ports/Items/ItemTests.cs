namespace VeloZ.Domain.Tests;

public sealed class ItemTests
{
    private static readonly ItemKey Key = new("P#1", "S#1");

    [Fact]
    public void Size_is_names_and_values_and_what_a_store_adds()
    {
        // 256 for the store, 3 + 3 keys, 5 type, then 3 for the map and per attribute its name, its value and 1.
        var item = new Item(Key, "order", 1, ItemValue.MapOf(("name", ItemValue.Of("né")), ("raw", ItemValue.Of([1, 2, 3, 4])), ("on", ItemValue.Of(true))));
        Assert.Equal(256 + 3 + 3 + 5 + 3 + (4 + 3 + 1) + (3 + 4 + 1) + (2 + 1 + 1), item.SizeBytes);
    }

    [Fact]
    public void Item_above_400_KB_is_refused_with_its_size()
    {
        const int Rest = 256 + 3 + 3 + 5 + 3 + 1 + 1;
        var largest = new Item(Key, "order", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[Item.BytesMax - Rest]))));
        Assert.Equal(409_600, largest.SizeBytes);
        var fault = Assert.Throws<ArgumentException>(() => new Item(Key, "order", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[Item.BytesMax - Rest + 1])))));
        Assert.Equal("item P#1 / S#1 had 409601 bytes, must have at most 409600", fault.Message);
    }

    [Fact]
    public void Item_is_gone_from_its_expiry_on()
    {
        var item = new Item(Key, "order", 1, ItemValue.MapOf(), new UnixNanos(10));
        Assert.Equal((false, true, true), (item.IsExpired(new UnixNanos(9)), item.IsExpired(new UnixNanos(10)), item.IsExpired(new UnixNanos(11))));
        Assert.False(new Item(Key, "order", 1, ItemValue.MapOf()).IsExpired(UnixNanos.MaxValue));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("Order", 1)]
    [InlineData("1order", 1)]
    [InlineData("order", 0)]
    public void Type_and_schema_version_are_checked(string type, int schemaVersion) => Assert.Throws<ArgumentException>(() => new Item(Key, type, schemaVersion, ItemValue.MapOf()));

    [Fact]
    public void Transaction_is_bounded_in_writes_and_bytes_and_has_each_key_once()
    {
        Assert.Equal("transaction had 0 writes, must have 1 to 100", Assert.Throws<ArgumentException>(() => new ItemTransaction()).Message);
        Assert.Equal("transaction had 101 writes, must have 1 to 100", Assert.Throws<ArgumentException>(() => new ItemTransaction(Puts(101, sizeBytes: 0))).Message);
        Assert.StartsWith("transaction had 44", Assert.Throws<ArgumentException>(() => new ItemTransaction(Puts(11, sizeBytes: 400_000))).Message, StringComparison.Ordinal);
        Assert.Equal("transaction had two writes of P#1 / S#1, must have one", Assert.Throws<ArgumentException>(() => new ItemTransaction([.. Puts(2, 0), new ItemWrite.Delete(Key, ItemCondition.Any)])).Message);
        Assert.Equal(100, new ItemTransaction(Puts(100, sizeBytes: 40_000)).Writes.Count);
    }

    [Fact]
    public void Conditions_that_mean_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ItemWrite.Delete(Key, ItemCondition.New));
        Assert.Throws<ArgumentException>(() => new ItemWrite.Check(Key, ItemCondition.Any));
        Assert.Throws<ArgumentOutOfRangeException>(() => ItemCondition.Version(0));
    }

    private static IEnumerable<ItemWrite> Puts(int count, int sizeBytes) => Enumerable.Range(1, count).Select(
        index => new ItemWrite.Put(new Item(new ItemKey("P#1", $"S#{index}"), "order", 1, ItemValue.MapOf(("a", ItemValue.Of(new byte[sizeBytes])))), ItemCondition.Any));
}

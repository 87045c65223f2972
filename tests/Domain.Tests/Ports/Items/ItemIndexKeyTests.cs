namespace VeloZ.Domain.Tests;

public sealed class ItemIndexKeyTests
{
    private static readonly ItemKey Key = new("P#1", "S#1");

    [Fact]
    public void Unknown_index_is_refused_with_those_there_are()
    {
        const string Told = "index was 'gsi4', must be one of gsi1, gsi2, gsi3";
        Assert.Equal(Told, Assert.Throws<ArgumentException>(() => new ItemIndexKey("gsi4", "P", "S")).Message);
        Assert.Equal(Told, Assert.Throws<ArgumentException>(() => new ItemQuery("P", ItemRange.All, limit: 1, isDescending: false, "gsi4")).Message);
    }

    [Theory]
    [InlineData(0, 1, "partition key of gsi1 had 0 bytes, must have 1 to 2048")]
    [InlineData(2_049, 1, "partition key of gsi1 had 2049 bytes, must have 1 to 2048")]
    [InlineData(1, 0, "sort key of gsi1 had 0 bytes, must have 1 to 1024")]
    [InlineData(1, 1_025, "sort key of gsi1 had 1025 bytes, must have 1 to 1024")]
    public void Keys_have_the_sizes_of_those_of_the_table(int partitionBytes, int sortBytes, string told) =>
        Assert.Equal(told, Assert.Throws<ArgumentException>(() => new ItemIndexKey(ItemIndex.Gsi1, new string('p', partitionBytes), new string('s', sortBytes))).Message);

    [Fact]
    public void Item_has_at_most_one_key_of_an_index_and_has_them_in_order()
    {
        ItemIndexKey[] keys = [new("gsi3", "P", "S"), new("gsi1", "P", "S")];
        var item = Of(keys);
        Assert.Equal(["gsi1", "gsi3"], item.IndexKeys.Select(key => key.Index));
        Assert.Equal((keys[0], null), (item.FindIndexKey("gsi3"), item.FindIndexKey("gsi2")));
        Assert.Equal("item P#1 / S#1 had two keys of index gsi1, must have at most one", Assert.Throws<ArgumentException>(() => Of(new ItemIndexKey("gsi1", "P", "S"), new ItemIndexKey("gsi1", "Q", "S"))).Message);
    }

    [Fact]
    public void Keys_of_indexes_count_toward_the_size_with_their_names()
    {
        // gsi1pk and gsi1sk have 6 bytes each.
        Assert.Equal(Of().SizeBytes + 6 + 2 + 6 + 3, Of(new ItemIndexKey("gsi1", "é", "abc")).SizeBytes);
    }

    [Fact]
    public void Items_are_equal_by_content_and_by_their_keys_of_indexes()
    {
        var item = Of(new ItemIndexKey("gsi1", "P", "S"), new ItemIndexKey("gsi2", "P", "S"));
        Assert.Equal(item, Of(new ItemIndexKey("gsi2", "P", "S"), new ItemIndexKey("gsi1", "P", "S")));
        Assert.NotEqual(item, Of(new ItemIndexKey("gsi1", "P", "S")));
        Assert.NotEqual(item, Of(new ItemIndexKey("gsi1", "P", "S"), new ItemIndexKey("gsi2", "P", "T")));
        Item[] others =
        [
            new(new ItemKey("P#1", "S#2"), "order", 1, ItemValue.MapOf()),
            new(Key, "fill", 1, ItemValue.MapOf()),
            new(Key, "order", 2, ItemValue.MapOf()),
            new(Key, "order", 1, ItemValue.MapOf(("a", ItemValue.Of(1)))),
            new(Key, "order", 1, ItemValue.MapOf(), new UnixNanos(1)),
        ];
        Assert.All(others, other => Assert.NotEqual(Of(), other));
        Assert.Equal(Of(), new Item(Key, "order", 1, ItemValue.MapOf()));
    }

    [Fact]
    public void Cursor_of_an_index_tells_the_last_place_and_item_and_is_no_other_query_s()
    {
        var query = new ItemQuery("P#1", ItemRange.All, limit: 10, isDescending: false, "gsi1");
        var cursor = ItemCursor.After(query, "AT#é", Key);
        Assert.Equal(("AT#é", Key), ItemCursor.PlaceOf(query, cursor));
        ItemQuery[] others =
        [
            new("P#1", ItemRange.All, limit: 10),
            new("P#1", ItemRange.All, limit: 10, isDescending: false, "gsi2"),
            new("P#1", ItemRange.All, limit: 10, isDescending: true, "gsi1"),
            new("P#2", ItemRange.All, limit: 10, isDescending: false, "gsi1"),
        ];
        Assert.All(others, other => Assert.Throws<FormatException>(() => ItemCursor.PlaceOf(other, cursor)));
        Assert.Throws<FormatException>(() => ItemCursor.SortKeyOf(others[0], cursor));
        // The mark fits, and what follows is no place.
        Assert.Throws<FormatException>(() => ItemCursor.PlaceOf(query, ItemCursor.After(query, "AT#é")));
    }

    [Fact]
    public void Numbers_as_ids_sort_as_they_are()
    {
        Assert.Equal("0000000000000000042", ItemKeyPart.IdOf(42));
        Assert.Throws<ArgumentOutOfRangeException>(() => ItemKeyPart.IdOf(-1));
    }

    private static Item Of(params ItemIndexKey[] indexKeys) => new(Key, "order", 1, ItemValue.MapOf(), expiresAt: null, indexKeys);
}

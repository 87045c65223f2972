using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>Items for tests.</summary>
public static class ItemSamples
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "ACCOUNT#acc_1";

    /// <summary>The partition of all keys of indexes.</summary>
    public const string IndexPartition = "STRATEGY#one";

    /// <summary>Attributes of every kind, nested.</summary>
    public static ItemValue.Map EveryKind { get; } = ItemValue.MapOf(
        ("text", ItemValue.Of("né \"quoted\"")),
        ("empty", ItemValue.Of("")),
        ("price", ItemValue.Of(-0.000012345m)),
        ("count", ItemValue.Of(9_223_372_036_854_775_807)),
        ("on", ItemValue.Of(true)),
        ("off", ItemValue.Of(false)),
        ("raw", ItemValue.Of([0, 1, 255])),
        ("no_bytes", ItemValue.Of(Array.Empty<byte>())),
        ("list", ItemValue.ListOf(ItemValue.Of("a"), ItemValue.Of(1), ItemValue.ListOf(), ItemValue.MapOf())),
        ("map", ItemValue.MapOf(("b", ItemValue.MapOf(("c", ItemValue.Of(2.5m)))), ("Ä", ItemValue.Of("x")))));

    /// <summary>A key of the partition.</summary>
    public static ItemKey Key(string sortKey) => new(Partition, sortKey);

    /// <summary>An item of one number that is in one index.</summary>
    public static Item IndexedItem(string sortKey, string indexSortKey, string index = ItemIndex.Gsi1) => IndexedItem(Key(sortKey), new ItemIndexKey(index, IndexPartition, indexSortKey));

    /// <summary>An item of one number that is in indexes.</summary>
    public static Item IndexedItem(ItemKey key, params ItemIndexKey[] indexKeys) => new(key, "sample", 1, ItemValue.MapOf(("value", ItemValue.Of(1))), expiresAt: null, indexKeys);

    /// <summary>An item of one number.</summary>
    public static Item Item(string sortKey, long value) => new(Key(sortKey), "sample", 1, ItemValue.MapOf(("value", ItemValue.Of(value))));
}

using System.IO.Compression;
using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>A database of every layout version ever written: it must open for ever, with all that is in it.</summary>
public sealed class ItemsGoldenTests : IDisposable
{
    // Compressed by gzip. Written from ITEMS-FORMAT.md by a program in another language, not by the store.
    private const string Version1 =
        "H4sIAAAAAAACA+3Y327SUBgA8NOCI5C4jgvT6G5ODhdsGaLEkBgujJWdjEakWsrYXBZSukNsxp/mtFMIcoHxCfYQJnsMswfYS+itj2A8BzY3lHhv9v1CT3u+"
        + "fv0+Tu9O62+qfsRwZ8B7boSfoDWkqug5xgghVRwxdE3O4zfmyuWBdt+aDlpORXlPuSsvVjla/SYGAAAAAAAAAAC3RKAm9C1dmW75/SM2FJvPXthqj1psGPh8"
        + "NJvGyjY1HIrN2jbdw39kYKs2D+GNWYCFLTfaxM0KtSm+jmCzjmuWg2uNavXTfSWh67ryOR257S6bPT0b1MtGjvGiSq+qpjAOjrFD95zfBXIiFi6JRaOALcn0"
        + "3rGe23rPeOgP+mIVDt2h9kLKv+7dXMP8toy6UcT99knEwr8betxbWum1bb4y7H38ku7jjeA4J9awmRKvynQqVsPBttU0t1Nyk6+tIe2jZokTAAAAAAAAAABw"
        + "KzxLrqfvJRVUj1tOhdqZwvlZx+921THpuQEpiZMcAu57TF70SYk8zhfIRChWT09zyay2nkyupONGuWw1ak7G9bxWoR2yUG74n/64uNj9gtB44n09KE7VVFbT"
        + "FQVNd+4spLsDfsR4LDEmXT+MZJ8uKR2MSSi6DckkN+/7sJAvksnhJEcGfZnTIaWInzAx5+4HGWiLJMOoPBJPkIgNZ4Vkif75mfjDCP3MjJpy/69o35H4AQAA"
        + "AAAAAAAA4H/2IL6S1a6+PSx+mPgF5YyHUgAwAAA=";

    private static readonly StoredItem[] Items =
    [
        new(
            new Item(
                ItemSamples.Key("a"),
                "order",
                3,
                ItemValue.MapOf(
                    ("list", ItemValue.ListOf(ItemValue.Of("x"), ItemValue.Of(-1.5m))), ("on", ItemValue.Of(true)), ("raw", ItemValue.Of([0, 1, 255])), ("text", ItemValue.Of("né")))),
            7),
        new(new Item(ItemSamples.Key("b"), "session", 1, ItemValue.MapOf(), new UnixNanos(4_102_444_800_000_000_000)), 1),
    ];

    private static readonly StoredItem Other = new(new Item(new ItemKey("OTHER#1", "é"), "fill", 1, ItemValue.MapOf(("map", ItemValue.MapOf(("price", ItemValue.Of(0.1m)))))), 2);

    private readonly TemporaryItems _items = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_1_opens_with_all_its_items_and_has_indexes_from_then_on()
    {
        await using (var store = _items.Open(Unpacked(), log: null))
        {
            await MustBeWholeAsync(store);
            foreach (var index in ItemIndex.Names)
                Assert.Empty(await TemporaryItems.IndexAsync(store, index));
            // The version goes on.
            Assert.Equal(new ItemPutOutcome.Written(8), await store.PutAsync(ItemSamples.IndexedItem("a", "1"), ItemCondition.Version(7), Stop));
        }
        await using var again = _items.Open();
        Assert.Equal([new StoredItem(ItemSamples.IndexedItem("a", "1"), 8)], await TemporaryItems.IndexAsync(again, ItemIndex.Gsi1));
        Assert.Equal([new StoredItem(ItemSamples.IndexedItem("a", "1"), 8), Items[1]], await TemporaryItems.AllAsync(again));
        Assert.Equal(Other, await again.GetAsync(Other.Item.Key, Stop));
    }

    [Fact]
    public async Task Version_1_whose_change_was_cut_short_is_changed_at_the_next_start()
    {
        byte[] database;
        byte[] log;
        await using (_items.Open(Unpacked(), log: null))
            (database, log) = (TemporaryItems.Read(_items.Database), TemporaryItems.Read(_items.Log));
        Assert.True(log.Length > 4_096);
        for (var length = 0; length <= log.Length; length += 513)
        {
            await using var store = _items.Open(database, log[..length]);
            await MustBeWholeAsync(store);
        }
    }

    [Fact]
    public async Task Damaged_version_1_is_refused_and_left_as_it_was()
    {
        var whole = Unpacked();
        var told = 0;
        for (var at = 100; at < whole.Length; at += 7)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            try
            {
                await using var store = _items.Open(damaged, log: null);
                await MustBeWholeAsync(store);
            }
            catch (StoreException fault)
            {
                Assert.Equal(StoreFault.Damaged, fault.Fault);
                Assert.Equal(damaged, await File.ReadAllBytesAsync(_items.Database, Stop));
                told++;
            }
        }
        Assert.NotEqual(0, told);
    }

    public void Dispose() => _items.Dispose();

    private static async Task MustBeWholeAsync(SqliteItemStore store)
    {
        Assert.Equal(Items, await TemporaryItems.AllAsync(store));
        Assert.Equal(Other, await store.GetAsync(Other.Item.Key, Stop));
    }

    private static byte[] Unpacked()
    {
        using var packed = new GZipStream(new MemoryStream(Convert.FromBase64String(Version1)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}

using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

/// <summary>
/// What a crash leaves is a database and some first part of its log. Each transaction applies one frame: it writes the frame's
/// number and some items, so that the number tells what all other items must be.
/// </summary>
public sealed class SqliteItemStoreCrashTests : IDisposable
{
    private const int Frames = 40;

    private readonly TemporaryItems _source = new();
    private readonly TemporaryItems _crashed = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _source.Dispose();
        _crashed.Dispose();
    }

    [Fact]
    public async Task Log_cut_anywhere_gives_whole_transactions_in_order()
    {
        await using var store = _source.Open();
        await ApplyAsync(store, 1, Frames);
        var (database, log) = (TemporaryItems.Read(_source.Database), TemporaryItems.Read(_source.Log));
        var step = Tier.Pick(quick: 1_021, full: 101, nightly: 11);
        var before = 0L;
        for (var length = 0; length < log.Length; length += step)
        {
            var applied = await AppliedAsync(database, log[..length]);
            Assert.InRange(applied, before, Frames);
            before = applied;
        }
        Assert.Equal(Frames, await AppliedAsync(database, log));
    }

    [Fact]
    public async Task Log_with_a_flipped_byte_gives_whole_transactions()
    {
        await using var store = _source.Open();
        await ApplyAsync(store, 1, Frames);
        var (database, log) = (TemporaryItems.Read(_source.Database), TemporaryItems.Read(_source.Log));
        var chance = new SplitMix64(7);
        for (var round = 0; round < Tier.Pick(quick: 100, full: 1_000, nightly: 10_000); round++)
        {
            var damaged = (byte[])log.Clone();
            damaged[(int)chance.NextBelow((ulong)log.Length)] ^= 0x04;
            Assert.InRange(await AppliedAsync(database, damaged), 0, Frames);
        }
    }

    [Fact]
    public async Task Crash_in_the_middle_of_a_checkpoint_loses_nothing()
    {
        await using var store = _source.Open();
        await ApplyAsync(store, 1, Frames);
        var (before, log) = (TemporaryItems.Read(_source.Database), TemporaryItems.Read(_source.Log));
        store.Execute("PRAGMA wal_checkpoint(FULL)");
        var after = TemporaryItems.Read(_source.Database);
        var chance = new SplitMix64(8);
        for (var round = 0; round < Tier.Pick(quick: 30, full: 300, nightly: 3_000); round++)
        {
            // Pages reach the disk in any order, and only some of them.
            var torn = new byte[after.Length];
            before.CopyTo(torn, 0);
            for (var page = 0; page < after.Length; page += 4_096)
            {
                if (chance.NextBelow(2) == 0)
                    after.AsSpan(page, 4_096).CopyTo(torn.AsSpan(page));
            }
            Assert.Equal(Frames, await AppliedAsync(torn, log));
        }
    }

    [Fact]
    public async Task Store_goes_on_after_a_crash()
    {
        await using var store = _source.Open();
        await ApplyAsync(store, 1, Frames);
        var (database, log) = (TemporaryItems.Read(_source.Database), TemporaryItems.Read(_source.Log));
        var applied = await AppliedAsync(database, log[..(log.Length / 2)]);
        await using (var crashed = _crashed.Open())
            await ApplyAsync(crashed, (int)applied + 1, Frames);
        await using var again = _crashed.Open();
        Assert.Equal(Frames, await VerifyAsync(again));
    }

    private static async Task ApplyAsync(SqliteItemStore store, int first, int last)
    {
        for (var frame = first; frame <= last; frame++)
        {
            var items = Enumerable.Range(0, 5).Select(slot => new ItemWrite.Put(Slot((frame + (slot * 7)) % 12, frame), ItemCondition.Any));
            await store.TransactAsync(new ItemTransaction([.. items, new ItemWrite.Put(ItemSamples.Item("APPLIED#", frame), ItemCondition.Any)]), Stop);
        }
    }

    // In the index by its frame, but for one slot of three.
    private static Item Slot(int slot, int frame) => new(
        ItemSamples.Key($"SLOT#{slot:D2}"),
        "sample",
        1,
        ItemValue.MapOf(("value", ItemValue.Of(frame))),
        expiresAt: null,
        slot % 3 == 0 ? [] : [new ItemIndexKey(ItemIndex.Gsi1, ItemSamples.IndexPartition, $"FRAME#{frame:D4}")]);

    private async Task<long> AppliedAsync(byte[] database, byte[] log)
    {
        await using var store = _crashed.Open(database, log);
        return await VerifyAsync(store);
    }

    // The frame that was applied last; proves that the items are what all frames up to it made of them.
    private static async Task<long> VerifyAsync(SqliteItemStore store)
    {
        var applied = (await store.GetAsync(ItemSamples.Key("APPLIED#"), Stop))?.Item.Attributes.GetInteger("value") ?? 0;
        var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var frame = 1; frame <= applied; frame++)
        {
            for (var slot = 0; slot < 5; slot++)
                expected[$"SLOT#{(frame + (slot * 7)) % 12:D2}"] = frame;
        }
        var actual = (await TemporaryItems.AllAsync(store)).Where(stored => stored.Item.Key.SortKey != "APPLIED#").ToArray();
        Assert.Equal(expected, actual.Select(stored => KeyValuePair.Create(stored.Item.Key.SortKey, stored.Item.Attributes.GetInteger("value"))));
        var indexed = actual.Where(stored => stored.Item.IndexKeys.Count > 0).OrderBy(stored => stored.Item.Attributes.GetInteger("value")).ThenBy(stored => stored.Item.Key.SortKey, StringComparer.Ordinal);
        Assert.Equal(indexed, await TemporaryItems.IndexAsync(store, ItemIndex.Gsi1));
        return applied;
    }
}

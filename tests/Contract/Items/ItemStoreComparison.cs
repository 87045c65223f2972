using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Contract;

/// <summary>Does the same with a store and with the plain one, by a seed, and compares each answer.</summary>
internal sealed class ItemStoreComparison(IItemStore store, ManualTimeProvider time, ulong seed)
{
    // Few keys, so that calls meet; some are prefixes of others.
    private static readonly string[] SortKeys = ["A", "A#1", "A#10", "A#2", "B", "a", "é", "\uff5e", "\ud83d\ude00"];

    // Fewer still, so that several items have the same.
    private static readonly string[] IndexSortKeys = ["1", "1#1", "2", "é"];

    // An index may lag, and is then asked again.
    private const int AskedMax = 200;

    private readonly NaiveItemStore _naive = new();
    private SplitMix64 _chance = new(seed);

    public async Task RunAsync(int steps, CancellationToken cancellationToken)
    {
        for (var step = 0; step < steps; step++)
        {
            var what = Pick(10) switch
            {
                0 => Wait(),
                < 3 => await GetAsync(cancellationToken),
                < 5 => await QueryAsync(cancellationToken),
                < 6 => await QueryIndexAsync(cancellationToken),
                _ => await TransactAsync(cancellationToken),
            };
            Assert.True(what is null, $"seed {seed}, step {step}: {what}");
        }
    }

    private UnixNanos Now => UnixNanos.From(time.GetUtcNow());

    private string? Wait()
    {
        time.Advance(TimeSpan.FromSeconds(Pick(4)));
        return null;
    }

    private async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        var sortKey = SortKeys[Pick(SortKeys.Length)];
        var (actual, expected) = (await store.GetAsync(ItemSamples.Key(sortKey), cancellationToken), _naive.Get(sortKey, Now));
        return Equals(actual, expected) ? null : $"get of {sortKey} was {actual}, must be {expected}";
    }

    private async Task<string?> TransactAsync(CancellationToken cancellationToken)
    {
        var count = 1 + Pick(4);
        var writes = Enumerable.Range(0, SortKeys.Length).OrderBy(_ => _chance.Next()).Take(count).Select(index => Write(SortKeys[index])).ToList();
        var (versions, conflicts) = _naive.Transact(writes, Now);
        switch (await store.TransactAsync(new ItemTransaction(writes), cancellationToken))
        {
            case ItemTransactionOutcome.Committed committed:
                return versions is not null && versions.SequenceEqual(committed.Versions) ? null : $"committed {string.Join(' ', committed.Versions)} for {string.Join(", ", writes)}";
            case ItemTransactionOutcome.Conflict conflict:
                var isSame = conflict.Conflicts.Select(one => one.Index).SequenceEqual(conflicts)
                    && conflict.Conflicts.All(one => Equals(one.Current, _naive.Get(writes[one.Index].Key.SortKey, Now)));
                return isSame ? null : $"conflicts were {string.Join(' ', conflict.Conflicts)}, must be at {string.Join(' ', conflicts)}";
            case var other:
                return $"outcome was {other}";
        }
    }

    private async Task<string?> QueryAsync(CancellationToken cancellationToken)
    {
        var range = Range(SortKeys);
        var query = new ItemQuery(ItemSamples.Partition, range, limit: 1 + Pick(4), isDescending: Pick(2) == 0);
        var actual = await ReadAsync(query, cancellationToken);
        var expected = _naive.Query(range, query.IsDescending, Now);
        return actual.SequenceEqual(expected) ? null : $"query of {range} was {string.Join(", ", actual)}, must be {string.Join(", ", expected)}";
    }

    // Items of equal keys of the index are in any order, each once.
    private async Task<string?> QueryIndexAsync(CancellationToken cancellationToken)
    {
        var (range, index) = (Range(IndexSortKeys), ItemIndex.Names[Pick(ItemIndex.Names.Count)]);
        var query = new ItemQuery(ItemSamples.IndexPartition, range, limit: 1 + Pick(4), isDescending: Pick(2) == 0, index);
        var expected = _naive.QueryIndex(index, range, query.IsDescending, Now);
        for (var asked = 1; ; asked++)
        {
            var actual = await ReadAsync(query, cancellationToken);
            var isSame = actual.Count == expected.Count && actual.ToHashSet().SetEquals(expected) && actual.Select(PlaceOf).SequenceEqual(expected.Select(PlaceOf), StringComparer.Ordinal);
            if (isSame || asked == AskedMax)
                return isSame ? null : $"query of {index}, {range} was {string.Join(", ", actual)}, must be {string.Join(", ", expected)}";
        }

        string PlaceOf(StoredItem stored) => stored.Item.FindIndexKey(index)!.SortKey;
    }

    private ItemRange Range(string[] keys) => Pick(3) switch
    {
        0 => ItemRange.All,
        1 => new ItemRange.Prefix(keys[Pick(keys.Length)]),
        _ => new ItemRange.Between(keys[Pick(keys.Length)], Pick(2) == 0 ? null : keys[Pick(keys.Length)]),
    };

    private async Task<List<StoredItem>> ReadAsync(ItemQuery query, CancellationToken cancellationToken)
    {
        var items = new List<StoredItem>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(query, cursor, cancellationToken);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return items;
    }

    private ItemWrite Write(string sortKey)
    {
        var version = _naive.Get(sortKey, Now)?.Version;
        var condition = Pick(4) switch
        {
            0 => version is null ? ItemCondition.New : ItemCondition.Version(version.Value),
            1 => ItemCondition.Version(1 + Pick(3)),
            2 => ItemCondition.New,
            _ => ItemCondition.Any,
        };
        return (Pick(5), condition) switch
        {
            (0, not ItemCondition.MustBeNew) => new ItemWrite.Delete(ItemSamples.Key(sortKey), condition),
            (1, not ItemCondition.Nothing) => new ItemWrite.Check(ItemSamples.Key(sortKey), condition),
            _ => new ItemWrite.Put(NewItem(sortKey), condition),
        };
    }

    private Item NewItem(string sortKey) => new(
        ItemSamples.Key(sortKey),
        Pick(2) == 0 ? "order" : "fill",
        1 + Pick(3),
        ItemValue.MapOf(("value", ItemValue.Of(Pick(1_000))), ("more", ItemSamples.EveryKind)),
        Pick(3) == 0 ? Now + TimeSpan.FromSeconds(Pick(6)) : null,
        [.. ItemIndex.Names.Where(_ => Pick(2) == 0).Select(index => new ItemIndexKey(index, ItemSamples.IndexPartition, IndexSortKeys[Pick(IndexSortKeys.Length)]))]);

    private int Pick(int bound) => (int)_chance.NextBelow((ulong)bound);
}

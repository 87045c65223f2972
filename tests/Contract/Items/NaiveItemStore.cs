using System.Text;
using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>The plainest item store: a sorted dictionary. The reference for the others.</summary>
internal sealed class NaiveItemStore
{
    private readonly SortedDictionary<string, StoredItem> _items = new(Comparer<string>.Create(CompareUtf8));

    /// <summary>The item of that sort key; null when there is none.</summary>
    public StoredItem? Get(string sortKey, UnixNanos now) => _items.GetValueOrDefault(sortKey) is { } stored && !stored.Item.IsExpired(now) ? stored : null;

    /// <summary>Does all writes or none.</summary>
    /// <returns>The new versions; null and the indexes of the conflicts when one does not hold.</returns>
    public (long[]? Versions, int[] Conflicts) Transact(IReadOnlyList<ItemWrite> writes, UnixNanos now)
    {
        var conflicts = Enumerable.Range(0, writes.Count).Where(index => !Holds(writes[index].Condition, Get(writes[index].Key.SortKey, now)?.Version)).ToArray();
        return conflicts.Length > 0 ? (null, conflicts) : ([.. writes.Select(write => Apply(write, now))], []);
    }

    /// <summary>Sort keys and versions of all that are meant, in order.</summary>
    public IReadOnlyList<StoredItem> Query(ItemRange range, bool isDescending, UnixNanos now)
    {
        var found = _items.Where(entry => IsIn(range, entry.Key) && !entry.Value.Item.IsExpired(now)).Select(entry => entry.Value);
        return [.. isDescending ? found.Reverse() : found];
    }

    /// <summary>Items of an index that are meant, in the order of its sort keys; those of equal ones in any.</summary>
    public IReadOnlyList<StoredItem> QueryIndex(string index, ItemRange range, bool isDescending, UnixNanos now)
    {
        var found = _items.Values
            .Where(stored => stored.Item.FindIndexKey(index) is { } key && IsIn(range, key.SortKey) && !stored.Item.IsExpired(now))
            .OrderBy(stored => stored.Item.FindIndexKey(index)!.SortKey, Comparer<string>.Create(CompareUtf8));
        return [.. isDescending ? found.Reverse() : found];
    }

    private static bool Holds(ItemCondition condition, long? version) => condition switch
    {
        ItemCondition.MustBeNew => version is null,
        ItemCondition.MustBeVersion must => version is { } present && present == must.Expected,
        _ => true,
    };

    private static bool IsIn(ItemRange range, string sortKey) => range switch
    {
        ItemRange.Prefix prefix => Encoding.UTF8.GetBytes(sortKey).AsSpan().StartsWith(Encoding.UTF8.GetBytes(prefix.Text)),
        ItemRange.Between between => (between.First is null || CompareUtf8(between.First, sortKey) <= 0) && (between.Last is null || CompareUtf8(sortKey, between.Last) <= 0),
        _ => true,
    };

    private static int CompareUtf8(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private long Apply(ItemWrite write, UnixNanos now)
    {
        var version = write is ItemWrite.Put ? (Get(write.Key.SortKey, now)?.Version ?? 0) + 1 : 0;
        if (write is ItemWrite.Put put)
            _items[write.Key.SortKey] = new StoredItem(put.Item, version);
        else if (write is ItemWrite.Delete)
            _items.Remove(write.Key.SortKey);
        return version;
    }
}

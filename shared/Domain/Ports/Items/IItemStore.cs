namespace VeloZ.Domain;

/// <summary>Keeps items: what must be found by key and changed by several, without losing a change.</summary>
/// <remarks>
/// Safe for use by several threads. Every read sees all writes that were answered before it began, but for queries of an index, which may
/// lag behind. A write is durable when it is answered, and the keys of indexes that it gives its item replace those of before. Any member
/// throws <see cref="StoreException"/> when the store fails, or when its table lacks an index that was named.
/// </remarks>
public interface IItemStore : IAsyncDisposable
{
    /// <summary>Reads one item.</summary>
    /// <returns>Null when there is none or it has expired.</returns>
    ValueTask<StoredItem?> GetAsync(ItemKey key, CancellationToken cancellationToken);

    /// <summary>Puts an item in place of what is there, all its attributes and keys of indexes.</summary>
    ValueTask<ItemPutOutcome> PutAsync(Item item, ItemCondition condition, CancellationToken cancellationToken);

    /// <summary>Takes an item away.</summary>
    /// <exception cref="ArgumentException">The condition is that there is none.</exception>
    ValueTask<ItemDeleteOutcome> DeleteAsync(ItemKey key, ItemCondition condition, CancellationToken cancellationToken);

    /// <summary>Reads items of a partition, of the table or of an index, in the order of their sort keys there, a page at a time.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cursor">Of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="FormatException">The cursor is not one of this query.</exception>
    ValueTask<ItemPage> QueryAsync(ItemQuery query, string? cursor, CancellationToken cancellationToken);

    /// <summary>Does all writes or none, at one moment.</summary>
    ValueTask<ItemTransactionOutcome> TransactAsync(ItemTransaction transaction, CancellationToken cancellationToken);
}

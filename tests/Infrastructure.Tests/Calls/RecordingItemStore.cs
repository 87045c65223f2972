using VeloZ.Aws;
using VeloZ.Domain;

namespace VeloZ.Infrastructure.Tests;

/// <summary>A store that tells for what it was used.</summary>
internal sealed class RecordingItemStore(IItemStore items) : IItemStore
{
    private int _made;

    /// <summary>All of it.</summary>
    public AwsAccess Made => (AwsAccess)_made;

    public ValueTask<StoredItem?> GetAsync(ItemKey key, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Read);
        return items.GetAsync(key, cancellationToken);
    }

    public ValueTask<ItemPutOutcome> PutAsync(Item item, ItemCondition condition, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Write);
        return items.PutAsync(item, condition, cancellationToken);
    }

    public ValueTask<ItemDeleteOutcome> DeleteAsync(ItemKey key, ItemCondition condition, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Write);
        return items.DeleteAsync(key, condition, cancellationToken);
    }

    public ValueTask<ItemPage> QueryAsync(ItemQuery query, string? cursor, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Read);
        return items.QueryAsync(query, cursor, cancellationToken);
    }

    public ValueTask<ItemTransactionOutcome> TransactAsync(ItemTransaction transaction, CancellationToken cancellationToken)
    {
        Note(AwsAccess.Write);
        return items.TransactAsync(transaction, cancellationToken);
    }

    public ValueTask DisposeAsync() => items.DisposeAsync();

    private void Note(AwsAccess access) => Interlocked.Or(ref _made, (int)access);
}

using VeloZ.Domain;

namespace VeloZ.Engine.Tests;

/// <summary>A store of items that does something before each transaction: fails, or stalls.</summary>
internal sealed class FaultyItems(IItemStore inner) : IItemStore
{
    private int _tries;

    /// <summary>Before each transaction; may throw.</summary>
    public Func<CancellationToken, ValueTask> Before { get; set; } = static _ => ValueTask.CompletedTask;

    /// <summary>Transactions that were tried.</summary>
    public int Tries => Volatile.Read(ref _tries);

    /// <summary>It fails so from now on.</summary>
    public void Fail(StoreFault fault) => Before = _ => throw new StoreException(fault, "the table could not be asked");

    /// <summary>It works from now on.</summary>
    public void Mend() => Before = static _ => ValueTask.CompletedTask;

    public ValueTask<StoredItem?> GetAsync(ItemKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public ValueTask<ItemPutOutcome> PutAsync(Item item, ItemCondition condition, CancellationToken cancellationToken) => inner.PutAsync(item, condition, cancellationToken);

    public ValueTask<ItemDeleteOutcome> DeleteAsync(ItemKey key, ItemCondition condition, CancellationToken cancellationToken) => inner.DeleteAsync(key, condition, cancellationToken);

    public ValueTask<ItemPage> QueryAsync(ItemQuery query, string? cursor, CancellationToken cancellationToken) => inner.QueryAsync(query, cursor, cancellationToken);

    public async ValueTask<ItemTransactionOutcome> TransactAsync(ItemTransaction transaction, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        await Before(cancellationToken);
        return await inner.TransactAsync(transaction, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

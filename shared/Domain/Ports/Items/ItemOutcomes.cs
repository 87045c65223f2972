namespace VeloZ.Domain;

/// <summary>What became of a put.</summary>
public abstract record ItemPutOutcome
{
    private ItemPutOutcome()
    {
    }

    /// <summary>It is durable.</summary>
    /// <param name="Version">The version it has now.</param>
    public sealed record Written(long Version) : ItemPutOutcome;

    /// <summary>The condition did not hold; nothing was changed.</summary>
    /// <param name="Current">What is there; null for nothing.</param>
    public sealed record Conflict(StoredItem? Current) : ItemPutOutcome;
}

/// <summary>What became of a delete.</summary>
public abstract record ItemDeleteOutcome
{
    private ItemDeleteOutcome()
    {
    }

    /// <summary>There is none of that key now, and that is durable. There may have been none before.</summary>
    public sealed record Deleted : ItemDeleteOutcome;

    /// <summary>The condition did not hold; nothing was changed.</summary>
    /// <param name="Current">What is there; null for nothing.</param>
    public sealed record Conflict(StoredItem? Current) : ItemDeleteOutcome;
}

/// <summary>What became of a transaction.</summary>
public abstract record ItemTransactionOutcome
{
    private ItemTransactionOutcome()
    {
    }

    /// <summary>All of it is durable.</summary>
    /// <param name="Versions">For each write, in their order: the version a put gave its item; 0 for a delete or check.</param>
    public sealed record Committed(IReadOnlyList<long> Versions) : ItemTransactionOutcome;

    /// <summary>At least one condition did not hold; nothing was changed.</summary>
    /// <param name="Conflicts">Those that did not hold, in the order of the writes; at least one.</param>
    public sealed record Conflict(IReadOnlyList<ItemConflict> Conflicts) : ItemTransactionOutcome;
}

/// <summary>One condition of a transaction that did not hold.</summary>
/// <param name="Index">Of the write, from 0.</param>
/// <param name="Current">What is there; null for nothing.</param>
public sealed record ItemConflict(int Index, StoredItem? Current);

namespace VeloZ.Domain;

/// <summary>One part of a transaction.</summary>
public abstract record ItemWrite
{
    private ItemWrite(ItemKey key, ItemCondition condition)
    {
        Key = key;
        Condition = condition;
    }

    /// <summary>Which item.</summary>
    public ItemKey Key { get; }

    /// <summary>What must hold of it.</summary>
    public ItemCondition Condition { get; }

    /// <summary>Puts an item in place of what is there.</summary>
    public sealed record Put(Item Item, ItemCondition Must) : ItemWrite(Item.Key, Must);

    /// <summary>Takes an item away.</summary>
    public sealed record Delete : ItemWrite
    {
        /// <summary>Makes the delete.</summary>
        /// <exception cref="ArgumentException">It is to delete what must not be there.</exception>
        public Delete(ItemKey key, ItemCondition must)
            : base(key, must)
        {
            if (must is ItemCondition.MustBeNew)
                throw new ArgumentException($"delete of {key} was to find nothing, must be of a version or of any");
        }
    }

    /// <summary>Changes nothing, but what it asks must hold for the others to take place.</summary>
    public sealed record Check : ItemWrite
    {
        /// <summary>Makes the check.</summary>
        /// <exception cref="ArgumentException">It asks nothing.</exception>
        public Check(ItemKey key, ItemCondition must)
            : base(key, must)
        {
            if (must is ItemCondition.Nothing)
                throw new ArgumentException($"check of {key} had no condition, must have one");
        }
    }
}

/// <summary>Writes that take place all or not at all.</summary>
/// <remarks>
/// Who applies a journal writes the frame it has applied as an item of the same transaction, so that after a crash the items and
/// the frame agree and no entry is applied twice.
/// </remarks>
public sealed record ItemTransaction
{
    /// <summary>Most writes.</summary>
    public const int WritesMax = 100;

    /// <summary>Most bytes of all items put.</summary>
    public const int BytesMax = 4_194_304;

    /// <summary>Makes a transaction.</summary>
    /// <param name="writes">1 to 100, each of another key, at most 4 MiB together.</param>
    /// <exception cref="ArgumentException">There are none, too many, too large ones, or two of one key.</exception>
    public ItemTransaction(params IEnumerable<ItemWrite> writes)
    {
        Writes = Array.AsReadOnly([.. writes]);
        if (Writes.Count is 0 or > WritesMax)
            throw new ArgumentException($"transaction had {Writes.Count} writes, must have 1 to {WritesMax}");
        var keys = new HashSet<ItemKey>();
        var size = 0L;
        foreach (var write in Writes)
        {
            if (!keys.Add(write.Key))
                throw new ArgumentException($"transaction had two writes of {write.Key}, must have one");
            size += write is ItemWrite.Put put ? put.Item.SizeBytes : 0;
        }
        if (size > BytesMax)
            throw new ArgumentException($"transaction had {size} bytes, must have at most {BytesMax}");
    }

    /// <summary>The writes in their order.</summary>
    public IReadOnlyList<ItemWrite> Writes { get; }
}

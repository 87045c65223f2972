namespace VeloZ.Domain;

/// <summary>Which sort keys are meant. They compare by their UTF-8 bytes.</summary>
public abstract record ItemRange
{
    private ItemRange()
    {
    }

    /// <summary>All of the partition.</summary>
    public static ItemRange All { get; } = new Everything();

    /// <summary>All of the partition.</summary>
    public sealed record Everything : ItemRange;

    /// <summary>Those that begin so.</summary>
    public sealed record Prefix : ItemRange
    {
        /// <summary>Makes the range.</summary>
        /// <exception cref="ArgumentException">The text is empty, too long or has a control character.</exception>
        public Prefix(string text) => Text = ItemKey.Checked(text, "prefix", ItemKey.SortBytesMax);

        /// <summary>What they begin with.</summary>
        public string Text { get; }
    }

    /// <summary>Those between two keys, both included.</summary>
    public sealed record Between : ItemRange
    {
        /// <summary>Makes the range; empty when the first is after the last.</summary>
        /// <exception cref="ArgumentException">A key is empty, too long or has a control character, or both are null.</exception>
        public Between(string? first, string? last)
        {
            if (first is null && last is null)
                throw new ArgumentException("range had no end, must have one or both");
            First = first is null ? null : ItemKey.Checked(first, "first sort key", ItemKey.SortBytesMax);
            Last = last is null ? null : ItemKey.Checked(last, "last sort key", ItemKey.SortBytesMax);
        }

        /// <summary>Included; null for from the start.</summary>
        public string? First { get; }

        /// <summary>Included; null for to the end.</summary>
        public string? Last { get; }
    }
}

/// <summary>A question for items of one partition, of the table or of an index, in the order of their sort keys there.</summary>
/// <remarks>
/// In an index are the items that have a key of it and have not expired. It may show a write only some time after that was answered, so what
/// was just written is read by its key and not through an index. Items of equal index keys are in no promised order among themselves, but
/// each is in the answer once.
/// </remarks>
public sealed record ItemQuery
{
    /// <summary>Most items of a page.</summary>
    public const int LimitMax = 500;

    /// <summary>A page ends once its items have this many bytes together, even below its limit.</summary>
    public const int PageBytes = 1_048_576;

    /// <summary>Makes a query.</summary>
    /// <param name="partitionKey">Of the items.</param>
    /// <param name="range">Of their sort keys.</param>
    /// <param name="limit">Most items of a page, 1 to 500.</param>
    /// <param name="isDescending">Last key first.</param>
    /// <param name="index">Whose keys are meant, one of <see cref="ItemIndex.Names"/>; null for those of the table.</param>
    /// <exception cref="ArgumentException">The partition key is none, or there is no such index.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not from 1 to 500.</exception>
    public ItemQuery(string partitionKey, ItemRange range, int limit, bool isDescending = false, string? index = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMax);
        PartitionKey = ItemKey.Checked(partitionKey, "partition key", ItemKey.PartitionBytesMax);
        Range = range;
        Limit = limit;
        IsDescending = isDescending;
        Index = index is null ? null : ItemIndex.Checked(index);
    }

    /// <summary>Of the items.</summary>
    public string PartitionKey { get; }

    /// <summary>Of their sort keys.</summary>
    public ItemRange Range { get; }

    /// <summary>Most items of a page.</summary>
    public int Limit { get; }

    /// <summary>Last key first.</summary>
    public bool IsDescending { get; }

    /// <summary>Whose keys are meant; null for those of the table.</summary>
    public string? Index { get; }
}

/// <summary>Part of an answer.</summary>
/// <param name="Items">In the order asked for. May be fewer than the limit, and even none, though more follow.</param>
/// <param name="NextCursor">Gives the next page of the same query; null when there is no more.</param>
public sealed record ItemPage(IReadOnlyList<StoredItem> Items, string? NextCursor);

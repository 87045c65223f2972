namespace VeloZ.Domain;

/// <summary>Names of the second orders that a table of items may have.</summary>
public static class ItemIndex
{
    /// <summary>The first.</summary>
    public const string Gsi1 = "gsi1";

    /// <summary>The second.</summary>
    public const string Gsi2 = "gsi2";

    /// <summary>The third.</summary>
    public const string Gsi3 = "gsi3";

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [Gsi1, Gsi2, Gsi3];

    internal static string Checked(string name) =>
        Names.Contains(name, StringComparer.Ordinal) ? name : throw new ArgumentException($"index was '{name}', must be one of {string.Join(", ", Names)}");
}

/// <summary>Where an item is in an index: its partition there, and its place in the order of that partition.</summary>
/// <remarks>Unlike a key it may be that of several items. Sort keys are ordered by their UTF-8 bytes. Build it of <see cref="ItemKeyPart"/>.</remarks>
public sealed record ItemIndexKey
{
    /// <summary>Makes a key.</summary>
    /// <param name="index">One of <see cref="ItemIndex.Names"/>.</param>
    /// <param name="partitionKey">1 to 2,048 bytes, no control characters.</param>
    /// <param name="sortKey">1 to 1,024 bytes, no control characters.</param>
    /// <exception cref="ArgumentException">There is no such index, or a part is empty, too long or has a control character.</exception>
    public ItemIndexKey(string index, string partitionKey, string sortKey)
    {
        Index = ItemIndex.Checked(index);
        PartitionKey = ItemKey.Checked(partitionKey, $"partition key of {index}", ItemKey.PartitionBytesMax);
        SortKey = ItemKey.Checked(sortKey, $"sort key of {index}", ItemKey.SortBytesMax);
    }

    /// <summary>Of which index.</summary>
    public string Index { get; }

    /// <summary>Items that are queried together have it in common.</summary>
    public string PartitionKey { get; }

    /// <summary>Its place in the partition.</summary>
    public string SortKey { get; }

    // DynamoDB keeps it as two attributes named for the index: gsi1pk and gsi1sk.
    internal int SizeBytes => (2 * (Index.Length + 2)) + Utf8Size.Of(PartitionKey, "partition key") + Utf8Size.Of(SortKey, "sort key");
}

namespace VeloZ.Domain;

/// <summary>Where an item is: its partition, and its place in the order of that partition.</summary>
/// <remarks>Sort keys are ordered by their UTF-8 bytes. Build keys of <see cref="ItemKeyPart"/>.</remarks>
public sealed record ItemKey
{
    /// <summary>Most UTF-8 bytes of a partition key.</summary>
    public const int PartitionBytesMax = 2_048;

    /// <summary>Most UTF-8 bytes of a sort key.</summary>
    public const int SortBytesMax = 1_024;

    /// <summary>Makes a key.</summary>
    /// <param name="partitionKey">1 to 2,048 bytes, no control characters.</param>
    /// <param name="sortKey">1 to 1,024 bytes, no control characters.</param>
    /// <exception cref="ArgumentException">A part is empty, too long or has a control character.</exception>
    public ItemKey(string partitionKey, string sortKey)
    {
        PartitionKey = Checked(partitionKey, "partition key", PartitionBytesMax);
        SortKey = Checked(sortKey, "sort key", SortBytesMax);
    }

    /// <summary>Makes a key of parts.</summary>
    /// <exception cref="ArgumentException">A part is too long.</exception>
    public ItemKey(ItemKeyPart partition, params ReadOnlySpan<ItemKeyPart> sort)
        : this(partition.ToString(), ItemKeyPart.Join(sort))
    {
    }

    /// <summary>Items that are queried together have it in common.</summary>
    public string PartitionKey { get; }

    /// <summary>Unique within the partition.</summary>
    public string SortKey { get; }

    /// <summary>Both keys, for messages.</summary>
    public override string ToString() => $"{PartitionKey} / {SortKey}";

    internal static string Checked(string text, string name, int bytesMax)
    {
        var size = Utf8Size.Of(text, name);
        if (size == 0 || size > bytesMax)
            throw new ArgumentException($"{name} had {size} bytes, must have 1 to {bytesMax}");
        foreach (var letter in text)
        {
            if (char.IsControl(letter))
                throw new ArgumentException($"{name} had the control character U+{(int)letter:X4}, must have none");
        }
        return text;
    }
}

namespace VeloZ.Domain;

/// <summary>A thing in the item store: a key and attributes of its own, so that it can be queried and migrated.</summary>
public sealed record Item
{
    /// <summary>Most bytes of an item, names and keys among them, counted as DynamoDB does or a little above.</summary>
    public const int BytesMax = 409_600;

    // What a store adds: names of its own for key, type, versions and expiry, and their numbers.
    private const int EnvelopeBytes = 256;

    private const int TypeLengthMax = 64;

    /// <summary>Makes an item.</summary>
    /// <param name="key">Where it is.</param>
    /// <param name="type"><c>[a-z][a-z0-9_]*</c>, at most 64 characters: <c>order</c>.</param>
    /// <param name="schemaVersion">Of the attributes; 1 or more.</param>
    /// <param name="attributes">Any.</param>
    /// <param name="expiresAt">From then on it is not there; null for never.</param>
    /// <param name="indexKeys">Where it is in indexes, at most once in each; null for in none.</param>
    /// <exception cref="ArgumentException">The item is too large, has two keys of an index, or its type or version does not hold.</exception>
    public Item(ItemKey key, string type, int schemaVersion, ItemValue.Map attributes, UnixNanos? expiresAt = null, IEnumerable<ItemIndexKey>? indexKeys = null)
    {
        if (!IsType(type))
            throw new ArgumentException($"item type was '{type}', must be 1 to {TypeLengthMax} small letters, digits and _, and begin with a letter");
        if (schemaVersion < 1)
            throw new ArgumentException($"schema version was {schemaVersion}, must be 1 or more");
        Key = key;
        Type = type;
        SchemaVersion = schemaVersion;
        Attributes = attributes;
        ExpiresAt = expiresAt;
        IndexKeys = Array.AsReadOnly([.. (indexKeys ?? []).OrderBy(one => one.Index, StringComparer.Ordinal)]);
        for (var index = 1; index < IndexKeys.Count; index++)
        {
            if (IndexKeys[index].Index == IndexKeys[index - 1].Index)
                throw new ArgumentException($"item {key} had two keys of index {IndexKeys[index].Index}, must have at most one");
        }
        SizeBytes = EnvelopeBytes + Utf8Size.Of(key.PartitionKey, "partition key") + Utf8Size.Of(key.SortKey, "sort key") + type.Length + attributes.SizeBytes + IndexKeys.Sum(one => one.SizeBytes);
        if (SizeBytes > BytesMax)
            throw new ArgumentException($"item {key} had {SizeBytes} bytes, must have at most {BytesMax}");
    }

    /// <summary>Where it is.</summary>
    public ItemKey Key { get; }

    /// <summary>What it is.</summary>
    public string Type { get; }

    /// <summary>Which form its attributes have.</summary>
    public int SchemaVersion { get; }

    /// <summary>What it holds.</summary>
    public ItemValue.Map Attributes { get; }

    /// <summary>From then on it is not there; null for never.</summary>
    public UnixNanos? ExpiresAt { get; }

    /// <summary>Where it is in indexes, in the order of their names; it is in no other index.</summary>
    public IReadOnlyList<ItemIndexKey> IndexKeys { get; }

    /// <summary>Its size in bytes, as it counts toward <see cref="BytesMax"/>.</summary>
    public int SizeBytes { get; }

    /// <summary>Whether it is gone at that moment.</summary>
    public bool IsExpired(UnixNanos now) => ExpiresAt is { } end && end <= now;

    /// <summary>Where it is in that index; null when it is not in it.</summary>
    public ItemIndexKey? FindIndexKey(string index) => IndexKeys.FirstOrDefault(one => one.Index == index);

    /// <summary>The same key and content.</summary>
    public bool Equals(Item? other) => other is not null
        && Key == other.Key
        && Type == other.Type
        && SchemaVersion == other.SchemaVersion
        && ExpiresAt == other.ExpiresAt
        && Attributes == other.Attributes
        && IndexKeys.SequenceEqual(other.IndexKeys);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();

    private static bool IsType(string text)
    {
        if (text.Length is 0 or > TypeLengthMax || !char.IsAsciiLetterLower(text[0]))
            return false;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_')
                return false;
        }
        return true;
    }
}

/// <summary>An item as the store has it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Version">1 when it is new, 1 more with each put. A key that was deleted or has expired starts at 1 again.</param>
public sealed record StoredItem(Item Item, long Version);

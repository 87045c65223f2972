namespace VeloZ.Aws;

/// <summary>What a table's stream carries of a change.</summary>
public enum TableStream
{
    /// <summary>The table has no stream.</summary>
    None,

    /// <summary>The item before and after.</summary>
    NewAndOldImages,
}

/// <summary>A second order of a table's items. An item without the index's two attributes is not in it.</summary>
/// <param name="Name">Its name, which its attributes begin with.</param>
/// <param name="IncludedAttributes">What it carries beside all keys; null for everything.</param>
public sealed record IndexShape(string Name, IReadOnlyList<string>? IncludedAttributes = null)
{
    /// <summary>Attribute, a text, that partitions it.</summary>
    public string PartitionKey => Name + "pk";

    /// <summary>Attribute, a text, that orders a partition.</summary>
    public string SortKey => Name + "sk";
}

/// <summary>A table of items: what the stack makes, tests make, and a start-up check asks for.</summary>
public sealed record TableShape
{
    /// <summary>Attribute, a text, that partitions every table.</summary>
    public const string PartitionKey = "pk";

    /// <summary>Attribute, a text, that orders a partition of every table.</summary>
    public const string SortKey = "sk";

    /// <summary>Attribute, a number of seconds since 1970, behind which DynamoDB may take an item away.</summary>
    public const string TimeToLiveAttribute = "ttl";

    /// <summary>Name in the account and region.</summary>
    public required string Name { get; init; }

    /// <summary>Second orders.</summary>
    public IReadOnlyList<IndexShape> Indexes { get; init; } = [];

    /// <summary>Whether DynamoDB takes away what has expired. Expiry itself is checked in code.</summary>
    public bool HasTimeToLive { get; init; }

    /// <summary>What its stream carries.</summary>
    public TableStream Stream { get; init; }

    /// <summary>Days back to any second of which the table can be restored, 1 to 35; 0 for none.</summary>
    public int RecoveryDays { get; init; }

    /// <summary>Whether a weekly backup is kept in the vault.</summary>
    public bool HasWeeklyBackup { get; init; }

    /// <summary>Whether deleting the table must be unlocked first.</summary>
    public bool IsDeletionProtected { get; init; }
}

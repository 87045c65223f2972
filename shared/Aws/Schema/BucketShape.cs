namespace VeloZ.Aws;

/// <summary>Who may still delete a locked object.</summary>
public enum LockMode
{
    /// <summary>Who has the permission to bypass it, and asks to.</summary>
    Governance,

    /// <summary>Nobody, the account's root among them, until it ends.</summary>
    Compliance,
}

/// <summary>Objects of a bucket cannot be deleted or replaced before a day.</summary>
/// <param name="Mode">Who may still.</param>
/// <param name="DefaultDays">For objects that are put without a day of their own.</param>
public sealed record ObjectLockShape(LockMode Mode, int DefaultDays);

/// <summary>What becomes of objects with age.</summary>
/// <param name="Prefix">What their keys begin with.</param>
/// <param name="ExpireDays">Age at which they go; null for never.</param>
/// <param name="ArchiveDays">Age at which they move to Glacier Instant Retrieval; null for never.</param>
/// <param name="NoncurrentDays">How long a replaced or deleted version stays; null for always.</param>
/// <param name="RemovesMarkers">Whether the mark of a deletion goes once no version is behind it. Where objects expire it does anyway, and S3 refuses to be told both.</param>
public sealed record LifecycleShape(string Prefix, int? ExpireDays, int? ArchiveDays = null, int? NoncurrentDays = null, bool RemovesMarkers = false);

/// <summary>A bucket. All of them are private, owned by the account and refuse what does not come by TLS.</summary>
public sealed record BucketShape
{
    /// <summary>Most characters of a bucket's name.</summary>
    public const int NameLengthMax = 63;

    /// <summary>What it is for, the middle of its name: <c>data</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Environment that it is of.</summary>
    public required CloudEnvironment Environment { get; init; }

    /// <summary>Whether replaced and deleted objects stay as versions.</summary>
    public bool IsVersioned { get; init; }

    /// <summary>Whether objects are encrypted with the stack's own key; else with one of S3.</summary>
    public bool HasOwnKey { get; init; }

    /// <summary>Set when the bucket is made, and never again; null for none.</summary>
    public ObjectLockShape? Lock { get; init; }

    /// <summary>Days after which the parts of an upload that was not completed go.</summary>
    public int AbandonedUploadDays { get; init; } = 1;

    /// <summary>What becomes of objects with age.</summary>
    public IReadOnlyList<LifecycleShape> Lifecycle { get; init; } = [];

    /// <summary>Prefixes that are copied to the region for disasters.</summary>
    public IReadOnlyList<string> ReplicatedPrefixes { get; init; } = [];

    /// <summary>Whether taking the stack away takes the objects too.</summary>
    public bool IsEmptiedOnDelete { get; init; }

    /// <summary>Its name, which no other account of the world may have.</summary>
    /// <param name="account">12 digits.</param>
    /// <param name="region">Name of the region that it is in.</param>
    /// <param name="isCopy">Of the copy in the region for disasters.</param>
    /// <exception cref="ArgumentException">The account has another form, or the name would be too long.</exception>
    public string NameIn(string account, string region, bool isCopy = false)
    {
        if (account.Length != 12 || !account.All(char.IsAsciiDigit))
            throw new ArgumentException($"account was '{account}', must be 12 digits");
        var name = $"{Environment.NameOf(Purpose)}-{account}-{region}{(isCopy ? "-dr" : "")}";
        return name.Length <= NameLengthMax ? name : throw new ArgumentException($"bucket name was '{name}' with {name.Length} characters, must have at most {NameLengthMax}");
    }
}

namespace VeloZ.Aws;

/// <summary>Tables, stream and buckets of an environment, said once: the stack makes them, tests make them, start-up checks ask for them.</summary>
/// <remarks>No type of an SDK is in it, so that the stack's program need not reference one.</remarks>
public sealed record CloudSchema
{
    private const int RecoveryDaysKept = 35;

    // How long what was replaced or deleted can be had back.
    private const int VersionDays = 14;

    private CloudSchema(CloudEnvironment environment, LockMode archiveLock)
    {
        Environment = environment;
        Journal = JournalOf(environment);
        Buckets = BucketsOf(environment, archiveLock);
    }

    /// <summary>Which environment.</summary>
    public CloudEnvironment Environment { get; }

    /// <summary>Leases, members, kill switches, pointers to snapshots, deployments, versions of stores. Members are judged by age in code.</summary>
    public TableShape Control => Table("control");

    /// <summary>Orders, fills, positions, balances, profit and loss, strategies.</summary>
    public TableShape State => Table("state") with { Indexes = [new IndexShape("gsi1"), new IndexShape("gsi2"), new IndexShape("gsi3")] };

    /// <summary>Audit records. Its archiver sets their expiry, once it has read the archived copy back.</summary>
    public TableShape Audit => Table("audit") with
    {
        Indexes = [SmallIndex("gsi1"), SmallIndex("gsi2"), SmallIndex("gsi3")],
        HasTimeToLive = true,
        Stream = TableStream.NewAndOldImages,
    };

    /// <summary>Users, roles, sessions, refresh tokens, API keys, links to identity providers.</summary>
    public TableShape Identity => Table("identity") with { Indexes = [new IndexShape("gsi1")], HasTimeToLive = true };

    /// <summary>Catalogue, reviews, favourites, jobs, results, profiles, settings.</summary>
    public TableShape Market => Table("market") with { Indexes = [new IndexShape("gsi1"), new IndexShape("gsi2")], HasTimeToLive = true };

    /// <summary>Idempotency keys, rate buckets, states of sign-ins, cursors: what may be lost.</summary>
    public TableShape Ephemeral => Table("ephemeral") with { HasTimeToLive = true, RecoveryDays = 0, HasWeeklyBackup = false };

    /// <summary>All six tables.</summary>
    public IReadOnlyList<TableShape> Tables => [Control, State, Audit, Identity, Market, Ephemeral];

    /// <summary>The journal.</summary>
    public StreamShape Journal { get; }

    /// <summary>All five buckets: web, data, archive, artifacts, logs.</summary>
    public IReadOnlyList<BucketShape> Buckets { get; }

    /// <summary>The schema of an environment.</summary>
    /// <param name="environment">Which one.</param>
    /// <param name="archiveLock">Who may still delete from the archive: with <see cref="LockMode.Compliance"/> nobody, so that even taking the stack away waits.</param>
    public static CloudSchema Of(CloudEnvironment environment, LockMode archiveLock = LockMode.Governance) => new(environment, archiveLock);

    /// <summary>The bucket of a purpose.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public BucketShape BucketOf(string purpose) => Buckets.FirstOrDefault(bucket => bucket.Purpose == purpose)
        ?? throw new ArgumentException($"bucket was '{purpose}', must be one of {string.Join(", ", Buckets.Select(bucket => bucket.Purpose))}");

    private TableShape Table(string thing)
    {
        var isKept = Environment.Tier != EnvironmentTier.Development;
        return new TableShape { Name = Environment.NameOf(thing), RecoveryDays = isKept ? RecoveryDaysKept : 0, HasWeeklyBackup = isKept, IsDeletionProtected = isKept };
    }

    // Enough to tell what a record is and to get it: an index pays for what it carries at every write.
    private static IndexShape SmallIndex(string name) =>
        new(name, [ItemAttributes.Type, ItemAttributes.SchemaVersion, ItemAttributes.Version, ItemAttributes.ExpiresAt]);

    // Partitions: live and paper.
    private static StreamShape JournalOf(CloudEnvironment environment) => environment.Tier switch
    {
        EnvironmentTier.Development => new StreamShape { Name = environment.NameOf("journal"), ShardCount = 1, RetentionHours = 24, DeletesConsumers = true },
        EnvironmentTier.Staging => new StreamShape { Name = environment.NameOf("journal"), ShardCount = 1, RetentionHours = 168 },
        _ => new StreamShape
        {
            Name = environment.NameOf("journal"),
            ShardCount = 2,
            RetentionHours = 168,
            ShardMetrics = ["WriteProvisionedThroughputExceeded", "IteratorAgeMilliseconds"],
            Consumers = ["projector"],
        },
    };

    private static BucketShape[] BucketsOf(CloudEnvironment environment, LockMode archiveLock)
    {
        var isProduction = environment.Tier == EnvironmentTier.Production;
        var plain = new BucketShape { Purpose = "", Environment = environment, IsVersioned = true, HasOwnKey = true, IsEmptiedOnDelete = environment.Tier == EnvironmentTier.Development };
        return
        [
            // CloudFront reads one, the load balancer writes the other: neither works with a key of ours.
            plain with { Purpose = "web", HasOwnKey = false },
            plain with
            {
                Purpose = "data",
                Lifecycle = DataLifecycle(),
                ReplicatedPrefixes = isProduction ? ["snapshots/"] : [],
            },
            plain with
            {
                Purpose = "archive",
                Lock = new ObjectLockShape(archiveLock, DefaultDays: 1),
                Lifecycle = ArchiveLifecycle(),
                ReplicatedPrefixes = isProduction ? [""] : [],
            },
            plain with { Purpose = "artifacts" },
            plain with { Purpose = "logs", IsVersioned = false, HasOwnKey = false },
        ];
    }

    // Snapshots never expire by age: the engine deletes all but the newest three, and the last one of a quiet account is all there is once the stream has dropped its frames.
    private static LifecycleShape[] DataLifecycle() =>
    [
        new("", ExpireDays: null, NoncurrentDays: VersionDays, RemovesMarkers: true),
        new("capture/", ExpireDays: 365, ArchiveDays: 30, NoncurrentDays: VersionDays),
        new("results/", ExpireDays: 180, NoncurrentDays: VersionDays),
        new("snapshots/", ExpireDays: null, NoncurrentDays: VersionDays),
    ];

    // A week beyond what a class must be kept, so that no lock is still on when an object goes.
    private static LifecycleShape[] ArchiveLifecycle()
    {
        const int Week = 7;
        const int ArchiveDays = 30;
        return
        [
            .. AuditRetention.Days.Select(kept => new LifecycleShape(
                $"audit/{kept.Key}/", kept.Value + Week, ArchiveDays: AuditRetention.IsArchived(kept.Key) ? ArchiveDays : null, NoncurrentDays: 1)),
            new LifecycleShape("journal/", AuditRetention.Days["order"] + Week, ArchiveDays, NoncurrentDays: 1),
        ];
    }
}

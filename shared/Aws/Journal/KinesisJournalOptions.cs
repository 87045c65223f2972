namespace VeloZ.Aws;

/// <summary>Which shard of which stream a journal is, and how it is written.</summary>
public sealed record KinesisJournalOptions
{
    /// <summary>The stream's name.</summary>
    public required string Stream { get; init; }

    /// <summary>Whose frames; partition n is the n-th shard by its hash keys.</summary>
    public int Partition { get; init; }

    /// <summary>Shards that the stream must have, one for each partition. Another count would put frames elsewhere.</summary>
    public int ShardCount { get; init; } = 1;

    /// <summary>Hours that the stream must keep records, or more: so long an engine may stand still, and find what it wrote.</summary>
    public int RetentionHours { get; init; } = 24;

    /// <summary>The clock of waits and time limits.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>How long one attempt to put a frame may take; then the same bytes are put again.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most of the wait after the first attempt that failed; it doubles with each one up to <see cref="RetryWaitMax"/>.</summary>
    public TimeSpan RetryWaitFirst { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most of the wait between two attempts.</summary>
    public TimeSpan RetryWaitMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a frame is put again before the journal has failed. New orders are refused long before.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a frame is put again whose credentials have expired, or whose time of signing was not that of AWS: a role may give new ones, and a clock may be set right. Those that were given once never mend, so it is less. It counts from the first such refusal.</summary>
    public TimeSpan CredentialsPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where in its bounds a wait lies: two engines that were throttled together must not come back together.</summary>
    public Random Jitter { get; init; } = new();

    /// <summary>Most records of one read, 1 to 10,000; Kinesis ends a read at 10 MB besides.</summary>
    public int RecordsPerRead { get; init; } = 2_000;

    /// <summary>How long one read may take.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least time between two reads: a shard takes five a second from all its readers.</summary>
    public TimeSpan ReadPeriod { get; init; } = TimeSpan.FromMilliseconds(250);
}

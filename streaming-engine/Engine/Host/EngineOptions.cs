using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine runs: one account, on paper on a feed, or at a venue.</summary>
public sealed record EngineOptions
{
    /// <summary>Folder of everything it keeps.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where journal, items and blobs are kept: in the data folder unless told.</summary>
    public StoreOptions Stores { get; init; } = new();

    /// <summary>Folder of the journal; null for <c>wal</c> in the data folder.</summary>
    public string? JournalDirectory { get; init; }

    /// <summary>Bytes of a journal file.</summary>
    public int JournalFileBytes { get; init; } = 67_108_864;

    /// <summary>Journal files above which an alarm is raised; none is ever deleted for it.</summary>
    public int JournalFilesMax { get; init; } = 10;

    /// <summary>Where data folder and journal are; another than the system's only in tests.</summary>
    internal IDisk Disk { get; init; } = SystemDisk.Instance;

    /// <summary>Whether each frame is synced to the disk; off only in tests.</summary>
    public bool SyncsJournal { get; init; } = true;

    /// <summary>How long a frame may be on its way to the journal before new orders are refused.</summary>
    public TimeSpan JournalPatience { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a stop waits for what is decided to become durable and what is durable to be stored; who is away for longer is given up. Shorter
    /// than the half minute that Fargate leaves a process.
    /// </summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long items in AWS that are away are tried again; then the engine ends, and stores what is missing at its next start. Files are not tried
    /// again: what failed there stays so until they are opened anew.
    /// </summary>
    public TimeSpan StorePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a start looks again for frames of a stream that are known to be durable and cannot be read.</summary>
    public TimeSpan StreamPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A snapshot is taken after as many entries, and at least <see cref="CheckpointPeriod"/> after the one before.</summary>
    public int CheckpointEntries { get; init; } = 1_000;

    /// <summary>Least time between two snapshots.</summary>
    public TimeSpan CheckpointPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes the feed for the account there is, on its grid; null for a new account. Called for each look at the account: more than one where its journal is read late. Null where the account trades at a venue.</summary>
    public Func<AccountHead?, BarFeed>? Feed { get; init; }

    /// <summary>The venue that the account trades at; null for a paper account. Either this or a feed.</summary>
    public LiveEngineOptions? Live { get; init; }

    /// <summary>How fast the feed is given: 1 as in the market; null for at once.</summary>
    public decimal? Speed { get; init; } = 1;

    /// <summary>Whether the engine stops when the feed has ended; else it stays for people to look at.</summary>
    public bool StopsAtEnd { get; init; }

    /// <summary>How the simulated market fills. Account kind and leverage are a new account's; one that is there keeps its own.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>What a new account starts with, in quote currency.</summary>
    public decimal Cash { get; init; } = 100_000;

    /// <summary>Limits that a new account starts with.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.None;

    /// <summary>Strategies that are deployed where they are not yet; later they are what commands made of them.</summary>
    public IReadOnlyList<StrategyDeployment> Strategies { get; init; } = [];

    /// <summary>Strategies that a new account begins with besides; one that is there is not given them.</summary>
    public IReadOnlyList<StrategyDeployment> StrategiesOfNewAccount { get; init; } = [];
}

using System.Globalization;

namespace VeloZ.Local;

/// <summary>What the environment sets, checked. The command line wins over it.</summary>
internal static class LocalSettings
{
    private const int PortDefault = 8080;

    private static readonly string[] Replaced = ["VELOZ_VAULT_ADDR", "VELOZ_VAULT_ROLE_ID", "VELOZ_VAULT_SECRET_ID"];

    /// <summary>HTTP port, <c>VELOZ_PORT</c>; 0 takes a free one.</summary>
    public static int Port => Number("VELOZ_PORT", PortDefault, min: 0, max: 65_535);

    /// <summary>Data folder, <c>VELOZ_DATA_DIR</c>.</summary>
    public static string DataDirectory => Text("VELOZ_DATA_DIR") ?? "data";

    /// <summary>Least level that is logged, <c>VELOZ_LOG_LEVEL</c>.</summary>
    public static LogLevel LogLevel => Text("VELOZ_LOG_LEVEL") switch
    {
        null or "info" => LogLevel.Information,
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        var other => throw new UsageException($"VELOZ_LOG_LEVEL was '{other}', must be debug, info, warn or error"),
    };

    /// <summary>Market data, <c>VELOZ_MARKET_SOURCE</c> with <c>VELOZ_MARKET_FILE</c>.</summary>
    public static string Market => Text("VELOZ_MARKET_SOURCE") switch
    {
        null or "sim" => "sim",
        "file" => "file:" + (Text("VELOZ_MARKET_FILE") ?? throw new UsageException("VELOZ_MARKET_SOURCE was 'file' without VELOZ_MARKET_FILE, must have the path of a file of bars there")),
        var other => throw new UsageException($"VELOZ_MARKET_SOURCE was '{other}', must be sim or file in this version"),
    };

    /// <summary>Market, <c>VELOZ_MARKET_SYMBOL</c>.</summary>
    public static string Symbol => Text("VELOZ_MARKET_SYMBOL") ?? "BTCUSDT";

    /// <summary>Folder of the journal, <c>VELOZ_WAL_DIR</c>; null for <c>wal</c> in the data folder.</summary>
    public static string? JournalDirectory => Text("VELOZ_WAL_DIR");

    /// <summary>Bytes of a journal file, <c>VELOZ_WAL_MAX_SIZE</c>.</summary>
    public static int JournalFileBytes => Number("VELOZ_WAL_MAX_SIZE", 67_108_864, min: 65_536, max: 1_073_741_824) is var bytes && bytes % 4_096 == 0
        ? bytes
        : throw new UsageException($"VELOZ_WAL_MAX_SIZE was {bytes}, must be a multiple of 4096");

    /// <summary>Journal files above which an alarm is raised, <c>VELOZ_WAL_MAX_FILES</c>.</summary>
    public static int JournalFilesMax => Number("VELOZ_WAL_MAX_FILES", 10, min: 1, max: 1_000_000);

    /// <summary>Whether each frame is synced, <c>VELOZ_WAL_SYNC</c>.</summary>
    public static bool SyncsJournal => Text("VELOZ_WAL_SYNC") switch
    {
        null or "true" => true,
        "false" => false,
        var other => throw new UsageException($"VELOZ_WAL_SYNC was '{other}', must be true or false"),
    };

    /// <summary>Entries after which a snapshot is taken, <c>VELOZ_WAL_CHECKPOINT_INTERVAL</c>.</summary>
    public static int CheckpointEntries => Number("VELOZ_WAL_CHECKPOINT_INTERVAL", 1_000, min: 10, max: 100_000_000);

    /// <summary>Whether a developer looks: <c>VELOZ_LOG_LEVEL=debug</c>.</summary>
    public static bool IsDebug => Text("VELOZ_LOG_LEVEL") == "debug";

    /// <summary>Settings of the original that another part took over are refused rather than passed over.</summary>
    public static void RefuseReplaced()
    {
        foreach (var name in Replaced)
        {
            if (Text(name) is not null)
                throw new UsageException($"{name} is set, and VeloZ uses AWS Secrets Manager instead of HashiCorp Vault; unset it");
        }
    }

    private static int Number(string name, int fallback, int min, int max)
    {
        if (Text(name) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new UsageException($"{name} was '{text}', must be a whole number from {min} to {max}");
    }

    private static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}

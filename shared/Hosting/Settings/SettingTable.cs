namespace VeloZ.Hosting;

/// <summary>All settings there are, in the order of the reference page.</summary>
public static partial class SettingTable
{
    private const string NoSignIn = "sign-in comes with a later version: until then the service listens on 127.0.0.1 only and its HTTP is read-only; unset it";
    private const string NoVault = "VeloZ uses AWS Secrets Manager instead of HashiCorp Vault; unset it";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All => Listed.All;

    /// <summary>Folder of everything that is kept.</summary>
    public static Setting DataDirectory { get; } = new()
    {
        Name = "VELOZ_DATA_DIR",
        Default = "data",
        Form = new SettingForm.Text("a folder, or one that can be made"),
        Meaning = "Folder of everything that is kept, from where the program is started. Held by one engine at a time. Not in `veloz.json`, which is in it.",
        Users = SettingUsers.All,
    };

    /// <summary>Run profile.</summary>
    public static Setting Preset { get; } = new()
    {
        Name = "VELOZ_PRESET",
        Default = "dev",
        Form = new SettingForm.Choice("dev", "release"),
        Meaning = "Run profile. In `dev` an error of the service tells its cause, on the loopback address only.",
        Users = SettingUsers.Engines,
    };

    /// <summary>HTTP port.</summary>
    public static Setting Port { get; } = new()
    {
        Name = "VELOZ_PORT",
        Default = "8080",
        Form = new SettingForm.Whole(0, 65_535),
        Meaning = "HTTP port on 127.0.0.1; 0 takes a free one.",
        Users = SettingUsers.All,
    };

    /// <summary>Least level that is logged.</summary>
    public static Setting LogLevel { get; } = new()
    {
        Name = "VELOZ_LOG_LEVEL",
        Default = "info",
        Form = new SettingForm.Choice("debug", "info", "warn", "error"),
        Meaning = "Least level that is logged, to standard error.",
        Users = SettingUsers.All,
    };

    /// <summary>Threads for I/O.</summary>
    public static Setting WorkerThreads { get; } = new()
    {
        Name = "VELOZ_WORKER_THREADS",
        Default = "4",
        Form = new SettingForm.Whole(1, 256),
        Meaning = "Threads that are ready for I/O and requests; the kernel and the journal have one each besides.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Bytes of memory.</summary>
    public static Setting MemoryPoolSize { get; } = new()
    {
        Name = "VELOZ_MEMORY_POOL_SIZE",
        Default = "1073741824",
        Form = new SettingForm.Whole(134_217_728, 1_099_511_627_776),
        Meaning = "Bytes that all caches and queues may take together: the limit of the managed heap. A process that needs more ends, and recovers when it is started again.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Whether sign-in is required.</summary>
    public static Setting AuthEnabled { get; } = new()
    {
        Name = "VELOZ_AUTH_ENABLED",
        Default = "true",
        Form = new SettingForm.Switch(),
        Meaning = "Whether sign-in is required. There is no sign-in in this version, so both values do the same: the service listens on 127.0.0.1 only, and its HTTP is read-only.",
        Users = SettingUsers.Engines,
    };

    private static Setting SignIn(string name, string meaning) =>
        new() { Name = name, Form = new SettingForm.Text("a secret text"), Meaning = meaning, Users = SettingUsers.Engines, IsSecret = true, Refusal = NoSignIn };

    private static Setting Audit(string name, string? fallback, SettingForm form, string meaning) => new()
    {
        Name = name,
        Default = fallback,
        Form = form,
        Meaning = meaning,
        Users = SettingUsers.Engines,
        Refusal = $"there is no audit log apart from the journal in this version, and that always keeps who wanted what; {(fallback is null ? "unset it" : $"set it to {fallback}")}",
    };

    private static Setting Replaced(string name, bool isSecret) =>
        new() { Name = name, Form = new SettingForm.Text("unset"), Meaning = "HashiCorp Vault.", Users = SettingUsers.All, IsSecret = isSecret, Refusal = NoVault };

    // Made when it is asked for: the settings of all files are there by then.
    private static class Listed
    {
        public static IReadOnlyList<Setting> All { get; } =
        [
            DataDirectory,
            Preset,
            Port,
            LogLevel,
            MarketSource,
            MarketFile,
            MarketSymbol,
            MarketInterval,
            MarketSpeed,
            MarketSeed,
            Strategies,
            Cash,
            ExecutionMode,
            LiveTrading,
            WorkerThreads,
            MemoryPoolSize,
            OrderRateLimit,
            DeadManTimeout,
            JournalDirectory,
            JournalFileBytes,
            JournalFilesMax,
            JournalSync,
            CheckpointInterval,
            CheckpointPeriod,
            Journal,
            JournalPutTimeout,
            Items,
            Blobs,
            Environment,
            EnvironmentTier,
            AwsRegion,
            AwsAccount,
            KinesisAddress,
            DynamoDbAddress,
            S3Address,
            AuthEnabled,
            BinanceRest,
            BinanceStreams,
            BinanceTrade,
            BinanceSocketApi,
            BinanceKey,
            BinanceSecret,
            BybitRest,
            BybitSockets,
            BybitKey,
            BybitSecret,
            CoinbaseRest,
            CoinbaseSocket,
            CoinbaseUserSocket,
            CoinbaseKey,
            CoinbaseSecret,
            OkxRest,
            OkxSockets,
            OkxKey,
            OkxSecret,
            OkxPassphrase,
            ReconnectDelay,
            SignIn("VELOZ_JWT_SECRET", "Seeds the local signing key; 32 characters or more."),
            SignIn("VELOZ_ADMIN_PASSWORD", "Password of the first administrator."),
            Audit("VELOZ_AUDIT_LOG_ENABLED", "true", new SettingForm.Switch(), "Whether there is an audit log."),
            Audit("VELOZ_AUDIT_LOG_FILE", null, new SettingForm.Text("a file, or one that can be made"), "Mirror of the audit log as lines of JSON."),
            Audit("VELOZ_AUDIT_LOG_RETENTION_DAYS", null, new SettingForm.Whole(1, 36_500), "Days that the audit log is kept."),
            Replaced("VELOZ_VAULT_ADDR", isSecret: false),
            Replaced("VELOZ_VAULT_ROLE_ID", isSecret: true),
            Replaced("VELOZ_VAULT_SECRET_ID", isSecret: true),
        ];
    }
}

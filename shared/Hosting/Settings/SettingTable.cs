namespace VeloZ.Hosting;

/// <summary>All settings there are, in the order of the reference page.</summary>
public static class SettingTable
{
    private const string NoSignIn = "sign-in comes with a later version: until then the service listens on 127.0.0.1 only and its HTTP is read-only; unset it";
    private const string NoVault = "VeloZ uses AWS Secrets Manager instead of HashiCorp Vault; unset it";

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

    /// <summary>Where market data comes from.</summary>
    public static Setting MarketSource { get; } = new()
    {
        Name = "VELOZ_MARKET_SOURCE",
        Default = "sim",
        Form = new SettingForm.Choice("sim", "file", "binance_ws", "bybit_ws", "coinbase_ws", "okx_ws"),
        Meaning = "Market data: `sim` makes it up from a seed, `file` tells a file of bars again, `binance_ws`, `bybit_ws`, `coinbase_ws` and `okx_ws` are streams of venues, which the modes of each take unless told; in the modes `sim_engine` and `paper` a paper account trades on them. `binance_rest` and several at once come with a later version.",
        Users = SettingUsers.Engines,
        LaterWords = ["binance_rest"],
    };

    /// <summary>The file of bars.</summary>
    public static Setting MarketFile { get; } = new()
    {
        Name = "VELOZ_MARKET_FILE",
        Form = new SettingForm.Text("a file of bars: CSV, or a zip or gz of one"),
        Meaning = "File of bars of the source `file`: CSV, or a zip or gz of one.",
        Users = SettingUsers.Engines,
    };

    /// <summary>The market.</summary>
    public static Setting MarketSymbol { get; } = new()
    {
        Name = "VELOZ_MARKET_SYMBOL",
        Default = "BTCUSDT",
        Form = new SettingForm.Text("one instrument such as BTC-USDT.SIM, or a symbol such as BTCUSDT"),
        Meaning = "The market: an instrument such as `BTC-USDT.SIM`, or a symbol, which belongs to the venue of the execution mode, or else of the market source. Several come with a later version.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Length of a bar.</summary>
    public static Setting MarketInterval { get; } = new()
    {
        Name = "VELOZ_MARKET_INTERVAL",
        DefaultShown = "`1s` of `sim`, else `1m`",
        Form = new SettingForm.Choice("1s", "1m", "5m", "15m", "1h", "4h", "1d", "1w"),
        Meaning = "Length of a bar.",
        Users = SettingUsers.Engines,
    };

    /// <summary>How fast the feed is given.</summary>
    public static Setting MarketSpeed { get; } = new()
    {
        Name = "VELOZ_MARKET_SPEED",
        Default = "1",
        Form = new SettingForm.Positive(1_000_000, "max"),
        Meaning = "How fast bars are given: 1 as in the market, 10 ten times as fast, `max` at once.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Seed of made-up data.</summary>
    public static Setting MarketSeed { get; } = new()
    {
        Name = "VELOZ_MARKET_SEED",
        Default = "2",
        Form = new SettingForm.Whole(0, long.MaxValue),
        Meaning = "Seed of the source `sim`: equal seeds give equal bars.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Strategies to deploy.</summary>
    public static Setting Strategies { get; } = new()
    {
        Name = "VELOZ_STRATEGY",
        Form = new SettingForm.Text("strategies such as 'ma-cross fast=5 slow=20', several parted by ;"),
        Meaning = "Strategies that are deployed where they are not yet: `ma-cross fast=5 slow=20`, or the file of a document, several parted by `;`.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Cash of a new account.</summary>
    public static Setting Cash { get; } = new()
    {
        Name = "VELOZ_CASH",
        Default = "100000",
        Form = new SettingForm.Positive(1_000_000_000_000),
        Meaning = "What a new paper account starts with, in quote currency.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Where orders go.</summary>
    public static Setting ExecutionMode { get; } = new()
    {
        Name = "VELOZ_EXECUTION_MODE",
        Default = "sim_engine",
        Form = new SettingForm.Choice("sim_engine", "paper", "binance_testnet_spot", "binance_spot", "bybit_testnet_spot", "bybit_spot", "coinbase_sandbox_spot", "coinbase_spot", "okx_demo_spot", "okx_spot", "okx_demo_perp", "okx_perp"),
        Meaning = "Where orders go: `sim_engine` simulates them on whatever market; `paper` does so on a venue's live market alone; `binance_testnet_spot`, `bybit_testnet_spot`, `coinbase_sandbox_spot`, `okx_demo_spot` and `okx_demo_perp` send them to the venue's play money, or to a loopback venue; `binance_spot`, `bybit_spot`, `coinbase_spot`, `okx_spot` and `okx_perp` send them to the venue, with real money. `perp` is for linear perpetuals; those of Binance and Bybit come with a later version.",
        Users = SettingUsers.Engines,
        LaterWords = ["binance_testnet_perp", "binance_perp", "bybit_testnet_perp", "bybit_perp"],
    };

    /// <summary>Whether orders with real money are allowed.</summary>
    public static Setting LiveTrading { get; } = new()
    {
        Name = "VELOZ_LIVE_TRADING",
        Default = "false",
        Form = new SettingForm.Switch(),
        Meaning = "Leave for orders with real money, which live modes need besides their mode.",
        Users = SettingUsers.Engines,
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

    /// <summary>Orders a second.</summary>
    public static Setting OrderRateLimit { get; } = new()
    {
        Name = "VELOZ_ORDER_RATE_LIMIT",
        Default = "10",
        Form = new SettingForm.Whole(1, 1_000_000, OrElse: "off"),
        Meaning = "Orders in any second of the account, over all its strategies; more are refused. Backtests have it off unless `--order-rate-limit` sets it.",
        Users = SettingUsers.Engines,
    };

    /// <summary>The venue's dead-man timer.</summary>
    public static Setting DeadManTimeout { get; } = new()
    {
        Name = "VELOZ_DEAD_MAN_TIMEOUT",
        Default = "off",
        Form = new SettingForm.Whole(20, 120, OrElse: "off"),
        Meaning = "Seconds after which the venue itself cancels orders that open or work, where it hears nothing of the engine: it has ended, stands still, or is cut off. Orders that close, protect or wait for a trigger stay. One engine to an account, then. At OKX.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Folder of the journal.</summary>
    public static Setting JournalDirectory { get; } = new()
    {
        Name = "VELOZ_WAL_DIR",
        DefaultShown = "`wal` in the data folder",
        Form = new SettingForm.Text("a folder, or one that can be made"),
        Meaning = "Folder of the journal.",
        Users = SettingUsers.All,
    };

    /// <summary>Bytes of a journal file.</summary>
    public static Setting JournalFileBytes { get; } = new()
    {
        Name = "VELOZ_WAL_MAX_SIZE",
        Default = "67108864",
        Form = new SettingForm.Whole(1_048_576, 1_073_741_824, Step: 4_096),
        Meaning = "Bytes of a journal file.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Journal files above which an alarm is raised.</summary>
    public static Setting JournalFilesMax { get; } = new()
    {
        Name = "VELOZ_WAL_MAX_FILES",
        Default = "10",
        Form = new SettingForm.Whole(1, 1_000_000),
        Meaning = "Journal files above which an alarm is raised, in the log and at `/metrics`. No file is ever deleted for it.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Whether each frame is synced.</summary>
    public static Setting JournalSync { get; } = new()
    {
        Name = "VELOZ_WAL_SYNC",
        Default = "true",
        Form = new SettingForm.Switch(),
        Meaning = "Whether what was confirmed survives a loss of power. `false` is for tests: it is told at each start, and live trading will refuse it.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Entries between snapshots.</summary>
    public static Setting CheckpointInterval { get; } = new()
    {
        Name = "VELOZ_WAL_CHECKPOINT_INTERVAL",
        Default = "1000",
        Form = new SettingForm.Whole(1, 1_000_000_000),
        Meaning = "A snapshot is taken after so many journal entries, and at least `VELOZ_WAL_CHECKPOINT_PERIOD` seconds after the one before.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Seconds between snapshots.</summary>
    public static Setting CheckpointPeriod { get; } = new()
    {
        Name = "VELOZ_WAL_CHECKPOINT_PERIOD",
        Default = "30",
        Form = new SettingForm.Whole(0, 86_400),
        Meaning = "Least seconds between two snapshots. A start reads the journal from the newest one on; each costs a write of the whole state.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Where the journal is kept.</summary>
    public static Setting Journal { get; } = new()
    {
        Name = "VELOZ_JOURNAL",
        Default = "file",
        Form = new SettingForm.Choice("file", "kinesis"),
        Meaning = "Where the journal is kept: `file` in the data folder, `kinesis` in the stream of the environment. One engine at a time may be at work on a stream; this version does not see to it.",
        Users = SettingUsers.All,
    };

    /// <summary>Milliseconds of an attempt to put a frame.</summary>
    public static Setting JournalPutTimeout { get; } = new()
    {
        Name = "VELOZ_JOURNAL_PUT_TIMEOUT",
        Default = "500",
        Form = new SettingForm.Whole(100, 60_000),
        Meaning = "Milliseconds that one attempt to put a frame into Kinesis may take, before the same bytes are put again.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Where items are kept.</summary>
    public static Setting Items { get; } = new()
    {
        Name = "VELOZ_ITEMS",
        Default = "sqlite",
        Form = new SettingForm.Choice("sqlite", "dynamodb"),
        Meaning = "Where items are kept: `sqlite` in the data folder, `dynamodb` in the tables of the environment. The API function reads it too.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Where blobs are kept.</summary>
    public static Setting Blobs { get; } = new()
    {
        Name = "VELOZ_BLOBS",
        Default = "file",
        Form = new SettingForm.Choice("file", "s3"),
        Meaning = "Where blobs such as snapshots are kept: `file` in the data folder, `s3` in the bucket of the environment.",
        Users = SettingUsers.All,
    };

    /// <summary>Name of the environment.</summary>
    public static Setting Environment { get; } = new()
    {
        Name = "VELOZ_ENVIRONMENT",
        Default = "dev",
        Form = new SettingForm.Text("1 to 12 small letters and digits that begin with a letter"),
        Meaning = "Name of the deployment in AWS: stream, tables and buckets are named `veloz-<environment>-...`.",
        Users = SettingUsers.All,
    };

    /// <summary>Tier of the environment.</summary>
    public static Setting EnvironmentTier { get; } = new()
    {
        Name = "VELOZ_ENVIRONMENT_TIER",
        Default = "development",
        Form = new SettingForm.Choice("development", "staging", "production"),
        Meaning = "What the deployment is made for, which decides how many shards its stream must have: 2 in `production`, else 1.",
        Users = SettingUsers.All,
    };

    /// <summary>Region of AWS.</summary>
    public static Setting AwsRegion { get; } = new()
    {
        Name = "VELOZ_AWS_REGION",
        DefaultShown = "`AWS_REGION`",
        Form = new SettingForm.Text("a region such as eu-central-1"),
        Meaning = "Region that stream, tables and buckets are in. Credentials are those that the machine gives: environment, profile or role.",
        Users = SettingUsers.All,
    };

    /// <summary>Account of AWS.</summary>
    public static Setting AwsAccount { get; } = new()
    {
        Name = "VELOZ_AWS_ACCOUNT",
        Form = new SettingForm.Text("12 digits"),
        Meaning = "Account that the buckets are named for, 12 digits. Needed with `VELOZ_BLOBS=s3`.",
        Users = SettingUsers.All,
    };

    /// <summary>Address of Kinesis.</summary>
    public static Setting KinesisAddress { get; } = AwsAddress("VELOZ_KINESIS_URL", "Kinesis");

    /// <summary>Address of DynamoDB.</summary>
    public static Setting DynamoDbAddress { get; } = AwsAddress("VELOZ_DYNAMODB_URL", "DynamoDB");

    /// <summary>Address of S3.</summary>
    public static Setting S3Address { get; } = AwsAddress("VELOZ_S3_URL", "S3");

    /// <summary>Whether sign-in is required.</summary>
    public static Setting AuthEnabled { get; } = new()
    {
        Name = "VELOZ_AUTH_ENABLED",
        Default = "true",
        Form = new SettingForm.Switch(),
        Meaning = "Whether sign-in is required. There is no sign-in in this version, so both values do the same: the service listens on 127.0.0.1 only, and its HTTP is read-only.",
        Users = SettingUsers.Engines,
    };

    /// <summary>Binance's REST, for market data.</summary>
    public static Setting BinanceRest { get; } = VenueAddress("VELOZ_BINANCE_BASE_URL", "https", "https://api.binance.com", "Market data of Binance by REST; that of the testnet in a testnet mode.");

    /// <summary>Binance's market streams.</summary>
    public static Setting BinanceStreams { get; } =
        VenueAddress("VELOZ_BINANCE_WS_BASE_URL", "wss", "wss://stream.binance.com:9443/ws", "Market data of Binance by WebSocket; that of the testnet in a testnet mode.");

    /// <summary>Binance's REST, for orders.</summary>
    public static Setting BinanceTrade { get; } = VenueAddress("VELOZ_BINANCE_TRADE_BASE_URL", "https", "by the execution mode", "Orders at Binance by REST.");

    /// <summary>Binance's WebSocket API.</summary>
    public static Setting BinanceSocketApi { get; } =
        VenueAddress("VELOZ_BINANCE_TRADE_WS_BASE_URL", "wss", "by the execution mode", "Binance's WebSocket API, which tells what happens to the account's orders.");

    /// <summary>Of an account at Binance.</summary>
    public static Setting BinanceKey { get; } = VenueKey("VELOZ_BINANCE_API_KEY", "exchange/binance/api_key");

    /// <summary>Of an account at Binance.</summary>
    public static Setting BinanceSecret { get; } = VenueKey("VELOZ_BINANCE_API_SECRET", "exchange/binance/api_secret");

    /// <summary>Bybit's REST.</summary>
    public static Setting BybitRest { get; } = VenueAddress("VELOZ_BYBIT_BASE_URL", "https", "by the execution mode", "Bybit by REST.");

    /// <summary>Bybit's WebSockets.</summary>
    public static Setting BybitSockets { get; } =
        VenueAddress("VELOZ_BYBIT_WS_BASE_URL", "wss", "by the execution mode", "Bybit by WebSocket, up to the version: `/public/spot` and `/private` go behind it.");

    /// <summary>Of an account at Bybit.</summary>
    public static Setting BybitKey { get; } = VenueKey("VELOZ_BYBIT_API_KEY", "exchange/bybit/api_key");

    /// <summary>Of an account at Bybit.</summary>
    public static Setting BybitSecret { get; } = VenueKey("VELOZ_BYBIT_API_SECRET", "exchange/bybit/api_secret");

    /// <summary>OKX's REST.</summary>
    public static Setting OkxRest { get; } = VenueAddress("VELOZ_OKX_BASE_URL", "https", "https://www.okx.com", "OKX by REST; of demo trading, too.");

    /// <summary>OKX's WebSockets.</summary>
    public static Setting OkxSockets { get; } =
        VenueAddress("VELOZ_OKX_WS_BASE_URL", "wss", "by the execution mode", "OKX by WebSocket, up to the version: `/public`, `/private` and `/business` go behind it.");

    /// <summary>Of an account at OKX.</summary>
    public static Setting OkxKey { get; } = VenueKey("VELOZ_OKX_API_KEY", "exchange/okx/api_key");

    /// <summary>Of an account at OKX.</summary>
    public static Setting OkxSecret { get; } = VenueKey("VELOZ_OKX_API_SECRET", "exchange/okx/api_secret");

    /// <summary>Of an account at OKX.</summary>
    public static Setting OkxPassphrase { get; } = VenueKey("VELOZ_OKX_API_PASSPHRASE", "exchange/okx/api_passphrase");

    /// <summary>Coinbase's REST.</summary>
    public static Setting CoinbaseRest { get; } = VenueAddress("VELOZ_COINBASE_BASE_URL", "https", "by the execution mode", "Coinbase by REST.");

    /// <summary>Coinbase's WebSocket of markets.</summary>
    public static Setting CoinbaseSocket { get; } = VenueAddress("VELOZ_COINBASE_WS_BASE_URL", "wss", "by the execution mode", "Coinbase's markets by WebSocket.");

    /// <summary>Coinbase's WebSocket of an account's orders.</summary>
    public static Setting CoinbaseUserSocket { get; } =
        VenueAddress("VELOZ_COINBASE_TRADE_WS_BASE_URL", "wss", "by the execution mode", "Coinbase by WebSocket for an account's own orders.");

    /// <summary>Of an account at Coinbase.</summary>
    public static Setting CoinbaseKey { get; } = VenueKey("VELOZ_COINBASE_API_KEY", "exchange/coinbase/api_key");

    /// <summary>Of an account at Coinbase: a private key as PEM.</summary>
    public static Setting CoinbaseSecret { get; } = VenueKey("VELOZ_COINBASE_API_SECRET", "exchange/coinbase/api_secret");

    /// <summary>Most between two attempts to connect.</summary>
    public static Setting ReconnectDelay { get; } = new()
    {
        Name = "VELOZ_WS_RECONNECT_DELAY",
        Default = "5000",
        Form = new SettingForm.Whole(100, 3_600_000),
        Meaning = "Milliseconds between two attempts to connect to a venue, at most.",
        Users = SettingUsers.Engines,
    };

    /// <summary>All of them.</summary>
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

    private static Setting AwsAddress(string name, string service) => new()
    {
        Name = name,
        DefaultShown = "that of the region",
        Form = new SettingForm.Address("https", "http"),
        Meaning = $"Address of {service}, such as an emulator's.",
        Users = SettingUsers.All,
    };

    private static Setting VenueAddress(string name, string scheme, string shown, string meaning) => new()
    {
        Name = name,
        DefaultShown = shown.Contains(':', StringComparison.Ordinal) ? $"`{shown}`" : shown,
        Form = new SettingForm.Address(scheme, scheme[..^1]),
        Meaning = meaning,
        Users = SettingUsers.Engines,
    };

    private static Setting VenueKey(string name, string secret) => new()
    {
        Name = name,
        Form = new SettingForm.Text("a key of the venue"),
        Meaning = $"For development: `veloz secrets set {secret}` keeps it sealed, and wins.",
        Users = SettingUsers.Engines,
        IsSecret = true,
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
}

namespace VeloZ.Hosting;

/// <content>Where what is kept is kept.</content>
public static partial class SettingTable
{
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

    private static Setting AwsAddress(string name, string service) => new()
    {
        Name = name,
        DefaultShown = "that of the region",
        Form = new SettingForm.Address("https", "http"),
        Meaning = $"Address of {service}, such as an emulator's.",
        Users = SettingUsers.All,
    };
}

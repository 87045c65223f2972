using VeloZ.Aws;

namespace VeloZ.Hosting;

/// <summary>Reads from the settings in force where journal, items and blobs are kept.</summary>
public static class StoreSettings
{
    /// <summary>Words that are given for the parts in AWS.</summary>
    public const string Kinesis = "kinesis";

    /// <summary>Word that is given for a journal in files.</summary>
    public const string File = "file";

    private const string DynamoDb = "dynamodb";
    private const string S3 = "s3";
    private const string RegionVariable = "AWS_REGION";
    private const int AccountDigits = 12;

    /// <summary>Reads and checks them.</summary>
    /// <param name="settings">In force.</param>
    /// <param name="environment">Gives the value of a variable: the region is taken from AWS's own where none of ours names it.</param>
    /// <exception cref="SettingException">A setting does not hold, or one that is needed is missing.</exception>
    public static StoreOptions Read(SettingValues settings, Func<string, string?> environment)
    {
        var options = new StoreOptions { Schema = SchemaOf(settings) };
        if (settings.Text(SettingTable.Journal) == Kinesis)
        {
            options = options with
            {
                Journal = At(SettingTable.Journal, SettingTable.KinesisAddress),
                PutTimeout = TimeSpan.FromMilliseconds(settings.Whole(SettingTable.JournalPutTimeout)),
            };
        }
        if (settings.Text(SettingTable.Items) == DynamoDb)
            options = options with { Items = At(SettingTable.Items, SettingTable.DynamoDbAddress) };
        if (settings.Text(SettingTable.Blobs) == S3)
            options = options with { Blobs = At(SettingTable.Blobs, SettingTable.S3Address), Account = AccountOf(settings) };
        return options;

        AwsOptions At(Setting part, Setting address) => new()
        {
            Region = settings.TextOrNull(SettingTable.AwsRegion) ?? (environment(RegionVariable) is { Length: > 0 } region ? region : throw Missing(settings, part, SettingTable.AwsRegion, $"or {RegionVariable} must name the region, such as eu-central-1")),
            Endpoint = settings.TextOrNull(address) is { } text ? new Uri(text) : null,
        };
    }

    private static CloudSchema SchemaOf(SettingValues settings)
    {
        var tier = settings.Text(SettingTable.EnvironmentTier) switch
        {
            "production" => EnvironmentTier.Production,
            "staging" => EnvironmentTier.Staging,
            _ => EnvironmentTier.Development,
        };
        try
        {
            return CloudSchema.Of(new CloudEnvironment(settings.Text(SettingTable.Environment), tier));
        }
        catch (ArgumentException exception)
        {
            throw new SettingException($"{settings.Find(SettingTable.Environment)?.Where ?? SettingTable.Environment.Name}: {exception.Message}");
        }
    }

    private static string AccountOf(SettingValues settings)
    {
        var account = settings.TextOrNull(SettingTable.AwsAccount) ?? throw Missing(settings, SettingTable.Blobs, SettingTable.AwsAccount, "must name the account that the bucket is of, 12 digits");
        return account.Length == AccountDigits && account.All(char.IsAsciiDigit)
            ? account
            : throw new SettingException($"{settings.Find(SettingTable.AwsAccount)!.Where} was '{account}', must be {SettingTable.AwsAccount.Form.Range}");
    }

    private static SettingException Missing(SettingValues settings, Setting part, Setting missing, string needed) =>
        new($"{settings.Find(part)!.Where} was {settings.Text(part)} without {missing.Name}: {missing.Name} {needed}");
}

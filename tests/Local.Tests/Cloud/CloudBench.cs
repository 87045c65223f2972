using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using VeloZ.Aws;
using VeloZ.Emulators;

namespace VeloZ.Local.Tests;

/// <summary>Stream, table and bucket of an environment on emulators, and the variables by which the program finds them.</summary>
internal sealed class CloudBench : IAsyncDisposable
{
    private const string Account = "123456789012";
    private const string Region = "eu-central-1";
    private static readonly AwsIdentity Identity = new("AKIAVELOZTEST", "test-secret-key");

    private readonly KinesisLocal _kinesis;
    private readonly DynamoDbLocal _dynamo;
    private readonly S3Server _s3;

    private CloudBench(KinesisLocal kinesis, DynamoDbLocal dynamo, S3Server s3) => (_kinesis, _dynamo, _s3) = (kinesis, dynamo, s3);

    public CloudSchema Schema { get; } = CloudSchema.Of(new CloudEnvironment("test", EnvironmentTier.Development));

    public Uri Kinesis => _kinesis.Address;

    public AwsOptions Items => At(_dynamo.Address);

    public Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["VELOZ_ENVIRONMENT"] = Schema.Environment.Name,
        ["VELOZ_AWS_ACCOUNT"] = Account,
        ["VELOZ_KINESIS_URL"] = _kinesis.Address.ToString(),
        ["VELOZ_DYNAMODB_URL"] = _dynamo.Address.ToString(),
        ["VELOZ_S3_URL"] = _s3.Address.ToString(),
        ["VELOZ_JOURNAL_PUT_TIMEOUT"] = "10000", // An emulator on a busy machine is slower than Kinesis.
        ["AWS_REGION"] = Region,
        ["AWS_ACCESS_KEY_ID"] = Identity.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = Identity.SecretKey,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    public static async Task<CloudBench> StartAsync()
    {
        await EmulatorPackages.NeedAsync();
        var bench = new CloudBench(await KinesisLocal.StartAsync(), await DynamoDbLocal.StartAsync(), await S3Server.StartAsync(Region, TimeProvider.System, Identity));
        try
        {
            await bench.MakeAsync(TestContext.Current.CancellationToken);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _kinesis.DisposeAsync();
        await _dynamo.DisposeAsync();
        await _s3.DisposeAsync();
    }

    private static AwsOptions At(Uri address) => new() { Region = Region, Endpoint = address, Credentials = new BasicAWSCredentials(Identity.AccessKey, Identity.SecretKey) };

    private static AmazonKinesisClient ClientOf(KinesisLocal emulator) =>
        new(new BasicAWSCredentials(Identity.AccessKey, Identity.SecretKey), new AmazonKinesisConfig { ServiceURL = emulator.Address.ToString(), AuthenticationRegion = Region });

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        await DynamoTables.CreateAsync(Items, Schema.State, cancellationToken);
        _s3.CreateBucket(Schema.BucketOf("data").NameIn(Account, Region));
        await MakeStreamAsync(_kinesis, Schema);
    }

    /// <summary>Puts a record into the journal's stream.</summary>
    public async Task PutAsync(byte[] record)
    {
        using var client = ClientOf(_kinesis);
        await client.PutRecordAsync(new PutRecordRequest { StreamName = Schema.Journal.Name, Data = new MemoryStream(record), PartitionKey = "0" }, TestContext.Current.CancellationToken);
    }

    /// <summary>The journal's stream, empty, on an emulator.</summary>
    public static async Task MakeStreamAsync(KinesisLocal emulator, CloudSchema schema)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var client = ClientOf(emulator);
        await client.CreateStreamAsync(
            new CreateStreamRequest { StreamName = schema.Journal.Name, ShardCount = schema.Journal.ShardCount, StreamModeDetails = new StreamModeDetails { StreamMode = StreamMode.PROVISIONED } },
            cancellationToken);
        while ((await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = schema.Journal.Name }, cancellationToken)).StreamDescriptionSummary!.StreamStatus != StreamStatus.ACTIVE)
            await Task.Yield();
    }
}

using Amazon.DynamoDBv2;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>Expected values are those of the cloud page: storage (1.1, 1.5) and tables (4).</summary>
public sealed class CloudSchemaTests(DynamoFixture dynamo)
{
    private static readonly CloudSchema Production = CloudSchema.Of(new CloudEnvironment("production", EnvironmentTier.Production));
    private static readonly CloudSchema Development = CloudSchema.Of(new CloudEnvironment("dev", EnvironmentTier.Development));

    [Theory]
    [InlineData("dev")]
    [InlineData("a")]
    [InlineData("staging2")]
    [InlineData("abcdefghijkl")]
    public void Environment_has_a_short_plain_name(string name) => Assert.Equal($"veloz-{name}-state", new CloudEnvironment(name, EnvironmentTier.Staging).NameOf("state"));

    [Theory]
    [InlineData("")]
    [InlineData("Dev")]
    [InlineData("1dev")]
    [InlineData("dev-1")]
    [InlineData("dév")]
    [InlineData("abcdefghijklm")]
    public void Environment_of_another_name_is_refused(string name) =>
        Assert.Contains("must be 1 to 12 small letters and digits", Assert.Throws<ArgumentException>(() => new CloudEnvironment(name, EnvironmentTier.Development)).Message, StringComparison.Ordinal);

    [Fact]
    public void Six_tables_have_the_indexes_and_lives_of_the_page()
    {
        var tables = Production.Tables.Select(table => (table.Name, table.Indexes.Count, table.HasTimeToLive, table.Stream, table.RecoveryDays, table.HasWeeklyBackup));
        Assert.Equal(
            [
                ("veloz-production-control", 0, false, TableStream.None, 35, true),
                ("veloz-production-state", 3, false, TableStream.None, 35, true),
                ("veloz-production-audit", 3, true, TableStream.NewAndOldImages, 35, true),
                ("veloz-production-identity", 1, true, TableStream.None, 35, true),
                ("veloz-production-market", 2, true, TableStream.None, 35, true),
                ("veloz-production-ephemeral", 0, true, TableStream.None, 0, false),
            ],
            tables);
        Assert.All(Production.Tables, table => Assert.True(table.IsDeletionProtected));
        Assert.All(Development.Tables, table => Assert.Equal((false, 0), (table.IsDeletionProtected, table.RecoveryDays)));
        Assert.All(Production.Audit.Indexes, index => Assert.NotNull(index.IncludedAttributes));
        Assert.All(Production.State.Indexes, index => Assert.Null(index.IncludedAttributes));
        Assert.Equal(("gsi2pk", "gsi2sk"), (Production.State.Indexes[1].PartitionKey, Production.State.Indexes[1].SortKey));
    }

    [Fact]
    public void Journal_has_a_shard_for_each_partition()
    {
        var staging = CloudSchema.Of(new CloudEnvironment("staging", EnvironmentTier.Staging)).Journal;
        Assert.Equal(("veloz-dev-journal", 1, 24, 1_024, true), (Development.Journal.Name, Development.Journal.ShardCount, Development.Journal.RetentionHours, Development.Journal.RecordKibMax, Development.Journal.DeletesConsumers));
        Assert.Equal((1, 168, false), (staging.ShardCount, staging.RetentionHours, staging.DeletesConsumers));
        Assert.Equal((2, 168, false), (Production.Journal.ShardCount, Production.Journal.RetentionHours, Production.Journal.DeletesConsumers));
        Assert.Equal(["projector"], Production.Journal.Consumers);
        Assert.Equal(["WriteProvisionedThroughputExceeded", "IteratorAgeMilliseconds"], Production.Journal.ShardMetrics);
    }

    [Fact]
    public void Buckets_are_versioned_locked_and_encrypted_as_on_the_page()
    {
        var buckets = Production.Buckets.Select(bucket => (bucket.Purpose, bucket.IsVersioned, bucket.HasOwnKey, bucket.Lock is not null, bucket.IsEmptiedOnDelete, bucket.AbandonedUploadDays));
        Assert.Equal(
            [("web", true, false, false, false, 1), ("data", true, true, false, false, 1), ("archive", true, true, true, false, 1), ("artifacts", true, true, false, false, 1), ("logs", false, false, false, false, 1)],
            buckets);
        Assert.All(Development.Buckets, bucket => Assert.True(bucket.IsEmptiedOnDelete));
        Assert.Equal(new ObjectLockShape(LockMode.Governance, 1), Production.BucketOf("archive").Lock);
        Assert.Equal(LockMode.Compliance, CloudSchema.Of(Production.Environment, LockMode.Compliance).BucketOf("archive").Lock!.Mode);
        Assert.Equal(
            [("", null, null, 14, true), ("capture/", 365, 30, 14, false), ("results/", 180, null, 14, false), ("snapshots/", null, null, (int?)14, false)],
            Production.BucketOf("data").Lifecycle.Select(rule => (rule.Prefix, rule.ExpireDays, rule.ArchiveDays, rule.NoncurrentDays, rule.RemovesMarkers)));
        Assert.Equal(
            [("audit/access/", 21, null), ("audit/auth/", 97, null), ("audit/error/", 37, null), ("audit/key/", 372, 30), ("audit/order/", 372, 30), ("journal/", 372, (int?)30)],
            Production.BucketOf("archive").Lifecycle.Select(rule => (rule.Prefix, rule.ExpireDays!.Value, rule.ArchiveDays)));
        Assert.Contains("must be one of web, data, archive, artifacts, logs", Assert.Throws<ArgumentException>(() => Production.BucketOf("none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bucket_names_fit_in_63_characters_for_the_longest_environment_and_region()
    {
        var schema = CloudSchema.Of(new CloudEnvironment("abcdefghijkl", EnvironmentTier.Development));
        var name = schema.BucketOf("artifacts").NameIn("123456789012", "ap-southeast-1", isCopy: true);
        Assert.Equal("veloz-abcdefghijkl-artifacts-123456789012-ap-southeast-1-dr", name);
        Assert.True(name.Length <= 63);
        Assert.Throws<ArgumentException>(() => schema.BucketOf("data").NameIn("12345", "eu-central-1"));
        Assert.Throws<ArgumentException>(() => schema.BucketOf("artifacts").NameIn("123456789012", "a-region-of-quite-a-long-name"));
    }

    [Fact]
    public async Task Tables_can_be_made_and_opened_as_they_are_told()
    {
        var (options, stop) = (await dynamo.OptionsAsync(), TestContext.Current.CancellationToken);
        foreach (var shape in Production.Tables)
        {
            var table = shape with { Name = $"{shape.Name}-{DynamoFixture.NewName()}" };
            await DynamoTables.CreateAsync(options, table, stop);
            await using var store = await DynamoItemStore.OpenAsync(options, table, new ManualTimeProvider(), stop);
            using var client = DynamoTables.NewClient(options);
            var expiry = await client.DescribeTimeToLiveAsync(table.Name, stop);
            Assert.Equal(table.HasTimeToLive ? "ttl" : null, expiry.TimeToLiveDescription.AttributeName);
            var made = (await client.DescribeTableAsync(table.Name, stop)).Table;
            Assert.Equal(table.Stream == TableStream.None ? null : StreamViewType.NEW_AND_OLD_IMAGES, made.StreamSpecification?.StreamViewType);
        }
        Assert.Equal(StoreFault.OtherShape, (await Assert.ThrowsAsync<StoreException>(() => CreateTwiceAsync(options, stop))).Fault);
    }

    private static async Task CreateTwiceAsync(AwsOptions options, CancellationToken cancellationToken)
    {
        var table = Production.Control with { Name = DynamoFixture.NewName() };
        await DynamoTables.CreateAsync(options, table, cancellationToken);
        await DynamoTables.CreateAsync(options, table, cancellationToken);
    }
}

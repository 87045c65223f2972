namespace VeloZ.Hosting.Tests;

public sealed class StoreSettingsTests
{
    [Fact]
    public void All_is_kept_in_the_data_folder_unless_told()
    {
        var stores = Read();
        Assert.False(stores.IsCloud);
        Assert.Equal("veloz-dev-journal", stores.Schema.Journal.Name);
    }

    [Fact]
    public void Each_part_is_kept_in_AWS_by_itself()
    {
        var journal = Read(("VELOZ_JOURNAL", "kinesis"), ("VELOZ_AWS_REGION", "eu-central-1"));
        Assert.NotNull(journal.Journal);
        Assert.Null(journal.Items);
        Assert.Null(journal.Blobs);
        var items = Read(("VELOZ_ITEMS", "dynamodb"), ("VELOZ_AWS_REGION", "eu-central-1"));
        Assert.NotNull(items.Items);
        Assert.Null(items.Journal);
        var blobs = Read(("VELOZ_BLOBS", "s3"), ("VELOZ_AWS_REGION", "eu-central-1"), ("VELOZ_AWS_ACCOUNT", "123456789012"));
        Assert.NotNull(blobs.Blobs);
        Assert.Equal("123456789012", blobs.Account);
        Assert.Null(blobs.Items);
    }

    [Fact]
    public void The_region_is_ours_or_that_of_AWS()
    {
        Assert.Equal("us-west-2", Read(("VELOZ_JOURNAL", "kinesis"), ("AWS_REGION", "us-west-2")).Journal!.Region);
        Assert.Equal("eu-central-1", Read(("VELOZ_JOURNAL", "kinesis"), ("AWS_REGION", "us-west-2"), ("VELOZ_AWS_REGION", "eu-central-1")).Journal!.Region);
    }

    [Fact]
    public void Each_service_may_be_at_an_address_of_its_own()
    {
        var stores = Read(
            ("VELOZ_JOURNAL", "kinesis"),
            ("VELOZ_ITEMS", "dynamodb"),
            ("VELOZ_BLOBS", "s3"),
            ("VELOZ_AWS_REGION", "eu-central-1"),
            ("VELOZ_AWS_ACCOUNT", "123456789012"),
            ("VELOZ_KINESIS_URL", "http://127.0.0.1:4567"),
            ("VELOZ_S3_URL", "http://127.0.0.1:9000"));
        Assert.Equal(new Uri("http://127.0.0.1:4567"), stores.Journal!.Endpoint);
        Assert.Null(stores.Items!.Endpoint);
        Assert.Equal(new Uri("http://127.0.0.1:9000"), stores.Blobs!.Endpoint);
    }

    [Fact]
    public void A_tier_says_how_many_shards_the_stream_has()
    {
        Assert.Equal(1, Read(("VELOZ_ENVIRONMENT_TIER", "staging")).Schema.Journal.ShardCount);
        Assert.Equal(2, Read(("VELOZ_ENVIRONMENT_TIER", "production")).Schema.Journal.ShardCount);
    }

    [Theory]
    [InlineData("VELOZ_JOURNAL was kinesis without VELOZ_AWS_REGION: VELOZ_AWS_REGION or AWS_REGION must name the region, such as eu-central-1", "VELOZ_JOURNAL", "kinesis")]
    [InlineData("VELOZ_ITEMS was dynamodb without VELOZ_AWS_REGION: VELOZ_AWS_REGION or AWS_REGION must name the region, such as eu-central-1", "VELOZ_ITEMS", "dynamodb")]
    [InlineData("VELOZ_BLOBS was s3 without VELOZ_AWS_ACCOUNT: VELOZ_AWS_ACCOUNT must name the account that the bucket is of, 12 digits", "VELOZ_BLOBS", "s3", "AWS_REGION", "us-east-1")]
    [InlineData("VELOZ_AWS_ACCOUNT was '12', must be 12 digits", "VELOZ_BLOBS", "s3", "AWS_REGION", "us-east-1", "VELOZ_AWS_ACCOUNT", "12")]
    [InlineData("VELOZ_JOURNAL was 'kafka', must be file or kinesis", "VELOZ_JOURNAL", "kafka")]
    [InlineData("VELOZ_KINESIS_URL was 'here', must be an address such as https://host", "VELOZ_JOURNAL", "kinesis", "AWS_REGION", "us-east-1", "VELOZ_KINESIS_URL", "here")]
    [InlineData("VELOZ_ENVIRONMENT: environment was 'Dev-1', must be 1 to 12 small letters and digits, and begin with a letter", "VELOZ_ENVIRONMENT", "Dev-1")]
    public void What_does_not_hold_or_is_missing_is_told(string message, params string[] given)
    {
        var fault = Assert.Throws<SettingException>(() => Read([.. given.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.Equal(message, fault.Message);
    }

    private static StoreOptions Read(params (string Name, string Value)[] environment)
    {
        string? Of(string name) => Array.Find(environment, one => one.Name == name).Value;
        return StoreSettings.Read(new SettingValues(new Dictionary<Setting, GivenSetting> { [SettingTable.DataDirectory] = new("nowhere", "--data") }, Of), Of);
    }
}

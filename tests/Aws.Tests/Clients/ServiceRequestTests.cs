using Amazon;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Amazon.StepFunctions;
using Amazon.StepFunctions.Model;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

/// <summary>Where the clients ask and how, as the API references tell it; holds for Amazon's packages and for what stands in for them.</summary>
public sealed class ServiceRequestTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kinesis", "eu-central-1", false, false, "https://kinesis.eu-central-1.amazonaws.com")]
    [InlineData("kinesis", "us-east-1", true, false, "https://kinesis-fips.us-east-1.amazonaws.com")]
    [InlineData("kinesis", "eu-west-1", false, true, "https://kinesis.eu-west-1.api.aws")]
    [InlineData("secretsmanager", "eu-central-1", false, false, "https://secretsmanager.eu-central-1.amazonaws.com")]
    [InlineData("secretsmanager", "us-east-1", true, false, "https://secretsmanager-fips.us-east-1.amazonaws.com")]
    [InlineData("secretsmanager", "eu-west-1", false, true, "https://secretsmanager.eu-west-1.api.aws")]
    [InlineData("secretsmanager", "cn-north-1", false, false, "https://secretsmanager.cn-north-1.amazonaws.com.cn")]
    [InlineData("states", "eu-central-1", false, false, "https://states.eu-central-1.amazonaws.com")]
    [InlineData("states", "us-east-1", true, false, "https://states-fips.us-east-1.amazonaws.com")]
    public void A_region_has_its_address(string service, string region, bool isFips, bool isDualStack, string expected)
    {
        var config = ConfigOf(service);
        (config.RegionEndpoint, config.UseFIPSEndpoint, config.UseDualstackEndpoint) = (RegionEndpoint.GetBySystemName(region), isFips, isDualStack);
        Assert.Equal(expected, AddressOf(config));
    }

    [Theory]
    [InlineData("kinesis")]
    [InlineData("secretsmanager")]
    [InlineData("states")]
    public void An_address_that_is_set_goes_with_neither_FIPS_nor_dual_stack(string service)
    {
        var config = ConfigOf(service);
        (config.ServiceURL, config.AuthenticationRegion) = ("http://127.0.0.1:4567", "eu-central-1");
        Assert.Equal("http://127.0.0.1:4567/", AddressOf(config));
        config.UseFIPSEndpoint = true;
        Assert.ThrowsAny<AmazonClientException>(() => AddressOf(config));
        (config.UseFIPSEndpoint, config.UseDualstackEndpoint) = (false, true);
        Assert.ThrowsAny<AmazonClientException>(() => AddressOf(config));
    }

    [Fact]
    public async Task A_request_names_its_operation_its_form_and_who_signed_it()
    {
        var seen = new List<string>();
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            var (headers, signed) = (context.Request.Headers, context.Request.Headers.Authorization.ToString().Split(','));
            // AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request
            seen.Add($"{headers["X-Amz-Target"]} {context.Request.ContentType} {headers["x-amz-api-version"]} {signed[0].Split('/')[3]}");
            return Task.CompletedTask;
        });
        var options = TestAws.At(server.Address);
        using var kinesis = new AmazonKinesisClient(options.Credentials!, options.ConfigureOnce(new AmazonKinesisConfig()));
        using var secrets = new AmazonSecretsManagerClient(options.Credentials!, options.ConfigureOnce(new AmazonSecretsManagerConfig()));
        using var states = new AmazonStepFunctionsClient(options.Credentials!, options.ConfigureOnce(new AmazonStepFunctionsConfig()));
        // An answer without a body is one without members.
        Assert.Null((await kinesis.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = "a" }, Stop)).ShardIterator);
        Assert.Null((await secrets.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "a" }, Stop)).CreatedDate);
        Assert.Null((await states.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = "a" }, Stop)).StopDate);
        Assert.Equal(
            [
                "Kinesis_20131202.GetShardIterator application/x-amz-json-1.1 2013-12-02 kinesis",
                "secretsmanager.DescribeSecret application/x-amz-json-1.1 2017-10-17 secretsmanager",
                "AWSStepFunctions.StopExecution application/x-amz-json-1.0 2016-11-23 states",
            ],
            seen);
    }

    private static ClientConfig ConfigOf(string service) => service switch
    {
        "kinesis" => new AmazonKinesisConfig(),
        "secretsmanager" => new AmazonSecretsManagerConfig(),
        _ => new AmazonStepFunctionsConfig(),
    };

    private static string AddressOf(ClientConfig config) => config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new GetSecretValueRequest())).URL;
}

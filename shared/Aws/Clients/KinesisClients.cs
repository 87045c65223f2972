using Amazon.Kinesis;

namespace VeloZ.Aws;

/// <summary>Makes clients of Kinesis.</summary>
internal static class KinesisClients
{
    /// <summary>With the credentials given, or those of the machine. It repeats nothing by itself.</summary>
    public static IAmazonKinesis Make(AwsOptions aws)
    {
        var config = aws.ConfigureOnce(new AmazonKinesisConfig());
        return aws.Credentials is null ? new AmazonKinesisClient(config) : new AmazonKinesisClient(aws.Credentials, config);
    }
}

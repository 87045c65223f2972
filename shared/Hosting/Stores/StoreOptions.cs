using VeloZ.Aws;

namespace VeloZ.Hosting;

/// <summary>Where journal, items and blobs are kept: each of them in the data folder, or in AWS.</summary>
public sealed record StoreOptions
{
    /// <summary>Names of tables, stream and buckets.</summary>
    public CloudSchema Schema { get; init; } = CloudSchema.Of(new CloudEnvironment("dev", EnvironmentTier.Development));

    /// <summary>Where Kinesis is; null keeps the journal in files.</summary>
    public AwsOptions? Journal { get; init; }

    /// <summary>How long one attempt to put a frame into Kinesis may take.</summary>
    public TimeSpan PutTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Where DynamoDB is; null keeps items in SQLite.</summary>
    public AwsOptions? Items { get; init; }

    /// <summary>Where S3 is; null keeps blobs in files.</summary>
    public AwsOptions? Blobs { get; init; }

    /// <summary>The account that buckets are named for, 12 digits; null where there are none.</summary>
    public string? Account { get; init; }

    /// <summary>Whether anything is in AWS.</summary>
    public bool IsCloud => Journal is not null || Items is not null || Blobs is not null;
}

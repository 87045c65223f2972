using Pulumi;
using VeloZ.Aws;
using Kms = Pulumi.Aws.Kms;
using S3 = Pulumi.Aws.S3;

namespace VeloZ.Infrastructure;

/// <summary>A bucket of the schema with all that keeps it private.</summary>
internal sealed class PrivateBucket
{
    private PrivateBucket(S3.Bucket bucket) => Bucket = bucket;

    /// <summary>The bucket.</summary>
    public S3.Bucket Bucket { get; }

    /// <summary>Makes it.</summary>
    /// <exception cref="NotSupportedException">The schema wants what this program does not make.</exception>
    public static PrivateBucket Make(StackParts parts, BucketShape shape, Kms.Key key)
    {
        if (shape.Lock is not null)
            throw new NotSupportedException($"bucket {shape.Purpose} locks objects, must not: this program makes no locked bucket");
        var name = shape.Purpose;
        var bucket = new S3.Bucket(name, new S3.BucketArgs
        {
            BucketName = shape.NameIn(parts.Settings.Account, parts.Settings.Region),
            ForceDestroy = shape.IsEmptiedOnDelete,
            Tags = parts.TagsOf("storage"),
        }, parts.Kept());
        var block = new S3.BucketPublicAccessBlock(name, new S3.BucketPublicAccessBlockArgs
        {
            Bucket = bucket.Id,
            BlockPublicAcls = true,
            BlockPublicPolicy = true,
            IgnorePublicAcls = true,
            RestrictPublicBuckets = true,
        });
        _ = new S3.BucketOwnershipControls(name, new S3.BucketOwnershipControlsArgs
        {
            Bucket = bucket.Id,
            Rule = new S3.Inputs.BucketOwnershipControlsRuleArgs { ObjectOwnership = "BucketOwnerEnforced" },
        });
        _ = new S3.BucketVersioning(name, new S3.BucketVersioningArgs
        {
            Bucket = bucket.Id,
            VersioningConfiguration = new S3.Inputs.BucketVersioningVersioningConfigurationArgs { Status = shape.IsVersioned ? "Enabled" : "Suspended" },
        });
        Encrypt(name, shape, bucket, key);
        _ = new S3.BucketLifecycleConfiguration(name, new S3.BucketLifecycleConfigurationArgs { Bucket = bucket.Id, Rules = RulesOf(shape) });
        // S3 refuses two changes of a bucket's access at once.
        _ = new S3.BucketPolicy(name, new S3.BucketPolicyArgs { Bucket = bucket.Id, Policy = PolicyOf(bucket) }, new CustomResourceOptions { DependsOn = { block } });
        return new PrivateBucket(bucket);
    }

    private static void Encrypt(string name, BucketShape shape, S3.Bucket bucket, Kms.Key key) =>
        _ = new S3.BucketServerSideEncryptionConfiguration(name, new S3.BucketServerSideEncryptionConfigurationArgs
        {
            Bucket = bucket.Id,
            Rules =
            {
                new S3.Inputs.BucketServerSideEncryptionConfigurationRuleArgs
                {
                    ApplyServerSideEncryptionByDefault = shape.HasOwnKey
                        ? new S3.Inputs.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs { SseAlgorithm = "aws:kms", KmsMasterKeyId = key.Arn }
                        : new S3.Inputs.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs { SseAlgorithm = "AES256" },
                    BucketKeyEnabled = shape.HasOwnKey,
                },
            },
        });

    private static S3.Inputs.BucketLifecycleConfigurationRuleArgs[] RulesOf(BucketShape shape) =>
    [
        new()
        {
            Id = "abandoned-uploads",
            Status = "Enabled",
            Filter = new S3.Inputs.BucketLifecycleConfigurationRuleFilterArgs { Prefix = "" },
            AbortIncompleteMultipartUpload = new S3.Inputs.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs { DaysAfterInitiation = shape.AbandonedUploadDays },
        },
        .. shape.Lifecycle.Select(RuleOf),
    ];

    private static S3.Inputs.BucketLifecycleConfigurationRuleArgs RuleOf(LifecycleShape lifecycle)
    {
        var rule = new S3.Inputs.BucketLifecycleConfigurationRuleArgs
        {
            Id = lifecycle.Prefix.Length == 0 ? "everything" : lifecycle.Prefix.TrimEnd('/').Replace('/', '-'),
            Status = "Enabled",
            Filter = new S3.Inputs.BucketLifecycleConfigurationRuleFilterArgs { Prefix = lifecycle.Prefix },
        };
        if (lifecycle.ExpireDays is { } expire)
            rule.Expiration = new S3.Inputs.BucketLifecycleConfigurationRuleExpirationArgs { Days = expire };
        else if (lifecycle.RemovesMarkers)
            rule.Expiration = new S3.Inputs.BucketLifecycleConfigurationRuleExpirationArgs { ExpiredObjectDeleteMarker = true };
        if (lifecycle.ArchiveDays is { } archive)
            rule.Transitions = new[] { new S3.Inputs.BucketLifecycleConfigurationRuleTransitionArgs { Days = archive, StorageClass = "GLACIER_IR" } };
        if (lifecycle.NoncurrentDays is { } noncurrent)
            rule.NoncurrentVersionExpiration = new S3.Inputs.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs { NoncurrentDays = noncurrent };
        return rule;
    }

    private static Output<string> PolicyOf(S3.Bucket bucket) => PolicyStatement.Document(new PolicyStatement
    {
        Id = "OnlyByTls",
        IsDenied = true,
        Principal = ("AWS", "*"),
        Actions = ["s3:*"],
        Resources = [bucket.Arn, Output.Format($"{bucket.Arn}/*")],
        Conditions = [new PolicyCondition("Bool", "aws:SecureTransport", "false")],
    });
}

using Kinesis = Pulumi.Aws.Kinesis;
using Kms = Pulumi.Aws.Kms;

namespace VeloZ.Infrastructure;

/// <summary>The journal's stream, as the schema has it.</summary>
internal static class JournalStream
{
    /// <summary>Makes it.</summary>
    public static Kinesis.Stream Make(StackParts parts, Kms.Key key)
    {
        var shape = parts.Settings.Schema.Journal;
        return new Kinesis.Stream("journal", new Kinesis.StreamArgs
        {
            Name = shape.Name,
            // A shard is a partition: no service may split it.
            StreamModeDetails = new Kinesis.Inputs.StreamStreamModeDetailsArgs { StreamMode = "PROVISIONED" },
            ShardCount = shape.ShardCount,
            RetentionPeriod = shape.RetentionHours,
            MaxRecordSizeInKib = shape.RecordKibMax,
            ShardLevelMetrics = shape.ShardMetrics.ToArray(),
            EnforceConsumerDeletion = shape.DeletesConsumers,
            EncryptionType = "KMS",
            KmsKeyId = key.Arn,
            Tags = parts.TagsOf("journal"),
        }, parts.Kept());
    }
}

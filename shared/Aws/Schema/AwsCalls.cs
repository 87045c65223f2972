namespace VeloZ.Aws;

/// <summary>What calls AWS.</summary>
public enum AwsAdapter
{
    /// <summary><see cref="KinesisJournal"/>.</summary>
    Journal,

    /// <summary><see cref="DynamoItemStore"/>.</summary>
    Items,

    /// <summary><see cref="S3BlobStore"/>.</summary>
    Blobs,

    /// <summary><see cref="StepFunctionsBacktestRunner"/>.</summary>
    Backtests,

    /// <summary><see cref="SecretsManagerStore"/>, which no program has in AWS yet.</summary>
    Secrets,
}

/// <summary>What for.</summary>
[Flags]
public enum AwsAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To open it and to read.</summary>
    Read = 1,

    /// <summary>To see which keys there are.</summary>
    List = 2,

    /// <summary>To add and to change.</summary>
    Write = 4,

    /// <summary>To take away.</summary>
    Delete = 8,

    /// <summary>To make the resource itself, which the stack does, and tests do against emulators.</summary>
    Make = 16,
}

/// <summary>What a call is about.</summary>
public enum AwsTarget
{
    /// <summary>The stream, the table, the bucket, the secret or the state machine as a whole.</summary>
    Whole,

    /// <summary>A table, and its indexes.</summary>
    WithIndexes,

    /// <summary>An object of a bucket.</summary>
    Object,

    /// <summary>An execution of a state machine.</summary>
    Execution,
}

/// <summary>A call that an adapter makes, and what who makes it must be allowed.</summary>
/// <param name="Adapter">Which adapter.</param>
/// <param name="Operation">Of the SDK's client, without <c>Async</c>.</param>
/// <param name="Access">What for.</param>
/// <param name="Target">What it is about.</param>
/// <param name="Actions">Of IAM. Several where one operation does several things, as a transaction does.</param>
public sealed record AwsCall(AwsAdapter Adapter, string Operation, AwsAccess Access, AwsTarget Target, params IReadOnlyList<string> Actions);

/// <summary>All calls of all adapters: roles are proven against it, and it against the source.</summary>
public static class AwsCalls
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AwsCall> All { get; } =
    [
        new(AwsAdapter.Journal, "DescribeStreamSummary", AwsAccess.Read, AwsTarget.Whole, "kinesis:DescribeStreamSummary"),
        new(AwsAdapter.Journal, "ListShards", AwsAccess.Read, AwsTarget.Whole, "kinesis:ListShards"),
        new(AwsAdapter.Journal, "GetShardIterator", AwsAccess.Read, AwsTarget.Whole, "kinesis:GetShardIterator"),
        new(AwsAdapter.Journal, "GetRecords", AwsAccess.Read, AwsTarget.Whole, "kinesis:GetRecords"),
        new(AwsAdapter.Journal, "PutRecord", AwsAccess.Write, AwsTarget.Whole, "kinesis:PutRecord"),
        new(AwsAdapter.Items, "DescribeTable", AwsAccess.Read, AwsTarget.Whole, "dynamodb:DescribeTable"),
        new(AwsAdapter.Items, "GetItem", AwsAccess.Read, AwsTarget.Whole, "dynamodb:GetItem"),
        new(AwsAdapter.Items, "Query", AwsAccess.Read, AwsTarget.WithIndexes, "dynamodb:Query"),
        new(AwsAdapter.Items, "PutItem", AwsAccess.Write, AwsTarget.Whole, "dynamodb:PutItem"),
        new(AwsAdapter.Items, "DeleteItem", AwsAccess.Write, AwsTarget.Whole, "dynamodb:DeleteItem"),
        new(AwsAdapter.Items, "TransactWriteItems", AwsAccess.Write, AwsTarget.Whole, "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem"),
        new(AwsAdapter.Items, "CreateTable", AwsAccess.Make, AwsTarget.Whole, "dynamodb:CreateTable"),
        new(AwsAdapter.Items, "UpdateTimeToLive", AwsAccess.Make, AwsTarget.Whole, "dynamodb:UpdateTimeToLive"),
        new(AwsAdapter.Blobs, "GetObject", AwsAccess.Read, AwsTarget.Object, "s3:GetObject"),
        new(AwsAdapter.Blobs, "GetObjectMetadata", AwsAccess.Read, AwsTarget.Object, "s3:GetObject"),
        new(AwsAdapter.Blobs, "ListObjectsV2", AwsAccess.List, AwsTarget.Whole, "s3:ListBucket"),
        new(AwsAdapter.Blobs, "PutObject", AwsAccess.Write, AwsTarget.Object, "s3:PutObject"),
        new(AwsAdapter.Blobs, "InitiateMultipartUpload", AwsAccess.Write, AwsTarget.Object, "s3:PutObject"),
        new(AwsAdapter.Blobs, "UploadPart", AwsAccess.Write, AwsTarget.Object, "s3:PutObject"),
        new(AwsAdapter.Blobs, "CompleteMultipartUpload", AwsAccess.Write, AwsTarget.Object, "s3:PutObject"),
        new(AwsAdapter.Blobs, "AbortMultipartUpload", AwsAccess.Write, AwsTarget.Object, "s3:AbortMultipartUpload"),
        new(AwsAdapter.Blobs, "DeleteObject", AwsAccess.Delete, AwsTarget.Object, "s3:DeleteObject"),
        new(AwsAdapter.Secrets, "GetSecretValue", AwsAccess.Read, AwsTarget.Whole, "secretsmanager:GetSecretValue"),
        new(AwsAdapter.Secrets, "DescribeSecret", AwsAccess.Read | AwsAccess.Delete, AwsTarget.Whole, "secretsmanager:DescribeSecret"),
        new(AwsAdapter.Secrets, "ListSecrets", AwsAccess.List, AwsTarget.Whole, "secretsmanager:ListSecrets"),
        new(AwsAdapter.Secrets, "CreateSecret", AwsAccess.Write, AwsTarget.Whole, "secretsmanager:CreateSecret"),
        new(AwsAdapter.Secrets, "PutSecretValue", AwsAccess.Write | AwsAccess.Delete, AwsTarget.Whole, "secretsmanager:PutSecretValue"),
        new(AwsAdapter.Secrets, "RestoreSecret", AwsAccess.Write, AwsTarget.Whole, "secretsmanager:RestoreSecret"),
        new(AwsAdapter.Secrets, "UpdateSecretVersionStage", AwsAccess.Write | AwsAccess.Delete, AwsTarget.Whole, "secretsmanager:UpdateSecretVersionStage"),
        new(AwsAdapter.Secrets, "DeleteSecret", AwsAccess.Delete, AwsTarget.Whole, "secretsmanager:DeleteSecret"),
        new(AwsAdapter.Backtests, "StartExecution", AwsAccess.Write, AwsTarget.Whole, "states:StartExecution"),
        new(AwsAdapter.Backtests, "StopExecution", AwsAccess.Write, AwsTarget.Execution, "states:StopExecution"),
        new(AwsAdapter.Backtests, "DescribeExecution", AwsAccess.Read, AwsTarget.Execution, "states:DescribeExecution"),
    ];
}

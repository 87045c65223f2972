using Iam = Pulumi.Aws.Iam;
using Kms = Pulumi.Aws.Kms;

namespace VeloZ.Infrastructure;

/// <summary>The most that any role of the stack can do, whatever its own policies say: what the platform's programs call, on what the stack has, in its region.</summary>
internal static class StackBoundary
{
    // No wildcard: what is not here is refused, iam and sts among it.
    private static readonly string[] StreamActions = ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:PutRecord"];

    private static readonly string[] TableActions =
    [
        "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
        "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query",
    ];

    private static readonly string[] BucketActions = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"];

    private static readonly string[] DeniedForever =
    [
        "dynamodb:DeleteTable", "kinesis:DeleteStream", "kinesis:MergeShards", "kinesis:SplitShard", "kinesis:UpdateShardCount",
        "kms:ScheduleKeyDeletion", "s3:BypassGovernanceRetention", "s3:PutBucketPolicy", "sts:AssumeRole",
    ];

    /// <summary>Makes it.</summary>
    public static Iam.Policy Make(StackParts parts, Kms.Key key)
    {
        PolicyCondition[] here = [new("StringEquals", "aws:RequestedRegion", parts.Settings.Region)];
        // The ARN of a bucket has no account, and anybody may name a bucket as ours.
        PolicyCondition[] ours = [.. here, new("StringEquals", "aws:ResourceAccount", parts.Settings.Account)];
        return new Iam.Policy("boundary", new Iam.PolicyArgs
        {
            Name = parts.NameOf("boundary"),
            Description = "The most that a role of this stack can do.",
            PolicyDocument = PolicyStatement.Document(
                new PolicyStatement { Id = "Streams", Actions = StreamActions, Resources = [parts.Arn("kinesis", $"stream/{parts.NameOf("*")}")], Conditions = here },
                new PolicyStatement { Id = "Tables", Actions = TableActions, Resources = [parts.Arn("dynamodb", $"table/{parts.NameOf("*")}")], Conditions = here },
                new PolicyStatement { Id = "Buckets", Actions = BucketActions, Resources = [$"arn:aws:s3:::{parts.NameOf("*")}"], Conditions = ours },
                new PolicyStatement { Id = "Key", Actions = ["kms:Decrypt", "kms:GenerateDataKey"], Resources = [key.Arn], Conditions = here },
                new PolicyStatement { Id = "Functions", Actions = ["lambda:InvokeFunction"], Resources = [parts.Arn("lambda", $"function:{parts.NameOf("*")}")], Conditions = here },
                new PolicyStatement
                {
                    Id = "Sweeps",
                    Actions = ["states:DescribeExecution", "states:RedriveExecution", "states:StartExecution", "states:StopExecution"],
                    Resources = [parts.Arn("states", $"stateMachine:{parts.NameOf("*")}"), parts.Arn("states", $"execution:{parts.NameOf("*")}")],
                    Conditions = here,
                },
                new PolicyStatement { Id = "Logs", Actions = ["logs:CreateLogStream", "logs:PutLogEvents"], Resources = [parts.Arn("logs", $"log-group:{parts.NameOf("*")}")], Conditions = here },
                new PolicyStatement { Id = "Telemetry", Actions = [.. RoleStatements.Tracing, .. RoleStatements.LogDelivery], Resources = ["*"], Conditions = here },
                new PolicyStatement { Id = "Never", IsDenied = true, Actions = DeniedForever, Resources = ["*"] }),
            Tags = parts.TagsOf("identity"),
        });
    }
}

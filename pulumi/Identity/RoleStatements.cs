using Pulumi;
using Kms = Pulumi.Aws.Kms;

namespace VeloZ.Infrastructure;

/// <summary>Statements that several roles have.</summary>
internal static class RoleStatements
{
    /// <summary>Of traces; they have no resources.</summary>
    public static IReadOnlyList<string> Tracing { get; } = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];

    /// <summary>Of logs that AWS itself delivers; they have no resources.</summary>
    public static IReadOnlyList<string> LogDelivery { get; } =
    [
        "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
    ];

    /// <summary>A function's own log and traces.</summary>
    public static PolicyStatement[] Telemetry(StackParts parts, string function) =>
    [
        new() { Id = "Log", Actions = ["logs:CreateLogStream", "logs:PutLogEvents"], Resources = [parts.Arn("logs", $"log-group:{parts.NameOf(function)}:*")] },
        new() { Id = "Traces", Actions = Tracing, Resources = ["*"] },
    ];

    /// <summary>The key, through services only.</summary>
    /// <param name="parts">Of the stack.</param>
    /// <param name="key">Which key.</param>
    /// <param name="actions">Of <c>kms:Decrypt</c> and <c>kms:GenerateDataKey</c>.</param>
    /// <param name="services">Through which.</param>
    public static PolicyStatement Key(StackParts parts, Kms.Key key, string[] actions, params string[] services) => new()
    {
        Id = "Key",
        Actions = actions,
        Resources = [key.Arn],
        Conditions = [new PolicyCondition("StringEquals", "kms:ViaService", [.. services.Select(service => $"{service}.{parts.Settings.Region}.amazonaws.com")])],
    };

    /// <summary>What reads items: keys, and indexes for queries.</summary>
    public static PolicyStatement[] ReadItems(Output<string> table) =>
    [
        new() { Id = "ReadItems", Actions = ["dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"], Resources = [table] },
        new() { Id = "QueryIndexes", Actions = ["dynamodb:Query"], Resources = [Output.Format($"{table}/index/*")] },
    ];

    /// <summary>Lists keys below prefixes. Asking for an object that is not there counts too: without this right S3 answers that it is forbidden.</summary>
    public static PolicyStatement List(Output<string> bucket, params string[] prefixes) => new()
    {
        Id = "ListKeys",
        Actions = ["s3:ListBucket"],
        Resources = [bucket],
        // Where an object is not there, S3 asks for this right with no prefix to compare, hence IfExists. It lets keys be listed without a prefix too: their names, and no content.
        Conditions = [new PolicyCondition("StringLikeIfExists", "s3:prefix", [.. prefixes.Select(prefix => $"{prefix}*")])],
    };

    /// <summary>Objects below prefixes.</summary>
    public static PolicyStatement Objects(string id, string[] actions, Output<string> bucket, params string[] prefixes) =>
        new() { Id = id, Actions = actions, Resources = [.. prefixes.Select(prefix => Output.Format($"{bucket}/{prefix}*"))] };
}

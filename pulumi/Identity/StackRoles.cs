using Pulumi;
using DynamoDB = Pulumi.Aws.DynamoDB;
using Iam = Pulumi.Aws.Iam;
using Kinesis = Pulumi.Aws.Kinesis;
using Kms = Pulumi.Aws.Kms;
using S3 = Pulumi.Aws.S3;

namespace VeloZ.Infrastructure;

/// <summary>A role, and the policy that gives it its rights: who takes the role waits for both.</summary>
internal sealed record ProgramRole(Iam.Role Role, Iam.RolePolicy Policy);

/// <summary>Roles, one for each program, and what each may do: what its code calls and no more.</summary>
internal sealed class StackRoles(StackParts parts, Kms.Key key)
{
    private const string Snapshots = "snapshots/";

    // Of the map in the machine's definition.
    private const string MapLabel = "batches";

    private readonly Iam.Policy _boundary = StackBoundary.Make(parts, key);

    /// <summary>The engine's: the only one that writes the journal.</summary>
    public ProgramRole MakeEngine(Kinesis.Stream journal, DynamoDB.Table state, S3.Bucket data) => Make(
        "engine-task",
        Trust("ecs-tasks.amazonaws.com", parts.Arn("ecs", "*")),
        [
            new PolicyStatement
            {
                Id = "Journal",
                Actions = ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards", "kinesis:PutRecord"],
                Resources = [journal.Arn],
            },
            .. RoleStatements.ReadItems(state.Arn),
            new PolicyStatement { Id = "Project", Actions = ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem"], Resources = [state.Arn] },
            RoleStatements.Objects("Snapshots", ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"], data.Arn, Snapshots),
            RoleStatements.List(data.Arn, Snapshots),
            RoleStatements.Key(parts, key, ["kms:Decrypt", "kms:GenerateDataKey"], "dynamodb", "kinesis", "s3"),
        ]);

    /// <summary>The API's: reads, and nothing of the journal.</summary>
    public ProgramRole MakeApi(DynamoDB.Table market) => Make(
        "api",
        Trust("lambda.amazonaws.com"),
        [
            .. RoleStatements.ReadItems(market.Arn),
            RoleStatements.Key(parts, key, ["kms:Decrypt"], "dynamodb"),
            .. RoleStatements.Telemetry(parts, "api"),
        ]);

    /// <summary>The worker's: blobs of sweeps.</summary>
    public ProgramRole MakeBacktestsWorker(S3.Bucket data) => Make(
        "backtests-worker",
        Trust("lambda.amazonaws.com"),
        [
            RoleStatements.Objects("ReadSweeps", ["s3:GetObject"], data.Arn, "cancels/", "failures/", "jobs/", "market/", "plans/", "results/"),
            RoleStatements.Objects("WriteSweeps", ["s3:AbortMultipartUpload", "s3:PutObject"], data.Arn, "failures/", "plans/", "results/"),
            RoleStatements.List(data.Arn, "plans/"),
            RoleStatements.Key(parts, key, ["kms:Decrypt", "kms:GenerateDataKey"], "s3"),
            .. RoleStatements.Telemetry(parts, "backtests-worker"),
        ]);

    /// <summary>The state machine's: invokes the worker, and starts children of itself.</summary>
    public ProgramRole MakeBacktestMachine(Output<string> workerAlias, string machine)
    {
        var machineArn = parts.Arn("states", $"stateMachine:{machine}");
        return Make(
            "sfn-backtest",
            // The children of a distributed map are of a machine that is named by the map's label too.
            Trust("states.amazonaws.com", machineArn, $"{machineArn}/*"),
            [
                new PolicyStatement { Id = "Worker", Actions = ["lambda:InvokeFunction"], Resources = [workerAlias] },
                // A distributed map runs its children as executions of the machine itself.
                new PolicyStatement { Id = "StartChildren", Actions = ["states:StartExecution"], Resources = [machineArn] },
                new PolicyStatement { Id = "WatchChildren", Actions = ["states:DescribeExecution", "states:StopExecution"], Resources = [parts.Arn("states", $"execution:{machine}:*")] },
                // Redriving an execution redrives the children that failed.
                new PolicyStatement { Id = "RedriveChildren", Actions = ["states:RedriveExecution"], Resources = [parts.Arn("states", $"execution:{machine}/{MapLabel}:*")] },
                new PolicyStatement { Id = "DeliverLog", Actions = RoleStatements.LogDelivery, Resources = ["*"] },
                // No service stands between: Step Functions calls in the role's name, and says what for.
                new PolicyStatement
                {
                    Id = "Key",
                    Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
                    Resources = [key.Arn],
                    Conditions = [new PolicyCondition("StringEquals", "kms:EncryptionContext:aws:states:stateMachineArn", machineArn, $"{machineArn}/{MapLabel}")],
                },
                new PolicyStatement
                {
                    Id = "KeyOfLog",
                    Actions = ["kms:GenerateDataKey"],
                    Resources = [key.Arn],
                    Conditions = [new PolicyCondition("ArnLike", "kms:EncryptionContext:SourceArn", parts.Arn("logs", "*"))],
                },
            ]);
    }

    private ProgramRole Make(string name, Output<string> trust, PolicyStatement[] statements)
    {
        var role = new Iam.Role(name, new Iam.RoleArgs
        {
            Name = parts.NameOf(name),
            AssumeRolePolicy = trust,
            PermissionsBoundary = _boundary.Arn,
            Tags = parts.TagsOf(name),
        });
        var policy = new Iam.RolePolicy(name, new Iam.RolePolicyArgs { Name = parts.NameOf(name), Role = role.Name, Policy = PolicyStatement.Document(statements) });
        return new ProgramRole(role, policy);
    }

    // A service acts for many accounts: it may take the role on behalf of ours only. Lambda gives neither key.
    private Output<string> Trust(string service, params string[] sourceArns) => PolicyStatement.Document(new PolicyStatement
    {
        Id = "Trust",
        Actions = ["sts:AssumeRole"],
        Principal = ("Service", service),
        Conditions = sourceArns.Length == 0 ? [] : [new PolicyCondition("StringEquals", "aws:SourceAccount", parts.Settings.Account), new PolicyCondition("ArnLike", "aws:SourceArn", sourceArns)],
    });
}

using VeloZ.Aws;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The calls that the code makes, against what roles may: what is missing, what nobody needs, and what is wider than it is needed.</summary>
internal static class CallProofs
{
    private const string Always = "";

    // What Step Functions does in the name of its role; no code of ours calls it.
    private static readonly (string Action, string Resource, string When)[] Machine =
    [
        ("lambda:InvokeFunction", "arn:aws:lambda:AT:function:NAME-backtests-worker:live", Always),
        ("states:StartExecution", "arn:aws:states:AT:stateMachine:NAME-backtest", Always),
        ("states:DescribeExecution", "arn:aws:states:AT:execution:NAME-backtest:*", Always),
        ("states:StopExecution", "arn:aws:states:AT:execution:NAME-backtest:*", Always),
        ("states:RedriveExecution", "arn:aws:states:AT:execution:NAME-backtest/batches:*", Always),
        ("kms:Decrypt", "KEY", "StringEquals kms:EncryptionContext:aws:states:stateMachineArn = arn:aws:states:AT:stateMachine:NAME-backtest, arn:aws:states:AT:stateMachine:NAME-backtest/batches"),
        ("kms:GenerateDataKey", "KEY", "StringEquals kms:EncryptionContext:aws:states:stateMachineArn = arn:aws:states:AT:stateMachine:NAME-backtest, arn:aws:states:AT:stateMachine:NAME-backtest/batches"),
        ("kms:GenerateDataKey", "KEY", "ArnLike kms:EncryptionContext:SourceArn = arn:aws:logs:AT:*"),
        .. new[] { "CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies", "GetLogDelivery", "ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery" }
            .Select(action => ($"logs:{action}", "*", Always)),
    ];

    // Of every function: its own log, and traces.
    private static readonly (string Action, string Resource)[] Telemetry =
    [
        ("logs:CreateLogStream", "arn:aws:logs:AT:log-group:NAME-ROLE:*"),
        ("logs:PutLogEvents", "arn:aws:logs:AT:log-group:NAME-ROLE:*"),
        ("xray:PutTelemetryRecords", "*"),
        ("xray:PutTraceSegments", "*"),
    ];

    private static readonly string[] Functions = ["api", "backtests-worker"];

    private static readonly HashSet<string> Known = EmbeddedLines.Read("actions.txt").Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);

    public static IReadOnlyList<Proof> List { get; } = [new("every-call-has-its-permission-and-no-other", Join)];

    private static IEnumerable<string> Join(StackGraph graph)
    {
        var needs = Needs(graph).ToHashSet();
        var statements = PolicyText.OfRoles(graph).ToArray();
        // What is no action that is known is told by rules of its own.
        var given = (
            from statement in statements
            where statement.IsAllowed
            from action in statement.Actions
            where Known.Contains(action)
            from resource in statement.Resources
            select new Grant(statement.Owner, action, resource, statement.When)).ToHashSet();
        return needs.Except(given).Select(need => $"{need} is needed and is not given")
            .Concat(given.Except(needs).Select(grant => $"{grant} is given and nothing of it needs that"))
            .Concat(statements.Where(statement => !statement.IsAllowed).Select(statement => $"{statement.Owner} {statement.Id} refuses, must allow only: the boundary refuses"));
    }

    private static IEnumerable<Grant> Needs(StackGraph graph)
    {
        var key = $"arn:aws:kms:{StackGraph.Region}:{StackGraph.Account}:key/00000000-0000-4000-8000-000000000001";
        foreach (var uses in AwsUses.All.GroupBy(use => use.Program, StringComparer.Ordinal))
        {
            foreach (var use in uses)
            {
                foreach (var call in AwsCalls.All.Where(call => call.Adapter == use.Adapter && use.Access.HasFlag(call.Access)))
                {
                    foreach (var action in call.Actions)
                    {
                        foreach (var resource in PatternsOf(graph, use, call.Target))
                            yield return new Grant(use.Program, action, resource, WhenOf(use, call));
                    }
                }
            }
            // The services that its adapters call use the key in its name, and it uses the key for nothing else.
            var services = string.Join(", ", uses.Select(use => $"{ServiceOf(use.Adapter)}.{StackGraph.Region}.amazonaws.com").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            yield return new Grant(uses.Key, "kms:Decrypt", key, $"StringEquals kms:ViaService = {services}");
            if (uses.Any(use => use.Access.HasFlag(AwsAccess.Write)))
                yield return new Grant(uses.Key, "kms:GenerateDataKey", key, $"StringEquals kms:ViaService = {services}");
        }
        foreach (var (action, resource, when) in Machine)
            yield return new Grant("sfn-backtest", action, Text(resource), Text(when));
        foreach (var function in Functions)
        {
            foreach (var (action, resource) in Telemetry)
                yield return new Grant(function, action, Text(resource).Replace("ROLE", function, StringComparison.Ordinal), Always);
        }

        string Text(string text) => text.Replace("KEY", key, StringComparison.Ordinal).Replace(":AT:", $":{StackGraph.Region}:{StackGraph.Account}:", StringComparison.Ordinal)
            .Replace("NAME", graph.Environment.NameOf("")[..^1], StringComparison.Ordinal);
    }

    private static IEnumerable<string> PatternsOf(StackGraph graph, AwsUse use, AwsTarget target)
    {
        var at = $"{StackGraph.Region}:{StackGraph.Account}";
        var table = $"arn:aws:dynamodb:{at}:table/{graph.Environment.NameOf(use.Resource)}";
        return (use.Adapter, target) switch
        {
            (AwsAdapter.Journal, _) => [$"arn:aws:kinesis:{at}:stream/{graph.Environment.NameOf(use.Resource)}"],
            (AwsAdapter.Items, AwsTarget.WithIndexes) => [table, $"{table}/index/*"],
            (AwsAdapter.Items, _) => [table],
            (AwsAdapter.Blobs, AwsTarget.Object) => use.Prefixes.Select(prefix => $"{BucketOf(graph, use)}/{prefix}*"),
            (AwsAdapter.Blobs, _) => [BucketOf(graph, use)],
            _ => throw new NotSupportedException($"no program uses {use.Adapter} yet: say what its resource is"),
        };
    }

    private static string WhenOf(AwsUse use, AwsCall call) => call.Access == AwsAccess.List && use.Adapter == AwsAdapter.Blobs
        ? $"StringLikeIfExists s3:prefix = {string.Join(", ", use.Prefixes.Select(prefix => $"{prefix}*").Order(StringComparer.Ordinal))}"
        : Always;

    private static string ServiceOf(AwsAdapter adapter) => adapter switch
    {
        AwsAdapter.Journal => "kinesis",
        AwsAdapter.Items => "dynamodb",
        AwsAdapter.Blobs => "s3",
        _ => throw new NotSupportedException($"no program uses {adapter} yet: say what its service is"),
    };

    private static string BucketOf(StackGraph graph, AwsUse use) => $"arn:aws:s3:::{graph.Schema.BucketOf(use.Resource).NameIn(StackGraph.Account, StackGraph.Region)}";

    private sealed record Grant(string Role, string Action, string Resource, string When)
    {
        public override string ToString() => $"{Role}: {Action} on {Resource}{(When.Length == 0 ? "" : $" when {When}")}";
    }
}

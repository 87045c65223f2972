using VeloZ.Aws;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The calls that the code makes, against what roles may: what is missing and what nobody needs.</summary>
internal static class CallProofs
{
    // What a role needs beside its adapters: its own log, traces, the key, and what Step Functions does in its name.
    private static readonly (string Role, string Action, string Resource)[] Platform =
    [
        ("engine-task", "kms:Decrypt", "KEY"),
        ("engine-task", "kms:GenerateDataKey", "KEY"),
        ("api", "kms:Decrypt", "KEY"),
        ("backtests-worker", "kms:Decrypt", "KEY"),
        ("backtests-worker", "kms:GenerateDataKey", "KEY"),
        ("sfn-backtest", "kms:Decrypt", "KEY"),
        ("sfn-backtest", "kms:GenerateDataKey", "KEY"),
        ("sfn-backtest", "lambda:InvokeFunction", "arn:aws:lambda:REGION:ACCOUNT:function:NAME-backtests-worker:live"),
        ("sfn-backtest", "states:StartExecution", "arn:aws:states:REGION:ACCOUNT:stateMachine:NAME-backtest"),
        ("sfn-backtest", "states:DescribeExecution", "arn:aws:states:REGION:ACCOUNT:execution:NAME-backtest:any"),
        ("sfn-backtest", "states:StopExecution", "arn:aws:states:REGION:ACCOUNT:execution:NAME-backtest:any"),
        .. new[] { "CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies", "GetLogDelivery", "ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery" }
            .Select(action => ("sfn-backtest", $"logs:{action}", "*")),
        .. new[] { "api", "backtests-worker" }.SelectMany(role => new[]
        {
            (role, "logs:CreateLogStream", $"arn:aws:logs:REGION:ACCOUNT:log-group:NAME-{role}:log-stream:any"),
            (role, "logs:PutLogEvents", $"arn:aws:logs:REGION:ACCOUNT:log-group:NAME-{role}:log-stream:any"),
            (role, "xray:PutTelemetryRecords", "*"),
            (role, "xray:PutTraceSegments", "*"),
        }),
    ];

    private static readonly HashSet<string> Known = EmbeddedLines.Read("actions.txt").Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);

    public static IReadOnlyList<Proof> List { get; } = [new("every-call-has-its-permission-and-no-other", Join)];

    private static IEnumerable<string> Join(StackGraph graph)
    {
        var needs = Needs(graph).ToArray();
        var given = PolicyText.OfRoles(graph).Where(statement => statement.IsAllowed).ToArray();
        foreach (var (role, action, resource) in needs)
        {
            if (!given.Any(statement => statement.Owner == role && statement.Covers(action, resource)))
                yield return $"{role} needs {action} on {resource} and may not";
        }
        foreach (var statement in given)
        {
            foreach (var action in statement.Actions.Where(IsJudgedHere))
            {
                foreach (var pattern in statement.Resources.Where(pattern => !needs.Any(need => need.Role == statement.Owner && need.Action == action && ReadStatement.Fits(pattern, need.Resource))))
                    yield return $"{statement.Owner} may {action} on {pattern} and nothing of it needs that";
            }
        }
    }

    // What other rules refuse by itself is theirs to tell.
    private static bool IsJudgedHere(string action) => Known.Contains(action);

    private static IEnumerable<(string Role, string Action, string Resource)> Needs(StackGraph graph)
    {
        foreach (var use in AwsUses.All)
        {
            foreach (var call in AwsCalls.All.Where(call => call.Adapter == use.Adapter && use.Access.HasFlag(call.Access)))
            {
                foreach (var action in call.Actions)
                {
                    foreach (var resource in ResourcesOf(graph, use, call.Target))
                        yield return (use.Program, action, resource);
                }
            }
        }
        var key = $"arn:aws:kms:{StackGraph.Region}:{StackGraph.Account}:key/00000000-0000-4000-8000-000000000001";
        foreach (var (role, action, resource) in Platform)
        {
            yield return (role, action, resource.Replace("KEY", key, StringComparison.Ordinal).Replace("REGION", StackGraph.Region, StringComparison.Ordinal)
                .Replace("ACCOUNT", StackGraph.Account, StringComparison.Ordinal).Replace("NAME", graph.Environment.NameOf("")[..^1], StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> ResourcesOf(StackGraph graph, AwsUse use, AwsTarget target)
    {
        var at = $"{StackGraph.Region}:{StackGraph.Account}";
        var table = $"arn:aws:dynamodb:{at}:table/{graph.Environment.NameOf(use.Resource)}";
        return (use.Adapter, target) switch
        {
            (AwsAdapter.Journal, _) => [$"arn:aws:kinesis:{at}:stream/{graph.Environment.NameOf(use.Resource)}"],
            (AwsAdapter.Items, AwsTarget.WithIndexes) => [table, $"{table}/index/gsi1"],
            (AwsAdapter.Items, _) => [table],
            (AwsAdapter.Blobs, AwsTarget.Object) => use.Prefixes.Select(prefix => $"{BucketOf(graph, use)}/{prefix}any"),
            (AwsAdapter.Blobs, _) => [BucketOf(graph, use)],
            _ => throw new NotSupportedException($"no program uses {use.Adapter} yet: say what its resource is"),
        };
    }

    private static string BucketOf(StackGraph graph, AwsUse use) => $"arn:aws:s3:::{graph.Schema.BucketOf(use.Resource).NameIn(StackGraph.Account, StackGraph.Region)}";
}

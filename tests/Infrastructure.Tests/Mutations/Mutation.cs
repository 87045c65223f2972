using System.Text.Json.Nodes;
using Pulumi.Standins;

namespace VeloZ.Infrastructure.Tests;

/// <summary>One thing made wrong, and the rule that must tell.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Proof">Names of the rules that tell, parted by a space; no other may. Several where what is wrong is against several.</param>
/// <param name="Change">Makes it wrong.</param>
internal sealed record Mutation(string Name, string Proof, Func<StackGraph, StackGraph> Change)
{
    public IEnumerable<string> Proofs => Proof.Split(' ');
}

/// <summary>All of them, at least one for each rule.</summary>
internal static class AllMutations
{
    private const string Boundary = "the-boundary-ends-with-the-stack";
    private const string Calls = "every-call-has-its-permission-and-no-other";

    public static IReadOnlyList<Mutation> List { get; } =
    [
        .. RightsMutations.List,
        .. PartMutations.List,

        // The ten that were asked for.
        new("wrong stream ARN in the engine's policy", Calls, graph => Policy(graph, "engine-task", text => text.Replace("-journal\"", "-other\"", StringComparison.Ordinal))),
        new("engine without kinesis:PutRecord", $"{Calls} {Boundary}", graph => Policy(graph, "engine-task", text => text.Replace(",\"kinesis:PutRecord\"", "", StringComparison.Ordinal))),
        new("public access block off", "buckets-are-private", graph => graph.With($"{Tokens.PublicAccessBlock}::data", inputs => inputs["blockPublicPolicy"] = false)),
        new("key attribute a number", "tables-as-the-schema-has-them", graph => graph.With($"{Tokens.Table}::state", inputs => inputs["attributes"]![0]!["type"] = "N")),
        new("API on $LATEST", "callers-name-the-alias", graph => graph.With($"{Tokens.Integration}::api", resource =>
        {
            var function = $"arn:aws:lambda:{StackGraph.Region}:{StackGraph.Account}:function:{graph.Environment.NameOf("api")}";
            resource.Inputs["integrationUri"] = $"arn:aws:apigateway:{StackGraph.Region}:lambda:path/2015-03-31/functions/{function}/invocations";
            return resource with { References = [.. resource.References.Select(one => one.Input == "integrationUri" ? one with { Resource = $"{Tokens.Function}::api" } : one)] };
        })),
        new("expiry attribute dropped", "expiry-only-where-the-schema-says", graph => graph.With($"{Tokens.Table}::audit", inputs => inputs.Remove("ttl"))),
        new("no recovery to a point in time", "tables-can-be-restored", graph => graph.With($"{Tokens.Table}::control", inputs => inputs["pointInTimeRecovery"] = new JsonObject { ["enabled"] = false })),
        new("alarm on a metric that nobody emits", "alarms-watch-metrics-that-exist", graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs => inputs["metricName"] = "WriteThroughputExceeded")),
        new("wildcard in an action", "no-wildcard-in-an-allowed-action", graph => Add(graph, "api", "dynamodb:*", MarketTable(graph))),
        new("machine may not start itself", $"{Calls} {Boundary}", graph => Policy(graph, "sfn-backtest", text => text.Replace("states:StartExecution", "states:DescribeExecution", StringComparison.Ordinal))),

        // And one for each rule that is left.
        new("task on the function and not its alias", "tasks-invoke-the-alias-and-heal", graph => graph.With($"{Tokens.Machine}::backtest", inputs => Replace(inputs, "definition", "backtests-worker:live", "backtests-worker"))),
        new("task without a catch", "tasks-invoke-the-alias-and-heal", graph => graph.With($"{Tokens.Machine}::backtest", inputs =>
        {
            var definition = JsonNode.Parse(inputs["definition"]!.GetValue<string>())!;
            definition["States"]!["Plan"]!.AsObject().Remove("Catch");
            inputs["definition"] = definition.ToJsonString();
        })),
        new("machine EXPRESS", "the-machine-logs-and-is-standard", graph => graph.With($"{Tokens.Machine}::backtest", inputs => inputs["type"] = "EXPRESS")),
        new("permission that nobody needs", Calls, graph => Add(graph, "api", "dynamodb:PutItem", MarketTable(graph))),
        new("topics on every resource", $"{Calls} every-resource-only-where-there-is-none {Boundary}", graph => AddTo(Add(graph, "api", "sns:Publish", "*"), $"{Tokens.Boundary}::boundary", "sns:Publish", "*")),
        new("action that does not exist", "every-action-exists", graph => Add(graph, "engine-task", "dynamodb:TransactWriteItems", MarketTable(graph))),
        new("API writes the journal", $"{Calls} only-the-engine-writes-the-journal", graph => Add(graph, "api", "kinesis:PutRecord", Journal(graph))),
        new("role without a boundary", "roles-are-bound-and-trust-one-service", graph => graph.With($"{Tokens.Role}::api", resource =>
        {
            resource.Inputs.Remove("permissionsBoundary");
            return resource with { References = [.. resource.References.Where(one => one.Input != "permissionsBoundary")] };
        })),
        new("engine's role for any account", "roles-are-bound-and-trust-one-service", graph => graph.With($"{Tokens.Role}::engine-task", inputs => Replace(inputs, "assumeRolePolicy", "aws:SourceAccount", "aws:Source"))),
        new("worker with the API's role", "one-role-for-each-program", graph => graph.With($"{Tokens.Function}::backtests-worker", resource => resource with
        {
            References = [.. resource.References.Select(one => one.Input == "role" ? one with { Resource = $"{Tokens.Role}::api" } : one)],
            Options = resource.Options with { DependsOn = [$"{Tokens.RolePolicy}::api"] },
        })),
        new("machine made before its role's rights", "programs-wait-for-their-rights", graph => graph.With($"{Tokens.Machine}::backtest", resource => resource with { Options = resource.Options with { DependsOn = [] } })),
        new("engine may split shards", $"{Calls} nobody-can-reshard the-boundary-lets-roles-do-their-work", graph => Add(graph, "engine-task", "kinesis:SplitShard", Journal(graph))),
        new("boundary without the journal", "the-boundary-lets-roles-do-their-work", graph => graph.With($"{Tokens.Boundary}::boundary", inputs => Replace(inputs, "policy", "\"kinesis:PutRecord\"", "\"kinesis:ListShards\""))),
        new("policy that IAM refuses for its length", "policies-are-short-enough", graph => Policy(graph, "api", text => text + new string(' ', 10_240))),
        new("key that does not rotate", "keys-rotate-and-are-closed", graph => graph.With($"{Tokens.Key}::data", inputs => inputs["enableKeyRotation"] = false)),
        new("key for everybody", "keys-rotate-and-are-closed", graph => graph.With($"{Tokens.Key}::data", inputs => Replace(inputs, "policy", "arn:aws:iam::123456789012:root", "*"))),
        new("name too long", "names-fit-their-services names-are-those-of-the-stack", graph => graph.With($"{Tokens.Role}::api", inputs => inputs["name"] = new string('x', 65))),
        new("resource without an owner", "everything-is-tagged", graph => graph.With($"{Tokens.Topic}::page", inputs => inputs["tags"]!.AsObject().Remove("Owner"))),
        new("stream that scales by itself", "stream-as-the-schema-has-it", graph => graph.With($"{Tokens.Stream}::journal", inputs => inputs["streamModeDetails"]!["streamMode"] = "ON_DEMAND")),
        new("index left out", "tables-as-the-schema-has-them", graph => graph.With($"{Tokens.Table}::state", inputs => inputs["globalSecondaryIndexes"]!.AsArray().RemoveAt(1))),
        new("table with a key of AWS", "data-is-encrypted-with-the-key", graph => graph.With($"{Tokens.Table}::identity", resource => resource with { References = [] })),
        new("bucket that takes requests without TLS", "buckets-are-private", graph => graph.With($"{Tokens.BucketPolicy}::data", inputs => Replace(inputs, "policy", "aws:SecureTransport", "aws:ViaAWSService"))),
        new("production bucket emptied on delete", "buckets-are-cleaned-as-the-schema-says", graph => graph.With($"{Tokens.Bucket}::data", inputs => inputs["forceDestroy"] = true)),
        new("stream not protected", "what-holds-data-is-kept", graph => graph.With($"{Tokens.Stream}::journal", resource => resource with { Options = resource.Options with { Protect = false } })),
        new("function on another runtime", "functions-as-specified", graph => graph.With($"{Tokens.Function}::api", inputs => inputs["runtime"] = "dotnet8")),
        new("alias that nothing moves", "aliases-follow-the-newest-version", graph => graph.With($"{Tokens.Alias}::api", resource => resource with { Options = resource.Options with { IgnoreChanges = ["functionVersion"] } })),
        new("alias with the version of another function", "aliases-follow-the-newest-version", graph => graph.With($"{Tokens.Alias}::backtests-worker", resource => resource with
        {
            References = [.. resource.References.Select(one => one.Input == "functionVersion" ? one with { Resource = $"{Tokens.Function}::api" } : one)],
        })),
        new("worker without an account", "settings-are-those-of-the-host", graph => graph.With($"{Tokens.Function}::backtests-worker", inputs => inputs["environment"]!["variables"]!.AsObject().Remove("VELOZ_AWS_ACCOUNT"))),
        new("setting that no host knows", "settings-are-those-of-the-host", graph => graph.With($"{Tokens.Function}::api", inputs => inputs["environment"]!["variables"]!["VELOZ_ITEM"] = "x")),
        new("functions of another environment", "settings-are-those-of-the-host", graph => graph.With($"{Tokens.Function}::api", inputs => inputs["environment"]!["variables"]!["VELOZ_ENVIRONMENT_TIER"] = "development")),
        new("log that is kept for ever", "logs-are-there-and-kept", graph => graph.With($"{Tokens.LogGroup}::api", inputs => inputs.Remove("retentionInDays"))),
        new("secret in the settings", "no-secret-among-the-inputs", graph => graph.With($"{Tokens.Function}::api", inputs => inputs["environment"]!["variables"]!["VELOZ_DATA_DIR"] = "/tmp/wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY")),
        new("operation without a route", "routes-are-those-of-the-host", graph => graph.With($"{Tokens.Route}::head-api-v1-health", inputs => inputs["routeKey"] = "PUT /api/v1/health")),
        new("catch-all route", "routes-are-those-of-the-host", graph => graph.With($"{Tokens.Route}::head-api-v1-health", inputs => inputs["routeKey"] = "$default")),
        new("gateway ends before the function", "the-function-ends-before-the-gateway", graph => graph.With($"{Tokens.Integration}::api", inputs => inputs["timeoutMilliseconds"] = 28_000)),
        new("stage that does not wait for its routes", "the-stage-throttles-and-waits-for-its-routes", graph => graph.With($"{Tokens.Stage}::http", resource => resource with { Options = resource.Options with { DependsOn = [] } })),
        new("alarm without its runbook", "alarms-tell-somebody-what-to-do", graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs => Replace(inputs, "alarmDescription", "journal-throttled.md", "journal-slow.md"))),
        new("nobody hears", "alarms-tell-somebody-what-to-do", graph => graph.With($"{Tokens.Subscription}::page-email", (RecordedResource _) => null)),
        new("alarm over more than a day", "alarm-windows-are-legal", graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs => inputs["period"] = 86_400)),
        new("alarm that needs ten refusals", "the-journal-has-its-alarm", graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs => inputs["threshold"] = 10.0)),
        new("reference to what was never made", "references-lead-to-what-was-made-before", graph => graph.With($"{Tokens.Stage}::http", resource => resource with { References = resource.References.Add(new RecordedReference("apiId", $"{Tokens.HttpApi}::other", "id")) })),
        new("two logs of one name", "names-are-unique names-are-those-of-the-stack", graph => graph with { Resources = [.. graph.Resources, graph.Find($"{Tokens.LogGroup}::api")! with { Name = "api-again" }] }),
    ];

    private static string MarketTable(StackGraph graph) => $"arn:aws:dynamodb:{StackGraph.Region}:{StackGraph.Account}:table/{graph.Schema.Market.Name}";

    private static string Journal(StackGraph graph) => $"arn:aws:kinesis:{StackGraph.Region}:{StackGraph.Account}:stream/{graph.Schema.Journal.Name}";

    private static StackGraph Policy(StackGraph graph, string role, Func<string, string> change) =>
        graph.With($"{Tokens.RolePolicy}::{role}", inputs => inputs["policy"] = change(inputs["policy"]!.GetValue<string>()));

    private static StackGraph Add(StackGraph graph, string role, string action, string resource) => AddTo(graph, $"{Tokens.RolePolicy}::{role}", action, resource);

    /// <summary>The same with one statement of a policy changed; of a policy of a role, a boundary or a resource.</summary>
    public static StackGraph Statement(StackGraph graph, string policy, string id, Action<JsonObject> change, string input = "policy") => graph.With(policy, inputs =>
    {
        var document = JsonNode.Parse(inputs[input]!.GetValue<string>())!;
        change(document["Statement"]!.AsArray().Select(statement => statement!.AsObject()).Single(statement => statement["Sid"]!.GetValue<string>() == id));
        inputs[input] = document.ToJsonString();
    });

    private static StackGraph AddTo(StackGraph graph, string policy, string action, string resource) => graph.With(policy, inputs =>
    {
        var document = JsonNode.Parse(inputs["policy"]!.GetValue<string>())!;
        document["Statement"]!.AsArray().Add(new JsonObject { ["Sid"] = "Added", ["Effect"] = "Allow", ["Action"] = new JsonArray(action), ["Resource"] = new JsonArray(resource) });
        inputs["policy"] = document.ToJsonString();
    });

    private static void Replace(JsonObject inputs, string input, string was, string becomes) =>
        inputs[input] = inputs[input]!.GetValue<string>().Replace(was, becomes, StringComparison.Ordinal);
}

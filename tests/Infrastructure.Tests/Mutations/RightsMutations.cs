using System.Text.Json.Nodes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Rights that are wider than they are needed, narrower, or somebody else's.</summary>
internal static class RightsMutations
{
    private const string Calls = "every-call-has-its-permission-and-no-other";
    private const string Ends = "the-boundary-ends-with-the-stack";
    private const string Trust = "roles-are-bound-and-trust-one-service";
    private const string Key = "keys-rotate-and-are-closed";

    public static IReadOnlyList<Mutation> List { get; } =
    [
        new("API reads all tables of the stack", Calls, graph => Role(graph, "api", "ReadItems", statement => statement["Resource"]![0] = Arn("dynamodb", $"table/{graph.Environment.NameOf("*")}"))),
        new("API reads the state by its indexes", Calls, graph => Role(graph, "api", "QueryIndexes", statement => statement["Resource"]!.AsArray().Add(Arn("dynamodb", $"table/{graph.Schema.State.Name}/index/*")))),
        new("worker writes the whole bucket", Calls, graph => Role(graph, "backtests-worker", "WriteSweeps", statement => statement["Resource"] = new JsonArray($"{Bucket(graph)}/*"))),
        new("engine has snapshots of every bucket", Calls, graph => Role(graph, "engine-task", "Snapshots", statement => statement["Resource"] = new JsonArray($"arn:aws:s3:::{graph.Environment.NameOf("*")}/snapshots/*"))),
        new("machine invokes any function of the stack", Calls, graph => Role(graph, "sfn-backtest", "Worker", statement => statement["Resource"] = new JsonArray(Arn("lambda", $"function:{graph.Environment.NameOf("*")}")))),
        new("machine may not redrive its children", $"{Calls} {Ends}", graph => Role(graph, "sfn-backtest", "RedriveChildren", statement => statement["Action"] = new JsonArray("states:DescribeExecution"))),
        new("engine lists all keys", Calls, graph => Role(graph, "engine-task", "ListKeys", statement => statement.Remove("Condition"))),
        new("engine lists another prefix", Calls, graph => Role(graph, "engine-task", "ListKeys", statement => statement["Condition"]!["StringLikeIfExists"]!["s3:prefix"] = new JsonArray("*"))),
        new("API uses the key through another service", Calls, graph => Role(graph, "api", "Key", statement => statement["Condition"]!["StringEquals"]!["kms:ViaService"] = new JsonArray("s3.eu-central-1.amazonaws.com"))),
        new("machine uses the key for anything", Calls, graph => Role(graph, "sfn-backtest", "Key", statement => statement.Remove("Condition"))),
        new("machine uses the key for another machine", Calls, graph => Role(graph, "sfn-backtest", "Key", statement =>
            statement["Condition"]!["StringEquals"]!["kms:EncryptionContext:aws:states:stateMachineArn"] = new JsonArray(Arn("states", "stateMachine:other")))),
        new("role that refuses", Calls, graph => Role(graph, "api", "Traces", statement => statement["Effect"] = "Deny")),
        new("policy of a role on another", $"{Calls} {Trust} programs-wait-for-their-rights", graph => graph.With($"{Tokens.RolePolicy}::api", resource => resource with
        {
            References = [.. resource.References.Select(one => one.Input == "role" ? one with { Resource = $"{Tokens.Role}::engine-task" } : one)],
        })),
        new("policy in the language of 2008", "statements-name-what-they-allow", graph => graph.With($"{Tokens.RolePolicy}::api", inputs =>
        {
            var document = JsonNode.Parse(inputs["policy"]!.GetValue<string>())!.AsObject();
            document.Remove("Version");
            inputs["policy"] = document.ToJsonString();
        })),
        new("statement of no effect", "statements-name-what-they-allow", graph => AllMutations.Statement(graph, $"{Tokens.BucketPolicy}::data", "OnlyByTls", statement => statement["Effect"] = "Refuse")),
        new("everything but identity", "statements-name-what-they-allow", graph => Role(graph, "api", "Traces", statement => statement["NotAction"] = new JsonArray("iam:GetUser"))),

        new("boundary of another region", $"{Ends} the-boundary-lets-roles-do-their-work", graph => Bound(graph, "Streams", statement => statement["Condition"]!["StringEquals"]!["aws:RequestedRegion"] = new JsonArray("us-east-1"))),
        new("boundary without a region", Ends, graph => Bound(graph, "Functions", statement => statement.Remove("Condition"))),
        new("boundary of all buckets", Ends, graph => Bound(graph, "Buckets", statement => statement["Resource"] = new JsonArray("arn:aws:s3:::*"))),
        new("boundary of buckets of others", Ends, graph => Bound(graph, "Buckets", statement => statement["Condition"]!["StringEquals"]!.AsObject().Remove("aws:ResourceAccount"))),
        new("boundary allows what nobody needs", Ends, graph => Bound(graph, "Key", statement => statement["Action"]!.AsArray().Add("kms:Encrypt"))),
        new("boundary lets roles be taken", Ends, graph => Bound(graph, "Never", statement => statement["Action"] = new JsonArray([.. statement["Action"]!.AsArray().Select(action => action!.GetValue<string>()).Where(action => action != "sts:AssumeRole").Select(action => JsonValue.Create(action))]))),
        new("boundary refuses only sometimes", Ends, graph => Bound(graph, "Never", statement => statement["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:MultiFactorAuthPresent"] = new JsonArray("false") } })),

        new("machine's role for another machine", Trust, graph => Taken(graph, "sfn-backtest", statement => statement["Condition"]!["ArnLike"]!["aws:SourceArn"] = new JsonArray(Arn("states", "stateMachine:other"), Arn("states", "stateMachine:other/*")))),
        new("machine's role for its parent alone", Trust, graph => Taken(graph, "sfn-backtest", statement => statement["Condition"]!["ArnLike"]!["aws:SourceArn"]!.AsArray().RemoveAt(1))),
        new("machine's role for another service", Trust, graph => Taken(graph, "sfn-backtest", statement => statement["Principal"] = new JsonObject { ["Service"] = "events.amazonaws.com" })),
        new("API's role for containers", Trust, graph => Taken(graph, "api", statement => statement["Principal"] = new JsonObject { ["Service"] = "ecs-tasks.amazonaws.com" })),

        new("alarms cannot use the key", Key, graph => graph.With($"{Tokens.Key}::data", inputs =>
        {
            var document = JsonNode.Parse(inputs["policy"]!.GetValue<string>())!;
            document["Statement"]!.AsArray().RemoveAt(5);
            inputs["policy"] = document.ToJsonString();
        })),
        new("key for logs of another region", Key, graph => Closed(graph, "Logs", statement => statement["Principal"] = new JsonObject { ["Service"] = "logs.us-east-1.amazonaws.com" })),
        new("key for logs of any account", Key, graph => Closed(graph, "Logs", statement => statement["Condition"]!["ArnLike"]!["kms:EncryptionContext:aws:logs:arn"] = new JsonArray("arn:aws:logs:*"))),
        new("key that only encrypts", Key, graph => Closed(graph, "Use", statement => statement["Action"] = new JsonArray("kms:Encrypt"))),
        new("key whose policy a service may change", Key, graph => Closed(graph, "Alarms", statement => statement["Action"]!.AsArray().Add("kms:PutKeyPolicy"))),
        new("key for delivered logs of anybody", Key, graph => Closed(graph, "DeliverLogs", statement => statement.Remove("Condition"))),
        new("key that lets anybody be granted", Key, graph => Closed(graph, "GrantServices", statement => statement.Remove("Condition"))),
    ];

    private static StackGraph Role(StackGraph graph, string role, string id, Action<JsonObject> change) => AllMutations.Statement(graph, $"{Tokens.RolePolicy}::{role}", id, change);

    private static StackGraph Bound(StackGraph graph, string id, Action<JsonObject> change) => AllMutations.Statement(graph, $"{Tokens.Boundary}::boundary", id, change);

    private static StackGraph Taken(StackGraph graph, string role, Action<JsonObject> change) => AllMutations.Statement(graph, $"{Tokens.Role}::{role}", "Trust", change, "assumeRolePolicy");

    private static StackGraph Closed(StackGraph graph, string id, Action<JsonObject> change) => AllMutations.Statement(graph, $"{Tokens.Key}::data", id, change);

    private static string Arn(string service, string resource) => $"arn:aws:{service}:{StackGraph.Region}:{StackGraph.Account}:{resource}";

    private static string Bucket(StackGraph graph) => $"arn:aws:s3:::{graph.Schema.BucketOf("data").NameIn(StackGraph.Account, StackGraph.Region)}";
}

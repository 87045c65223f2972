using System.Text.Json.Nodes;
using Pulumi.Standins;

namespace VeloZ.Infrastructure.Tests;

/// <summary>Parts of the gateway, the functions, the stores and the alarms that are not as they must be.</summary>
internal static class PartMutations
{
    private const string Speaks = "the-gateway-speaks-to-the-function";
    private const string Callers = "only-our-gateway-calls";
    private const string AccessLog = "the-access-log-has-no-more-than-these";
    private const string Functions = "functions-as-specified";
    private const string Encrypted = "data-is-encrypted-with-the-key";
    private const string Cleaned = "buckets-are-cleaned-as-the-schema-says";
    private const string Versions = "versions-go-and-snapshots-stay";
    private const string Alarms = "alarms-tell-somebody-what-to-do";
    private const string Lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::data";

    // Places of the rules of the data bucket: uploads, everything, capture, results, snapshots.
    private const int Everything = 1;
    private const int Capture = 2;
    private const int Snapshots = 4;

    public static IReadOnlyList<Mutation> List { get; } =
    [
        new("gateway invokes by the request's method", Speaks, graph => graph.With($"{Tokens.Integration}::api", inputs => inputs["integrationMethod"] = "GET")),
        new("gateway of sockets", Speaks, graph => graph.With($"{Tokens.HttpApi}::http", inputs => inputs["protocolType"] = "WEBSOCKET")),
        new("gateway speaks format 1.0", Speaks, graph => graph.With($"{Tokens.Integration}::api", inputs => inputs["payloadFormatVersion"] = "1.0")),
        new("route of another API", Speaks, graph => graph.With($"{Tokens.Route}::get-api-v1-health", resource => resource with
        {
            References = [.. resource.References.Where(one => one.Input != "apiId")],
        })),
        new("API without a stage", "the-stage-throttles-and-waits-for-its-routes", graph => graph.With($"{Tokens.Stage}::http", (RecordedResource _) => null)),
        new("stage that counts each route", "the-stage-throttles-and-waits-for-its-routes", graph => graph.With($"{Tokens.Stage}::http", inputs => inputs["defaultRouteSettings"]!["detailedMetricsEnabled"] = true)),
        new("another function is kept warm", "callers-name-the-alias", graph => graph.With("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig::api", resource => resource with
        {
            References = [.. resource.References.Where(one => one.Input != "functionName")],
        })),
        new("log of another name than its function's rights", "names-are-those-of-the-stack", graph => graph.With($"{Tokens.LogGroup}::api", inputs => inputs["name"] = $"/aws/lambda/{graph.Environment.NameOf("api")}")),
        new("machine of another name than its role's rights", "names-are-those-of-the-stack", graph => graph.With($"{Tokens.Machine}::backtest", inputs => inputs["name"] = graph.Environment.NameOf("sweeps"))),
        new("machine that keeps its key for long", "the-machine-logs-and-is-standard", graph => graph.With($"{Tokens.Machine}::backtest", inputs => inputs["encryptionConfiguration"]!["kmsDataKeyReusePeriodSeconds"] = 900)),
        new("mail to another", Alarms, graph => graph.With($"{Tokens.Subscription}::page-email", inputs => inputs["endpoint"] = "nobody@example.com")),
        new("any API of the account calls", Callers, graph => graph.With($"{Tokens.Permission}::api-http", inputs => inputs["sourceArn"] = $"arn:aws:execute-api:{StackGraph.Region}:{StackGraph.Account}:*/*/*")),
        new("another service calls", Callers, graph => graph.With($"{Tokens.Permission}::api-http", inputs => inputs["principal"] = "events.amazonaws.com")),
        new("gateway may change the function", Callers, graph => graph.With($"{Tokens.Permission}::api-http", inputs => inputs["action"] = "lambda:UpdateFunctionCode")),
        new("gateway may call no alias", Callers, graph => graph.With($"{Tokens.Permission}::api-http", inputs => inputs.Remove("qualifier"))),
        new("access log with the user agent", AccessLog, graph => Log(graph, "agent", "$context.identity.userAgent")),
        new("access log with the path", AccessLog, graph => Log(graph, "path", "$context.path")),
        new("access log with claims", AccessLog, graph => Log(graph, "user", "$context.authorizer.claims.sub")),
        new("access log without the status", AccessLog, graph => Log(graph, "status", value: null)),

        new("function with another handler", Functions, graph => graph.With($"{Tokens.Function}::api", inputs => inputs["handler"] = "VeloZ.Backtests")),
        new("function with another's code", Functions, graph => graph.With($"{Tokens.Function}::api", inputs => inputs["s3Key"] = "functions/backtests/0123456789abcdef.zip")),
        new("production function that goes with the stack", Functions, graph => graph.With($"{Tokens.Function}::api", inputs => inputs["skipDestroy"] = false)),
        new("production log that goes with the stack", "logs-are-there-and-kept", graph => graph.With($"{Tokens.LogGroup}::backtest", inputs => inputs["skipDestroy"] = false)),
        new("secret in a description", "no-secret-among-the-inputs", graph => graph.With($"{Tokens.Key}::data", inputs => inputs["description"] = "Data, made by AKIAIOSFODNN7EXAMPLE")),
        new("secret in a tag", "no-secret-among-the-inputs", graph => graph.With($"{Tokens.Topic}::page", inputs => inputs["tags"]!["Owner"] = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978")),

        new("map of another label than its role's", "tasks-invoke-the-alias-and-heal", graph => graph.With($"{Tokens.Machine}::backtest", inputs =>
            inputs["definition"] = inputs["definition"]!.GetValue<string>().Replace("\"Label\": \"batches\"", "\"Label\": \"batch\"", StringComparison.Ordinal))),

        new("stream that is not encrypted", Encrypted, graph => graph.With($"{Tokens.Stream}::journal", inputs => inputs["encryptionType"] = "NONE")),
        new("table that is not encrypted", Encrypted, graph => graph.With($"{Tokens.Table}::state", inputs => inputs["serverSideEncryption"]!["enabled"] = false)),
        new("alias of another key", Encrypted, graph => graph.With("aws:kms/alias:Alias::data", resource => resource with { References = [] })),

        new("rules of a bucket off", $"{Cleaned} {Versions}", graph => Rule(graph, Everything, rule => rule["status"] = "Disabled")),
        new("captures in a slow class", Cleaned, graph => Rule(graph, Capture, rule => rule["transitions"]![0]!["storageClass"] = "DEEP_ARCHIVE")),
        new("captures expire and their versions do not", $"{Cleaned} {Versions}", graph => Rule(graph, Capture, rule => rule.Remove("noncurrentVersionExpiration"))),
        new("snapshots expire by age", $"{Cleaned} {Versions}", graph => Rule(graph, Snapshots, rule => rule["expiration"] = new JsonObject { ["days"] = 14 })),
        new("everything expires by age", $"{Cleaned} {Versions}", graph => Rule(graph, Everything, rule => rule["expiration"] = new JsonObject { ["days"] = 3_650 })),
        new("marks of deletion stay", $"{Cleaned} {Versions}", graph => Rule(graph, Everything, rule => rule.Remove("expiration"))),
        new("plans that were replaced stay", $"{Cleaned} {Versions}", graph => Rule(graph, Everything, rule => rule.Remove("noncurrentVersionExpiration"))),

        new("any account pages", Alarms, graph => AllMutations.Statement(graph, $"{Tokens.TopicPolicy}::page", "Alarms", statement => statement["Condition"]!["StringEquals"]!["aws:SourceAccount"] = new JsonArray("210987654321"))),
        new("alarm that is silenced", Alarms, graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs => inputs["actionsEnabled"] = false)),
        new("alarm by no data", Alarms, graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs => inputs["treatMissingData"] = "breaching")),
        new("alarm that is a ticket", Alarms, graph => graph.With($"{Tokens.Alarm}::journal-throttled", inputs =>
            inputs["alarmDescription"] = inputs["alarmDescription"]!.GetValue<string>().Replace("Severity 2.", "Severity 3.", StringComparison.Ordinal))),
    ];

    private static StackGraph Log(StackGraph graph, string field, string? value) => graph.With($"{Tokens.Stage}::http", inputs =>
    {
        var settings = inputs["accessLogSettings"]!;
        var fields = JsonNode.Parse(settings["format"]!.GetValue<string>())!.AsObject();
        fields.Remove(field);
        if (value is not null)
            fields[field] = value;
        settings["format"] = fields.ToJsonString();
    });

    private static StackGraph Rule(StackGraph graph, int place, Action<JsonObject> change) => graph.With(Lifecycle, inputs => change(inputs["rules"]![place]!.AsObject()));
}

using System.Text.Json.Nodes;
using Pulumi.Standins;
using VeloZ.Aws;

namespace VeloZ.Infrastructure.Tests;

/// <summary>What the program made of one configuration.</summary>
/// <param name="Schema">What the configuration asks for.</param>
/// <param name="Resources">In the order in which they were made.</param>
public sealed record StackGraph(CloudSchema Schema, IReadOnlyList<RecordedResource> Resources)
{
    /// <summary>Account and region of all stacks under test.</summary>
    public const string Account = "123456789012";
    public const string Region = "eu-central-1";

    public CloudEnvironment Environment => Schema.Environment;

    public IEnumerable<RecordedResource> OfToken(string token) => Resources.Where(resource => resource.Token == token);

    public RecordedResource? Find(string key) => Resources.FirstOrDefault(resource => resource.Key == key);

    /// <summary>The same with one resource changed; null takes it away.</summary>
    public StackGraph With(string key, Func<RecordedResource, RecordedResource?> change)
    {
        Assert.Contains(Resources, resource => resource.Key == key);
        return this with { Resources = [.. Resources.Select(resource => resource.Key == key ? change(Copy(resource)) : resource).OfType<RecordedResource>()] };
    }

    /// <summary>The same with the inputs of one resource changed.</summary>
    public StackGraph With(string key, Action<JsonObject> change) => With(key, resource =>
    {
        var before = resource.Inputs.ToJsonString();
        change(resource.Inputs);
        Assert.NotEqual(before, resource.Inputs.ToJsonString());
        return resource;
    });

    // A graph is shared between tests: what a mutation changes is its own.
    private static RecordedResource Copy(RecordedResource resource) => resource with { Inputs = (JsonObject)resource.Inputs.DeepClone() };
}

internal static class Tokens
{
    public const string Alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
    public const string Alias = "aws:lambda/alias:Alias";
    public const string Boundary = "aws:iam/policy:Policy";
    public const string Bucket = "aws:s3/bucket:Bucket";
    public const string BucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
    public const string Function = "aws:lambda/function:Function";
    public const string HttpApi = "aws:apigatewayv2/api:Api";
    public const string Integration = "aws:apigatewayv2/integration:Integration";
    public const string Key = "aws:kms/key:Key";
    public const string LogGroup = "aws:cloudwatch/logGroup:LogGroup";
    public const string Machine = "aws:sfn/stateMachine:StateMachine";
    public const string Permission = "aws:lambda/permission:Permission";
    public const string Provisioned = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
    public const string PublicAccessBlock = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    public const string Role = "aws:iam/role:Role";
    public const string RolePolicy = "aws:iam/rolePolicy:RolePolicy";
    public const string Route = "aws:apigatewayv2/route:Route";
    public const string Stage = "aws:apigatewayv2/stage:Stage";
    public const string Stream = "aws:kinesis/stream:Stream";
    public const string Subscription = "aws:sns/topicSubscription:TopicSubscription";
    public const string Table = "aws:dynamodb/table:Table";
    public const string Topic = "aws:sns/topic:Topic";
    public const string TopicPolicy = "aws:sns/topicPolicy:TopicPolicy";
}

internal static class Inputs
{
    /// <summary>A text at a path, by dots; null where there is none.</summary>
    public static string? Text(this RecordedResource resource, string path) => resource.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A whole number at a path.</summary>
    public static int? Whole(this RecordedResource resource, string path) => resource.At(path) is JsonValue value && value.TryGetValue<int>(out var whole) ? whole : null;

    /// <summary>A truth at a path; false where there is none.</summary>
    public static bool IsTrue(this RecordedResource resource, string path) => resource.At(path) is JsonValue value && value.TryGetValue<bool>(out var truth) && truth;

    public static JsonNode? At(this RecordedResource resource, string path)
    {
        JsonNode? node = resource.Inputs;
        foreach (var part in path.Split('.'))
            node = node is JsonArray list ? list.ElementAtOrDefault(int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)) : node?[part];
        return node;
    }

    /// <summary>Whether an input comes from an output of a resource.</summary>
    public static bool ComesFrom(this RecordedResource resource, string input, string key, string property) =>
        resource.References.Any(reference => reference.Input == input && reference.Resource == key && reference.Property == property);
}
